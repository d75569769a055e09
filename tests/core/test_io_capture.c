/* Listening on an interface of a network of the test's own. */
#include <net/ethernet.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/io_capture.h"
#include "core/wire/link.h"
#include "tests/support/suite.h"
#include "tests/support/tcp_world.h"
#include "tests/support/wire_world.h"

static const in_port_t no_ports[] = { 0 };

static uv_loop_t loop;
static struct capture *capture;
static int sender;
static size_t frames, longest, longest_wanted;

static void came(int64_t time, int link_type, struct slice frame, void *arg)
{
	(void)arg;
	ck_assert_int_gt(time, WIRE_START);
	ck_assert_int_eq(link_type, LINK_ETHERNET);
	/* What the kernel itself sends as the interfaces come up is none of ours. */
	if (frame.length < ETHER_HDR_LEN || frame.bytes[ETHER_HDR_LEN] >> 4 != 4)
		return;
	frames++;
	if (frame.length > longest)
		longest = frame.length;
	if (longest >= longest_wanted)
		uv_stop(&loop);
}

static void open_world(void)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET };
	char message[CAPTURE_MESSAGE_MAX] = "";

	ck_assert(tcp_world_enter());
	ck_assert(tcp_world_do("ip link add near type veth peer name far"));
	ck_assert(tcp_world_do("ip link set far up"));
	ck_assert(tcp_world_do("ip link set near up"));
	sender = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	address.sll_ifindex = (int)if_nametoindex("far");
	ck_assert_int_eq(bind(sender, (struct sockaddr *)&address, sizeof address), 0);
	ck_assert_int_eq(uv_loop_init(&loop), 0);
	ck_assert_msg(
		capture_open(&loop, "near", no_ports, came, NULL, message, &capture) == 0,
		"%s", message);
}

static void close_world(void)
{
	capture = capture_close(capture);
	uv_run(&loop, UV_RUN_DEFAULT);
	ck_assert_int_eq(uv_loop_close(&loop), 0);
	close(sender);
}

/* A datagram of IPv4 from port 4000, of which the payload does not matter. */
static void send_datagram(unsigned to_port, size_t length)
{
	uint8_t frame[1514] = { [12] = 8, [14] = 0x45, [22] = 64, [23] = 17 };

	memset(frame, 0xff, 6);
	frame[16] = (uint8_t)((length - 14) >> 8);
	frame[17] = (uint8_t)(length - 14);
	frame[34] = 4000 >> 8;
	frame[35] = 4000 & 0xff;
	frame[36] = (uint8_t)(to_port >> 8);
	frame[37] = (uint8_t)to_port;
	frame[38] = (uint8_t)((length - 34) >> 8);
	frame[39] = (uint8_t)(length - 34);
	ck_assert_int_eq(send(sender, frame, length, 0), (ssize_t)length);
}

START_TEST(what_comes_is_handed_over)
{
	open_world();
	send_datagram(6081, 1400); /* an overlay's: dropped */
	send_datagram(50000, 1300);
	send_datagram(53, 1200);
	longest_wanted = 1200;
	uv_run(&loop, UV_RUN_DEFAULT);
	ck_assert_uint_eq(frames, 2);
	ck_assert_uint_eq(longest, 1200);
	ck_assert_uint_eq(capture_lost(capture), 0);
	ck_assert_ptr_null(capture_error(capture));
	close_world();
}
END_TEST

static void send_again(uv_timer_t *timer)
{
	(void)timer;
	send_datagram(53, 1500);
}

START_TEST(what_found_no_room_is_counted)
{
	const size_t sent = 2 * CAPTURE_BUFFER / 1400;
	uv_timer_t timer;
	uint64_t lost;

	open_world();
	for (size_t i = 0; i < sent; i++)
		send_datagram(53, 1400);
	lost = capture_lost(capture);
	ck_assert_uint_gt(lost, 0);
	ck_assert_uint_lt(lost, sent);
	/* Once it has been emptied there is room again. */
	longest_wanted = 1500;
	uv_timer_init(&loop, &timer);
	uv_timer_start(&timer, send_again, 0, 20);
	uv_run(&loop, UV_RUN_DEFAULT);
	ck_assert_uint_gt(frames, 1000);
	ck_assert_uint_ge(capture_lost(capture), lost);
	uv_close((uv_handle_t *)&timer, NULL);
	close_world();
}
END_TEST

START_TEST(an_interface_that_goes_away_is_told_of)
{
	open_world();
	ck_assert(tcp_world_do("ip link del near"));
	while (!capture_error(capture))
		uv_run(&loop, UV_RUN_ONCE);
	ck_assert_int_eq(strncmp(capture_error(capture), "near: ", 6), 0);
	close_world();
}
END_TEST

START_TEST(an_interface_that_is_not_there)
{
	char message[CAPTURE_MESSAGE_MAX] = "";

	ck_assert(tcp_world_enter());
	ck_assert_int_eq(uv_loop_init(&loop), 0);
	ck_assert_int_lt(
		capture_open(&loop, "nowhere", no_ports, came, NULL, message, &capture),
		0);
	ck_assert_ptr_nonnull(strstr(message, "cannot listen on nowhere: "));
	ck_assert_int_eq(uv_loop_close(&loop), 0);
}
END_TEST

SUITE_WHERE(tcp_world_enter(), "core/io_capture", what_comes_is_handed_over,
	    what_found_no_room_is_counted, an_interface_that_goes_away_is_told_of,
	    an_interface_that_is_not_there);
