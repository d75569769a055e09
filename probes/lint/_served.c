#include "_served.h"

#include <string.h>
#include <strings.h>

#include "_boot.h"
#include "core/arena.h"
#include "core/http/url.h"
#include "core/sources/files.h"
#include "core/sources/sources.h"
#include "core/text.h"
#include "core/web_url.h"

const char *const *served_list(const struct served *served, const char *folder,
			       size_t *ret_count)
{
	return source_files_folder(served->inventory->sources->files, folder, ret_count);
}

bool served_holds(const struct served *served, const char *folder, const char *name)
{
	size_t count;
	const char *const *names = served_list(served, folder, &count);

	for (size_t i = 0; names && i < count; i++) {
		if (!strcmp(names[i], name))
			return true;
	}
	return false;
}

const char *served_near(const struct served *served, const char *folder, const char *name)
{
	size_t count;
	const char *const *names = served_list(served, folder, &count);
	const char **words;

	if (!names)
		return NULL;
	words = arena_alloc(served->arena, (count + 1) * sizeof *words);
	memcpy(words, names, count * sizeof *words);
	return text_nearest(name, words);
}

const char *served_folder_of(const struct served *served, const char *root,
			     const char *path)
{
	const char *slash = strrchr(path, '/');

	while (*path == '/')
		path++;
	if (!slash || slash < path)
		return root;
	return arena_printf(served->arena, "%s/%.*s", root, (int)(slash - path), path);
}

static bool is_loader(const char *name)
{
	size_t length = strlen(name);

	return (length > 2 && !strcmp(name + length - 2, ".0")) ||
	       (length > 4 && !strcasecmp(name + length - 4, ".efi"));
}

bool served_has_loader(const struct served *served, const char *folder)
{
	size_t count;
	const char *const *names = served_list(served, folder, &count);

	for (size_t i = 0; names && i < count; i++) {
		if (is_loader(names[i]))
			return true;
	}
	return false;
}

const char *served_below_base(const struct served *served, const char *text)
{
	const char *base_text = served->inventory->artifact_base_url;
	struct http_url base, url;
	struct addr left, right;
	size_t length;

	if (!base_text || http_url_parse(served->arena, base_text, &base) < 0 ||
	    http_url_parse(served->arena, text, &url) < 0 || base.port != url.port)
		return NULL;
	if (strcasecmp(base.host, url.host) != 0) {
		const struct host *one = inventory_host(served->inventory, base.host);
		const struct host *two = inventory_host(served->inventory, url.host);

		if (!one && addr_parse(base.host, &left) >= 0)
			one = inventory_host_at(served->inventory, &left);
		if (!two && addr_parse(url.host, &right) >= 0)
			two = inventory_host_at(served->inventory, &right);
		if (!one || one != two)
			return NULL;
	}
	length = strlen(base.path);
	while (length && base.path[length - 1] == '/')
		length--;
	if (strncmp(url.path, base.path, length) != 0 || url.path[length] != '/' ||
	    strchr(url.path, '%'))
		return NULL;
	return url.path + length + 1;
}

/* One of the boot files lies in the folder that its URL leads to, by `folder_for`. */
typedef const char *folder_fn(const struct served *served, const char *url);

static bool has_boot_file(const struct served *served, folder_fn *folder_for)
{
	const struct sources *sources = served->inventory->sources;

	for (size_t i = 0; i < sources->boot_count; i++) {
		for (size_t e = 0; e < sources->boot[i]->count; e++) {
			struct boot_fetch *fetches;
			size_t count = boot_fetches(
				served->arena, &sources->boot[i]->entries[e], &fetches);

			for (size_t f = 0; f < count; f++) {
				const char *folder = folder_for(served, fetches[f].url);

				if (folder && *fetches[f].name &&
				    served_holds(served, folder, fetches[f].name))
					return true;
			}
		}
	}
	return false;
}

static const char *in_docroot(const struct served *served, const char *url)
{
	const char *path = served_below_base(served, url);
	const char *root = served->inventory->artifact_folder;

	return path && root ? served_folder_of(served, root, path) : NULL;
}

bool served_docroot_is_right(const struct served *served)
{
	return served->inventory->artifact_folder && has_boot_file(served, in_docroot);
}

/* As the web server's configuration says; only that of this machine, or of the tree that is read. */
static const char *in_web_root(const struct served *served, const char *text)
{
	const struct web_server *server;
	struct web_answer answer;
	struct http_url url;

	if (http_url_parse(served->arena, text, &url) < 0)
		return NULL;
	answer = web_ask(served->arena, served->inventory, &url, &server);
	if (answer.outcome != WEB_FILE || answer.has_fallback || !answer.path ||
	    (!server->is_local &&
	     !source_files_has_root(served->inventory->sources->files)))
		return NULL;
	return served_folder_of(served, "", answer.path);
}

static bool lacks(const struct served *served, const char *folder, const char *name,
		  bool sure, struct served_lack *ret_lack)
{
	*ret_lack = (struct served_lack){ .folder = folder, .status = STATUS_FAIL };
	if (served_holds(served, folder, name))
		return false;
	ret_lack->near = served_near(served, folder, name);
	return ret_lack->near || sure;
}

/* "boot1.ipxe" and "boot2.ipxe" are two scripts. */
static bool is_slip(const char *a, const char *b)
{
	size_t i = 0;

	if (text_distance(a, b) != 1)
		return false;
	while (a[i] && a[i] == b[i])
		i++;
	return !strchr("0123456789", a[i] ? a[i] : 'x') &&
	       !strchr("0123456789", b[i] ? b[i] : 'x');
}

/* A script that is known here has nearly that name, and none has that. */
static bool lacks_script(const struct served *served, const char *name,
			 struct served_lack *ret_lack)
{
	const struct sources *sources = served->inventory->sources;

	*ret_lack = (struct served_lack){ .status = STATUS_WARN };
	for (size_t i = 0; i < sources->boot_count; i++) {
		const char *script = boot_base_name(sources->boot[i]->file);

		if (sources->boot[i]->loader != BOOT_IPXE)
			continue;
		if (!strcmp(script, name))
			return false;
		if (is_slip(name, script))
			ret_lack->near = script;
	}
	return ret_lack->near != NULL;
}

bool served_lacks_url(const struct served *served, const char *url,
		      struct served_lack *ret_lack)
{
	const char *plain = arena_strndup(served->arena, url, strcspn(url, "?#"));
	const char *name = boot_base_name(plain), *folder;
	size_t count;

	if (!*name || strchr(name, '%') || strcmp(plain, url) != 0)
		return false;
	folder = in_web_root(served, plain);
	if (folder && served_list(served, folder, &count))
		return lacks(served, folder, name, has_boot_file(served, in_web_root),
			     ret_lack);
	folder = in_docroot(served, plain);
	if (folder && served_list(served, folder, &count))
		return lacks(served, folder, name, served_docroot_is_right(served),
			     ret_lack);
	return lacks_script(served, name, ret_lack);
}

bool served_lacks_path(const struct served *served, const char *root, const char *path,
		       bool sure, struct served_lack *ret_lack)
{
	const char *folder = served_folder_of(served, root, path);
	size_t count;

	return served_list(served, folder, &count) && served_has_loader(served, folder) &&
	       lacks(served, folder, boot_base_name(path), sure, ret_lack);
}
