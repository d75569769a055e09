#include "core/sources/web_server.h"

#include <fnmatch.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/sources/web_pattern.h"

const char *web_kind_name(enum web_kind kind)
{
	return kind == WEB_NGINX ? "nginx" : "httpd";
}

/* Whether a connection to this address and port is for it. */
static enum web_verdict covers(const struct web_address *address, const struct addr *addr,
			       in_port_t port)
{
	if (address->addr.port && address->addr.port != port)
		return WEB_NO;
	switch (address->kind) {
	case WEB_ADDRESS_ONE:
		if (!addr->family)
			return WEB_MAYBE;
		return addr_equal(&address->addr, addr) ? WEB_YES : WEB_NO;
	case WEB_ADDRESS_ANY:
		/* A name is taken to have an IPv4 address; whether another one, is not known. */
		if (!address->addr.family ||
		    address->addr.family == (addr->family ? addr->family : AF_INET))
			return WEB_YES;
		return addr->family ? WEB_NO : WEB_MAYBE;
	case WEB_ADDRESS_UNKNOWN:
		break;
	}
	return WEB_MAYBE;
}

enum web_verdict web_listens(const struct web_server *server, const struct addr *addr,
			     in_port_t port, const struct web_socket **ret_socket)
{
	enum web_verdict best = WEB_NO;

	*ret_socket = NULL;
	for (size_t i = 0; i < server->socket_count && best != WEB_YES; i++) {
		const struct web_socket *socket = &server->sockets[i];
		enum web_verdict verdict = covers(&socket->address, addr, port);

		if (verdict == WEB_YES && socket->maybe)
			verdict = WEB_MAYBE;
		if (verdict == WEB_NO || (best == WEB_MAYBE && verdict == WEB_MAYBE))
			continue;
		best = verdict;
		*ret_socket = socket;
	}
	return best == WEB_NO && server->partial ? WEB_MAYBE : best;
}

/* How closely a site's addresses fit a connection. */
enum fit { FIT_NONE, FIT_ANY, FIT_ONE, FIT_UNKNOWN };

static enum fit fit_of(const struct web_site *site, const struct web_question *question)
{
	enum fit best = FIT_NONE;

	for (size_t i = 0; i < site->address_count; i++) {
		const struct web_address *address = &site->addresses[i];
		enum fit fit;

		if (!question->addr.family && address->kind == WEB_ADDRESS_ANY &&
		    address->addr.family == AF_INET6)
			continue;
		switch (covers(address, &question->addr, question->port)) {
		case WEB_NO:
			continue;
		case WEB_YES:
			fit = address->kind == WEB_ADDRESS_ONE ? FIT_ONE : FIT_ANY;
			break;
		case WEB_MAYBE:
		default:
			fit = FIT_UNKNOWN;
		}
		best = fit > best ? fit : best;
	}
	return best != FIT_NONE && site->maybe ? FIT_UNKNOWN : best;
}

/* How closely a name of the site fits; the order is nginx's. */
enum named { NAMED_NOT, NAMED_TAIL, NAMED_HEAD, NAMED_EXACTLY };

static enum named named_as(const struct web_name *name, const char *host, size_t *length)
{
	*length = strlen(name->text);
	if (!web_name_matches(name->text, host))
		return NAMED_NOT;
	if (!strcasecmp(name->text, host) ||
	    (*name->text == '.' && !strcasecmp(name->text + 1, host)))
		return NAMED_EXACTLY;
	return *name->text == '*' || *name->text == '.' ? NAMED_HEAD : NAMED_TAIL;
}

struct choice {
	const struct web_site *first, *standard, *named;
	enum named how;
	size_t length;
	const struct web_site *by_pattern;
	bool unknown;
};

static void consider_name(struct choice *choice, const struct web_server *server,
			  const struct web_site *site, const struct web_name *name,
			  const char *host)
{
	size_t length;
	enum named how;

	if (name->kind != WEB_NAME_PLAIN) {
		enum web_verdict verdict = name->kind == WEB_NAME_REGEX
						   ? web_regex(name->text, true, host)
						   : WEB_MAYBE;

		choice->unknown = choice->unknown || verdict == WEB_MAYBE;
		if (verdict == WEB_YES && !choice->by_pattern)
			choice->by_pattern = site;
		return;
	}
	how = named_as(name, host, &length);
	if (how == NAMED_NOT)
		return;
	/* httpd takes the first that fits, nginx the one that fits closest. */
	if (choice->named && (server->kind == WEB_APACHE || how < choice->how ||
			      (how == choice->how && length <= choice->length)))
		return;
	choice->named = site;
	choice->how = how;
	choice->length = length;
}

static void consider(struct choice *choice, const struct web_server *server,
		     const struct web_site *site, const char *host)
{
	if (!choice->first)
		choice->first = site;
	if (site->is_default && !choice->standard)
		choice->standard = site;
	for (size_t i = 0; i < site->name_count; i++)
		consider_name(choice, server, site, &site->names[i], host);
}

/* NULL: not to tell. */
static const struct web_site *choose_site(const struct web_server *server,
					  const struct web_question *question)
{
	struct choice choice = { 0 };
	enum fit wanted = FIT_NONE;

	for (size_t i = 0; i < server->site_count; i++) {
		enum fit fit = fit_of(server->sites[i], question);

		if (fit == FIT_UNKNOWN)
			return NULL;
		wanted = fit > wanted ? fit : wanted;
	}
	if (wanted == FIT_NONE)
		return server->partial ? NULL : server->main;
	for (size_t i = 0; i < server->site_count; i++) {
		if (fit_of(server->sites[i], question) == wanted)
			consider(&choice, server, server->sites[i], question->host);
	}
	if (choice.named && (!server->partial || choice.how == NAMED_EXACTLY))
		return choice.named;
	/* Another server, of a file that was not read, may have the name. */
	if (choice.unknown || server->partial)
		return NULL;
	if (choice.by_pattern)
		return choice.by_pattern;
	return choice.standard ? choice.standard : choice.first;
}

static bool begins(const char *path, const char *prefix, bool ignore_case)
{
	size_t length = strlen(prefix);

	return ignore_case ? !strncasecmp(path, prefix, length)
			   : !strncmp(path, prefix, length);
}

static enum web_verdict location_matches(const struct web_location *location,
					 const char *path)
{
	const char *pattern = location->pattern;
	size_t length = strlen(pattern);

	switch (location->match) {
	case WEB_EXACT:
		return strcmp(path, pattern) ? WEB_NO : WEB_YES;
	case WEB_REGEX:
		return web_regex(pattern, location->ignore_case, path);
	case WEB_FOLDER:
		if (!begins(path, pattern, false))
			return WEB_NO;
		return !path[length] || path[length] == '/' ||
				       (length && pattern[length - 1] == '/')
			       ? WEB_YES
			       : WEB_NO;
	case WEB_PREFIX:
	case WEB_PREFIX_FINAL:
		break;
	}
	return begins(path, pattern, false) ? WEB_YES : WEB_NO;
}

/* httpd: the first of the site's parts that fits. */
static const struct web_location *first_location(const struct web_location *root,
						 const char *path, bool *unknown)
{
	for (size_t i = 0; i < root->child_count; i++) {
		enum web_verdict verdict = location_matches(root->children[i], path);

		*unknown = *unknown || verdict == WEB_MAYBE;
		if (verdict != WEB_NO)
			return root->children[i];
	}
	return root;
}

static const struct web_location *longest_prefix(const struct web_location *parent,
						 const char *path)
{
	const struct web_location *best = NULL;

	for (size_t i = 0; i < parent->child_count; i++) {
		const struct web_location *child = parent->children[i];

		if (child->match == WEB_REGEX || location_matches(child, path) != WEB_YES)
			continue;
		if (child->match == WEB_EXACT)
			return child;
		if (!best || strlen(child->pattern) > strlen(best->pattern))
			best = child;
	}
	return best;
}

/*
 * nginx: the exact one, else the longest prefix, within it again; then the first pattern that matches,
 * unless the prefix, or the part found within it, is final.
 */
static const struct web_location *find_location(const struct web_location *parent,
						const char *path, bool *final,
						bool *unknown)
{
	const struct web_location *prefix = longest_prefix(parent, path), *found = parent;
	bool inner_final = false;

	*final = false;
	if (prefix && prefix->match == WEB_EXACT) {
		*final = true;
		return prefix;
	}
	if (prefix)
		found = find_location(prefix, path, &inner_final, unknown);
	if (inner_final) {
		*final = true;
		return found;
	}
	for (size_t i = 0; i < parent->child_count; i++) {
		const struct web_location *child = parent->children[i];
		enum web_verdict verdict;

		if (child->match != WEB_REGEX ||
		    (prefix && prefix->match == WEB_PREFIX_FINAL))
			continue;
		verdict = location_matches(child, path);
		*unknown = *unknown || verdict == WEB_MAYBE;
		if (verdict == WEB_NO)
			continue;
		found = find_location(child, path, &inner_final, unknown);
		*final = true;
		return found;
	}
	return found;
}

/* Two parts of a path with exactly one slash between them. */
static const char *join(struct arena *arena, const char *left, const char *right)
{
	size_t length = strlen(left);

	while (length && left[length - 1] == '/')
		length--;
	while (*right == '/')
		right++;
	return arena_printf(arena, "%.*s/%s", (int)length, left, right);
}

static const char *path_of(struct arena *arena, const struct web_location *location,
			   const char *path)
{
	if (!location->is_alias)
		return join(arena, location->folder, path);
	/* As both do it: what follows the pattern is put behind the alias, slash or not. */
	return arena_printf(arena, "%s%s", location->folder,
			    path + strlen(location->pattern));
}

/* "/srv/www/" and "/srv/www" are one folder. */
static bool is_below(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	while (length && folder[length - 1] == '/')
		length--;
	return !strncmp(path, folder, length) && (path[length] == '/' || !path[length]);
}

static enum web_verdict section_matches(const struct web_section *section,
					const char *url, const char *path)
{
	const char *name = strrchr(path, '/');
	const char *what = path;

	if (section->kind == WEB_SECTION_LOCATION)
		what = url;
	else if (section->kind == WEB_SECTION_FILES)
		what = name ? name + 1 : path;
	if (section->regex)
		return web_regex(section->pattern, false, what);
	if (section->kind == WEB_SECTION_FILES)
		return web_glob(section->pattern, what, FNM_PERIOD);
	if (strpbrk(section->pattern, "*?["))
		return web_glob(section->pattern, what, FNM_LEADING_DIR | FNM_PATHNAME);
	return is_below(what, section->pattern) ? WEB_YES : WEB_NO;
}

/* A kind of section after the other; of folders the longer after the shorter. */
static bool is_after(const struct web_section *a, const struct web_section *b)
{
	if (a->kind != b->kind)
		return a->kind > b->kind;
	if (a->kind == WEB_SECTION_DIRECTORY && a->regex != b->regex)
		return a->regex;
	if (a->kind == WEB_SECTION_DIRECTORY && !a->regex &&
	    strlen(a->pattern) != strlen(b->pattern))
		return strlen(a->pattern) > strlen(b->pattern);
	/* Those of a host come after those of all. */
	if (!a->site != !b->site)
		return a->site;
	return a > b;
}

/* httpd: the last section that speaks of the file decides. */
static enum web_access access_by_sections(const struct web_server *server,
					  struct web_answer *answer, const char *url)
{
	const struct web_section *last = NULL;
	bool unknown = false;

	for (size_t i = 0; i < server->section_count; i++) {
		const struct web_section *section = &server->sections[i];
		enum web_verdict verdict;

		if (section->site && section->site != answer->site)
			continue;
		verdict = section_matches(section, url, answer->path);
		unknown = unknown || verdict == WEB_MAYBE;
		if (verdict == WEB_YES && (!last || is_after(section, last)))
			last = section;
	}
	if (unknown || server->partial)
		return WEB_ACCESS_UNKNOWN;
	if (last && last->access == WEB_REFUSED) {
		answer->where = last->where;
		answer->width = last->width;
		answer->says = last->says;
	}
	return last ? last->access : WEB_ALLOWED;
}

static void answer_file(struct arena *arena, const struct web_server *server,
			const struct web_location *location,
			const struct web_question *question, struct web_answer *answer)
{
	enum web_access access = location->access;

	answer->path = path_of(arena, location, question->path);
	answer->folder = location->folder;
	answer->has_fallback = location->has_fallback;
	answer->where =
		location->folder_where.file ? location->folder_where : location->where;
	answer->width = location->folder_width;
	answer->outcome = WEB_FILE;
	if (server->kind == WEB_APACHE) {
		access = access_by_sections(server, answer, question->path);
	} else if (access == WEB_REFUSED) {
		answer->where = location->access_where;
		answer->width = location->access_width;
		answer->says = location->access_says;
	}
	if (access == WEB_REFUSED)
		answer->outcome = WEB_FORBIDDEN;
	if (access == WEB_ACCESS_UNKNOWN)
		answer->has_fallback = true;
}

static void answer_site(struct arena *arena, const struct web_server *server,
			const struct web_question *question, struct web_answer *answer)
{
	const struct web_location *root = answer->site->root, *location;
	bool unknown = false, final;

	location = server->kind == WEB_APACHE
			   ? first_location(root, question->path, &unknown)
			   : find_location(root, question->path, &final, &unknown);
	if (unknown || location->content == WEB_CONTENT_UNKNOWN)
		return;
	if (location->content == WEB_NO_FILES) {
		answer->outcome = WEB_NO_FILE;
		answer->where = location->where;
		answer->says = location->content_says;
	} else if (location->folder) {
		answer_file(arena, server, location, question, answer);
	}
}

struct web_answer web_find(struct arena *arena, const struct web_server *server,
			   const struct web_question *question)
{
	struct web_answer answer = { .outcome = WEB_NOT_KNOWN };

	switch (web_listens(server, &question->addr, question->port, &answer.socket)) {
	case WEB_NO:
		answer.outcome = WEB_NOBODY;
		return answer;
	case WEB_MAYBE:
		return answer;
	case WEB_YES:
		break;
	}
	if (answer.socket->foreign)
		return answer;
	answer.site = choose_site(server, question);
	if (answer.site && answer.site->root && !answer.site->maybe)
		answer_site(arena, server, question, &answer);
	return answer;
}
