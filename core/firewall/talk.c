#include "talk.h"

#include <stdlib.h>
#include <string.h>

#include <systemd/sd-bus.h>

#include "ask.h"
#include "core/arena.h"
#include "core/engine.h"
#include "core/io_bus.h"
#include "core/io_interface.h"
#include "message.h"
#include "xml.h"

#define PROPERTIES "org.freedesktop.DBus.Properties"

#define ROUNDS_MAX 8 /* how deep services may include services */

static void advance(struct firewall_talk *talk);
static void ask_runtime(struct firewall_talk *talk);
static void ask_policies(struct firewall_talk *talk);
static void ask_permanent(struct firewall_talk *talk);
static void ask_written(struct firewall_talk *talk);
static void want_bound(struct firewall_talk *talk);
static void ask_openings(struct firewall_talk *talk);
static void got_state(struct question *question, sd_bus_message *reply);
static void got_default_zone(struct question *question, sd_bus_message *reply);
static void got_panic(struct question *question, sd_bus_message *reply);
static void got_active_zones(struct question *question, sd_bus_message *reply);
static void got_active_policies(struct question *question, sd_bus_message *reply);
static void got_zone_of_interface(struct question *question, sd_bus_message *reply);
static void ask_rest(struct firewall_talk *talk);
static void ask_mentioned(struct firewall_talk *talk);

void firewall_talk_until(struct firewall_talk *talk, enum firewall_extent extent)
{
	bool idle = talk->wanted == talk->reached;

	if (talk->over || talk->wanted >= extent)
		return;
	talk->wanted = extent;
	if (idle)
		advance(talk);
}

void firewall_talk_begin(struct firewall_talk *talk)
{
	if (talk->which == FIREWALL_RUNTIME)
		firewall_talk_until(talk, FIREWALL_USED);
	else
		ask_written(talk);
}

static void advance(struct firewall_talk *talk)
{
	talk->rounds = 0;
	if (talk->reached == FIREWALL_USED)
		ask_rest(talk);
	else if (talk->which == FIREWALL_RUNTIME)
		ask_runtime(talk);
	else
		ask_permanent(talk);
	if (talk->pending == 0)
		firewall_talk_settle(talk);
}

/* ---- what the verdicts need in most cases ---- */

static void ask_daemon(struct firewall_talk *talk, const char *interface,
		       const char *member,
		       void (*answer)(struct question *question, sd_bus_message *reply))
{
	firewall_ask(talk, &(struct question){ .needed = true, .answer = answer },
		     &(struct bus_call){ FIREWALL_BUS_NAME,
					 FIREWALL_BUS_PATH,
					 interface,
					 member,
					 { NULL } });
}

/* The state comes first and is answered first: what it says of the others decides. */
static void ask_runtime(struct firewall_talk *talk)
{
	const char *zone = engine_inventory(talk->engine)->firewalld_zone;

	firewall_ask(talk,
		     &(struct question){
			     .needed = true, .answer = got_state
	 },
		     &(struct bus_call){ FIREWALL_BUS_NAME,
					 FIREWALL_BUS_PATH,
					 PROPERTIES,
					 "Get",
					 { FIREWALL_BUS_NAME, "state", NULL } });
	ask_daemon(talk, FIREWALL_BUS_NAME, "getDefaultZone", got_default_zone);
	ask_daemon(talk, FIREWALL_BUS_NAME, "queryPanicMode", got_panic);
	ask_daemon(talk, FIREWALL_BUS_NAME ".zone", "getActiveZones", got_active_zones);
	firewall_ask(talk,
		     &(struct question){ .thing = FIREWALL_ONE_POLICY,
					 .answer = got_active_policies,
					 .unknown = ask_policies },
		     &(struct bus_call){ FIREWALL_BUS_NAME,
					 FIREWALL_BUS_PATH,
					 FIREWALL_BUS_NAME ".policy",
					 "getActivePolicies",
					 { NULL } });
	if (zone)
		firewall_want(talk, FIREWALL_ONE_ZONE, zone);
	ask_openings(talk);
}

/* Also where there are none: before 0.9. */
static void ask_policies(struct firewall_talk *talk)
{
	firewall_ask_names(talk, FIREWALL_ONE_POLICY);
}

/* The zones that count at run time, and those that are written down. */
static void ask_permanent(struct firewall_talk *talk)
{
	ask_written(talk);
	for (size_t i = 0; i < talk->runtime->zone_count; i++)
		firewall_want(talk, FIREWALL_ONE_ZONE, talk->runtime->zones[i].name);
}

/* The zones that our interfaces get with the next reload, and all that is no zone. Once. */
static void ask_written(struct firewall_talk *talk)
{
	const struct inventory *inventory = engine_inventory(talk->engine);
	const struct addresses *locals = &inventory->vantage.locals;
	struct firewall_names interfaces = { 0 };

	if (talk->begun)
		return;
	talk->begun = true;
	firewall_ask(talk,
		     &(struct question){
			     .needed = true, .answer = got_default_zone
	},
		     &(struct bus_call){
			     FIREWALL_BUS_NAME,
			     FIREWALL_BUS_CONFIG_PATH,
			     PROPERTIES,
			     "Get",
			     { FIREWALL_BUS_NAME ".config", "DefaultZone", NULL } });
	for (size_t i = 0; i < locals->count; i++) {
		const char *interface =
			interface_of(talk->firewall->arena, &locals->items[i]);

		if (interface)
			firewall_add_name(talk->firewall, &interfaces, interface);
	}
	for (size_t i = 0; i < interfaces.count; i++)
		firewall_ask(talk,
			     &(struct question){
				     .answer = got_zone_of_interface
		     },
			     &(struct bus_call){ FIREWALL_BUS_NAME,
						 FIREWALL_BUS_CONFIG_PATH,
						 FIREWALL_BUS_NAME ".config",
						 "getZoneOfInterface",
						 { interfaces.items[i], NULL } });
	want_bound(talk);
	ask_policies(talk);
	ask_openings(talk);
}

/*
 * The zones that the files bind to networks, or to interfaces by a pattern ("eth+"): the daemon
 * finds a zone only by what is written there letter by letter.
 */
static void want_bound(struct firewall_talk *talk)
{
	const struct firewall *files = NULL;

	if (firewall_xml_load_zones(talk->firewall->arena, FIREWALL_SITE_FOLDER,
				    FIREWALL_VENDOR_FOLDER, &files) < 0)
		return;
	for (size_t i = 0; i < files->zone_count; i++) {
		const struct firewall_zone *zone = &files->zones[i];
		bool bound = zone->source_count != 0;

		for (size_t j = 0; j < zone->interfaces.count; j++)
			bound = bound || strchr(zone->interfaces.items[j], '+');
		if (bound)
			firewall_want(talk, FIREWALL_ONE_ZONE, zone->name);
	}
}

/* The definitions of the services that this host's openings name. */
static void ask_openings(struct firewall_talk *talk)
{
	const struct inventory *inventory = engine_inventory(talk->engine);

	for (size_t i = 0; i < inventory->opening_count; i++) {
		const struct opening *opening = &inventory->openings[i];

		if (opening->roles & inventory->vantage.roles &&
		    !strchr(opening->name, '/'))
			firewall_want(talk, FIREWALL_ONE_SERVICE, opening->name);
	}
}

static void got_state(struct question *question, sd_bus_message *reply)
{
	const char *state = NULL;

	if (sd_bus_message_read(reply, "v", "s", &state) < 0)
		firewall_talk_finish(question->talk, FIREWALL_NO_ANSWER,
				     "its state is no text");
	else if (strcmp(state, "FAILED") == 0)
		firewall_talk_finish(question->talk, FIREWALL_FAILED,
				     "its state is FAILED");
}

static void got_default_zone(struct question *question, sd_bus_message *reply)
{
	struct firewall_talk *talk = question->talk;
	const char *zone = NULL;
	int r = talk->which == FIREWALL_RUNTIME
			? sd_bus_message_read(reply, "s", &zone)
			: sd_bus_message_read(reply, "v", "s", &zone);

	if (r >= 0 && zone && *zone)
		talk->firewall->default_zone = arena_strdup(talk->firewall->arena, zone);
	firewall_want(talk, FIREWALL_ONE_ZONE, talk->firewall->default_zone);
}

static void got_panic(struct question *question, sd_bus_message *reply)
{
	int on = 0;

	if (sd_bus_message_read(reply, "b", &on) >= 0)
		question->talk->firewall->panic = on != 0;
}

static void got_active_zones(struct question *question, sd_bus_message *reply)
{
	struct firewall_talk *talk = question->talk;
	struct firewall_names names = { 0 };

	if (firewall_read_active(talk->firewall, &names, NULL, NULL, reply) < 0)
		firewall_talk_finish(talk, FIREWALL_NO_ANSWER,
				     "the active zones cannot be read");
	for (size_t i = 0; i < names.count; i++)
		firewall_want(talk, FIREWALL_ONE_ZONE, names.items[i]);
}

/* Those that are about packets to this host. */
static void got_active_policies(struct question *question, sd_bus_message *reply)
{
	struct firewall_talk *talk = question->talk;
	struct firewall_names names = { 0 };

	if (firewall_read_active(talk->firewall, &names, "egress_zones", "HOST", reply) <
	    0)
		firewall_talk_finish(talk, FIREWALL_NO_ANSWER,
				     "the active policies cannot be read");
	for (size_t i = 0; i < names.count; i++)
		firewall_want(talk, FIREWALL_ONE_POLICY, names.items[i]);
}

/* Empty for none; of several, blanks between them, and a remark in brackets after two. */
static void got_zone_of_interface(struct question *question, sd_bus_message *reply)
{
	struct firewall_talk *talk = question->talk;
	struct arena *arena = talk->firewall->arena;
	const char *text = NULL;

	if (sd_bus_message_read(reply, "s", &text) < 0)
		return;
	while (*text && *text != ' ') {
		size_t length = strcspn(text, " ");

		firewall_want(talk, FIREWALL_ONE_ZONE,
			      arena_strndup(arena, text, length));
		text += length;
		text += *text == ' ';
	}
}

/* ---- what is asked where something seems to be closed ---- */

static void want_services(struct firewall_talk *talk, const struct firewall_set *set)
{
	for (size_t i = 0; i < set->services.count; i++)
		firewall_want(talk, FIREWALL_ONE_SERVICE, set->services.items[i]);
}

/*
 * The services of zones and policies that no opening names. They can open a port, never close one,
 * so they matter only where one seems closed. The names that there are serve to find what a
 * misspelt one meant.
 */
static void ask_rest(struct firewall_talk *talk)
{
	const struct inventory *inventory = engine_inventory(talk->engine);
	struct firewall *firewall = talk->firewall;
	bool service_missing = false;

	for (size_t i = 0; i < firewall->zone_count; i++)
		want_services(talk, &firewall->zones[i].set);
	for (size_t i = 0; i < firewall->policy_count; i++)
		want_services(talk, &firewall->policies[i].set);
	if (talk->which == FIREWALL_PERMANENT)
		return;
	for (size_t i = 0; i < inventory->opening_count; i++) {
		const char *name = inventory->openings[i].name;

		if (firewall_has_name(&talk->asked[FIREWALL_ONE_SERVICE], name) &&
		    !firewall_service(firewall, name))
			service_missing = true;
	}
	if (service_missing)
		firewall_ask_names(talk, FIREWALL_ONE_SERVICE);
	if (inventory->firewalld_zone &&
	    !firewall_zone(firewall, inventory->firewalld_zone))
		firewall_ask_names(talk, FIREWALL_ONE_ZONE);
}

/* ---- what answers mention ---- */

static void want_by_rules(struct firewall_talk *talk, const struct firewall_set *set)
{
	for (size_t i = 0; i < set->rule_count; i++) {
		const struct firewall_rule *rule = &set->rules[i];

		if (rule->match == FIREWALL_SERVICE)
			firewall_want(talk, FIREWALL_ONE_SERVICE, rule->name);
		if (rule->source.ipset)
			firewall_want(talk, FIREWALL_ONE_IPSET, rule->source.ipset);
		if (rule->destination.ipset)
			firewall_want(talk, FIREWALL_ONE_IPSET, rule->destination.ipset);
	}
}

static void ask_mentioned(struct firewall_talk *talk)
{
	const struct firewall *firewall = talk->firewall;

	for (size_t i = 0; i < firewall->zone_count; i++) {
		const struct firewall_zone *zone = &firewall->zones[i];

		want_by_rules(talk, &zone->set);
		for (size_t j = 0; j < zone->source_count; j++)
			if (strncmp(zone->sources[j].text, "ipset:", 6) == 0)
				firewall_want(talk, FIREWALL_ONE_IPSET,
					      zone->sources[j].text + 6);
	}
	for (size_t i = 0; i < firewall->policy_count; i++)
		want_by_rules(talk, &firewall->policies[i].set);
	for (size_t i = 0; i < firewall->service_count; i++)
		for (size_t j = 0; j < firewall->services[i].includes.count; j++)
			firewall_want(talk, FIREWALL_ONE_SERVICE,
				      firewall->services[i].includes.items[j]);
}

static int by_name(const void *a, const void *b)
{
	const struct firewall_zone *left = a;
	const struct firewall_zone *right = b;

	return strcmp(left->name, right->name);
}

static size_t count_asked(const struct firewall_talk *talk)
{
	size_t count = 0;

	for (size_t i = 0; i < FIREWALL_THINGS; i++)
		count += talk->asked[i].count;
	return count;
}

/* All that was asked is there: asks for what it mentions, until nothing new is mentioned. */
void firewall_talk_settle(struct firewall_talk *talk)
{
	struct firewall *firewall = talk->firewall;
	size_t asked;

	/* What files say is there at once, and may mention more. */
	do {
		asked = count_asked(talk);
		if (!talk->over && talk->rounds++ < ROUNDS_MAX)
			ask_mentioned(talk);
	} while (!talk->pending && count_asked(talk) != asked);
	/* What was asked for nobody yet is gone through when somebody wants it. */
	if (talk->over || talk->pending || talk->wanted == talk->reached)
		return;
	/* firewalld looks through its zones in this order. */
	if (firewall->zone_count)
		qsort(firewall->zones, firewall->zone_count, sizeof *firewall->zones,
		      by_name);
	talk->reached =
		talk->reached == FIREWALL_NOTHING ? FIREWALL_USED : FIREWALL_WHOLE;
	talk->result = (struct firewall_loaded){ FIREWALL_LOADED, NULL, firewall };
	talk->told(talk);
	if (talk->wanted > talk->reached)
		advance(talk);
}

void firewall_talk_finish(struct firewall_talk *talk, enum firewall_load outcome,
			  const char *message)
{
	if (talk->over)
		return;
	talk->over = true;
	talk->result = (struct firewall_loaded){ outcome, message, NULL };
	talk->told(talk);
}
