#include "_release.h"

#include <stdio.h>

#include "core/inventory.h"

/* False: it is not said, or not of OpenShift 4. */
static bool minor_of(const struct inventory *inventory, unsigned *ret_minor)
{
	unsigned major;

	return inventory->version &&
	       sscanf(inventory->version, "%u.%u", &major, ret_minor) == 2 && major == 4;
}

bool release_is_from(const struct inventory *inventory, unsigned minor)
{
	unsigned said;

	return minor_of(inventory, &said) && said >= minor;
}

bool release_is_before(const struct inventory *inventory, unsigned minor)
{
	unsigned said;

	return minor_of(inventory, &said) && said < minor;
}
