#include <math.h>

#include "reports/_facts.h"
#include "reports/_write.h"
#include "tests/reports/sample.h"
#include "tests/support/suite.h"

/* Writes one thing and compares. */
#define ck_assert_written(wanted, call)                     \
	do {                                                \
		char *text = NULL;                          \
		size_t length;                              \
		FILE *out = open_memstream(&text, &length); \
		call;                                       \
		fclose(out);                                \
		ck_assert_str_eq(text, wanted);             \
		free(text);                                 \
	} while (0)

START_TEST(test_decimal)
{
	ck_assert_written("0.412", write_decimal(out, 0.4123, 3));
	ck_assert_written("1.000", write_decimal(out, 0.9996, 3));
	ck_assert_written("12", write_decimal(out, 12.4, 0));
	ck_assert_written("0.0", write_decimal(out, -1, 1));
	ck_assert_written("0.0", write_decimal(out, (double)NAN, 1));
	ck_assert_written("1000000000.0", write_decimal(out, (double)INFINITY, 1));
}
END_TEST

START_TEST(test_duration)
{
	ck_assert_written("0.4 ms", write_duration(out, 0.42));
	ck_assert_written("9.9 ms", write_duration(out, 9.94));
	ck_assert_written("10 ms", write_duration(out, 9.97));
	ck_assert_written("0.1 s", write_duration(out, 99.6));
	ck_assert_written("2.4 s", write_duration(out, 2412));
	ck_assert_written("2 min 5 s", write_duration(out, 125000));
}
END_TEST

START_TEST(test_time)
{
	char buffer[WRITE_TIME_LEN];

	ck_assert_str_eq(write_time(1769860800, 'Z', buffer), "2026-01-31T12:00:00Z");
	ck_assert_str_eq(write_time(1769860800, 0, buffer), "2026-01-31T12:00:00");
	ck_assert_str_eq(write_time(0, 'Z', buffer), "1970-01-01T00:00:00Z");
}
END_TEST

START_TEST(test_xml)
{
	ck_assert_written("&lt;a b=&quot;&amp;&#39;&quot;&gt;",
			  write_xml(out, "<a b=\"&'\">"));
	ck_assert_written("\xef\xbf\xbd\t\xef\xbf\xbd\xef\xbf\xbd",
			  write_xml(out, "\x1b\t\xff\xef\xbf\xbe"));
}
END_TEST

START_TEST(test_json)
{
	ck_assert_written("null", write_json(out, NULL));
	ck_assert_written("\"\"", write_json(out, ""));
	ck_assert_written("\"a \\\"b\\\" \\\\ \\n\\u001B \xc3\xa9\"",
			  write_json(out, "a \"b\" \\ \n\x1b \xc3\xa9"));
	ck_assert_written("\"a\\\\xff\"", write_json(out, "a\xff"));
}
END_TEST

START_TEST(test_uri)
{
	ck_assert_written("a/b%20c%3Ad.yaml", write_uri(out, "a/b c:d.yaml"));
	ck_assert_written("file:///etc/x", write_uri(out, "/etc/x"));
	ck_assert_written("%E6%BC%A2", write_uri(out, "\xe6\xbc\xa2"));
}
END_TEST

SUITE("reports/_write", test_decimal, test_duration, test_time, test_xml,
      test_json, test_uri);
