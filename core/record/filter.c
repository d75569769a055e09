#include "core/record/filter.h"

#include <net/if.h>
#include <stdbool.h>
#include <string.h>

#include "core/arena.h"
#include "core/http/url.h"
#include "core/inventory.h"
#include "core/io_netlink.h"
#include "core/sources/kubeconfig.h"

#define PORTS_MAX     64
#define ADDRESSES_MAX 512 /* asked about: the first; nodes share a network */

struct ports {
	in_port_t items[PORTS_MAX];
	size_t count;
};

static void add_port(struct ports *ports, in_port_t port)
{
	for (size_t i = 0; i < ports->count; i++) {
		if (ports->items[i] == port)
			return;
	}
	if (port && ports->count < PORTS_MAX)
		ports->items[ports->count++] = port;
}

static void add_url(struct arena *arena, struct ports *ports, const char *text)
{
	struct http_url url;

	if (text && !http_url_parse(arena, text, &url))
		add_port(ports, url.port);
}

const char *record_filter(struct arena *arena, const struct inventory *inventory)
{
	static const in_port_t usual[] = { 53, 80, 443, 1936, 6443, 22623, 3128 };
	struct ports ports = { .count = 0 };
	const char *text = "arp or icmp or icmp6 or port ";

	for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
		add_port(&ports, usual[i]);
	for (size_t i = 0; i < inventory->name_server_count; i++)
		add_port(&ports, inventory->name_servers[i].addr.port);
	add_url(arena, &ports, inventory->artifact_base_url);
	add_url(arena, &ports, inventory->egress_proxy);
	for (size_t i = 0; i < inventory->egress_target_count; i++)
		add_url(arena, &ports, inventory->egress_targets[i].url);
	for (size_t i = 0; i < inventory->front_count; i++)
		add_port(&ports, inventory->fronts[i].port);
	if (inventory->kubeconfig)
		add_url(arena, &ports, inventory->kubeconfig->server.value);
	for (size_t i = 0; i < ports.count; i++)
		text = arena_printf(arena, "%s%s%u", text, i ? " or port " : "",
				    ports.items[i]);
	return text;
}

/* What the inventory names, in turn; then what stands for the rest of the world (RFC 5737, 3849). */
static size_t gather(const struct inventory *inventory,
		     struct addr addrs[static ADDRESSES_MAX])
{
	static const char *const world[] = { "192.0.2.1", "2001:db8::1" };
	const struct endpoint *const endpoints[] = { &inventory->api, &inventory->api_int,
						     &inventory->ingress };
	size_t count = 0;

	for (size_t i = 0; i < 2; i++)
		count += !addr_parse(world[i], &addrs[count]);
	for (size_t e = 0; e < 3; e++) {
		for (size_t i = 0; i < endpoints[e]->addresses.count; i++) {
			if (count < ADDRESSES_MAX)
				addrs[count++] = endpoints[e]->addresses.items[i];
		}
	}
	for (size_t i = 0; i < inventory->name_server_count && count < ADDRESSES_MAX; i++)
		addrs[count++] = inventory->name_servers[i].addr;
	for (size_t i = 0; i < inventory->host_count && count < ADDRESSES_MAX; i++) {
		if (inventory->hosts[i].addresses.count)
			addrs[count++] = inventory->hosts[i].addresses.items[0];
	}
	for (size_t i = 0; i < inventory->node_count && count < ADDRESSES_MAX; i++) {
		if (inventory->nodes[i].addresses.count)
			addrs[count++] = inventory->nodes[i].addresses.items[0];
	}
	return count;
}

static size_t add_name(struct arena *arena, const char **names, size_t count,
		       const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (!strcmp(names[i], name))
			return count;
	}
	if (count < RECORD_INTERFACES_MAX)
		names[count++] = arena_strdup(arena, name);
	return count;
}

size_t record_interfaces(struct arena *arena, const struct inventory *inventory,
			 const char *names[static RECORD_INTERFACES_MAX])
{
	struct addr addrs[ADDRESSES_MAX];
	size_t address_count = gather(inventory, addrs), count = 0;
	struct netlink *netlink;
	char name[IF_NAMESIZE];

	if (netlink_open(&netlink) < 0)
		return 0;
	for (size_t i = 0; i < address_count; i++) {
		struct netlink_way way;

		if (netlink_find_way(netlink, &addrs[i], &way) < 0 || !way.has_route)
			continue;
		if (way.is_local)
			count = add_name(arena, names, count, "lo");
		else if (way.interface && if_indextoname(way.interface, name))
			count = add_name(arena, names, count, name);
	}
	netlink_close(netlink);
	return count;
}
