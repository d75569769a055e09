/*
 * lint.named-access: named listens where nodes ask, and answers them.
 */
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "_shown.h"
#include "_named.h"

static bool is_loopback(const struct addr *addr)
{
	static const unsigned char v6[16] = { [15] = 1 };

	return addr->family == AF_INET ? addr->bytes[0] == 127
				       : !memcmp(addr->bytes, v6, sizeof v6);
}

/* Nothing in the list lets another machine in. */
static bool is_loopback_only(const struct named_matches *matches)
{
	for (size_t i = 0; i < matches->count; i++) {
		const struct named_match *match = &matches->items[i];

		if (match->negated || match->kind == NAMED_NONE)
			continue;
		if (match->kind != NAMED_PREFIX || !is_loopback(&match->addr))
			return false;
	}
	return true;
}

static void judge_listen(const struct zone_world *world)
{
	const struct named_options *options = &world->named->options;
	const struct named_matches *first = options->listen_on;
	struct finding finding = { .status = STATUS_FAIL, .subject = "listen-on" };

	for (size_t i = 0; i < options->listen_on_count; i++) {
		if (!is_loopback_only(&options->listen_on[i]))
			return;
	}
	for (size_t i = 0; i < options->listen_on_v6_count; i++) {
		if (!is_loopback_only(&options->listen_on_v6[i]))
			return;
	}
	/* Nothing said is everything (BIND 9.16 and later for IPv6 too). */
	if (!first || !options->listen_on_v6_count) {
		if (!first)
			return;
	}
	finding.where = first->where;
	finding.width = first->width;
	finding.title =
		"named listens on this machine's loopback address only: nodes get no "
		"answer";
	finding.observed = "127.0.0.1";
	finding.expected = "the address that nodes ask, or any";
	finding.why =
		"nodes find no name at all, while everything resolves on the server "
		"itself";
	finding.fix[0] = "listen-on port 53 { any; };";
	finding.fix[1] = NAMED_RESTART;
	findings_add(world->findings, &finding);
}

struct shut_out {
	const struct node *first;
	const struct addr *addr;
	size_t count, asked;
};

/* The nodes that the list keeps out, for certain. */
static struct shut_out shut_out_by(const struct zone_world *world,
				   const struct named_matches *matches)
{
	const struct inventory *inventory = world->inventory;
	struct shut_out out = { 0 };

	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];

		for (size_t j = 0; j < node->addresses.count; j++) {
			const struct addr *addr = &node->addresses.items[j];

			out.asked++;
			if (named_matches_addr(world->named, matches, addr) != NAMED_NO)
				continue;
			if (!out.count++) {
				out.first = node;
				out.addr = addr;
			}
		}
	}
	return out;
}

static const char *network_of(const struct zone_world *world, const struct addr *addr)
{
	char text[ADDR_STRLEN];
	struct addr net = *addr;

	if (addr->family == AF_INET) {
		net.bytes[3] = 0;
		return findings_printf(world->findings, "%s/24", addr_str(&net, text));
	}
	memset(net.bytes + 8, 0, 8);
	return findings_printf(world->findings, "%s/64", addr_str(&net, text));
}

static void add_shut_out(const struct zone_world *world,
			 const struct named_matches *matches, const char *option,
			 enum status status, const char *why)
{
	struct shut_out out = shut_out_by(world, matches);
	struct finding finding = { .status = status, .subject = option, .why = why };
	char text[ADDR_STRLEN];

	if (!out.count)
		return;
	finding.where = matches->where;
	finding.width = matches->width;
	finding.title = findings_printf(
		world->findings, "%s of named.conf leaves %s out: %s (%s)", option,
		out.count == out.asked ? "the nodes" : "some nodes", out.first->fqdn,
		addr_str(out.addr, text));
	finding.observed = findings_printf(world->findings,
					   "%zu of %zu addresses of nodes "
					   "are not let in",
					   out.count, out.asked);
	finding.fix[0] = findings_printf(world->findings, "%s { localhost; %s; };",
					 option, network_of(world, out.addr));
	finding.fix[1] = NAMED_RESTART;
	findings_add(world->findings, &finding);
}

static void judge_query(const struct zone_world *world)
{
	const struct named_matches *matches = named_option_matches(
		world->named, world->view, offsetof(struct named_options, allow_query));
	const struct named_zone *zone =
		zone_world_statement(world, world->inventory->api.fqdn);

	if (zone && zone->options.allow_query.given)
		matches = &zone->options.allow_query;
	if (matches->given)
		add_shut_out(
			world, matches, "allow-query", STATUS_FAIL,
			"the nodes' questions are answered with REFUSED, the server's "
			"own are not");
}

/* Every view asks first who asks. */
static void judge_views(const struct zone_world *world)
{
	const struct inventory *inventory = world->inventory;
	struct finding finding = { .status = STATUS_FAIL, .subject = "match-clients" };
	const struct named_view *view;
	char text[ADDR_STRLEN];

	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];

		for (size_t j = 0; j < node->addresses.count; j++) {
			const struct addr *addr = &node->addresses.items[j];

			if (named_view_of(world->named, addr, &view) != NAMED_NO)
				continue;
			view = world->named->views[world->named->view_count - 1];
			finding.where =
				view->clients.given ? view->clients.where : view->where;
			finding.width = view->clients.width;
			finding.title = findings_printf(
				world->findings,
				"no view of named.conf is for %s (%s): it is refused",
				node->fqdn, addr_str(addr, text));
			finding.observed = "no match-clients fits";
			finding.fix[0] =
				findings_printf(world->findings, "match-clients { %s; };",
						network_of(world, addr));
			finding.fix[1] = NAMED_RESTART;
			findings_add(world->findings, &finding);
			return;
		}
	}
}

/* Names outside are looked up by the nodes themselves, unless a proxy does that. */
static bool names_outside_are_needed(const struct zone_world *world)
{
	return world->inventory->egress_target_count && !world->inventory->egress_proxy;
}

static void judge_recursion(const struct zone_world *world)
{
	static const char why[] =
		"nodes pull images from quay.io and must look up its address; a name server "
		"that they ask besides may help, at times";
	const struct named_text *recursion = named_option_text(
		world->named, world->view, offsetof(struct named_options, recursion));
	const struct named_matches *matches =
		named_option_matches(world->named, world->view,
				     offsetof(struct named_options, allow_recursion));
	struct finding finding = { .subject = "recursion", .why = why };
	enum status status =
		world->inventory->name_server_count > 1 ? STATUS_WARN : STATUS_FAIL;

	if (!names_outside_are_needed(world))
		return;
	if (recursion->value &&
	    (!strcasecmp(recursion->value, "no") ||
	     !strcasecmp(recursion->value, "false") || !strcmp(recursion->value, "0"))) {
		finding.status = status;
		finding.where = recursion->where;
		finding.width = recursion->width;
		finding.title = "named does not look up names outside: recursion is off";
		finding.observed = "recursion no";
		finding.expected = "recursion for the nodes";
		finding.fix[0] = "recursion yes;";
		finding.fix[1] = NAMED_RESTART;
		findings_add(world->findings, &finding);
		return;
	}
	if (!matches->given)
		matches = named_option_matches(
			world->named, world->view,
			offsetof(struct named_options, allow_query_cache));
	if (matches->given)
		add_shut_out(world, matches, "allow-recursion", status, why);
}

static void judge_validation(const struct zone_world *world)
{
	const struct named_text *validation =
		named_option_text(world->named, world->view,
				  offsetof(struct named_options, dnssec_validation));
	const struct named_options *options = &world->named->options;
	const struct named_zone *zone =
		zone_world_statement(world, world->inventory->api.fqdn);
	struct finding finding = { .status = STATUS_WARN,
				   .subject = "dnssec-validation" };

	if (!zone || (zone->type != NAMED_FORWARD && zone->type != NAMED_STUB &&
		      zone->type != NAMED_STATIC_STUB))
		return;
	if (!named_domain_is_private(zone->name) ||
	    (validation->value && !strcasecmp(validation->value, "no")))
		return;
	if (world->view && world->view->options.validate_except_count)
		options = &world->view->options;
	for (size_t i = 0; i < options->validate_except_count; i++) {
		if (zone_is_below(zone->name, options->validate_except[i].value))
			return;
	}
	finding.where = validation->value ? validation->where : zone->name_where;
	finding.width = validation->value ? validation->width : zone->name_width;
	finding.title = findings_printf(
		world->findings,
		"named validates what it is told about %s, and the root says that this "
		"domain does not exist",
		zone->name);
	finding.observed =
		findings_printf(world->findings, "dnssec-validation %s",
				validation->value ? validation->value : "auto");
	finding.expected = "no validation below a private domain";
	finding.why = "the answers of the other server are turned into SERVFAIL";
	finding.other = zone->name_where;
	finding.other_says = "its names are asked elsewhere";
	finding.fix[0] = findings_printf(world->findings, "validate-except { \"%s\"; };",
					 zone->name);
	finding.fix[1] = NAMED_RESTART;
	findings_add(world->findings, &finding);
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	struct zone_world world;

	if (!zone_world_init(&world, inventory, findings) || !world.named)
		return;
	findings_saw(findings, world.named->file);
	judge_listen(&world);
	judge_views(&world);
	judge_query(&world);
	judge_recursion(&world);
	judge_validation(&world);
}

const struct probe probe_lint_named_access = {
	.id = "lint.named-access",
	.title = "named listens where nodes ask, and answers them",
	.why = "the file that distributions ship answers the machine itself only",
	.symptom = "the bastion resolves every name, the nodes none: timeouts or REFUSED",
	.fix = "listen-on port 53 { any; };\nallow-query { localhost; 172.16.0.0/24; };\n"
	       "systemctl restart named",
	.phases = PHASE_PREBOOT,
	.needs = shown_named_access,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
