#include "arena.h"
#include "facts.h"
#include "sources/ipxe.h"
#include "sources/sources.h"
#include "text.h"

void facts_from_ipxe(struct facts *facts, const struct sources *sources)
{
	const struct ipxe *ipxe = sources->ipxe;

	for (size_t i = 0; ipxe && i < ipxe->count; i++) {
		const struct ipxe_name *from = &ipxe->names[i];
		struct fact fact = { .source = FACT_BOOT,
				     .addr = from->client,
				     .where = from->where };

		if (!text_is_host_name(from->host_name))
			continue;
		fact.name = text_dns_name(facts->arena, from->host_name);
		facts_add(facts, &fact);
	}
}
