#include <string.h>

#include "core/arena.h"
#include "core/text.h"
#include "tests/support/suite.h"

static struct arena *arena;

static const char *clean(const char *bytes, size_t max)
{
	return text_clean(arena, bytes, strlen(bytes), max);
}

START_TEST(clean_text_shows_controls_and_keeps_utf8)
{
	arena = arena_new();
	ck_assert_str_eq(clean("plain", 100), "plain");
	ck_assert_str_eq(clean("a\x1b[31mred", 100), "a\\x1b[31mred");
	ck_assert_str_eq(clean("two\nlines\tand a tab", 100), "two lines and a tab");
	ck_assert_str_eq(clean("caf\xc3\xa9 \xe3\x80\x80", 100),
			 "caf\xc3\xa9 \xe3\x80\x80");
	ck_assert_str_eq(clean("\xff\xc0\x80", 100), "\\xff\\xc0\\x80");
	/* Marks that turn the direction of text; other punctuation of that block stays. */
	ck_assert_str_eq(clean("\xe2\x80\xae.\xe2\x81\xa6.\xe2\x80\xa6", 100),
			 "\\xe2\\x80\\xae.\\xe2\\x81\\xa6.\xe2\x80\xa6");
	/* C1 controls and the code points that XML forbids. */
	ck_assert_str_eq(clean("\xc2\x9b", 100), "\\xc2\\x9b");
	ck_assert_str_eq(clean("\xef\xbf\xbf", 100), "\\xef\\xbf\\xbf");
	ck_assert_str_eq(text_clean(arena, "a\0b", 3, 100), "a\\x00b");
	arena = arena_free(arena);
}
END_TEST

START_TEST(clean_text_is_cut_between_characters)
{
	arena = arena_new();
	ck_assert_str_eq(clean("abcdef", 3), "abc...");
	ck_assert_str_eq(clean("ab\xc3\xa9", 3), "ab...");
	ck_assert_str_eq(clean("ab\x1b", 3), "ab...");
	ck_assert_str_eq(clean("abc", 3), "abc");
	arena = arena_free(arena);
}
END_TEST

START_TEST(clean_text_is_always_utf8)
{
	arena = arena_new();
	for (unsigned i = 0; i < 0x10000; i++) {
		char bytes[4] = { (char)(i >> 8), (char)i, (char)(i >> 4), 'x' };
		const char *text = text_clean(arena, bytes, sizeof bytes, 64);

		ck_assert(text_is_utf8(text, strlen(text)));
	}
	arena = arena_free(arena);
}
END_TEST

START_TEST(utf8_is_rfc_3629)
{
	ck_assert(text_is_utf8("\xf4\x8f\xbf\xbf", 4));
	ck_assert(!text_is_utf8("\xf4\x90\x80\x80", 4)); /* above U+10FFFF */
	ck_assert(!text_is_utf8("\xed\xa0\x80", 3));	 /* a surrogate */
	ck_assert(!text_is_utf8("\xe0\x80\xaf", 3));	 /* overlong */
	ck_assert(!text_is_utf8("\xe3\x80", 2));	 /* cut */
}
END_TEST

START_TEST(the_nearest_word_is_found)
{
	const char *const words[] = { "artifacts", "cluster", "endpoints", "nodes",
				      NULL };

	ck_assert_str_eq(text_nearest("artefacts", words), "artifacts");
	ck_assert_str_eq(text_nearest("ndoes", words), "nodes");
	ck_assert_str_eq(text_nearest("Cluster", words), "cluster");
	ck_assert_ptr_null(text_nearest("banana", words));
	ck_assert_ptr_null(text_nearest("", words));
}
END_TEST

START_TEST(globs_are_a_list)
{
	ck_assert(text_matches("dns.reverse", "dns.*"));
	ck_assert(text_matches("dns.reverse", "lb.port,dns.reverse"));
	ck_assert(!text_matches("dns.reverse", "lb.*,dns.forward"));
	ck_assert(!text_matches("dns.reverse", ""));
}
END_TEST

START_TEST(a_url_loses_its_password)
{
	arena = arena_new();
	ck_assert_str_eq(text_mask_url(arena, "http://user:p@ss@proxy:3128/"),
			 "http://***@proxy:3128/");
	ck_assert_str_eq(text_mask_url(arena, "http://proxy:3128/a@b"),
			 "http://proxy:3128/a@b");
	ck_assert_str_eq(text_mask_url(arena, "user:pw@proxy:3128"), "***@proxy:3128");
	arena = arena_free(arena);
}
END_TEST

START_TEST(host_names_are_rfc_1123)
{
	static const char label63[] =
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example";

	ck_assert(text_is_host_name("m1.ocp45.example.localdomain"));
	ck_assert(text_is_host_name("3com.example."));
	ck_assert(text_is_host_name(label63));
	ck_assert(!text_is_host_name(
		"a" /* 64 */
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
	ck_assert(!text_is_host_name(""));
	ck_assert(!text_is_host_name("."));
	ck_assert(!text_is_host_name("-a.example"));
	ck_assert(!text_is_host_name("a-.example"));
	ck_assert(!text_is_host_name("a-"));
	ck_assert(!text_is_host_name("a..b"));
	ck_assert(!text_is_host_name("a_b"));
	ck_assert(!text_is_host_name("m1 "));
}
END_TEST

START_TEST(dns_names_are_lower_case_without_final_dot)
{
	arena = arena_new();
	ck_assert_str_eq(text_dns_name(arena, "M1.Example."), "m1.example");
	ck_assert_str_eq(text_dns_name(arena, "."), ".");
	arena = arena_free(arena);
}
END_TEST

START_TEST(one_slip_is_a_letter_or_two_that_changed_places)
{
	ck_assert(text_is_one_slip("allow-query", "alow-query"));
	ck_assert(text_is_one_slip("allow-query", "allow-queryy"));
	ck_assert(text_is_one_slip("allow-query", "allow-quary"));
	ck_assert(text_is_one_slip("allow-query", "allow-qurey"));
	ck_assert(text_is_one_slip("a", "a"));
	ck_assert(text_is_one_slip("", "a"));
	ck_assert(!text_is_one_slip("allow-query", "allow-query-on"));
	ck_assert(!text_is_one_slip("allow-query", "alow-qery"));
	ck_assert(!text_is_one_slip("abc", "cba"));
}
END_TEST

SUITE("core/text", one_slip_is_a_letter_or_two_that_changed_places,
      clean_text_shows_controls_and_keeps_utf8, clean_text_is_cut_between_characters,
      clean_text_is_always_utf8, utf8_is_rfc_3629, the_nearest_word_is_found,
      globs_are_a_list, a_url_loses_its_password, host_names_are_rfc_1123,
      dns_names_are_lower_case_without_final_dot);
