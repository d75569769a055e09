#include "core/arena.h"
#include "core/engine.h"
#include "core/plan.h"
#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_silence, probe_lint_haproxy_mode,
	probe_lint_haproxy_members;

#define CONFIG                                                          \
	"cluster: {name: ocp45, baseDomain: example.localdomain}\n"     \
	"nodes: [{name: m1, role: master, addresses: [172.16.0.21]}]\n" \
	"sources: {haproxy: haproxy.cfg}\n"
#define SILENCE(check, subject, until)                         \
	"silence:\n  - {check: " check ", subject: \"" subject \
	"\", reason: r, until: " until "}\n"
#define HAPROXY                                                                   \
	"defaults\n timeout connect 1s\n timeout client 1s\n timeout server 1s\n" \
	"frontend api\n bind *:6443\n mode http\n default_backend b\n"            \
	"backend b\n mode http\n server m1 172.16.0.21:6443 check\n"

/* lint.silence comes to this, planned behind the other check or, with NULL, alone. */
static void expect(const char *config, const struct probe *other, enum status status,
		   const char *title)
{
	struct lint_world *world = lint_world_new();
	const struct probe *const table[] = { other ? other : &probe_lint_silence,
					      other ? &probe_lint_silence : NULL, NULL };
	const struct plan_options options = { .phase = PHASE_PREBOOT,
					      .files_only = true };
	const struct engine_options engine_options = { .deadline = 30 };
	struct arena *arena = arena_new();
	const struct result *last;
	const struct plan *plan;
	struct engine *engine;

	lint_world_file(world, "haproxy.cfg", HAPROXY);
	lint_world_config(world, config);
	ck_assert_int_eq(plan_new(arena, table,
				  lint_world_inventory(world, PHASE_PREBOOT), &options,
				  stderr, &plan),
			 0);
	engine = engine_new(arena, plan, &engine_options);
	ck_assert_int_eq(engine_go(engine), 0);
	last = &engine_results(engine)[plan->count - 1];
	ck_assert_int_eq(last->status, status);
	ck_assert_str_eq(last->title, title);
	ck_assert_uint_gt(last->source.line, 3);
	engine_free(engine);
	arena_free(arena);
	lint_world_free(world);
}

START_TEST(a_silence_that_fits_passes)
{
	expect(CONFIG SILENCE("lint.haproxy-mode", "*", "2999-01-01"),
	       &probe_lint_haproxy_mode, STATUS_PASS,
	       "lint.haproxy-mode * is silenced until 2999-01-01");
}
END_TEST

START_TEST(one_that_fits_nothing_can_be_taken_away)
{
	expect(CONFIG SILENCE("lint.haproxy-mode", "nothing", "2999-01-01"),
	       &probe_lint_haproxy_mode, STATUS_WARN,
	       "the silence of lint.haproxy-mode nothing is for nothing");
}
END_TEST

START_TEST(of_a_check_that_was_not_asked_nothing_is_known)
{
	expect(CONFIG SILENCE("lint.haproxy-mode", "nothing", "2999-01-01"), NULL,
	       STATUS_SKIP,
	       "nothing is found here for the silence of lint.haproxy-mode nothing");
}
END_TEST

START_TEST(nor_where_a_file_is_not_here)
{
	expect("cluster: {name: ocp45, baseDomain: example.localdomain}\n"
	       "nodes: [{name: m1, role: master, addresses: [172.16.0.21]}]\n"
	       "sources: {haproxy: haproxy.cfg, dhcpd: /nowhere/at/all}\n" SILENCE(
		       "lint.haproxy-mode", "nothing", "2999-01-01"),
	       &probe_lint_haproxy_mode, STATUS_SKIP,
	       "nothing is found here for the silence of lint.haproxy-mode nothing");
}
END_TEST

START_TEST(nor_of_another_phase)
{
	expect(CONFIG SILENCE("lint.haproxy-members", "nothing", "2999-01-01"),
	       &probe_lint_haproxy_members, STATUS_SKIP,
	       "nothing is found here for the silence of lint.haproxy-members nothing");
}
END_TEST

START_TEST(a_day_that_is_over_is_told)
{
	expect(CONFIG SILENCE("lint.haproxy-mode", "*", "2020-01-31"),
	       &probe_lint_haproxy_mode, STATUS_WARN,
	       "the silence of lint.haproxy-mode * ended on 2020-01-31");
}
END_TEST

SUITE("lint/silence", a_silence_that_fits_passes, one_that_fits_nothing_can_be_taken_away,
      of_a_check_that_was_not_asked_nothing_is_known, nor_where_a_file_is_not_here,
      nor_of_another_phase, a_day_that_is_over_is_told);
