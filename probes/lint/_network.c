#include "_network.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"

static unsigned bits_of(const struct addr *addr)
{
	return addr->family == AF_INET ? 32 : 128;
}

bool network_parse(struct arena *arena, const char *text, struct network *ret_network)
{
	const char *slash = strchr(text, '/');
	size_t digits = slash ? strspn(slash + 1, "0123456789") : 0;
	struct network network;

	if (!digits || digits > 3 || slash[1 + digits] ||
	    addr_parse(arena_strndup(arena, text, (size_t)(slash - text)),
		       &network.addr) < 0)
		return false;
	network.prefix = (unsigned)strtoul(slash + 1, NULL, 10);
	if (network.prefix > bits_of(&network.addr))
		return false;
	*ret_network = network;
	return true;
}

struct network network_of(const char *address, unsigned prefix)
{
	struct network network = { .prefix = prefix };

	addr_parse(address, &network.addr);
	return network;
}

static bool same_bits(const struct addr *a, const struct addr *b, unsigned bits)
{
	unsigned bytes = bits / 8, rest = bits % 8;
	unsigned char mask = (unsigned char)(0xff << (8 - rest));

	if (memcmp(a->bytes, b->bytes, bytes) != 0)
		return false;
	return !rest || !((a->bytes[bytes] ^ b->bytes[bytes]) & mask);
}

bool network_holds(const struct network *network, const struct addr *addr)
{
	return network->addr.family == addr->family &&
	       same_bits(&network->addr, addr, network->prefix);
}

bool network_overlaps(const struct network *a, const struct network *b)
{
	return a->addr.family == b->addr.family &&
	       same_bits(&a->addr, &b->addr,
			 a->prefix < b->prefix ? a->prefix : b->prefix);
}

static struct addr base_of(const struct network *network)
{
	struct addr base = network->addr;

	for (unsigned bit = network->prefix; bit < bits_of(&base); bit++)
		base.bytes[bit / 8] &= (unsigned char)~(0x80 >> bit % 8);
	return base;
}

bool network_has_host_bits(const struct network *network)
{
	const struct addr base = base_of(network);

	return memcmp(base.bytes, network->addr.bytes, sizeof base.bytes) != 0;
}

const char *network_text(struct arena *arena, const struct network *network)
{
	const struct addr base = base_of(network);
	char text[ADDR_STRLEN];

	return arena_printf(arena, "%s/%u", addr_str(&base, text), network->prefix);
}

bool network_is_private(const struct network *network)
{
	static const struct {
		const char *address;
		unsigned prefix;
	} private[] = {
		{"10.0.0.0",      8 },
		       { "172.16.0.0",   12},
		      { "192.168.0.0",  16},
		{ "100.64.0.0",	10},
		       { "169.254.0.0",	16},
		      { "127.0.0.0",    8 },
		{ "198.18.0.0",	15},
		       { "192.0.2.0",    24},
		      { "198.51.100.0", 24},
		{ "203.0.113.0",	 24},
		       { "fc00::",	   7 },
		      { "fe80::",	  10},
		{ "2001:db8::",	32},
		       { "240.0.0.0",    4 },
	};

	for (size_t i = 0; i < sizeof private / sizeof private[0]; i++) {
		const struct network other =
			network_of(private[i].address, private[i].prefix);

		if (network->prefix >= other.prefix && network_overlaps(network, &other))
			return true;
	}
	return false;
}
