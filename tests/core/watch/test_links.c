/*
 * Is what happens to this machine's links, addresses and routes noticed?
 */
#include <stdio.h>
#include <string.h>

#include "core/watch/links.h"
#include "tests/support/suite.h"
#include "tests/support/tcp_world.h"

static uv_loop_t loop;
static char told[128];
static unsigned bursts;

static void changed(const char *what, void *arg)
{
	(void)arg;
	(void)snprintf(told, sizeof told, "%s", what);
	bursts++;
}

static void give_up(uv_timer_t *timer)
{
	ck_abort_msg("nothing was told after '%s'", told);
	(void)timer;
}

static void expect(const char *command, const char *what)
{
	unsigned before = bursts;
	uv_timer_t limit;

	ck_assert_msg(tcp_world_do(command), "%s", command);
	uv_timer_init(&loop, &limit);
	uv_timer_start(&limit, give_up, 20000, 0);
	while (bursts == before)
		uv_run(&loop, UV_RUN_ONCE);
	uv_close((uv_handle_t *)&limit, NULL);
	uv_run(&loop, UV_RUN_NOWAIT);
	ck_assert_str_eq(told, what);
}

START_TEST(changes_are_told)
{
	struct links *links;

	if (!tcp_world_enter())
		exit(77);
	ck_assert_int_eq(uv_loop_init(&loop), 0);
	links = links_open(&loop, changed, NULL);
	ck_assert_ptr_nonnull(links);
	expect("ip link add a0 type veth peer name a1", "a1: link is down");
	expect("ip address add 192.0.2.1/24 dev a0", "a0: address 192.0.2.1 came");
	expect("ip link set a0 up", "a0: link is down"); /* without carrier */
	expect("ip link set a1 up", "a1: link is up");
	expect("ip route add 198.51.100.0/24 via 192.0.2.9", "a route came");
	expect("ip route del 198.51.100.0/24", "a route went");
	expect("ip address add 2001:db8::1/64 dev lo nodad",
	       "lo: address 2001:db8::1 came");
	expect("ip address del 192.0.2.1/24 dev a0", "a0: address 192.0.2.1 went");
	expect("ip link del a0", "a link went");
	links_close(links);
	uv_run(&loop, UV_RUN_DEFAULT);
	ck_assert_int_eq(uv_loop_close(&loop), 0);
}
END_TEST

SUITE("core/watch/links", changes_are_told);
