#include <stdio.h>
#include <string.h>

#include "probes/lint/_lint.h"
#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

#define CONFIG                                                      \
	"cluster: {name: ocp45, baseDomain: example.localdomain}\n" \
	"sources: {haproxy: haproxy.cfg}\n"
#define SILENCE(until)                                                       \
	CONFIG "silence:\n"                                                  \
	       "  - {check: lint.test, subject: 'kube_*', reason: moved in " \
	       "March, until: " until "}\n"

/* What the next judge() finds. */
static struct finding found[4];
static size_t found_count;

static void judge(const struct inventory *inventory, struct findings *findings)
{
	(void)inventory;
	findings_saw(findings, "one.cfg");
	findings_saw(findings, "two.cfg");
	findings_saw(findings, "one.cfg");
	for (size_t i = 0; i < found_count; i++)
		findings_add(findings, &found[i]);
}

static const struct probe probe = {
	.id = "lint.test",
	.title = "a test",
	.why = "it hurts",
	.fix = "repair it",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};

static struct lint_world *open_world(const char *config)
{
	struct lint_world *world = lint_world_new();

	lint_world_config(world, config);
	lint_world_file(world, "haproxy.cfg", "defaults\n\tmode http\n");
	found_count = 0;
	return world;
}

static void find(const char *subject, enum status status)
{
	found[found_count++] = (struct finding){
		.status = status,
		.subject = subject,
		.title = "mode http",
		.fix = {"mode tcp", "systemctl reload haproxy"},
	};
}

static void expect(const char *config, const char *const *expected)
{
	struct lint_world *world = lint_world_new();

	lint_world_config(world, config);
	lint_world_file(world, "haproxy.cfg", "defaults\n\tmode http\n");
	lint_world_expect(world, &probe, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

START_TEST(what_was_seen_passes)
{
	found_count = 0;
	expect(CONFIG, (const char *const[]){ "pass one.cfg", "pass two.cfg", NULL });
}
END_TEST

START_TEST(each_finding_is_a_result)
{
	found_count = 0;
	find("kube_api", STATUS_FAIL);
	find("kube_api", STATUS_WARN);
	expect(CONFIG,
	       (const char *const[]){ "fail kube_api", "warn kube_api (2)", NULL });
}
END_TEST

START_TEST(a_fix_of_its_own_replaces_the_general_one)
{
	struct lint_world *world = open_world(CONFIG);
	const struct result *results;

	find("kube_api", STATUS_FAIL);
	ck_assert_uint_eq(lint_world_judge(world, &probe, PHASE_PREBOOT, &results), 1);
	ck_assert_str_eq(results->fix[0], "mode tcp");
	ck_assert_str_eq(results->fix[1], "systemctl reload haproxy");
	ck_assert_ptr_null(results->fix[2]);
	ck_assert_str_eq(results->why, "it hurts");
	lint_world_free(world);
}
END_TEST

START_TEST(a_silenced_finding_stays_as_such)
{
	struct lint_world *world = open_world(SILENCE("2999-12-31"));
	const struct result *results;

	find("kube_api", STATUS_FAIL);
	find("machine_config", STATUS_FAIL);
	ck_assert_uint_eq(lint_world_judge(world, &probe, PHASE_PREBOOT, &results), 2);
	ck_assert_int_eq(results[0].status, STATUS_SKIP);
	ck_assert_str_eq(results[0].reason, REASON_SILENCED);
	ck_assert_str_eq(results[0].title, "silenced until 2999-12-31: mode http");
	ck_assert_ptr_nonnull(strstr(results[0].related->message, "moved in March"));
	ck_assert_uint_eq(results[0].related->where.line, 4);
	ck_assert_int_eq(results[1].status, STATUS_FAIL);
	lint_world_free(world);
}
END_TEST

START_TEST(after_its_last_day_it_counts_again)
{
	struct lint_world *world = open_world(SILENCE("2020-01-31"));
	const struct result *results;

	find("kube_api", STATUS_FAIL);
	ck_assert_uint_eq(lint_world_judge(world, &probe, PHASE_PREBOOT, &results), 1);
	ck_assert_int_eq(results->status, STATUS_FAIL);
	ck_assert_ptr_nonnull(strstr(results->related->message, "2020-01-31"));
	lint_world_free(world);
}
END_TEST

/* Of a hostile file a thousand are told, the rest is counted. */
static void judge_many(const struct inventory *inventory, struct findings *findings)
{
	(void)inventory;
	for (int i = 0; i < 1500; i++)
		findings_add(findings,
			     &(struct finding){
				     .status = STATUS_WARN,
				     .subject = findings_printf(findings, "%d", i),
				     .title = "odd",
			     });
}

START_TEST(a_thousand_are_told)
{
	struct lint_world *world = open_world(CONFIG);
	struct probe many = probe;
	const struct result *results;

	many.judge = judge_many;
	ck_assert_uint_eq(lint_world_judge(world, &many, PHASE_PREBOOT, &results), 1001);
	ck_assert_str_eq(results[1000].title, "500 further findings are not listed");
	lint_world_free(world);
}
END_TEST

SUITE("lint", what_was_seen_passes, each_finding_is_a_result,
      a_fix_of_its_own_replaces_the_general_one, a_silenced_finding_stays_as_such,
      after_its_last_day_it_counts_again, a_thousand_are_told);
