#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/text.h"
#include "zone.h"

static bool drop_front(char **text, const char *front)
{
	size_t length = strlen(front);

	if (strncasecmp(*text, front, length) || !(*text)[length])
		return false;
	*text += length;
	return true;
}

static bool drop_end(char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);

	if (length <= tail || strcasecmp(text + length - tail, end))
		return false;
	text[length - tail] = '\0';
	return true;
}

/* "172.16.0": the beginning of an address, one to three numbers. */
static bool is_network(const char *text)
{
	unsigned parts = 0;

	while (parts < 3) {
		unsigned value = 0, digits = 0;

		for (; isdigit((unsigned char)*text) && digits < 4; text++, digits++)
			value = value * 10 + (unsigned)(*text - '0');
		if (!digits || value > 255)
			return false;
		parts++;
		if (!*text)
			return true;
		if (*text++ != '.')
			return false;
	}
	return false;
}

/* "172.16.0" -> "0.16.172.in-addr.arpa" */
static const char *reverse_of(struct arena *arena, const char *network)
{
	const char *name = "in-addr.arpa";

	while (*network) {
		size_t length = strcspn(network, ".");

		name = arena_printf(arena, "%.*s.%s", (int)length, network, name);
		network += length + (network[length] == '.');
	}
	return name;
}

const char *zone_origin_of_file(struct arena *arena, const char *path)
{
	static const char *const fronts[] = { "db.",  "named.",	 "zone.",
					      "pri.", "master.", "primary." };
	static const char *const ends[] = { ".zone", ".db",	 ".rev",     ".hosts",
					    ".fwd",  ".reverse", ".forward", ".txt" };
	const char *slash = strrchr(path, '/');
	char *name = arena_strdup(arena, slash ? slash + 1 : path);
	bool said = false;

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		said = drop_end(name, ends[i]) || said;
	for (size_t i = 0; i < sizeof fronts / sizeof fronts[0]; i++)
		said = drop_front(&name, fronts[i]) || said;
	if (is_network(name))
		return said ? reverse_of(arena, name) : NULL;
	name = text_dns_name(arena, name);
	/* "example.localdomain" alone is a zone as well; "zonefile", "README.md" are none. */
	slash = strrchr(name, '.');
	if (!text_is_host_name(name) || !slash || isdigit((unsigned char)slash[1]))
		return NULL;
	if (!said && !zone_is_below(name, "arpa"))
		return NULL;
	return name;
}
