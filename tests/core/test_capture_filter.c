#include <stdlib.h>
#include <string.h>

#include "core/capture_filter.h"
#include "tests/support/suite.h"
#include "tests/support/wire_world.h"

#define FILE_HEADER   24
#define PACKET_HEADER 16

/* Packets that go by, what the filter keeps of each, and a timeline of that. */
struct tap {
	struct wire wire;
	char *recorded;
	size_t size;
	pcap_t *pcap;
	struct bpf_program program;
	struct timeline *timeline;
	unsigned dropped, whole, headers;
};

static void tap_open(struct tap *tap, const in_port_t *ports)
{
	*tap = (struct tap){ .pcap = pcap_open_dead(DLT_EN10MB, 1600) };
	wire_open(&tap->wire, true);
	wire_record(&tap->wire, open_memstream(&tap->recorded, &tap->size));
	tap->timeline = timeline_new(wire_inventory(tap->wire.arena));
	ck_assert_msg(capture_filter(tap->pcap, ports, &tap->program) == 0, "%s",
		      pcap_geterr(tap->pcap));
}

static void take(struct tap *tap, int64_t time, const uint8_t *frame, uint32_t length)
{
	const struct pcap_pkthdr header = { .caplen = length, .len = length };
	uint32_t kept = (uint32_t)pcap_offline_filter(&tap->program, &header, frame);

	if (!kept) {
		tap->dropped++;
		return;
	}
	if (kept < length) {
		ck_assert_uint_eq(kept, CAPTURE_HEADERS);
		tap->headers++;
		length = kept;
	} else {
		tap->whole++;
	}
	timeline_feed(tap->timeline, time, 1, (struct slice){ frame, length });
}

/* All that has gone by, through the filter. */
static void tap_listen(struct tap *tap)
{
	const uint8_t *bytes;
	uint32_t header[4];

	fclose(tap->wire.file);
	tap->wire.file = NULL;
	bytes = (const uint8_t *)tap->recorded;
	for (size_t at = FILE_HEADER; at < tap->size; at += PACKET_HEADER + header[2]) {
		memcpy(header, bytes + at, sizeof header);
		take(tap, header[0] * WIRE_SECOND + header[1], bytes + at + PACKET_HEADER,
		     header[2]);
	}
}

static void tap_close(struct tap *tap)
{
	timeline_free(tap->timeline);
	wire_close(&tap->wire);
	free(tap->recorded);
	free(tap->program.bf_insns);
	pcap_close(tap->pcap);
}

static void expect_same(const struct timeline_node *all, const struct timeline_node *kept)
{
	ck_assert_uint_eq(all->row_count, kept->row_count);
	for (size_t i = 0; i < all->row_count; i++) {
		ck_assert_int_eq(all->rows[i].step, kept->rows[i].step);
		ck_assert_int_eq(all->rows[i].state, kept->rows[i].state);
		ck_assert_int_eq(all->rows[i].first, kept->rows[i].first);
		ck_assert_int_eq(all->rows[i].duration, kept->rows[i].duration);
		ck_assert_uint_eq(all->rows[i].bytes, kept->rows[i].bytes);
		ck_assert_str_eq(all->rows[i].detail, kept->rows[i].detail);
	}
}

static const in_port_t no_ports[] = { 0 };

START_TEST(what_is_kept_of_a_boot_tells_as_much_as_all_of_it)
{
	struct timeline_snapshot all, kept;
	struct tap tap;

	tap_open(&tap, no_ports);
	wire_boot(&tap.wire, 21, "/master.ign", STEP_NTP);
	wire_connect(&tap.wire, "172.16.0.21", "172.16.0.200", 443, WIRE_SERVED);
	tap_listen(&tap);
	all = wire_look(&tap.wire);
	kept = timeline_snapshot(tap.timeline, tap.wire.arena);
	expect_same(wire_node(&all, "m1"), wire_node(&kept, "m1"));
	ck_assert_uint_gt(tap.headers, 200);
	ck_assert_uint_eq(tap.dropped, 0);
	tap_close(&tap);
}
END_TEST

START_TEST(the_head_of_a_file_is_kept_whole_and_its_data_are_not)
{
	static const char *const sides[][2] = {
		{"172.16.0.21", "172.16.0.101"},
		{ "fd00::21",   "fd00::101"	  },
	};

	for (size_t i = 0; i < 2; i++) {
		struct tap tap;

		tap_open(&tap, no_ports);
		wire_fetch(&tap.wire,
			   &(struct wire_fetch){ .address = sides[i][0],
						 .server = sides[i][1],
						 .agent = "a name that is so long that "
							  "the request is longer than "
							  "the headers that are kept of "
							  "packets: 0123456789012345678",
						 .path = "/rhcos-live-rootfs.x86_64.img",
						 .length = 14000 });
		tap_listen(&tap);
		ck_assert_uint_eq(tap.headers, 10);
		/* Three of the handshake, request, head of the answer, two of the end. */
		ck_assert_uint_eq(tap.whole, 7);
		tap_close(&tap);
	}
}
END_TEST

START_TEST(what_is_no_boot_is_dropped)
{
	static const uint8_t datagram[900];
	struct tap tap;

	tap_open(&tap, no_ports);
	wire_connect(&tap.wire, "172.16.0.21", "172.16.0.22", 2379, WIRE_SERVED);
	wire_udp(&tap.wire, "172.16.0.21", 40000, "172.16.0.22", 6081, datagram,
		 sizeof datagram);
	tap_listen(&tap);
	ck_assert_uint_eq(tap.dropped, tap.wire.count);
	tap_close(&tap);
}
END_TEST

START_TEST(a_web_server_may_have_a_port_of_its_own)
{
	static const in_port_t ports[] = { 8088, 0 };
	struct tap tap;

	tap_open(&tap, ports);
	wire_fetch(&tap.wire,
		   &(struct wire_fetch){
			   .node = 21, .port = 8088, .path = "/w.ign", .length = 1 });
	tap_listen(&tap);
	ck_assert_uint_eq(tap.dropped, 0);
	tap_close(&tap);
}
END_TEST

START_TEST(behind_a_vlan_tag_all_is_kept)
{
	struct tap tap;

	tap_open(&tap, no_ports);
	tap.wire.vlan = 12;
	wire_connect(&tap.wire, "172.16.0.21", "172.16.0.22", 2379, WIRE_SERVED);
	tap_listen(&tap);
	ck_assert_uint_eq(tap.whole, tap.wire.count);
	tap_close(&tap);
}
END_TEST

SUITE("core/capture_filter", what_is_kept_of_a_boot_tells_as_much_as_all_of_it,
      the_head_of_a_file_is_kept_whole_and_its_data_are_not, what_is_no_boot_is_dropped,
      a_web_server_may_have_a_port_of_its_own, behind_a_vlan_tag_all_is_kept);
