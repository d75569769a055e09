#include "core/sources/dnsmasq.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/index.h"
#include "core/sources/dnsmasq_reader.h"
#include "core/sources/files.h"
#include "core/text.h"

void dnsmasq_refuse(struct dnsmasq_reader *reader, const struct dnsmasq_field *field,
		    const char *help, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diag_error(reader->diagnostics, field->where, help, "%s",
		   arena_vprintf(reader->arena, format, args));
	va_end(args);
}

void dnsmasq_doubt(struct dnsmasq_reader *reader, const struct dnsmasq_field *field,
		   const char *help, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diag_warning(reader->diagnostics, field->where, help, "%s",
		     arena_vprintf(reader->arena, format, args));
	va_end(args);
}

void dnsmasq_tags_add(struct dnsmasq_reader *reader, struct dnsmasq_tags *tags,
		      const char *tag)
{
	tags->items =
		arena_grow(reader->arena, tags->items, tags->count, sizeof *tags->items);
	tags->items[tags->count++] = tag;
}

bool dnsmasq_tag_parse(struct dnsmasq_reader *reader, const struct dnsmasq_field *field,
		       struct dnsmasq_tags *tags, struct dnsmasq_tags *sets)
{
	if (!strncmp(field->text, "set:", 4) && sets)
		dnsmasq_tags_add(reader, sets, field->text + 4);
	else if ((!strncmp(field->text, "tag:", 4) || !strncmp(field->text, "net:", 4)) &&
		 tags)
		dnsmasq_tags_add(reader, tags, field->text + 4);
	else
		return false;
	return true;
}

/* "dhcp-hsot": the key that was meant. */
static const char *nearest(struct dnsmasq_reader *reader, const char *name)
{
	const char *words[256] = { 0 };
	const char *word;

	for (size_t i = 0; i < dnsmasq_key_count && i + 1 < 256; i++)
		words[i] = dnsmasq_keys[i].name;
	word = text_nearest(name, words);
	return word ? arena_printf(reader->arena, "did you mean '%s'?", word) : NULL;
}

static bool is_ascii(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text >= 0x80)
			return false;
	}
	return true;
}

void dnsmasq_line_read(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	const char *name = line->key.text;
	const struct dnsmasq_key *key;

	if (!*name && !line->value.text)
		return;
	key = index_find(reader->keys, name, strlen(name));
	if (!key && !is_ascii(name))
		dnsmasq_refuse(
			reader, &line->key, "write ASCII spaces, and notes behind a #",
			"'%s' is not ASCII; dnsmasq takes a wide space for no space",
			name);
	else if (!key)
		dnsmasq_refuse(reader, &line->key, nearest(reader, name),
			       "dnsmasq knows no option '%s'", name);
	else if (key->argument == DNSMASQ_WANTED && !line->value.text)
		dnsmasq_refuse(reader, &line->key, NULL, "'%s' wants a value", name);
	else if (key->argument == DNSMASQ_FLAG && line->value.text)
		dnsmasq_refuse(reader, &line->value, "write the name alone",
			       "'%s' takes no value", name);
	else if (key->read && (line->value.text || key->argument != DNSMASQ_WANTED))
		key->read(reader, line);
}

void dnsmasq_read_file(struct dnsmasq_reader *reader, const struct source_file *file)
{
	const char *p = file->bytes, *end = p + file->length;
	struct where where = { .file = file->name, .column = 1 };

	while (p < end) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		const char *stop = newline ? newline : end;
		struct dnsmasq_line line;

		where.line++;
		if (!dnsmasq_line_parse(reader->arena, where, p, (size_t)(stop - p),
					&line))
			dnsmasq_refuse(reader, &line.key, "close it with a quote",
				       "a quote is not closed in this line");
		else
			dnsmasq_line_read(reader, &line);
		p = newline ? newline + 1 : end;
	}
}

void dnsmasq_read(struct arena *arena, struct source_files *files,
		  const struct source_file *file, struct diagnostics *diagnostics,
		  struct dnsmasq *ret_dnsmasq)
{
	struct dnsmasq_reader reader = { .arena = arena,
					 .files = files,
					 .diagnostics = diagnostics,
					 .dnsmasq = ret_dnsmasq,
					 .keys = index_new(arena, dnsmasq_key_count),
					 .addresses = index_new(arena, 64) };
	struct dnsmasq_key *keys;

	*ret_dnsmasq = (struct dnsmasq){ .serves_dns = true };
	keys = arena_alloc(arena, dnsmasq_key_count * sizeof *keys);
	memcpy(keys, dnsmasq_keys, dnsmasq_key_count * sizeof *keys);
	for (size_t i = 0; i < dnsmasq_key_count; i++)
		index_add(reader.keys, keys[i].name, strlen(keys[i].name), &keys[i]);
	dnsmasq_read_file(&reader, file);
}
