/*
 * lint.boot-network: the network that kernel arguments give to a machine is one that works, and is
 * that of the node.
 */
#include <string.h>
#include <strings.h>

#include "_boot_ip.h"
#include "_dhcp_text.h"
#include "core/arena.h"
#include "core/http/url.h"
#include "core/index.h"
#include "core/sources/sources.h"
#include "core/text.h"

struct judging {
	struct findings *findings;
	const struct inventory *inventory;
	const struct boot_entry *entry;
	struct index *clients; /* address -> struct boot_ip */
};

/* "m1" and "m1.ocp45.example" */
static bool same_name(const char *a, const char *b)
{
	size_t left = strcspn(a, "."), right = strcspn(b, ".");

	return left == right && !strncasecmp(a, b, left) &&
	       (!a[left] || !b[right] || !strcasecmp(a, b));
}

/* Not for certain another one: a machine may have a file for each of its MACs. */
static bool same_machine(const struct inventory *inventory, const struct boot_ip *a,
			 const struct boot_ip *b)
{
	const char *one = a->ip.host_name.text, *two = b->ip.host_name.text;
	const struct node *left = boot_machine_node(inventory, a->entry);
	const struct node *right = boot_machine_node(inventory, b->entry);

	if (*one && *two)
		return same_name(one, two);
	return !left || !right || left == right;
}

/* The same address in two entries, which are not for the same machine. */
static void judge_twice(const struct judging *judging, struct boot_ip *ip)
{
	struct findings *findings = judging->findings;
	const char *key = arena_strdup(findings_arena(findings), ip->ip.client.text);
	const struct boot_ip *first = index_add(judging->clients, key, strlen(key), ip);
	struct finding finding;

	if (!first || same_machine(judging->inventory, first, ip))
		return;
	finding = boot_ip_finding(findings, ip, &ip->ip.client, "client");
	finding.title = findings_printf(findings, "%s and %s get the same address %s",
					first->entry->name, ip->entry->name, key);
	finding.observed = findings_printf(findings, "%s twice", key);
	finding.expected = "an address of its own for each machine";
	finding.why = "two machines with one address cut each other off";
	finding.fix[0] = "put in the address of the node";
	finding.other = first->word->where;
	finding.other_says = "the first";
	boot_add(findings, &finding);
}

/*
 * Whose file this is has one address in the plan, and another in the file. `alone`: no other ip=
 * may be the one that gives the right address.
 */
static void judge_machine(const struct judging *judging, const struct boot_ip *ip,
			  bool alone)
{
	struct findings *findings = judging->findings;
	const struct inventory *inventory = judging->inventory;
	const struct node *node = boot_machine_node(inventory, ip->entry);
	const struct node *other = inventory_node_at(inventory, &ip->client);
	struct finding finding;

	if (!node || node == other || !node->addresses.count)
		return;
	/* A name with another address is told by lint.node-address. */
	if (!other && (!alone || *ip->ip.host_name.text))
		return;
	finding = boot_ip_finding(findings, ip, &ip->ip.client, "client");
	finding.title = findings_printf(
		findings, "the file is for %s and gives it %s%s%s", node->fqdn,
		ip->ip.client.text, other ? ", the address of " : "",
		other ? other->fqdn : "");
	finding.observed = ip->ip.client.text;
	finding.expected =
		dhcp_addresses_text(findings_arena(findings), &node->addresses);
	finding.why = "names and the balancer lead to the address of the plan";
	finding.fix[0] = findings_printf(findings, "ip=%s:...", finding.expected);
	finding.other = node->where;
	finding.other_says = "the node is here";
	boot_add(findings, &finding);
}

/* An address that is that of a node but for its network. */
static void judge_near(const struct judging *judging, const struct boot_ip *ip)
{
	const struct inventory *inventory = judging->inventory;
	struct findings *findings = judging->findings;
	const struct node *near = NULL;
	struct finding finding;

	if (inventory_node_at(inventory, &ip->client) ||
	    inventory_host_at(inventory, &ip->client) || *ip->ip.host_name.text ||
	    boot_machine_node(inventory, ip->entry))
		return;
	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct addresses *addresses = &inventory->nodes[i].addresses;

		for (size_t a = 0; a < addresses->count; a++) {
			if (!dhcp_is_near(&addresses->items[a], &ip->client))
				continue;
			if (near)
				return;
			near = &inventory->nodes[i];
		}
	}
	if (!near)
		return;
	finding = boot_ip_finding(findings, ip, &ip->ip.client, "client");
	finding.status = STATUS_WARN;
	finding.title = findings_printf(findings, "%s: %s is the address of no node",
					ip->entry->name, ip->ip.client.text);
	finding.observed = ip->ip.client.text;
	finding.expected = findings_printf(
		findings, "%s (%s)?",
		dhcp_addresses_text(findings_arena(findings), &near->addresses),
		near->fqdn);
	finding.why = "names and the balancer lead to the address of the plan";
	finding.fix[0] = "put in the address of the node, or add the node to the plan";
	finding.other = near->where;
	finding.other_says = "perhaps this one";
	boot_add(findings, &finding);
}

static void judge_name(const struct judging *judging, const struct boot_ip *ip)
{
	struct findings *findings = judging->findings;
	const char *name = ip->ip.host_name.text;
	struct finding finding;

	if (!*name || text_is_host_name(name))
		return;
	finding = boot_ip_finding(findings, ip, &ip->ip.host_name, "hostname");
	finding.title = findings_printf(
		findings, "%s: %s is no host name", ip->entry->name,
		text_clean(findings_arena(findings), name, strlen(name), 80));
	finding.expected = "letters, digits, hyphens and dots";
	finding.why = "the name is passed over, and the node may call itself localhost";
	finding.fix[0] = "put in the node's name";
	boot_add(findings, &finding);
}

static bool is_planned(const struct inventory *inventory, const struct addr *addr)
{
	for (size_t i = 0; i < inventory->name_server_count; i++) {
		if (addr_equal(&inventory->name_servers[i].addr, addr))
			return true;
	}
	return false;
}

static const char *planned_servers(const struct judging *judging)
{
	const struct inventory *inventory = judging->inventory;
	const char *list = "nameserver=ADDRESS";
	char text[ADDR_STRLEN];

	if (inventory->name_servers_from_resolv_conf)
		return list;
	for (size_t i = 0; i < inventory->name_server_count; i++)
		list = findings_printf(judging->findings, "%s%snameserver=%s",
				       i ? list : "", i ? " " : "",
				       addr_str(&inventory->name_servers[i].addr, text));
	return list;
}

static void add_server_finding(const struct judging *judging,
			       const struct boot_word *word, enum status status,
			       const char *title, const char *why)
{
	boot_add(judging->findings,
		 &(struct finding){
			 .status = status,
			 .subject = boot_subject(judging->findings, judging->entry,
						 "nameserver="),
			 .where = word->where,
			 .width = word->width,
			 .title = title,
			 .observed = word->text,
			 .expected = planned_servers(judging),
			 .why = why,
			 .fix = { planned_servers(judging) },
		 });
}

/* "[fd00::53]" or plain; the newest take a URI. */
static bool parse_server(const struct judging *judging, const char *text,
			 struct addr *ret_addr)
{
	size_t length = strlen(text);

	if (*text == '[' && length > 2 && text[length - 1] == ']')
		text = arena_strndup(findings_arena(judging->findings), text + 1,
				     length - 2);
	return addr_parse(text, ret_addr) >= 0;
}

/* One that is planned is enough to be warned of the others only. */
static void judge_servers(const struct judging *judging)
{
	const struct boot_entry *entry = judging->entry;
	const struct inventory *inventory = judging->inventory;
	struct findings *findings = judging->findings;
	bool planned =
		!inventory->name_server_count || inventory->name_servers_from_resolv_conf;
	bool any = planned;

	for (size_t pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < entry->arg_count; i++) {
			const struct boot_word *word = &entry->args[i];
			struct addr addr;
			const char *text = word->text + strlen("nameserver=");

			if (strncmp(word->text, "nameserver=", 11) != 0 ||
			    word->unknown || strstr(text, "://"))
				continue;
			if (!parse_server(judging, text, &addr)) {
				if (pass)
					add_server_finding(
						judging, word, STATUS_FAIL,
						findings_printf(
							findings,
							"%s: nameserver=%s is no address",
							entry->name,
							text_clean(
								findings_arena(findings),
								text, strlen(text), 80)),
						"the node resolves no name, and finds "
						"neither api-int nor the registry");
				continue;
			}
			any |= is_planned(inventory, &addr);
			if (pass && !planned && !is_planned(inventory, &addr) &&
			    findings_is_new(findings, "server", word->where))
				add_server_finding(
					judging, word, any ? STATUS_WARN : STATUS_FAIL,
					findings_printf(findings,
							"%s: nameserver=%s is not a DNS "
							"server of the plan",
							entry->name, text),
					"all checks of names ask the planned servers; what "
					"this one answers nobody has looked at");
		}
	}
}

/* Whether a URL of the entry has a name for its host. */
static bool fetches_by_name(const struct judging *judging)
{
	static const char *const arguments[] = { "coreos.inst.ignition_url=",
						 "coreos.inst.image_url=",
						 "coreos.live.rootfs_url=" };

	for (size_t i = 0; i < sizeof arguments / sizeof arguments[0]; i++) {
		const struct boot_word *word =
			boot_argument(judging->entry, arguments[i]);
		struct http_url url;
		struct addr addr;

		if (word && !word->unknown &&
		    http_url_parse(findings_arena(judging->findings),
				   word->text + strlen(arguments[i]), &url) >= 0 &&
		    addr_parse(url.host, &addr) < 0)
			return true;
	}
	return false;
}

/* Where all addresses are given, DHCP tells neither a DNS server nor a router. (IPv6 has others.) */
static void judge_static(const struct judging *judging, const struct boot_ip *ip,
			 bool gateway, bool dns)
{
	const struct boot_entry *entry = judging->entry;
	struct finding finding;

	if (!dns && entry->args_known) {
		bool by_name = fetches_by_name(judging);

		finding = boot_ip_finding(judging->findings, ip, NULL, "");
		finding.status = by_name ? STATUS_FAIL : STATUS_WARN;
		finding.subject = boot_subject(judging->findings, entry, "nameserver=");
		finding.title = findings_printf(
			judging->findings,
			"%s: the address is given, and no DNS server is", entry->name);
		finding.observed = "ip= without nameserver=";
		finding.expected = planned_servers(judging);
		finding.why =
			by_name ? "the hosts of its URLs are not found"
				: "the node finds neither api-int nor the registry, "
				  "unless its ignition says more";
		finding.fix[0] = finding.expected;
		boot_add(judging->findings, &finding);
	}
	if (!gateway && entry->args_known && !boot_argument(entry, "rd.route=")) {
		finding = boot_ip_finding(judging->findings, ip, &ip->ip.gateway,
					  "gateway");
		finding.status = STATUS_WARN;
		finding.title = findings_printf(
			judging->findings, "%s: the address is given, and no gateway is",
			entry->name);
		finding.observed = "an empty third field of ip=";
		finding.expected = "the router of the node's network";
		finding.why =
			"the node reaches its own network alone, and the kubelet wants "
			"a default route";
		finding.fix[0] = "ip=CLIENT::GATEWAY:NETMASK:...";
		boot_add(judging->findings, &finding);
	}
}

/* It has one ip= and no more. */
static bool is_alone(const struct boot_entry *entry)
{
	size_t count = 0;

	for (size_t i = 0; i < entry->arg_count; i++)
		count += !strncmp(entry->args[i].text, "ip=", 3);
	return count == 1;
}

static void judge_entry(struct judging *judging, const struct boot_entry *entry)
{
	const struct boot_ip *last = NULL;
	bool all_static = true, gateway = false, dns;

	judging->entry = entry;
	dns = boot_argument(entry, "nameserver=") != NULL;
	for (size_t i = 0; i < entry->arg_count; i++) {
		const struct boot_word *word = &entry->args[i];
		struct boot_ip *ip;

		if (strncmp(word->text, "ip=", 3) != 0)
			continue;
		if (word->unknown) {
			all_static = false;
			continue;
		}
		ip = arena_alloc(findings_arena(judging->findings), sizeof *ip);
		ip->entry = entry;
		ip->word = word;
		boot_ip_judge(judging->inventory, judging->findings, ip);
		all_static &= ip->client.family != 0;
		if (!ip->client.family)
			continue;
		last = ip;
		gateway |= *ip->ip.gateway.text != '\0';
		dns |= *ip->ip.dns[0].text != '\0';
		judge_twice(judging, ip);
		judge_machine(judging, ip, is_alone(entry));
		judge_name(judging, ip);
	}
	/* Where there are more, one may be of a network that the plan does not speak of. */
	if (last && is_alone(entry))
		judge_near(judging, last);
	if (last && all_static && last->client.family == AF_INET)
		judge_static(judging, last, gateway, dns);
	judge_servers(judging);
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	struct judging judging = { .findings = findings,
				   .inventory = inventory,
				   .clients = index_new(findings_arena(findings), 16) };

	for (size_t i = 0; i < inventory->sources->boot_count; i++) {
		const struct boot_config *boot = inventory->sources->boot[i];

		findings_saw(findings, boot->file);
		for (size_t e = 0; e < boot->count; e++) {
			if (boot_is_coreos(&boot->entries[e]))
				judge_entry(&judging, &boot->entries[e]);
		}
	}
}

const struct probe probe_lint_boot_network = {
	.id = "lint.boot-network",
	.title = "the network that kernel arguments give is that of the node, and works",
	.why = "the installer passes ip= and nameserver= on to the installed system: what is "
	       "wrong there stays",
	.symptom =
		"an emergency shell, \"Network is unreachable\", or a node with the address "
		"of another",
	.fix = "correct ip= and nameserver= (dracut.cmdline(7))",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
