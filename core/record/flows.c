#include "core/record/flows.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/wire/arp.h"
#include "core/wire/dns.h"
#include "core/wire/icmp.h"
#include "core/wire/ip.h"
#include "core/wire/packet.h"
#include "core/wire/tcp.h"

#define SLOTS (2 * FLOWS_MAX) /* a power of two */
#define FREE  UINT32_MAX

enum kind { KIND_TCP = 1, KIND_UDP, KIND_QUESTION, KIND_ADDRESS, KIND_PENDING };

/* A 64-bit hash stands for what it was made of: two of a hundred thousand that are the same are one
   chance in a billion, and then a packet too many is kept. */
struct entry {
	uint64_t key;
	struct ranges ranges;
	bool is_pending;
};

/* Entries in a ring, the oldest is replaced; slots point to them. */
struct flows {
	struct entry *entries;
	uint32_t room, count, next;
	uint32_t *slots;
};

struct flows *flows_new(void)
{
	struct flows *flows = mem_alloc(sizeof *flows);

	flows->slots = mem_alloc(SLOTS * sizeof *flows->slots);
	for (size_t i = 0; i < SLOTS; i++)
		flows->slots[i] = FREE;
	return flows;
}

struct flows *flows_free(struct flows *flows)
{
	if (!flows)
		return NULL;
	free(flows->entries);
	free(flows->slots);
	free(flows);
	return NULL;
}

/* FNV-1a. */
static uint64_t mix(uint64_t hash, const void *bytes, size_t length)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ p[i]) * 0x100000001b3;
	return hash;
}

static uint64_t begin(enum kind kind)
{
	unsigned char byte = (unsigned char)kind;

	return mix(0xcbf29ce484222325, &byte, 1);
}

/* Scope ids are not on the wire. */
static uint64_t mix_addr(uint64_t hash, const struct addr *addr, bool with_port)
{
	hash = mix(hash, addr->bytes, addr->family == AF_INET ? 4 : 16);
	return with_port ? mix(hash, &addr->port, sizeof addr->port) : hash;
}

static uint64_t socket_key(bool is_tcp, const struct addr *remote, in_port_t local_port)
{
	uint64_t hash = mix_addr(begin(is_tcp ? KIND_TCP : KIND_UDP), remote, true);

	return mix(hash, &local_port, sizeof local_port);
}

static uint64_t address_key(const struct addr *addr)
{
	return mix_addr(begin(KIND_ADDRESS), addr, false);
}

static uint64_t question_key(const struct addr *server, const char *name, unsigned type)
{
	uint64_t hash = mix_addr(begin(KIND_QUESTION), server, true);

	hash = mix(hash, name, strlen(name));
	return mix(hash, &type, sizeof type);
}

static uint32_t home_of(uint64_t key)
{
	return (uint32_t)(key ^ key >> 32) & (SLOTS - 1);
}

static uint32_t slot_of(const struct flows *flows, uint64_t key)
{
	uint32_t slot = home_of(key);

	while (flows->slots[slot] != FREE &&
	       flows->entries[flows->slots[slot]].key != key)
		slot = (slot + 1) & (SLOTS - 1);
	return slot;
}

static struct entry *find(const struct flows *flows, uint64_t key)
{
	uint32_t at = flows->slots[slot_of(flows, key)];

	return at == FREE ? NULL : &flows->entries[at];
}

/* Open addressing without tombstones: what follows moves up (Knuth, 6.4 R). */
static void forget(struct flows *flows, uint64_t key)
{
	uint32_t hole = slot_of(flows, key);

	for (uint32_t at = (hole + 1) & (SLOTS - 1); flows->slots[at] != FREE;
	     at = (at + 1) & (SLOTS - 1)) {
		uint32_t home = home_of(flows->entries[flows->slots[at]].key);

		if (((at - home) & (SLOTS - 1)) < ((at - hole) & (SLOTS - 1)))
			continue;
		flows->slots[hole] = flows->slots[at];
		hole = at;
	}
	flows->slots[hole] = FREE;
}

static struct entry *find_or_add(struct flows *flows, uint64_t key)
{
	struct entry *entry = find(flows, key);

	if (entry)
		return entry;
	if (flows->count == FLOWS_MAX) {
		forget(flows, flows->entries[flows->next].key);
	} else if (flows->count++ == flows->room) {
		flows->room = flows->room ? flows->room * 2 : 64;
		flows->entries =
			mem_realloc(flows->entries, flows->room * sizeof *flows->entries);
	}
	flows->slots[slot_of(flows, key)] = flows->next;
	entry = &flows->entries[flows->next];
	*entry = (struct entry){ .key = key };
	flows->next = (flows->next + 1) % FLOWS_MAX;
	return entry;
}

static uint64_t pending_key(in_port_t local_port)
{
	return mix(begin(KIND_PENDING), &local_port, sizeof local_port);
}

void flows_add_socket(struct flows *flows, bool is_tcp, in_port_t local_port,
		      const struct addr *remote)
{
	struct entry *entry;

	if (!remote) {
		find_or_add(flows, pending_key(local_port))->is_pending = true;
		return;
	}
	entry = find_or_add(flows, socket_key(is_tcp, remote, local_port));
	/* The port of one that is gone: this is another connection. */
	entry->ranges = (struct ranges){ 0 };
	find_or_add(flows, address_key(remote));
}

/* The first SYN from a port whose socket was on its way to nobody knew where. */
static void settle_pending(struct flows *flows, const struct packet *packet)
{
	struct entry *pending;

	if (packet->protocol != PACKET_TCP ||
	    (packet->flags & (TCP_FLAG_SYN | TCP_FLAG_ACK)) != TCP_FLAG_SYN)
		return;
	pending = find(flows, pending_key(packet->source.port));
	if (!pending || !pending->is_pending)
		return;
	pending->is_pending = false;
	flows_add_socket(flows, true, packet->source.port, &packet->target);
}

static void drop_oldest(struct ranges *ranges)
{
	if (ranges->items[0].last > ranges->untold)
		ranges->untold = ranges->items[0].last;
	memmove(ranges->items, ranges->items + 1,
		--ranges->count * sizeof ranges->items[0]);
}

static void append(struct ranges *ranges, struct range range)
{
	if (ranges->count == RANGES_MAX)
		drop_oldest(ranges);
	ranges->items[ranges->count++] = range;
}

static void count(struct entry *entry, uint32_t number)
{
	struct ranges *ranges = &entry->ranges;

	if (ranges->count && ranges->items[ranges->count - 1].last + 1 == number)
		ranges->items[ranges->count - 1].last = number;
	else
		append(ranges, (struct range){ number, number });
}

/* The socket that it is of, whichever way it goes. */
static struct entry *socket_of(const struct flows *flows, bool is_tcp,
			       const struct addr *source, const struct addr *target,
			       const struct addr **ret_remote)
{
	struct entry *entry = find(flows, socket_key(is_tcp, target, source->port));

	*ret_remote = target;
	if (!entry) {
		entry = find(flows, socket_key(is_tcp, source, target->port));
		*ret_remote = source;
	}
	return entry;
}

/* Over TCP two bytes of length stand in front (RFC 1035 4.2.2). */
static bool read_question(const struct packet *packet, struct dns_summary *summary)
{
	bool is_tcp = packet->protocol == PACKET_TCP;

	if (is_tcp && packet->payload.length < 2)
		return false;
	return !dns_summary_read(
		is_tcp ? slice_after(packet->payload, 2) : packet->payload, summary);
}

static bool look_transport(const struct flows *flows, const struct packet *packet,
			   struct entry **ret_entry, const struct addr **ret_remote)
{
	*ret_entry = socket_of(flows, packet->protocol == PACKET_TCP, &packet->source,
			       &packet->target, ret_remote);
	return *ret_entry != NULL;
}

/* An error names the packet that it is about; neighbour discovery an address. */
static struct entry *of_icmp(const struct flows *flows, const struct packet *packet)
{
	const struct addr *remote;
	struct icmp icmp;
	int r = packet->protocol == PACKET_ICMP ? icmp_decode(packet->payload, &icmp)
						: icmp6_decode(packet->payload, &icmp);

	if (r < 0)
		return NULL;
	if (icmp.kind == ICMP_NEIGHBOUR_SOLICIT || icmp.kind == ICMP_NEIGHBOUR_ADVERTISE)
		return find(flows, address_key(&icmp.about));
	if (!icmp.source.family || (icmp.protocol != IP_TCP && icmp.protocol != IP_UDP))
		return NULL;
	return socket_of(flows, icmp.protocol == IP_TCP, &icmp.source, &icmp.target,
			 &remote);
}

static struct entry *of_arp(const struct flows *flows, const struct packet *packet)
{
	struct entry *entry;
	struct arp arp;

	if (arp_decode(packet->payload, &arp) < 0)
		return NULL;
	entry = find(flows, address_key(&arp.target));
	return entry ? entry : find(flows, address_key(&arp.sender));
}

static struct entry *entry_of(const struct flows *flows, const struct packet *packet)
{
	const struct addr *remote;
	struct entry *entry = NULL;

	switch (packet->protocol) {
	case PACKET_ARP:
		return of_arp(flows, packet);
	case PACKET_ICMP:
	case PACKET_ICMP6:
		return of_icmp(flows, packet);
	case PACKET_UDP:
	case PACKET_TCP:
		look_transport(flows, packet, &entry, &remote);
		return entry;
	}
	return NULL;
}

bool flows_take(struct flows *flows, const struct packet *packet, uint32_t number)
{
	const struct addr *remote;
	struct dns_summary summary;
	struct entry *entry;

	settle_pending(flows, packet);
	entry = entry_of(flows, packet);
	if (!entry)
		return false;
	count(entry, number);
	if ((packet->protocol == PACKET_UDP || packet->protocol == PACKET_TCP) &&
	    look_transport(flows, packet, &entry, &remote) &&
	    read_question(packet, &summary))
		count(find_or_add(flows,
				  question_key(remote, summary.name, summary.type)),
		      number);
	return true;
}

static const struct ranges *ranges_of(const struct flows *flows, uint64_t key)
{
	const struct entry *entry = find(flows, key);

	return entry && entry->ranges.count ? &entry->ranges : NULL;
}

const struct ranges *flows_of_connection(const struct flows *flows,
					 const struct addr *remote, in_port_t local_port)
{
	return ranges_of(flows, socket_key(true, remote, local_port));
}

const struct ranges *flows_of_question(const struct flows *flows,
				       const struct addr *server, const char *name,
				       unsigned type)
{
	return ranges_of(flows, question_key(server, name, type));
}

const struct ranges *flows_of_address(const struct flows *flows, const struct addr *addr)
{
	return ranges_of(flows, address_key(addr));
}

static int compare(const void *a, const void *b)
{
	const struct range *left = a, *right = b;

	return (left->first > right->first) - (left->first < right->first);
}

void ranges_join(struct ranges *ranges, const struct ranges *more)
{
	struct range all[2 * RANGES_MAX];
	unsigned count = 0;

	memcpy(all, ranges->items, ranges->count * sizeof *all);
	memcpy(all + ranges->count, more->items, more->count * sizeof *all);
	count = ranges->count + more->count;
	qsort(all, count, sizeof *all, compare);
	ranges->count = 0;
	if (more->untold > ranges->untold)
		ranges->untold = more->untold;
	for (unsigned i = 0; i < count; i++) {
		struct range *last =
			ranges->count ? &ranges->items[ranges->count - 1] : NULL;

		if (last && all[i].first <= last->last + 1)
			last->last = all[i].last > last->last ? all[i].last : last->last;
		else
			append(ranges, all[i]);
	}
}

struct ranges ranges_since(const struct ranges *ranges, uint32_t least)
{
	struct ranges since = { .untold = ranges->untold < least ? 0 : ranges->untold };

	for (unsigned i = 0; i < ranges->count; i++) {
		if (ranges->items[i].last >= least)
			since.items[since.count++] = ranges->items[i];
	}
	return since;
}

const char *ranges_text(struct arena *arena, const struct ranges *ranges, uint32_t least,
			uint32_t most, uint32_t base)
{
	const char *text = "";

	for (unsigned i = 0; i < ranges->count; i++) {
		uint32_t first = ranges->items[i].first, last = ranges->items[i].last;
		const char *comma = *text ? ", " : "";

		first = first < least ? least : first;
		last = last > most ? most : last;
		if (first > last)
			continue;
		text = first == last
			       ? arena_printf(arena, "%s%s%u", text, comma, first - base)
			       : arena_printf(arena, "%s%s%u-%u", text, comma,
					      first - base, last - base);
	}
	return *text && ranges->untold >= least && ranges->untold <= most
		       ? arena_printf(arena, "%s and more", text)
		       : text;
}
