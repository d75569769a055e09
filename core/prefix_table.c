#include "prefix_table.h"

#include <stdbool.h>
#include <string.h>

#include "arena.h"
#include "index.h"

#define PREFIX_MAX 128

struct key {
	unsigned char family, prefix; /* AF_INET and AF_INET6 fit */
	unsigned char bytes[16];      /* those behind the prefix are 0 */
};

struct entry {
	struct key key;
	size_t number; /* in the order in which they were added */
	void *value;
};

struct prefix_table {
	struct arena *arena;
	struct index *by_key;
	size_t count;
	bool used[PREFIX_MAX + 1]; /* lengths that some network has */
};

struct prefix_table *prefix_table_new(struct arena *arena, size_t expected)
{
	struct prefix_table *table = arena_alloc(arena, sizeof *table);

	table->arena = arena;
	table->by_key = index_new(arena, expected);
	return table;
}

static struct key make_key(const struct addr *addr, unsigned prefix)
{
	struct key key = { .family = (unsigned char)addr->family,
			   .prefix = (unsigned char)prefix };

	memcpy(key.bytes, addr->bytes, (prefix + 7) / 8);
	if (prefix % 8)
		key.bytes[prefix / 8] &= (unsigned char)(0xff00 >> prefix % 8);
	return key;
}

void prefix_table_add(struct prefix_table *table, const struct addr *network,
		      unsigned prefix, void *value)
{
	struct entry *entry = arena_alloc(table->arena, sizeof *entry);

	entry->key = make_key(network, prefix);
	entry->number = table->count++;
	entry->value = value;
	table->used[prefix] = true;
	index_add(table->by_key, &entry->key, sizeof entry->key, entry);
}

void *prefix_table_find(const struct prefix_table *table, const struct addr *addr)
{
	unsigned bits = addr->family == AF_INET ? 32 : PREFIX_MAX;
	const struct entry *first = NULL;

	for (unsigned prefix = 0; prefix <= bits; prefix++) {
		struct key key = make_key(addr, prefix);
		const struct entry *entry =
			table->used[prefix] ? index_find(table->by_key, &key, sizeof key)
					    : NULL;

		if (entry && (!first || entry->number < first->number))
			first = entry;
	}
	return first ? first->value : NULL;
}
