/*
 * lint.boot-served: the folders that are served have each file that is booted.
 *
 * Only where such a folder is here: the one of artifacts.docroot where at least one of the files is
 * in it, and the one of the TFTP server where its loader is. Where none is, a name that is nearly
 * one of artifacts.files was meant to be it.
 */
#include <string.h>
#include <strings.h>

#include "_boot.h"
#include "core/arena.h"
#include "core/http/url.h"
#include "core/sources/files.h"
#include "core/sources/sources.h"
#include "core/text.h"

struct judging {
	struct arena *arena;
	struct findings *findings;
	const struct inventory *inventory;
	const struct boot_config *boot;
	const struct boot_entry *entry;
	const struct boot_fetch *fetch;
	bool folder_is_right; /* that of the web server */
};

static const char *const *list(const struct judging *judging, const char *folder,
			       size_t *ret_count)
{
	return source_files_folder(judging->inventory->sources->files, folder, ret_count);
}

static bool holds(const struct judging *judging, const char *folder, const char *name)
{
	size_t count;
	const char *const *names = list(judging, folder, &count);

	for (size_t i = 0; names && i < count; i++) {
		if (!strcmp(names[i], name))
			return true;
	}
	return false;
}

/* The file of the folder that was probably meant, or NULL. */
static const char *near_file(const struct judging *judging, const char *folder,
			     const char *name)
{
	size_t count;
	const char *const *names = list(judging, folder, &count);
	const char **words = arena_alloc(judging->arena, (count + 1) * sizeof *words);

	if (!names)
		return NULL;
	memcpy(words, names, count * sizeof *words);
	return text_nearest(name, words);
}

static const char *clean(const struct judging *judging, const char *text)
{
	return text_clean(judging->arena, text, strlen(text), 200);
}

static void say(const struct judging *judging, enum status status, const char *title,
		const char *near)
{
	const struct boot_fetch *fetch = judging->fetch;
	struct findings *findings = judging->findings;
	const char *name = clean(judging, fetch->name);

	findings_add(
		findings,
		&(struct finding){
			.status = status,
			.subject = boot_subject(findings, judging->entry, name),
			.where = fetch->where,
			.width = fetch->width,
			.title = title,
			.observed = clean(judging, fetch->url),
			.expected = near ? clean(judging, near) : "a file that is there",
			.why = "the server answers that there is no such file, and the "
			       "machine stops",
			.fix = { near ? findings_printf(findings, "did you mean %s?",
							clean(judging, near))
				      : findings_printf(
						findings,
						"put %s there, or correct its name",
						name) },
		});
}

/* "a/b" in "/srv" -> "/srv/a" */
static const char *folder_of(const struct judging *judging, const char *root,
			     const char *path)
{
	const char *slash = strrchr(path, '/');

	while (*path == '/')
		path++;
	if (!slash || slash < path)
		return root;
	return arena_printf(judging->arena, "%s/%.*s", root, (int)(slash - path), path);
}

/* False: the folder is not here. */
static bool judge_in(const struct judging *judging, const char *folder)
{
	const struct boot_fetch *fetch = judging->fetch;
	size_t count;

	if (!*fetch->name || !list(judging, folder, &count))
		return false;
	if (!holds(judging, folder, fetch->name))
		say(judging, STATUS_FAIL,
		    findings_printf(
			    judging->findings, "%s fetches %s, and %s has no such file",
			    judging->entry->name, clean(judging, fetch->name), folder),
		    near_file(judging, folder, fetch->name));
	return true;
}

/* What stands behind the base URL; NULL: it is another server, or another part of it. */
static const char *below_base(const struct judging *judging, const char *text)
{
	const char *base_text = judging->inventory->artifact_base_url;
	struct http_url base, url;
	struct addr left, right;
	size_t length;

	if (!base_text || http_url_parse(judging->arena, base_text, &base) < 0 ||
	    http_url_parse(judging->arena, text, &url) < 0 || base.port != url.port)
		return NULL;
	if (strcasecmp(base.host, url.host) != 0) {
		const struct host *one = inventory_host(judging->inventory, base.host);
		const struct host *two = inventory_host(judging->inventory, url.host);

		if (!one && addr_parse(base.host, &left) >= 0)
			one = inventory_host_at(judging->inventory, &left);
		if (!two && addr_parse(url.host, &right) >= 0)
			two = inventory_host_at(judging->inventory, &right);
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

/* Of several versions: told by lint.boot-files. */
static bool is_mixed(const struct judging *judging)
{
	struct boot_fetch *fetches;
	size_t count = boot_fetches(judging->arena, judging->entry, &fetches);
	const char *first = NULL;

	for (size_t i = 0; i < count; i++) {
		const char *version = boot_version(judging->arena, fetches[i].name);

		if (first && version && strcmp(first, version) != 0)
			return true;
		first = version ? version : first;
	}
	return false;
}

/* A list need not be whole, so that only what is nearly in it is told. */
static void judge_listed(const struct judging *judging, const char *path)
{
	const struct inventory *inventory = judging->inventory;
	const char **files = arena_alloc(judging->arena,
					 (inventory->artifact_count + 1) * sizeof *files);
	const char *near;

	for (size_t i = 0; i < inventory->artifact_count; i++) {
		files[i] = inventory->artifacts[i].file;
		if (!strcmp(files[i] + (*files[i] == '/'), path))
			return;
	}
	near = text_nearest(path, files);
	if (near && !is_mixed(judging))
		say(judging, STATUS_WARN,
		    findings_printf(judging->findings,
				    "%s fetches %s, which artifacts.files does not list",
				    judging->entry->name, clean(judging, path)),
		    near);
}

static void judge_web(const struct judging *judging)
{
	const char *folder = judging->inventory->artifact_folder;
	const char *path = below_base(judging, judging->fetch->url);

	if (!path)
		return;
	if (judging->folder_is_right) {
		if (judge_in(judging, folder_of(judging, folder, path)) ||
		    !holds(judging, folder, judging->fetch->name))
			return;
		say(judging, STATUS_WARN,
		    findings_printf(judging->findings,
				    "%s fetches %s, which is in %s itself",
				    judging->entry->name, clean(judging, path), folder),
		    judging->fetch->name);
	} else {
		judge_listed(judging, path);
	}
}

static bool is_loader(const char *name)
{
	size_t length = strlen(name);

	return (length > 2 && !strcmp(name + length - 2, ".0")) ||
	       (length > 4 && !strcasecmp(name + length - 4, ".efi"));
}

static bool has_loader(const struct judging *judging, const char *folder)
{
	size_t count;
	const char *const *names = list(judging, folder, &count);

	for (size_t i = 0; names && i < count; i++) {
		if (is_loader(names[i]))
			return true;
	}
	return false;
}

static const char *parent(const struct judging *judging, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return strcmp(path, ".") != 0 && *path ? "." : NULL;
	return slash == path
		       ? NULL
		       : arena_strndup(judging->arena, path, (size_t)(slash - path));
}

/* Paths of the server that sent the file: which folder is its root, is not said. */
static void judge_tftp(const struct judging *judging)
{
	const struct boot_fetch *fetch = judging->fetch;
	const char *folder = parent(judging, judging->boot->file), *root;

	/* PXELINUX is in the folder above its pxelinux.cfg. */
	if (folder && judging->boot->loader == BOOT_PXELINUX) {
		if (strcmp(boot_base_name(folder), "pxelinux.cfg") != 0)
			return;
		folder = parent(judging, folder);
	}
	if (!folder || !has_loader(judging, folder))
		return;
	for (root = folder; root; root = parent(judging, root)) {
		if (holds(judging, folder_of(judging, root, fetch->url), fetch->name))
			return;
		/* A relative path of PXELINUX begins in its own folder. */
		if (judging->boot->loader == BOOT_PXELINUX && *fetch->url != '/')
			break;
	}
	for (root = folder; root; root = parent(judging, root)) {
		if (judge_in(judging, folder_of(judging, root, fetch->url)) ||
		    (judging->boot->loader == BOOT_PXELINUX && *fetch->url != '/'))
			return;
	}
}

static void judge_entry(struct judging *judging)
{
	struct boot_fetch *fetches;
	size_t count = boot_fetches(judging->arena, judging->entry, &fetches);

	for (size_t i = 0; i < count; i++) {
		judging->fetch = &fetches[i];
		if (fetches[i].unknown || !*fetches[i].name)
			continue;
		if (strstr(fetches[i].url, "://"))
			judge_web(judging);
		else if (judging->entry->loader != BOOT_IPXE && *fetches[i].url != '(')
			judge_tftp(judging);
	}
}

/* Many hosts have such a folder; the right one has something of what is booted. */
static bool is_right_folder(const struct judging *judging)
{
	const struct sources *sources = judging->inventory->sources;
	const char *folder = judging->inventory->artifact_folder;

	if (!folder)
		return false;
	for (size_t i = 0; i < sources->boot_count; i++) {
		for (size_t e = 0; e < sources->boot[i]->count; e++) {
			struct boot_fetch *fetches;
			size_t count = boot_fetches(
				judging->arena, &sources->boot[i]->entries[e], &fetches);

			for (size_t f = 0; f < count; f++) {
				const char *path = below_base(judging, fetches[f].url);

				if (path && *fetches[f].name &&
				    holds(judging, folder_of(judging, folder, path),
					  fetches[f].name))
					return true;
			}
		}
	}
	return false;
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	struct judging judging = { .arena = findings_arena(findings),
				   .findings = findings,
				   .inventory = inventory };

	judging.folder_is_right = is_right_folder(&judging);
	for (size_t i = 0; i < inventory->sources->boot_count; i++) {
		judging.boot = inventory->sources->boot[i];
		findings_saw(findings, judging.boot->file);
		for (size_t e = 0; e < judging.boot->count; e++) {
			judging.entry = &judging.boot->entries[e];
			judge_entry(&judging);
		}
	}
}

static void subjects(const struct inventory *inventory, struct subjects *list_of)
{
	lint_subjects(inventory, list_of, judge);
}

const struct probe probe_lint_boot_served = {
	.id = "lint.boot-served",
	.title = "the folders that are served have the files that are booted",
	.why = "a name that differs in one letter is another file",
	.symptom =
		"\"No such file or directory\" in iPXE, a TFTP error, 404 in an emergency shell",
	.fix = "correct the name, or put the file into the folder",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = subjects,
	.start = lint_start,
};
