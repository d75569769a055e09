/*
 * Which host of the inventory this machine is.
 */
#pragma once

#include <stdbool.h>

#include "inventory.h"

/* True if this machine is the host that is called so: by --as, by its name, or by its addresses. */
bool host_is_here(const struct inventory *inventory, const char *fqdn);
