#include "ask.h"

#include <errno.h>
#include <string.h>

#include <systemd/sd-bus.h>

#include "core/arena.h"
#include "core/io_bus.h"
#include "core/text.h"
#include "message.h"
#include "xml.h"

/* How the two configurations are asked for one kind of object. */
struct dialect {
	const char *list, *list_interface; /* its names */
	const char *settings, *interface;  /* runtime: of the object by its name */
	const char *object;		   /* permanent: its path by its name */
};

/* Runtime: one object, all by name. */
static const struct dialect runtime[] = {
	[FIREWALL_ONE_ZONE] = {"getZones",	    FIREWALL_BUS_NAME ".zone",   "getZoneSettings2",
				FIREWALL_BUS_NAME ".zone",								     NULL},
	[FIREWALL_ONE_POLICY] = { "getPolicies",	 FIREWALL_BUS_NAME ".policy",
				  "getPolicySettings",					       FIREWALL_BUS_NAME ".policy",
				  NULL											       },
	[FIREWALL_ONE_SERVICE] = { "listServices", FIREWALL_BUS_NAME,
				   "getServiceSettings2",						  FIREWALL_BUS_NAME,	     NULL},
	[FIREWALL_ONE_IPSET] = { NULL,	       NULL,			     "getEntries",	   FIREWALL_BUS_NAME ".ipset",
				 NULL											       },
};

/* Permanent: each thing is an object of its own. */
static const struct dialect permanent[] = {
	[FIREWALL_ONE_ZONE] = {"getZoneNames",	FIREWALL_BUS_NAME ".config",
				"getSettings2",						FIREWALL_BUS_NAME ".config.zone",
				"getZoneByName"												     },
	[FIREWALL_ONE_POLICY] = { "getPolicyNames",  FIREWALL_BUS_NAME ".config",
				  "getSettings",						 FIREWALL_BUS_NAME ".config.policy",
				  "getPolicyByName"												   },
	[FIREWALL_ONE_SERVICE] = { "getServiceNames", FIREWALL_BUS_NAME ".config",
				   "getSettings2",						   FIREWALL_BUS_NAME ".config.service",
				   "getServiceByName"												  },
	[FIREWALL_ONE_IPSET] = { NULL,	       NULL,			     "getEntries",
				 FIREWALL_BUS_NAME ".config.ipset",								    "getIPSetByName"},
};

static const enum firewall_kind kinds[] = {
	[FIREWALL_ONE_ZONE] = FIREWALL_ZONE,
	[FIREWALL_ONE_POLICY] = FIREWALL_POLICY,
	[FIREWALL_ONE_SERVICE] = FIREWALL_SERVICE_FILE,
	[FIREWALL_ONE_IPSET] = FIREWALL_IPSET,
};

static void replied(int error, const char *message, sd_bus_message *reply, void *arg);
static void ask_object(struct firewall_talk *talk, enum firewall_thing thing,
		       const char *name);
static void ask_settings(struct firewall_talk *talk, enum firewall_thing thing,
			 const char *name, const char *path, bool old);
static void got_names(struct question *question, sd_bus_message *reply);
static void take_names(struct firewall_talk *talk, enum firewall_thing thing,
		       struct firewall_names names);
static void got_object(struct question *question, sd_bus_message *reply);
static void got_settings(struct question *question, sd_bus_message *reply);

static const struct dialect *dialect_of(const struct firewall_talk *talk,
					enum firewall_thing thing)
{
	return talk->which == FIREWALL_RUNTIME ? &runtime[thing] : &permanent[thing];
}

void firewall_ask(struct firewall_talk *talk, const struct question *question,
		  const struct bus_call *call)
{
	struct question *copy;
	int r;

	if (talk->over)
		return;
	copy = arena_alloc(talk->firewall->arena, sizeof *copy);
	*copy = *question;
	copy->talk = talk;
	talk->pending++;
	r = bus_call(talk->engine, call, replied, copy);
	if (r == 0)
		return;
	talk->pending--;
	firewall_talk_finish(talk,
			     r == -EACCES || r == -EPERM ? FIREWALL_DENIED
							 : FIREWALL_NOT_RUNNING,
			     strerror(-r));
}

static void replied(int error, const char *message, sd_bus_message *reply, void *arg)
{
	struct question *question = arg;
	struct firewall_talk *talk = question->talk;
	const char *words =
		message ? text_clean(talk->firewall->arena, message, strlen(message), 200)
			: NULL;

	talk->pending--;
	if (talk->over)
		return;
	if (error == 0) {
		question->answer(question, reply);
	} else if (error == -EACCES) {
		firewall_talk_finish(talk, FIREWALL_DENIED, words);
	} else if (error == -ESRCH) {
		firewall_talk_finish(talk, FIREWALL_NOT_RUNNING, words);
	} else if (question->answer == got_settings && error == -ENOSYS &&
		   !question->old) {
		ask_settings(talk, question->thing, question->name, question->path, true);
	} else if (question->unknown && error == -ENOSYS) {
		question->unknown(talk);
	} else if (question->needed || (error != -ENOSYS && error != -EREMOTEIO)) {
		/* Policies and the dictionaries came with 0.9; a zone, service or set may
		   have been removed since, or never have been there. */
		firewall_talk_finish(talk, FIREWALL_NO_ANSWER,
				     words ? words : strerror(-error));
	}
	if (talk->pending == 0)
		firewall_talk_settle(talk);
}

void firewall_want(struct firewall_talk *talk, enum firewall_thing thing,
		   const char *name)
{
	struct firewall_names *asked = &talk->asked[thing];

	if (firewall_has_name(asked, name))
		return;
	firewall_add_name(talk->firewall, asked, name);
	ask_object(talk, thing, asked->items[asked->count - 1]);
}

static void ask_object(struct firewall_talk *talk, enum firewall_thing thing,
		       const char *name)
{
	if (talk->which == FIREWALL_RUNTIME) {
		ask_settings(talk, thing, name, FIREWALL_BUS_PATH, false);
		return;
	}
	/* Zones are what people change; of the rest most is as it was shipped, and need not be
	   asked. */
	if (thing != FIREWALL_ONE_ZONE &&
	    firewall_xml_load_shipped(talk->firewall, kinds[thing], name,
				      FIREWALL_SITE_FOLDER, FIREWALL_VENDOR_FOLDER) == 0)
		return;
	firewall_ask(talk,
		     &(struct question){
			     .thing = thing, .name = name, .answer = got_object
	},
		     &(struct bus_call){ FIREWALL_BUS_NAME,
					 FIREWALL_BUS_CONFIG_PATH,
					 FIREWALL_BUS_NAME ".config",
					 dialect_of(talk, thing)->object,
					 { name, NULL } });
}

static void got_object(struct question *question, sd_bus_message *reply)
{
	struct firewall_talk *talk = question->talk;
	const char *path = NULL;

	if (sd_bus_message_read(reply, "o", &path) < 0)
		return;
	ask_settings(talk, question->thing, question->name,
		     arena_strdup(talk->firewall->arena, path), false);
}

static void ask_settings(struct firewall_talk *talk, enum firewall_thing thing,
			 const char *name, const char *path, bool old)
{
	const struct dialect *dialect = dialect_of(talk, thing);
	bool now = talk->which == FIREWALL_RUNTIME;
	const char *member = dialect->settings;
	const char *interface = dialect->interface;

	/* Before 0.9 zones came as a tuple, from the main interface. */
	if (old && thing != FIREWALL_ONE_ZONE)
		return;
	if (old) {
		member = now ? "getZoneSettings" : "getSettings";
		interface = now ? FIREWALL_BUS_NAME : interface;
	}
	firewall_ask(talk,
		     &(struct question){
			     .thing = thing,
			     .name = name,
			     .path = path,
			     .old = old,
			     .answer = got_settings
	    },
		     &(struct bus_call){ FIREWALL_BUS_NAME,
					 path,
					 interface,
					 member,
					 { now ? name : NULL, NULL } });
}

static void got_settings(struct question *question, sd_bus_message *reply)
{
	struct firewall *firewall = question->talk->firewall;
	const char *name = question->name;
	struct firewall_names entries = { 0 };
	int r = 0;

	switch (question->thing) {
	case FIREWALL_ONE_ZONE:
		r = firewall_read_zone(firewall, firewall_add_zone(firewall, name),
				       reply);
		break;
	case FIREWALL_ONE_POLICY:
		r = firewall_read_policy(firewall, firewall_add_policy(firewall, name),
					 reply);
		break;
	case FIREWALL_ONE_SERVICE:
		r = firewall_read_service(firewall, firewall_add_service(firewall, name),
					  reply);
		break;
	case FIREWALL_ONE_IPSET: {
		struct firewall_ipset *ipset = firewall_add_ipset(firewall, name);

		r = firewall_read_names(firewall, &entries, reply);
		for (size_t i = 0; i < entries.count; i++)
			firewall_add_entry(firewall, ipset, entries.items[i]);
		break;
	}
	}
	if (r < 0)
		firewall_talk_finish(question->talk, FIREWALL_NO_ANSWER,
				     arena_printf(firewall->arena,
						  "the settings of %s cannot be read",
						  name));
}

void firewall_ask_names(struct firewall_talk *talk, enum firewall_thing thing)
{
	const struct dialect *dialect = dialect_of(talk, thing);
	struct firewall_names shipped;

	if (talk->which == FIREWALL_PERMANENT &&
	    firewall_xml_shipped_names(talk->firewall, kinds[thing], FIREWALL_SITE_FOLDER,
				       FIREWALL_VENDOR_FOLDER, &shipped) == 0) {
		take_names(talk, thing, shipped);
		return;
	}
	firewall_ask(talk, &(struct question){ .thing = thing, .answer = got_names },
		     &(struct bus_call){ FIREWALL_BUS_NAME,
					 talk->which == FIREWALL_RUNTIME
						 ? FIREWALL_BUS_PATH
						 : FIREWALL_BUS_CONFIG_PATH,
					 dialect->list_interface,
					 dialect->list,
					 { NULL } });
}

static void got_names(struct question *question, sd_bus_message *reply)
{
	struct firewall_talk *talk = question->talk;
	struct firewall_names names = { 0 };

	if (firewall_read_names(talk->firewall, &names, reply) < 0)
		firewall_talk_finish(talk, FIREWALL_NO_ANSWER, "a list of names is none");
	else
		take_names(talk, question->thing, names);
}

static void take_names(struct firewall_talk *talk, enum firewall_thing thing,
		       struct firewall_names names)
{
	if (thing == FIREWALL_ONE_SERVICE)
		talk->firewall->known_services = names;
	else if (thing == FIREWALL_ONE_ZONE)
		talk->firewall->known_zones = names;
	else
		for (size_t i = 0; i < names.count; i++)
			firewall_want(talk, thing, names.items[i]);
}
