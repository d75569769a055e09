#include "_group.h"

#include <string.h>

/*
 * How wide a cause reaches: all ports of the host; all of the address; the port on all addresses
 * of the host (its firewall, its front end); all ports of one of several addresses; the very same
 * connect under another name.
 */
enum reach {
	REACH_HOST,
	REACH_ADDRESS,
	REACH_HOST_PORT,
	REACH_ONE_ADDRESS,
	REACH_PORT,
	REACH_NONE,
};

/* The one host that bears all the addresses, or NULL. */
static const struct host *common_host(const struct inventory *inventory,
				      const struct addresses *addresses)
{
	const struct host *host = NULL;

	for (size_t i = 0; i < addresses->count; i++) {
		const struct host *owner = lb_owner(inventory, &addresses->items[i]);

		if (!owner || (host && owner != host))
			return NULL;
		host = owner;
	}
	return host;
}

static bool same_addresses(const struct addresses *a, const struct addresses *b)
{
	if (a->items == b->items && a->count == b->count)
		return true;
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (!addr_is_in(&a->items[i], b->items, b->count))
			return false;
	}
	return true;
}

static bool share_an_address(const struct addresses *a, const struct addresses *b)
{
	for (size_t i = 0; i < a->count; i++) {
		if (addr_is_in(&a->items[i], b->items, b->count))
			return true;
	}
	return false;
}

/* Names that are being looked up. */
struct search {
	struct run *run;
	const struct lb_target *own;
	lb_group_found_fn *found;
	struct lb_targets targets;
	struct addresses addresses[LB_TARGET_COUNT]; /* of each target; none: not known */
	size_t own_index, waiting;
};

static void resolved(const struct resolution *resolution, void *arg);
static void make(const struct search *search);

void lb_group_find(struct run *run, const struct lb_target *own, lb_group_found_fn *found)
{
	struct search *search = arena_alloc(run_arena(run), sizeof *search);
	const struct endpoint *last = NULL;

	*search = (struct search){ .run = run, .own = own, .found = found };
	lb_targets(run_arena(run), run_inventory(run), &search->targets);
	for (size_t i = 0; i < search->targets.count; i++) {
		const struct lb_target *target = &search->targets.items[i];

		if (!strcmp(target->name, own->name))
			search->own_index = i;
		if (target->endpoint->addresses.count)
			search->addresses[i] = target->endpoint->addresses;
		else if (target->endpoint != last)
			search->waiting++;
		last = target->endpoint;
	}
	if (!search->waiting) {
		make(search);
		return;
	}
	last = NULL;
	for (size_t i = 0; i < search->targets.count; i++) {
		const struct lb_target *target = &search->targets.items[i];

		if (!target->endpoint->addresses.count && target->endpoint != last)
			resolve(run, target->host, resolved, search);
		last = target->endpoint;
	}
}

static void resolved(const struct resolution *resolution, void *arg)
{
	struct search *search = arg;

	for (size_t i = 0; i < search->targets.count; i++) {
		if (!strcmp(search->targets.items[i].host, resolution->host))
			search->addresses[i] = resolution->addresses;
	}
	if (!resolution->addresses.count && !strcmp(search->own->host, resolution->host))
		lb_fail_unresolved(search->run, resolution);
	else if (!--search->waiting)
		make(search);
}

static void make(const struct search *search)
{
	struct arena *arena = run_arena(search->run);
	const struct inventory *inventory = run_inventory(search->run);
	const struct addresses *addresses = &search->addresses[search->own_index];
	const struct host *host = common_host(inventory, addresses);
	struct lb_group group = { 0 };

	for (size_t i = 0; i < search->targets.count; i++) {
		const struct addresses *theirs = &search->addresses[i];
		bool same = same_addresses(theirs, addresses);
		bool same_host = host && common_host(inventory, theirs) == host;

		if (!same_host && !share_an_address(theirs, addresses))
			continue;
		for (size_t a = 0; a < theirs->count; a++) {
			const struct lb_target *target = &search->targets.items[i];

			group.items = arena_grow(arena, group.items, group.count,
						 sizeof *group.items);
			group.items[group.count++] = (struct lb_member){
				.run = search->run,
				.target = target,
				.addr = addr_with_port(theirs->items[a], target->port),
				.is_own = i == search->own_index,
				.same_host = same_host || same,
				.same_addresses = same,
			};
		}
	}
	search->found(search->run, &group);
}

const struct lb_member *lb_group_own(const struct lb_group *group)
{
	size_t i = 0;

	while (!group->items[i].is_own)
		i++;
	return &group->items[i];
}

/* The answer that the verdict is about: the worst of ours. */
static const struct tcp_answer *worst_own(const struct lb_group *group)
{
	const struct tcp_answer *worst = NULL;

	for (size_t i = 0; i < group->count; i++) {
		const struct lb_member *member = &group->items[i];

		if (member->is_own &&
		    (!worst || member->answer->outcome > worst->outcome))
			worst = member->answer;
	}
	return worst;
}

static bool is_in_reach(const struct lb_member *member, const struct lb_target *own,
			const struct tcp_answer *bad, enum reach reach)
{
	switch (reach) {
	case REACH_HOST:
		return member->same_host;
	case REACH_ADDRESS:
		return member->same_addresses;
	case REACH_HOST_PORT:
		return member->same_host && member->target->port == own->port;
	case REACH_ONE_ADDRESS:
		return addr_equal(&member->addr, &bad->addr);
	case REACH_PORT:
		return member->same_addresses && member->target->port == own->port;
	case REACH_NONE:
		break;
	}
	return member->is_own;
}

/* True if nothing is wrong with our other addresses. */
static bool others_accept(const struct lb_group *group, const struct tcp_answer *bad)
{
	for (size_t i = 0; i < group->count; i++) {
		const struct lb_member *member = &group->items[i];

		if (member->is_own && !addr_equal(&member->addr, &bad->addr) &&
		    !lb_is_accepted(member->answer))
			return false;
	}
	return true;
}

/* True if the same cause can have ended both. ICMP and ICMPv6 have codes of their own. */
static bool is_alike(const struct tcp_answer *a, const struct tcp_answer *b)
{
	return a->outcome == b->outcome &&
	       (a->addr.family != b->addr.family || a->icmp_code == b->icmp_code);
}

/* True if all within reach ended alike, in a way that one cause can bring about. */
static bool all_alike(const struct lb_target *own, const struct lb_group *group,
		      enum reach reach)
{
	const struct tcp_answer *first = reach == REACH_ONE_ADDRESS
						 ? worst_own(group)
						 : lb_group_own(group)->answer;

	if (reach == REACH_PORT)
		return true; /* the very same connects */
	if (lb_is_accepted(first) || first->outcome == TCP_LOCAL_ERROR)
		return false;
	if (reach == REACH_ONE_ADDRESS && !others_accept(group, first))
		return false;
	for (size_t i = 0; i < group->count; i++) {
		const struct lb_member *member = &group->items[i];

		if (!is_in_reach(member, own, first, reach))
			continue;
		if (!member->answer || !is_alike(member->answer, first))
			return false;
	}
	return true;
}

static enum reach widest(const struct lb_target *own, const struct lb_group *group)
{
	for (enum reach reach = REACH_HOST; reach < REACH_NONE; reach++) {
		if (all_alike(own, group, reach))
			return reach;
	}
	return REACH_NONE;
}

const struct result *lb_group_cause(struct run *run, const struct lb_target *own,
				    const struct lb_group *group)
{
	enum reach reach = widest(own, group);
	const struct tcp_answer *bad = worst_own(group);

	for (size_t i = 0; i < group->count; i++) {
		const struct lb_member *member = &group->items[i];
		const struct result *result;

		if (member->is_own)
			return NULL;
		if (!is_in_reach(member, own, bad, reach))
			continue;
		result = run_other(run, "lb.port", member->target->name);
		if (result &&
		    (result->status == STATUS_FAIL || result->status == STATUS_WARN))
			return result;
	}
	return NULL;
}

const char *lb_group_others(struct run *run, const struct lb_target *own,
			    const struct lb_group *group)
{
	enum reach reach = widest(own, group);
	const struct tcp_answer *bad = worst_own(group);
	const struct lb_target *last = own;
	const char *names = NULL;

	for (size_t i = 0; i < group->count; i++) {
		const struct lb_member *member = &group->items[i];

		if (member->is_own || member->target == last ||
		    !is_in_reach(member, own, bad, reach))
			continue;
		last = member->target;
		names = names ? arena_printf(run_arena(run), "%s, %s", names, last->name)
			      : last->name;
	}
	return names;
}

void lb_group_explain_others(struct run *run, const struct lb_target *own,
			     const struct lb_group *group)
{
	const struct tcp_answer *answer = lb_group_own(group)->answer;
	enum reach reach = widest(own, group);
	const struct tcp_answer *bad = worst_own(group);
	const struct lb_target *last = own;

	for (size_t i = 0; i < group->count; i++) {
		const struct lb_member *member = &group->items[i];

		if (member->is_own || member->target == last ||
		    !is_in_reach(member, own, bad, reach))
			continue;
		last = member->target;
		run_evidencef(run, "also", "%s", last->name);
		if (answer->outcome == TCP_PROHIBITED && last->service != own->service)
			run_fixf(run, "the same for %s (firewalld: %s)", last->name,
				 lb_firewalld_word(last->service));
	}
}

bool lb_must_be_live(enum phase phase, enum lb_service service)
{
	switch (service) {
	case LB_API:
	case LB_CONFIG:
		return phase != PHASE_PREBOOT;
	case LB_HTTP:
	case LB_HTTPS:
		return phase == PHASE_READY;
	}
	return false;
}

static const struct result *back_end(struct run *run, const struct node *node,
				     in_port_t port)
{
	return run_other(run, "lb.backend",
			 arena_printf(run_arena(run), "%s:%u", node->fqdn, port));
}

const char *lb_serving_back_end(struct run *run, in_port_t port)
{
	const struct inventory *inventory = run_inventory(run);

	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct result *result = back_end(run, &inventory->nodes[i], port);

		if (result && result->status == STATUS_PASS)
			return result->subject;
	}
	return NULL;
}

const struct result *lb_dead_back_end(struct run *run, in_port_t port)
{
	const struct inventory *inventory = run_inventory(run);

	if (lb_serving_back_end(run, port))
		return NULL;
	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct result *result = back_end(run, &inventory->nodes[i], port);

		if (result && (result->status == STATUS_FAIL ||
			       (result->status == STATUS_SKIP && result->blocked_by)))
			return result;
	}
	return NULL;
}

const struct result *lb_group_first_empty(struct run *run, const struct lb_target *own)
{
	struct lb_targets targets;

	lb_targets(run_arena(run), run_inventory(run), &targets);
	for (size_t i = 0; i < targets.count; i++) {
		const struct result *result;

		if (!strcmp(targets.items[i].name, own->name))
			return NULL;
		if (targets.items[i].port != own->port)
			continue;
		result = run_other(run, "lb.port", targets.items[i].name);
		if (result && result->status == STATUS_FAIL && result->reason &&
		    !strcmp(result->reason, "tcp-closed-at-once"))
			return result;
	}
	return NULL;
}
