#include "core/sources/dnsmasq_line.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"

/* A byte of the line that counts, and where it stands. */
struct letter {
	char c;
	bool quoted;
	unsigned column;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static char escaped(char c)
{
	switch (c) {
	case 't':
		return '\t';
	case 'n':
		return '\n';
	case 'b':
		return '\b';
	case 'r':
		return '\r';
	case 'e':
		return '\033';
	default:
		return c;
	}
}

/* Quotes are resolved, and the comment is cut off; false: a quote is not closed. */
static bool read_letters(const char *bytes, size_t length, struct letter *letters,
			 size_t *ret_count)
{
	bool quoted = false, after_blank = true;
	size_t count = 0;

	for (size_t i = 0; i < length; i++) {
		char c = bytes[i];

		if (c == '"') {
			quoted = !quoted;
			after_blank = false;
			continue;
		}
		if (c == '#' && !quoted && after_blank)
			break;
		if (c == '\\' && quoted && i + 1 < length &&
		    strchr("\"tnebr\\", bytes[i + 1]))
			c = escaped(bytes[++i]);
		letters[count++] = (struct letter){ c, quoted, (unsigned)i + 1 };
		after_blank = is_blank(c);
	}
	*ret_count = count;
	return !quoted;
}

static struct dnsmasq_field make_field(struct arena *arena, struct where where,
				       const struct letter *letters, size_t from,
				       size_t to)
{
	struct dnsmasq_field field = { .where = where };
	char *text;

	while (from < to && !letters[from].quoted && is_blank(letters[from].c))
		from++;
	while (to > from && !letters[to - 1].quoted && is_blank(letters[to - 1].c))
		to--;
	text = arena_alloc(arena, to - from + 1);
	for (size_t i = from; i < to; i++) {
		text[i - from] = letters[i].c;
		field.quoted = field.quoted || letters[i].quoted;
	}
	field.text = text;
	if (from < to) {
		field.where.column = letters[from].column;
		field.width = letters[to - 1].column - letters[from].column + 1;
	} else if (from) {
		field.where.column = letters[from - 1].column + 1;
	}
	return field;
}

static size_t find(const struct letter *letters, size_t from, size_t to, char c)
{
	while (from < to && (letters[from].quoted || letters[from].c != c))
		from++;
	return from;
}

static void split(struct arena *arena, struct where where, const struct letter *letters,
		  size_t from, size_t to, struct dnsmasq_line *line)
{
	struct dnsmasq_field *fields = NULL;

	line->value = make_field(arena, where, letters, from, to);
	for (;;) {
		size_t comma = find(letters, from, to, ',');

		fields = arena_grow(arena, fields, line->count, sizeof *fields);
		fields[line->count++] = make_field(arena, where, letters, from, comma);
		if (comma == to)
			break;
		from = comma + 1;
	}
	line->fields = fields;
}

bool dnsmasq_line_parse(struct arena *arena, struct where where, const char *bytes,
			size_t length, struct dnsmasq_line *ret_line)
{
	struct letter *letters = mem_alloc((length + 1) * sizeof *letters);
	size_t count, equals;
	bool closed = read_letters(bytes, length, letters, &count);

	*ret_line = (struct dnsmasq_line){ 0 };
	equals = find(letters, 0, count, '=');
	ret_line->key = make_field(arena, where, letters, 0, equals);
	if (equals < count)
		split(arena, where, letters, equals + 1, count, ret_line);
	free(letters);
	return closed;
}

bool dnsmasq_value_parse(struct arena *arena, struct where where, const char *bytes,
			 size_t length, struct dnsmasq_line *ret_line)
{
	struct letter *letters = mem_alloc((length + 1) * sizeof *letters);
	size_t count;
	bool closed = read_letters(bytes, length, letters, &count);

	*ret_line = (struct dnsmasq_line){ 0 };
	split(arena, where, letters, 0, count, ret_line);
	if (*ret_line->value.text)
		ret_line->key =
			(struct dnsmasq_field){ .text = "dhcp-host", .where = where };
	else
		ret_line->key.text = "";
	free(letters);
	return closed;
}
