/*
 * dns.reverse: an address leads back to exactly the name that its bearer has. A node without a name
 * from elsewhere calls itself as its PTR record says; without one, "localhost". A node whose
 * addresses only DNS knows is asked about under its name.
 */
#include <string.h>

#include "_survey.h"
#include "_zone_file.h"
#include "core/resolve.h"

/* Kinds of findings, from fine to worst. */
enum { FINE, NOTHING, EXTRA, WRONG, NO_DOT };

struct item {
	struct addr addr;
	const struct node *node; /* NULL: api or api-int */
	char reverse[];		 /* "21.0.16.172.in-addr.arpa" */
};

/* A node without addresses in the configuration is asked about at those that DNS gives it. */
struct state {
	struct survey survey; /* first */
	const struct item *item;
	struct addresses addresses; /* from DNS, and which of them is next */
	size_t next;
};

static void resolved(const struct resolution *resolution, void *arg);
static void ask_next(struct run *run);
static void judge(struct run *run);

static struct item *item_new(struct arena *arena, const struct addr *addr,
			     const struct node *node)
{
	char reverse[ADDR_REVERSE_LEN];
	size_t size = strlen(addr_reverse(addr, reverse)) + 1;
	struct item *item = arena_alloc(arena, sizeof *item + size);

	item->addr = *addr;
	item->node = node;
	memcpy(item->reverse, reverse, size);
	return item;
}

static void add(struct subjects *list, const struct addr *addr, const struct node *node,
		struct where where)
{
	struct arena *arena = subjects_arena(list);
	char text[ADDR_STRLEN];

	subject_add(list, &(struct subject){
				  .name = arena_strdup(arena, addr_str(addr, text)),
				  .item = item_new(arena, addr, node),
				  .where = where,
			  });
}

/* Each address once: a node that bears the address of the API is judged as a node. */
static void subjects(const struct inventory *inventory, struct subjects *list)
{
	const struct addresses *api = &inventory->api.addresses;
	const struct addresses *api_int = &inventory->api_int.addresses;

	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];

		if (!node->addresses.count)
			subject_add(list, &(struct subject){ .name = node->fqdn,
							     .host = node->fqdn,
							     .where = node->where });
		for (size_t j = 0; j < node->addresses.count; j++) {
			const struct addr *addr = &node->addresses.items[j];

			if (inventory_node_at(inventory, addr) == node &&
			    !addr_is_in(addr, node->addresses.items, j))
				add(list, addr, node, node->where);
		}
	}
	for (size_t i = 0; i < api->count; i++) {
		if (!inventory_node_at(inventory, &api->items[i]) &&
		    !addr_is_in(&api->items[i], api->items, i))
			add(list, &api->items[i], NULL, inventory->api.where);
	}
	for (size_t i = 0; i < api_int->count; i++) {
		if (!inventory_node_at(inventory, &api_int->items[i]) &&
		    !addr_is_in(&api_int->items[i], api_int->items, i) &&
		    !addr_is_in(&api_int->items[i], api->items, api->count))
			add(list, &api_int->items[i], NULL, inventory->api_int.where);
	}
}

static void start(struct run *run)
{
	struct state *state = run_state(run);

	state->item = run_subject(run)->item;
	if (state->item)
		survey_pointers(&state->survey, run, state->item->reverse, judge);
	else
		resolve(run, run_subject(run)->host, resolved, run);
}

static void resolved(const struct resolution *resolution, void *arg)
{
	struct run *run = arg;
	struct state *state = run_state(run);

	state->addresses = resolution->addresses;
	if (state->addresses.count)
		ask_next(run);
	else
		run_skip(run, "%s has no known address to ask about", resolution->host);
}

static void ask_next(struct run *run)
{
	struct state *state = run_state(run);
	const char *fqdn = run_subject(run)->name;

	state->item = item_new(run_arena(run), &state->addresses.items[state->next++],
			       inventory_node(run_inventory(run), fqdn));
	state->survey = (struct survey){ 0 };
	survey_pointers(&state->survey, run, state->item->reverse, judge);
}

/* "172.16.0.21" */
static const char *address_text(struct run *run)
{
	const struct state *state = run_state(run);
	char text[ADDR_STRLEN];

	return arena_strdup(run_arena(run), addr_str(&state->item->addr, text));
}

static bool bears(struct addresses addresses, const struct addr *addr)
{
	return addr_is_in(addr, addresses.items, addresses.count);
}

/* Whether the inventory says that this name is one of the address's. */
static bool is_name_of(const struct inventory *inventory, const struct item *item,
		       const char *name)
{
	const struct host *host = inventory_host(inventory, name);

	if (item->node)
		return strcmp(name, item->node->fqdn) == 0;
	if (strcmp(name, inventory->api.fqdn) == 0)
		return bears(inventory->api.addresses, &item->addr);
	if (strcmp(name, inventory->api_int.fqdn) == 0)
		return bears(inventory->api_int.addresses, &item->addr);
	return host && bears(host->addresses, &item->addr);
}

/* "api.C", or what else the address is called. */
static const char *expected_name(const struct inventory *inventory,
				 const struct item *item)
{
	if (item->node)
		return item->node->fqdn;
	return bears(inventory->api.addresses, &item->addr) ? inventory->api.fqdn
							    : inventory->api_int.fqdn;
}

/* A target that was written without its final dot has the reverse zone behind it. */
static bool lacks_dot(const char *target)
{
	return dns_is_below(target, "in-addr.arpa") || dns_is_below(target, "ip6.arpa");
}

static void find(struct run *run, struct survey *survey, size_t i)
{
	const struct state *state = run_state(run);
	const struct item *item = state->item;
	const struct inventory *inventory = run_inventory(run);
	struct finding *finding = &survey->findings[i];
	const struct dns_answer *answer = survey_answer(survey, i, 0);
	size_t right = 0;
	bool no_dot = false;

	finding->answer = answer;
	if (!dns_answer_has_data(answer)) {
		finding->kind = NOTHING;
		finding->text = dns_failure_text(run, answer);
		return;
	}
	for (size_t n = 0; n < answer->name_count; n++) {
		right += is_name_of(inventory, item, answer->names[n]);
		no_dot = no_dot || lacks_dot(answer->names[n]);
	}
	finding->text = dns_join(run_arena(run), answer->names, answer->name_count);
	if (right == answer->name_count)
		return;
	if (right)
		finding->kind = EXTRA;
	else
		finding->kind = no_dot ? NO_DOT : WRONG;
}

/*
 * Private networks for which a server may have an empty zone built in (RFC 6303): nothing can be
 * added there, and nobody wrote it.
 */
static bool may_be_built_in(const char *zone)
{
	static const char *const zones[] = { "10.in-addr.arpa", "168.192.in-addr.arpa",
					     "254.169.in-addr.arpa", "d.f.ip6.arpa",
					     "8.b.d.0.1.0.0.2.ip6.arpa" };
	static const char *const parents[] = { ".172.in-addr.arpa", ".100.in-addr.arpa",
					       ".e.f.ip6.arpa" };
	size_t length = strlen(zone);

	for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
		if (!strcmp(zone, zones[i]))
			return true;
	}
	for (size_t i = 0; i < sizeof parents / sizeof parents[0]; i++) {
		size_t tail = strlen(parents[i]);

		if (length > tail && !strcmp(zone + length - tail, parents[i]) &&
		    !memchr(zone, '.', length - tail))
			return true;
	}
	return length < strlen("9.in-addr.arpa"); /* or of everybody */
}

/* Whose record it is: of the address, or of what it leads to in a part of the zone (RFC 2317). */
static const char *record_name(const struct item *item, const struct dns_answer *answer)
{
	return answer->cname_count ? answer->cnames[answer->cname_count - 1]
				   : item->reverse;
}

/*
 * The zone that the line belongs to, from the server's own word: the SOA of its denial, or what it
 * has put behind a target without final dot. NULL: not known.
 */
static const char *known_zone(const struct item *item, const struct finding *finding)
{
	const struct dns_answer *answer = finding->answer;
	const char *name = record_name(item, answer);

	if (finding->kind == NO_DOT) {
		for (const char *p = answer->names[0]; (p = strchr(p, '.')); p++) {
			if (dns_is_below(name, p + 1))
				return p + 1;
		}
	}
	if (!answer->zone || !dns_is_below(name, answer->zone) ||
	    !answer->authoritative || may_be_built_in(answer->zone))
		return NULL;
	return answer->zone;
}

/* The usual one: /24 or /64. */
static const char *usual_zone(const struct item *item, const struct dns_answer *answer)
{
	const char *zone = record_name(item, answer);
	unsigned labels = item->addr.family == AF_INET || answer->cname_count ? 1 : 16;

	while (labels--)
		zone = strchr(zone, '.') + 1;
	return zone;
}

static void fix(struct run *run, const struct finding *worst)
{
	const struct state *state = run_state(run);
	const struct item *item = state->item;
	const struct inventory *inventory = run_inventory(run);
	const struct dns_answer *answer = worst->answer;
	const char *known = known_zone(item, worst);
	const char *zone = known ? known : usual_zone(item, answer);
	/* A server that has the record does not say in which zone: then all of the name. */
	bool is_whole = !known && worst->kind != NOTHING;
	const char *owner = dns_relative(run_arena(run), record_name(item, answer),
					 is_whole ? NULL : zone);
	const char *place = is_whole ? "its reverse zone"
				     : arena_printf(run_arena(run), "zone %s", zone);

	if ((worst->kind != NOTHING || answer->outcome == DNS_ANSWER) &&
	    dns_zone_file_pointer(run, item->reverse, expected_name(inventory, item)) ==
		    ZONE_FILE_RIGHT)
		return;
	for (size_t i = 0; worst->kind == EXTRA && i < answer->name_count; i++) {
		if (!is_name_of(inventory, item, answer->names[i]))
			run_fixf(run, "in %s delete: %s IN PTR %s.", place, owner,
				 answer->names[i]);
	}
	if (worst->kind != EXTRA)
		run_fixf(run, "in %s: %s IN PTR %s.", place, owner,
			 expected_name(inventory, item));
	if (worst->kind == NOTHING && answer->outcome == DNS_ANSWER && !known)
		run_fixf(
			run,
			"if %s has no such zone yet, add: zone \"%s\" IN { type master; file "
			"\"%s.zone\"; }; to its named.conf",
			answer->server->text, zone, zone);
	run_fixf(run, "systemctl reload named");
}

static const char *title(struct run *run, const struct survey *survey,
			 const struct finding *worst)
{
	const char *address = address_text(run);
	const struct state *state = run_state(run);
	const struct item *item = state->item;
	const char *name = expected_name(run_inventory(run), item);
	const char *at = survey_at(survey, worst->kind);
	struct arena *arena = run_arena(run);

	switch (worst->kind) {
	case NO_DOT:
		return arena_printf(
			arena,
			"the PTR record of %s lacks the trailing dot%s: it names "
			"%s",
			address, at, worst->text);
	case WRONG:
		return arena_printf(arena, "%s is named %s%s, not %s", address,
				    worst->text, at, name);
	case EXTRA:
		return arena_printf(arena, "%s has %u PTR records%s: %s", address,
				    worst->answer->name_count, at, worst->text);
	default:
		break;
	}
	if (worst->answer->outcome == DNS_ANSWER &&
	    (worst->answer->rcode == 0 || worst->answer->rcode == 3))
		return arena_printf(arena, "%s has no PTR record%s", address, at);
	return arena_printf(arena, "the PTR record of %s cannot be had%s: %s", address,
			    at, worst->text);
}

static const char *reason(const struct finding *worst)
{
	switch (worst->kind) {
	case NO_DOT:
		return "dns-missing-dot";
	case WRONG:
		return "dns-wrong-name";
	case EXTRA:
		return "dns-extra-name";
	default:
		return dns_answer_reason(worst->answer);
	}
}

static void judge(struct run *run)
{
	struct state *state = run_state(run);
	struct survey *survey = &state->survey;
	const struct item *item = state->item;
	const struct finding *worst;
	const char *text;

	for (size_t i = 0; i < survey->server_count; i++)
		find(run, survey, i);
	worst = survey_worst(survey);
	if (worst->kind == FINE && state->next < state->addresses.count) {
		ask_next(run);
		return;
	}
	if (worst->kind == FINE) {
		run_pass(run, "%s is named %s", address_text(run), worst->text);
		return;
	}
	run_reason(run, reason(worst));
	run_expectedf(run, "%s.", expected_name(run_inventory(run), item));
	run_observedf(run, "%s", survey_observed(survey));
	if (worst->answer->server->addr.port == 53)
		run_reproducef(run, "dig @%s -x %s", worst->answer->server->text,
			       address_text(run));
	else
		dns_reproduce(run, worst->answer->server, survey->name, DNS_PTR);
	fix(run, worst);
	text = title(run, survey, worst);
	if (!item->node) {
		run_whyf(run,
			 "the documentation asks for it; the install is not known to "
			 "depend on it, but logs and people do");
		run_warn(run, "%s", text);
	} else if (item->node->named_by) {
		run_whyf(
			run,
			"%s names the node, so it does not call itself localhost; should that "
			"be missing once, this record decides",
			item->node->named_by);
		run_warn(run, "%s", text);
	} else {
		if (worst->kind == EXTRA)
			run_whyf(run,
				 "the node takes the first name that comes: another one "
				 "from boot to boot, and its certificate requests do not "
				 "fit");
		else if (worst->kind != NOTHING)
			run_whyf(run,
				 "the node calls itself so for good: its certificate "
				 "requests are refused and it never joins as %s",
				 item->node->fqdn);
		run_fail(run, "%s", text);
	}
}

static const struct need needs[] = {
	{"dns.server",	NEED_ANY },
	    { "dns.forward", NEED_HOST},
	  { NULL,	  0	    }
};

const struct probe probe_dns_reverse = {
	.id = "dns.reverse",
	.title =
		"the address leads back to the node's name, on every server, and to no other",
	.why = "a node without a PTR record names itself localhost and the install fails",
	.symptom =
		"\"oc get nodes\" shows one node called localhost; certificate requests stay "
		"pending",
	.fix = "in the reverse zone: N IN PTR NODE.DOMAIN.\nsystemctl reload named",
	.phases = PHASE_ALL,
	.needs = needs,
	.state_size = sizeof(struct state),
	.subjects = subjects,
	.start = start,
};
