#include "_dhcp_text.h"

#include <string.h>

#include "core/arena.h"

const char *dhcp_network_text(struct arena *arena, const struct addr *addr,
			      unsigned prefix)
{
	struct addr base = *addr;
	char text[ADDR_STRLEN];

	for (unsigned i = prefix; i < sizeof base.bytes * 8; i++)
		base.bytes[i / 8] &= (unsigned char)~(0x80 >> i % 8);
	return arena_printf(arena, "%s/%u", addr_str(&base, text), prefix);
}

const char *dhcp_addresses_text(struct arena *arena, const struct addresses *addresses)
{
	const char *list = "no address";
	char text[ADDR_STRLEN];

	for (size_t i = 0; i < addresses->count; i++)
		list = i ? arena_printf(arena, "%s, %s", list,
					addr_str(&addresses->items[i], text))
			 : arena_strdup(arena, addr_str(&addresses->items[i], text));
	return list;
}

bool dhcp_is_public(const struct addr *addr)
{
	const unsigned char *b = addr->bytes;

	if (addr->family == AF_INET6)
		return (b[0] & 0xe0) == 0x20; /* 2000::/3 */
	return !(b[0] == 10 || (b[0] == 172 && (b[1] & 0xf0) == 16) ||
		 (b[0] == 192 && b[1] == 168) || (b[0] == 100 && (b[1] & 0xc0) == 64) ||
		 (b[0] == 169 && b[1] == 254) || b[0] == 127 ||
		 (b[0] == 192 && b[1] == 0 && b[2] == 2) ||
		 (b[0] == 198 && b[1] == 51 && b[2] == 100) ||
		 (b[0] == 203 && b[1] == 0 && b[2] == 113));
}

bool dhcp_is_near(const struct addr *a, const struct addr *b)
{
	size_t last = a->family == AF_INET ? 3 : 15;

	return a->family == b->family && a->bytes[last] == b->bytes[last] &&
	       memcmp(a->bytes, b->bytes, last) != 0;
}

const char *dhcp_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

const char *dhcp_restart(struct arena *arena, const struct dhcp_plan *plan)
{
	if (strcmp(plan->server, "dhcpd") != 0)
		return "dnsmasq --test && systemctl restart dnsmasq";
	return arena_printf(arena, "dhcpd -t -cf %s && systemctl restart dhcpd",
			    plan->file);
}

const char *dhcp_host_line(struct arena *arena, const struct dhcp_plan *plan,
			   const char *name, const char *mac, const char *address)
{
	int label = (int)strcspn(name, ".");

	mac = mac ? mac : "MAC";
	address = address ? address : "ADDRESS";
	if (strcmp(plan->server, "dhcpd") != 0)
		return arena_printf(arena, "dhcp-host=%s,%s,%.*s", mac, address, label,
				    name);
	return arena_printf(arena,
			    "host %.*s { hardware ethernet %s; fixed-address %s; }",
			    label, name, mac, address);
}
