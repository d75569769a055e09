#include "wire_world.h"

#include <string.h>

#include <check.h>

#include "core/addr.h"

#define FRAME_MAX 2048
#define PACKET_US 1000

static void put16(uint8_t **p, unsigned value)
{
	*(*p)++ = (uint8_t)(value >> 8);
	*(*p)++ = (uint8_t)value;
}

static void put32(uint8_t **p, uint32_t value)
{
	put16(p, value >> 16);
	put16(p, value & 0xffff);
}

static void put(uint8_t **p, const void *bytes, size_t length)
{
	if (length)
		memcpy(*p, bytes, length);
	*p += length;
}

static struct node node_of(struct arena *arena, const char *name, enum node_role role,
			   unsigned number, bool has_mac)
{
	struct node node = {
		.fqdn = arena_printf(arena, "%s." WIRE_DOMAIN, name),
		.role = role,
		.addresses.items = arena_alloc(arena, sizeof(struct addr)),
		.addresses.count = 1,
		.mac = has_mac ? arena_printf(arena, "52:54:00:00:00:%02x", number)
			       : NULL,
	};

	ck_assert_int_eq(addr_parse(arena_printf(arena, "172.16.0.%u", number),
				    node.addresses.items),
			 0);
	return node;
}

static struct addresses addresses_of(struct arena *arena, const char *first,
				     const char *second)
{
	struct addresses addresses = { arena_alloc(arena, 2 * sizeof(struct addr)), 1 };

	ck_assert_int_eq(addr_parse(first, &addresses.items[0]), 0);
	if (second)
		ck_assert_int_eq(addr_parse(second, &addresses.items[addresses.count++]),
				 0);
	return addresses;
}

const struct inventory *wire_inventory(struct arena *arena)
{
	struct inventory *inventory = arena_alloc(arena, sizeof *inventory);
	struct node *nodes = arena_alloc(arena, 5 * sizeof *nodes);
	struct host *hosts = arena_alloc(arena, 3 * sizeof *hosts);

	nodes[0] = node_of(arena, "bs", NODE_BOOTSTRAP, 11, true);
	nodes[1] = node_of(arena, "m1", NODE_MASTER, 21, true);
	nodes[2] = node_of(arena, "m2", NODE_MASTER, 22, true);
	nodes[3] = node_of(arena, "m3", NODE_MASTER, 23, true);
	nodes[4] = node_of(arena, "w1", NODE_WORKER, 31, false);
	hosts[0] = (struct host){ .fqdn = "bastion.example.localdomain",
				  .addresses = addresses_of(arena, WIRE_DHCP, NULL),
				  .roles = HOST_DHCP | HOST_HTTP };
	hosts[1] = (struct host){ .fqdn = "ns1.example.localdomain",
				  .addresses = addresses_of(arena, WIRE_DNS, NULL),
				  .roles = HOST_DNS };
	hosts[2] =
		(struct host){ .fqdn = "lb1.example.localdomain",
			       .addresses = addresses_of(arena, WIRE_VIP, "172.16.0.111"),
			       .roles = HOST_LOADBALANCER };
	*inventory = (struct inventory){
		.cluster_name = "ocp45",
		.base_domain = "example.localdomain",
		.cluster_domain = WIRE_DOMAIN,
		.nodes = nodes,
		.node_count = 5,
		.hosts = hosts,
		.host_count = 3,
	};
	return inventory;
}

void wire_open(struct wire *wire, bool has_inventory)
{
	struct arena *arena = arena_new();

	*wire = (struct wire){
		.arena = arena,
		.timeline = timeline_new(has_inventory ? wire_inventory(arena) : NULL),
		.now = WIRE_START,
		.transaction = 1,
		.port = 40000,
	};
}

void wire_record(struct wire *wire, FILE *file)
{
	static const uint32_t header[] = { 0xa1b2c3d4, 2 | 4 << 16, 0, 0, 65535, 1 };

	wire->file = file;
	fwrite(header, sizeof header, 1, file);
}

void wire_close(struct wire *wire)
{
	timeline_free(wire->timeline);
	arena_free(wire->arena);
}

void wire_pass(struct wire *wire, double seconds)
{
	wire->now += (int64_t)(seconds * (double)WIRE_SECOND);
	if (wire->timeline)
		timeline_advance(wire->timeline, wire->now);
}

void wire_frame(struct wire *wire, const void *bytes, size_t length)
{
	uint32_t header[4] = { (uint32_t)(wire->now / WIRE_SECOND),
			       (uint32_t)(wire->now % WIRE_SECOND), (uint32_t)length,
			       (uint32_t)length };

	if (wire->file) {
		fwrite(header, sizeof header, 1, wire->file);
		fwrite(bytes, length, 1, wire->file);
	}
	if (wire->timeline)
		timeline_feed(wire->timeline, wire->now, 1,
			      (struct slice){ bytes, length });
	wire->now += PACKET_US;
	wire->count++;
}

static struct addr parse(const char *text)
{
	struct addr addr;

	ck_assert_msg(addr_parse(text, &addr) == 0, "%s", text);
	return addr;
}

static void put_mac(uint8_t **p, const struct addr *addr)
{
	static const uint8_t broadcast[6] = { 255, 255, 255, 255, 255, 255 };
	static const uint8_t zero[4];
	size_t length = addr->family == AF_INET ? 4 : 16;

	if (addr->bytes[0] == 255 || !memcmp(addr->bytes, zero, 4)) {
		put(p, broadcast, 6);
		return;
	}
	put(p, "\x52\x54\0\0\0", 5);
	*(*p)++ = addr->bytes[length - 1];
}

/* Ethernet and IP, for `length` bytes of `protocol`. */
static uint8_t *put_headers(struct wire *wire, uint8_t *p, uint64_t client_mac,
			    const char *from, const char *to, unsigned protocol,
			    size_t length)
{
	struct addr source = parse(from), target = parse(to);

	put_mac(&p, &target);
	if (client_mac) {
		put16(&p, (unsigned)(client_mac >> 32));
		put32(&p, (uint32_t)client_mac);
	} else {
		put_mac(&p, &source);
	}
	if (wire->vlan) {
		put16(&p, 0x8100);
		put16(&p, wire->vlan);
	}
	if (source.family == AF_INET) {
		put16(&p, 0x0800);
		put16(&p, 0x4500);
		put16(&p, (unsigned)(20 + length));
		put32(&p, 0);
		put16(&p, 64 << 8 | protocol);
		put16(&p, 0);
		put(&p, source.bytes, 4);
		put(&p, target.bytes, 4);
	} else {
		put16(&p, 0x86dd);
		put32(&p, 0x60000000);
		put16(&p, (unsigned)length);
		put16(&p, protocol << 8 | 64);
		put(&p, source.bytes, 16);
		put(&p, target.bytes, 16);
	}
	return p;
}

static void send_udp(struct wire *wire, uint64_t client_mac, const char *from,
		     unsigned from_port, const char *to, unsigned to_port,
		     const void *payload, size_t length)
{
	uint8_t frame[FRAME_MAX];
	uint8_t *p = put_headers(wire, frame, client_mac, from, to, 17, 8 + length);

	put16(&p, from_port);
	put16(&p, to_port);
	put16(&p, (unsigned)(8 + length));
	put16(&p, 0);
	put(&p, payload, length);
	wire_frame(wire, frame, (size_t)(p - frame));
}

void wire_udp(struct wire *wire, const char *from, unsigned from_port, const char *to,
	      unsigned to_port, const void *payload, size_t length)
{
	send_udp(wire, 0, from, from_port, to, to_port, payload, length);
}

void wire_tcp(struct wire *wire, const struct wire_segment *segment)
{
	uint8_t frame[FRAME_MAX];
	uint8_t *p = put_headers(wire, frame, 0, segment->from, segment->to, 6,
				 20 + segment->length);

	put16(&p, segment->from_port);
	put16(&p, segment->to_port);
	put32(&p, segment->sequence);
	put32(&p, segment->acknowledged);
	put16(&p, 0x5000 | segment->flags);
	put16(&p, 65535);
	put32(&p, 0);
	put(&p, segment->payload, segment->length);
	wire_frame(wire, frame, (size_t)(p - frame));
}

void wire_arp(struct wire *wire, unsigned node, const char *sender, const char *target)
{
	uint8_t frame[FRAME_MAX], *p = frame;
	struct addr who = parse(sender), whom = parse(target);

	put(&p, "\xff\xff\xff\xff\xff\xff\x52\x54\0\0\0", 11);
	*p++ = (uint8_t)node;
	put16(&p, 0x0806);
	put(&p, "\0\1\x08\0\6\4\0\1\x52\x54\0\0\0", 13);
	*p++ = (uint8_t)node;
	put(&p, who.bytes, 4);
	put(&p, "\0\0\0\0\0\0", 6);
	put(&p, whom.bytes, 4);
	wire_frame(wire, frame, (size_t)(p - frame));
}

static void put_option(uint8_t **p, unsigned code, const void *value, size_t length)
{
	*(*p)++ = (uint8_t)code;
	*(*p)++ = (uint8_t)length;
	put(p, value, length);
}

static void put_addr_option(uint8_t **p, unsigned code, const char *text)
{
	struct addr addr;

	if (!text)
		return;
	addr = parse(text);
	put_option(p, code, addr.bytes, 4);
}

static void put_client_options(uint8_t **p, const struct wire_dhcp *message)
{
	uint8_t architecture[2] = { 0, (uint8_t)message->architecture };
	static const char pxe[] = "PXEClient:Arch:00007:UNDI:003016";

	switch (message->client) {
	case WIRE_IPXE:
		put_option(p, 77, "iPXE", 4);
		put_option(p, 60, pxe, sizeof pxe - 1);
		break;
	case WIRE_PXE:
		put_option(p, 60, pxe, sizeof pxe - 1);
		put_option(p, 93, architecture, 2);
		break;
	case WIRE_SYSTEM:
		break;
	}
}

static void put_field(uint8_t *field, const char *address)
{
	struct addr addr;

	if (!address)
		return;
	addr = parse(address);
	memcpy(field, addr.bytes, 4);
}

void wire_dhcp(struct wire *wire, const struct wire_dhcp *message)
{
	uint8_t bytes[600] = { 0 }, *p = bytes + 236;
	bool is_reply = message->type == 2 || message->type == 5 || message->type == 6;
	uint64_t mac = 0x525400000000 | message->node;
	uint8_t type = (uint8_t)message->type;
	const char *client = message->renewed ? message->renewed : "0.0.0.0";
	const char *all = "255.255.255.255";

	bytes[0] = is_reply ? 2 : 1;
	bytes[1] = 1;
	bytes[2] = 6;
	memcpy(bytes + 4, &wire->transaction, 4);
	put_field(bytes + 16, is_reply ? message->address : NULL);
	put_field(bytes + 12, message->renewed);
	put_field(bytes + 20, message->next_server);
	put_field(bytes + 24, message->relay);
	memcpy(bytes + 28, "\x52\x54\0\0\0", 5);
	bytes[33] = (uint8_t)message->node;
	if (message->boot_file)
		snprintf((char *)bytes + 108, 128, "%s", message->boot_file);
	put32(&p, 0x63825363);
	put_option(&p, 53, &type, 1);
	put_addr_option(&p, 54, message->server);
	if (!is_reply) {
		put_addr_option(&p, 50, message->address);
		put_client_options(&p, message);
	}
	*p++ = 255;
	if (is_reply)
		send_udp(wire, 0, message->sender ? message->sender : message->server, 67,
			 message->renewed ? message->renewed : all, 68, bytes,
			 (size_t)(p - bytes));
	else
		send_udp(wire, mac, client, 68,
			 message->renewed && message->server ? message->server : all, 67,
			 bytes, (size_t)(p - bytes));
}

void wire_lease(struct wire *wire, unsigned node, enum wire_client client,
		const char *server, const char *address, const char *boot_file)
{
	struct wire_dhcp message = { .node = node, .client = client, .architecture = 7 };

	wire->transaction++;
	message.type = 1;
	wire_dhcp(wire, &message);
	message.type = 2;
	message.server = server;
	message.address = address;
	message.boot_file = boot_file;
	message.next_server = boot_file ? server : NULL;
	wire_dhcp(wire, &message);
	message.type = 3;
	message.boot_file = message.next_server = NULL;
	wire_dhcp(wire, &message);
	message.type = 5;
	message.boot_file = boot_file;
	message.next_server = boot_file ? server : NULL;
	wire_dhcp(wire, &message);
}

static const char *address_of(struct wire *wire, unsigned node)
{
	return arena_printf(wire->arena, "172.16.0.%u", node);
}

void wire_tftp(struct wire *wire, unsigned node, const char *file, size_t length,
	       unsigned error)
{
	uint8_t bytes[600], *p = bytes;
	const char *client = address_of(wire, node);
	unsigned port = wire->port++;

	put16(&p, 1);
	put(&p, file, strlen(file) + 1);
	put(&p, "octet", 6);
	wire_udp(wire, client, port, WIRE_DHCP, 69, bytes, (size_t)(p - bytes));
	p = bytes;
	if (error) {
		put16(&p, 5);
		put16(&p, error);
		put(&p, "nothing", 8);
		wire_udp(wire, WIRE_DHCP, 50000, client, port, bytes,
			 (size_t)(p - bytes));
		return;
	}
	for (unsigned block = 1;; block++) {
		size_t part = length < 512 ? length : 512;

		memset(bytes, 0, sizeof bytes);
		p = bytes;
		put16(&p, 3);
		put16(&p, block);
		wire_udp(wire, WIRE_DHCP, 50000, client, port, bytes, 4 + part);
		p = bytes;
		put16(&p, 4);
		put16(&p, block);
		wire_udp(wire, client, port, WIRE_DHCP, 50000, bytes, 4);
		if (part < 512)
			return;
		length -= part;
	}
}

void wire_ntp(struct wire *wire, unsigned node, const char *server, unsigned stratum)
{
	uint8_t question[48] = { 4 << 3 | 3 };
	uint8_t answer[48] = { 4 << 3 | 4, (uint8_t)stratum };

	wire_udp(wire, address_of(wire, node), 123, server, 123, question, 48);
	if (stratum)
		wire_udp(wire, server, 123, address_of(wire, node), 123, answer, 48);
}

static void put_name(uint8_t **p, const char *name)
{
	while (*name) {
		size_t length = strcspn(name, ".");

		*(*p)++ = (uint8_t)length;
		put(p, name, length);
		name += length;
		name += *name == '.';
	}
	*(*p)++ = 0;
}

void wire_dns(struct wire *wire, const char *from, const char *server, const char *name,
	      unsigned type, int rcode, const char *answer)
{
	uint8_t bytes[900], *p = bytes, *start;
	unsigned port = wire->port++;
	uint8_t *length;
	struct addr addr;

	put16(&p, port);
	put16(&p, 0x0100);
	put16(&p, 1);
	put16(&p, 0);
	put32(&p, 0);
	put_name(&p, name);
	put16(&p, type);
	put16(&p, 1);
	wire_udp(wire, from, port, server, 53, bytes, (size_t)(p - bytes));
	if (rcode < 0)
		return;
	start = bytes + 2;
	put16(&start, 0x8580 | (unsigned)rcode);
	start = bytes + 6;
	put16(&start, answer ? 1 : 0);
	if (answer) {
		put16(&p, 0xc00c);
		put16(&p, type);
		put16(&p, 1);
		put32(&p, 60);
		length = p;
		p += 2;
		if (type == 12) {
			put_name(&p, answer);
		} else {
			addr = parse(answer);
			put(&p, addr.bytes, addr.family == AF_INET ? 4 : 16);
		}
		put16(&length, (unsigned)(p - length - 2));
	}
	wire_udp(wire, server, 53, from, port, bytes, (size_t)(p - bytes));
}

struct timeline_snapshot wire_look(struct wire *wire)
{
	return timeline_snapshot(wire->timeline, wire->arena);
}

const struct timeline_node *wire_node(const struct timeline_snapshot *snapshot,
				      const char *name)
{
	for (size_t i = 0; i < snapshot->node_count; i++)
		if (!strcmp(snapshot->nodes[i].name, name))
			return &snapshot->nodes[i];
	ck_abort_msg("no node %s", name);
	return NULL;
}

const struct timeline_row *wire_row(const struct timeline_node *node,
				    enum timeline_step step)
{
	for (size_t i = 0; i < node->row_count; i++)
		if (node->rows[i].step == step)
			return &node->rows[i];
	return NULL;
}

const struct timeline_finding *wire_finding(const struct timeline_snapshot *snapshot,
					    const char *id, const char *node)
{
	for (size_t i = 0; i < snapshot->finding_count; i++) {
		const struct timeline_finding *finding = &snapshot->findings[i];

		if (!strcmp(finding->id, id) &&
		    (node ? finding->node && !strcmp(finding->node, node)
			  : !finding->node))
			return finding;
	}
	return NULL;
}

size_t wire_count(const struct timeline_snapshot *snapshot,
		  enum timeline_severity severity)
{
	size_t count = 0;

	for (size_t i = 0; i < snapshot->finding_count; i++)
		count += snapshot->findings[i].severity == severity;
	return count;
}
