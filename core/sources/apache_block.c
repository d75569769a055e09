#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/apache_reader.h"

static const struct {
	const char *name;
	enum apache_block kind;
} blocks[] = {
	{"IfModule",	      APACHE_CONDITION},
	      { "IfDefine",	    APACHE_CONDITION},
	{ "IfVersion",      APACHE_CONDITION},
	      { "IfFile",	  APACHE_CONDITION},
	{ "IfDirective",	 APACHE_CONDITION},
	      { "IfSection",	     APACHE_CONDITION},
	{ "VirtualHost",	 APACHE_HOST     },
	      { "Directory",	     APACHE_SECTION  },
	{ "DirectoryMatch", APACHE_SECTION  },
	      { "Files",		 APACHE_SECTION	},
	{ "FilesMatch",	APACHE_SECTION  },
	      { "Location",	    APACHE_SECTION  },
	{ "LocationMatch",  APACHE_SECTION  },
};

static enum apache_block kind_of(const char *name)
{
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
		if (!strcasecmp(blocks[i].name, name))
			return blocks[i].kind;
	}
	return APACHE_OTHER;
}

enum web_verdict apache_here(const struct apache_reader *reader)
{
	return reader->depth ? reader->frames[reader->depth - 1].holds : WEB_YES;
}

struct apache_frame *apache_frame_of(struct apache_reader *reader, enum apache_block kind)
{
	for (unsigned i = reader->depth; i > 0; i--) {
		if (reader->frames[i - 1].kind == kind)
			return &reader->frames[i - 1];
	}
	return NULL;
}

/* The words without the final '>' ("<Directory /srv>" has it at its last word). */
static struct apache_line arguments(struct apache_reader *reader,
				    const struct apache_line *line, bool *ret_closed)
{
	struct apache_word *words =
		arena_alloc(reader->arena, line->count * sizeof *words);
	struct apache_word *last = &words[line->count - 1];
	size_t length;

	memcpy(words, line->words, line->count * sizeof *words);
	length = strlen(last->text);
	*ret_closed = length && last->text[length - 1] == '>';
	if (*ret_closed)
		last->text = arena_strndup(reader->arena, last->text, length - 1);
	return (struct apache_line){ words, line->count - (line->count > 1 &&
							   length == 1 && *ret_closed) };
}

static void open_host(struct apache_reader *reader, const struct apache_line *line)
{
	struct web_server *server = reader->server;
	struct web_site *site = arena_alloc(reader->arena, sizeof *site);
	struct apache_site *added;

	site->root = apache_root(reader->arena, line->words[0].where);
	site->where = line->words[0].where;
	site->maybe = apache_here(reader) == WEB_MAYBE;
	for (size_t i = 1; i < line->count; i++) {
		site->addresses =
			arena_grow(reader->arena, site->addresses, site->address_count,
				   sizeof *site->addresses);
		site->addresses[site->address_count++] =
			apache_address(reader->arena, &line->words[i]);
	}
	server->sites = arena_grow(reader->arena, server->sites, server->site_count,
				   sizeof(struct web_site *));
	server->sites[server->site_count++] = site;
	reader->sites = arena_grow(reader->arena, reader->sites, reader->site_count,
				   sizeof *reader->sites);
	added = &reader->sites[reader->site_count++];
	added->site = site;
	reader->site = added;
}

/* "Directory" with "~" is "DirectoryMatch". */
static void open_section(struct apache_reader *reader, const struct apache_line *line,
			 const char *name, struct apache_frame *frame)
{
	struct web_section *section = &frame->section;
	bool tilde = line->count > 2 && !strcmp(line->words[1].text, "~");
	size_t length = strlen(name);

	section->kind = !strncasecmp(name, "Directory", 9) ? WEB_SECTION_DIRECTORY
			: !strncasecmp(name, "Files", 5)   ? WEB_SECTION_FILES
							   : WEB_SECTION_LOCATION;
	section->regex = tilde || (length > 5 && !strcasecmp(name + length - 5, "Match"));
	section->pattern = line->count > 1 ? line->words[1 + tilde].text : "";
	section->site = reader->site->is_main ? NULL : reader->site->site;
	if (line->count > 1 && line->words[1 + tilde].unknown)
		frame->holds = WEB_MAYBE;
	if (section->kind == WEB_SECTION_DIRECTORY && !section->regex)
		section->pattern = apache_path(reader, section->pattern);
}

static enum web_verdict both(enum web_verdict a, enum web_verdict b)
{
	if (a == WEB_NO || b == WEB_NO)
		return WEB_NO;
	return a == WEB_YES && b == WEB_YES ? WEB_YES : WEB_MAYBE;
}

static void push(struct apache_reader *reader, const struct apache_line *line,
		 const char *name)
{
	struct apache_frame *frame = &reader->frames[reader->depth];
	enum web_verdict here = apache_here(reader);
	bool is_new = here != WEB_NO;

	*frame = (struct apache_frame){ .kind = kind_of(name),
					.name = name,
					.holds = here,
					.where = line->words[0].where };
	if (is_new && frame->kind == APACHE_CONDITION) {
		frame->holds = both(here, apache_condition(reader, name, line));
	} else if (is_new && frame->kind == APACHE_HOST) {
		const struct apache_frame *outer = apache_frame_of(reader, APACHE_HOST);

		outer = outer ? outer : apache_frame_of(reader, APACHE_SECTION);
		if (outer)
			apache_error(reader, &line->words[0], "close the one before it",
				     "<VirtualHost> within <%s>", outer->name);
		open_host(reader, line);
	} else if (is_new && frame->kind == APACHE_SECTION) {
		open_section(reader, line, name, frame);
	} else if (is_new && !strcasecmp(name, "If")) {
		frame->holds = WEB_MAYBE;
	}
	reader->depth++;
}

void apache_open(struct apache_reader *reader, const struct apache_line *line)
{
	bool closed;
	const struct apache_line plain = arguments(reader, line, &closed);

	if (!closed)
		apache_error(reader, &line->words[line->count - 1], "end it with '>'",
			     "'%s' is not closed with '>'", line->words[0].text);
	if (reader->depth == APACHE_DEPTH_MAX) {
		apache_error(reader, &line->words[0], NULL,
			     "blocks are nested more than %d deep", APACHE_DEPTH_MAX);
		reader->server->partial = true;
		return;
	}
	push(reader, &plain, plain.words[0].text + 1);
}

static void pop(struct apache_reader *reader)
{
	struct apache_frame *frame = &reader->frames[--reader->depth];
	struct web_server *server = reader->server;

	if (frame->holds == WEB_NO)
		return;
	if (frame->kind == APACHE_HOST)
		reader->site = &reader->main;
	if (frame->kind != APACHE_SECTION ||
	    (!frame->has_access && !frame->has_old_access))
		return;
	if (frame->holds == WEB_MAYBE || apache_frame_of(reader, APACHE_SECTION) ||
	    (frame->has_access && frame->has_old_access))
		frame->section.access = WEB_ACCESS_UNKNOWN;
	server->sections = arena_grow(reader->arena, server->sections,
				      server->section_count, sizeof *server->sections);
	server->sections[server->section_count++] = frame->section;
}

void apache_close(struct apache_reader *reader, const struct apache_line *line)
{
	const struct apache_word *word = &line->words[0];
	const char *name = word->text + 2; /* behind "</" */
	size_t length = strcspn(name, ">");
	const struct apache_frame *last;

	if (!reader->depth) {
		diag_error(reader->diagnostics, word->where,
			   "delete it, or open its block", "'%s' closes nothing",
			   word->text);
		return;
	}
	last = &reader->frames[reader->depth - 1];
	/* Blocks are matched also where a condition does not hold. */
	if (strlen(last->name) != length || strncasecmp(last->name, name, length) != 0)
		diag_error(reader->diagnostics, word->where,
			   arena_printf(reader->arena, "close <%s> of line %u first",
					last->name, last->where.line),
			   "'%s' where </%s> is expected", word->text, last->name);
	pop(reader);
}

void apache_close_all(struct apache_reader *reader, unsigned depth)
{
	while (reader->depth > depth) {
		const struct apache_frame *frame = &reader->frames[reader->depth - 1];
		const char *help = arena_printf(reader->arena, "close it with </%s>",
						frame->name);

		/* httpd lets a condition pass. */
		if (frame->kind == APACHE_CONDITION)
			diag_warning(reader->diagnostics, frame->where, help,
				     "<%s> is not closed", frame->name);
		else
			diag_error(reader->diagnostics, frame->where, help,
				   "<%s> is not closed", frame->name);
		reader->server->partial = true;
		pop(reader);
	}
}
