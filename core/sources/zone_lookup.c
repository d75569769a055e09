#include <string.h>

#include "zone.h"
#include "zone_store.h"

bool zone_is_below(const char *name, const char *domain)
{
	size_t n = strlen(name), d = strlen(domain);

	if (!d)
		return true;
	return n >= d && !memcmp(name + n - d, domain, d) &&
	       (n == d || name[n - d - 1] == '.');
}

/* The name without its first label, or NULL. */
static const char *above(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot ? dot + 1 : NULL;
}

/* The NS nearest to the origin, at `name` or above, the origin's own apart. */
static const struct zone_record *delegation(const struct zone *zone, const char *name)
{
	const struct zone_record *found = NULL;

	for (; name && strlen(name) > strlen(zone->origin); name = above(name)) {
		const struct zone_record *record = zone_find(zone, name, ZONE_NS);

		if (record)
			found = record;
	}
	return found;
}

static struct zone_answer answer_at(const struct zone *zone, const char *name,
				    unsigned type)
{
	const struct zone_record *record = zone_find(zone, name, type);

	if (record)
		return (struct zone_answer){ .outcome = ZONE_FOUND, .record = record };
	record = zone_find(zone, name, ZONE_CNAME);
	if (record)
		return (struct zone_answer){ .outcome = ZONE_ALIAS, .record = record };
	return (struct zone_answer){ .outcome = ZONE_NO_DATA };
}

/* The wildcard below the closest name above that exists (RFC 4592 section 3.3.1). */
static bool wildcard(const struct zone *zone, const char *name,
		     char text[static ZONE_NAME_SIZE + 2])
{
	size_t origin = strlen(zone->origin);

	while ((name = above(name)) && strlen(name) >= origin) {
		size_t length = strlen(name);

		if (length >= ZONE_NAME_SIZE)
			continue;
		if (length > origin && !zone_has_name(zone, name))
			continue;
		memcpy(text, "*.", 2);
		memcpy(text + 2, name, length + 1);
		return zone_has_name(zone, text);
	}
	return false;
}

struct zone_answer zone_lookup(const struct zone *zone, const char *name, unsigned type)
{
	char star[ZONE_NAME_SIZE + 2];
	const struct zone_record *record;
	struct zone_answer answer;

	if (!zone_is_below(name, zone->origin))
		return (struct zone_answer){ .outcome = ZONE_OUTSIDE };
	record = delegation(zone, name);
	if (record)
		return (struct zone_answer){ .outcome = ZONE_DELEGATED,
					     .record = record };
	if (zone_has_name(zone, name))
		return answer_at(zone, name, type);
	if (!wildcard(zone, name, star))
		return (struct zone_answer){ .outcome = ZONE_NO_NAME };
	answer = answer_at(zone, star, type);
	answer.wildcard = true;
	return answer;
}

struct addr zone_address(const struct zone_record *record)
{
	struct addr addr = { .family = record->type == ZONE_A ? AF_INET : AF_INET6 };

	memcpy(addr.bytes, record->data.address, addr.family == AF_INET ? 4 : 16);
	return addr;
}

const char *zone_type_name(unsigned type)
{
	static const struct {
		unsigned type;
		const char *name;
	} names[] = {
		{ZONE_A,	  "A"    },
		 { ZONE_NS,    "NS"	 },
		{ ZONE_CNAME, "CNAME"},
		{ ZONE_SOA,   "SOA"  },
		 { ZONE_PTR,   "PTR"  },
		{ ZONE_MX,	   "MX"	},
		{ 16,	      "TXT"  },
		 { ZONE_AAAA,  "AAAA" },
		{ ZONE_SRV,   "SRV"  },
		{ ZONE_DNAME, "DNAME"},
	};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (names[i].type == type)
			return names[i].name;
	}
	return "other";
}
