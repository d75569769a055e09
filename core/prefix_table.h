/*
 * Networks and what belongs to them, found by an address of theirs: among twenty thousand subnets as
 * fast as among two.
 */
#pragma once

#include "addr.h"

struct arena;
struct prefix_table;

struct prefix_table *prefix_table_new(struct arena *arena, size_t expected);
/* `prefix`: bits of the mask. A network that is there already keeps its value. */
void prefix_table_add(struct prefix_table *table, const struct addr *network,
		      unsigned prefix, void *value);
/* Of the networks that hold the address the value of the one that was added first, or NULL. */
void *prefix_table_find(const struct prefix_table *table, const struct addr *addr);
