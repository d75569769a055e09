/*
 * Address match lists of named.conf (BIND 9 ARM, "address match lists"), for named.c.
 */
#pragma once

#include <stddef.h>

#include "named.h"

struct arena;
struct diagnostics;
struct named_item;

struct named_lists {
	struct arena *arena;
	struct diagnostics *diagnostics;
	const struct named_item **names; /* of acls that the lists use */
	size_t count;
};

/* `block`: an item that is one. */
struct named_matches named_matches_read(struct named_lists *lists,
					const struct named_item *block);
/* Once all is read: each name that a list uses is that of an acl. */
void named_acl_names_check(struct named_lists *lists, const struct named *named);
