/* Which ports and interfaces are listened to. */
#include <string.h>

#include "core/arena.h"
#include "core/inventory.h"
#include "core/record/filter.h"
#include "tests/support/suite.h"

START_TEST(ports)
{
	struct arena *arena = arena_new();
	struct name_server servers[1] = { { .addr.port = 5353 } };
	struct egress_target targets[1] = { { .url = "https://mirror.test:5000/v2/" } };
	const struct inventory inventory = { .name_servers = servers,
					     .name_server_count = 1,
					     .artifact_base_url = "http://b.test:8080/",
					     .egress_proxy = "http://u:p@proxy.test:3129",
					     .egress_targets = targets,
					     .egress_target_count = 1 };
	const char *filter = record_filter(arena, &inventory);
	static const char *const wanted[] = { "arp or icmp or icmp6",
					      "port 53 ",
					      "port 5353",
					      "port 8080",
					      "port 3129",
					      "port 5000",
					      "port 22623" };

	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
		ck_assert_msg(strstr(filter, wanted[i]), "%s: %s", wanted[i], filter);
	ck_assert_ptr_null(strstr(filter, "u:p"));
	arena_free(arena);
}
END_TEST

START_TEST(own_addresses_are_reached_by_loopback)
{
	struct arena *arena = arena_new();
	struct addr local;
	const struct inventory inventory = {
		.api.addresses = {&local, 1}
	};
	const char *names[RECORD_INTERFACES_MAX];
	size_t count;
	bool found = false;

	ck_assert_int_eq(addr_parse("127.0.0.1", &local), 0);
	count = record_interfaces(arena, &inventory, names);
	for (size_t i = 0; i < count; i++)
		found |= !strcmp(names[i], "lo");
	ck_assert(found);
	arena_free(arena);
}
END_TEST

SUITE("record/filter", ports, own_addresses_are_reached_by_loopback);
