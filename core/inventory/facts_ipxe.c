#include "core/arena.h"
#include "core/sources/ipxe.h"
#include "core/sources/sources.h"
#include "core/text.h"
#include "facts.h"

static void add_script(struct facts *facts, const struct ipxe *ipxe)
{
	for (size_t i = 0; i < ipxe->count; i++) {
		const struct ipxe_name *from = &ipxe->names[i];

		if (text_is_host_name(from->host_name))
			facts_add(facts,
				  &(struct fact){ .source = FACT_BOOT,
						  .name = text_dns_name(facts->arena,
									from->host_name),
						  .addr = from->client,
						  .where = from->where });
	}
}

void facts_from_ipxe(struct facts *facts, const struct sources *sources)
{
	for (size_t i = 0; i < sources->ipxe_count; i++)
		add_script(facts, sources->ipxe[i]);
}
