#include "arena.h"
#include "facts.h"
#include "sources/dhcpd.h"
#include "sources/sources.h"
#include "text.h"

/* The name that the client is told; else that of the declaration, which is often the same. */
static const char *name_of(struct facts *facts, const struct dhcpd_host *host)
{
	const char *name = host->host_name ? host->host_name : host->name;

	return text_is_host_name(name) ? text_dns_name(facts->arena, name) : NULL;
}

void facts_from_dhcpd(struct facts *facts, const struct sources *sources)
{
	const struct dhcpd *dhcpd = sources->dhcpd;

	for (size_t i = 0; dhcpd && i < dhcpd->count; i++) {
		const struct dhcpd_host *host = &dhcpd->hosts[i];
		struct fact fact = { .source = FACT_DHCP,
				     .name = name_of(facts, host),
				     .mac = host->mac,
				     .where = host->where };

		if (!host->addresses.count)
			facts_add(facts, &fact);
		for (size_t a = 0; a < host->addresses.count; a++) {
			fact.addr = host->addresses.items[a];
			facts_add(facts, &fact);
		}
	}
}
