#include "_lb.h"

#include <string.h>

#define ANSWERS_SHOWN 8

static void add_target(struct arena *arena, const struct inventory *inventory,
		       struct lb_targets *targets, const struct endpoint *endpoint,
		       enum lb_service service, in_port_t port)
{
	struct lb_target *target = &targets->items[targets->count];

	if (!endpoint->fqdn)
		return;
	target->inventory = inventory;
	target->endpoint = endpoint;
	target->service = service;
	target->port = port;
	target->name = arena_printf(arena, "%s:%u", endpoint->fqdn, port);
	/* The console's name is below the wildcard in every cluster: what it has, users need. */
	target->host = strncmp(endpoint->fqdn, "*.", 2) != 0
			       ? endpoint->fqdn
			       : arena_printf(arena, "console-openshift-console.%s",
					      endpoint->fqdn + 2);
	targets->count++;
}

void lb_targets(struct arena *arena, const struct inventory *inventory,
		struct lb_targets *ret_targets)
{
	ret_targets->count = 0;
	add_target(arena, inventory, ret_targets, &inventory->api, LB_API, LB_API_PORT);
	add_target(arena, inventory, ret_targets, &inventory->api_int, LB_API,
		   LB_API_PORT);
	add_target(arena, inventory, ret_targets, &inventory->api_int, LB_CONFIG,
		   LB_CONFIG_PORT);
	add_target(arena, inventory, ret_targets, &inventory->ingress, LB_HTTP, 80);
	add_target(arena, inventory, ret_targets, &inventory->ingress, LB_HTTPS, 443);
}

/* Names whose addresses have to come from DNS, before the ports on them can be seen as a group. */
static const char *const *looked_up(struct arena *arena, const struct lb_target *target)
{
	const struct inventory *inventory = target->inventory;
	const struct endpoint *const endpoints[] = { &inventory->api, &inventory->api_int,
						     &inventory->ingress };
	const char **hosts = arena_alloc(
		arena, (sizeof endpoints / sizeof endpoints[0] + 1) * sizeof *hosts);
	size_t count = 0;

	for (size_t i = 0; i < sizeof endpoints / sizeof endpoints[0]; i++) {
		if (endpoints[i]->fqdn && !endpoints[i]->addresses.count)
			hosts[count++] = endpoints[i]->fqdn;
	}
	return hosts;
}

void lb_subject_add(struct subjects *subjects, const struct lb_target *target)
{
	struct arena *arena = subjects_arena(subjects);
	struct lb_target *copy = arena_alloc(arena, sizeof *copy);
	bool is_configured = target->endpoint->addresses.count;

	*copy = *target;
	subject_add(subjects, &(struct subject){
				      .name = copy->name,
				      .host = is_configured ? NULL : copy->endpoint->fqdn,
				      .hosts = looked_up(arena, copy),
				      .item = copy,
				      .where = copy->endpoint->where,
			      });
}

/* A name whose addresses are being asked for. */
struct lookup {
	struct run *run;
	lb_found_fn *found;
};

static void resolved(const struct resolution *resolution, void *arg)
{
	const struct lookup *lookup = arg;
	struct run *run = lookup->run;
	struct addresses *addresses;

	if (!resolution->addresses.count) {
		lb_fail_unresolved(run, resolution);
		return;
	}
	addresses = arena_alloc(run_arena(run), sizeof *addresses);
	*addresses = resolution->addresses;
	lookup->found(run, addresses);
}

void lb_fail_unresolved(struct run *run, const struct resolution *resolution)
{
	run_fixf(run, "add an A or AAAA record for %s", resolution->host);
	run_fixf(run, "or list its addresses in ocp-preflight.yaml");
	if (!resolution->failure) {
		run_reason(run, "dns-no-server");
		run_observedf(run, "no name server to ask");
		run_fail(run, "%s has no known address: no name server is configured",
			 resolution->host);
		return;
	}
	run_reason(run, dns_answer_reason(resolution->failure));
	run_observedf(run, "%s from %s", dns_answer_word(resolution->failure),
		      resolution->failure->server->text);
	run_reproducef(run, "dig @%s %s", resolution->failure->server->text,
		       resolution->host);
	run_fail(run,
		 "%s does not resolve (%s from %s), so there is nothing to connect to",
		 resolution->host, dns_answer_word(resolution->failure),
		 resolution->failure->server->text);
}

void lb_find(struct run *run, const char *host, const struct addresses *configured,
	     lb_found_fn *found)
{
	struct lookup *lookup;

	if (configured->count) {
		found(run, configured);
		return;
	}
	lookup = arena_alloc(run_arena(run), sizeof *lookup);
	lookup->run = run;
	lookup->found = found;
	resolve(run, host, resolved, lookup);
}

bool lb_is_accepted(const struct tcp_answer *answer)
{
	return answer->outcome <= TCP_TALKS;
}

bool lb_is_empty(const struct tcp_answer *answer)
{
	return answer->outcome == TCP_CLOSED_AT_ONCE ||
	       answer->outcome == TCP_RESET_AFTER;
}

/* "*", "0.0.0.0", "::" and nothing at all are all addresses; else one must be the same. */
static bool binds(const struct balancer_front *front, const struct addr *addr)
{
	static const char *const all[] = { "", "*", "0.0.0.0", "::", "[::]", ":::" };
	struct addr bound;

	if (!front->address)
		return true;
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		if (!strcmp(front->address, all[i]))
			return true;
	}
	return addr_parse(front->address, &bound) >= 0 && addr_equal(&bound, addr);
}

const struct balancer_front *lb_front(const struct inventory *inventory,
				      const struct addr *addr, in_port_t port)
{
	for (size_t i = 0; i < inventory->front_count; i++) {
		const struct balancer_front *front = &inventory->fronts[i];

		if (front->port == port && binds(front, addr))
			return front;
	}
	return NULL;
}

const struct host *lb_owner(const struct inventory *inventory, const struct addr *addr)
{
	for (size_t i = 0; i < inventory->host_count; i++) {
		const struct host *host = &inventory->hosts[i];

		if (addr_is_in(addr, host->addresses.items, host->addresses.count))
			return host;
	}
	return NULL;
}

const char *lb_place(struct run *run, const struct addr *addr)
{
	const struct host *host = lb_owner(run_inventory(run), addr);
	char text[ADDR_STRLEN];

	addr_str(addr, text);
	if (!host)
		return arena_strdup(run_arena(run), text);
	return arena_printf(run_arena(run), "%s (%s)", host->fqdn, text);
}

const char *lb_why(enum lb_service service)
{
	switch (service) {
	case LB_API:
		return "nodes and openshift-install reach the API only here: without it the "
		       "bootstrap never completes and kubelets cannot register";
	case LB_CONFIG:
		return "masters and workers fetch their configuration here at their first boot "
		       "and repeat \"GET https://api-int:22623/config\" for ever without it";
	case LB_HTTP:
	case LB_HTTPS:
		return "console, OAuth log-in and every route come in here: the authentication "
		       "and console operators stay degraded and the install does not complete";
	}
	return NULL;
}

const char *lb_observed(struct run *run, const struct tcp_answer *const *answers,
			size_t count)
{
	const char *text = NULL;
	char address[ADDR_STRLEN];

	for (size_t i = 0; i < count && i < ANSWERS_SHOWN; i++) {
		const char *one = arena_printf(run_arena(run), "%s: %s",
					       addr_str_port(&answers[i]->addr, address),
					       tcp_answer_text(run, answers[i]));

		text = text ? arena_printf(run_arena(run), "%s; %s", text, one) : one;
	}
	if (count > ANSWERS_SHOWN)
		text = arena_printf(run_arena(run), "%s; and %zu more", text,
				    count - ANSWERS_SHOWN);
	return text ? text : "";
}

void lb_evidence(struct run *run, const struct tcp_answer *const *answers, size_t count)
{
	char address[ADDR_STRLEN];

	for (size_t i = 0; i < count && i < ANSWERS_SHOWN; i++) {
		addr_str_port(&answers[i]->addr, address);
		run_evidencef(run, "connect", "%s: %s", address,
			      tcp_answer_text(run, answers[i]));
		if (lb_is_accepted(answers[i]))
			run_evidencef(run, "connect_ms", "%.1f", answers[i]->connect_ms);
	}
}

void lb_tls_subjects(const struct inventory *inventory, struct subjects *list)
{
	struct lb_targets targets;

	lb_targets(subjects_arena(list), inventory, &targets);
	for (size_t i = 0; i < targets.count; i++) {
		if (targets.items[i].service != LB_HTTP)
			lb_subject_add(list, &targets.items[i]);
	}
}
