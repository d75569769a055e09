/*
 * Does anything filter what comes in?
 */
#include <errno.h>
#include <string.h>

#include "core/arena.h"
#include "core/io_nft.h"
#include "tests/support/suite.h"
#include "tests/support/tcp_world.h"

START_TEST(input_filters_only)
{
	struct arena *arena = arena_new();
	struct nft_input input;

	if (tcp_world_enter() && nft_look(arena, &input) == 0) {
		ck_assert_uint_eq(input.chains, 0);
		ck_assert_ptr_null(input.tables);
		if (tcp_world_do("nft add table inet site") &&
		    tcp_world_do("nft add chain inet site fw { type filter hook forward "
				 "priority 0 ; }") &&
		    tcp_world_do("nft add chain inet site in { type filter hook input "
				 "priority 0 ; policy drop ; }") &&
		    tcp_world_do("nft add rule inet site in tcp dport 22 accept") &&
		    tcp_world_do("nft add rule inet site fw accept")) {
			ck_assert_int_eq(nft_look(arena, &input), 0);
			ck_assert_uint_eq(input.chains, 1);
			ck_assert_uint_eq(input.rules, 1);
			ck_assert_uint_eq(input.drops, 1);
			ck_assert_str_eq(input.tables, "inet site");
		}
	}
	arena_free(arena);
}
END_TEST

SUITE("io_nft", input_filters_only);
