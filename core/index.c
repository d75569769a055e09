#include "index.h"

#include <stdint.h>
#include <string.h>

#include "arena.h"

struct entry {
	const void *key;
	void *value;	       /* NULL: free */
	uint32_t length, hash; /* keys are names and addresses */
};

struct index {
	struct arena *arena;
	struct entry *entries;
	size_t size; /* a power of two; at most three quarters are in use */
	size_t count;
};

/* FNV-1a. */
static uint32_t hash_bytes(const void *key, size_t length)
{
	const unsigned char *p = key;
	uint64_t hash = 0xcbf29ce484222325ULL;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ p[i]) * 0x100000001b3ULL;
	return (uint32_t)(hash ^ hash >> 32);
}

/* The key's entry, or the free one where it would go. */
static struct entry *locate(const struct index *index, uint32_t hash, const void *key,
			    size_t length)
{
	size_t mask = index->size - 1;

	for (size_t i = hash & mask;; i = (i + 1) & mask) {
		struct entry *entry = &index->entries[i];

		if (!entry->value)
			return entry;
		if (entry->hash == hash && entry->length == length &&
		    !memcmp(entry->key, key, length))
			return entry;
	}
}

struct index *index_new(struct arena *arena, size_t expected)
{
	struct index *index = arena_alloc(arena, sizeof *index);

	index->arena = arena;
	index->size = 16;
	while (index->size / 4 * 3 < expected)
		index->size *= 2;
	index->entries = arena_alloc(arena, index->size * sizeof *index->entries);
	return index;
}

static void grow(struct index *index)
{
	struct entry *old = index->entries;
	size_t size = index->size;

	index->size *= 2;
	index->entries = arena_alloc(index->arena, index->size * sizeof *index->entries);
	for (size_t i = 0; i < size; i++) {
		if (old[i].value)
			*locate(index, old[i].hash, old[i].key, old[i].length) = old[i];
	}
}

void *index_add(struct index *index, const void *key, size_t length, void *value)
{
	uint32_t hash = hash_bytes(key, length);
	struct entry *entry;

	if (index->count + 1 > index->size / 4 * 3)
		grow(index);
	entry = locate(index, hash, key, length);
	if (entry->value)
		return entry->value;
	*entry = (struct entry){
		.key = key, .value = value, .length = (uint32_t)length, .hash = hash
	};
	index->count++;
	return NULL;
}

void *index_find(const struct index *index, const void *key, size_t length)
{
	return locate(index, hash_bytes(key, length), key, length)->value;
}
