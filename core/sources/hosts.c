#include "hosts.h"

#include <string.h>

#include "core/arena.h"
#include "core/text.h"

struct cursor {
	const char *p, *end; /* of a line, its comment taken off */
	const char *line;
};

/* The next word of the line; false: there is none. */
static bool take(struct cursor *cursor, const char **ret_word, size_t *ret_length)
{
	const char *p = cursor->p, *start;

	while (p < cursor->end && strchr(" \t\r\f\v", *p))
		p++;
	start = p;
	while (p < cursor->end && !strchr(" \t\r\f\v", *p))
		p++;
	cursor->p = p;
	*ret_word = start;
	*ret_length = (size_t)(p - start);
	return p > start;
}

static void read_line(struct arena *arena, const char *file, unsigned line,
		      struct cursor *cursor, struct hosts *hosts)
{
	char text[ADDR_STRLEN];
	const char *word;
	struct addr addr;
	size_t length;

	if (!take(cursor, &word, &length) || length >= sizeof text)
		return;
	memcpy(text, word, length);
	text[length] = '\0';
	if (addr_parse(text, &addr) < 0)
		return;
	while (take(cursor, &word, &length)) {
		struct hosts_entry *entry;

		hosts->items = arena_grow(arena, hosts->items, hosts->count,
					  sizeof *hosts->items);
		entry = &hosts->items[hosts->count++];
		entry->addr = addr;
		entry->name = text_dns_name(arena, text_clean(arena, word, length, 255));
		entry->where =
			(struct where){ file, line, (unsigned)(word - cursor->line) + 1 };
		entry->width = (unsigned)length;
	}
}

void hosts_read(struct arena *arena, const char *file, const char *bytes, size_t length,
		struct hosts *ret_hosts)
{
	const char *end = bytes + length;

	*ret_hosts = (struct hosts){ 0 };
	for (unsigned line = 1; bytes < end; line++) {
		const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
		const char *stop = newline ? newline : end;
		const char *comment = memchr(bytes, '#', (size_t)(stop - bytes));
		struct cursor cursor = { .p = bytes,
					 .end = comment ? comment : stop,
					 .line = bytes };

		read_line(arena, file, line, &cursor, ret_hosts);
		bytes = newline ? newline + 1 : end;
	}
}
