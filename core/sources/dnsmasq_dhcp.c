/*
 * dhcp-host, dhcp-range, dhcp-option.
 */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/index.h"
#include "core/sources/dnsmasq_reader.h"

unsigned long dnsmasq_lease_parse(const char *text)
{
	unsigned long seconds;
	char *end;

	if (!strcmp(text, "infinite"))
		return ULONG_MAX;
	if (!isdigit((unsigned char)*text))
		return 0;
	seconds = strtoul(text, &end, 10);
	if (!*end)
		return seconds;
	if (end[1] || seconds > INT_MAX)
		return 0;
	switch (tolower((unsigned char)*end)) {
	case 'w':
		return seconds * 7 * 24 * 3600;
	case 'd':
		return seconds * 24 * 3600;
	case 'h':
		return seconds * 3600;
	case 'm':
		return seconds * 60;
	case 's':
		return seconds;
	default:
		return 0;
	}
}

static const struct {
	const char *name;
	unsigned code;
} option_names[] = {
	{"netmask",		     1  },
	{ "time-offset",		 2  },
	{ "router",		    3  },
	{ "dns-server",		6  },
	{ "log-server",		7  },
	{ "lpr-server",		9  },
	{ "boot-file-size",	    13 },
	{ "domain-name",		 15 },
	{ "swap-server",		 16 },
	{ "root-path",		       17 },
	{ "extension-path",	    18 },
	{ "ip-forward-enable",	       19 },
	{ "non-local-source-routing", 20 },
	{ "policy-filter",		   21 },
	{ "max-datagram-reassembly",  22 },
	{ "default-ttl",		 23 },
	{ "mtu",		      26 },
	{ "all-subnets-local",	       27 },
	{ "broadcast",		       28 },
	{ "router-discovery",	      31 },
	{ "router-solicitation",	 32 },
	{ "static-route",		  33 },
	{ "trailer-encapsulation",	   34 },
	{ "arp-timeout",		 35 },
	{ "ethernet-encap",	    36 },
	{ "tcp-ttl",		     37 },
	{ "tcp-keepalive",		   38 },
	{ "nis-domain",		40 },
	{ "nis-server",		41 },
	{ "ntp-server",		42 },
	{ "netbios-ns",		44 },
	{ "netbios-dd",		45 },
	{ "netbios-nodetype",	      46 },
	{ "netbios-scope",		   47 },
	{ "x-windows-fs",		  48 },
	{ "x-windows-dm",		  49 },
	{ "T1",		       58 },
	{ "T2",		       59 },
	{ "vendor-class",		  60 },
	{ "nis+-domain",		 64 },
	{ "nis+-server",		 65 },
	{ "tftp-server",		 66 },
	{ "bootfile-name",		   67 },
	{ "mobile-ip-home",	    68 },
	{ "smtp-server",		 69 },
	{ "pop3-server",		 70 },
	{ "nntp-server",		 71 },
	{ "irc-server",		74 },
	{ "user-class",		77 },
	{ "rapid-commit",		  80 },
	{ "client-arch",		 93 },
	{ "client-interface-id",	 94 },
	{ "client-machine-id",	       97 },
	{ "posix-timezone",	    100},
	{ "tzdb-timezone",		   101},
	{ "ipv6-only",		       108},
	{ "domain-search",		   119},
	{ "sip-server",		120},
	{ "classless-static-route",   121},
	{ "vendor-id-encap",	     125},
	{ "tftp-server-address",	 150},
	{ "server-ip-address",	       255},
};

unsigned dnsmasq_option_code(const char *name)
{
	for (size_t i = 0; i < sizeof option_names / sizeof *option_names; i++) {
		if (!strcasecmp(option_names[i].name, name))
			return option_names[i].code;
	}
	return 0;
}

/* Six bytes with colons, "06-" in front, "*" for any: NULL where it is a pattern. */
static bool parse_mac(struct dnsmasq_reader *reader, const struct dnsmasq_field *field,
		      struct dnsmasq_host *host)
{
	const char *text = field->text;
	char mac[18];
	size_t length = 0, bytes = 0;
	bool wild = false;

	if (strspn(text, "0123456789abcdefABCDEF") > 0 && strchr(text, '-') &&
	    strchr(text, '-') < strchr(text, ':'))
		text = strchr(text, '-') + 1;
	while (bytes < 16) {
		size_t digits = strspn(text, "0123456789abcdefABCDEF");

		if (*text == '*') {
			wild = true;
			digits = 1;
		} else if (!digits || digits > 2) {
			return false;
		}
		if (length + 3 < sizeof mac + 1) {
			if (digits == 1)
				mac[length++] = '0';
			for (size_t i = 0; i < digits; i++)
				mac[length++] = (char)tolower((unsigned char)text[i]);
			if (bytes < 5)
				mac[length++] = ':';
		}
		text += digits;
		bytes++;
		if (!*text)
			break;
		if (*text++ != ':')
			return false;
	}
	if (wild || bytes != 6) {
		host->wild = true;
		return true;
	}
	host->macs = arena_grow(reader->arena, host->macs, host->mac_count,
				sizeof *host->macs);
	host->macs[host->mac_count++] = arena_strndup(reader->arena, mac, 17);
	if (!host->mac_where.file)
		host->mac_where = field->where;
	return true;
}

/* Digits too many or too few make it another address, which dnsmasq takes without a word. */
static void no_mac(struct dnsmasq_reader *reader, const struct dnsmasq_field *field)
{
	static const char digits[] = "0123456789abcdefABCDEF:*-";
	bool taken = strspn(field->text, digits) == strlen(field->text);

	(taken ? dnsmasq_doubt : dnsmasq_refuse)(reader, field, "00:50:56:96:11:c2",
						 "'%s' is no hardware address",
						 field->text);
}

static void add_address(struct dnsmasq_reader *reader, const struct dnsmasq_field *field,
			const char *text, struct dnsmasq_host *host)
{
	struct where *first, *copy = arena_alloc(reader->arena, sizeof *copy);

	host->addresses = arena_grow(reader->arena, host->addresses, host->address_count,
				     sizeof *host->addresses);
	host->addresses[host->address_count] = *field;
	host->addresses[host->address_count++].text = text;
	*copy = field->where;
	first = index_add(reader->addresses, text, strlen(text), copy);
	if (first && !host->tags.count && strchr(text, '.'))
		dnsmasq_refuse(reader, field, "give each host an address of its own",
			       "%s is given to another dhcp-host already, in %s:%u", text,
			       first->file, first->line);
}

/* "[fd00::21]" */
static bool parse_six(struct dnsmasq_reader *reader, const struct dnsmasq_field *field,
		      struct dnsmasq_host *host)
{
	size_t length = strlen(field->text);
	struct addr addr;
	const char *text;

	if (*field->text != '[')
		return false;
	text = length > 2 && field->text[length - 1] == ']'
		       ? arena_strndup(reader->arena, field->text + 1, length - 2)
		       : "";
	if (addr_parse(text, &addr) >= 0 && addr.family == AF_INET6)
		add_address(reader, field, text, host);
	else if (!strchr(text, '/') && strncmp(text, "::", 2) != 0)
		dnsmasq_refuse(reader, field, "[fd00::21]", "'%s' is no IPv6 address",
			       field->text);
	return true;
}

/* What stands before the first dot; bytes beyond ASCII may be an international name, U+3000 not. */
static bool is_host_name(const char *text)
{
	size_t length = strcspn(text, ".");

	if (*text == '-' || *text == '_' || strstr(text, "\xe3\x80\x80"))
		return false;
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < 0x80 && !isalnum(c) && c != '-' && c != '_')
			return false;
	}
	return true;
}

static void parse_name(struct dnsmasq_reader *reader, const struct dnsmasq_field *field,
		       struct dnsmasq_host *host)
{
	size_t digits = strspn(field->text, "0123456789.");

	if (!is_host_name(field->text)) {
		dnsmasq_refuse(reader, field, NULL, "'%s' is no name of a host",
			       field->text);
		return;
	}
	if (digits == strlen(field->text) && strchr(field->text, '.'))
		dnsmasq_doubt(reader, field, "an IPv4 address has four numbers up to 255",
			      "'%s' is no address; dnsmasq takes it for the host's name",
			      field->text);
	if (host->name)
		return;
	host->name = field->text;
	host->name_where = field->where;
}

static void parse_host_field(struct dnsmasq_reader *reader,
			     const struct dnsmasq_field *field, struct dnsmasq_host *host)
{
	unsigned long lease = dnsmasq_lease_parse(field->text);
	struct addr addr;

	if (!*field->text || dnsmasq_tag_parse(reader, field, &host->tags, &host->sets))
		return;
	if (!strcmp(field->text, "ignore")) {
		host->ignored = true;
	} else if (!strncmp(field->text, "id:", 3)) {
		host->wild = host->wild || strcmp(field->text + 3, "*") != 0;
	} else if (parse_six(reader, field, host)) {
		return;
	} else if (strchr(field->text, ':')) {
		if (!parse_mac(reader, field, host))
			no_mac(reader, field);
	} else if (addr_parse(field->text, &addr) >= 0) {
		add_address(reader, field, field->text, host);
	} else if (lease) {
		host->lease = lease;
	} else {
		parse_name(reader, field, host);
	}
}

void dnsmasq_dhcp_host(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	struct dnsmasq *dnsmasq = reader->dnsmasq;
	struct dnsmasq_host host = { .where = line->value.where };

	for (size_t i = 0; i < line->count; i++)
		parse_host_field(reader, &line->fields[i], &host);
	dnsmasq->hosts = arena_grow(reader->arena, dnsmasq->hosts, dnsmasq->host_count,
				    sizeof host);
	dnsmasq->hosts[dnsmasq->host_count++] = host;
}

/* 0: it is no mask. */
static unsigned mask_bits(const struct addr *mask)
{
	unsigned bits = 0;

	if (mask->family != AF_INET)
		return 0;
	while (bits < 32 && (mask->bytes[bits / 8] & (0x80 >> bits % 8)))
		bits++;
	for (unsigned i = bits; i < 32; i++) {
		if (mask->bytes[i / 8] & (0x80 >> i % 8))
			return 0;
	}
	return bits;
}

/* Both ends must be the same under the mask, whatever it is. */
static void check_mask(struct dnsmasq_reader *reader, const struct dnsmasq_field *field,
		       const struct dnsmasq_range *range, const struct addr *mask)
{
	for (unsigned i = 0; range->high.family && i < 4; i++) {
		if (!((range->low.bytes[i] ^ range->high.bytes[i]) & mask->bytes[i]))
			continue;
		dnsmasq_refuse(reader, field, NULL,
			       "the range goes beyond its own network of mask %s",
			       field->text);
		return;
	}
}

/* What stands behind the first address. */
static void parse_range_field(struct dnsmasq_reader *reader,
			      const struct dnsmasq_field *field, bool is_last,
			      struct dnsmasq_range *range)
{
	unsigned long lease = dnsmasq_lease_parse(field->text);
	struct addr addr;

	if (!strcmp(field->text, "static"))
		range->fixed_only = true;
	else if (!strcmp(field->text, "proxy"))
		range->proxy = range->fixed_only = true;
	else if (addr_parse(field->text, &addr) >= 0 &&
		 addr.family == range->low.family) {
		if (!range->high.family && !range->fixed_only) {
			range->high = addr;
			if (mask_bits(&addr) >= 8)
				dnsmasq_doubt(reader, field, "dhcp-range=FIRST,LAST,MASK",
					      "%s stands where the last address does",
					      field->text);
		} else if (!range->mask && addr.family == AF_INET) {
			range->mask = field->text;
			range->prefix = mask_bits(&addr);
			check_mask(reader, field, range, &addr);
		}
		/* A broadcast address follows. */
	} else if (range->low.family == AF_INET6 &&
		   strspn(field->text, "0123456789") == strlen(field->text) &&
		   lease <= 128) {
		range->prefix = (unsigned)lease;
	} else if (lease) {
		range->lease = lease;
	} else if (range->low.family == AF_INET && (*field->text || !is_last)) {
		dnsmasq_refuse(reader, field,
			       "dhcp-range=172.16.0.200,172.16.0.220,255.255.255.0,12h",
			       "'%s' is no address, mask or lease time", field->text);
	}
}

static bool is_in_mask(const struct addr *a, const struct addr *b, unsigned prefix)
{
	for (unsigned i = 0; i < prefix; i++) {
		if ((a->bytes[i / 8] ^ b->bytes[i / 8]) & (0x80 >> i % 8))
			return false;
	}
	return true;
}

static void finish_range(struct dnsmasq_reader *reader, const struct dnsmasq_line *line,
			 struct dnsmasq_range *range)
{
	struct dnsmasq *dnsmasq = reader->dnsmasq;

	if (!range->high.family && !range->fixed_only && range->low.family == AF_INET) {
		dnsmasq_refuse(reader, &line->value,
			       "dhcp-range=172.16.0.200,172.16.0.220,255.255.255.0,12h",
			       "the range has one address, and is not 'static'");
		return;
	}
	if (range->high.family == AF_INET6 && range->prefix &&
	    !is_in_mask(&range->low, &range->high, range->prefix))
		dnsmasq_refuse(reader, &line->value, NULL,
			       "the range goes beyond its own network");
	if (range->high.family && addr_compare(&range->high, &range->low) < 0) {
		struct addr low = range->high;

		range->high = range->low;
		range->low = low;
	}
	dnsmasq->ranges = arena_grow(reader->arena, dnsmasq->ranges, dnsmasq->range_count,
				     sizeof *range);
	dnsmasq->ranges[dnsmasq->range_count++] = *range;
}

void dnsmasq_dhcp_range(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	struct dnsmasq_range range = { 0 };
	size_t i = 0;

	while (i < line->count &&
	       dnsmasq_tag_parse(reader, &line->fields[i], &range.tags, &range.sets))
		i++;
	/* The old way to set a tag. */
	if (!i && line->count > 1 && *line->fields[0].text &&
	    !strpbrk(line->fields[0].text, ".:"))
		dnsmasq_tags_add(reader, &range.sets, line->fields[i++].text);
	if (i == line->count || addr_parse(line->fields[i].text, &range.low) < 0) {
		dnsmasq_refuse(reader, &line->fields[i < line->count ? i : 0],
			       "dhcp-range=172.16.0.200,172.16.0.220,255.255.255.0,12h",
			       "'%s' is no address",
			       line->fields[i < line->count ? i : 0].text);
		return;
	}
	range.where = line->fields[i].where;
	range.width = line->value.where.column + line->value.width - range.where.column;
	for (i++; i < line->count; i++)
		parse_range_field(reader, &line->fields[i], i + 1 == line->count, &range);
	finish_range(reader, line, &range);
}

/* Options whose values are IPv4 addresses. */
static bool wants_addresses(unsigned code)
{
	static const unsigned codes[] = { 1, 3, 6, 16, 28, 42, 150 };

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		if (codes[i] == code)
			return true;
	}
	return false;
}

/* False: the field is no option. */
static bool parse_code(const struct dnsmasq_field *field, struct dnsmasq_option *option)
{
	const char *name = field->text;
	char *end;

	if (!strncmp(name, "option6:", 8)) {
		option->six = true;
		return true;
	}
	if (!strncmp(name, "option:", 7))
		name += 7;
	option->code = (unsigned)strtoul(name, &end, 10);
	if (*end || end == name)
		option->code = name != field->text ? dnsmasq_option_code(name) : 0;
	return option->code;
}

void dnsmasq_dhcp_option(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	struct dnsmasq *dnsmasq = reader->dnsmasq;
	struct dnsmasq_option option = { .where = line->value.where };
	size_t i = 0;

	for (; i < line->count; i++) {
		const char *text = line->fields[i].text;

		/* Options inside of another one are not those of the standard space. */
		if (!strncmp(text, "encap:", 6) || !strncmp(text, "vi-encap:", 9) ||
		    !strncmp(text, "vendor:", 7))
			return;
		if (!dnsmasq_tag_parse(reader, &line->fields[i], &option.tags, NULL))
			break;
	}
	/* The old way to ask for a tag. */
	while (i + 1 < line->count && *line->fields[i].text &&
	       strncmp(line->fields[i].text, "option:", 7) != 0 &&
	       !parse_code(&line->fields[i], &option))
		dnsmasq_tags_add(reader, &option.tags, line->fields[i++].text);
	if (i == line->count)
		return;
	if (!*line->fields[i].text) {
		dnsmasq_doubt(reader, &line->value,
			      "dhcp-option=option:router,172.16.0.1",
			      "no option is named here: dnsmasq passes over it");
		return;
	}
	if (!parse_code(&line->fields[i], &option)) {
		dnsmasq_refuse(reader, &line->fields[i],
			       "dnsmasq --help dhcp lists the names",
			       "dnsmasq knows no DHCP option '%s'", line->fields[i].text);
		return;
	}
	option.values = line->fields + i + 1;
	option.count = line->count - i - 1;
	for (size_t v = 0;
	     !option.six && wants_addresses(option.code) && v < option.count; v++) {
		struct addr addr;

		if (addr_parse(option.values[v].text, &addr) < 0)
			dnsmasq_refuse(reader, &option.values[v], NULL,
				       "'%s' is no address", option.values[v].text);
	}
	dnsmasq->options = arena_grow(reader->arena, dnsmasq->options,
				      dnsmasq->option_count, sizeof option);
	dnsmasq->options[dnsmasq->option_count++] = option;
}
