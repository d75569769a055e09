/* Whose a packet is, and which numbers a conversation has. */
#include <string.h>

#include "core/arena.h"
#include "core/record/flows.h"
#include "core/wire/packet.h"
#include "core/wire/tcp.h"
#include "tests/support/suite.h"

static struct flows *flows;
static struct addr own, server, other;

static struct addr at(const char *text, in_port_t port)
{
	struct addr addr;

	ck_assert_int_eq(addr_parse(text, &addr), 0);
	addr.port = port;
	return addr;
}

static void begin(void)
{
	flows = flows_new();
	own = at("172.16.0.101", 40000);
	server = at("172.16.0.102", 53);
	other = at("172.16.0.111", 6443);
}

static struct packet packet(enum packet_protocol protocol, const struct addr *source,
			    const struct addr *target, uint8_t flags,
			    struct slice payload)
{
	return (struct packet){ .protocol = protocol,
				.source = *source,
				.target = *target,
				.flags = flags,
				.payload = payload };
}

static bool take_tcp(const struct addr *source, const struct addr *target, uint8_t flags,
		     uint32_t number)
{
	struct packet tcp =
		packet(PACKET_TCP, source, target, flags, (struct slice){ 0 });

	return flows_take(flows, &tcp, number);
}

START_TEST(connections)
{
	const struct ranges *ranges;
	struct addr foreign = at("172.16.0.101", 40001);

	begin();
	ck_assert(!take_tcp(&own, &other, TCP_FLAG_SYN, 1));
	flows_add_socket(flows, true, own.port, &other);
	ck_assert_ptr_null(flows_of_connection(flows, &other, own.port));
	ck_assert(take_tcp(&own, &other, TCP_FLAG_SYN, 1));
	ck_assert(take_tcp(&other, &own, TCP_FLAG_RST, 2));
	ck_assert(!take_tcp(&foreign, &other, TCP_FLAG_SYN, 3));
	ck_assert(!take_tcp(&own, &server, TCP_FLAG_SYN, 3));
	ck_assert(take_tcp(&own, &other, TCP_FLAG_SYN, 7));
	ranges = flows_of_connection(flows, &other, own.port);
	ck_assert_uint_eq(ranges->count, 2);
	ck_assert_uint_eq(ranges->items[0].first, 1);
	ck_assert_uint_eq(ranges->items[0].last, 2);
	ck_assert_uint_eq(ranges->items[1].first, 7);
	/* The port again: another connection. */
	flows_add_socket(flows, true, own.port, &other);
	ck_assert_ptr_null(flows_of_connection(flows, &other, own.port));
	flows = flows_free(flows);
}
END_TEST

/* libcurl does not say where its socket goes; the SYN does. */
START_TEST(where_to_is_seen)
{
	begin();
	flows_add_socket(flows, true, own.port, NULL);
	ck_assert(!take_tcp(&own, &other, TCP_FLAG_ACK, 1));
	ck_assert(!take_tcp(&other, &own, TCP_FLAG_SYN | TCP_FLAG_ACK, 1));
	ck_assert(take_tcp(&own, &other, TCP_FLAG_SYN, 1));
	ck_assert(take_tcp(&other, &own, TCP_FLAG_SYN | TCP_FLAG_ACK, 2));
	/* Once: the next one from that port is somebody else's. */
	ck_assert(!take_tcp(&own, &server, TCP_FLAG_SYN, 3));
	ck_assert_uint_eq(flows_of_connection(flows, &other, own.port)->items[0].last, 2);
	flows = flows_free(flows);
}
END_TEST

/* A question for "ab." of type A, in class IN. */
static const uint8_t question[] = { 0, 1, 1, 0,	  0,   1, 0, 0, 0, 0,
				    0, 0, 2, 'A', 'b', 0, 0, 1, 0, 1 };

START_TEST(questions)
{
	struct slice payload = { question, sizeof question };
	struct packet udp = packet(PACKET_UDP, &own, &server, 0, payload);
	uint8_t framed[2 + sizeof question] = { 0, sizeof question };
	struct packet tcp;

	begin();
	udp = packet(PACKET_UDP, &own, &server, 0, payload);
	flows_add_socket(flows, false, own.port, &server);
	ck_assert(flows_take(flows, &udp, 1));
	udp = packet(PACKET_UDP, &server, &own, 0, payload);
	ck_assert(flows_take(flows, &udp, 2));
	ck_assert_uint_eq(flows_of_question(flows, &server, "ab", 1)->items[0].last, 2);
	ck_assert_ptr_null(flows_of_question(flows, &server, "ab", 28));
	ck_assert_ptr_null(flows_of_question(flows, &other, "ab", 1));
	/* Over TCP its length stands in front. */
	memcpy(framed + 2, question, sizeof question);
	flows_add_socket(flows, true, own.port, &server);
	tcp = packet(PACKET_TCP, &own, &server, TCP_FLAG_ACK,
		     (struct slice){ framed, sizeof framed });
	ck_assert(flows_take(flows, &tcp, 3));
	ck_assert_uint_eq(flows_of_question(flows, &server, "ab", 1)->items[0].last, 3);
	flows = flows_free(flows);
}
END_TEST

START_TEST(errors_and_addresses)
{
	/* Destination unreachable for a SYN of own:40000 to other:6443. */
	static const uint8_t unreachable[] = {
		3,   13, 0, 0,	 0,    0,    0,	   0,	 0x45, 0,  0, 40,
		0,   0,	 0, 0,	 64,   6,    0,	   0,	 172,  16, 0, 101,
		172, 16, 0, 111, 0x9c, 0x40, 0x19, 0x2b, 0,    0,  0, 0,
	};
	/* Who has 172.16.0.111? Tell 172.16.0.101. */
	static const uint8_t who_has[] = { 0, 1, 8, 0, 6,   4,	0, 1,	2, 0,
					   0, 0, 0, 1, 172, 16, 0, 101, 0, 0,
					   0, 0, 0, 0, 172, 16, 0, 111 };
	struct addr router = at("172.16.0.1", 0);
	struct packet icmp, arp;

	begin();
	icmp = packet(PACKET_ICMP, &router, &own, 0,
		      (struct slice){ unreachable, sizeof unreachable });
	arp = packet(PACKET_ARP, &(struct addr){ 0 }, &(struct addr){ 0 }, 0,
		     (struct slice){ who_has, sizeof who_has });
	ck_assert(!flows_take(flows, &icmp, 1));
	ck_assert(!flows_take(flows, &arp, 1));
	flows_add_socket(flows, true, own.port, &other);
	ck_assert(flows_take(flows, &arp, 1));
	ck_assert(flows_take(flows, &icmp, 2));
	ck_assert_uint_eq(flows_of_connection(flows, &other, own.port)->items[0].first,
			  2);
	ck_assert_uint_eq(flows_of_address(flows, &other)->items[0].first, 1);
	flows = flows_free(flows);
}
END_TEST

/* The oldest go; what is there stays found whatever was taken out between. */
START_TEST(bounded)
{
	begin();
	for (unsigned i = 0; i < 2 * FLOWS_MAX; i++) {
		struct addr remote = at("10.0.0.1", (in_port_t)(1 + i % 60000));

		remote.bytes[1] = (uint8_t)(i / 60000);
		flows_add_socket(flows, true, (in_port_t)(1 + i % 50000), &remote);
		ck_assert(take_tcp(&remote,
				   &(struct addr){ .family = AF_INET,
						   .port = (in_port_t)(1 + i % 50000) },
				   TCP_FLAG_ACK, i + 1));
	}
	ck_assert(!take_tcp(
		&(struct addr){
			.family = AF_INET, .bytes = {10, 0, 0, 1},
			     .port = 1
	       },
		&(struct addr){ .family = AF_INET, .port = 1 }, TCP_FLAG_ACK, 1));
	flows = flows_free(flows);
}
END_TEST

START_TEST(numbers_in_words)
{
	struct arena *arena = arena_new();
	struct ranges a = {
		.items = {{ 1, 3 }, { 9, 9 }},
			 .count = 2
	};
	struct ranges b = {
		.items = {{ 4, 5 }, { 20, 30 }},
		   .count = 2
	};
	struct ranges many = { 0 };

	ranges_join(&a, &b);
	ck_assert_str_eq(ranges_text(arena, &a, 1, UINT32_MAX, 0), "1-5, 9, 20-30");
	/* The file before held ten: what was in it is not told, the rest counts anew. */
	ck_assert_str_eq(ranges_text(arena, &a, 11, UINT32_MAX, 10), "10-20");
	ck_assert_str_eq(ranges_text(arena, &a, 1, 10, 0), "1-5, 9");
	ck_assert_str_eq(ranges_text(arena, &many, 1, UINT32_MAX, 0), "");
	for (uint32_t i = 0; i < 2 * RANGES_MAX; i++)
		ranges_join(&many,
			    &(struct ranges){ .items = { { 2 * i + 1, 2 * i + 1 } },
					      .count = 1 });
	ck_assert_uint_eq(many.count, RANGES_MAX);
	ck_assert_ptr_nonnull(
		strstr(ranges_text(arena, &many, 1, UINT32_MAX, 0), " and more"));
	/* The newest are there: who does not ask for older ones misses nothing. */
	a = ranges_since(&many, 4 * RANGES_MAX - 3);
	ck_assert_str_eq(ranges_text(arena, &a, 1, UINT32_MAX, 0), "93, 95");
	arena_free(arena);
}
END_TEST

SUITE("record/flows", connections, where_to_is_seen, questions, errors_and_addresses,
      bounded, numbers_in_words);
