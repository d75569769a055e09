#include "core/sources/haproxy_line.h"

#include <string.h>

#include "core/arena.h"

/* The parser's place in one line. */
struct cursor {
	const char *p, *end;
	char *out; /* the word being put together */
	size_t length;
	bool open_quote;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static void put(struct cursor *cursor, char c)
{
	cursor->out[cursor->length++] = c;
}

static char unescape(char c)
{
	switch (c) {
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	default:
		return c;
	}
}

/* Up to the closing quote. A backslash counts in weak quotes only. */
static void take_quoted(struct cursor *cursor)
{
	char quote = *cursor->p++;

	while (cursor->p < cursor->end && *cursor->p != quote) {
		if (quote == '"' && *cursor->p == '\\' && cursor->p + 1 < cursor->end)
			cursor->p++;
		put(cursor, *cursor->p++);
	}
	if (cursor->p == cursor->end)
		cursor->open_quote = true;
	else
		cursor->p++;
}

static void take_word(struct cursor *cursor)
{
	while (cursor->p < cursor->end && !is_blank(*cursor->p) && *cursor->p != '#') {
		if (*cursor->p == '"' || *cursor->p == '\'') {
			take_quoted(cursor);
		} else if (*cursor->p == '\\' && cursor->p + 1 < cursor->end) {
			put(cursor, unescape(cursor->p[1]));
			cursor->p += 2;
		} else {
			put(cursor, *cursor->p++);
		}
	}
}

void haproxy_line_split(struct arena *arena, const char *line, size_t length,
			struct haproxy_line *ret_line)
{
	struct cursor cursor = { .p = line, .end = line + length };

	ret_line->count = 0;
	ret_line->too_long = false;
	for (;;) {
		struct haproxy_word *word = &ret_line->words[ret_line->count];

		while (cursor.p < cursor.end && is_blank(*cursor.p))
			cursor.p++;
		if (cursor.p == cursor.end || *cursor.p == '#')
			break;
		if (ret_line->count == HAPROXY_WORDS_MAX) {
			ret_line->too_long = true;
			break;
		}
		if (!cursor.out)
			cursor.out = arena_alloc(arena, length + HAPROXY_WORDS_MAX + 1);
		word->column = (unsigned)(cursor.p - line) + 1;
		word->text = cursor.out;
		cursor.length = 0;
		take_word(&cursor);
		cursor.out[cursor.length] = '\0';
		cursor.out += cursor.length + 1;
		ret_line->count++;
	}
	ret_line->open_quote = cursor.open_quote;
}

const char *haproxy_line_value(const struct haproxy_line *line, size_t from,
			       const char *keyword)
{
	for (size_t i = from; i + 1 < line->count; i++) {
		if (!strcmp(line->words[i].text, keyword))
			return line->words[i + 1].text;
	}
	return NULL;
}
