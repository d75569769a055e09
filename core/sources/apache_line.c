#include "core/sources/apache_line.h"

#include <string.h>

#include "core/arena.h"
#include "core/index.h"
#include "core/text.h"

#define TEXT_MAX     4096
#define WORDS_MAX    256
#define EXPANDED_MAX 65536

/* A line of the file within a logical one. */
struct part {
	size_t offset; /* of its first byte in the logical line */
	unsigned line;
};

struct logical {
	char *text;
	size_t length;
	struct part *parts;
	size_t part_count;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* One line of the file; false: the next one continues it. */
static bool take_part(struct arena *arena, struct apache_lines *lines,
		      struct logical *logical)
{
	const char *newline = memchr(lines->p, '\n', (size_t)(lines->end - lines->p));
	const char *stop = newline ? newline : lines->end;
	size_t length = (size_t)(stop - lines->p);
	bool continues;

	lines->line++;
	if (length && lines->p[length - 1] == '\r')
		length--;
	continues = length && lines->p[length - 1] == '\\' && newline;
	if (continues)
		length--;
	logical->parts = arena_grow(arena, logical->parts, logical->part_count,
				    sizeof *logical->parts);
	logical->parts[logical->part_count++] =
		(struct part){ logical->length, lines->line };
	memcpy(logical->text + logical->length, lines->p, length);
	logical->length += length;
	lines->p = newline ? newline + 1 : lines->end;
	return !continues || lines->p == lines->end;
}

/* Whether the line that ends before this newline is continued. */
static bool is_continued(const char *line, const char *newline)
{
	if (newline > line && newline[-1] == '\r')
		newline--;
	return newline > line && newline[-1] == '\\';
}

/* How long the logical line is at most: the lines that continue, and one more. */
static size_t room_for(const struct apache_lines *lines)
{
	const char *p = lines->p, *newline;

	do {
		newline = memchr(p, '\n', (size_t)(lines->end - p));
		if (!newline)
			return (size_t)(lines->end - lines->p);
		if (!is_continued(p, newline))
			break;
		p = newline + 1;
	} while (p < lines->end);
	return (size_t)(newline - lines->p) + 1;
}

static struct where place(const struct apache_lines *lines, const struct logical *logical,
			  size_t offset, size_t *ret_left)
{
	size_t i = logical->part_count;

	while (i > 1 && logical->parts[i - 1].offset > offset)
		i--;
	*ret_left =
		(i == logical->part_count ? logical->length : logical->parts[i].offset) -
		offset;
	return (struct where){ lines->file, logical->parts[i - 1].line,
			       (unsigned)(offset - logical->parts[i - 1].offset) + 1 };
}

const char *apache_expand(struct arena *arena, const struct index *variables,
			  const char *text, bool *ret_unknown)
{
	const char *expanded = "";

	*ret_unknown = false;
	if (!strstr(text, "${"))
		return text;
	while (*text) {
		const char *start = strstr(text, "${");
		const char *end = start ? strchr(start, '}') : NULL;
		const char *value;

		if (!end)
			return arena_printf(arena, "%s%s", expanded, text);
		value = index_find(variables, start + 2, (size_t)(end - start - 2));
		*ret_unknown = *ret_unknown || !value;
		expanded = arena_printf(
			arena, "%s%.*s%s", expanded, (int)(start - text), text,
			value ? value
			      : arena_strndup(arena, start, (size_t)(end - start) + 1));
		if (strlen(expanded) > EXPANDED_MAX) {
			*ret_unknown = true;
			return expanded;
		}
		text = end + 1;
	}
	return expanded;
}

/* The word's text; *p is moved behind it. */
static const char *take_word(struct arena *arena, const char **p, const char *end)
{
	const char *start = *p;
	char *text, *out;

	if (*start != '"' && *start != '\'') {
		while (*p < end && !is_blank(**p))
			++*p;
		return arena_strndup(arena, start, (size_t)(*p - start));
	}
	text = out = arena_alloc(arena, (size_t)(end - start) + 1);
	for (++*p; *p < end && **p != *start; ++*p) {
		if (**p == '\\' && *p + 1 < end && ((*p)[1] == *start || (*p)[1] == '\\'))
			++*p;
		*out++ = **p;
	}
	*p += *p < end;
	return text;
}

static void split(struct arena *arena, const struct index *variables,
		  const struct apache_lines *lines, const struct logical *logical,
		  struct apache_line *line)
{
	const char *p = logical->text, *end = p + logical->length;
	struct apache_word *words = NULL;

	while (line->count < WORDS_MAX) {
		struct apache_word *word;
		const char *start, *text;
		size_t left, length;

		while (p < end && is_blank(*p))
			p++;
		if (p == end || (!line->count && *p == '#'))
			break;
		start = p;
		text = take_word(arena, &p, end);
		words = arena_grow(arena, words, line->count, sizeof *words);
		word = &words[line->count++];
		word->where =
			place(lines, logical, (size_t)(start - logical->text), &left);
		length = (size_t)(p - start);
		word->width = (unsigned)(length < left ? length : left);
		text = apache_expand(arena, variables, text, &word->unknown);
		word->text = text_clean(arena, text, strlen(text), TEXT_MAX);
	}
	line->words = words;
}

bool apache_line_next(struct arena *arena, const struct index *variables,
		      struct apache_lines *lines, struct apache_line *ret_line)
{
	struct logical logical = { 0 };

	*ret_line = (struct apache_line){ 0 };
	if (lines->p == lines->end)
		return false;
	logical.text = arena_alloc(arena, room_for(lines) + 1);
	while (!take_part(arena, lines, &logical))
		;
	split(arena, variables, lines, &logical, ret_line);
	return true;
}
