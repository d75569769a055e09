#include "zone_store.h"

#include <string.h>

#include "core/arena.h"

#define PIECE_SHIFT 12
#define PIECE	    ((size_t)1 << PIECE_SHIFT)
#define FILES_MAX   UINT16_MAX

struct name {
	const char *text;
	uint32_t first, last; /* its records: number + 1; 0: none */
};

struct zone_store {
	struct arena *arena;
	const char *origin;
	size_t origin_length;
	struct zone_record **records; /* pieces */
	struct name **names;
	size_t record_count, name_count;
	size_t record_pieces, name_pieces;
	uint32_t *slots; /* number of a name + 1; 0: free */
	size_t slot_count;
	const char **files;
	size_t file_count;
};

struct zone_store *zone_store_new(struct arena *arena, const char *origin)
{
	struct zone_store *store = arena_alloc(arena, sizeof *store);

	store->arena = arena;
	store->slot_count = 64;
	store->slots = arena_alloc(arena, store->slot_count * sizeof *store->slots);
	zone_store_set_origin(store, origin);
	return store;
}

void zone_store_set_origin(struct zone_store *store, const char *origin)
{
	store->origin = origin;
	store->origin_length = strlen(origin);
}

uint16_t zone_store_file(struct zone_store *store, const char *name)
{
	if (store->file_count == FILES_MAX)
		return FILES_MAX - 1;
	store->files = arena_grow(store->arena, store->files, store->file_count,
				  sizeof *store->files);
	store->files[store->file_count] = name;
	return (uint16_t)store->file_count++;
}

static struct name *name_at(const struct zone_store *store, size_t i)
{
	return &store->names[i >> PIECE_SHIFT][i & (PIECE - 1)];
}

static struct zone_record *record_at(const struct zone_store *store, size_t i)
{
	return &store->records[i >> PIECE_SHIFT][i & (PIECE - 1)];
}

/* FNV-1a. */
static size_t hash(const char *text, size_t length)
{
	uint64_t value = 0xcbf29ce484222325ULL;

	for (size_t i = 0; i < length; i++)
		value = (value ^ (unsigned char)text[i]) * 0x100000001b3ULL;
	return (size_t)(value ^ value >> 32);
}

/* The slot of the name, or the free one where it would go. */
static uint32_t *locate(const struct zone_store *store, const char *text, size_t length)
{
	size_t mask = store->slot_count - 1;

	for (size_t i = hash(text, length) & mask;; i = (i + 1) & mask) {
		uint32_t number = store->slots[i];

		if (!number || !strcmp(name_at(store, number - 1)->text, text))
			return &store->slots[i];
	}
}

static void grow_slots(struct zone_store *store)
{
	store->slot_count *= 4;
	store->slots =
		arena_alloc(store->arena, store->slot_count * sizeof *store->slots);
	for (size_t i = 0; i < store->name_count; i++) {
		const char *text = name_at(store, i)->text;

		*locate(store, text, strlen(text)) = (uint32_t)i + 1;
	}
}

static uint32_t add_name(struct zone_store *store, const char *text, size_t length)
{
	if (store->name_count + 1 > store->slot_count / 4 * 3)
		grow_slots(store);
	if (!(store->name_count & (PIECE - 1))) {
		store->names = arena_grow(store->arena, store->names, store->name_pieces,
					  sizeof *store->names);
		store->names[store->name_pieces++] =
			arena_alloc(store->arena, PIECE * sizeof(struct name));
	}
	name_at(store, store->name_count)->text =
		arena_strndup(store->arena, text, length);
	*locate(store, text, length) = (uint32_t)store->name_count + 1;
	return (uint32_t)store->name_count++;
}

uint32_t zone_store_name(struct zone_store *store, const char *name)
{
	size_t length = strlen(name);
	uint32_t found = *locate(store, name, length), number;
	const char *above = name;

	if (found)
		return found - 1;
	number = add_name(store, name, length);
	/* Names in between exist too: RFC 4592 section 2.2.2. */
	while (zone_is_below(name, store->origin) && (above = strchr(above, '.'))) {
		above++;
		length = strlen(above);
		if (length <= store->origin_length || *locate(store, above, length))
			break;
		add_name(store, above, length);
	}
	return number;
}

struct zone_record *zone_store_add(struct zone_store *store, uint32_t owner)
{
	struct name *name = name_at(store, owner);
	struct zone_record *record;
	uint32_t number = (uint32_t)store->record_count;

	if (store->record_count == ZONE_RECORDS_MAX)
		return NULL;
	if (!(store->record_count & (PIECE - 1))) {
		store->records = arena_grow(store->arena, store->records,
					    store->record_pieces, sizeof *store->records);
		store->records[store->record_pieces++] =
			arena_alloc(store->arena, PIECE * sizeof *record);
	}
	store->record_count++;
	record = record_at(store, number);
	record->owner = owner;
	if (name->last)
		record_at(store, name->last - 1)->next = number + 1;
	else
		name->first = number + 1;
	name->last = number + 1;
	return record;
}

size_t zone_store_count(const struct zone_store *store)
{
	return store->record_count;
}

size_t zone_store_names(const struct zone_store *store)
{
	return store->name_count;
}

const char *zone_owner(const struct zone *zone, const struct zone_record *record)
{
	return name_at(zone->store, record->owner)->text;
}

struct where zone_where(const struct zone *zone, const struct zone_record *record)
{
	return (struct where){ .file = zone->store->files[record->file],
			       .line = record->line,
			       .column = record->column };
}

const struct zone_record *zone_record_at(const struct zone *zone, size_t index)
{
	return record_at(zone->store, index);
}

const char *zone_name_at(const struct zone *zone, size_t index,
			 const struct zone_record **ret_first)
{
	const struct name *name = name_at(zone->store, index);

	*ret_first = name->first ? record_at(zone->store, name->first - 1) : NULL;
	return name->text;
}

static const struct zone_record *of_type(const struct zone *zone, uint32_t number,
					 unsigned type)
{
	while (number) {
		const struct zone_record *record = record_at(zone->store, number - 1);

		if (type == ZONE_ANY || record->type == type)
			return record;
		number = record->next;
	}
	return NULL;
}

const struct zone_record *zone_next(const struct zone *zone,
				    const struct zone_record *record, unsigned type)
{
	return of_type(zone, record->next, type);
}

const struct zone_record *zone_find(const struct zone *zone, const char *name,
				    unsigned type)
{
	uint32_t number = *locate(zone->store, name, strlen(name));

	return number ? of_type(zone, name_at(zone->store, number - 1)->first, type)
		      : NULL;
}

bool zone_has_name(const struct zone *zone, const char *name)
{
	return *locate(zone->store, name, strlen(name)) != 0;
}

bool zone_name_text(const unsigned char *wire, size_t length, char *text)
{
	static const char digits[] = "0123456789";
	const unsigned char *end = wire + length;
	bool upper = false;
	char *to = text;

	while (wire < end && *wire) {
		size_t label = *wire++;

		if (to != text)
			*to++ = '.';
		for (; label && wire < end; label--, wire++) {
			unsigned char c = *wire;

			if (c >= 'A' && c <= 'Z') {
				upper = true;
				*to++ = (char)(c + ('a' - 'A'));
			} else if (c > ' ' && c < 0x7f && c != '.' && c != '\\') {
				*to++ = (char)c;
			} else {
				*to++ = '\\';
				*to++ = digits[c / 100];
				*to++ = digits[c / 10 % 10];
				*to++ = digits[c % 10];
			}
		}
	}
	*to = '\0';
	return upper;
}
