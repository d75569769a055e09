#include "nodes.h"

#include <stdlib.h>

#include "core/arena.h"

static bool mac_is_one(uint64_t mac)
{
	return mac && !(mac >> 40 & 1); /* neither broadcast nor multicast */
}

const char *mac_str(uint64_t mac, char buffer[static MAC_STRLEN])
{
	snprintf(buffer, MAC_STRLEN, "%02x:%02x:%02x:%02x:%02x:%02x",
		 (unsigned)(mac >> 40 & 0xff), (unsigned)(mac >> 32 & 0xff),
		 (unsigned)(mac >> 24 & 0xff), (unsigned)(mac >> 16 & 0xff),
		 (unsigned)(mac >> 8 & 0xff), (unsigned)(mac & 0xff));
	return buffer;
}

bool mac_parse(const char *text, uint64_t *ret_mac)
{
	unsigned b[6];
	char rest;

	if (!text || sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x%c", &b[0], &b[1], &b[2], &b[3],
			    &b[4], &b[5], &rest) != 6)
		return false;
	*ret_mac = 0;
	for (int i = 0; i < 6; i++)
		*ret_mac = *ret_mac << 8 | b[i];
	return true;
}

static void add_known(struct timeline *timeline, uint32_t index, const struct node *known)
{
	struct node_state *node = &timeline->nodes[index];
	size_t count = known->addresses.count;

	node->known = known;
	node->is_used = true;
	node->newer = node->older = NODE_NONE;
	if (mac_parse(known->mac, &node->mac))
		table_add(&timeline->macs, table_mix(&timeline->macs, node->mac, 0),
			  index);
	for (size_t i = 0; i < count && i < OWN_ADDRESSES; i++) {
		node->addresses[i] = known->addresses.items[i];
		node->addresses[i].port = 0;
		table_add(&timeline->addresses,
			  table_hash_addr(&timeline->addresses, &node->addresses[i]),
			  index);
	}
}

void nodes_init(struct timeline *timeline)
{
	const struct inventory *inventory = timeline->inventory;

	timeline->known_count = inventory ? (uint32_t)inventory->node_count : 0;
	timeline->node_count = timeline->known_count + TIMELINE_STRANGERS_MAX;
	/* Places that are never taken are never touched: no memory stands behind them. */
	timeline->nodes = mem_alloc(timeline->node_count * sizeof *timeline->nodes);
	table_init(&timeline->macs, timeline->node_count);
	table_init(&timeline->addresses, (size_t)timeline->node_count * OWN_ADDRESSES);
	for (uint32_t i = 0; i < timeline->known_count; i++)
		add_known(timeline, i, &inventory->nodes[i]);
	timeline->used_count = timeline->known_count;
	timeline->free_list = NODE_NONE;
	for (int rank = 0; rank < RANK_COUNT; rank++)
		timeline->newest[rank] = timeline->oldest[rank] = NODE_NONE;
}

void nodes_clear(struct timeline *timeline)
{
	table_clear(&timeline->macs);
	table_clear(&timeline->addresses);
	free(timeline->nodes);
}

uint32_t node_by_mac(const struct timeline *timeline, uint64_t mac)
{
	uint64_t hash = table_mix(&timeline->macs, mac, 0);
	size_t cursor = TABLE_START;
	uint32_t index;

	while ((index = table_next(&timeline->macs, hash, &cursor)) != TABLE_NONE)
		if (timeline->nodes[index].mac == mac)
			return index;
	return NODE_NONE;
}

static bool has_addr(const struct node_state *node, const struct addr *addr)
{
	return addr_is_in(addr, node->addresses, OWN_ADDRESSES);
}

uint32_t node_by_addr(const struct timeline *timeline, const struct addr *addr)
{
	uint64_t hash = table_hash_addr(&timeline->addresses, addr);
	size_t cursor = TABLE_START;
	uint32_t index;

	while ((index = table_next(&timeline->addresses, hash, &cursor)) != TABLE_NONE)
		if (has_addr(&timeline->nodes[index], addr))
			return index;
	return NODE_NONE;
}

/* Addresses that say nothing about who it is. */
static bool addr_is_own(const struct addr *addr)
{
	static const unsigned char zero[16];

	if (addr->family == AF_INET)
		return memcmp(addr->bytes, zero, 4) != 0 && addr->bytes[0] < 224;
	return addr->family == AF_INET6 && addr->bytes[0] != 0xff &&
	       memcmp(addr->bytes, zero, 16) != 0;
}

/* Strangers stand in one list a rank, by when they were last heard of. */

static void unlink_stranger(struct timeline *timeline, uint32_t index)
{
	struct node_state *node = &timeline->nodes[index];

	if (node->newer != NODE_NONE)
		timeline->nodes[node->newer].older = node->older;
	else
		timeline->newest[node->rank] = node->older;
	if (node->older != NODE_NONE)
		timeline->nodes[node->older].newer = node->newer;
	else
		timeline->oldest[node->rank] = node->newer;
}

static void link_stranger(struct timeline *timeline, uint32_t index)
{
	struct node_state *node = &timeline->nodes[index];
	uint32_t next = timeline->newest[node->rank];

	node->newer = NODE_NONE;
	node->older = next;
	if (next != NODE_NONE)
		timeline->nodes[next].newer = index;
	else
		timeline->oldest[node->rank] = index;
	timeline->newest[node->rank] = index;
}

static void forget_addr(struct timeline *timeline, uint32_t index, struct addr *addr)
{
	if (addr->family)
		table_remove(&timeline->addresses,
			     table_hash_addr(&timeline->addresses, addr), index);
	*addr = (struct addr){ 0 };
}

static void forget_mac(struct timeline *timeline, uint32_t index)
{
	struct node_state *node = &timeline->nodes[index];

	if (node->mac)
		table_remove(&timeline->macs, table_mix(&timeline->macs, node->mac, 0),
			     index);
	node->mac = 0;
}

static void free_stranger(struct timeline *timeline, uint32_t index)
{
	struct node_state *node = &timeline->nodes[index];
	uint32_t generation = node->generation;

	unlink_stranger(timeline, index);
	for (int i = 0; i < OWN_ADDRESSES; i++)
		forget_addr(timeline, index, &node->addresses[i]);
	forget_mac(timeline, index);
	memset(node, 0, sizeof *node);
	node->generation = generation + 1;
	node->older = timeline->free_list;
	timeline->free_list = index;
}

static uint32_t take_place(struct timeline *timeline, int64_t time)
{
	uint32_t index;
	struct node_state *node;

	if (timeline->free_list == NODE_NONE &&
	    timeline->used_count == timeline->node_count) {
		int rank = 0;

		while (timeline->oldest[rank] == NODE_NONE)
			rank++;
		free_stranger(timeline, timeline->oldest[rank]);
		timeline->evicted++;
	}
	if (timeline->free_list != NODE_NONE) {
		index = timeline->free_list;
		timeline->free_list = timeline->nodes[index].older;
	} else {
		index = timeline->used_count++;
	}
	node = &timeline->nodes[index];
	node->is_used = true;
	node->first = node->last = node->booted = time;
	link_stranger(timeline, index);
	return index;
}

uint32_t node_take_mac(struct timeline *timeline, uint64_t mac, int64_t time)
{
	uint32_t index = node_by_mac(timeline, mac);

	if (index != NODE_NONE || !mac_is_one(mac))
		return index;
	index = take_place(timeline, time);
	timeline->nodes[index].mac = mac;
	table_add(&timeline->macs, table_mix(&timeline->macs, mac, 0), index);
	return index;
}

/* The place of an address that may be forgotten: the oldest that nobody planned. */
static size_t spare_place(const struct node_state *node)
{
	size_t place = OWN_ADDRESSES - 1;

	if (!node->known)
		return place;
	while (place > 0 &&
	       addr_is_in(&node->addresses[place], node->known->addresses.items,
			  node->known->addresses.count))
		place--;
	return place;
}

static void add_addr(struct timeline *timeline, uint32_t index, const struct addr *addr)
{
	struct node_state *node = &timeline->nodes[index];
	size_t place = spare_place(node);

	forget_addr(timeline, index, &node->addresses[place]);
	memmove(&node->addresses[1], &node->addresses[0], place * sizeof *addr);
	node->addresses[0] = *addr;
	node->addresses[0].port = 0;
	table_add(&timeline->addresses, table_hash_addr(&timeline->addresses, addr),
		  index);
}

uint32_t node_take_addr(struct timeline *timeline, const struct addr *addr, int64_t time)
{
	uint32_t index = node_by_addr(timeline, addr);

	if (index != NODE_NONE || !addr_is_own(addr))
		return index;
	index = take_place(timeline, time);
	add_addr(timeline, index, addr);
	return index;
}

/*
 * A DHCP server said which IPv4 address it has: another one is not its own, for it may be a router
 * of others. IPv6 nodes make addresses themselves.
 */
static bool may_learn(const struct node_state *node, const struct addr *addr)
{
	if (addr->family != AF_INET)
		return true;
	for (int i = 0; i < ROUND_COUNT; i++)
		if (node->rounds[i].lease.at)
			return false;
	return true;
}

uint32_t node_of_source(struct timeline *timeline, const struct packet *packet)
{
	uint32_t index = node_by_addr(timeline, &packet->source);

	if (index != NODE_NONE || !packet->source_mac)
		return index;
	index = node_by_mac(timeline, packet->source_mac);
	if (index == NODE_NONE || !addr_is_own(&packet->source) ||
	    !may_learn(&timeline->nodes[index], &packet->source) ||
	    is_infrastructure(timeline, &packet->source))
		return NODE_NONE;
	add_addr(timeline, index, &packet->source);
	return index;
}

void node_touch(struct timeline *timeline, uint32_t index, int64_t time)
{
	struct node_state *node = &timeline->nodes[index];

	if (!node->first)
		node->first = node->booted = time;
	if (time > node->last)
		node->last = time;
	node->is_seen = true;
	if (node->known || timeline->newest[node->rank] == index)
		return;
	unlink_stranger(timeline, index);
	link_stranger(timeline, index);
}

void node_prove(struct timeline *timeline, uint32_t index)
{
	struct node_state *node = &timeline->nodes[index];

	if (node->known || node->rank == RANK_PROVEN)
		return;
	unlink_stranger(timeline, index);
	node->rank = RANK_PROVEN;
	link_stranger(timeline, index);
}

/*
 * What was seen of a stranger was seen of a node of the inventory. What that node has done
 * before the stranger came is of an earlier boot.
 */
static uint32_t become(struct timeline *timeline, uint32_t stranger, uint32_t known)
{
	struct node_state *from = &timeline->nodes[stranger];
	struct node_state *to = &timeline->nodes[known];
	struct node_state was = *to;
	uint64_t mac = from->mac;

	*to = *from;
	to->known = was.known;
	to->generation = was.generation + 1;
	to->mac = was.mac;
	to->newer = to->older = NODE_NONE;
	memcpy(to->addresses, was.addresses, sizeof was.addresses);
	if (was.is_seen) {
		to->first = was.first < from->first ? was.first : from->first;
		to->boots += was.boots;
		to->installs += was.installs;
		memcpy(to->past, was.past, sizeof was.past);
		to->past_count = was.past_count;
	}
	free_stranger(timeline, stranger);
	if (mac && mac != to->mac) {
		forget_mac(timeline, known);
		to->mac = mac;
		table_add(&timeline->macs, table_mix(&timeline->macs, mac, 0), known);
	}
	return known;
}

uint32_t node_gets_addr(struct timeline *timeline, uint32_t index,
			const struct addr *addr)
{
	struct node_state *node = &timeline->nodes[index];
	uint32_t owner;

	if (!addr_is_own(addr) || has_addr(node, addr))
		return index;
	owner = node_by_addr(timeline, addr);
	if (owner == NODE_NONE) {
		add_addr(timeline, index, addr);
		return index;
	}
	if (timeline->nodes[owner].known) {
		/* Who is told apart by the MAC address of the inventory stays apart. */
		if (node->known || timeline->nodes[owner].known->mac)
			return index;
		return become(timeline, index, owner);
	}
	/* A stranger that was only seen by the address that is given to somebody else now. */
	if (!timeline->nodes[owner].mac) {
		free_stranger(timeline, owner);
	} else {
		for (int i = 0; i < OWN_ADDRESSES; i++)
			if (addr_equal(&timeline->nodes[owner].addresses[i], addr))
				forget_addr(timeline, owner,
					    &timeline->nodes[owner].addresses[i]);
	}
	add_addr(timeline, index, addr);
	return index;
}

bool is_infrastructure(const struct timeline *timeline, const struct addr *addr)
{
	const struct inventory *inventory = timeline->inventory;

	if (!inventory)
		return false;
	return inventory_host_at(inventory, addr) ||
	       addr_is_in(addr, inventory->api.addresses.items,
			  inventory->api.addresses.count) ||
	       addr_is_in(addr, inventory->api_int.addresses.items,
			  inventory->api_int.addresses.count) ||
	       addr_is_in(addr, inventory->ingress.addresses.items,
			  inventory->ingress.addresses.count);
}

void node_reach(struct node_state *node, enum timeline_step step, int64_t time)
{
	if (step <= node->stage && node->stage_since)
		return;
	node->stage = step;
	node->stage_since = time;
}

void node_gets_on(struct node_state *node, enum timeline_step step, int64_t time)
{
	node_reach(node, step, time);
	if (time > node->progress)
		node->progress = time;
}

void node_boots_again(struct node_state *node, int64_t time)
{
	size_t from = offsetof(struct node_state, stage);
	size_t to = offsetof(struct node_state, boots);

	if (node->stage_since) {
		if (node->past_count == PAST_MAX) {
			memmove(&node->past[0], &node->past[1],
				(PAST_MAX - 1) * sizeof *node->past);
			node->past_count--;
		}
		node->past[node->past_count++] = (struct past){
			.first = node->booted,
			.last = node->last,
			.stage = node->stage,
			.was_installed = node->is_installed,
		};
	}
	node->installs += node->is_installed;
	memset((char *)node + from, 0, to - from);
	node->booted = time;
}

const char *node_name(const struct timeline *timeline, const struct node_state *node,
		      char buffer[static NODE_NAME_LEN])
{
	const char *domain =
		timeline->inventory ? timeline->inventory->cluster_domain : NULL;
	size_t length, tail;

	if (!node->known) {
		char text[ADDR_STRLEN];

		if (node->mac)
			return mac_str(node->mac, buffer);
		snprintf(buffer, NODE_NAME_LEN, "%s",
			 addr_str(&node->addresses[0], text));
		return buffer;
	}
	length = strlen(node->known->fqdn);
	tail = domain ? strlen(domain) : 0;
	if (tail && length > tail + 1 && node->known->fqdn[length - tail - 1] == '.' &&
	    !strcmp(node->known->fqdn + length - tail, domain))
		length -= tail + 1;
	snprintf(buffer, NODE_NAME_LEN, "%.*s", (int)length, node->known->fqdn);
	return buffer;
}
