/* The question to the model of firewall/firewall.h, answered in the order of firewalld's chains. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "firewall.h"

/* A packet's way through the chains. */
struct way {
	const struct firewall *firewall;
	const struct firewall_question *question;
	const char *owner; /* "zone public", "policy ingress" */
	struct firewall_answer answer;
	bool maybe; /* an accept was passed that holds for sources we cannot judge */
	const char *maybe_by;
};

enum found { FOUND_NOTHING, FOUND_VERDICT };
enum fits { FITS_NOT, FITS_MAYBE, FITS };

static enum found walk_policies(struct way *way, const char *zone, bool before);
static enum found walk_set(struct way *way, const struct firewall_set *set);
static enum found walk_rules(struct way *way, const struct firewall_set *set, int from,
			     int to, bool accepts, bool refusals);
static enum fits rule_fits(const struct way *way, const struct firewall_rule *rule);
static enum fits side_fits(const struct way *way, const struct firewall_side *side,
			   const struct addr *addr);
static bool service_fits(const struct way *way, const char *name);
static bool protocol_fits(const struct way *way, const char *protocol);

static enum found decide(struct way *way, bool open, const char *by)
{
	way->answer.open = open;
	way->answer.by = by;
	return FOUND_VERDICT;
}

/* An interface of a zone may end in + and then stands for all that begin so. */
static bool interface_fits(const char *pattern, const char *name)
{
	size_t length = strlen(pattern);

	if (length > 0 && pattern[length - 1] == '+')
		return strncmp(pattern, name, length - 1) == 0;
	return strcmp(pattern, name) == 0;
}

const char *firewall_zone_of_interface(const struct firewall *firewall,
				       const char *interface)
{
	for (size_t i = 0; interface && i < firewall->zone_count; i++) {
		const struct firewall_names *names = &firewall->zones[i].interfaces;

		for (size_t j = 0; j < names->count; j++)
			if (interface_fits(names->items[j], interface))
				return firewall->zones[i].name;
	}
	return firewall->default_zone;
}

static const struct firewall_ipset *find_ipset(const struct firewall *firewall,
					       const char *name)
{
	for (size_t i = 0; i < firewall->ipset_count; i++)
		if (strcmp(firewall->ipsets[i].name, name) == 0)
			return &firewall->ipsets[i];
	return NULL;
}

static bool ipset_has(const struct firewall_ipset *ipset, const struct addr *addr)
{
	for (size_t i = 0; i < ipset->count; i++)
		if (firewall_net_has(&ipset->nets[i], addr))
			return true;
	return false;
}

static bool source_fits(const struct firewall *firewall,
			const struct firewall_source *source, const struct addr *addr)
{
	const struct firewall_ipset *ipset;

	if (source->is_net)
		return firewall_net_has(&source->net, addr);
	if (strncmp(source->text, "ipset:", 6) != 0)
		return false;
	ipset = find_ipset(firewall, source->text + 6);
	return ipset && ipset_has(ipset, addr);
}

const char *firewall_zone_for(const struct firewall *firewall,
			      const struct firewall_question *question)
{
	for (size_t i = 0; question->source && i < firewall->zone_count; i++) {
		const struct firewall_zone *zone = &firewall->zones[i];

		for (size_t j = 0; j < zone->source_count; j++)
			if (source_fits(firewall, &zone->sources[j], question->source))
				return zone->name;
	}
	if (!question->interface && question->zone)
		return question->zone;
	return firewall_zone_of_interface(firewall, question->interface);
}

struct firewall_answer firewall_judge(const struct firewall *firewall,
				      const struct firewall_question *question)
{
	struct way way = { .firewall = firewall, .question = question };
	struct arena *arena = firewall->arena;
	const struct firewall_zone *zone;
	const char *name = firewall_zone_for(firewall, question);

	way.answer.zone = name;
	if (firewall->panic) {
		(void)decide(&way, false, "panic mode: all packets are dropped");
		return way.answer;
	}
	if (question->interface && strcmp(question->interface, "lo") == 0) {
		(void)decide(&way, true, "the loopback interface");
		return way.answer;
	}
	zone = firewall_zone(firewall, name);
	if (!zone) {
		(void)decide(&way, false,
			     arena_printf(arena, "zone %s is not defined", name));
		return way.answer;
	}
	if (walk_policies(&way, name, true) == FOUND_VERDICT)
		return way.answer;
	way.owner = arena_printf(arena, "zone %s", name);
	if (walk_set(&way, &zone->set) == FOUND_VERDICT)
		return way.answer;
	if (walk_policies(&way, name, false) == FOUND_VERDICT)
		return way.answer;
	if (zone->target && strcmp(zone->target, "ACCEPT") == 0) {
		(void)decide(&way, true,
			     arena_printf(arena, "target ACCEPT of zone %s", name));
	} else if (way.maybe) {
		(void)decide(&way, true, way.maybe_by);
		way.answer.unsure = true;
	} else {
		(void)decide(&way, false,
			     arena_printf(arena, "nothing in zone %s allows it", name));
	}
	return way.answer;
}

static int by_priority(const void *a, const void *b)
{
	const struct firewall_policy *const *left = a;
	const struct firewall_policy *const *right = b;
	int left_priority = (*left)->priority;
	int right_priority = (*right)->priority;

	if (left_priority != right_priority)
		return left_priority < right_priority ? -1 : 1;
	return strcmp((*left)->name, (*right)->name);
}

static bool policy_applies(const struct firewall_policy *policy, const char *zone,
			   bool before)
{
	return (policy->priority < 0) == before &&
	       firewall_has_name(&policy->egress, "HOST") &&
	       (firewall_has_name(&policy->ingress, "ANY") ||
		firewall_has_name(&policy->ingress, zone));
}

static enum found walk_policy(struct way *way, const struct firewall_policy *policy)
{
	struct arena *arena = way->firewall->arena;

	way->owner = arena_printf(arena, "policy %s", policy->name);
	if (walk_set(way, &policy->set) == FOUND_VERDICT)
		return FOUND_VERDICT;
	if (!policy->target || strcmp(policy->target, "CONTINUE") == 0)
		return FOUND_NOTHING;
	way->answer.owner = way->owner;
	return decide(way, strcmp(policy->target, "ACCEPT") == 0,
		      arena_printf(arena, "target %s of policy %s", policy->target,
				   policy->name));
}

static enum found walk_policies(struct way *way, const char *zone, bool before)
{
	const struct firewall *firewall = way->firewall;
	const struct firewall_policy **list;
	size_t count = 0;

	if (firewall->policy_count == 0)
		return FOUND_NOTHING;
	list = arena_alloc(firewall->arena, firewall->policy_count * sizeof *list);
	for (size_t i = 0; i < firewall->policy_count; i++)
		if (policy_applies(&firewall->policies[i], zone, before))
			list[count++] = &firewall->policies[i];
	qsort(list, count, sizeof *list, by_priority);
	for (size_t i = 0; i < count; i++)
		if (walk_policy(way, list[i]) == FOUND_VERDICT)
			return FOUND_VERDICT;
	return FOUND_NOTHING;
}

/* The chains pre, deny, allow and post of a zone or policy. */
static enum found walk_set(struct way *way, const struct firewall_set *set)
{
	const struct firewall_question *question = way->question;
	struct arena *arena = way->firewall->arena;

	if (walk_rules(way, set, INT_MIN, -1, true, true) == FOUND_VERDICT ||
	    walk_rules(way, set, 0, 0, false, true) == FOUND_VERDICT)
		return FOUND_VERDICT;
	for (size_t i = 0; i < set->services.count; i++)
		if (service_fits(way, set->services.items[i]))
			return decide(way, true,
				      arena_printf(arena, "service %s of %s",
						   set->services.items[i], way->owner));
	if (firewall_ports_have(&set->ports, question->port, question->protocol))
		return decide(way, true,
			      arena_printf(arena, "port %u/%s of %s", question->port,
					   question->protocol, way->owner));
	for (size_t i = 0; i < set->protocols.count; i++)
		if (protocol_fits(way, set->protocols.items[i]))
			return decide(way, true,
				      arena_printf(arena, "protocol %s of %s",
						   set->protocols.items[i], way->owner));
	if (walk_rules(way, set, 0, 0, true, false) == FOUND_VERDICT)
		return FOUND_VERDICT;
	return walk_rules(way, set, 1, INT_MAX, true, true);
}

/* The rules with a priority of from..to, lowest first, in the order given where they are equal. */
static enum found walk_rules(struct way *way, const struct firewall_set *set, int from,
			     int to, bool accepts, bool refusals)
{
	struct arena *arena = way->firewall->arena;
	int priority = from;

	for (;;) {
		int lowest = INT_MAX;
		bool more = false;

		for (size_t i = 0; i < set->rule_count; i++)
			if (set->rules[i].priority >= priority &&
			    set->rules[i].priority <= to &&
			    set->rules[i].priority <= lowest) {
				lowest = set->rules[i].priority;
				more = true;
			}
		if (!more)
			return FOUND_NOTHING;
		for (size_t i = 0; i < set->rule_count; i++) {
			const struct firewall_rule *rule = &set->rules[i];
			bool accept = rule->action == FIREWALL_ACCEPT;
			enum fits fits;
			const char *by;

			if (rule->priority != lowest ||
			    rule->action == FIREWALL_LOG_ONLY ||
			    (accept ? !accepts : !refusals))
				continue;
			fits = rule_fits(way, rule);
			by = arena_printf(arena, "rich rule '%s' of %s", rule->text,
					  way->owner);
			if (fits == FITS_MAYBE && accept && !way->maybe) {
				way->maybe = true;
				way->maybe_by = by;
			}
			/* A refusal with a limit lets the other packets pass on. */
			if (fits == FITS && (accept || !rule->limited)) {
				way->answer.rule = rule;
				way->answer.owner = way->owner;
				return decide(way, accept, by);
			}
		}
		if (lowest == INT_MAX)
			return FOUND_NOTHING;
		priority = lowest + 1;
	}
}

static sa_family_t question_family(const struct firewall_question *question)
{
	if (question->source)
		return question->source->family;
	return question->destination ? question->destination->family : 0;
}

static enum fits rule_fits(const struct way *way, const struct firewall_rule *rule)
{
	const struct firewall_question *question = way->question;
	sa_family_t family = question_family(question);
	enum fits source, destination;

	if (rule->family && family && rule->family != family)
		return FITS_NOT;
	switch (rule->match) {
	case FIREWALL_ANY:
		break;
	case FIREWALL_SERVICE:
		if (!service_fits(way, rule->name))
			return FITS_NOT;
		break;
	case FIREWALL_PORT:
		if (question->port < rule->ports.first ||
		    question->port > rule->ports.last ||
		    strcmp(rule->ports.protocol, question->protocol) != 0)
			return FITS_NOT;
		break;
	case FIREWALL_PROTOCOL:
		if (!protocol_fits(way, rule->name))
			return FITS_NOT;
		break;
	case FIREWALL_OTHER:
		return FITS_NOT;
	}
	source = side_fits(way, &rule->source, question->source);
	destination = side_fits(way, &rule->destination, question->destination);
	return source < destination ? source : destination;
}

static enum fits side_fits(const struct way *way, const struct firewall_side *side,
			   const struct addr *addr)
{
	const struct firewall_ipset *ipset = NULL;
	bool has;

	if (!side->given)
		return FITS;
	if (!addr)
		return FITS_MAYBE;
	if (side->ipset)
		ipset = find_ipset(way->firewall, side->ipset);
	if (side->is_net)
		has = firewall_net_has(&side->net, addr);
	else if (ipset)
		has = ipset_has(ipset, addr);
	else
		return FITS_MAYBE;
	return has != side->invert ? FITS : FITS_NOT;
}

/* An included service is judged with its own destination. */
static bool service_has(const struct way *way, const struct firewall_service *service)
{
	const struct firewall_question *question = way->question;
	const struct addr *to = question->destination;
	bool restricted =
		service->destination4.addr.family || service->destination6.addr.family;

	if (restricted && to) {
		const struct firewall_net *net = to->family == AF_INET
							 ? &service->destination4
							 : &service->destination6;

		if (!net->addr.family || !firewall_net_has(net, to))
			return false;
	}
	if (firewall_ports_have(&service->ports, question->port, question->protocol))
		return true;
	for (size_t i = 0; i < service->protocols.count; i++)
		if (protocol_fits(way, service->protocols.items[i]))
			return true;
	return false;
}

static bool service_fits(const struct way *way, const char *name)
{
	const struct firewall *firewall = way->firewall;
	struct firewall seen_by = { .arena = firewall->arena };
	struct firewall_names seen = { 0 };

	firewall_add_name(&seen_by, &seen, name);
	for (size_t i = 0; i < seen.count; i++) {
		const struct firewall_service *service =
			firewall_service(firewall, seen.items[i]);

		if (!service)
			continue;
		if (service_has(way, service))
			return true;
		for (size_t j = 0; j < service->includes.count; j++)
			firewall_add_name(&seen_by, &seen, service->includes.items[j]);
	}
	return false;
}

/* Names and numbers of /etc/protocols that can carry the question's ports. */
static bool protocol_fits(const struct way *way, const char *protocol)
{
	static const struct {
		const char *name, *number;
	} known[] = {
		{"tcp",	 "6"  },
		{ "udp",	 "17" },
		 { "sctp", "132"},
		    { "dccp", "33" }
	};

	if (strcmp(protocol, way->question->protocol) == 0)
		return true;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i].name, way->question->protocol) == 0 &&
		    strcmp(known[i].number, protocol) == 0)
			return true;
	return false;
}
