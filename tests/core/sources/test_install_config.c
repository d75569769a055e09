#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/install_config.h"
#include "tests/support/suite.h"

static struct arena *arena;
static struct diagnostics diagnostics;
static struct install_config config;

static void read_text(const char *text)
{
	arena = arena_free(arena);
	arena = arena_new();
	diag_init(&diagnostics, arena);
	install_config_read(arena, "ic.yaml", text, strlen(text), &diagnostics, &config);
	ck_assert_uint_eq(diagnostics.errors, 0);
}

START_TEST(facts_have_places)
{
	read_text(
		"apiVersion: v1\nbaseDomain: example.localdomain\n"
		"metadata:\n  creationTimestamp: null\n  name: ocp45\n"
		"controlPlane: {name: master, replicas: 3}\n"
		"platform: {none: {}}\nsomethingNew: [1, {a: b}]\n"
		"proxy: {httpProxy: \"http://a:1\", httpsProxy: \"https://b:2\"}\n"
		"imageDigestSources:\n- source: quay.io/x\n  mirrors:\n  - m.example:5000/x\n"
		"  - M.example:5000/y\n  - n.example/z\n");
	ck_assert_uint_eq(diagnostics.count, 0);
	ck_assert_str_eq(config.name.value, "ocp45");
	ck_assert_uint_eq(config.name.where.line, 5);
	ck_assert_uint_eq(config.name.where.column, 9);
	ck_assert_str_eq(config.base_domain.value, "example.localdomain");
	ck_assert_str_eq(config.http_proxy.value, "http://a:1");
	ck_assert_str_eq(config.https_proxy.value, "https://b:2");
	ck_assert_uint_eq(config.mirror_count, 2);
	ck_assert_str_eq(config.mirrors[0].value, "m.example:5000");
	ck_assert_uint_eq(config.mirrors[0].where.line, 13);
	ck_assert_str_eq(config.mirrors[1].value, "n.example");
	arena = arena_free(arena);
}
END_TEST

START_TEST(what_is_before_a_mistake_counts)
{
	/* Notes after a flow mapping, as documentation likes to print them. */
	read_text("baseDomain: example.localdomain\nmetadata:\n  name: ocp45\n"
		  "platform:\n  none: {} (10)\nproxy: {httpProxy: \"http://a:1\"}\n");
	ck_assert_uint_eq(diagnostics.count, 1);
	ck_assert(diagnostics.items[0].warning);
	ck_assert_uint_eq(diagnostics.items[0].where.line, 5);
	ck_assert_str_eq(config.name.value, "ocp45");
	ck_assert_str_eq(config.base_domain.value, "example.localdomain");
	ck_assert_ptr_null(config.http_proxy.value);
	arena = arena_free(arena);
}
END_TEST

START_TEST(odd_values_are_warnings)
{
	static const char *const texts[] = {
		"baseDomain: [a]\n",
		"baseDomain: a b\n",
		"metadata: {name: x_y}\n",
		"proxy: {httpProxy: socks://x}\n",
		"imageContentSources: [{mirrors: [\"https://m.example/x\"]}]\n",
		"",
		"\xff",
		"[[[\n",
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		read_text(texts[i]);
		ck_assert_msg(diagnostics.count == 1, "%s", texts[i]);
		ck_assert_ptr_null(config.name.value);
		ck_assert_ptr_null(config.base_domain.value);
		ck_assert_ptr_null(config.http_proxy.value);
		ck_assert_uint_eq(config.mirror_count, 0);
	}
	read_text("[1, 2]\n");
	read_text(
		"{metadata: x, proxy: [], imageContentSources: {}, imageDigestSources: [1]}\n");
	ck_assert_uint_eq(diagnostics.count, 0);
	arena = arena_free(arena);
}
END_TEST

START_TEST(secrets_are_never_quoted)
{
	static const char *const texts[] = {
		"pullSecret: '{\"auths\": {\"q\": {\"auth\": \"s3cret\"}}}' s3cret\n",
		"pullSecret: {\"auths\": \"s3cret\" \"s3cret\": \n",
		"pullSecret: *s3cret\n",
		"pullSecret: &s3cret a\nx: *s3cret\nx: *s3cret\n",
		"pullSecret: !s3cret!x s3cret\n",
		"proxy: {httpProxy: \"http://u:s3cret@h:99999\"}\n",
		"proxy: {httpProxy: \"u:s3cret@h\"}\n",
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		read_text(texts[i]);
		ck_assert_msg(diagnostics.count > 0, "%s", texts[i]);
		for (size_t d = 0; d < diagnostics.count; d++) {
			const struct diagnostic *item = &diagnostics.items[d];

			ck_assert_msg(!strstr(item->message, "s3cret"), "%s",
				      item->message);
			ck_assert(!item->help || !strstr(item->help, "s3cret"));
		}
	}
	arena = arena_free(arena);
}
END_TEST

SUITE("install_config", facts_have_places, what_is_before_a_mistake_counts,
      odd_values_are_warnings, secrets_are_never_quoted);
