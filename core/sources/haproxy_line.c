#include "core/sources/haproxy_line.h"

#include <ctype.h>
#include <string.h>

#include "core/arena.h"
#include "core/index.h"

#define EXPANDED_MAX 4096 /* what variables may add to a line; beyond they stay */

/* The parser's place in one line. */
struct cursor {
	const struct index *variables;
	const char *line, *p, *end;
	char *out; /* the word being put together */
	size_t length;
	size_t spare;	     /* room for what variables add */
	unsigned open_quote; /* column */
	bool is_unknown;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static void put(struct cursor *cursor, char c)
{
	cursor->out[cursor->length++] = c;
}

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static int hex(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, tolower((unsigned char)c)) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* What follows decides whether the backslash is one. */
static void take_backslash(struct cursor *cursor, bool quoted)
{
	size_t left = (size_t)(cursor->end - cursor->p);
	char next = left > 1 ? cursor->p[1] : '\0';

	cursor->p++;
	switch (next) {
	case 'n':
		put(cursor, '\n');
		break;
	case 'r':
		put(cursor, '\r');
		break;
	case 't':
		put(cursor, '\t');
		break;
	case 'x':
		if (left < 4 || hex(cursor->p[1]) < 0 || hex(cursor->p[2]) < 0) {
			put(cursor, '\\');
			return;
		}
		put(cursor, (char)(hex(cursor->p[1]) << 4 | hex(cursor->p[2])));
		cursor->p += 2;
		break;
	case ' ':
	case '\\':
	case '#':
	case '\'':
	case '"':
		put(cursor, next);
		break;
	default:
		put(cursor, quoted && next == '$' ? '$' : '\\');
		if (!quoted || next != '$')
			return;
	}
	cursor->p++;
}

/* The value of the variable at `name`, or what stands behind its '-', or NULL. */
static const char *find_value(const struct cursor *cursor, const char *name,
			      size_t length, const char *rest, size_t rest_length,
			      size_t *ret_length)
{
	const char *value =
		cursor->variables ? index_find(cursor->variables, name, length) : NULL;

	if (value) {
		*ret_length = strlen(value);
		return value;
	}
	if (rest_length && *rest == '-') {
		*ret_length = rest_length - 1;
		return rest + 1;
	}
	return NULL;
}

/* $NAME, ${NAME}, ${NAME-default}; what is not known stays as it is written. */
static void take_variable(struct cursor *cursor)
{
	const char *start = cursor->p, *name = start + 1, *stop, *close, *value;
	bool braces = name < cursor->end && *name == '{';
	size_t length;

	name += braces;
	stop = name;
	while (stop < cursor->end && (is_name(*stop) || (stop == name && *stop == '.')))
		stop++;
	close = stop;
	while (braces && close < cursor->end && *close != '}' && *close != '"')
		close++;
	if (stop == name || (braces && (close == cursor->end || *close != '}'))) {
		put(cursor, *cursor->p++);
		return;
	}
	value = find_value(cursor, name, (size_t)(stop - name), stop,
			   (size_t)(close - stop), &length);
	cursor->p = close + braces;
	if (!value || length > cursor->spare) {
		cursor->is_unknown = true;
		value = start;
		length = (size_t)(cursor->p - start);
	} else {
		cursor->spare -= length;
	}
	memcpy(cursor->out + cursor->length, value, length);
	cursor->length += length;
}

/* Up to the closing quote. Backslashes and variables count in weak quotes only. */
static void take_quoted(struct cursor *cursor)
{
	unsigned column = (unsigned)(cursor->p - cursor->line) + 1;
	char quote = *cursor->p++;

	while (cursor->p < cursor->end && *cursor->p != quote) {
		if (quote == '"' && *cursor->p == '\\')
			take_backslash(cursor, true);
		else if (quote == '"' && *cursor->p == '$')
			take_variable(cursor);
		else
			put(cursor, *cursor->p++);
	}
	if (cursor->p == cursor->end)
		cursor->open_quote = column;
	else
		cursor->p++;
}

static void take_word(struct cursor *cursor)
{
	while (cursor->p < cursor->end && !is_blank(*cursor->p) && *cursor->p != '#') {
		if (*cursor->p == '"' || *cursor->p == '\'')
			take_quoted(cursor);
		else if (*cursor->p == '\\')
			take_backslash(cursor, false);
		else
			put(cursor, *cursor->p++);
	}
}

void haproxy_line_split(struct arena *arena, const struct index *variables,
			const char *line, size_t length, struct haproxy_line *ret_line)
{
	struct cursor cursor = {
		.variables = variables, .line = line, .p = line, .end = line + length
	};

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
		if (!cursor.out) {
			cursor.spare = memchr(line, '$', length) ? EXPANDED_MAX : 0;
			cursor.out = arena_alloc(arena, length + cursor.spare +
								HAPROXY_WORDS_MAX + 1);
		}
		word->column = (unsigned)(cursor.p - line) + 1;
		word->text = cursor.out;
		cursor.length = 0;
		cursor.is_unknown = false;
		take_word(&cursor);
		word->width = (unsigned)(cursor.p - line) + 1 - word->column;
		word->is_unknown = cursor.is_unknown;
		cursor.out[cursor.length] = '\0';
		cursor.out += cursor.length + 1;
		ret_line->count++;
	}
	ret_line->open_quote = cursor.open_quote;
}

const struct haproxy_word *haproxy_line_value(const struct haproxy_line *line,
					      size_t from, const char *keyword)
{
	for (size_t i = from; i + 1 < line->count; i++) {
		if (!strcmp(line->words[i].text, keyword))
			return &line->words[i + 1];
	}
	return NULL;
}

unsigned haproxy_word_column(const struct haproxy_word *word, size_t offset)
{
	/* Quotes, escapes and variables shift what is behind them. */
	return strlen(word->text) == word->width ? word->column + (unsigned)offset
						 : word->column;
}

bool haproxy_is_in(const char *word, const char *const *list)
{
	while (*list && strcmp(*list, word))
		list++;
	return *list != NULL;
}
