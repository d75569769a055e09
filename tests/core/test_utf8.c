#include "core/utf8.h"
#include "tests/support/suite.h"

START_TEST(code_points_one_by_one)
{
	static const struct {
		const char *text;
		uint32_t code;
		size_t length;
	} cases[] = {
		{"a",		       'a',	    1},
		{ "\xc3\xa9",	      0xe9,    2},
		{ "\xe6\xbc\xa2",	  0x6f22,  3},
		{ "\xf0\x9f\x98\x80", 0x1f600, 4},
		{ "\xff",		  0xfffd,  1},
		{ "\x80",		  0xfffd,  1},
		{ "\xc3",		  0xfffd,  1}, /* cut */
		{ "\xe6\xbc",	      0xfffd,  2}, /* cut */
		{ "\xc0\xaf",	      0xfffd,  1}, /* overlong */
		{ "\xe0\x80\xaf",	  0xfffd,  3}, /* overlong */
		{ "\xed\xa0\x80",	  0xfffd,  3}, /* surrogate */
		{ "\xf4\x90\x80\x80", 0xfffd,  4}, /* above U+10FFFF */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		uint32_t code = 0;

		ck_assert_uint_eq(utf8_next(cases[i].text, &code), cases[i].length);
		ck_assert_uint_eq(code, cases[i].code);
	}
	ck_assert_uint_eq(utf8_columns("a\xc3\xa9\xe6\xbc\xa2"), 3);
}
END_TEST

START_TEST(columns_of_a_terminal)
{
	ck_assert_uint_eq(utf8_width('a'), 1);
	ck_assert_uint_eq(utf8_width(0x3000), 2); /* ideographic space */
	ck_assert_uint_eq(utf8_width(0x6f22), 2);
	ck_assert_uint_eq(utf8_width(0x0301), 0); /* combining acute accent */
	ck_assert_uint_eq(utf8_width(0xfffd), 1);
}
END_TEST

SUITE("utf8", code_points_one_by_one, columns_of_a_terminal);
