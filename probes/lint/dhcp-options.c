/*
 * lint.dhcp-options: what DHCP tells the nodes beside their address.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "_dhcp_text.h"
#include "_zone_domain.h"
#include "core/arena.h"
#include "core/index.h"
#include "core/text.h"

enum { MASK = 1, ROUTERS = 3, NAME_SERVERS = 6, MTU = 26, NTP = 42 };

#define LEASE_MIN 3600 /* seconds */

struct judging {
	struct arena *arena;
	struct findings *findings;
	const struct inventory *inventory;
	const struct dhcp_plan *plan;
	const struct dhcp_view *view;
	/* All zones have the cluster's names in this one: said by lint.cluster-domain; or NULL. */
	const char *zones_domain;
};

/* A node's entry, and the network of its address. */
struct told {
	const struct dhcp_entry *entry;
	const struct dhcp_net *net;
};

static const char *restart(const struct judging *judging)
{
	return dhcp_restart(judging->arena, judging->plan);
}

static const char *option_line(const struct judging *judging, const char *name,
			       unsigned code, const char *value)
{
	if (!strcmp(judging->plan->server, "dhcpd"))
		return findings_printf(judging->findings, "option %s %s;", name, value);
	return findings_printf(judging->findings, "dhcp-option=%u,%s", code, value);
}

static void add(const struct judging *judging, const struct finding *finding)
{
	struct finding copy = *finding;

	if (!copy.fix[1])
		copy.fix[1] = restart(judging);
	findings_add(judging->findings, &copy);
}

/* An option that dhcpd gives only when it is told to; dnsmasq gives its own address. */
static void say_absent(const struct judging *judging, const struct told *told,
		       const char *name, unsigned code, const char *thing,
		       const char *why, const char *value)
{
	struct where where = told->net->where;

	if (strcmp(judging->plan->server, "dhcpd") != 0 || judging->plan->incomplete ||
	    !findings_is_new(judging->findings, name, where))
		return;
	add(judging,
	    &(struct finding){
		    .status = STATUS_FAIL,
		    .subject = findings_printf(judging->findings, "%s/%s",
					       told->net->text, name),
		    .where = where,
		    .width = told->net->width,
		    .title = findings_printf(judging->findings,
					     "nodes in subnet %s are told no %s",
					     told->net->text, thing),
		    .observed = findings_printf(judging->findings, "no option %s", name),
		    .expected = thing,
		    .why = why,
		    .fix = { option_line(judging, name, code, value) },
	    });
}

/* The first or the last address of the network, which belong to no machine. */
static bool is_edge(const struct dhcp_net *net, const struct addr *addr)
{
	unsigned bits = addr->family == AF_INET ? 32 : 128, ones = 0;

	if (addr->family != AF_INET || net->prefix >= bits - 1)
		return false;
	for (unsigned i = net->prefix; i < bits; i++)
		ones += addr->bytes[i / 8] >> (7 - i % 8) & 1;
	return !ones || ones == bits - net->prefix;
}

/* The router is in the network: is it one? */
static void judge_router(const struct judging *judging, const struct told *told,
			 const struct dhcp_value *value, const struct addr *addr)
{
	const struct node *node = inventory_node_at(judging->inventory, addr);
	const char *what =
		node ? findings_printf(judging->findings, "the address of %s", node->fqdn)
		     : "the first or last address of the network, which no "
		       "machine can have";

	if ((!node && (!judging->plan->nets_known || !is_edge(told->net, addr))) ||
	    !findings_is_new(judging->findings, "router", value->where))
		return;
	add(judging,
	    &(struct finding){
		    .status = STATUS_FAIL,
		    .subject =
			    findings_printf(judging->findings, "router/%s", value->text),
		    .where = value->where,
		    .width = value->width,
		    .title = findings_printf(judging->findings, "the router %s is %s",
					     value->text, what),
		    .observed = value->text,
		    .expected = "the address of the router of this network",
		    .why = "a node that sends there what is for others reaches nothing "
			   "outside of its network",
		    .fix = { option_line(judging, "routers", ROUTERS, "ADDRESS") },
		    .other = node ? node->where : told->net->where,
		    .other_says = node ? "the node" : "the network",
	    });
}

static void judge_routers(const struct judging *judging, const struct told *told)
{
	struct dhcp_told routers =
		dhcp_option(judging->view, told->net, told->entry, ROUTERS);

	if (routers.unsure)
		return;
	if (!routers.count) {
		say_absent(
			judging, told, "routers", ROUTERS, "router",
			"without a default route a node reaches nothing outside of its "
			"network, and pulls no image",
			"ADDRESS");
		return;
	}
	for (size_t i = 0; i < routers.count; i++) {
		const struct dhcp_value *value = &routers.values[i];
		struct addr addr;

		if (addr_parse(value->text, &addr) < 0 || !strcmp(value->text, "0.0.0.0"))
			continue;
		if (dhcp_net_holds(told->net, &addr)) {
			judge_router(judging, told, value, &addr);
			continue;
		}
		if (!findings_is_new(judging->findings, "router", value->where))
			continue;
		add(judging,
		    &(struct finding){
			    .status = STATUS_FAIL,
			    .subject = findings_printf(judging->findings, "router/%s",
						       value->text),
			    .where = value->where,
			    .width = value->width,
			    .title = findings_printf(
				    judging->findings,
				    "the router %s lies outside of the network of the nodes, %s",
				    value->text, told->net->text),
			    .observed = value->text,
			    .expected =
				    findings_printf(judging->findings, "an address in %s",
						    told->net->text),
			    .why = "a node cannot reach a router that is not in its network, "
				   "and nothing behind it",
			    .fix = { option_line(judging, "routers", ROUTERS,
						 "ADDRESS") },
			    .other = told->net->where,
			    .other_says = "the network",
		    });
	}
}

static bool is_tested(const struct inventory *inventory, const struct addr *addr)
{
	for (size_t i = 0; i < inventory->name_server_count; i++) {
		if (addr_equal(&inventory->name_servers[i].addr, addr))
			return true;
	}
	return false;
}

static const char *server_list(const struct judging *judging)
{
	const struct inventory *inventory = judging->inventory;
	const char *list = "";
	char text[ADDR_STRLEN];

	for (size_t i = 0; i < inventory->name_server_count; i++)
		list = findings_printf(judging->findings, "%s%s%s", list, i ? ", " : "",
				       addr_str(&inventory->name_servers[i].addr, text));
	return list;
}

/* One that serves the cluster's names is enough to be warned of the others only. */
static void judge_server(const struct judging *judging, const struct dhcp_value *value,
			 bool any_tested)
{
	const struct inventory *inventory = judging->inventory;

	if (!findings_is_new(judging->findings, "name server", value->where))
		return;
	add(judging,
	    &(struct finding){
		    .status = any_tested ? STATUS_WARN : STATUS_FAIL,
		    .subject = findings_printf(judging->findings, "name server/%s",
					       value->text),
		    .where = value->where,
		    .width = value->width,
		    .title = findings_printf(
			    judging->findings,
			    "nodes are told to ask %s for names, which is not "
			    "a DNS server of the plan",
			    value->text),
		    .observed = value->text,
		    .expected = server_list(judging),
		    .why = "all checks of names ask the planned servers; what this one "
			   "answers nobody has looked at",
		    .fix = { option_line(judging, "domain-name-servers", NAME_SERVERS,
					 server_list(judging)) },
		    .other = inventory->name_servers[0].where,
		    .other_says = "the servers of the plan",
	    });
}

static void judge_name_servers(const struct judging *judging, const struct told *told)
{
	const struct inventory *inventory = judging->inventory;
	struct dhcp_told servers =
		dhcp_option(judging->view, told->net, told->entry, NAME_SERVERS);
	bool any_tested = false;
	struct addr addr;

	if (servers.unsure)
		return;
	if (!servers.count) {
		say_absent(
			judging, told, "domain-name-servers", NAME_SERVERS, "DNS server",
			"a node that resolves no name finds neither api-int nor the registry",
			inventory->name_server_count &&
					!inventory->name_servers_from_resolv_conf
				? server_list(judging)
				: "ADDRESS");
		return;
	}
	if (!inventory->name_server_count || inventory->name_servers_from_resolv_conf)
		return;
	for (size_t i = 0; i < servers.count; i++)
		any_tested = any_tested ||
			     addr_parse(servers.values[i].text, &addr) < 0 ||
			     is_tested(inventory, &addr);
	for (size_t i = 0; i < servers.count; i++) {
		if (addr_parse(servers.values[i].text, &addr) >= 0 &&
		    strcmp(servers.values[i].text, "0.0.0.0") != 0 &&
		    !is_tested(inventory, &addr))
			judge_server(judging, &servers.values[i], any_tested);
	}
}

static unsigned mask_bits(const struct addr *mask)
{
	unsigned bits = 0;

	while (bits < 32 && (mask->bytes[bits / 8] & (0x80 >> bits % 8)))
		bits++;
	return bits;
}

static void judge_mask(const struct judging *judging, const struct told *told)
{
	struct dhcp_told mask = dhcp_option(judging->view, told->net, told->entry, MASK);
	struct addr addr;

	if (mask.unsure || mask.count != 1 ||
	    addr_parse(mask.values[0].text, &addr) < 0 ||
	    mask_bits(&addr) == told->net->prefix || !judging->plan->nets_known ||
	    !findings_is_new(judging->findings, "mask", mask.where))
		return;
	add(judging,
	    &(struct finding){
		    .status = STATUS_FAIL,
		    .subject = findings_printf(judging->findings, "%s/subnet-mask",
					       told->net->text),
		    .where = mask.values[0].where,
		    .width = mask.values[0].width,
		    .title = findings_printf(
			    judging->findings,
			    "nodes are told the mask %s, and their network is "
			    "%s",
			    mask.values[0].text, told->net->text),
		    .observed = mask.values[0].text,
		    .expected = findings_printf(judging->findings, "a mask of %u bits",
						told->net->prefix),
		    .why = "with another mask a node takes neighbours for far away, or the "
			   "reverse",
		    .fix = { "remove the line: the server sends the mask of the network" },
		    .other = told->net->where,
		    .other_says = "the network",
	    });
}

static void judge_mtu(const struct judging *judging, const struct told *told)
{
	struct dhcp_told mtu = dhcp_option(judging->view, told->net, told->entry, MTU);
	unsigned long bytes;

	if (mtu.unsure || mtu.count != 1)
		return;
	bytes = strtoul(mtu.values[0].text, NULL, 0);
	if ((bytes >= 1400 && bytes <= 9216) ||
	    !findings_is_new(judging->findings, "mtu", mtu.where))
		return;
	add(judging,
	    &(struct finding){
		    .status = STATUS_WARN,
		    .subject = findings_printf(judging->findings, "%s/interface-mtu",
					       told->net->text),
		    .where = mtu.values[0].where,
		    .width = mtu.values[0].width,
		    .title = findings_printf(judging->findings,
					     "nodes are told an MTU of %lu", bytes),
		    .observed = mtu.values[0].text,
		    .expected = "1500, or 9000 where all of the path carries it",
		    .why = "the cluster's network takes 50 to 100 bytes more; with less than "
			   "1400 pulls and TLS handshakes hang",
		    .fix = { option_line(judging, "interface-mtu", MTU, "1500") },
	    });
}

static void judge_lease(const struct judging *judging, const struct told *told)
{
	struct where where = { 0 };
	unsigned long seconds = dhcp_lease(judging->view, told->net, told->entry, &where);

	if (!seconds || seconds >= LEASE_MIN ||
	    !findings_is_new(judging->findings, "lease", where))
		return;
	add(judging,
	    &(struct finding){
		    .status = STATUS_WARN,
		    .subject = "lease",
		    .where = where,
		    .title = findings_printf(
			    judging->findings,
			    "nodes get their addresses for %lu seconds only", seconds),
		    .observed =
			    findings_printf(judging->findings, "%lu seconds", seconds),
		    .expected = "some hours or more",
		    .why = "nodes renew all their life at half of that time; a DHCP server "
			   "that is down for so long takes the cluster with it",
		    .fix = { !strcmp(judging->plan->server, "dhcpd")
				     ? "default-lease-time 43200; max-lease-time 86400;"
				     : "dhcp-range=...,12h" },
	    });
}

static bool is_local_host(const char *name)
{
	return !strncasecmp(name, "localhost", 9);
}

static bool has_capital(const char *name)
{
	for (; *name; name++) {
		if (isupper((unsigned char)*name))
			return true;
	}
	return false;
}

/* The whole name, or its first label. */
static bool is_name_of(const struct judging *judging, const struct node *node,
		       const char *name)
{
	const char *given = text_dns_name(judging->arena, name);
	size_t label = strcspn(node->fqdn, ".");

	return !strcmp(given, node->fqdn) ||
	       (strlen(given) == label && !strncmp(given, node->fqdn, label));
}

/* "m1.wrong.example" of the node m1: "wrong.example"; NULL: it is another label, or no domain. */
static const char *other_domain(const struct node *node, const char *name)
{
	size_t label = strcspn(node->fqdn, ".");

	return strcspn(name, ".") == label && name[label] &&
			       !strncasecmp(name, node->fqdn, label)
		       ? name + label + 1
		       : NULL;
}

/* All the nodes may be told names in one wrong domain: once, or where the files say it themselves. */
static bool is_told_already(const struct judging *judging, const struct node *node,
			    const char *name, struct where where)
{
	const char *domain = other_domain(node, text_dns_name(judging->arena, name));

	if (!domain)
		return false;
	return (judging->zones_domain && !strcmp(domain, judging->zones_domain)) ||
	       !findings_is_new(judging->findings, domain, where);
}

static void judge_name(const struct judging *judging, const struct told *told)
{
	const struct node *node = told->entry->node;
	struct where where = { 0 };
	const char *name = dhcp_host_name(judging->view, told->entry, &where);
	bool other = name && !is_name_of(judging, node, name);

	if (!name || !*name || (!other && !has_capital(name)) ||
	    (other && is_told_already(judging, node, name, where)))
		return;
	add(judging,
	    &(struct finding){
		    .status = other ? STATUS_FAIL : STATUS_WARN,
		    .subject = findings_printf(judging->findings, "%s/host-name",
					       told->entry->name),
		    .where = where,
		    .title = findings_printf(
			    judging->findings,
			    other ? "%s is told that its name is %s"
				  : "%s is told its name with capitals: %s",
			    node->fqdn, name),
		    .observed = name,
		    .expected = node->fqdn,
		    .why = is_local_host(name)
				   ? "a node named localhost is refused by the cluster"
			   : other ? "the node joins by that name; certificates, DNS and load "
				     "balancer have the other"
				   : "names of nodes are in lower case",
		    .fix = { !strcmp(judging->plan->server, "dhcpd")
				     ? findings_printf(judging->findings,
						       "option host-name \"%s\";",
						       node->fqdn)
				     : dhcp_host_line(
					       judging->arena, judging->plan, node->fqdn,
					       told->entry->mac_count
						       ? told->entry->macs[0]
						       : NULL,
					       told->entry->address_count
						       ? told->entry->addresses[0].text
						       : NULL) },
		    .other = node->where,
		    .other_says = "the node",
	    });
}

static const char *ntp_host(const struct inventory *inventory, struct arena *arena)
{
	for (size_t i = 0; i < inventory->host_count; i++) {
		if ((inventory->hosts[i].roles & HOST_NTP) &&
		    inventory->hosts[i].addresses.count)
			return dhcp_addresses_text(arena, &inventory->hosts[i].addresses);
	}
	return NULL;
}

/* Once for a file: all nodes are told of none. */
static void judge_ntp(const struct judging *judging, bool any_told,
		      const struct told *first)
{
	const char *ours = ntp_host(judging->inventory, judging->arena);

	if (any_told || !first->entry || judging->plan->incomplete)
		return;
	add(judging,
	    &(struct finding){
		    .status = STATUS_WARN,
		    .subject = "ntp-servers",
		    .where = first->net ? first->net->where : first->entry->where,
		    .width = first->net ? first->net->width : 0,
		    .title = findings_printf(judging->findings,
					     "nodes are told no time server by %s",
					     dhcp_base_name(judging->plan->file)),
		    .observed = "no NTP server (option 42)",
		    .expected = ours ? ours : "a time server that the nodes can reach",
		    .why = "nodes then ask 2.rhel.pool.ntp.org on the Internet; with wrong "
			   "clocks certificates are not yet, or no longer, in force",
		    .fix = { option_line(judging, "ntp-servers", NTP,
					 ours ? ours : "ADDRESS") },
	    });
}

static void judge_plan(const struct judging *judging)
{
	const struct dhcp_plan *plan = judging->plan;
	struct told first = { 0 };
	bool any_ntp = false;

	for (size_t i = 0; i < plan->entry_count; i++) {
		struct told told = { .entry = &plan->entries[i] };
		struct dhcp_told ntp;

		if (!told.entry->node)
			continue;
		told.net = dhcp_entry_net(plan, told.entry);
		if (!first.entry)
			first = told;
		ntp = dhcp_option(judging->view, told.net, told.entry, NTP);
		any_ntp = any_ntp || ntp.count || ntp.unsure;
		judge_name(judging, &told);
		judge_lease(judging, &told);
		if (!told.net)
			continue;
		judge_routers(judging, &told);
		judge_name_servers(judging, &told);
		judge_mask(judging, &told);
		judge_mtu(judging, &told);
	}
	judge_ntp(judging, any_ntp, &first);
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	static const struct dhcp_client node = { .arch = -1 };
	struct judging judging = { .arena = findings_arena(findings),
				   .findings = findings,
				   .inventory = inventory };
	const struct dhcp_plan *plans;
	size_t count = dhcp_plans(judging.arena, inventory, &plans);

	judging.zones_domain = zone_other_domain(inventory, findings).domain;

	for (size_t i = 0; i < count; i++) {
		judging.plan = &plans[i];
		judging.view = dhcp_view_new(judging.arena, &plans[i], &node);
		findings_saw(findings, plans[i].file);
		judge_plan(&judging);
	}
}

const struct probe probe_lint_dhcp_options = {
	.id = "lint.dhcp-options",
	.title = "DHCP tells the nodes their router, DNS servers, name and time server",
	.why = "a node knows of its network what DHCP tells it, and nothing else",
	.symptom =
		"a node has its address and reaches nothing, resolves nothing, or calls itself "
		"otherwise than planned",
	.fix = "give the missing options in the subnet of the nodes",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
