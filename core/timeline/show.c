#include "show.h"

#include <arpa/nameser.h>

#include "core/text.h"
#include "core/wire/dhcp.h"
#include "nodes.h"

const char *show_text(struct arena *arena, const char *text)
{
	return text_clean(arena, text, strlen(text), 200);
}

const char *show_addr(struct arena *arena, const struct addr *addr)
{
	char text[ADDR_STRLEN];

	return addr->family ? arena_strdup(arena, addr_str(addr, text)) : "no address";
}

const char *show_addr_port(struct arena *arena, const struct addr *addr)
{
	char text[ADDR_STRLEN];

	return addr->family ? arena_strdup(arena, addr_str_port(addr, text))
			    : "no address";
}

const char *show_duration(struct arena *arena, int64_t duration)
{
	long long seconds = (long long)(duration / SECOND);

	if (duration < SECOND)
		return arena_printf(arena, "%lld ms",
				    (long long)((duration + 500) / 1000));
	if (seconds < 60)
		return arena_printf(arena, "%lld.%lld s", seconds,
				    (long long)(duration % SECOND / (SECOND / 10)));
	if (seconds < 3600)
		return arena_printf(arena, "%lld min %lld s", seconds / 60, seconds % 60);
	return arena_printf(arena, "%lld h %lld min", seconds / 3600, seconds / 60 % 60);
}

const char *show_bytes(struct arena *arena, uint64_t bytes)
{
	static const char *const units[] = { "KB", "MB", "GB", "TB" };
	uint64_t tenths = bytes / 100;
	size_t unit = 0;

	if (bytes < 1000)
		return arena_printf(arena, "%llu B", (unsigned long long)bytes);
	while (tenths >= 10000 && unit + 1 < sizeof units / sizeof *units) {
		tenths /= 1000;
		unit++;
	}
	return arena_printf(arena, "%llu.%llu %s", (unsigned long long)(tenths / 10),
			    (unsigned long long)(tenths % 10), units[unit]);
}

const char *show_node(const struct timeline *timeline, struct arena *arena,
		      const struct node_state *node)
{
	char name[NODE_NAME_LEN];

	return arena_strdup(arena, node_name(timeline, node, name));
}

const char *show_name(const struct timeline *timeline, struct arena *arena,
		      const char *name)
{
	const char *domain =
		timeline->inventory ? timeline->inventory->cluster_domain : NULL;
	size_t length = strlen(name), tail = domain ? strlen(domain) : 0;

	if (tail && length > tail + 1 && name[length - tail - 1] == '.' &&
	    !strcmp(name + length - tail, domain))
		return show_text(arena, arena_strndup(arena, name, length - tail - 1));
	return show_text(arena, name);
}

const char *show_architecture(struct arena *arena, uint16_t architecture)
{
	static const struct {
		uint16_t number;
		const char *name;
	} known[] = {
		{0x0000,  "BIOS"			 },
		{ 0x0006, "UEFI ia32"	      },
		{ 0x0007, "UEFI x86_64"		},
		{ 0x0009, "UEFI x86_64"		},
		{ 0x000b, "UEFI arm64"	       },
		{ 0x000e, "POWER"		  },
		{ 0x000f, "UEFI ia32, HTTP boot"	 },
		{ 0x0010, "UEFI x86_64, HTTP boot"},
		{ 0x0013, "UEFI arm64, HTTP boot" },
		{ 0x001f, "s390x"		  },
	};

	if (architecture == DHCP_ARCH_NONE)
		return NULL;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].number == architecture)
			return arena_printf(arena, "%s (0x%04x)", known[i].name,
					    architecture);
	return arena_printf(arena, "architecture 0x%04x", architecture);
}

const char *show_type(uint16_t type)
{
	switch (type) {
	case ns_t_a:
		return "A";
	case ns_t_aaaa:
		return "AAAA";
	case ns_t_ptr:
		return "PTR";
	default:
		return "?";
	}
}

const char *show_rcode(uint8_t rcode)
{
	static const char *const names[] = { "no such record", "FORMERR", "SERVFAIL",
					     "NXDOMAIN",       "NOTIMP",  "REFUSED" };

	return rcode < sizeof names / sizeof *names ? names[rcode] : "an error";
}
