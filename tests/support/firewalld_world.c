#include "firewalld_world.h"

#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <check.h>
#include <systemd/sd-bus.h>

#define GOOD_SIDE                                                                          \
	{                                                                                  \
		.default_zone = "public",                                                \
		.zones = { { .name = "public",                                           \
			     .services = "ssh http https kube-apiserver machine-config", \
			     .interfaces = "eth0" },                                     \
			   { .name = "internal", .services = "ssh" } },                  \
		.services = {                                                            \
			{ "ssh", "22/tcp", NULL },                                       \
			{ "http", "80/tcp", NULL },                                      \
			{ "https", "443/tcp", NULL },                                    \
			{ "kube-apiserver", "6443/tcp", NULL },                          \
			{ "machine-config", "22623/tcp", NULL },                         \
		}, \
	}

const struct firewalld_world firewalld_good = {
	.state = "RUNNING",
	.now = GOOD_SIDE,
	.permanent = GOOD_SIDE,
};

static unsigned *calls; /* shared with the daemon */

static void serve(const struct firewalld_world *world, int listener);
static int answer(sd_bus_message *call, void *arg, sd_bus_error *ret_error);

pid_t firewalld_start(const struct firewalld_world *world)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char text[160];
	pid_t pid;

	/* Abstract: nothing is left behind. */
	(void)snprintf(address.sun_path + 1, sizeof address.sun_path - 1,
		       "test-firewalld-%d", (int)getpid());
	ck_assert_int_eq(bind(listener, (const struct sockaddr *)&address,
			      (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
					  strlen(address.sun_path + 1))),
			 0);
	ck_assert_int_eq(listen(listener, 8), 0);
	(void)snprintf(text, sizeof text, "unix:abstract=%s", address.sun_path + 1);
	ck_assert_int_eq(setenv("DBUS_SYSTEM_BUS_ADDRESS", text, 1), 0);
	if (!calls)
		calls = mmap(NULL, sizeof *calls, PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(calls, MAP_FAILED);
	*calls = 0;
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		serve(world, listener);
		_exit(0);
	}
	(void)close(listener);
	return pid;
}

void firewalld_end(pid_t pid)
{
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
}

unsigned firewalld_calls(void)
{
	return *calls;
}

void firewalld_no_bus(void)
{
	(void)setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:abstract=test-firewalld-nobody", 1);
}

static void serve(const struct firewalld_world *world, int listener)
{
	static const sd_id128_t id = {
		.bytes = {1, 2, 3}
	};
	sd_bus *bus = NULL;
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	int r;

	if (world->silent)
		(void)pause();
	if (fd < 0 || sd_bus_new(&bus) < 0 || sd_bus_set_fd(bus, fd, fd) < 0 ||
	    sd_bus_set_server(bus, 1, id) < 0 || sd_bus_set_trusted(bus, 1) < 0 ||
	    sd_bus_add_filter(bus, NULL, answer, (void *)(uintptr_t)world) < 0 ||
	    sd_bus_start(bus) < 0)
		_exit(1);
	do {
		r = sd_bus_process(bus, NULL);
		if (r == 0)
			r = sd_bus_wait(bus, UINT64_MAX);
	} while (r >= 0);
	sd_bus_unref(bus);
}

static void add_words(sd_bus_message *reply, const char *words, const char *separator)
{
	char *copy = strdup(words ? words : "");
	char *rest = copy;
	char *word;

	(void)sd_bus_message_open_container(reply, 'a', "s");
	while ((word = strsep(&rest, separator)))
		if (*word)
			(void)sd_bus_message_append(reply, "s", word);
	(void)sd_bus_message_close_container(reply);
	free(copy);
}

static void add_ports(sd_bus_message *reply, const char *words)
{
	char *copy = strdup(words ? words : "");
	char *rest = copy;
	char *word;

	(void)sd_bus_message_open_container(reply, 'a', "(ss)");
	while ((word = strsep(&rest, " "))) {
		char *port = strsep(&word, "/");

		if (word)
			(void)sd_bus_message_append(reply, "(ss)", port, word);
	}
	(void)sd_bus_message_close_container(reply);
	free(copy);
}

static void add_entry(sd_bus_message *reply, const char *key, const char *signature,
		      const char *words, const char *separator)
{
	(void)sd_bus_message_open_container(reply, 'e', "sv");
	(void)sd_bus_message_append(reply, "s", key);
	(void)sd_bus_message_open_container(reply, 'v', signature);
	if (strcmp(signature, "as") == 0)
		add_words(reply, words, separator);
	else if (strcmp(signature, "a(ss)") == 0)
		add_ports(reply, words);
	else
		(void)sd_bus_message_append(reply, "s", words);
	(void)sd_bus_message_close_container(reply);
	(void)sd_bus_message_close_container(reply);
}

static void add_zone(sd_bus_message *reply, const struct firewalld_zone *zone)
{
	(void)sd_bus_message_open_container(reply, 'a', "{sv}");
	add_entry(reply, "version", "s", "", NULL);
	add_entry(reply, "target", "s", zone->target ? zone->target : "default", NULL);
	add_entry(reply, "services", "as", zone->services, " ");
	add_entry(reply, "ports", "a(ss)", zone->ports, NULL);
	add_entry(reply, "interfaces", "as", zone->interfaces, " ");
	add_entry(reply, "sources", "as", zone->sources, " ");
	add_entry(reply, "rules_str", "as", zone->rules, "\n");
	(void)sd_bus_message_close_container(reply);
}

static void add_zone_tuple(sd_bus_message *reply, const struct firewalld_zone *zone)
{
	(void)sd_bus_message_open_container(reply, 'r',
					    "sssbsasa(ss)asba(ssss)asasasasa(ss)b");
	(void)sd_bus_message_append(reply, "sssbs", "", "", "", 0,
				    zone->target ? zone->target : "default");
	add_words(reply, zone->services, " ");
	add_ports(reply, zone->ports);
	add_words(reply, NULL, " ");
	(void)sd_bus_message_append(reply, "ba(ssss)", 0, 1, "1", "tcp", "2", "");
	add_words(reply, zone->interfaces, " ");
	add_words(reply, zone->sources, " ");
	add_words(reply, zone->rules, "\n");
	add_words(reply, NULL, " ");
	add_ports(reply, NULL);
	(void)sd_bus_message_append(reply, "b", 0);
	(void)sd_bus_message_close_container(reply);
}

static const struct firewalld_zone *find_zone(const struct firewalld_side *side,
					      const char *name)
{
	for (const struct firewalld_zone *zone = side->zones; zone->name; zone++)
		if (strcmp(zone->name, name) == 0)
			return zone;
	return NULL;
}

static const struct firewalld_service *find_service(const struct firewalld_side *side,
						    const char *name)
{
	for (const struct firewalld_service *service = side->services; service->name;
	     service++)
		if (strcmp(service->name, name) == 0)
			return service;
	return NULL;
}

static void add_list(sd_bus_message *reply, const char *key, const char *words)
{
	if (!words || !*words)
		return;
	(void)sd_bus_message_open_container(reply, 'e', "sas");
	(void)sd_bus_message_append(reply, "s", key);
	add_words(reply, words, " ");
	(void)sd_bus_message_close_container(reply);
}

static void add_active_zones(sd_bus_message *reply, const struct firewalld_side *side)
{
	(void)sd_bus_message_open_container(reply, 'a', "{sa{sas}}");
	for (const struct firewalld_zone *zone = side->zones; zone->name; zone++) {
		if ((!zone->interfaces || !*zone->interfaces) &&
		    (!zone->sources || !*zone->sources))
			continue;
		(void)sd_bus_message_open_container(reply, 'e', "sa{sas}");
		(void)sd_bus_message_append(reply, "s", zone->name);
		(void)sd_bus_message_open_container(reply, 'a', "{sas}");
		add_list(reply, "interfaces", zone->interfaces);
		add_list(reply, "sources", zone->sources);
		(void)sd_bus_message_close_container(reply);
		(void)sd_bus_message_close_container(reply);
	}
	(void)sd_bus_message_close_container(reply);
}

/* A zone of the tests has at most one interface. */
static const char *zone_of_interface(const struct firewalld_side *side,
				     const char *interface)
{
	for (const struct firewalld_zone *zone = side->zones; zone->name; zone++)
		if (zone->interfaces && strcmp(zone->interfaces, interface) == 0)
			return zone->name;
	return "";
}

/* Whether the side has what the call names; fills the reply. */
static bool fill(const struct firewalld_world *world, const struct firewalld_side *side,
		 const char *member, const char *name, sd_bus_message *reply)
{
	const struct firewalld_zone *zone = find_zone(side, name);
	const struct firewalld_service *service = find_service(side, name);

	if (strcmp(member, "getZones") == 0 || strcmp(member, "getZoneNames") == 0) {
		(void)sd_bus_message_open_container(reply, 'a', "s");
		for (zone = side->zones; zone->name; zone++)
			(void)sd_bus_message_append(reply, "s", zone->name);
		(void)sd_bus_message_close_container(reply);
	} else if (strcmp(member, "listServices") == 0 ||
		   strcmp(member, "getServiceNames") == 0) {
		(void)sd_bus_message_open_container(reply, 'a', "s");
		for (service = side->services; service->name; service++)
			(void)sd_bus_message_append(reply, "s", service->name);
		(void)sd_bus_message_close_container(reply);
	} else if (strcmp(member, "getActiveZones") == 0) {
		add_active_zones(reply, side);
	} else if (strcmp(member, "getZoneOfInterface") == 0) {
		(void)sd_bus_message_append(reply, "s", zone_of_interface(side, name));
	} else if (strcmp(member, "getDefaultZone") == 0) {
		(void)sd_bus_message_append(reply, "s", side->default_zone);
	} else if (strcmp(member, "queryPanicMode") == 0) {
		(void)sd_bus_message_append(reply, "b", world->panic);
	} else if (strstr(member, "ettings") && zone && world->old) {
		add_zone_tuple(reply, zone);
	} else if (strstr(member, "ettings") && zone) {
		add_zone(reply, zone);
	} else if (strstr(member, "ettings") && service) {
		(void)sd_bus_message_open_container(reply, 'a', "{sv}");
		add_entry(reply, "ports", "a(ss)", service->ports, NULL);
		add_entry(reply, "includes", "as", service->includes, " ");
		(void)sd_bus_message_close_container(reply);
	} else {
		return false;
	}
	return true;
}

/* Permanent objects are called /zone/public or /service/http here. */
static bool fill_path(const char *member, const struct firewalld_side *side,
		      const char *name, sd_bus_message *reply)
{
	char path[128];

	if (strcmp(member, "getZoneByName") == 0 && find_zone(side, name))
		(void)snprintf(path, sizeof path, "/zone/%s", name);
	else if (strcmp(member, "getServiceByName") == 0 && find_service(side, name))
		(void)snprintf(path, sizeof path, "/service/%s", name);
	else
		return false;
	for (char *c = path; *c; c++)
		*c = *c == '-' ? '_' : *c;
	(void)sd_bus_message_append(reply, "o", path);
	return true;
}

static const char *object_name(const struct firewalld_side *side, const char *path)
{
	static char name[128];

	(void)snprintf(name, sizeof name, "%s", strrchr(path, '/') + 1);
	for (char *c = name; *c; c++)
		*c = *c == '_' ? '-' : *c;
	return find_zone(side, name) || find_service(side, name) ? name : "";
}

static int answer(sd_bus_message *call, void *arg, sd_bus_error *ret_error)
{
	const struct firewalld_world *world = arg;
	const char *member = sd_bus_message_get_member(call);
	const char *path = sd_bus_message_get_path(call);
	const char *interface = sd_bus_message_get_interface(call);
	const struct firewalld_side *side = &world->now;
	sd_bus_message *reply = NULL;
	const char *name = "", *property = "";
	bool filled;

	(void)ret_error;
	if (!sd_bus_message_is_method_call(call, NULL, NULL))
		return 0;
	(*calls)++;
	if (strcmp(member, "Hello") == 0)
		return sd_bus_reply_method_return(call, "s", ":1.7");
	if (!world->state)
		return sd_bus_reply_method_errorf(call, SD_BUS_ERROR_SERVICE_UNKNOWN,
						  "The name is not activatable");
	if (strstr(interface, ".config") || strstr(path, "/config"))
		side = &world->permanent;
	(void)sd_bus_message_read(call, "s", &name);
	if (strcmp(member, "Get") == 0) {
		(void)sd_bus_message_read(call, "s", &property);
		return sd_bus_reply_method_return(call, "v", "s",
						  strcmp(property, "state") == 0
							  ? world->state
							  : side->default_zone);
	}
	if (world->denied)
		return sd_bus_reply_method_errorf(
			call,
			"org.fedoraproject.slip.dbus.service.PolKit.NotAuthorizedException."
			"org.fedoraproject.FirewallD1.info",
			"not for you");
	if (world->old &&
	    (strcmp(member, "getZoneSettings2") == 0 ||
	     (strcmp(member, "getSettings2") == 0 && strstr(path, "/zone/"))))
		return sd_bus_reply_method_errorf(call, SD_BUS_ERROR_UNKNOWN_METHOD,
						  "no such");
	if (side == &world->permanent && strstr(member, "ettings"))
		name = object_name(side, path);
	if (sd_bus_message_new_method_return(call, &reply) < 0)
		return -1;
	filled = fill_path(member, side, name, reply) ||
		 fill(world, side, member, name, reply);
	if (filled)
		(void)sd_bus_send(NULL, reply, NULL);
	else
		(void)sd_bus_reply_method_errorf(
			call,
			strstr(member, "olic") ? SD_BUS_ERROR_UNKNOWN_METHOD
					       : "org.fedoraproject.FirewallD1.Exception",
			"INVALID: %s %s", member, name);
	sd_bus_message_unref(reply);
	return 1;
}
