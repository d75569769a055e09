#include <errno.h>

#include "core/arena.h"
#include "core/http/url.h"
#include "tests/support/suite.h"

START_TEST(parts_are_read)
{
	struct arena *arena = arena_new();
	struct http_url url;

	ck_assert_int_eq(http_url_parse(arena, "https://Quay.IO./v2/?x=1#y", &url), 0);
	ck_assert_str_eq(url.scheme, "https");
	ck_assert_str_eq(url.host, "quay.io");
	ck_assert_uint_eq(url.port, 443);
	ck_assert_str_eq(url.path, "/v2/");
	ck_assert(url.has_query && !url.has_user);
	ck_assert_str_eq(http_url_text(arena, &url), "https://quay.io/v2/");

	ck_assert_int_eq(http_url_parse(arena, "http://u:p@[FD00::1]:8080", &url), 0);
	ck_assert_str_eq(url.host, "fd00::1");
	ck_assert_uint_eq(url.port, 8080);
	ck_assert_str_eq(url.path, "/");
	ck_assert(url.has_user);
	ck_assert_str_eq(http_url_text(arena, &url), "http://[fd00::1]:8080/");

	ck_assert_int_eq(http_url_parse(arena, "HTTP://a@b@c:/x/y.ign", &url), 0);
	ck_assert_str_eq(url.host, "c");
	ck_assert_uint_eq(url.port, 80);
	ck_assert_str_eq(http_url_file(url.path), "y.ign");
	ck_assert_str_eq(http_url_file("/x/"), "");
	arena_free(arena);
}
END_TEST

START_TEST(what_is_no_url_is_refused)
{
	static const char *const broken[] = {
		"",
		"x",
		"ftp://a/",
		"http:/a",
		"http://",
		"http:///x",
		"http://a:0/",
		"http://a:65536",
		"http://a:1x/",
		"http://[::1",
		"http://[]/",
		"http://[::1]x/",
		"http://a b/",
		"http://a:123456",
		"file:///etc/passwd",
		"http://u@/x",
		"http://:80/",
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct http_url url;

		ck_assert_msg(http_url_parse(arena, broken[i], &url) == -EINVAL, "%s",
			      broken[i]);
	}
	arena_free(arena);
}
END_TEST

SUITE("core/http_url", parts_are_read, what_is_no_url_is_refused);
