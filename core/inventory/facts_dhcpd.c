#include "core/arena.h"
#include "core/sources/dhcpd_ask.h"
#include "core/sources/sources.h"
#include "core/text.h"
#include "facts.h"

/* The name that the client is told; else that of the declaration, which is often the same. */
static const char *name_of(struct facts *facts, const struct dhcpd_view *view,
			   const struct dhcpd_host *host, struct where *ret_where)
{
	const char *what, *name = dhcpd_host_name(view, host, &what, ret_where);

	if (!name || !*name) {
		name = host->name;
		*ret_where = host->where;
	}
	return name && text_is_host_name(name) ? text_dns_name(facts->arena, name) : NULL;
}

void facts_from_dhcpd(struct facts *facts, const struct sources *sources)
{
	static const struct dhcp_client installed = { .arch = -1 };
	const struct dhcpd *dhcpd = sources->dhcpd;
	const struct dhcpd_view *view =
		dhcpd ? dhcpd_view_new(facts->arena, dhcpd, &installed) : NULL;

	for (size_t i = 0; dhcpd && i < dhcpd->count; i++) {
		const struct dhcpd_host *host = &dhcpd->hosts[i];
		struct fact fact = { .source = FACT_DHCP, .mac = host->mac };
		size_t said = 0;

		fact.name = name_of(facts, view, host, &fact.where);
		for (size_t a = 0; a < host->address_count; a++) {
			const struct dhcpd_value *value = &host->addresses[a];

			if (addr_parse(value->text, &fact.addr) < 0)
				continue;
			fact.where = value->where;
			facts_add(facts, &fact);
			said++;
		}
		if (!said)
			facts_add(facts, &fact);
	}
}
