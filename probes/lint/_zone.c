#include "_zone.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/sources/files.h"

#define LINES_OF_RECORD 12 /* an SOA of which each number has a line and a comment */

struct zone_gap {
	const struct zone *zone;
	const char *above;
	struct where where;
};

/* The view that all nodes see, as far as it can be known. */
static const struct named_view *view_of_nodes(const struct zone_world *world)
{
	const struct inventory *inventory = world->inventory;
	const struct named_view *first = NULL, *view;

	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct addresses *list = &inventory->nodes[i].addresses;

		for (size_t j = 0; j < list->count; j++) {
			if (named_view_of(world->named, &list->items[j], &view) !=
			    NAMED_YES)
				return NULL;
			if (first && view != first)
				return NULL;
			first = view;
		}
	}
	return first;
}

const struct named_zone *zone_world_statement(const struct zone_world *world,
					      const char *name)
{
	const struct named_zone *found = NULL;

	for (size_t i = 0; i < world->named->zone_count; i++) {
		const struct named_zone *zone = world->named->zones[i];

		if (!*zone->name || (world->view && zone->view != world->view) ||
		    !zone_is_below(name, zone->name))
			continue;
		if (!found || strlen(zone->name) > strlen(found->name))
			found = zone;
	}
	return found;
}

/* Whether a server with this named.conf is the cluster's: a private network's empty zone, which many
   have, says nothing. */
static bool is_clusters(const struct zone_world *world)
{
	const struct inventory *inventory = world->inventory;
	struct zone_bearer *bearers;
	char reverse[ADDR_REVERSE_LEN];
	size_t count;

	if (zone_world_statement(world, inventory->api.fqdn))
		return true;
	count = zone_world_bearers(world, &bearers);
	for (size_t i = 0; i < count; i++) {
		const struct named_zone *zone = zone_world_statement(
			world, addr_reverse(&bearers[i].addr, reverse));

		if (zone && zone->type == NAMED_SECONDARY)
			return true;
		if (zone &&
		    zones_ask(world->zones, world->view, reverse, ZONE_PTR).outcome ==
			    ZONES_FOUND)
			return true;
	}
	return false;
}

bool zone_world_init(struct zone_world *world, const struct inventory *inventory,
		     struct findings *findings)
{
	*world = (struct zone_world){ .inventory = inventory,
				      .zones = inventory->sources->zones,
				      .named = inventory->sources->named,
				      .findings = findings,
				      .arena = findings_arena(findings) };
	world->beside = arena_alloc(world->arena, sizeof *world->beside);
	if (!world->zones || !inventory->cluster_domain)
		return false;
	if (world->named && world->named->view_count)
		world->view = view_of_nodes(world);
	if (world->named && !is_clusters(world))
		world->named = NULL;
	return true;
}

/* Which of several zones of one name is meant cannot be told: then none is judged. */
static bool is_ambiguous(const struct zone_world *world, const struct zone *zone)
{
	if (!zone->view)
		return false;
	if (world->view)
		return strcmp(zone->view, world->view->name) != 0;
	for (size_t i = 0; i < world->zones->count; i++) {
		const struct zone *other = world->zones->items[i];

		if (other != zone && other->view && !strcmp(other->origin, zone->origin))
			return true;
	}
	return false;
}

static bool holds(const struct zone_world *world, const struct zone *zone,
		  const char *name)
{
	const struct zone *found;

	if (!zone_is_below(name, zone->origin))
		return false;
	found = zones_holding(world->zones, world->view, name);
	return found && !strcmp(found->origin, zone->origin);
}

/* Also a part of a /24 that was handed on (RFC 2317): 0-63.0.16.172.in-addr.arpa. */
static bool holds_addresses(const struct zone_world *world, const struct zone *zone,
			    const struct addresses *list)
{
	char name[ADDR_REVERSE_LEN];

	for (size_t i = 0; i < list->count; i++) {
		const char *above = strchr(addr_reverse(&list->items[i], name), '.') + 1;

		if (holds(world, zone, name) || zone_is_below(zone->origin, above))
			return true;
	}
	return false;
}

bool zone_world_judges(const struct zone_world *world, const struct zone *zone)
{
	const struct inventory *inventory = world->inventory;

	if ((zone->statement && !world->named) || is_ambiguous(world, zone) ||
	    !*zone->origin)
		return false;
	if (!zone_is_below(zone->origin, "arpa")) {
		if (zone_is_below(zone->origin, inventory->cluster_domain) ||
		    !strcmp(zone->origin, inventory->base_domain) ||
		    holds(world, zone, inventory->api.fqdn))
			return true;
		for (size_t i = 0; i < inventory->node_count; i++) {
			if (holds(world, zone, inventory->nodes[i].fqdn))
				return true;
		}
		return false;
	}
	if (holds_addresses(world, zone, &inventory->api.addresses) ||
	    holds_addresses(world, zone, &inventory->api_int.addresses))
		return true;
	for (size_t i = 0; i < inventory->node_count; i++) {
		if (holds_addresses(world, zone, &inventory->nodes[i].addresses))
			return true;
	}
	return false;
}

static void add_bearers(struct zone_bearer **list, size_t *count, struct arena *arena,
			const struct addresses *addresses,
			const struct zone_bearer *bearer)
{
	for (size_t i = 0; i < addresses->count; i++) {
		bool known = false;

		for (size_t j = 0; !bearer->node && j < *count; j++)
			known = known ||
				addr_equal(&(*list)[j].addr, &addresses->items[i]);
		if (known)
			continue;
		*list = arena_grow(arena, *list, *count, sizeof **list);
		(*list)[*count] = *bearer;
		(*list)[(*count)++].addr = addresses->items[i];
	}
}

size_t zone_world_bearers(const struct zone_world *world,
			  struct zone_bearer **ret_bearers)
{
	const struct inventory *inventory = world->inventory;
	const struct endpoint *const endpoints[] = { &inventory->api,
						     &inventory->api_int };
	size_t count = 0;

	*ret_bearers = NULL;
	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];
		const struct zone_bearer bearer = { .fqdn = node->fqdn,
						    .node = node,
						    .where = node->where };

		add_bearers(ret_bearers, &count, world->arena, &node->addresses, &bearer);
	}
	for (size_t i = 0; i < 2; i++) {
		const struct zone_bearer bearer = { .fqdn = endpoints[i]->fqdn,
						    .where = endpoints[i]->where };

		add_bearers(ret_bearers, &count, world->arena, &endpoints[i]->addresses,
			    &bearer);
	}
	return count;
}

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_' || c == '.' || c == '*';
}

/* The last time that `word` stands in the line as a word of its own; 0: it does not. */
static unsigned column_of(const char *line, size_t length, const char *word)
{
	size_t size = strlen(word);
	unsigned column = 0;

	for (size_t i = 0; size && i + size <= length; i++) {
		if (line[i] == ';')
			break;
		if (strncasecmp(line + i, word, size) ||
		    (i && is_name_char(line[i - 1])) ||
		    (i + size < length && is_name_char(line[i + size]) &&
		     line[i + size] != '.'))
			continue;
		column = (unsigned)i + 1;
	}
	return column;
}

static bool find_word(const struct zone_world *world, const struct where *start,
		      const char *word, struct where *ret_where)
{
	const struct source_files *files = world->inventory->sources->files;

	for (unsigned i = 0; i < LINES_OF_RECORD; i++) {
		struct where where = { start->file, start->line + i, 0 };
		const char *line;
		size_t length;

		if (!source_files_line(files, &where, &line, &length))
			return false;
		where.column = column_of(line, length, word);
		if (where.column) {
			*ret_where = where;
			return true;
		}
		/* Only a record in parentheses goes on. */
		if (!i && !memchr(line, '(', length))
			return false;
		if (memchr(line, ')', length))
			return false;
	}
	return false;
}

struct where zone_world_place(const struct zone_world *world, const struct zone *zone,
			      const struct zone_record *record, const char *word,
			      unsigned *ret_width)
{
	struct where where = zone_where(zone, record);
	const char *line;
	size_t length;

	if (!record->generated && find_word(world, &where, word, &where)) {
		*ret_width = (unsigned)strlen(word);
		return where;
	}
	*ret_width = 1;
	if (source_files_line(world->inventory->sources->files, &where, &line, &length) &&
	    where.column && where.column <= length) {
		size_t end = where.column - 1;

		while (end < length && line[end] != ' ' && line[end] != '\t')
			end++;
		*ret_width = (unsigned)(end - where.column + 1);
	}
	return where;
}

struct where zone_world_name(const struct zone_world *world, const struct zone *zone,
			     const struct zone_record *record, const char *name,
			     unsigned *ret_width)
{
	struct where where = zone_where(zone, record);

	/* The longest beginning of the name that stands there. */
	for (size_t length = strlen(name); length;) {
		const char *part = arena_strndup(world->arena, name, length);

		if (find_word(world, &where, part, &where)) {
			*ret_width = (unsigned)length;
			return where;
		}
		do
			length--;
		while (length && name[length] != '.');
	}
	return zone_world_place(world, zone, record, name, ret_width);
}

struct where zone_world_beside(const struct zone_world *world, const struct zone *zone,
			       const char *name)
{
	const char *dot = strchr(name, '.'), *above = dot ? dot + 1 : "";
	const struct zone_record *record;

	/* A thousand nodes that are missing have one place. */
	if (world->beside->zone == zone && !strcmp(world->beside->above, above))
		return world->beside->where;
	record = zone_beside(zone, name);
	*world->beside = (struct zone_gap){
		.zone = zone,
		.above = above,
		.where = record ? zone_where(zone, record)
				: (struct where){ .file = zone->file },
	};
	return world->beside->where;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

const char *zone_world_reload(const struct zone_world *world, const struct zone *zone)
{
	const char *view =
		zone->view ? arena_printf(world->arena, " IN %s", zone->view) : "";
	struct where where;
	unsigned width;

	if (!zone->soa)
		return arena_printf(world->arena, "rndc reload %s%s", zone->origin, view);
	where = zone_world_place(
		world, zone, zone->soa,
		arena_printf(world->arena, "%u", zone->soa->data.soa->serial), &width);
	return arena_printf(world->arena,
			    "raise the serial %u in %s:%u, then: rndc reload %s%s",
			    zone->soa->data.soa->serial, base_name(where.file),
			    where.line, zone->origin, view);
}

const char *zone_world_line(const struct zone_world *world, const struct zone *zone,
			    const char *line)
{
	return arena_printf(world->arena, "in %s: %s", base_name(zone->file), line);
}

const char *zone_world_record(const struct zone_world *world, const char *name,
			      struct addresses want, struct addresses have)
{
	char text[ADDR_STRLEN];

	for (size_t i = 0; i < want.count; i++) {
		const struct addr *addr = &want.items[i];

		if (!addr_is_in(addr, have.items, have.count))
			return arena_printf(world->arena, "%s. IN %s %s", name,
					    addr->family == AF_INET ? "A" : "AAAA",
					    addr_str(addr, text));
	}
	return NULL;
}

const char *zone_world_addresses(const struct zone_world *world, struct addresses list)
{
	const char *all = NULL;
	char text[ADDR_STRLEN];

	for (size_t i = 0; i < list.count && i < 8; i++) {
		addr_str(&list.items[i], text);
		all = all ? arena_printf(world->arena, "%s%s%s", all,
					 i + 1 == list.count ? " and " : ", ", text)
			  : arena_strdup(world->arena, text);
	}
	return all ? all : "no address";
}

/* "128-255" or "128/25": the last numbers that a part of a /24 holds (RFC 2317). */
static bool parse_part(const char *label, unsigned long *ret_first,
		       unsigned long *ret_last)
{
	unsigned long first, second;
	char *end, sign;

	if (!isdigit((unsigned char)*label))
		return false;
	first = strtoul(label, &end, 10);
	sign = *end;
	if ((sign != '-' && sign != '/') || !isdigit((unsigned char)end[1]))
		return false;
	second = strtoul(end + 1, &end, 10);
	if (*end != '.' || first > 255 || second > 255)
		return false;
	*ret_first = first;
	*ret_last = second;
	if (sign == '/' || second < first) {
		if (second < 24 || second > 32)
			return false;
		*ret_last = first + (1UL << (32 - second)) - 1;
	}
	return true;
}

struct zones_answer zone_world_reverse(const struct zone_world *world,
				       const struct addr *addr, const char **ret_name)
{
	char text[ADDR_REVERSE_LEN];
	const char *name = arena_strdup(world->arena, addr_reverse(addr, text));
	const char *parent = strchr(name, '.') + 1;
	struct zones_answer answer = zones_ask(world->zones, world->view, name, ZONE_PTR);
	unsigned long last = addr->bytes[3], from, to;

	*ret_name = name;
	if (addr->family != AF_INET || answer.zone)
		return answer;
	/* The zone above, which leads here, is another server's. */
	for (size_t i = 0; i < world->zones->count; i++) {
		const char *origin = world->zones->items[i]->origin;
		const char *above = strchr(origin, '.');

		if (!above || strcmp(above + 1, parent) ||
		    !parse_part(origin, &from, &to) || last < from || last > to)
			continue;
		*ret_name = arena_printf(world->arena, "%lu.%s", last, origin);
		return zones_ask(world->zones, world->view, *ret_name, ZONE_PTR);
	}
	return answer;
}

static bool reverse_v4(const char *name, struct addr *addr)
{
	unsigned long from, to;

	addr->family = AF_INET;
	for (int i = 3; i >= 0; i--) {
		if (i == 2 && parse_part(name, &from, &to))
			name = strchr(name, '.') + 1;
		char *end;
		unsigned long value = strtoul(name, &end, 10);

		if (!isdigit((unsigned char)*name) || value > 255 || *end != '.')
			return false;
		addr->bytes[i] = (unsigned char)value;
		name = end + 1;
	}
	return !strcmp(name, "in-addr.arpa");
}

static bool reverse_v6(const char *name, struct addr *addr)
{
	static const char digits[] = "0123456789abcdef";

	addr->family = AF_INET6;
	for (int i = 31; i >= 0; i--) {
		const char *digit = *name ? strchr(digits, *name) : NULL;
		unsigned value;

		if (!digit || name[1] != '.')
			return false;
		value = (unsigned)(digit - digits);
		addr->bytes[i / 2] |= (unsigned char)(i % 2 ? value : value << 4);
		name += 2;
	}
	return !strcmp(name, "ip6.arpa");
}

bool zone_reverse_address(const char *name, struct addr *ret_addr)
{
	*ret_addr = (struct addr){ 0 };
	if (reverse_v4(name, ret_addr))
		return true;
	*ret_addr = (struct addr){ 0 };
	return reverse_v6(name, ret_addr);
}

const char *zone_reverse_usual(struct arena *arena, const struct addr *addr)
{
	unsigned labels = addr->family == AF_INET ? 1 : 16;
	char text[ADDR_REVERSE_LEN];
	const char *name = addr_reverse(addr, text);

	while (labels--)
		name = strchr(name, '.') + 1;
	return arena_strdup(arena, name);
}
