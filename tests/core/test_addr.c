#include <errno.h>
#include <string.h>

#include "core/addr.h"
#include "tests/support/suite.h"

static struct addr parsed(const char *text)
{
	struct addr addr;

	ck_assert_int_eq(addr_parse_port(text, 53, &addr), 0);
	return addr;
}

START_TEST(addresses_come_back_as_they_went_in)
{
	const char *const texts[] = { "172.16.0.1:5353", "[fd00::1]:53", "0.0.0.0:1",
				      "[::]:65535" };
	char buffer[ADDR_STRLEN];

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct addr addr = parsed(texts[i]);

		ck_assert_str_eq(addr_str_port(&addr, buffer), texts[i]);
	}
}
END_TEST

START_TEST(a_port_is_optional)
{
	ck_assert_uint_eq(parsed("172.16.0.1").port, 53);
	ck_assert_uint_eq(parsed("fd00::1").port, 53);
	ck_assert_uint_eq(parsed("[fd00::1]").port, 53);
	ck_assert_uint_eq(parsed("[fd00::1]:99").port, 99);
}
END_TEST

START_TEST(what_is_no_address_is_refused)
{
	const char *const texts[] = { "",
				      "172.16.0",
				      "172.16.0.256",
				      "172.16.0.1:",
				      "172.16.0.1:0",
				      "1.2.3.4:65536",
				      "[fd00::1",
				      "[fd00::1]x",
				      "1.2.3.4 ",
				      "m1",
				      "fd00::1::2",
				      "1.2.3.4:+5",
				      "1.2.3.4%lo",
				      "[1.2.3.4]:x" };
	struct addr addr;

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		ck_assert_msg(addr_parse_port(texts[i], 53, &addr) == -EINVAL, "%s",
			      texts[i]);
}
END_TEST

START_TEST(reverse_names_are_rfc_1035_and_3596)
{
	char buffer[ADDR_REVERSE_LEN];
	struct addr v4 = parsed("172.16.0.21"), v6 = parsed("fd00:172:16::21");

	ck_assert_str_eq(addr_reverse(&v4, buffer), "21.0.16.172.in-addr.arpa");
	ck_assert_str_eq(
		addr_reverse(&v6, buffer),
		"1.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.1.0.0.2.7.1.0.0.0.d.f."
		"ip6.arpa");
}
END_TEST

START_TEST(reverse_names_back)
{
	static const char *const names[] = {
		"21.0.16.172.in-addr.arpa",
		"1.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.1.0.0.2.7.1.0.0.0.d.f.ip6.arpa",
	};
	static const char *const others[] = {
		"0.16.172.in-addr.arpa",
		"x.0.16.172.in-addr.arpa",
		"256.0.16.172.in-addr.arpa",
		"in-addr.arpa",
		"1.2.3.4.example",
		"1.2.ip6.arpa",
		"g.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.1.0.0.2.7.1.0.0.0.d.f.ip6.arpa",
		"",
	};
	char buffer[ADDR_REVERSE_LEN];
	struct addr addr;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		ck_assert_int_eq(addr_parse_reverse(names[i], &addr), 0);
		ck_assert_str_eq(addr_reverse(&addr, buffer), names[i]);
	}
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		ck_assert_int_eq(addr_parse_reverse(others[i], &addr), -EINVAL);
}
END_TEST

START_TEST(the_port_does_not_count_in_comparisons)
{
	struct addr a = parsed("10.0.0.1:1"), b = parsed("10.0.0.1:2"),
		    c = parsed("10.0.0.2");
	struct addr v6 = parsed("fd00::1");

	ck_assert(addr_equal(&a, &b));
	ck_assert(!addr_equal(&a, &c));
	ck_assert_int_lt(addr_compare(&a, &c), 0);
	ck_assert_int_lt(addr_compare(&c, &v6), 0);
	ck_assert(addr_is_in(&b, &a, 1));
	ck_assert(!addr_is_in(&v6, &a, 1));
}
END_TEST

START_TEST(socket_addresses_hold_the_same)
{
	const char *const texts[] = { "172.16.0.1:5353", "[fd00::1]:80" };

	for (size_t i = 0; i < 2; i++) {
		struct addr addr = parsed(texts[i]), back;
		struct sockaddr_storage sockaddr;

		ck_assert_uint_gt(addr_to_sockaddr(&addr, &sockaddr), 0);
		ck_assert_int_eq(addr_from_sockaddr((struct sockaddr *)&sockaddr, &back),
				 0);
		ck_assert(addr_equal(&addr, &back));
		ck_assert_uint_eq(addr.port, back.port);
	}
	struct sockaddr unix_socket = { .sa_family = AF_UNIX };
	struct addr none;

	ck_assert_int_eq(addr_from_sockaddr(&unix_socket, &none), -EAFNOSUPPORT);
}
END_TEST

SUITE("core/addr", addresses_come_back_as_they_went_in, a_port_is_optional,
      what_is_no_address_is_refused, reverse_names_are_rfc_1035_and_3596,
      reverse_names_back, the_port_does_not_count_in_comparisons,
      socket_addresses_hold_the_same);
