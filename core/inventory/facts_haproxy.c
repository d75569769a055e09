#include <stdint.h>
#include <string.h>

#include "core/arena.h"
#include "core/index.h"
#include "core/sources/haproxy.h"
#include "core/sources/sources.h"
#include "core/text.h"
#include "facts.h"

#define PORT_API    6443
#define PORT_CONFIG 22623

static unsigned service_of(in_port_t port)
{
	switch (port) {
	case PORT_API:
		return FACT_API;
	case PORT_CONFIG:
		return FACT_CONFIG;
	case 80:
	case 443:
		return FACT_INGRESS;
	}
	return 0;
}

/* Who is behind 6443 and leaves when the bootstrap is complete. */
static bool is_bootstrap(const struct balancer_server *server)
{
	return (facts_role_of_name(server->name) | facts_role_of_name(server->host)) &
	       FACT_BOOTSTRAP;
}

/* The hosts behind a front, to look up those of others. */
static struct index *hosts_of(struct facts *facts, const struct balancer_front *front)
{
	struct index *hosts = index_new(facts->arena, front->server_count);
	static char here;

	for (size_t i = 0; i < front->server_count; i++)
		index_add(hosts, front->servers[i].host, strlen(front->servers[i].host),
			  &here);
	return hosts;
}

static bool has_one_of(const struct balancer_front *front, const struct index *hosts)
{
	for (size_t i = 0; i < front->server_count; i++) {
		const char *host = front->servers[i].host;

		if (index_find(hosts, host, strlen(host)))
			return true;
	}
	return false;
}

/* Some server is named below the domain. */
static bool is_named_below(const struct balancer_front *front, const char *domain)
{
	for (size_t i = 0; domain && i < front->server_count; i++) {
		if (facts_is_below(front->servers[i].host, domain) ||
		    facts_is_below(front->servers[i].name, domain))
			return true;
	}
	return false;
}

/*
 * One balancer may serve two clusters: then its API fronts have nothing in common. Which of them is
 * ours, names can tell.
 */
static const struct balancer_front *
api_of(struct facts *facts, const struct haproxy *haproxy, const char *cluster_domain)
{
	const struct balancer_front *first = NULL, *named = NULL;
	struct index *hosts = NULL;
	bool is_ambiguous = false;

	for (size_t i = 0; i < haproxy->count; i++) {
		const struct balancer_front *front = &haproxy->fronts[i];

		if (!(service_of(front->port) & FACT_CONTROL) || !front->server_count)
			continue;
		if (!first) {
			first = front;
			hosts = hosts_of(facts, first);
		} else if (!has_one_of(front, hosts)) {
			is_ambiguous = true;
		}
		if (!named && is_named_below(front, cluster_domain))
			named = front;
	}
	if (is_ambiguous && !named) {
		facts->is_balancer_ambiguous = true;
		return NULL;
	}
	return is_ambiguous ? named : first;
}

static void add_server(struct facts *facts, const struct balancer_server *server,
		       unsigned service)
{
	struct fact fact = { .source = FACT_BALANCER,
			     .label = text_dns_name(facts->arena, server->name),
			     .roles = service,
			     .where = server->where };

	if (is_bootstrap(server))
		fact.roles |= FACT_BOOTSTRAP;
	if (server->backup)
		fact.roles |= FACT_BACKUP;
	if (addr_parse(server->host, &fact.addr) < 0 && text_is_host_name(server->host))
		fact.name = text_dns_name(facts->arena, server->host);
	if (fact.addr.family || fact.name)
		facts_add(facts, &fact);
}

/* Which servers stand behind more than one front of the cluster's ports. */
struct sharing {
	struct index *first;  /* host -> servers of the first front that has it */
	struct index *shared; /* hosts that another front has too */
	struct index *always; /* hosts that some front leads to without a condition */
	const struct balancer_server *on_80, *on_443; /* of the first front there */
	bool several_on_80, several_on_443;
};

static void note_port(const struct balancer_front *front,
		      const struct balancer_server **first, bool *several)
{
	if (*first && *first != front->servers)
		*several = true;
	*first = front->servers;
}

static struct sharing sharing_of(struct facts *facts, const struct haproxy *haproxy)
{
	struct sharing sharing = { .first = index_new(facts->arena, 0),
				   .shared = index_new(facts->arena, 0),
				   .always = index_new(facts->arena, 0) };

	for (size_t i = 0; i < haproxy->count; i++) {
		const struct balancer_front *front = &haproxy->fronts[i];

		if (!service_of(front->port) || !front->server_count)
			continue;
		if (front->port == 80)
			note_port(front, &sharing.on_80, &sharing.several_on_80);
		if (front->port == 443)
			note_port(front, &sharing.on_443, &sharing.several_on_443);
		for (size_t n = 0; n < front->server_count; n++) {
			const struct balancer_server *server = &front->servers[n];
			size_t length = strlen(server->host);
			const void *owner = index_add(sharing.first, server->host, length,
						      (void *)(uintptr_t)front->servers);

			if (!server->conditional)
				index_add(sharing.always, server->host, length, facts);
			if (owner && owner != front->servers)
				index_add(sharing.shared, server->host, length, facts);
		}
	}
	return sharing;
}

/*
 * A balancer may have a web site of somebody else beside ingress: one of several fronts of its port,
 * with which no other front of the cluster's ports has a server in common.
 */
static bool is_foreign(const struct sharing *sharing, const struct balancer_front *front)
{
	return (front->port == 80 ? sharing->several_on_80 : sharing->several_on_443) &&
	       !has_one_of(front, sharing->shared);
}

/*
 * Behind a condition, such as the name in the TLS hello, there may be machines of others: of these
 * only who is below the cluster's domain, or is elsewhere without one, is ours.
 */
static bool is_maybe_foreign(const struct sharing *sharing,
			     const struct balancer_server *server,
			     const char *cluster_domain)
{
	return server->conditional &&
	       !index_find(sharing->always, server->host, strlen(server->host)) &&
	       !(cluster_domain && facts_is_below(server->host, cluster_domain));
}

void facts_from_haproxy(struct facts *facts, const struct sources *sources,
			const char *cluster_domain)
{
	const struct haproxy *haproxy = sources->haproxy;
	const struct balancer_front *api =
		haproxy ? api_of(facts, haproxy, cluster_domain) : NULL;
	struct index *hosts = api ? hosts_of(facts, api) : NULL;
	struct sharing sharing;

	if (!api)
		return;
	sharing = sharing_of(facts, haproxy);
	/* Without an API it is the balancer of something else. */
	for (size_t i = 0; api && i < haproxy->count; i++) {
		const struct balancer_front *front = &haproxy->fronts[i];
		unsigned service = service_of(front->port);

		if (!service || ((service & FACT_CONTROL) && !has_one_of(front, hosts)) ||
		    (service == FACT_INGRESS && is_foreign(&sharing, front)))
			continue;
		for (size_t n = 0; n < front->server_count; n++) {
			const struct balancer_server *server = &front->servers[n];

			if (!is_maybe_foreign(&sharing, server, cluster_domain))
				add_server(facts, server, service);
		}
	}
}
