#include <string.h>

#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_syntax;

#define CONFIG                                                      \
	"cluster: {name: ocp45, baseDomain: example.localdomain}\n" \
	"sources: {haproxy: haproxy.cfg, dhcpd: dhcpd.conf}\n"

START_TEST(files_that_can_be_read_pass)
{
	struct lint_world *world = lint_world_new();

	lint_world_config(world, CONFIG);
	lint_world_file(world, "haproxy.cfg", "defaults\n\tmode tcp\n");
	lint_world_file(world, "dhcpd.conf", "authoritative;\n");
	lint_world_expect(
		world, &probe_lint_syntax, PHASE_PREBOOT,
		(const char *const[]){ "pass haproxy.cfg", "pass dhcpd.conf", NULL });
	lint_world_free(world);
}
END_TEST

START_TEST(the_line_is_shown_and_marked)
{
	struct lint_world *world = lint_world_new();
	const struct result *results;

	lint_world_config(world, CONFIG);
	lint_world_file(world, "haproxy.cfg", "defaults\n\tmode tcp\n");
	lint_world_file(world, "dhcpd.conf", "# hosts\n  fixed-address }\n");
	ck_assert_uint_ge(
		lint_world_judge(world, &probe_lint_syntax, PHASE_READY, &results), 1);
	ck_assert_int_ne(results->status, STATUS_PASS);
	ck_assert_uint_eq(results->source.line, 2);
	ck_assert_ptr_nonnull(results->excerpt);
	ck_assert_ptr_nonnull(strstr(results->why, "does not start"));
	lint_world_free(world);
}
END_TEST

SUITE("lint.syntax", files_that_can_be_read_pass, the_line_is_shown_and_marked);
