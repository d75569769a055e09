#include "excerpt.h"

#include <stdint.h>
#include <string.h>

#include "arena.h"
#include "sources/files.h"
#include "text.h"

#define BEFORE_MAX 60 /* bytes shown in front of the mark */
#define MARKED_MAX 60
#define AFTER_MAX  60

/* The bytes of `width` characters, not beyond `length`. */
static size_t character_bytes(const char *text, size_t length, unsigned width)
{
	size_t bytes = 0;

	while (width-- && bytes < length) {
		bytes++;
		while (bytes < length && ((unsigned char)text[bytes] & 0xc0) == 0x80)
			bytes++;
	}
	return bytes;
}

/* Bytes that are no UTF-8 count as characters, continuation bytes do not. */
static unsigned count_characters(const char *text, size_t length)
{
	unsigned count = 0;

	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
	return count;
}

const struct excerpt *excerpt_make(struct arena *arena, const struct source_files *files,
				   const struct where *where, unsigned width)
{
	struct excerpt *excerpt;
	size_t length, before, marked, skipped = 0;
	const char *line;

	if (!source_files_line(files, where, &line, &length))
		return NULL;
	before = where->column ? where->column - 1 : strspn(line, " \t");
	if (before > length)
		return NULL;
	marked = where->column ? character_bytes(line + before, length - before,
						 width ? width : 1)
			       : length - before;
	if (before > BEFORE_MAX) {
		skipped = before - BEFORE_MAX;
		while (skipped < before && ((unsigned char)line[skipped] & 0xc0) == 0x80)
			skipped++;
	}
	excerpt = arena_alloc(arena, sizeof *excerpt);
	excerpt->column = count_characters(line, before) + 1;
	excerpt->width = count_characters(line + before, marked);
	excerpt->before = text_clean(arena, line + skipped, before - skipped, SIZE_MAX);
	if (skipped)
		excerpt->before = arena_printf(arena, "...%s", excerpt->before);
	excerpt->marked = text_clean(arena, line + before, marked, MARKED_MAX);
	excerpt->after = text_clean(arena, line + before + marked,
				    length - before - marked, AFTER_MAX);
	return excerpt;
}
