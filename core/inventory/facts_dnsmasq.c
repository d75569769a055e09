#include "core/arena.h"
#include "core/sources/dnsmasq.h"
#include "core/sources/sources.h"
#include "core/text.h"
#include "facts.h"

static void add_host(struct facts *facts, const struct dnsmasq_host *host)
{
	struct fact fact = { .source = FACT_DHCP, .where = host->where };
	size_t said = 0;

	if (host->ignored || host->wild)
		return;
	if (host->name && text_is_host_name(host->name)) {
		fact.name = text_dns_name(facts->arena, host->name);
		fact.where = host->name_where;
	}
	if (host->mac_count)
		fact.mac = host->macs[0];
	for (size_t i = 0; i < host->address_count; i++) {
		if (addr_parse(host->addresses[i].text, &fact.addr) < 0)
			continue;
		fact.where = host->addresses[i].where;
		facts_add(facts, &fact);
		said++;
	}
	if (!said)
		facts_add(facts, &fact);
}

/* Its DNS records: `address=/m1.ocp45.example/172.16.0.21`, host-record and hosts files. */
static void add_record(struct facts *facts, const struct dnsmasq_record *record,
		       const char *cluster_domain)
{
	if (!record->addr.family || !text_is_host_name(record->name) ||
	    (record->kind != DNSMASQ_ADDRESS && record->kind != DNSMASQ_DOMAIN) ||
	    !facts_is_below(record->name, cluster_domain) ||
	    facts_is_service(record->name, cluster_domain))
		return;
	facts_add(facts, &(struct fact){ .source = FACT_ZONE,
					 .name = record->name,
					 .addr = record->addr,
					 .where = record->where });
}

void facts_from_dnsmasq(struct facts *facts, const struct sources *sources,
			const char *cluster_domain)
{
	const struct dnsmasq *dnsmasq = sources->dnsmasq;

	for (size_t i = 0; dnsmasq && i < dnsmasq->host_count; i++)
		add_host(facts, &dnsmasq->hosts[i]);
	for (size_t i = 0; dnsmasq && cluster_domain && i < dnsmasq->record_count; i++)
		add_record(facts, &dnsmasq->records[i], cluster_domain);
}
