/* Packets that went by while nobody could take them. */
#include "core/wire/tcp.h"
#include "tests/support/suite.h"
#include "tests/support/wire_world.h"

#define NODE   "172.16.0.21"
#define START  1000U /* of what the server sends */
#define LENGTH 1000U /* of a segment of it */

static struct wire wire;

static void node_sends(unsigned port, unsigned flags, const char *text)
{
	static uint32_t sequence;

	if (flags & TCP_FLAG_SYN)
		sequence = 1;
	wire_tcp(&wire, &(struct wire_segment){ .from = NODE,
						.to = WIRE_WEB,
						.from_port = 40000,
						.to_port = port,
						.sequence = sequence,
						.flags = flags,
						.payload = text,
						.length = strlen(text) });
	sequence += (uint32_t)strlen(text) + (flags & TCP_FLAG_SYN);
}

static void server_sends(unsigned port, unsigned flags, uint32_t at, const void *bytes,
			 size_t length)
{
	wire_tcp(&wire, &(struct wire_segment){ .from = WIRE_WEB,
						.to = NODE,
						.from_port = port,
						.to_port = 40000,
						.sequence = START + at,
						.flags = flags,
						.payload = bytes,
						.length = length });
}

static void connect_to(unsigned port)
{
	wire_open(&wire, true);
	wire_boot(&wire, 21, "/master.ign", STEP_INITRAMFS);
	node_sends(port, TCP_FLAG_SYN, "");
	server_sends(port, TCP_FLAG_SYN | TCP_FLAG_ACK, 0, NULL, 0);
}

static const struct timeline_row *row_of(enum timeline_step step)
{
	struct timeline_snapshot snapshot = wire_look(&wire);

	return wire_row(wire_node(&snapshot, "m1"), step);
}

START_TEST(the_end_of_a_file_was_missed)
{
	static const char head[] = "HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n";
	static const uint8_t data[LENGTH];

	connect_to(80);
	node_sends(80, TCP_FLAG_ACK,
		   "GET /rhcos-live-rootfs.x86_64.img HTTP/1.1\r\n\r\n");
	server_sends(80, TCP_FLAG_ACK, 1, head, sizeof head - 1);
	server_sends(80, TCP_FLAG_ACK, sizeof head, data, LENGTH);
	server_sends(80, TCP_FLAG_ACK | TCP_FLAG_FIN, sizeof head + 2 * LENGTH, NULL, 0);
	ck_assert_int_eq(row_of(STEP_ROOTFS)->state, ROW_DONE);
	ck_assert_uint_eq(row_of(STEP_ROOTFS)->bytes, 2 * LENGTH);
	wire_close(&wire);
}
END_TEST

START_TEST(a_file_that_was_not_sent_to_its_end_stays_so)
{
	static const char head[] = "HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n";
	static const uint8_t data[LENGTH];

	connect_to(80);
	node_sends(80, TCP_FLAG_ACK,
		   "GET /rhcos-live-rootfs.x86_64.img HTTP/1.1\r\n\r\n");
	server_sends(80, TCP_FLAG_ACK, 1, head, sizeof head - 1);
	server_sends(80, TCP_FLAG_ACK, sizeof head, data, LENGTH);
	server_sends(80, TCP_FLAG_ACK | TCP_FLAG_FIN, sizeof head + LENGTH, NULL, 0);
	ck_assert_int_eq(row_of(STEP_ROOTFS)->state, ROW_FAILED);
	ck_assert_uint_eq(row_of(STEP_ROOTFS)->bytes, LENGTH);
	wire_close(&wire);
}
END_TEST

START_TEST(the_middle_of_a_record_is_not_called_other_than_tls)
{
	static const uint8_t data[LENGTH];

	connect_to(22623);
	server_sends(22623, TCP_FLAG_ACK, 1 + LENGTH, data, LENGTH);
	ck_assert_ptr_null(strstr(row_of(STEP_MCS_POLL)->detail, "not TLS"));
	wire_close(&wire);
	connect_to(22623);
	server_sends(22623, TCP_FLAG_ACK, 1, data, LENGTH);
	ck_assert_ptr_nonnull(strstr(row_of(STEP_MCS_POLL)->detail, "not TLS"));
	wire_close(&wire);
}
END_TEST

SUITE("core/timeline/tcp", the_end_of_a_file_was_missed,
      a_file_that_was_not_sent_to_its_end_stays_so,
      the_middle_of_a_record_is_not_called_other_than_tls);
