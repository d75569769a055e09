/*
 * From a hash to a number, open addressed, of a size that is given once: the timeline's way from
 * addresses to nodes and from packets to connections. What the hash stands for is compared by
 * the caller, who knows it; two keys with the same hash stand beside each other.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/addr.h"

#define TABLE_NONE UINT32_MAX

struct table_entry {
	uint64_t hash;
	uint32_t value; /* TABLE_NONE: free */
};

struct table {
	struct table_entry *entries;
	size_t mask;
	uint64_t seed; /* so that nobody can choose keys that collide */
};

/* Room for `capacity` pairs, with as much left free. */
void table_init(struct table *table, size_t capacity);
void table_clear(struct table *table);

/* The pair must not be there; there must be room. */
void table_add(struct table *table, uint64_t hash, uint32_t value);
/* Does nothing where the pair is not there. */
void table_remove(struct table *table, uint64_t hash, uint32_t value);

static inline uint64_t table_mix(const struct table *table, uint64_t a, uint64_t b)
{
	uint64_t hash = (a ^ table->seed) * 0x9e3779b97f4a7c15ULL;

	hash = (hash ^ hash >> 32 ^ b) * 0xd6e8feb86659fd93ULL;
	return hash ^ hash >> 32;
}

static inline uint64_t table_hash_addr(const struct table *table, const struct addr *addr)
{
	uint64_t parts[2];

	__builtin_memcpy(parts, addr->bytes, sizeof parts);
	return table_mix(table, parts[0] ^ addr->family, parts[1]);
}

/*
 * The values of a hash, one a call, TABLE_NONE at the end. `cursor` starts as TABLE_START.
 */
#define TABLE_START SIZE_MAX

static inline uint32_t table_next(const struct table *table, uint64_t hash,
				  size_t *cursor)
{
	size_t at =
		*cursor == TABLE_START ? hash & table->mask : (*cursor + 1) & table->mask;

	for (; table->entries[at].value != TABLE_NONE; at = (at + 1) & table->mask) {
		if (table->entries[at].hash == hash) {
			*cursor = at;
			return table->entries[at].value;
		}
	}
	return TABLE_NONE;
}
