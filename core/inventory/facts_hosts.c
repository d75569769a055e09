#include "core/sources/hosts.h"
#include "core/sources/sources.h"
#include "core/text.h"
#include "facts.h"

/* Names of the cluster only: the file has others, and short ones may be of anything. */
void facts_from_hosts(struct facts *facts, const struct sources *sources,
		      const char *cluster_domain)
{
	const struct hosts *hosts = sources->hosts;

	for (size_t i = 0; hosts && cluster_domain && i < hosts->count; i++) {
		const struct hosts_entry *entry = &hosts->items[i];

		if (facts_is_below(entry->name, cluster_domain) &&
		    !facts_is_service(entry->name, cluster_domain) &&
		    text_is_host_name(entry->name))
			facts_add(facts, &(struct fact){ .source = FACT_HOSTS,
							 .name = entry->name,
							 .addr = entry->addr,
							 .where = entry->where });
	}
}
