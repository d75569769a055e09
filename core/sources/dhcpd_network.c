/*
 * The networks of dhcpd.conf: subnets, shared networks, pools and their ranges.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/index.h"
#include "core/sources/dhcpd_ask.h"
#include "core/sources/dhcpd_parser.h"

static void parse_shared_network(struct dhcpd_parser *parser,
				 const struct dhcpd_scope *outer)
{
	struct dhcpd_scope *scope =
		dhcpd_scope_new(parser, DHCPD_SHARED_NETWORK, outer, parser->ahead.where);

	if (parser->ahead.fault ||
	    (parser->ahead.kind != DHCPD_WORD && parser->ahead.kind != DHCPD_STRING)) {
		dhcpd_unexpected(parser, "the name of the shared network");
		dhcpd_skip(parser);
		return;
	}
	dhcpd_take(parser);
	if (!dhcpd_take_sign(parser, '{')) {
		dhcpd_unexpected(parser, "'{'");
		dhcpd_skip(parser);
		return;
	}
	dhcpd_parse_block(parser, scope);
}

/* The bits of a mask; 33: the ones are not all in front. */
static unsigned mask_bits(const struct addr *mask)
{
	unsigned bits = 0;

	while (bits < 32 && (mask->bytes[bits / 8] & (0x80 >> bits % 8)))
		bits++;
	for (unsigned i = bits; i < 32; i++) {
		if (mask->bytes[i / 8] & (0x80 >> i % 8))
			return 33;
	}
	return bits;
}

static bool has_host_bits(const struct addr *addr, unsigned prefix)
{
	unsigned bits = addr->family == AF_INET ? 32 : 128;

	for (unsigned i = prefix; i < bits; i++) {
		if (addr->bytes[i / 8] & (0x80 >> i % 8))
			return true;
	}
	return false;
}

static bool take_address(struct dhcpd_parser *parser, sa_family_t family,
			 const char *expected, struct addr *ret_addr)
{
	if (parser->ahead.kind != DHCPD_WORD || parser->ahead.fault ||
	    addr_parse(parser->ahead.text, ret_addr) < 0 || ret_addr->family != family) {
		dhcpd_unexpected(parser, expected);
		return false;
	}
	dhcpd_take(parser);
	return true;
}

static bool parse_mask(struct dhcpd_parser *parser, struct dhcpd_subnet *subnet,
		       const char *network)
{
	struct addr mask;

	if (!dhcpd_take_word(parser, "netmask")) {
		dhcpd_unexpected(parser, "netmask");
		return false;
	}
	if (!take_address(parser, AF_INET, "the mask of the subnet", &mask))
		return false;
	subnet->text =
		arena_printf(parser->arena, "%s netmask %s", network, parser->last.text);
	subnet->prefix = mask_bits(&mask);
	if (subnet->prefix > 32) {
		dhcpd_refuse(parser, parser->last.where, "255.255.255.0 for a /24",
			     "%s is no mask", parser->last.text);
		return false;
	}
	return true;
}

static void say_host_bits(struct dhcpd_parser *parser, const struct dhcpd_subnet *subnet)
{
	struct addr base = subnet->network;
	char text[ADDR_STRLEN];

	for (unsigned i = subnet->prefix; i < sizeof base.bytes * 8; i++)
		base.bytes[i / 8] &= (unsigned char)~(0x80 >> i % 8);
	dhcpd_refuse(parser, subnet->where,
		     arena_printf(parser->arena, "its first address is %s",
				  addr_str(&base, text)),
		     "subnet %s: the address has bits beyond the mask", subnet->text);
}

static bool parse_subnet_head(struct dhcpd_parser *parser, struct dhcpd_subnet *subnet)
{
	const char *network = parser->ahead.text;

	if (!take_address(parser, AF_INET, "the address of the subnet",
			  &subnet->network) ||
	    !parse_mask(parser, subnet, network))
		return false;
	if (has_host_bits(&subnet->network, subnet->prefix))
		say_host_bits(parser, subnet);
	return true;
}

/* "fd00::/64" is one word. */
static bool parse_subnet6_head(struct dhcpd_parser *parser, struct dhcpd_subnet *subnet)
{
	const char *text = parser->ahead.text, *slash = strchr(text, '/');
	char *end = NULL;

	subnet->text = text;
	if (slash)
		subnet->prefix = (unsigned)strtoul(slash + 1, &end, 10);
	if (parser->ahead.kind != DHCPD_WORD || !slash || end == slash + 1 || *end ||
	    subnet->prefix > 128 ||
	    addr_parse(arena_strndup(parser->arena, text, (size_t)(slash - text)),
		       &subnet->network) < 0 ||
	    subnet->network.family != AF_INET6) {
		dhcpd_unexpected(parser, "an IPv6 network such as fd00::/64");
		return false;
	}
	dhcpd_take(parser);
	if (has_host_bits(&subnet->network, subnet->prefix))
		say_host_bits(parser, subnet);
	return true;
}

static void parse_subnet(struct dhcpd_parser *parser, const struct dhcpd_scope *outer,
			 bool six)
{
	struct dhcpd *dhcpd = parser->dhcpd;
	struct dhcpd_subnet subnet = { .where = parser->ahead.where };

	if (!(six ? parse_subnet6_head(parser, &subnet)
		  : parse_subnet_head(parser, &subnet))) {
		dhcpd_skip(parser);
		return;
	}
	subnet.width = parser->last.where.line == subnet.where.line
			       ? parser->last.where.column + parser->last.width -
					 subnet.where.column
			       : 0;
	if (!dhcpd_take_sign(parser, '{')) {
		dhcpd_unexpected(parser, "'{'");
		dhcpd_skip(parser);
		return;
	}
	subnet.scope = dhcpd_scope_new(parser, DHCPD_SUBNET, outer, subnet.where);
	dhcpd->subnets = arena_grow(parser->arena, dhcpd->subnets, dhcpd->subnet_count,
				    sizeof subnet);
	dhcpd->subnets[dhcpd->subnet_count++] = subnet;
	dhcpd_parse_block(parser, subnet.scope);
}

static const struct dhcpd_subnet *subnet_of(const struct dhcpd_parser *parser,
					    const struct dhcpd_scope *scope)
{
	const struct dhcpd *dhcpd = parser->dhcpd;

	while (scope && scope->kind != DHCPD_SUBNET)
		scope = scope->outer;
	/* It is among the last. */
	for (size_t i = dhcpd->subnet_count; scope && i-- > 0;) {
		if (dhcpd->subnets[i].scope == scope)
			return &dhcpd->subnets[i];
	}
	return NULL;
}

static void check_range(struct dhcpd_parser *parser, const struct dhcpd_range *range,
			const struct dhcpd_scope *scope)
{
	const struct dhcpd_subnet *subnet = subnet_of(parser, scope);
	char text[ADDR_STRLEN];

	for (unsigned i = 0; subnet && i < 2; i++) {
		const struct addr *addr = i ? &range->high : &range->low;

		if (dhcpd_subnet_holds(subnet, addr))
			continue;
		dhcpd_refuse(parser, range->where, NULL, "%s is not in subnet %s",
			     addr_str(addr, text), subnet->text);
		return;
	}
}

/* "fd00::100/120", or "fd00::100 temporary". */
static bool take_prefix(struct dhcpd_parser *parser, struct dhcpd_range *range)
{
	const char *text = parser->ahead.text, *slash = strchr(text, '/');
	unsigned long prefix;

	if (parser->ahead.kind != DHCPD_WORD || !slash ||
	    addr_parse(arena_strndup(parser->arena, text, (size_t)(slash - text)),
		       &range->low) < 0)
		return false;
	prefix = strtoul(slash + 1, NULL, 10);
	range->high = range->low;
	for (unsigned long i = prefix; i < 128; i++)
		range->high.bytes[i / 8] |= (unsigned char)(0x80 >> i % 8);
	dhcpd_take(parser);
	return true;
}

static void parse_range(struct dhcpd_parser *parser, const struct dhcpd_scope *scope,
			bool six)
{
	sa_family_t family = six ? AF_INET6 : AF_INET;
	struct dhcpd *dhcpd = parser->dhcpd;
	struct dhcpd_range range = { .scope = scope };
	unsigned line;

	if (!six)
		dhcpd_take_word(parser, "dynamic-bootp");
	range.where = parser->ahead.where;
	line = range.where.line;
	if (!six || !take_prefix(parser, &range)) {
		if (!take_address(parser, family, "the first address of the range",
				  &range.low)) {
			dhcpd_skip(parser);
			return;
		}
		range.high = range.low;
		if (!dhcpd_at_sign(parser, ';') && !dhcpd_at_word(parser, "temporary") &&
		    !parser->ahead.starts_line &&
		    !take_address(parser, family, "the last address of the range",
				  &range.high)) {
			dhcpd_skip(parser);
			return;
		}
	}
	if (parser->last.where.line == line)
		range.width = parser->last.where.column + parser->last.width -
			      range.where.column;
	if (six)
		dhcpd_take_word(parser, "temporary");
	dhcpd_semicolon(parser);
	check_range(parser, &range, scope);
	if (addr_compare(&range.high, &range.low) < 0) {
		struct addr low = range.high;

		range.high = range.low;
		range.low = low;
	}
	dhcpd->ranges = arena_grow(parser->arena, dhcpd->ranges, dhcpd->range_count,
				   sizeof range);
	dhcpd->ranges[dhcpd->range_count++] = range;
}

static void parse_pool(struct dhcpd_parser *parser, const struct dhcpd_scope *outer)
{
	struct where where = parser->last.where;
	size_t ranges = parser->dhcpd->range_count;

	if (outer->kind != DHCPD_SUBNET && outer->kind != DHCPD_SHARED_NETWORK)
		dhcpd_refuse(parser, where, "move it into its subnet",
			     "a pool stands outside of a subnet");
	if (!dhcpd_take_sign(parser, '{')) {
		dhcpd_unexpected(parser, "'{'");
		dhcpd_skip(parser);
		return;
	}
	dhcpd_parse_block(parser, dhcpd_scope_new(parser, DHCPD_POOL, outer, where));
	if (parser->dhcpd->range_count == ranges && !parser->dhcpd->incomplete)
		dhcpd_refuse(parser, where, "range 172.16.0.200 172.16.0.220;",
			     "the pool has no range");
}

static void must_be_class(struct dhcpd_parser *parser)
{
	const struct dhcpd_token *name = &parser->ahead;

	if (!parser->dhcpd->incomplete && !strcasecmp(parser->last.text, "of") &&
	    !index_find(parser->classes, name->text, strlen(name->text)))
		dhcpd_refuse(parser, name->where, "declare the class in front of it",
			     "there is no class \"%s\"", name->text);
}

/* Whom a pool serves: `allow known-clients;`, `deny members of "x";`, `no failover peer;` */
static bool read_permit(struct dhcpd_parser *parser, struct dhcpd_scope *pool)
{
	bool allow = dhcpd_at_word(parser, "allow");

	if (!dhcpd_at_word(parser, "allow") && !dhcpd_at_word(parser, "deny") &&
	    !dhcpd_at_word(parser, "no"))
		return false;
	do {
		if (parser->ahead.kind == DHCPD_STRING)
			must_be_class(parser);
		pool->known_only |= dhcpd_at_word(parser, allow ? "known-clients"
								: "unknown-clients");
		dhcpd_take(parser);
	} while (!dhcpd_at_sign(parser, ';') && !dhcpd_at_sign(parser, '}') &&
		 parser->ahead.kind != DHCPD_END && !parser->ahead.starts_line);
	dhcpd_semicolon(parser);
	return true;
}

static bool has_ranges(const struct dhcpd_scope *scope)
{
	return scope->kind == DHCPD_SUBNET || scope->kind == DHCPD_POOL;
}

bool dhcpd_parse_network(struct dhcpd_parser *parser, struct dhcpd_scope *scope)
{
	bool six = dhcpd_at_word(parser, "subnet6") || dhcpd_at_word(parser, "range6") ||
		   dhcpd_at_word(parser, "pool6");

	if (scope->kind == DHCPD_POOL && read_permit(parser, scope))
		return true;
	if (dhcpd_take_word(parser, "shared-network")) {
		parse_shared_network(parser, scope);
	} else if (dhcpd_take_word(parser, "subnet") ||
		   dhcpd_take_word(parser, "subnet6")) {
		if (scope->kind == DHCPD_HOST || scope->kind == DHCPD_CLASS ||
		    scope->kind == DHCPD_SUBNET)
			dhcpd_refuse(parser, parser->last.where,
				     "close the block in front of it with '}'",
				     "a subnet may not stand inside this block");
		parse_subnet(parser, scope, six);
	} else if (dhcpd_take_word(parser, "pool") || dhcpd_take_word(parser, "pool6")) {
		parse_pool(parser, scope);
	} else if (dhcpd_take_word(parser, "range") ||
		   dhcpd_take_word(parser, "range6")) {
		if (!has_ranges(scope))
			dhcpd_refuse(parser, parser->last.where,
				     "move it into its subnet",
				     "a range stands outside of a subnet");
		parse_range(parser, scope, six);
	} else if (dhcpd_take_word(parser, "prefix6")) {
		while (!dhcpd_at_sign(parser, ';') && !dhcpd_at_sign(parser, '}') &&
		       parser->ahead.kind != DHCPD_END)
			dhcpd_take(parser);
		dhcpd_semicolon(parser);
	} else {
		return false;
	}
	return true;
}
