#include "_boot_ip.h"

#include <stdlib.h>
#include <string.h>

#include "_release.h"
#include "core/arena.h"
#include "core/text.h"

struct judging {
	const struct inventory *inventory;
	struct findings *findings;
	struct boot_ip *ip;
};

#define FORM "ip=CLIENT::GATEWAY:NETMASK:HOSTNAME:INTERFACE:none"

struct finding boot_ip_finding(struct findings *findings, const struct boot_ip *ip,
			       const struct dracut_ip_field *field, const char *what)
{
	struct finding finding = {
		.status = STATUS_FAIL,
		.subject = boot_subject(findings, ip->entry,
					findings_printf(findings, "ip=%s", what)),
		.where = ip->word->where,
		.width = ip->word->width,
		.why = "the machine comes up without the network that it shall have, and "
		       "fetches nothing",
	};

	/* In the file as it is here, where no variable was put in. */
	if (field && ip->word->width == strlen(ip->word->text)) {
		size_t length = strlen(field->text);

		finding.where.column += 3 + field->offset;
		finding.width = length ? (unsigned)length : 1;
	}
	return finding;
}

static const char *clean(const struct judging *judging, const char *text)
{
	return text_clean(findings_arena(judging->findings), text, strlen(text), 80);
}

static void say(const struct judging *judging, const struct dracut_ip_field *field,
		const char *what, const char *title, const char *expected)
{
	struct finding finding =
		boot_ip_finding(judging->findings, judging->ip, field, what);

	finding.title = title;
	finding.observed = clean(judging, judging->ip->word->text);
	finding.expected = expected;
	finding.fix[0] = expected;
	findings_add(judging->findings, &finding);
}

/* ip=dhcp, ip=ens3:dhcp */
static void judge_short(const struct judging *judging)
{
	const struct boot_ip *ip = judging->ip;
	const char *text = ip->ip.kind.text, *name = ip->entry->name;
	struct addr addr;

	if (dracut_ip_is_kind(text))
		return;
	say(judging, &ip->ip.kind, "",
	    addr_parse(text, &addr) >= 0
		    ? findings_printf(judging->findings, "%s: ip= gives an address alone",
				      name)
		    : findings_printf(judging->findings, "%s: ip= is not to be read: %s",
				      name, clean(judging, text)),
	    FORM);
}

/* False: the rest cannot be judged. */
static bool judge_form(const struct judging *judging)
{
	const struct boot_ip *ip = judging->ip;
	const char *name = ip->entry->name;
	struct findings *findings = judging->findings;

	/* INTERFACE:none without the name in front. */
	if (!*ip->ip.kind.text && *ip->ip.interface.text &&
	    dracut_ip_is_kind(ip->ip.interface.text)) {
		say(judging, &ip->ip.interface, "",
		    findings_printf(findings,
				    "%s: a field of ip= is missing: %s stands in "
				    "the place of the interface",
				    name, ip->ip.interface.text),
		    FORM ", an empty HOSTNAME with its colon");
		return false;
	}
	if (*ip->ip.kind.text && !dracut_ip_is_kind(ip->ip.kind.text)) {
		say(judging, &ip->ip.kind, "",
		    findings_printf(findings,
				    "%s: the last field of ip= is %s, which is no way to "
				    "get an address",
				    name, clean(judging, ip->ip.kind.text)),
		    "none, dhcp, dhcp6 or auto6");
		return false;
	}
	return true;
}

/* False: it is no address. */
static bool read_client(const struct judging *judging)
{
	struct boot_ip *ip = judging->ip;
	const char *text = ip->ip.client.text;

	/* CLIENT/PREFIX is read from 4.6 on. */
	if (!release_is_before(judging->inventory, 6) &&
	    network_parse(findings_arena(judging->findings), text, &ip->network)) {
		ip->client = ip->network.addr;
		return true;
	}
	if (!*text || addr_parse(text, &ip->client) >= 0)
		return true;
	say(judging, &ip->ip.client, "client",
	    findings_printf(judging->findings,
			    "%s: ip= begins with %s, which is no address",
			    ip->entry->name, clean(judging, text)),
	    strlen(text) > 4 || strspn(text, "0123456789abcdefABCDEF") != strlen(text)
		    ? "the address of the node"
		    : "the address of the node, IPv6 in brackets: "
		      "[fd00::21]::[fd00::1]:64:...");
	return false;
}

/* The scripts of dracut refuse an address together with DHCP, which is what they do unasked. */
static void judge_kind(const struct judging *judging)
{
	const struct boot_ip *ip = judging->ip;
	const char *kind = ip->ip.kind.text;

	if (!release_is_before(judging->inventory, 6) || !strcmp(kind, "none") ||
	    !strcmp(kind, "off") || !strcmp(kind, "ibft"))
		return;
	say(judging, &ip->ip.kind, "kind",
	    findings_printf(judging->findings,
			    "%s: ip= gives an address and asks for %s as well",
			    ip->entry->name, *kind ? kind : "DHCP"),
	    "none");
}

/* The prefix; 0: it is none. */
static unsigned prefix_of(const struct addr *client, const char *text)
{
	unsigned most = client->family == AF_INET ? 32 : 128, bits = 0;
	struct addr mask;

	if (strspn(text, "0123456789") == strlen(text)) {
		unsigned long number = strtoul(text, NULL, 10);

		return number <= most ? (unsigned)number : 0;
	}
	if (client->family != AF_INET || addr_parse(text, &mask) < 0 ||
	    mask.family != AF_INET)
		return 0;
	while (bits < 32 && mask.bytes[bits / 8] & (0x80 >> bits % 8))
		bits++;
	for (unsigned i = bits; i < 32; i++) {
		if (mask.bytes[i / 8] & (0x80 >> i % 8))
			return 0;
	}
	return bits;
}

static void judge_netmask(const struct judging *judging)
{
	struct boot_ip *ip = judging->ip;
	const char *text = ip->ip.netmask.text;
	const char *right = ip->client.family == AF_INET ? "255.255.255.0, or 24" : "64";

	if (!*text && (ip->network.prefix || !release_is_before(judging->inventory, 6)))
		return;
	if (*text) {
		ip->network.addr = ip->client;
		ip->network.prefix = prefix_of(&ip->client, text);
	}
	if (!ip->network.prefix)
		say(judging, &ip->ip.netmask, "netmask",
		    *text ? findings_printf(judging->findings,
					    "%s: %s is no netmask of an %s address",
					    ip->entry->name, clean(judging, text),
					    ip->client.family == AF_INET ? "IPv4"
									 : "IPv6")
			  : findings_printf(judging->findings,
					    "%s: ip= gives an address without a netmask",
					    ip->entry->name),
		    right);
}

/* Whether no host bit, or every one, is set. */
static bool is_edge(const struct network *network, const struct addr *addr)
{
	bool none = true, all = true;

	if (addr->family != AF_INET || network->prefix > 30)
		return false;
	for (unsigned i = network->prefix; i < 32; i++) {
		bool bit = addr->bytes[i / 8] & (0x80 >> i % 8);

		none &= !bit;
		all &= bit;
	}
	return none || all;
}

static void judge_edge(const struct judging *judging)
{
	const struct boot_ip *ip = judging->ip;

	if (ip->network.prefix && is_edge(&ip->network, &ip->client))
		say(judging, &ip->ip.client, "client",
		    findings_printf(
			    judging->findings,
			    "%s: %s is the network or the broadcast address of its "
			    "own network",
			    ip->entry->name, ip->ip.client.text),
		    "the address of the node");
}

/* Where a gateway may be outside: the address is a network of its own. */
static bool is_single(const struct network *network)
{
	return network->prefix >= (network->addr.family == AF_INET ? 31 : 127);
}

static void judge_gateway(const struct judging *judging)
{
	const struct boot_ip *ip = judging->ip;
	struct findings *findings = judging->findings;
	const char *text = ip->ip.gateway.text, *wrong = NULL;
	const struct node *node;
	struct addr gateway;

	if (!*text)
		return;
	if (addr_parse(text, &gateway) < 0) {
		wrong = "which is no address";
	} else if (gateway.family != ip->client.family) {
		wrong = "which is no address of the family of its own";
	} else if (addr_equal(&gateway, &ip->client)) {
		wrong = "which is its own address";
	} else if (ip->network.prefix && !is_single(&ip->network)) {
		if (!network_holds(&ip->network, &gateway) &&
		    !(gateway.bytes[0] == 0xfe && gateway.family == AF_INET6))
			wrong = findings_printf(
				findings, "which is not in its network %s",
				network_text(findings_arena(findings), &ip->network));
		else if (is_edge(&ip->network, &gateway))
			wrong = "which is the network or the broadcast address";
	}
	node = wrong ? NULL : inventory_node_at(judging->inventory, &gateway);
	if (node)
		wrong = findings_printf(findings, "which is the node %s", node->fqdn);
	if (wrong)
		say(judging, &ip->ip.gateway, "gateway",
		    findings_printf(findings, "%s: the gateway of ip= is %s, %s",
				    ip->entry->name, clean(judging, text), wrong),
		    "the router of the node's network");
}

void boot_ip_judge(const struct inventory *inventory, struct findings *findings,
		   struct boot_ip *ip)
{
	const struct judging judging = { inventory, findings, ip };

	dracut_ip_read(findings_arena(findings), ip->word->text + 3,
		       strlen(ip->word->text) - 3, &ip->ip);
	if (ip->ip.form != DRACUT_IP_CLIENT) {
		judge_short(&judging);
		return;
	}
	if (!read_client(&judging) || !judge_form(&judging) || !ip->client.family)
		return;
	judge_kind(&judging);
	judge_netmask(&judging);
	judge_edge(&judging);
	judge_gateway(&judging);
}
