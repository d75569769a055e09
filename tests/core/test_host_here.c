/*
 * Is this machine that host?
 */
#include "core/host_here.h"
#include "tests/support/suite.h"

START_TEST(by_name_address_and_force)
{
	struct addr own, other;
	struct host hosts[] = {
		{.fqdn = "lb1.example.localdomain",  .addresses = { &own, 1 }  },
		{ .fqdn = "lb2.example.localdomain", .addresses = { &other, 1 }},
	};
	struct inventory inventory = { .hosts = hosts, .host_count = 2 };

	ck_assert_int_eq(
		addr_parse("172.16.0.110", &own) | addr_parse("172.16.0.112", &other), 0);
	inventory.vantage.host = "bastion.example.localdomain";
	inventory.vantage.locals = (struct addresses){ &own, 1 };
	ck_assert(host_is_here(&inventory, "bastion.example.localdomain"));
	ck_assert(host_is_here(&inventory, "lb1.example.localdomain"));
	ck_assert(!host_is_here(&inventory, "lb2.example.localdomain"));
	ck_assert(!host_is_here(&inventory, "unknown.example.localdomain"));
	inventory.vantage.forced = true;
	inventory.vantage.host = "lb2.example.localdomain";
	ck_assert(!host_is_here(&inventory, "lb1.example.localdomain"));
	ck_assert(host_is_here(&inventory, "lb2.example.localdomain"));
}
END_TEST

SUITE("host_here", by_name_address_and_force);
