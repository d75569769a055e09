#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/index.h"
#include "core/sources/apache_reader.h"
#include "core/text.h"

#define MANY 1000

/* Where a directive must not stand. */
enum forbidden {
	IN_SECTION = 1 << 0, /* <Directory> and its like */
	IN_HOST = 1 << 1,    /* <VirtualHost> */
};

static bool is_word(const char *text, const char *word)
{
	return !strcasecmp(text, word);
}

static const char *line_of(const struct apache_reader *reader,
			   const struct apache_line *line)
{
	const char *text = line->words[0].text;

	for (size_t i = 1; i < line->count && i < 5; i++)
		text = arena_printf(reader->arena, "%s %s", text, line->words[i].text);
	return text;
}

static unsigned width_of(const struct apache_line *line)
{
	const struct apache_word *first = &line->words[0];
	const struct apache_word *last = &line->words[line->count - 1];

	return first->where.line == last->where.line
		       ? last->where.column + last->width - first->where.column
		       : first->width;
}

static void read_define(struct apache_reader *reader, const struct apache_line *line)
{
	/* What is set on a condition is not known afterwards. */
	if (apache_here(reader) != WEB_YES || line->words[line->count - 1].unknown)
		return;
	index_add(
		reader->variables, line->words[1].text, strlen(line->words[1].text),
		arena_strdup(reader->arena, line->count > 2 ? line->words[2].text : ""));
}

static void read_server_root(struct apache_reader *reader, const struct apache_line *line)
{
	reader->server_root = line->words[1].text;
}

static void read_user(struct apache_reader *reader, const struct apache_line *line)
{
	if (!line->words[1].unknown && *line->words[1].text != '#')
		reader->server->user = line->words[1].text;
}

static void read_document_root(struct apache_reader *reader,
			       const struct apache_line *line)
{
	const struct apache_word *word = &line->words[1];
	struct web_location *root = reader->site->site->root;
	bool known = apache_here(reader) == WEB_YES && !word->unknown;

	reader->site->has_root = true;
	root->folder = known ? apache_path(reader, word->text) : NULL;
	root->folder_where = word->where;
	root->folder_width = word->width;
}

static void add_name(struct apache_reader *reader, const struct apache_word *word,
		     const char *text)
{
	struct web_site *site = reader->site->site;
	bool known = apache_here(reader) == WEB_YES && !word->unknown;

	site->names = arena_grow(reader->arena, site->names, site->name_count,
				 sizeof *site->names);
	site->names[site->name_count++] = (struct web_name){
		.kind = known ? WEB_NAME_PLAIN : WEB_NAME_UNKNOWN,
		.text = text,
	};
}

/* [scheme://]name[:port] */
static void read_server_name(struct apache_reader *reader, const struct apache_line *line)
{
	const char *text = line->words[1].text, *scheme = strstr(text, "://");

	text = scheme ? scheme + 3 : text;
	add_name(reader, &line->words[1],
		 arena_strndup(reader->arena, text, strcspn(text, ":")));
}

static void read_server_alias(struct apache_reader *reader,
			      const struct apache_line *line)
{
	for (size_t i = 1; i < line->count; i++)
		add_name(reader, &line->words[i], line->words[i].text);
}

static struct web_location *add_location(struct apache_reader *reader,
					 struct web_location ***list, size_t *count,
					 const struct apache_line *line,
					 const struct apache_word *pattern)
{
	struct web_location *location = arena_alloc(reader->arena, sizeof *location);
	const char *name = line->words[0].text;
	size_t length = strlen(name);

	location->match = length > 5 && is_word(name + length - 5, "Match") ? WEB_REGEX
									    : WEB_FOLDER;
	location->pattern = pattern ? pattern->text : "";
	location->where = line->words[0].where;
	location->content_says = line_of(reader, line);
	if (apache_here(reader) == WEB_MAYBE || (pattern && pattern->unknown))
		location->content = WEB_CONTENT_UNKNOWN;
	*list = arena_grow(reader->arena, *list, *count, sizeof(struct web_location *));
	(*list)[(*count)++] = location;
	return location;
}

/* Alias /ocp /srv/ocp; ScriptAlias runs what is there. */
static void read_alias(struct apache_reader *reader, const struct apache_line *line)
{
	struct apache_site *site = reader->site;
	struct web_location *location = add_location(
		reader, &site->aliases, &site->alias_count, line, &line->words[1]);
	const struct apache_word *target = &line->words[line->count - 1];

	if (line->count < 3) /* within <Location> */
		location->content = WEB_CONTENT_UNKNOWN;
	if (location->content == WEB_CONTENT_UNKNOWN)
		return;
	if (!strncasecmp(line->words[0].text, "Script", 6)) {
		location->content = WEB_NO_FILES;
		return;
	}
	location->is_alias = true;
	location->folder_where = target->where;
	location->folder_width = target->width;
	/* What is made with what the pattern matched is not known. */
	if (!target->unknown && location->match != WEB_REGEX)
		location->folder = apache_path(reader, target->text);
}

static void read_redirect(struct apache_reader *reader, const struct apache_line *line)
{
	struct apache_site *site = reader->site;
	const struct apache_word *path = NULL;
	struct web_location *location;

	for (size_t i = 1; i < line->count && !path; i++) {
		if (strchr("/^", *line->words[i].text))
			path = &line->words[i];
	}
	location =
		add_location(reader, &site->redirects, &site->redirect_count, line, path);
	if (!path || apache_frame_of(reader, APACHE_SECTION))
		location->content = WEB_CONTENT_UNKNOWN;
	else if (location->content != WEB_CONTENT_UNKNOWN)
		location->content = WEB_NO_FILES;
}

/* ProxyPass /x http://y; "!" leaves it to what follows. Within <Location> the path is its own. */
static void read_proxy(struct apache_reader *reader, const struct apache_line *line)
{
	const struct apache_frame *section = apache_frame_of(reader, APACHE_SECTION);
	struct apache_site *site = reader->site;
	struct web_location *location;
	struct apache_word own = { 0 };

	if (section) {
		own.text = section->section.pattern;
		own.unknown = section->section.regex;
	}
	location = add_location(reader, &site->proxies, &site->proxy_count, line,
				section ? &own : &line->words[1]);
	if (location->content == WEB_CONTENT_UNKNOWN)
		return;
	location->content = !strcmp(line->words[line->count - 1].text, "!")
				    ? WEB_CONTENT_UNKNOWN
				    : WEB_NO_FILES;
}

static void read_rewrite(struct apache_reader *reader, const struct apache_line *line)
{
	if (!is_word(line->words[1].text, "off"))
		reader->site->rewrites = true;
}

static void read_override(struct apache_reader *reader, const struct apache_line *line)
{
	if (!is_word(line->words[1].text, "None"))
		reader->overrides = true;
}

/* The section that an access rule is in; what is in <RequireAny> or <Limit> is not looked at. */
static struct apache_frame *section_of(struct apache_reader *reader, bool *ret_direct)
{
	*ret_direct = true;
	for (unsigned i = reader->depth; i > 0; i--) {
		struct apache_frame *frame = &reader->frames[i - 1];

		if (frame->kind == APACHE_SECTION)
			return frame;
		if (frame->kind == APACHE_OTHER)
			*ret_direct = false;
	}
	return NULL;
}

static enum web_access access_of(const struct apache_line *line)
{
	const char *what = line->words[1].text;
	const char *more = line->count > 2 ? line->words[2].text : "";

	if (is_word(what, "all"))
		return is_word(more, "granted")	 ? WEB_ALLOWED
		       : is_word(more, "denied") ? WEB_REFUSED
						 : WEB_ACCESS_UNKNOWN;
	/* Nodes send no password. */
	if (is_word(what, "valid-user") || is_word(what, "user") ||
	    is_word(what, "group"))
		return WEB_REFUSED;
	return WEB_ACCESS_UNKNOWN;
}

static void set_access(struct apache_reader *reader, struct apache_frame *frame,
		       const struct apache_line *line, enum web_access access)
{
	frame->section.access = access;
	frame->section.says = line_of(reader, line);
	frame->section.where = line->words[0].where;
	frame->section.width = width_of(line);
}

/* Several are taken as one of them being enough. */
static void read_require(struct apache_reader *reader, const struct apache_line *line)
{
	bool direct;
	struct apache_frame *frame = section_of(reader, &direct);
	enum web_access access = access_of(line);

	if (!frame)
		return;
	if (!direct || apache_here(reader) == WEB_MAYBE)
		access = WEB_ACCESS_UNKNOWN;
	if (!frame->has_access)
		set_access(reader, frame, line, access);
	else if (access == WEB_ALLOWED)
		frame->section.access = access;
	else if (frame->section.access != WEB_ALLOWED)
		frame->section.access = WEB_ACCESS_UNKNOWN;
	frame->has_access = true;
}

/* Allow, Deny and Satisfy of 2.2; the order is not needed to know what one line for all says. */
static void read_old_access(struct apache_reader *reader, const struct apache_line *line)
{
	bool direct;
	struct apache_frame *frame = section_of(reader, &direct);
	bool all = line->count > 2 && is_word(line->words[2].text, "all");
	enum web_access access = !all ? WEB_ACCESS_UNKNOWN
				 : is_word(line->words[0].text, "Deny") ? WEB_REFUSED
									: WEB_ALLOWED;

	if (!frame)
		return;
	if (!direct || apache_here(reader) == WEB_MAYBE || frame->has_old_access)
		access = WEB_ACCESS_UNKNOWN;
	set_access(reader, frame, line, access);
	frame->has_old_access = true;
}

static const struct {
	const char *name;
	void (*read)(struct apache_reader *reader, const struct apache_line *line);
	size_t min, max; /* arguments */
	unsigned forbidden;
} directives[] = {
	{"Define",		    read_define,	 1, 2,    0			 },
	{ "ServerRoot",	read_server_root,	  1, 1,	IN_SECTION	   },
	{ "LoadModule",	apache_load_module, 2, 2,	  0		    },
	{ "User",		  read_user,	     1, 1,	   0		     },
	{ "Listen",	    apache_listen,	   1, 2,	 IN_SECTION | IN_HOST},
	{ "DocumentRoot",	  read_document_root, 1, 1,    IN_SECTION	       },
	{ "ServerName",	read_server_name,	  1, 1,	IN_SECTION	   },
	{ "ServerAlias",	 read_server_alias,  0, MANY, IN_SECTION		},
	{ "Alias",		   read_alias,	       1, 2,    0		       },
	{ "AliasMatch",	read_alias,	    1, 2,	  0		    },
	{ "ScriptAlias",	 read_alias,	     1, 2,	   0		     },
	{ "ScriptAliasMatch",  read_alias,	  1, 2,	0			  },
	{ "Redirect",	      read_redirect,	     1, MANY, 0			},
	{ "RedirectMatch",	   read_redirect,	  1, MANY, 0		     },
	{ "RedirectPermanent", read_redirect,      1, MANY, 0			 },
	{ "RedirectTemp",	  read_redirect,	 1, MANY, 0		    },
	{ "ProxyPass",	       read_proxy,	   1, MANY, 0		      },
	{ "ProxyPassMatch",    read_proxy,		1, MANY, 0		   },
	{ "RewriteEngine",	   read_rewrite,	 1, 1,    0			 },
	{ "FallbackResource",  read_rewrite,	    1, 1,	  0		    },
	{ "AllowOverride",	   read_override,	  1, MANY, 0		     },
	{ "Require",	     read_require,	   1, MANY, 0		      },
	{ "Allow",		   read_old_access,    1, MANY, 0		       },
	{ "Deny",		  read_old_access,	   1, MANY, 0		      },
	{ "Satisfy",	     read_old_access,    1, MANY, 0			 },
};

/* A name that is one letter off. Further off it may be of a module. */
static void check_spelling(struct apache_reader *reader, const struct apache_word *word)
{
	static const char *const names[] = { "DocumentRoot",   "ServerName",
					     "ServerAlias",    "ServerRoot",
					     "Listen",	       "Include",
					     "IncludeOptional" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (text_distance(word->text, names[i]) == 1)
			apache_error(reader, word,
				     arena_printf(reader->arena, "did you mean '%s'?",
						  names[i]),
				     "unknown directive '%s'", word->text);
	}
}

static bool is_forbidden(struct apache_reader *reader, const struct apache_word *word,
			 unsigned forbidden)
{
	const struct apache_frame *section = apache_frame_of(reader, APACHE_SECTION);
	const struct apache_frame *host = apache_frame_of(reader, APACHE_HOST);
	const struct apache_frame *frame = forbidden & IN_SECTION && section ? section
					   : forbidden & IN_HOST && host     ? host
									     : NULL;

	if (frame)
		apache_error(reader, word, "put it outside of this block",
			     "%s is not allowed in <%s>", word->text, frame->name);
	return frame;
}

static bool has_arguments(struct apache_reader *reader, const struct apache_line *line,
			  size_t min, size_t max)
{
	const size_t count = line->count - 1;

	if (count >= min && count <= max)
		return true;
	apache_error(reader, &line->words[count > max ? max + 1 : 0],
		     count > max && *line->words[max + 1].text == '#'
			     ? "a comment has a line of its own"
			     : NULL,
		     "%s takes %s%zu argument%s, not %zu", line->words[0].text,
		     min == max	   ? ""
		     : count > max ? "at most "
				   : "at least ",
		     count > max ? max : min, (count > max ? max : min) == 1 ? "" : "s",
		     count);
	return false;
}

void apache_directive(struct apache_reader *reader, const struct apache_line *line)
{
	const struct apache_word *word = &line->words[0];

	for (size_t i = 0; i < sizeof directives / sizeof *directives; i++) {
		if (!is_word(word->text, directives[i].name))
			continue;
		if (has_arguments(reader, line, directives[i].min, directives[i].max) &&
		    !is_forbidden(reader, word, directives[i].forbidden))
			directives[i].read(reader, line);
		return;
	}
	check_spelling(reader, word);
}
