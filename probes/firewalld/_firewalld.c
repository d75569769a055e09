#include "_firewalld.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/engine.h"
#include "core/host_here.h"
#include "core/http/url.h"
#include "core/io_interface.h"

/* What the services are for is known, so a definition that says otherwise is wrong. `dns` and the
   like are firewalld's own; nobody ships machine-config. */
static const struct {
	const char *name;
	const char *ports[3];
	bool only_warns;
} well_known[] = {
	{"machine-config",  { "22623/tcp" },	     false},
	{ "kube-apiserver", { "6443/tcp" },	    false},
	{ "http",		  { "80/tcp" },		false},
	{ "https",	   { "443/tcp" },	  false},
	{ "dns",		 { "53/udp", "53/tcp" }, false},
	{ "tftp",		  { "69/udp" },		false},
	{ "dhcp",		  { "67/udp" },		true },
	{ "ntp",		 { "123/udp" },		true },
};

static void add_places(struct run *run, struct opening_need *need);

static void add_port(struct opening_need *need, const struct firewall_ports *ports)
{
	if (need->port_count < OPENING_PORTS_MAX)
		need->ports[need->port_count++] = *ports;
}

void opening_need(struct run *run, const struct opening *opening,
		  const struct firewall *firewall, const struct firewall *other,
		  struct opening_need *ret_need)
{
	struct opening_need *need = ret_need;
	struct firewall_port_list list = { 0 };
	struct firewall_ports ports;

	memset(need, 0, sizeof *need);
	need->opening = opening;
	need->is_service = !strchr(opening->name, '/');
	if (!need->is_service && firewall_parse_port(opening->name, &ports) == 0)
		add_port(need, &ports);
	for (size_t i = 0; i < sizeof well_known / sizeof *well_known; i++) {
		if (strcmp(well_known[i].name, opening->name) != 0)
			continue;
		need->well_known = true;
		need->only_warns = well_known[i].only_warns;
		for (size_t j = 0; well_known[i].ports[j]; j++)
			if (firewall_parse_port(well_known[i].ports[j], &ports) == 0)
				add_port(need, &ports);
	}
	if (need->is_service && !need->well_known) {
		list = firewall_service_ports(firewall, opening->name);
		if (list.count == 0 && other)
			list = firewall_service_ports(other, opening->name);
	}
	for (size_t i = 0; i < list.count; i++)
		add_port(need, &list.items[i]);
	add_places(run, need);
}

static void add_place(struct run *run, struct opening_need *need,
		      const struct addr *address)
{
	const char *interface = interface_of(run_arena(run), address);

	if (!interface || need->place_count == OPENING_PLACES_MAX)
		return;
	for (size_t i = 0; i < need->place_count; i++)
		if (strcmp(need->places[i].interface, interface) == 0 &&
		    need->places[i].address.family == address->family)
			return;
	need->places[need->place_count++] =
		(struct opening_place){ .interface = interface, .address = *address };
}

static void add_list(struct run *run, struct opening_need *need,
		     const struct addresses *addresses)
{
	for (size_t i = 0; i < addresses->count; i++)
		add_place(run, need, &addresses->items[i]);
}

static bool needs_port(const struct opening_need *need, uint16_t port)
{
	for (size_t i = 0; i < need->port_count; i++)
		if (need->ports[i].first <= port && port <= need->ports[i].last)
			return true;
	return false;
}

/* A balancer's ports, each at the addresses where clients look for it. */
static void add_endpoints(struct run *run, struct opening_need *need)
{
	const struct inventory *inventory = run_inventory(run);
	bool api = needs_port(need, 6443);
	bool machine_config = needs_port(need, 22623);
	bool ingress = needs_port(need, 80) || needs_port(need, 443);

	need->any_place = !api && !machine_config && !ingress;
	if (api || need->any_place)
		add_list(run, need, &inventory->api.addresses);
	if (api || machine_config || need->any_place)
		add_list(run, need, &inventory->api_int.addresses);
	if (ingress || need->any_place)
		add_list(run, need, &inventory->ingress.addresses);
}

static void add_web(struct run *run, struct opening_need *need)
{
	const struct inventory *inventory = run_inventory(run);
	const struct host *host;
	struct http_url url;
	struct addr literal;

	if (!inventory->artifact_base_url ||
	    http_url_parse(run_arena(run), inventory->artifact_base_url, &url) < 0)
		return;
	if (addr_parse(url.host, &literal) == 0) {
		add_place(run, need, &literal);
		return;
	}
	host = inventory_host(inventory, url.host);
	if (host)
		add_list(run, need, &host->addresses);
}

static void add_name_servers(struct run *run, struct opening_need *need)
{
	const struct inventory *inventory = run_inventory(run);
	const struct addresses *locals = &inventory->vantage.locals;

	for (size_t i = 0; i < inventory->name_server_count; i++) {
		const struct addr *addr = &inventory->name_servers[i].addr;

		if (addr_is_in(addr, locals->items, locals->count))
			add_place(run, need, addr);
	}
}

static void add_places(struct run *run, struct opening_need *need)
{
	const struct inventory *inventory = run_inventory(run);
	unsigned roles = need->opening->roles & inventory->vantage.roles;

	if (roles & HOST_LOADBALANCER)
		add_endpoints(run, need);
	if (roles & HOST_HTTP && !(roles & HOST_LOADBALANCER))
		add_web(run, need);
	if (roles & HOST_DNS && !(roles & HOST_LOADBALANCER))
		add_name_servers(run, need);
	if (need->place_count == 0) {
		need->any_place = true;
		if (inventory->vantage.self)
			add_list(run, need, &inventory->vantage.self->addresses);
	}
	if (need->place_count == 0)
		add_list(run, need, &inventory->vantage.locals);
	if (need->place_count == 0)
		need->place_count = 1;
}

const struct opening *opening_of(const struct run *run)
{
	return run_subject(run)->item;
}

void opening_subjects(const struct inventory *inventory, struct subjects *subjects)
{
	for (size_t i = 0; i < inventory->opening_count; i++) {
		const struct opening *opening = &inventory->openings[i];

		subject_add(subjects, &(struct subject){ .name = opening->name,
							 .item = opening,
							 .where = opening->where,
							 .roles = opening->roles });
	}
}

const struct result *state_in_the_way(const struct run *run)
{
	const struct inventory *inventory = run_inventory(run);
	const struct result *result = NULL;

	if (inventory->vantage.host)
		result = run_other(run, "firewalld.state", inventory->vantage.host);
	for (size_t i = 0; !result && i < inventory->host_count; i++)
		if (host_is_here(inventory, inventory->hosts[i].fqdn))
			result = run_other(run, "firewalld.state",
					   inventory->hosts[i].fqdn);
	if (!result || (result->status != STATUS_FAIL && result->status != STATUS_ERROR))
		return NULL;
	return result;
}

void opening_start(struct run *run, firewall_loaded_fn *loaded_now)
{
	const struct result *cause;

	if (!run_is_here(run))
		return;
	cause = state_in_the_way(run);
	if (cause)
		run_blocked(run, cause);
	else
		opening_load(run, FIREWALL_USED, loaded_now);
}

void opening_load(struct run *run, enum firewall_extent extent,
		  firewall_loaded_fn *loaded_now)
{
	struct opening_state *state = run_state(run);

	state->extent = extent;
	firewall_bus_load(run, FIREWALL_RUNTIME, extent, loaded_now, run);
}

void opening_not_told(struct run *run, const struct firewall_loaded *loaded)
{
	run_observedf(run, "%s", loaded->message ? loaded->message : "no answer");
	run_error(run, "could not ask firewalld about %s: %s", run_subject(run)->name,
		  loaded->outcome == FIREWALL_DENIED ? "run ocp-preflight with sudo"
						     : "it did not answer");
}

struct files {
	struct engine *engine;
	bool read;
	int r;
	const struct firewall *firewall;
};

static void *open_files(struct engine *engine)
{
	struct files *files = mem_alloc(sizeof *files);

	files->engine = engine;
	return files;
}

int firewall_files(struct run *run, const struct firewall **ret_firewall)
{
	static const struct module module = { .open = open_files, .close = free };
	struct files *files = engine_module(run_engine(run), &module);
	size_t broken = 0;

	if (!files->read) {
		files->r = firewall_xml_load(engine_arena(files->engine),
					     FIREWALL_SITE_FOLDER, FIREWALL_VENDOR_FOLDER,
					     &broken, &files->firewall);
		/* What a file that does not parse would open, nobody knows. */
		if (files->r == 0 && broken)
			files->r = -EBADMSG;
		files->read = true;
	}
	if (files->r == 0)
		*ret_firewall = files->firewall;
	return files->r;
}
