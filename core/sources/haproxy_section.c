/* The lines that open a section (configuration manual, chapter 4). */
#include <ctype.h>
#include <string.h>

#include "core/arena.h"
#include "core/index.h"
#include "haproxy_reader.h"

static const char *const sections[] = {
	"global",   "defaults",	   "frontend",	  "backend", "listen",
	"peers",    "resolvers",   "userlist",	  "mailers", "cache",
	"program",  "ring",	   "log-forward", "traces",  "crt-store",
	"fcgi-app", "http-errors", "log-profile", "acme",    NULL
};

static enum haproxy_kind kind_of(const char *word)
{
	if (!strcmp(word, "defaults"))
		return HAPROXY_DEFAULTS;
	if (!strcmp(word, "frontend"))
		return HAPROXY_FRONTEND;
	if (!strcmp(word, "backend"))
		return HAPROXY_BACKEND;
	if (!strcmp(word, "listen"))
		return HAPROXY_LISTEN;
	return HAPROXY_OTHER;
}

bool haproxy_check_name(struct haproxy_reader *reader, const struct haproxy_word *word,
			const char *what)
{
	if (word->is_unknown)
		return true;
	for (const char *p = word->text; *p; p++) {
		if (isalnum((unsigned char)*p) || strchr("_-.:", *p))
			continue;
		haproxy_error(
			reader, haproxy_word_column(word, (size_t)(p - word->text)),
			(unsigned char)*p & 0x80
				? "delete it: this is no ASCII character (perhaps a "
				  "full-width space, U+3000)"
				: NULL,
			"this character is not permitted in a %s: '%s'", what,
			word->text);
		return false;
	}
	return true;
}

/* Takes what the section inherits: from the `defaults` it names, else from the latest. */
static void inherit(struct haproxy_reader *reader, struct haproxy_section *section,
		    const struct haproxy_line *line)
{
	const struct haproxy_section *from = NULL;
	const struct haproxy_word *word = haproxy_line_value(line, 2, "from");

	if (!word && section->kind == HAPROXY_DEFAULTS)
		word = haproxy_line_value(line, 1, "from");
	if (word) {
		from = index_find(reader->defaults_by_name, word->text,
				  strlen(word->text));
		if (!from && !word->is_unknown)
			haproxy_error(reader, word->column, NULL,
				      "there is no section 'defaults %s' before this one",
				      word->text);
	} else if (section->kind != HAPROXY_DEFAULTS) {
		from = reader->defaults;
	}
	if (from)
		section->settings = from->settings;
}

/* A name stands for one front end and one back end at most; `listen` is both. */
static void claim_name(struct haproxy_reader *reader, struct haproxy_section *section)
{
	struct haproxy_section *before = NULL;
	size_t length = strlen(section->name);

	if (section->kind == HAPROXY_DEFAULTS) {
		if (length)
			index_add(reader->defaults_by_name, section->name, length,
				  section);
		return;
	}
	if (section->kind != HAPROXY_FRONTEND)
		before = index_add(reader->backends_by_name, section->name, length,
				   section);
	if (section->kind != HAPROXY_BACKEND) {
		struct haproxy_section *front =
			index_add(reader->fronts_by_name, section->name, length, section);

		before = before ? before : front;
	}
	/* The two may be branches of a condition. */
	if (before && !before->maybe)
		haproxy_error(reader, section->where.column, "choose another name",
			      "%s '%s' has the same name as the %s at %s:%u",
			      section->keyword, section->name, before->keyword,
			      before->where.file, before->where.line);
}

static void open_proxy(struct haproxy_reader *reader, const struct haproxy_line *line,
		       enum haproxy_kind kind)
{
	struct haproxy *haproxy = reader->haproxy;
	const struct haproxy_word *words = line->words;
	struct haproxy_section *section = arena_alloc(reader->arena, sizeof *section);
	bool named = line->count > 1 &&
		     (kind != HAPROXY_DEFAULTS || strcmp(words[1].text, "from"));

	section->kind = kind;
	section->keyword = words[0].text;
	section->name = named ? words[1].text : "";
	section->where = haproxy_place(reader, words[named].column);
	section->last = section->where;
	section->maybe = haproxy_if_here(reader) == HAPROXY_MAYBE;
	inherit(reader, section, line);
	if (kind != HAPROXY_DEFAULTS && !named) {
		haproxy_error(reader, words[0].column, NULL, "this '%s' has no name",
			      words[0].text);
	} else if (kind == HAPROXY_DEFAULTS ||
		   haproxy_check_name(
			   reader, &words[1],
			   arena_printf(reader->arena, "'%s' name", words[0].text))) {
		claim_name(reader, section);
	}
	if (kind != HAPROXY_DEFAULTS && line->count > 2 && strcmp(words[2].text, "from"))
		/* Of a back end HAProxy passes over it. */
		(kind == HAPROXY_BACKEND ? haproxy_warning : haproxy_error)(
			reader, words[2].column,
			"put the address on a line of its own: bind ADDRESS:PORT",
			"'%s' takes a name and no more", words[0].text);
	haproxy->sections =
		arena_grow(reader->arena, haproxy->sections, haproxy->section_count,
			   sizeof(struct haproxy_section *));
	haproxy->sections[haproxy->section_count++] = section;
	if (kind == HAPROXY_DEFAULTS)
		reader->defaults = section;
	reader->section = section;
	reader->acls = NULL;
	reader->servers = NULL;
}

bool haproxy_section_open(struct haproxy_reader *reader, const struct haproxy_line *line)
{
	const char *word = line->words[0].text;
	enum haproxy_kind kind;
	size_t i = 0;

	while (sections[i] && strcmp(sections[i], word))
		i++;
	if (!sections[i])
		return false;
	kind = kind_of(word);
	reader->in_global = !i;
	reader->in_other = kind == HAPROXY_OTHER;
	reader->section = NULL;
	if (kind != HAPROXY_OTHER)
		open_proxy(reader, line, kind);
	return true;
}
