#include "host_here.h"

#include <string.h>

bool host_is_here(const struct inventory *inventory, const char *fqdn)
{
	const struct vantage *vantage = &inventory->vantage;
	const struct host *host;

	if (vantage->host && strcmp(vantage->host, fqdn) == 0)
		return true;
	host = inventory_host(inventory, fqdn);
	if (vantage->forced || !host)
		return false;
	for (size_t i = 0; i < host->addresses.count; i++)
		if (addr_is_in(&host->addresses.items[i], vantage->locals.items,
			       vantage->locals.count))
			return true;
	return false;
}
