#include "zone.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/file.h"
#include "core/sources/files.h"
#include "core/text.h"
#include "zone_generate.h"
#include "zone_scan.h"

#define DEPTH_MAX	  10	     /* $INCLUDE */
#define GENERATED_MAX	  (1u << 20) /* a /12 of IPv4 */
#define GENERATED_AT_ONCE ((size_t)64 * 1024)

static void read_file(struct zone_reading *reading, const struct source_file *file,
		      const char *origin, unsigned depth);

/* The next line that begins with $INCLUDE or $GENERATE, or `end`. */
static const char *next_directive(const char *p, const char *begin, const char *end)
{
	for (; p < end && (p = memchr(p, '$', (size_t)(end - p))); p++) {
		if (p > begin && p[-1] != '\n')
			continue;
		if (!strncasecmp(p, "$include", 8) || !strncasecmp(p, "$generate", 9))
			return p;
	}
	return end;
}

/* A word, with or without quotes; the arena's, or NULL. */
static const char *take_word(struct arena *arena, const char **p, const char *end)
{
	const char *start;
	char quote = 0;

	while (*p < end && (**p == ' ' || **p == '\t'))
		++*p;
	if (*p < end && **p == '"')
		quote = *(*p)++;
	start = *p;
	while (*p < end &&
	       (quote ? **p != quote : **p != ' ' && **p != '\t' && **p != ';'))
		++*p;
	if (*p == start)
		return NULL;
	start = arena_strndup(arena, start, (size_t)(*p - start));
	if (quote && *p < end)
		++*p;
	return start;
}

static const char *folder_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? arena_strndup(arena, path, (size_t)(slash - path)) : NULL;
}

static int open_included(struct zone_source *source, const char *path,
			 struct source_file **ret_file)
{
	struct zone_reading *reading = source->reading;
	const struct zone_place *place = reading->place;
	const char *beside = folder_of(reading->arena, source->name);
	int r = -1;

	if (*path == '/')
		return source_files_open(place->files, path, ret_file);
	if (place->directory)
		r = source_files_open(
			place->files,
			arena_printf(reading->arena, "%s/%s", place->directory, path),
			ret_file);
	if (r < 0)
		r = source_files_open(
			place->files,
			beside ? arena_printf(reading->arena, "%s/%s", beside, path)
			       : path,
			ret_file);
	return r;
}

/* "$INCLUDE file [origin]": afterwards origin and owner are what they were. */
static void include(struct zone_source *source, const char *p, const char *end,
		    unsigned line)
{
	struct zone_reading *reading = source->reading;
	const char *path = take_word(reading->arena, &p, end), *origin;
	char text[ZONE_NAME_SIZE];
	struct source_file *file;
	int r;

	if (!path || source->depth + 1 == DEPTH_MAX) {
		zone_complain(source, line, 1, "$INCLUDE FILE [ORIGIN]",
			      path ? "files include each other too deep"
				   : "$INCLUDE needs a file");
		return;
	}
	zone_name_text(source->scanner->zone_origin, source->scanner->zone_origin_length,
		       text);
	origin = take_word(reading->arena, &p, end);
	if (!origin)
		origin = arena_printf(reading->arena, "%s.", text);
	else if (!strcmp(origin, "@") || origin[strlen(origin) - 1] != '.')
		origin = arena_printf(reading->arena, "%s%s%s.",
				      strcmp(origin, "@") ? origin : "",
				      strcmp(origin, "@") && *text ? "." : "", text);
	r = open_included(source, path, &file);
	if (r < 0) {
		zone_complain(source, line, 1, NULL,
			      arena_printf(reading->arena, "cannot read '%s': %s", path,
					   file_error(r)));
		return;
	}
	read_file(reading, file, origin, source->depth + 1);
}

static void generate(struct zone_source *source, const char *p, const char *end,
		     unsigned line)
{
	struct zone_reading *reading = source->reading;
	struct zone_generate generate;
	const char *error = zone_generate_parse(p, (size_t)(end - p), &generate);
	char *buffer;
	size_t length;

	if (error) {
		zone_complain(source, line, 1,
			      "$GENERATE 1-254 $ IN PTR host-$.example.com.", error);
		return;
	}
	buffer = mem_alloc(GENERATED_AT_ONCE);
	source->generated = line;
	while (reading->generated < GENERATED_MAX) {
		size_t before = zone_store_count(reading->store),
		       errors = reading->errors;

		length =
			zone_generate_lines(&generate, buffer, GENERATED_AT_ONCE, &error);
		if (!length)
			break;
		zone_scan(source, buffer, length, line);
		reading->generated += zone_store_count(reading->store) - before;
		if (reading->errors > errors)
			break;
	}
	if (error)
		zone_complain(source, line, 1, NULL, error);
	source->generated = 0;
	free(buffer);
}

static unsigned count_lines(const char *p, const char *end)
{
	unsigned count = 0;

	while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
		count++;
		p++;
	}
	return count;
}

static void read_all(struct zone_source *source, const char *bytes, size_t length)
{
	const char *end = bytes + length, *p = bytes;
	unsigned line = 1;

	while (p < end) {
		const char *at = next_directive(p, bytes, end), *stop;

		if (at > p)
			zone_scan(source, p, (size_t)(at - p), line);
		line += count_lines(p, at);
		if (at == end)
			break;
		stop = memchr(at, '\n', (size_t)(end - at));
		if (!stop)
			stop = end;
		if (!strncasecmp(at, "$include", 8))
			include(source, at + 8, stop, line);
		else
			generate(source, at + 9, stop, line);
		p = stop < end ? stop + 1 : end;
		line++;
	}
}

/* Servers take lines of DOS as they are, the scanner does not. NULL: there are none. */
static char *without_cr(const struct source_file *file)
{
	char *copy, *p;

	if (!memchr(file->bytes, '\r', file->length))
		return NULL;
	copy = mem_alloc(file->length + 1);
	memcpy(copy, file->bytes, file->length + 1);
	for (p = copy; (p = memchr(p, '\r', (size_t)(copy + file->length - p))); p++) {
		if (p[1] == '\n')
			*p = ' ';
	}
	return copy;
}

static void read_file(struct zone_reading *reading, const struct source_file *file,
		      const char *origin, unsigned depth)
{
	struct zone_source source = {
		.reading = reading,
		.name = file->name,
		.number = zone_store_file(reading->store, file->name),
		.depth = depth,
	};
	char *copy = without_cr(file);

	zone_scan_begin(&source, origin);
	read_all(&source, copy ? copy : file->bytes, file->length);
	zone_scan_end(&source);
	free(copy);
}

/* The first $ORIGIN that is absolute, if no record stands before it. */
static const char *origin_said(struct arena *arena, const struct source_file *file)
{
	const char *p = file->bytes, *end = p + file->length, *word;
	unsigned line = 1;

	while (p < end) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));

		stop = stop ? stop : end;
		if (stop > p && stop[-1] == '\r')
			stop--;
		if (stop - p > 7 && !strncasecmp(p, "$origin", 7)) {
			p += 7;
			word = take_word(arena, &p, stop);
			return word && word[strlen(word) - 1] == '.' ? word : NULL;
		}
		if (*p != '$' && zone_skip_to_record(p, stop, &line) < stop)
			return NULL;
		p = memchr(stop, '\n', (size_t)(end - stop));
		p = p ? p + 1 : end;
	}
	return NULL;
}

static const char *find_origin(struct zone_reading *reading,
			       const struct source_file *file, const char *origin)
{
	struct arena *arena = reading->arena;
	const char *guess;

	if (origin)
		return arena_printf(arena, "%s%s", origin,
				    *origin && origin[strlen(origin) - 1] == '.' ? ""
										 : ".");
	origin = origin_said(arena, file);
	guess = zone_origin_of_file(arena, file->name);
	/* $ORIGIN is often a name above or below the zone: then the file's name is better. */
	if (guess && (!origin || zone_is_below(guess, "arpa"))) {
		reading->zone->origin_guessed = true;
		return arena_printf(arena, "%s.", guess);
	}
	return origin;
}

struct zone *zone_read(struct arena *arena, const struct zone_place *place,
		       const struct source_file *file, const char *origin)
{
	struct zone *zone = arena_alloc(arena, sizeof *zone);
	struct zone_reading reading = {
		.arena = arena, .place = place, .zone = zone, .last_ttl = ZONE_NO_TTL
	};

	zone->file = file->name;
	zone->diagnostics = arena_alloc(arena, sizeof *zone->diagnostics);
	diag_init(zone->diagnostics, arena);
	origin = find_origin(&reading, file, origin);
	zone->origin = origin && strcmp(origin, ".") ? text_dns_name(arena, origin) : "";
	reading.store = zone_store_new(arena, zone->origin);
	zone->store = reading.store;
	read_file(&reading, file, origin ? origin : ".", 0);
	zone->record_count = zone_store_count(reading.store);
	zone->name_count = zone_store_names(reading.store);
	zone->soa = zone_find(zone, zone->origin, ZONE_SOA);
	return zone;
}
