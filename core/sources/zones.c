#include "zones.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/arena.h"
#include "core/index.h"
#include "files.h"
#include "named.h"

struct reader {
	struct arena *arena;
	struct source_files *files;
	const struct zones_options *options;
	struct zones *zones;
	struct index *read; /* "path\norigin" -> struct zone */
};

static void add_zone(struct reader *reader, struct zone *zone)
{
	struct zones *zones = reader->zones;

	zones->items = arena_grow(reader->arena, zones->items, zones->count,
				  sizeof(struct zone *));
	zones->items[zones->count++] = zone;
}

/* A file that two views share is read once. */
static struct zone *read_zone(struct reader *reader, const struct source_file *file,
			      const char *origin)
{
	const struct named *named = reader->options->named;
	const struct zone_place place = {
		.files = reader->files,
		.directory = named ? named->options.directory.value : NULL,
	};
	char *key =
		arena_printf(reader->arena, "%s\n%s", file->name, origin ? origin : "?");
	const struct zone *before = index_find(reader->read, key, strlen(key));
	struct zone *zone;

	if (before) {
		zone = arena_alloc(reader->arena, sizeof *zone);
		*zone = *before;
		return zone;
	}
	zone = zone_read(reader->arena, &place, file, origin);
	index_add(reader->read, key, strlen(key), zone);
	return zone;
}

/* "/var/named/chroot" where named.conf is /var/named/chroot/etc/named.conf; "" without. */
static const char *chroot_of(struct arena *arena, const char *conf)
{
	const char *etc = strstr(conf, "/etc/");

	return etc ? arena_strndup(arena, conf, (size_t)(etc - conf)) : "";
}

static bool folder_is_there(const struct reader *reader, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct stat status;
	const char *folder;

	if (!slash || slash == path)
		return true;
	folder = arena_strndup(reader->arena, path, (size_t)(slash - path));
	return !stat(source_files_path(reader->files, folder), &status);
}

/* 0 and the file, or a negative errno; *ret_path is what the server would open. */
static int open_zone_file(struct reader *reader, const char *said, const char **ret_path,
			  struct source_file **ret_file)
{
	const struct named *named = reader->options->named;
	const char *directory = named->options.directory.value;
	struct arena *arena = reader->arena;
	const char *slash = strrchr(named->file, '/'), *base = strrchr(said, '/');
	const char *beside = slash ? arena_strndup(arena, named->file,
						   (size_t)(slash - named->file) + 1)
				   : "";
	const char *path = said, *chroot = chroot_of(arena, named->file);
	const char *places[5];
	size_t count = 0;
	int r = -ENOENT, first = 0;

	if (*said != '/')
		path = directory ? arena_printf(arena, "%s/%s", directory, said)
				 : arena_printf(arena, "%s%s", beside, said);
	if (reader->options->named_is_copy) {
		if (*said != '/')
			places[count++] = arena_printf(arena, "%s%s", beside, said);
		places[count++] =
			arena_printf(arena, "%s%s", beside, base ? base + 1 : said);
	}
	if (*chroot && !reader->options->named_is_copy)
		places[count++] = arena_printf(arena, "%s%s", chroot, path);
	places[count++] = path;
	if (!reader->options->named_is_copy)
		places[count++] = arena_printf(arena, "/var/named/chroot%s", path);
	*ret_path = path;
	for (size_t i = 0; i < count; i++) {
		r = source_files_open(reader->files, places[i], ret_file);
		if (r >= 0) {
			*ret_path = places[i];
			return 0;
		}
		/* What stands in the way of the server's own path says more than "not there". */
		if (r != -ENOENT && r != -ENOTDIR && !first)
			first = r;
	}
	return first ? first : -ENOENT;
}

static enum zone_file_state failed(const struct reader *reader, const char *path,
				   int error)
{
	if (reader->options->named_is_copy)
		return ZONE_FILE_ELSEWHERE;
	if (error == -EACCES || error == -EPERM)
		return ZONE_FILE_DENIED;
	if (reader->options->partial && !folder_is_there(reader, path))
		return ZONE_FILE_ELSEWHERE;
	return ZONE_FILE_MISSING;
}

static void read_statement(struct reader *reader, const struct named_zone *statement,
			   struct zone_file *ret)
{
	struct source_file *file;
	struct zone *zone;
	int r;

	ret->statement = statement;
	if (statement->type != NAMED_PRIMARY || !statement->file.value)
		return;
	r = open_zone_file(reader, statement->file.value, &ret->path, &file);
	if (r < 0) {
		ret->state = failed(reader, ret->path, r);
		return;
	}
	if (!statement->plain_text || memchr(file->bytes, '\0', file->length)) {
		ret->state = ZONE_FILE_BINARY;
		return;
	}
	zone = read_zone(reader, file, statement->name);
	zone->view = statement->view ? statement->view->name : NULL;
	zone->statement = statement;
	zone->where = statement->name_where;
	ret->state = ZONE_FILE_READ;
	ret->zone = zone;
	add_zone(reader, zone);
}

static size_t folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) : 0;
}

static bool share_folder(const char *a, const char *b)
{
	size_t length = folder_length(a);

	return length == folder_length(b) && !strncmp(a, b, length);
}

/* Who copies the zones of a folder copies them all: one that is not there is called otherwise. */
static void find_left_out(struct zone_file *states, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; states[i].state == ZONE_FILE_ELSEWHERE && j < count;
		     j++) {
			if (states[j].state != ZONE_FILE_READ ||
			    !share_folder(states[i].statement->file.value,
					  states[j].statement->file.value))
				continue;
			states[i].state = ZONE_FILE_LEFT_OUT;
			states[i].neighbour = states[j].zone->file;
		}
	}
}

static bool is_read(const struct reader *reader, const char *path)
{
	for (size_t i = 0; i < reader->zones->count; i++) {
		if (!strcmp(reader->zones->items[i]->file, path))
			return true;
	}
	return false;
}

struct zones *zones_read(struct arena *arena, struct source_files *files,
			 const struct zones_options *options)
{
	struct zones *zones = arena_alloc(arena, sizeof *zones);
	struct reader reader = { .arena = arena,
				 .files = files,
				 .options = options,
				 .zones = zones,
				 .read = index_new(arena, 16) };
	const struct named *named = options->named;
	struct zone_file *states;

	zones->named = named;
	if (named) {
		states = arena_alloc(arena, (named->zone_count + 1) * sizeof *states);
		for (size_t i = 0; i < named->zone_count; i++)
			read_statement(&reader, named->zones[i], &states[i]);
		find_left_out(states, named->zone_count);
		zones->files = states;
		zones->file_count = named->zone_count;
	}
	for (size_t i = 0; i < options->path_count; i++) {
		struct source_file *file;
		struct zone *zone;

		if (source_files_open(files, options->paths[i], &file) < 0 ||
		    is_read(&reader, file->name) ||
		    memchr(file->bytes, '\0', file->length))
			continue;
		zone = read_zone(&reader, file, NULL);
		zone->where = options->wheres[i];
		add_zone(&reader, zone);
	}
	return zones;
}

static bool in_view(const struct zone *zone, const struct named_view *view)
{
	return !view || !zone->view || !strcmp(zone->view, view->name);
}

const struct zone *zones_holding(const struct zones *zones, const struct named_view *view,
				 const char *name)
{
	const struct zone *found = NULL;

	for (size_t i = 0; zones && i < zones->count; i++) {
		const struct zone *zone = zones->items[i];

		if (in_view(zone, view) && zone_is_below(name, zone->origin) &&
		    (!found || strlen(zone->origin) > strlen(found->origin)))
			found = zone;
	}
	return found;
}

const struct zone_record *zones_find(const struct zones *zones, const char *name,
				     unsigned type, const struct zone **ret_zone)
{
	for (size_t i = 0; zones && i < zones->count; i++) {
		const struct zone_record *record = zone_find(zones->items[i], name, type);

		if (record) {
			*ret_zone = zones->items[i];
			return record;
		}
	}
	return NULL;
}

/* A statement that hands names to other servers (forward, secondary...) nearer than `zone`. */
static bool is_elsewhere(const struct zones *zones, const struct named_view *view,
			 const char *name, const struct zone *zone)
{
	for (size_t i = 0; i < zones->file_count; i++) {
		const struct zone_file *file = &zones->files[i];
		const struct named_zone *statement = file->statement;

		if (file->zone || statement->type == NAMED_HINT ||
		    (view && statement->view && statement->view != view))
			continue;
		if (zone_is_below(name, statement->name) &&
		    (!zone || strlen(statement->name) > strlen(zone->origin)))
			return true;
	}
	return false;
}

struct zones_answer zones_ask(const struct zones *zones, const struct named_view *view,
			      const char *name, unsigned type)
{
	struct zones_answer answer = { .outcome = ZONES_UNKNOWN, .name = name };

	while (answer.alias_count < ZONES_CHAIN_MAX) {
		struct zone_answer found;

		answer.zone = zones_holding(zones, view, answer.name);
		answer.outcome = ZONES_UNKNOWN;
		if (!answer.zone || is_elsewhere(zones, view, answer.name, answer.zone))
			return answer;
		found = zone_lookup(answer.zone, answer.name, type);
		answer.record = found.record;
		answer.wildcard = answer.wildcard || found.wildcard;
		switch (found.outcome) {
		case ZONE_FOUND:
			answer.outcome = ZONES_FOUND;
			return answer;
		case ZONE_NO_DATA:
			answer.outcome = ZONES_NO_DATA;
			return answer;
		case ZONE_NO_NAME:
			answer.outcome = ZONES_NO_NAME;
			return answer;
		case ZONE_DELEGATED:
		case ZONE_OUTSIDE:
			return answer;
		case ZONE_ALIAS:
			break;
		}
		answer.aliases[answer.alias_count].zone = answer.zone;
		answer.aliases[answer.alias_count++].record = found.record;
		answer.name = found.record->data.target;
	}
	answer.outcome = ZONES_LOOP;
	return answer;
}

struct addresses zones_addresses(struct arena *arena, const struct zones *zones,
				 const struct named_view *view, const char *name)
{
	static const unsigned families[] = { ZONE_A, ZONE_AAAA };
	struct addresses all = { NULL, 0 };

	for (size_t f = 0; f < 2; f++) {
		struct zones_answer answer = zones_ask(zones, view, name, families[f]);

		if (answer.outcome != ZONES_FOUND)
			continue;
		for (const struct zone_record *record = answer.record; record;
		     record = zone_next(answer.zone, record, families[f])) {
			all.items = arena_grow(arena, all.items, all.count,
					       sizeof *all.items);
			all.items[all.count++] = zone_address(record);
		}
	}
	return all;
}
