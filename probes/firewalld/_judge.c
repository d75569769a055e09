/* Openings judged by the model, and the words for it. */
#include <string.h>

#include "_firewalld.h"

struct judge {
	const struct firewall *firewall, *zones;
	const char *forced_zone;
	const struct inventory *inventory;
	const struct opening_need *need;
};

static bool judge_place(const struct judge *judge, const struct opening_place *place,
			struct opening_verdict *verdict);
static bool judge_port(const struct judge *judge, const struct opening_place *place,
		       const struct firewall_ports *ports, uint16_t port,
		       struct opening_verdict *verdict);
static struct opening_verdict judge_by_name(const struct judge *judge);

struct opening_verdict opening_judge(struct run *run, const struct firewall *firewall,
				     const struct firewall *zones,
				     const char *forced_zone,
				     const struct opening_need *need)
{
	const struct judge judge = { firewall, zones, forced_zone, run_inventory(run),
				     need };
	struct opening_verdict verdict = { 0 }, closed = { 0 };
	bool has_closed = false;

	if (need->port_count == 0)
		return judge_by_name(&judge);
	for (size_t i = 0; i < need->place_count; i++) {
		if (judge_place(&judge, &need->places[i], &verdict)) {
			if (need->any_place)
				return verdict;
		} else if (!has_closed) {
			closed = verdict;
			has_closed = true;
		}
	}
	return has_closed ? closed : verdict;
}

static bool judge_place(const struct judge *judge, const struct opening_place *place,
			struct opening_verdict *verdict)
{
	const struct opening_need *need = judge->need;

	for (size_t i = 0; i < need->port_count; i++) {
		const struct firewall_ports *ports = &need->ports[i];

		if (!judge_port(judge, place, ports, ports->first, verdict))
			return false;
		if (ports->last != ports->first &&
		    !judge_port(judge, place, ports, ports->last, verdict))
			return false;
	}
	return true;
}

/* The zone that stands for the interface, or NULL where the model itself knows it: where the
   permanent configuration binds the interface to no zone, NetworkManager or a command did, and that
   binding stays. */
static const char *zone_instead(const struct judge *judge,
				const struct opening_place *place)
{
	const char *own, *theirs;

	if (judge->forced_zone || !judge->zones || !place->interface)
		return judge->forced_zone;
	own = firewall_zone_of_interface(judge->firewall, place->interface);
	theirs = firewall_zone_of_interface(judge->zones, place->interface);
	if (strcmp(own, judge->firewall->default_zone) != 0 ||
	    strcmp(theirs, judge->zones->default_zone) == 0)
		return NULL;
	return theirs;
}

/* One port at one place, asked for every node; false where it is closed for one. */
static bool judge_port(const struct judge *judge, const struct opening_place *place,
		       const struct firewall_ports *ports, uint16_t port,
		       struct opening_verdict *verdict)
{
	const struct inventory *inventory = judge->inventory;
	const char *zone = zone_instead(judge, place);
	struct firewall_question question = {
		.port = port,
		.protocol = ports->protocol,
		.destination = place->address.family ? &place->address : NULL,
		.interface = zone ? NULL : place->interface,
		.zone = zone		   ? zone
			: place->interface ? NULL
					   : inventory->firewalld_zone,
	};
	struct opening_verdict found = { .ports = *ports, .interface = place->interface };
	unsigned asked = 0;

	found.answer = firewall_judge(judge->firewall, &question);
	found.open = found.answer.open;
	for (size_t n = 0; n < inventory->node_count; n++) {
		const struct node *node = &inventory->nodes[n];

		for (size_t a = 0; a < node->addresses.count; a++) {
			struct firewall_question of_node = question;
			struct firewall_answer answer;

			of_node.source = &node->addresses.items[a];
			if (question.destination &&
			    of_node.source->family != question.destination->family)
				continue;
			answer = firewall_judge(judge->firewall, &of_node);
			if (asked++ == 0 || (!answer.open && found.closed_nodes == 0)) {
				found.source_bound =
					strcmp(answer.zone,
					       firewall_zone_for(judge->firewall,
								 &question)) != 0;
				found.answer = answer;
				found.node = node;
			}
			found.closed_nodes += !answer.open;
			found.unsure = found.unsure || answer.unsure;
			found.open = found.closed_nodes == 0;
		}
	}
	if (asked == 0)
		found.unsure = found.answer.unsure;
	*verdict = found;
	return found.open;
}

/* A service without ports (a protocol alone): open where the zone names it. */
static struct opening_verdict judge_by_name(const struct judge *judge)
{
	const struct opening_place *place = &judge->need->places[0];
	const char *name =
		judge->forced_zone
			? judge->forced_zone
			: firewall_zone_of_interface(judge->firewall, place->interface);
	const struct firewall_zone *zone = firewall_zone(judge->firewall, name);
	struct opening_verdict verdict = { .interface = place->interface };

	verdict.open = zone && (firewall_has_name(&zone->set.services,
						  judge->need->opening->name) ||
				strcmp(zone->target, "ACCEPT") == 0);
	verdict.answer = (struct firewall_answer){ .open = verdict.open, .zone = name };
	return verdict;
}

const char *ports_text(struct run *run, const struct firewall_ports *ports)
{
	if (ports->first == ports->last)
		return arena_printf(run_arena(run), "%u/%s", ports->first,
				    ports->protocol);
	return arena_printf(run_arena(run), "%u-%u/%s", ports->first, ports->last,
			    ports->protocol);
}

const char *zone_text(struct run *run, const struct firewall *firewall, const char *name)
{
	struct arena *arena = run_arena(run);
	const struct firewall_zone *zone = firewall_zone(firewall, name);
	const char *text = arena_printf(arena, "zone %s has ", name);

	if (!zone)
		return arena_printf(arena, "zone %s is not defined", name);
	for (size_t i = 0; i < zone->set.services.count; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? ", " : "services ",
				    zone->set.services.items[i]);
	if (zone->set.services.count == 0)
		text = arena_printf(arena, "%sno services", text);
	for (size_t i = 0; i < zone->set.ports.count; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? ", " : "; ports ",
				    ports_text(run, &zone->set.ports.items[i]));
	if (zone->set.rule_count)
		text = arena_printf(arena, "%s; %zu rich rule%s", text,
				    zone->set.rule_count,
				    zone->set.rule_count == 1 ? "" : "s");
	return text;
}

void fix_by_opening(struct run *run, const struct firewall *written, const char *zone,
		    const struct opening_need *need)
{
	const char *name = need->opening->name;
	const struct firewall_zone *found = firewall_zone(written, zone);
	struct firewall_port_list defined = firewall_service_ports(written, name);

	if (!need->is_service) {
		run_fixf(run, "firewall-cmd --permanent --zone=%s --add-port=%s", zone,
			 name);
	} else {
		if (!firewall_service(written, name))
			run_fixf(run, "firewall-cmd --permanent --new-service=%s", name);
		for (size_t i = 0; i < need->port_count; i++)
			if (!firewall_ports_have(&defined, need->ports[i].first,
						 need->ports[i].protocol))
				run_fixf(
					run,
					"firewall-cmd --permanent --service=%s --add-port=%s",
					name, ports_text(run, &need->ports[i]));
		if (!found || !firewall_has_name(&found->set.services, name))
			run_fixf(run,
				 "firewall-cmd --permanent --zone=%s --add-service=%s",
				 zone, name);
	}
	run_fixf(run, "firewall-cmd --reload");
}
