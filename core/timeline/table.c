#include "table.h"

#include <sys/random.h>

#include "core/arena.h"

void table_init(struct table *table, size_t capacity)
{
	size_t size = 16;

	while (size < capacity * 2)
		size *= 2;
	table->mask = size - 1;
	table->entries = mem_alloc(size * sizeof *table->entries);
	for (size_t i = 0; i < size; i++)
		table->entries[i].value = TABLE_NONE;
	/* Without random numbers the tables work as well, for packets that mean no harm. */
	if (getrandom(&table->seed, sizeof table->seed, GRND_NONBLOCK) < 0)
		table->seed = (uintptr_t)table->entries;
}

void table_clear(struct table *table)
{
	free(table->entries);
	table->entries = NULL;
}

void table_add(struct table *table, uint64_t hash, uint32_t value)
{
	size_t at = hash & table->mask;

	while (table->entries[at].value != TABLE_NONE)
		at = (at + 1) & table->mask;
	table->entries[at] = (struct table_entry){ .hash = hash, .value = value };
}

/* Those that had to go past the freed place move up, so that no search ends too early. */
static void close_gap(struct table *table, size_t gap)
{
	size_t at = gap;

	for (;;) {
		size_t home;

		at = (at + 1) & table->mask;
		if (table->entries[at].value == TABLE_NONE)
			break;
		home = table->entries[at].hash & table->mask;
		if (((at - home) & table->mask) < ((at - gap) & table->mask))
			continue;
		table->entries[gap] = table->entries[at];
		gap = at;
	}
	table->entries[gap].value = TABLE_NONE;
}

void table_remove(struct table *table, uint64_t hash, uint32_t value)
{
	size_t cursor = TABLE_START;
	uint32_t found;

	while ((found = table_next(table, hash, &cursor)) != TABLE_NONE) {
		if (found == value) {
			close_gap(table, cursor);
			return;
		}
	}
}
