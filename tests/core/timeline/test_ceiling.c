/* Whatever comes: memory has a ceiling, and the machines of the inventory keep their places. */
#include <stdio.h>
#include <unistd.h>

#include "core/wire/tcp.h"
#include "tests/support/suite.h"
#include "tests/support/wire_world.h"

#define WARM_UP 60000  /* packets until every table is full */
#define FLOOD	120000 /* and so many more */
/* By which the process may grow then. AddressSanitizer keeps what libcheck has freed. */
#ifdef __SANITIZE_ADDRESS__
#define GROWTH_KB (64 * 1024)
#else
#define GROWTH_KB 512
#endif

static struct wire wire;
static uint32_t seed;

static uint32_t chance(void)
{
	seed = seed * 1664525 + 1013904223;
	return seed >> 8;
}

static long resident_kb(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	long pages = 0;

	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(fscanf(file, "%*d %ld", &pages), 1);
	fclose(file);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void put_chance(uint8_t *bytes, size_t length)
{
	while (length--)
		*bytes++ = (uint8_t)chance();
}

/* A frame of IPv4, and where its payload begins, both filled with what chance gives. */
static uint8_t *put_ipv4(uint8_t *frame, unsigned protocol, size_t length)
{
	put_chance(frame, 12);
	frame[6] &= 0xfe; /* a sender is one machine */
	frame[12] = 8;
	frame[13] = 0;
	memset(frame + 14, 0, 12);
	frame[14] = 0x45;
	frame[16] = (uint8_t)((20 + length) >> 8);
	frame[17] = (uint8_t)(20 + length);
	frame[23] = (uint8_t)protocol;
	put_chance(frame + 26, 8 + length);
	frame[26] = 10;
	return frame + 34;
}

static void send_udp(unsigned from_port, unsigned to_port, const uint8_t *head,
		     size_t head_length, size_t length)
{
	uint8_t frame[1514], *p = put_ipv4(frame, 17, 8 + length);

	p[0] = (uint8_t)(from_port >> 8);
	p[1] = (uint8_t)from_port;
	p[2] = (uint8_t)(to_port >> 8);
	p[3] = (uint8_t)to_port;
	p[4] = (uint8_t)((8 + length) >> 8);
	p[5] = (uint8_t)(8 + length);
	memcpy(p + 8, head, head_length);
	wire_frame(&wire, frame, 34 + 8 + length);
}

static void send_discover(void)
{
	static const uint8_t tail[] = { 0x63, 0x82, 0x53, 0x63, 53,  1,	  1,
					60,   9,    'P',  'X',	'E', 'C', 'l',
					'i',  'e',  'n',  't',	255 };
	uint8_t message[236 + sizeof tail] = { 1, 1, 6 };

	put_chance(message + 28, 6);
	message[28] &= 0xfe;
	memcpy(message + 236, tail, sizeof tail);
	send_udp(68, 67, message, sizeof message, sizeof message);
}

static void send_segment(unsigned flags, unsigned to_port, const char *text)
{
	const size_t length = strlen(text);
	uint8_t frame[1514], *p = put_ipv4(frame, 6, 20 + length);

	p[2] = (uint8_t)(to_port >> 8);
	p[3] = (uint8_t)to_port;
	p[12] = 0x50;
	p[13] = (uint8_t)flags;
	memcpy(p + 20, text, length);
	wire_frame(&wire, frame, 34 + 20 + length);
}

/* A node that asks for ever more names, at ever more ports. */
static void send_question(void)
{
	char name[32];

	snprintf(name, sizeof name, "n%u.example.com", chance());
	wire_dns(&wire, "172.16.0.22", WIRE_DNS, name, 1, 0, "10.0.0.1");
}

static void send_connect(void)
{
	wire_connect(&wire, "172.16.0.22", WIRE_VIP, 22623, WIRE_REFUSED);
}

static void send_noise(void)
{
	static const uint8_t read_request[] = "\0\1ipxe.efi\0octet";
	uint8_t frame[200];

	switch (chance() % 9) {
	case 0:
	case 1:
		send_discover();
		break;
	case 2:
		send_segment(TCP_FLAG_SYN, chance() & 1 ? 22623 : 6443, "");
		break;
	case 3:
		send_segment(TCP_FLAG_ACK, chance() & 0xffff,
			     "GET /boot.ipxe HTTP/1.1\r\nUser-Agent: iPXE/1.21\r\n\r\n");
		break;
	case 4:
		send_segment(TCP_FLAG_RST | TCP_FLAG_ACK, 80, "");
		break;
	case 5:
		send_udp(chance() & 0xffff, 69, read_request, sizeof read_request,
			 sizeof read_request);
		break;
	case 6:
		send_question();
		break;
	case 7:
		send_connect();
		break;
	default:
		put_chance(frame, sizeof frame);
		wire_frame(&wire, frame, sizeof frame);
		break;
	}
}

static void send_packets(uint64_t count)
{
	count += wire.count;
	while (wire.count < count) {
		send_noise();
		/* Captures are not always in order. */
		if (!(chance() % 4096))
			wire.now -= WIRE_SECOND;
	}
}

START_TEST(a_flood_of_strangers_has_its_places_and_no_more)
{
	struct timeline_snapshot snapshot;
	long warm;

	seed = 1;
	wire_open(&wire, true);
	wire_boot(&wire, 21, "/master.ign", STEP_NTP);
	send_packets(WARM_UP);
	warm = resident_kb();
	send_packets(FLOOD);
	ck_assert_int_lt(resident_kb(), warm + GROWTH_KB);
	snapshot = wire_look(&wire);
	ck_assert_uint_gt(snapshot.evicted, 1000);
	ck_assert_uint_le(snapshot.node_count, 5 + TIMELINE_STRANGERS_MAX);
	wire_close(&wire);
}
END_TEST

START_TEST(the_machines_of_the_inventory_are_told_as_before)
{
	struct timeline_snapshot before, after;
	const struct timeline_node *was, *is;

	seed = 2;
	wire_open(&wire, true);
	wire_boot(&wire, 21, "/master.ign", STEP_NTP);
	before = wire_look(&wire);
	send_packets(WARM_UP);
	after = wire_look(&wire);
	was = wire_node(&before, "m1");
	is = wire_node(&after, "m1");
	ck_assert_uint_eq(is->row_count, was->row_count);
	for (size_t i = 0; i < is->row_count; i++)
		ck_assert_str_eq(is->rows[i].detail, was->rows[i].detail);
	wire_close(&wire);
}
END_TEST

/* Ten others in the cluster's domain had the places before. */
START_TEST(the_name_that_an_install_hangs_on_finds_a_place)
{
	struct timeline_snapshot snapshot;
	char name[64];

	wire_open(&wire, true);
	wire_boot(&wire, 21, "/master.ign", STEP_FIRST_BOOT);
	for (unsigned i = 0; i < 40; i++) {
		snprintf(name, sizeof name, "%u.0.16.172.in-addr.arpa", 100 + i);
		wire_dns(&wire, "172.16.0.21", WIRE_DNS, name, 12, 3, NULL);
		snprintf(name, sizeof name, "w%u." WIRE_DOMAIN, i);
		wire_dns(&wire, "172.16.0.21", WIRE_DNS, name, 1, 0, "172.16.0.31");
	}
	for (unsigned i = 0; i < 3; i++)
		wire_dns(&wire, "172.16.0.21", WIRE_DNS, "api-int." WIRE_DOMAIN, 1, 3,
			 NULL);
	for (unsigned i = 0; i < 40; i++) {
		snprintf(name, sizeof name, "m%u." WIRE_DOMAIN, i);
		wire_dns(&wire, "172.16.0.21", WIRE_DNS, name, 1, 0, "172.16.0.31");
	}
	snapshot = wire_look(&wire);
	ck_assert_ptr_nonnull(wire_finding(&snapshot, "dns-bad-answer", "m1"));
	wire_close(&wire);
}
END_TEST

SUITE("core/timeline/ceiling", a_flood_of_strangers_has_its_places_and_no_more,
      the_machines_of_the_inventory_are_told_as_before,
      the_name_that_an_install_hangs_on_finds_a_place);
