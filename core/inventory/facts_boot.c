#include "core/arena.h"
#include "core/sources/boot_entry.h"
#include "core/sources/sources.h"
#include "core/text.h"
#include "facts.h"

static void add_names(struct facts *facts, const struct boot_config *boot)
{
	for (size_t i = 0; i < boot->name_count; i++) {
		const struct boot_name *from = &boot->names[i];

		if (text_is_host_name(from->host_name))
			facts_add(facts,
				  &(struct fact){ .source = FACT_BOOT,
						  .name = text_dns_name(facts->arena,
									from->host_name),
						  .addr = from->client,
						  .mac = from->mac,
						  .where = from->where });
	}
}

void facts_from_boot(struct facts *facts, const struct sources *sources)
{
	for (size_t i = 0; i < sources->boot_count; i++)
		add_names(facts, sources->boot[i]);
}
