/*
 * The release of OpenShift, for rules that begin or end with one.
 */
#pragma once

#include <stdbool.h>

struct inventory;

/* It is said, and 4.`minor` or later. */
bool release_is_from(const struct inventory *inventory, unsigned minor);
/* It is said, and before 4.`minor`. */
bool release_is_before(const struct inventory *inventory, unsigned minor);
