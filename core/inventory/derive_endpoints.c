#include <string.h>

#include "core/arena.h"
#include "core/sources/dnsmasq.h"
#include "core/sources/haproxy.h"
#include "core/sources/zones.h"
#include "derive_part.h"

#define PORT_CONFIG 22623

/* What a client that asks for the name gets, by the zones that are known; aliases are followed. */
static void from_zones(struct deriving *deriving, const char *prefix,
		       struct config_list *list)
{
	static const unsigned types[] = { ZONE_A, ZONE_AAAA };
	const struct zones *zones = deriving->sources->zones;
	const char *name;

	if (!zones || !deriving->cluster_domain || list->given)
		return;
	name = arena_printf(deriving->arena, "%s.%s", prefix, deriving->cluster_domain);
	for (size_t t = 0; t < sizeof types / sizeof types[0]; t++) {
		const struct zones_answer answer = zones_ask(zones, NULL, name, types[t]);
		const struct zone_record *record =
			answer.outcome == ZONES_FOUND ? answer.record : NULL;

		for (; record; record = zone_next(answer.zone, record, types[t])) {
			const struct addr addr = zone_address(record);
			char text[ADDR_STRLEN];

			derive_add(deriving->arena, list,
				   arena_strdup(deriving->arena, addr_str(&addr, text)),
				   zone_where(answer.zone, record));
		}
	}
}

/* The record of dnsmasq that answers the name: its own, else that of the nearest domain above. */
static const struct dnsmasq_record *dnsmasq_answer(const struct dnsmasq *dnsmasq,
						   const char *name)
{
	const struct dnsmasq_record *best = NULL;

	for (size_t i = 0; i < dnsmasq->record_count; i++) {
		const struct dnsmasq_record *record = &dnsmasq->records[i];

		if (!record->addr.family ||
		    (record->kind == DNSMASQ_ADDRESS &&
		     strcmp(record->name, name) != 0) ||
		    (record->kind != DNSMASQ_ADDRESS && record->kind != DNSMASQ_DOMAIN) ||
		    !facts_is_below(name, record->name))
			continue;
		if (!best || strlen(record->name) > strlen(best->name))
			best = record;
	}
	return best;
}

static void from_dnsmasq(struct deriving *deriving, const char *prefix,
			 struct config_list *list)
{
	const struct dnsmasq *dnsmasq = deriving->sources->dnsmasq;
	const struct dnsmasq_record *record;
	char text[ADDR_STRLEN];

	if (!dnsmasq || !deriving->cluster_domain || list->given)
		return;
	record = dnsmasq_answer(dnsmasq, arena_printf(deriving->arena, "%s.%s", prefix,
						      deriving->cluster_domain));
	/* A domain as a whole that leads somewhere is no answer for a cluster in it. */
	if (!record || !facts_is_below(record->name, deriving->cluster_domain))
		return;
	for (size_t i = 0; i < dnsmasq->record_count; i++) {
		const struct dnsmasq_record *each = &dnsmasq->records[i];

		if (each->addr.family && each->kind == record->kind &&
		    !strcmp(each->name, record->name))
			derive_add(deriving->arena, list,
				   arena_strdup(deriving->arena,
						addr_str(&each->addr, text)),
				   each->where);
	}
}

static void from_names(struct deriving *deriving, const char *prefix,
		       struct config_list *list)
{
	from_zones(deriving, prefix, list);
	from_dnsmasq(deriving, prefix, list);
}

/*
 * The config port is bound on the nodes' side only, and nodes are seldom behind a translation of
 * addresses: what haproxy.cfg binds there is what api-int must lead to. Other ports may be reached
 * by another address than the one that is bound.
 */
static void api_int_from_haproxy(struct deriving *deriving)
{
	const struct haproxy *haproxy = deriving->sources->haproxy;
	struct config_list *list = &deriving->config->api_int;

	for (size_t i = 0; haproxy && i < haproxy->count; i++) {
		const struct balancer_front *front = &haproxy->fronts[i];
		struct addr addr;

		if (front->port != PORT_CONFIG || addr_parse(front->address, &addr) < 0 ||
		    !addr_is_outward(&addr))
			continue;
		derive_add(deriving->arena, list, front->address, front->where);
	}
}

void derive_endpoints(struct deriving *deriving)
{
	struct config *config = deriving->config;

	from_names(deriving, "api", &config->api);
	from_names(deriving, "api-int", &config->api_int);
	/* A label that nobody has: the wildcard answers it. */
	from_names(deriving, "ocp-preflight.apps", &config->ingress);
	if (!config->api_int.given)
		api_int_from_haproxy(deriving);
}
