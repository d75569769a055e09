#include "_named.h"

#include <string.h>

bool named_forwards(const struct zone_world *world)
{
	return world->named->options.forwarders.count ||
	       (world->view && world->view->options.forwarders.count);
}

bool named_domain_is_private(const char *name)
{
	static const char *const tops[] = { "localdomain", "local",   "lan",
					    "home",	   "corp",    "internal",
					    "intranet",	   "private", "test",
					    "example",	   "invalid", "localnet",
					    "lab" };
	const char *dot = strrchr(name, '.');

	dot = dot ? dot + 1 : name;
	for (size_t i = 0; i < sizeof tops / sizeof tops[0]; i++) {
		if (!strcmp(dot, tops[i]))
			return true;
	}
	return false;
}

bool named_address_is_private(const struct addr *addr)
{
	const unsigned char *b = addr->bytes;

	if (addr->family == AF_INET6)
		return (b[0] & 0xfe) == 0xfc || (b[0] == 0xfe && (b[1] & 0xc0) == 0x80);
	return b[0] == 10 || (b[0] == 172 && (b[1] & 0xf0) == 16) ||
	       (b[0] == 192 && b[1] == 168) || (b[0] == 100 && (b[1] & 0xc0) == 64);
}
