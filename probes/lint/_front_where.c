/* Names of the cluster whose address, or whose port, no front end listens at. */
#include <string.h>

#include "_front.h"
#include "core/addr.h"
#include "core/sources/sources.h"

static bool has_service(const struct balancer *balancer, enum balancer_service service)
{
	for (size_t i = 0; i < balancer->count; i++) {
		if (balancer->entries[i].service == service)
			return true;
	}
	return false;
}

/* Some section listens there, the cluster's or not, perhaps only under a condition. */
static bool is_bound_at_all(const struct haproxy *haproxy, in_port_t port)
{
	for (size_t s = 0; s < haproxy->section_count; s++) {
		for (size_t i = 0; i < haproxy->sections[s]->bind_count; i++) {
			const struct haproxy_bind *bind = &haproxy->sections[s]->binds[i];

			if (!bind->first || (bind->first <= port && port <= bind->last))
				return true;
		}
	}
	return false;
}

/* Is the address one where this file's front ends of the API listen? */
static bool shares_address(const struct front_context *context)
{
	const struct addresses *ingress = &context->inventory->ingress.addresses;
	const struct addresses *api = &context->inventory->api.addresses;
	const struct addresses *api_int = &context->inventory->api_int.addresses;

	for (size_t i = 0; i < ingress->count; i++) {
		if (addr_is_in(&ingress->items[i], api->items, api->count) ||
		    addr_is_in(&ingress->items[i], api_int->items, api_int->count))
			return true;
	}
	return false;
}

/* One balancer may do the API and another one ingress; within each pair both ports belong. */
static bool is_due(const struct front_context *context, enum balancer_service service)
{
	const struct balancer *balancer = context->balancer;

	switch (service) {
	case BALANCER_API:
		return has_service(balancer, BALANCER_CONFIG);
	case BALANCER_CONFIG:
		return has_service(balancer, BALANCER_API);
	case BALANCER_HTTP:
		return has_service(balancer, BALANCER_HTTPS) || shares_address(context);
	case BALANCER_HTTPS:
		return has_service(balancer, BALANCER_HTTP) || shares_address(context);
	}
	return false;
}

const char *front_bind_text(const struct front_context *context,
			    const struct endpoint *endpoint, in_port_t port)
{
	char text[ADDR_STRLEN];
	struct addr addr;

	if (!endpoint->addresses.count)
		return findings_printf(context->findings, "bind *:%u", port);
	addr = addr_with_port(endpoint->addresses.items[0], port);
	return findings_printf(context->findings, "bind %s", addr_str_port(&addr, text));
}

bool front_is_any(const char *address)
{
	return !strcmp(address, "*") || !strcmp(address, "0.0.0.0") ||
	       !strcmp(address, "::");
}

/* What is not known may be the address. */
bool front_covers(const struct haproxy_bind *bind, const struct addr *addr)
{
	struct addr bound;

	if (front_is_any(bind->address) || addr_parse(bind->address, &bound) < 0)
		return true;
	return addr_equal(&bound, addr);
}

/* Does any front end of the service listen at one of the endpoint's addresses? */
bool front_is_covered(const struct front_context *context, enum balancer_service service,
		      const struct endpoint *endpoint)
{
	in_port_t port = balancer_port(service);
	const struct haproxy *haproxy = context->balancer->haproxy;

	for (size_t s = 0; s < haproxy->section_count; s++) {
		for (size_t i = 0; i < haproxy->sections[s]->bind_count; i++) {
			const struct haproxy_bind *bind = &haproxy->sections[s]->binds[i];

			if (bind->first && (bind->first > port || port > bind->last))
				continue;
			for (size_t a = 0; a < endpoint->addresses.count; a++) {
				if (front_covers(bind, &endpoint->addresses.items[a]))
					return true;
			}
		}
	}
	return !endpoint->addresses.count;
}

static const struct balancer_entry *first_entry(const struct balancer *balancer,
						enum balancer_service service)
{
	for (size_t i = 0; i < balancer->count; i++) {
		if (balancer->entries[i].service == service)
			return &balancer->entries[i];
	}
	return NULL;
}

/* The address is nobody's in the plan: it is a slip rather than the door of somebody else. */
static bool is_endpoint(const struct inventory *inventory, const struct addr *addr)
{
	const struct endpoint *const endpoints[] = { &inventory->api, &inventory->api_int,
						     &inventory->ingress };

	for (size_t i = 0; i < 3; i++) {
		if (addr_is_in(addr, endpoints[i]->addresses.items,
			       endpoints[i]->addresses.count))
			return true;
	}
	return false;
}

/*
 * One balancer may be for the inside, another one for the outside. Each front end of the cluster is
 * then bound to the address of some endpoint, and none to this one's.
 */
static bool is_elsewhere(const struct front_context *context,
			 const struct endpoint *endpoint)
{
	const struct balancer *balancer = context->balancer;

	/* Nobody but api-int needs the machine config server. */
	if (endpoint == &context->inventory->api_int &&
	    has_service(balancer, BALANCER_CONFIG))
		return false;
	for (size_t e = 0; e < balancer->count; e++) {
		const struct balancer_entry *entry = &balancer->entries[e];

		for (size_t i = 0; i < entry->section->bind_count; i++) {
			const struct haproxy_bind *bind = &entry->section->binds[i];
			struct addr bound;

			if (addr_parse(bind->address, &bound) < 0 ||
			    front_is_any(bind->address) ||
			    !is_endpoint(context->inventory, &bound) ||
			    addr_is_in(&bound, endpoint->addresses.items,
				       endpoint->addresses.count))
				return false;
		}
	}
	return endpoint->addresses.count;
}

/* An address at which none of its ports is listened on is one mistake, told at the first port. */
static bool is_told_before(const struct front_context *context,
			   enum balancer_service service, const struct endpoint *endpoint)
{
	enum balancer_service first =
		service == BALANCER_HTTPS ? BALANCER_HTTP : BALANCER_API;

	return (service == BALANCER_HTTPS || service == BALANCER_CONFIG) &&
	       first_entry(context->balancer, first) &&
	       !front_is_covered(context, first, endpoint);
}

/* One bind is the slip of one line, though it may be missed by two names. */
static void judge_address(const struct front_context *context,
			  enum balancer_service service, const struct endpoint *endpoint)
{
	const struct balancer_entry *entry = first_entry(context->balancer, service);
	struct findings *findings = context->findings;
	char text[ADDR_STRLEN];

	if (!entry || front_is_covered(context, service, endpoint) ||
	    is_told_before(context, service, endpoint) ||
	    is_elsewhere(context, endpoint) ||
	    !findings_is_new(findings, "bind", entry->bind->where))
		return;
	addr_str(&endpoint->addresses.items[0], text);
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = findings_printf(findings, "%s:%u", endpoint->fqdn,
						   entry->port),
			.where = entry->bind->where,
			.width = entry->bind->width,
			.title = findings_printf(
				findings, "%s is %s, and no front end listens on %s:%u",
				endpoint->fqdn, text, text, entry->port),
			.observed = findings_printf(findings, "'%s' listens on %s",
						    entry->section->name,
						    entry->bind->address),
			.expected = front_bind_text(context, endpoint, entry->port),
			.why = "whoever follows the name meets a closed port",
			.fix = {findings_printf(
					 findings, "in '%s' add: %s",
				 entry->section->name,
				 front_bind_text(context, endpoint, entry->port)),
				 balancer_reload(findings, context->inventory)},
			.other = endpoint->where,
			.other_says = "the address of the name",
	});
}

/* The section whose servers all are asked on the port, and which listens on another one. */
static const struct haproxy_section *meant_for(const struct front_context *context,
					       in_port_t port)
{
	const struct haproxy *haproxy = context->balancer->haproxy;

	for (size_t s = 0; s < haproxy->section_count; s++) {
		const struct haproxy_section *section = haproxy->sections[s];
		const struct haproxy_section *back = section;

		if (section->maybe || section->bind_count != 1)
			continue;
		if (section->settings.default_backend.name)
			back = haproxy_backend(haproxy,
					       section->settings.default_backend.name);
		for (size_t i = 0; back && i < back->server_count; i++) {
			if (haproxy_server_port(&back->servers[i], 0) != port)
				back = NULL;
		}
		if (back && back->server_count)
			return section;
	}
	return NULL;
}

/* The front end is there, with another port; false: it is not. */
static bool judge_port(const struct front_context *context, enum balancer_service service)
{
	in_port_t port = balancer_port(service);
	const struct haproxy_section *section = meant_for(context, port);
	const struct haproxy_bind *bind = section ? &section->binds[0] : NULL;
	struct findings *findings = context->findings;
	const char *text;

	if (!bind || !findings_is_new(findings, "port", bind->where))
		return false;
	text = findings_printf(findings, strchr(bind->address, ':') ? "[%s]:%u" : "%s:%u",
			       bind->address, port);
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = findings_printf(findings, "port %u", port),
			.where = bind->where,
			.width = bind->width,
			.title = findings_printf(
				findings,
				"'%s' listens on port %u, and its servers are those of "
				"port %u (%s)",
				section->name, bind->first, port,
				balancer_service_name(service)),
			.observed = findings_printf(findings, "bind %s:%u", bind->address,
						    bind->first),
			.expected = findings_printf(findings, "bind %s", text),
			.why = "no front end listens on the port that is asked",
			.fix = {lint_corrected(findings, context->inventory,
				&bind->where, bind->width, text),
				 balancer_reload(findings, context->inventory)},
	});
	return true;
}

static void judge_missing(const struct front_context *context,
			  enum balancer_service service)
{
	in_port_t port = balancer_port(service);
	const struct balancer *balancer = context->balancer;
	struct findings *findings = context->findings;
	const struct endpoint *endpoints[2];

	if (!balancer->count || has_service(balancer, service) ||
	    is_bound_at_all(balancer->haproxy, port) || !is_due(context, service))
		return;
	balancer_endpoints(context->inventory, service, endpoints);
	if (is_elsewhere(context, endpoints[0]) || judge_port(context, service))
		return;
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = findings_printf(findings, "port %u", port),
			.where = balancer->entries[0].section->where,
			.width = (unsigned)strlen(balancer->entries[0].section->name),
			.title = findings_printf(findings,
						 "no front end listens on port %u (%s)",
						 port, balancer_service_name(service)),
			.observed = findings_printf(
				findings,
				"front ends of the cluster, such as '%s', none on %u",
				balancer->entries[0].section->name, port),
			.expected = findings_printf(findings, "%s:%u", endpoints[0]->fqdn,
						    port),
			.why = service == BALANCER_CONFIG
				       ? "every node fetches its configuration from this port while it "
					 "boots for the first time"
			       : service == BALANCER_API
				       ? "everybody asks the API on this port, the nodes first"
				       : "console, login and applications are reached through it",
			.fix = {"add a front end and its back end:",
				 findings_printf(findings, "listen port-%u", port),
				 findings_printf(
					 findings, "    mode tcp; %s; server ...",
				 front_bind_text(context, endpoints[0], port)),
				 balancer_reload(findings, context->inventory)},
	});
}

void front_judge_where(const struct front_context *context)
{
	for (int i = 0; i < BALANCER_SERVICES; i++) {
		enum balancer_service service = (enum balancer_service)i;
		const struct endpoint *endpoints[2];

		judge_missing(context, service);
		balancer_endpoints(context->inventory, service, endpoints);
		for (size_t e = 0; e < 2 && endpoints[e]; e++)
			judge_address(context, service, endpoints[e]);
	}
}
