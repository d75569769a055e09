#include "firewall_bus.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <systemd/sd-bus.h>

#include "arena.h"
#include "engine.h"
#include "firewall_message.h"
#include "firewall_rich.h"
#include "io_bus.h"
#include "op.h"
#include "probe.h"
#include "text.h"

#define NAME	    "org.fedoraproject.FirewallD1"
#define PATH	    "/org/fedoraproject/FirewallD1"
#define CONFIG_PATH "/org/fedoraproject/FirewallD1/config"
#define PROPERTIES  "org.freedesktop.DBus.Properties"

#define ROUNDS_MAX 8 /* how deep services may include services */

enum kind { KIND_ZONE, KIND_POLICY, KIND_SERVICE, KIND_IPSET };

/* How the two configurations are asked for one kind of object. */
struct dialect {
	const char *list, *list_interface; /* its names */
	const char *settings, *interface;  /* runtime: of the object by its name */
	const char *object;		   /* permanent: its path by its name */
};

/* Runtime: one object, all by name. */
static const struct dialect runtime[] = {
	[KIND_ZONE] = {"getZones",	    NAME ".zone",	  "getZoneSettings2",    NAME ".zone",
			NULL								       },
	[KIND_POLICY] = { "getPolicies",	 NAME ".policy", "getPolicySettings",
			  NAME ".policy",							NULL},
	[KIND_SERVICE] = { "listServices", NAME,		 "getServiceSettings2", NAME,	      NULL},
	[KIND_IPSET] = { NULL,	       NULL,	     "getEntries",	   NAME ".ipset", NULL},
};

/* Permanent: each thing is an object of its own. */
static const struct dialect permanent[] = {
	[KIND_ZONE] = {"getZoneNames",	NAME ".config", "getSettings2",
			NAME ".config.zone",						      "getZoneByName"   },
	[KIND_POLICY] = { "getPolicyNames",  NAME ".config", "getSettings",
			  NAME ".config.policy",						    "getPolicyByName" },
	[KIND_SERVICE] = { "getServiceNames", NAME ".config", "getSettings2",
			   NAME ".config.service",						   "getServiceByName"},
	[KIND_IPSET] = { NULL,	       NULL,	     "getEntries",   NAME ".config.ipset",
			 "getIPSetByName"									    },
};

struct waiter {
	struct op op;
	struct load *load;
	firewall_loaded_fn *loaded;
	void *arg;
	struct waiter *next, **link;
};

/* One of the two configurations on its way. */
struct load {
	struct engine *engine;
	enum firewall_which which;
	const struct dialect *dialect;
	struct firewall *firewall;
	struct firewall_names services, ipsets; /* asked for */
	unsigned pending, rounds;
	bool started, done;
	struct firewall_loaded result;
	struct waiter *waiters, **last; /* told in the order in which they asked */
};

/* One question of a load. */
struct question {
	struct load *load;
	enum kind kind;
	const char *name, *path;
	bool old; /* the method of firewalld before 0.9 */
	void (*answer)(struct question *question, sd_bus_message *reply);
};

struct state {
	struct load loads[2];
};

static void *open_state(struct engine *engine);
static void close_state(void *state);
static void deliver(struct op *op);
static void cancel(struct op *op);
static void begin(struct load *load);
static void got_state(struct question *question, sd_bus_message *reply);
static void got_default_zone(struct question *question, sd_bus_message *reply);
static void got_panic(struct question *question, sd_bus_message *reply);
static void got_names(struct question *question, sd_bus_message *reply);
static void got_object(struct question *question, sd_bus_message *reply);
static void ask_settings(struct load *load, enum kind kind, const char *name,
			 const char *path, bool old);
static void got_settings(struct question *question, sd_bus_message *reply);
static void ask_referenced(struct load *load);
static void finish(struct load *load, enum firewall_load outcome, const char *message);

static const struct module module = { .open = open_state, .close = close_state };

static void *open_state(struct engine *engine)
{
	struct state *state = mem_alloc(sizeof *state);

	for (int which = FIREWALL_RUNTIME; which <= FIREWALL_PERMANENT; which++) {
		struct load *load = &state->loads[which];

		load->engine = engine;
		load->which = (enum firewall_which)which;
		load->dialect = which == FIREWALL_RUNTIME ? runtime : permanent;
		load->firewall = firewall_new(engine_arena(engine));
		load->last = &load->waiters;
	}
	return state;
}

static void close_state(void *state)
{
	free(state);
}

void firewall_bus_load(struct run *run, enum firewall_which which,
		       firewall_loaded_fn *loaded, void *arg)
{
	struct state *state = engine_module(run_engine(run), &module);
	struct load *load = &state->loads[which];
	struct waiter *waiter = mem_alloc(sizeof *waiter);

	waiter->load = load;
	waiter->loaded = loaded;
	waiter->arg = arg;
	waiter->link = load->last;
	*load->last = waiter;
	load->last = &waiter->next;
	op_begin(&waiter->op, run, deliver, cancel);
	if (load->done)
		op_complete(&waiter->op);
	else if (!load->started)
		begin(load);
}

static void cancel(struct op *op)
{
	struct waiter *waiter = (struct waiter *)op;

	*waiter->link = waiter->next;
	if (waiter->next)
		waiter->next->link = waiter->link;
	else
		waiter->load->last = waiter->link;
	free(waiter);
}

static void deliver(struct op *op)
{
	struct waiter *waiter = (struct waiter *)op;
	firewall_loaded_fn *loaded = waiter->loaded;
	const struct firewall_loaded *result = &waiter->load->result;
	void *arg = waiter->arg;

	cancel(op);
	loaded(result, arg);
}

/* ---- questions ---- */

static void replied(int error, const char *message, sd_bus_message *reply, void *arg);

static void put(struct load *load, const struct question *question,
		const struct bus_call *call)
{
	struct question *copy;
	int r;

	if (load->done)
		return;
	copy = arena_alloc(load->firewall->arena, sizeof *copy);
	*copy = *question;
	copy->load = load;
	load->pending++;
	r = bus_call(load->engine, call, replied, copy);
	if (r == 0)
		return;
	load->pending--;
	finish(load, r == -EACCES || r == -EPERM ? FIREWALL_DENIED : FIREWALL_NOT_RUNNING,
	       strerror(-r));
}

static bool is_optional(const struct question *question)
{
	/* Policies and the dictionaries came with 0.9; a service or set may have been removed
	   since, or never have been there. */
	return question->kind != KIND_ZONE || question->answer == got_settings;
}

static void replied(int error, const char *message, sd_bus_message *reply, void *arg)
{
	struct question *question = arg;
	struct load *load = question->load;
	const char *words =
		message ? text_clean(load->firewall->arena, message, strlen(message), 200)
			: NULL;

	load->pending--;
	if (load->done)
		return;
	if (error == 0) {
		question->answer(question, reply);
	} else if (error == -EACCES) {
		finish(load, FIREWALL_DENIED, words);
	} else if (error == -ESRCH) {
		finish(load, FIREWALL_NOT_RUNNING, words);
	} else if (question->answer == got_settings && error == -ENOSYS &&
		   !question->old) {
		ask_settings(load, question->kind, question->name, question->path, true);
	} else if (!is_optional(question) || (error != -ENOSYS && error != -EREMOTEIO)) {
		finish(load, FIREWALL_NO_ANSWER, words ? words : strerror(-error));
	}
	if (load->pending == 0 && !load->done)
		ask_referenced(load);
}

/* ---- the way from nothing to a model ---- */

static void begin(struct load *load)
{
	load->started = true;
	put(load,
	    &(struct question){
		    .kind = KIND_ZONE, .answer = got_state
	   },
	    &(struct bus_call){ NAME, PATH, PROPERTIES, "Get", { NAME, "state", NULL } });
}

static void ask_names(struct load *load, enum kind kind)
{
	bool now = load->which == FIREWALL_RUNTIME;

	put(load, &(struct question){ .kind = kind, .answer = got_names },
	    &(struct bus_call){ NAME,
				now ? PATH : CONFIG_PATH,
				load->dialect[kind].list_interface,
				load->dialect[kind].list,
				{ NULL } });
}

static void got_state(struct question *question, sd_bus_message *reply)
{
	struct load *load = question->load;
	const char *state = NULL;

	if (sd_bus_message_read(reply, "v", "s", &state) < 0) {
		finish(load, FIREWALL_NO_ANSWER, "its state is no text");
		return;
	}
	if (strcmp(state, "FAILED") == 0) {
		finish(load, FIREWALL_FAILED, "its state is FAILED");
		return;
	}
	if (load->which == FIREWALL_RUNTIME) {
		put(load,
		    &(struct question){ .kind = KIND_ZONE, .answer = got_default_zone },
		    &(struct bus_call){ NAME, PATH, NAME, "getDefaultZone", { NULL } });
		put(load, &(struct question){ .kind = KIND_ZONE, .answer = got_panic },
		    &(struct bus_call){ NAME, PATH, NAME, "queryPanicMode", { NULL } });
	} else {
		put(load,
		    &(struct question){
			    .kind = KIND_ZONE, .answer = got_default_zone
		  },
		    &(struct bus_call){ NAME,
					CONFIG_PATH,
					PROPERTIES,
					"Get",
					{ NAME ".config", "DefaultZone", NULL } });
	}
	ask_names(load, KIND_SERVICE);
	ask_names(load, KIND_ZONE);
	ask_names(load, KIND_POLICY);
}

static void got_default_zone(struct question *question, sd_bus_message *reply)
{
	struct load *load = question->load;
	const char *zone = NULL;
	int r = load->which == FIREWALL_RUNTIME
			? sd_bus_message_read(reply, "s", &zone)
			: sd_bus_message_read(reply, "v", "s", &zone);

	if (r >= 0 && zone && *zone)
		load->firewall->default_zone = arena_strdup(load->firewall->arena, zone);
}

static void got_panic(struct question *question, sd_bus_message *reply)
{
	int on = 0;

	if (sd_bus_message_read(reply, "b", &on) >= 0)
		question->load->firewall->panic = on != 0;
}

static void ask_object(struct load *load, enum kind kind, const char *name)
{
	if (load->which == FIREWALL_RUNTIME) {
		ask_settings(load, kind, name, PATH, false);
		return;
	}
	put(load,
	    &(struct question){
		    .kind = kind, .name = name, .answer = got_object
	     },
	    &(struct bus_call){ NAME,
				CONFIG_PATH,
				NAME ".config",
				load->dialect[kind].object,
				{ name, NULL } });
}

static void got_names(struct question *question, sd_bus_message *reply)
{
	struct load *load = question->load;
	struct firewall_names names = { 0 };

	if (firewall_read_names(load->firewall, &names, reply) < 0) {
		finish(load, FIREWALL_NO_ANSWER, "a list of names is none");
		return;
	}
	if (question->kind == KIND_SERVICE) {
		load->firewall->known_services = names;
		return;
	}
	for (size_t i = 0; i < names.count; i++)
		ask_object(load, question->kind, names.items[i]);
}

static void got_object(struct question *question, sd_bus_message *reply)
{
	struct load *load = question->load;
	const char *path = NULL;

	if (sd_bus_message_read(reply, "o", &path) < 0)
		return;
	ask_settings(load, question->kind, question->name,
		     arena_strdup(load->firewall->arena, path), false);
}

static void ask_settings(struct load *load, enum kind kind, const char *name,
			 const char *path, bool old)
{
	const struct dialect *dialect = &load->dialect[kind];
	bool now = load->which == FIREWALL_RUNTIME;
	const char *member = dialect->settings;
	const char *interface = dialect->interface;

	/* Before 0.9 zones came as a tuple, from the main interface. */
	if (old && kind != KIND_ZONE)
		return;
	if (old) {
		member = now ? "getZoneSettings" : "getSettings";
		interface = now ? NAME : interface;
	}
	put(load,
	    &(struct question){
		    .kind = kind,
		    .name = name,
		    .path = path,
		    .old = old,
		    .answer = got_settings
	   },
	    &(struct bus_call){
		    NAME, path, interface, member, { now ? name : NULL, NULL } });
}

static void got_settings(struct question *question, sd_bus_message *reply)
{
	struct firewall *firewall = question->load->firewall;
	const char *name = question->name;
	struct firewall_names entries = { 0 };
	int r = 0;

	switch (question->kind) {
	case KIND_ZONE:
		r = firewall_read_zone(firewall, firewall_add_zone(firewall, name),
				       reply);
		break;
	case KIND_POLICY:
		r = firewall_read_policy(firewall, firewall_add_policy(firewall, name),
					 reply);
		break;
	case KIND_SERVICE:
		r = firewall_read_service(firewall, firewall_add_service(firewall, name),
					  reply);
		break;
	case KIND_IPSET: {
		struct firewall_ipset *ipset = firewall_add_ipset(firewall, name);

		r = firewall_read_names(firewall, &entries, reply);
		for (size_t i = 0; i < entries.count; i++)
			firewall_add_entry(firewall, ipset, entries.items[i]);
		break;
	}
	}
	if (r < 0)
		finish(question->load, FIREWALL_NO_ANSWER,
		       arena_printf(firewall->arena, "the settings of %s cannot be read",
				    name));
}

static void want(struct load *load, enum kind kind, struct firewall_names *asked,
		 const char *name)
{
	if (firewall_has_name(asked, name))
		return;
	firewall_add_name(load->firewall, asked, name);
	ask_object(load, kind, asked->items[asked->count - 1]);
}

static void want_set(struct load *load, const struct firewall_set *set)
{
	for (size_t i = 0; i < set->services.count; i++)
		want(load, KIND_SERVICE, &load->services, set->services.items[i]);
	for (size_t i = 0; i < set->rule_count; i++) {
		const struct firewall_rule *rule = &set->rules[i];

		if (rule->match == FIREWALL_SERVICE)
			want(load, KIND_SERVICE, &load->services, rule->name);
		if (rule->source.ipset)
			want(load, KIND_IPSET, &load->ipsets, rule->source.ipset);
		if (rule->destination.ipset)
			want(load, KIND_IPSET, &load->ipsets, rule->destination.ipset);
	}
}

/* All that was asked is there: asks for what it mentions, until nothing new is mentioned. */
static void ask_referenced(struct load *load)
{
	const struct inventory *inventory = engine_inventory(load->engine);
	struct firewall *firewall = load->firewall;

	for (size_t i = 0; i < inventory->opening_count; i++)
		if (!strchr(inventory->openings[i].name, '/'))
			want(load, KIND_SERVICE, &load->services,
			     inventory->openings[i].name);
	for (size_t i = 0; i < firewall->zone_count; i++) {
		want_set(load, &firewall->zones[i].set);
		for (size_t j = 0; j < firewall->zones[i].source_count; j++)
			if (strncmp(firewall->zones[i].sources[j].text, "ipset:", 6) == 0)
				want(load, KIND_IPSET, &load->ipsets,
				     firewall->zones[i].sources[j].text + 6);
	}
	for (size_t i = 0; i < firewall->policy_count; i++)
		want_set(load, &firewall->policies[i].set);
	for (size_t i = 0; i < firewall->service_count; i++)
		for (size_t j = 0; j < firewall->services[i].includes.count; j++)
			want(load, KIND_SERVICE, &load->services,
			     firewall->services[i].includes.items[j]);
	if (load->done)
		return;
	if (load->pending == 0 || ++load->rounds > ROUNDS_MAX)
		finish(load, FIREWALL_LOADED, NULL);
}

static void finish(struct load *load, enum firewall_load outcome, const char *message)
{
	if (load->done)
		return;
	load->done = true;
	load->result.outcome = outcome;
	load->result.message = message;
	load->result.firewall = outcome == FIREWALL_LOADED ? load->firewall : NULL;
	for (struct waiter *waiter = load->waiters; waiter; waiter = waiter->next)
		op_complete(&waiter->op);
}
