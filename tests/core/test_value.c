#include <string.h>

#include "core/arena.h"
#include "core/value.h"
#include "tests/support/suite.h"

static void check(const struct value_kind *kind, const char *const *good,
		  const char *const *bad)
{
	for (; *good; good++)
		ck_assert_msg(value_fits(kind, *good), "%s: '%s' is refused", kind->what,
			      *good);
	for (; *bad; bad++)
		ck_assert_msg(!value_fits(kind, *bad), "%s: '%s' is accepted", kind->what,
			      *bad);
}

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

START_TEST(each_kind_knows_its_own)
{
	check(&value_address, LIST("172.16.0.1", "fd00::1", "::"),
	      LIST("", "172.16.0", "172.16.0.256", "fd00::g", "172.16.0.1:53",
		   "172.16.0.1/24", "localhost", "0x7f.1"));
	check(&value_server,
	      LIST("172.16.0.1", "172.16.0.1:5353", "[fd00::1]:53", "fd00::1"),
	      LIST("", "dns.example", "172.16.0.1:0", "172.16.0.1:65536", "[fd00::1]x"));
	check(&value_version, LIST("4.5", "4.10", "4.16.3", "4.16.0-rc.1"),
	      LIST("", "4", "v4.5", "4.", ".5", "4.5.6.7", "4.x", "4.5-rc", "4.5.6-"));
	check(&value_mac, LIST("00:50:56:96:11:c2", "00-50-56-96-11-C2"),
	      LIST("", "00", "00:", "00:50:56:96:11",
		   "00:50:56:96:11:c2:", "00:50-56:96:11:c2", "005056.9611c2",
		   "g0:50:56:96:11:c2", "00.50.56.96.11.c2"));
	check(&value_url,
	      LIST("http://a", "https://quay.io/v2/", "http://172.16.0.1:8080/a/b",
		   "HTTP://[fd00::1]:80/", "http://a.b-c.d./x%20y"),
	      LIST("", "a", "http:/a", "http://", "http:///x", "http://a:0/",
		   "http://a:/", "http://a:1-2/", "http://a:x", "http://a b/",
		   "http://u@a/", "http://a?b", "http://a/#c", "http://[fd00::1",
		   "http://[172.16.0.1]/", "http://a_b/", "http://172.16.0.256/",
		   "http://\xc3\xa4/", "ftp://a/", "file:///etc/passwd",
		   "http://fd00::1/", "https//a"));
	check(&value_proxy,
	      LIST("http://proxy:3128", "http://u:p@proxy:3128/", "https://u@p"),
	      LIST("proxy:3128", "socks5://proxy", "http://u:p@", "http://@",
		   "http://u:p@:80"));
	check(&value_opening,
	      LIST("http", "kube-apiserver", "22623/tcp", "1-65535/udp", "1/sctp"),
	      LIST("", "22623", "1-2", "22623/", "22623/tpc", "0/tcp", "65536/tcp",
		   "2-1/tcp", "http/tcp", "a b", "-x", "/tcp", "1-/tcp", "--1/tcp"));
	check(&value_zone, LIST("public", "my_zone"),
	      LIST("", "a b", "a/b", "eighteen-letters-x"));
	check(&value_artifact, LIST("bootstrap.ign", "a/b", "/a", "...", "a..b"),
	      LIST("", "..", "../a", "a/../b", "a/..", "a/", "/", "http://h/a"));
	check(&value_node_role, LIST("bootstrap", "master", "worker", "infra"),
	      LIST("", "Master", "masters"));
	check(&value_host_role,
	      LIST("bastion", "dns", "dhcp", "loadbalancer", "http", "ntp"),
	      LIST("", "lb"));
	check(&value_dns_name, LIST("a", "a.b", "A-1.b.", "1"),
	      LIST("", ".", "a..b", "-a", "a-", "a_b", "a b", "*.a"));
	check(&value_path, LIST("a", "/a b"), LIST(""));
	check(&value_check, LIST("lint.zone-ttl", "dns.forward"),
	      LIST("", "lint", ".a", "lint.", "Lint.a", "lint.a b"));
	check(&value_date, LIST("2027-03-31", "2028-02-29"),
	      LIST("", "2027-3-31", "2027-02-30", "2027-02-29", "31.3.2027",
		   "2027-03-31x", "2027-13-01", "tomorrow"));
	check(&value_reason, LIST("because"), LIST("", "  "));
}
END_TEST

START_TEST(messages_say_what_was_expected)
{
	struct arena *arena = arena_new();

	ck_assert_str_eq(value_message(arena, &value_mac, "x"),
			 "'x' is not a MAC address");
	ck_assert_str_eq(value_message(arena, &value_mac, ""),
			 "empty text is not a MAC address");
	ck_assert_str_eq(value_help(arena, &value_mac, "x"),
			 "expected a MAC address, such as 00:50:56:96:11:c2");
	ck_assert_str_eq(
		value_help(arena, &value_node_role, "wroker"),
		"did you mean 'worker'? expected one of: bootstrap, master, worker, "
		"infra");
	ck_assert_str_eq(value_words_help(arena, LIST("a"), "zzzz"),
			 "expected one of: a");
	ck_assert_str_eq(value_message(arena, &value_proxy, "http://u:s3cret@h:x?s3cret"),
			 "'***@h:x?***' is not the http or https URL of a proxy");
	arena_free(arena);
}
END_TEST

SUITE("value", each_kind_knows_its_own, messages_say_what_was_expected);
