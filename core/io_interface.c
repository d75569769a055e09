#include "io_interface.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <string.h>

#include "arena.h"

static bool is_in_network(const struct ifaddrs *entry, const struct addr *own,
			  const struct addr *addr)
{
	struct addr mask;

	if (!entry->ifa_netmask || own->family != addr->family ||
	    addr_from_sockaddr(entry->ifa_netmask, &mask) < 0 ||
	    mask.family != own->family)
		return false;
	for (size_t i = 0; i < (own->family == AF_INET ? 4u : 16u); i++)
		if ((own->bytes[i] ^ addr->bytes[i]) & mask.bytes[i])
			return false;
	return true;
}

const char *interface_of(struct arena *arena, const struct addr *addr)
{
	struct ifaddrs *list = NULL;
	const char *bears = NULL;
	const char *holds = NULL;

	if (getifaddrs(&list) < 0)
		return NULL;
	for (const struct ifaddrs *entry = list; entry; entry = entry->ifa_next) {
		struct addr own;

		if (!entry->ifa_addr || entry->ifa_flags & IFF_LOOPBACK ||
		    addr_from_sockaddr(entry->ifa_addr, &own) < 0)
			continue;
		if (!bears && addr_equal(&own, addr))
			bears = arena_strdup(arena, entry->ifa_name);
		if (!holds && is_in_network(entry, &own, addr))
			holds = arena_strdup(arena, entry->ifa_name);
	}
	freeifaddrs(list);
	return bears ? bears : holds;
}
