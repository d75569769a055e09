/*
 * What does a watch believe and tell of checks that come and go?
 */
#include <stdio.h>
#include <string.h>

#include "core/watch/watch_state.h"
#include "tests/support/suite.h"
#include "tests/support/watch_world.h"

static struct watch_world world;

static void expect_told(const char *part, unsigned times)
{
	unsigned count = watch_world_count(&world, part);

	ck_assert_msg(count == times, "'%s' is told %u times, not %u:\n%s", part, count,
		      times, world.told);
}

START_TEST(well_from_the_start)
{
	watch_world_open(&world);
	world.rounds = 20;
	watch_world_go(&world);
	expect_told("watching 8 checks of ocp45.example.localdomain", 1);
	expect_told("8 pass, of 8", 1);
	expect_told("\n", 3);
	ck_assert_int_eq(world.end, WATCH_END_INTERRUPTED);
	ck_assert_uint_eq(watch_model(world.watch)->summary[STATUS_PASS], 8);
	ck_assert_uint_eq(watch_model(world.watch)->family_count, 3);
	watch_world_close(&world);
}
END_TEST

START_TEST(a_blip_is_seen_and_not_told)
{
	const struct watch_check *check;
	unsigned seen = 0;

	watch_world_open(&world);
	watch_world_script("c.many", "3", "ppfp");
	world.rounds = 20;
	watch_world_go(&world);
	expect_told("is broken", 0);
	check = watch_world_check(&world, "c.many", "3");
	for (unsigned i = 0; i < check->history_count; i++)
		seen += check->history[i].status == STATUS_FAIL;
	ck_assert_uint_eq(seen, 1);
	ck_assert_uint_eq(check->outages_ever, 0);
	ck_assert_int_eq(check->shown->status, STATUS_PASS);
	watch_world_close(&world);
}
END_TEST

START_TEST(a_family_shows_its_worst)
{
	const struct watch_family *family;
	unsigned failed = 0;

	watch_world_open(&world);
	watch_world_script("c.many", "3", "ppfp");
	watch_world_script("c.many", "4", "ppwp");
	world.rounds = 20;
	watch_world_go(&world);
	family = &watch_model(world.watch)->families[2];
	ck_assert_int_eq(family->name[0], 'c');
	ck_assert_uint_ge(family->history_count, 4);
	for (unsigned i = 0; i < family->history_count; i++)
		failed += family->history[i] == STATUS_FAIL;
	ck_assert_uint_eq(failed, 1);
	ck_assert_int_eq(family->history[0], STATUS_PASS);
	watch_world_close(&world);
}
END_TEST

START_TEST(an_outage_is_a_record)
{
	const struct watch_check *check;
	const struct watch_outage *outage;

	watch_world_open(&world);
	watch_world_script("c.many", "3", "ppfffffp");
	world.rounds = 60;
	watch_world_go(&world);
	expect_told("FAIL  c.many  3 is broken; seen: smoke from 3; fix: repair 3", 1);
	expect_told("ok    c.many  3 is well, after ", 1);
	check = watch_world_check(&world, "c.many", "3");
	ck_assert_uint_eq(check->outage_count, 1);
	outage = &check->outages[0];
	ck_assert_uint_eq(outage->looks, 5);
	ck_assert_int_eq(outage->worst, STATUS_FAIL);
	ck_assert_int_lt(outage->from_ms, outage->to_ms);
	ck_assert_str_eq(outage->seen_first, "3 is broken");
	ck_assert_str_eq(outage->seen_last, "3 is broken");
	ck_assert_str_eq(outage->ended_by, "3 is well");
	ck_assert_int_eq(check->down_ms, outage->to_ms - outage->from_ms);
	watch_world_close(&world);
}
END_TEST

START_TEST(flapping_is_one_failure)
{
	watch_world_open(&world);
	watch_world_script("c.many", "3", "pfpfpfpfpfpfpfpfpfpfpfpfpfpfpfpfpfpfpfpfpf");
	world.rounds = 30;
	watch_world_go(&world);
	expect_told("FAIL  c.many  3 is broken", 1);
	expect_told("3 is well", 0);
	watch_world_close(&world);
}
END_TEST

START_TEST(another_reason_is_told)
{
	const struct watch_check *check;

	watch_world_open(&world);
	watch_world_script("c.many", "3", "ffFfffFFF");
	world.rounds = 40;
	watch_world_go(&world);
	expect_told("3 is broken", 1);
	expect_told("FAIL  c.many  3 is wet; seen: water from 3", 1);
	check = watch_world_check(&world, "c.many", "3");
	ck_assert_uint_eq(check->outages_ever, 1);
	watch_world_close(&world);
}
END_TEST

START_TEST(one_cause_is_one_line)
{
	const struct watch_check *check;

	watch_world_open(&world);
	watch_world_script("a.base", "base", "pppffffp");
	world.rounds = 80;
	watch_world_go(&world);
	expect_told("FAIL  a.base  base is broken; 2 checks wait for this", 1);
	expect_told("ok    a.base  base is well", 1);
	expect_told("b.one", 0);
	check = watch_world_check(&world, "b.one", "x");
	ck_assert_int_eq(check->shown->status, STATUS_PASS);
	ck_assert_uint_eq(check->outages_ever, 0);
	watch_world_close(&world);
}
END_TEST

START_TEST(what_waited_and_fails_is_told)
{
	watch_world_open(&world);
	watch_world_script("a.base", "base", "ffffp");
	watch_world_script("b.one", "x", "f");
	world.rounds = 80;
	watch_world_go(&world);
	expect_told("FAIL  a.base  base is broken; 2 checks wait for this", 1);
	expect_told("FAIL  b.one  x is broken", 1);
	expect_told("b.one  y", 0);
	watch_world_close(&world);
}
END_TEST

/* The need is looked at together with what is doubted: x does not fail for what base has. */
static void stop_when_base_fails(struct watch_world *of)
{
	if (watch_world_check(of, "a.base", "base")->shown->status == STATUS_FAIL &&
	    watch_world_check(of, "b.one", "y")->shown->status == STATUS_SKIP)
		watch_quit(of->watch);
}

START_TEST(what_depends_is_doubted_with_its_cause)
{
	watch_world_open(&world);
	watch_world_script("a.base", "base", "pf");
	watch_world_script("b.one", "x", "pf");
	watch_world_script("b.one", "y", "pf");
	world.settled = stop_when_base_fails;
	world.options.deadline = 600;
	watch_world_go(&world);
	ck_assert_int_eq(world.end, WATCH_END_INTERRUPTED);
	expect_told("FAIL  b.one", 0);
	expect_told("FAIL  a.base", 1);
	watch_world_close(&world);
}
END_TEST

START_TEST(many_alike_are_one_line)
{
	static const char *const names[] = { "1", "2", "3", "4", "5" };
	const struct watch_model *model;

	watch_world_open(&world);
	for (size_t i = 0; i < 5; i++)
		watch_world_script("c.many", names[i], "f");
	world.rounds = 5;
	watch_world_go(&world);
	expect_told("FAIL  c.many  1 is broken (and 4 more like it)", 1);
	expect_told("is broken", 1);
	model = watch_model(world.watch);
	ck_assert_uint_eq(model->finding_count, 1);
	ck_assert_uint_eq(model->findings[0].count, 5);
	ck_assert_str_eq(model->findings[0].fix[0], "repair 1");
	ck_assert_ptr_null(model->findings[0].fix[5]);
	watch_world_close(&world);
}
END_TEST

START_TEST(restless_checks_are_given_time)
{
	const struct watch_check *check;

	watch_world_open(&world);
	world.options.phase = PHASE_BOOTSTRAP;
	watch_world_script("c.many", "3", "ppffffp"); /* for some 20 seconds */
	watch_world_script("c.many", "4", "pf");
	watch_world_script("a.base", "base", "ppf");
	world.rounds = 60;
	watch_world_go(&world);
	expect_told("3 is broken", 0);
	expect_told("FAIL  c.many  4 is broken", 1);
	check = watch_world_check(&world, "c.many", "4");
	ck_assert_int_ge(check->changed_ms - check->outages[0].from_ms,
			 WATCH_PATIENCE_MS - 30000);
	watch_world_close(&world);
}
END_TEST

START_TEST(ends_when_it_is_reached)
{
	watch_world_open(&world);
	world.options.until = "pass";
	world.options.deadline = 600;
	watch_world_script("c.many", "3", "ffffffp");
	watch_world_go(&world);
	ck_assert_int_eq(world.end, WATCH_END_REACHED);
	expect_told("pass is reached", 1);
	watch_world_close(&world);
	watch_world_open(&world);
	world.options.until = "c.many";
	world.options.deadline = 60;
	watch_world_script("c.many", "3", "f");
	watch_world_go(&world);
	ck_assert_int_eq(world.end, WATCH_END_DEADLINE);
	expect_told("not reached within the deadline", 1);
	watch_world_close(&world);
}
END_TEST

static void refuse_then_take(struct watch_world *of)
{
	unsigned rounds = watch_model(of->watch)->rounds;

	of->settled = NULL; /* it settles again in here */
	if (rounds == 10 && of->loads == 1) {
		of->refuses = true;
		watch_read_again(of->watch, "test.yaml", 1);
		ck_assert_str_eq(watch_model(of->watch)->config_error,
				 "test.yaml:3:4: what is this?");
	} else if (rounds == 15 && of->loads == 2) {
		of->refuses = false;
		watch_read_again(of->watch, "test.yaml", 1);
		ck_assert_ptr_null(watch_model(of->watch)->config_error);
	}
	of->settled = refuse_then_take;
}

START_TEST(a_changed_configuration_is_read_again)
{
	const struct watch_check *check;

	watch_world_open(&world);
	watch_world_script("a.base", "base", "f");
	world.settled = refuse_then_take;
	world.rounds = 30;
	watch_world_go(&world);
	ck_assert_uint_eq(world.loads, 3);
	expect_told("FAIL  config  test.yaml changed and is refused", 1);
	expect_told("test.yaml:3:4: what is this?", 1);
	expect_told("test.yaml changed: read again", 1);
	/* What is believed stays believed, with its history. */
	expect_told("FAIL  a.base", 1);
	expect_told(", of 8", 1);
	check = watch_world_check(&world, "a.base", "base");
	ck_assert_uint_ge(check->history_count, 6);
	ck_assert_uint_eq(check->history_count, check->looks);
	ck_assert_uint_eq(check->outages_ever, 1);
	ck_assert_uint_eq(check->shown->blocks, 2);
	watch_world_close(&world);
}
END_TEST

static void move_on(struct watch_world *of)
{
	if (watch_model(of->watch)->rounds != 12 ||
	    watch_model(of->watch)->phase != PHASE_PREBOOT)
		return;
	of->settled = NULL;
	watch_set_phase(of->watch, PHASE_INSTALL);
}

START_TEST(another_phase_is_found_out_anew)
{
	watch_world_open(&world);
	watch_world_script("c.many", "3", "f"); /* not asked in that phase */
	watch_world_script("a.base", "base", "f");
	world.settled = move_on;
	world.rounds = 25;
	watch_world_go(&world);
	expect_told("phase install: set by hand", 1);
	ck_assert_uint_eq(watch_model(world.watch)->check_count, 3);
	ck_assert_uint_eq(watch_model(world.watch)->unknown, 0);
	ck_assert(!watch_model(world.watch)->phase_auto);
	/* Told in each phase, for it is another question. */
	expect_told("FAIL  a.base", 2);
	expect_told(", of 8", 1);
	expect_told(", of 3", 1);
	watch_world_close(&world);
}
END_TEST

static void pause_and_look(struct watch_world *of)
{
	unsigned rounds = watch_model(of->watch)->rounds;

	if (rounds == 5) {
		watch_pause(of->watch, true);
		ck_assert(watch_model(of->watch)->paused);
		watch_pause(of->watch, false);
		of->settled = NULL;
		watch_look_now(of->watch, watch_world_check(of, "c.many", "2"));
		watch_look_now(of->watch, NULL);
	}
}

START_TEST(looks_when_it_is_asked)
{
	watch_world_open(&world);
	world.settled = pause_and_look;
	world.rounds = 10;
	watch_world_go(&world);
	expect_told("asked for: looking again", 1);
	watch_world_close(&world);
}
END_TEST

/* 3 hangs in the first round, while 2 is looked at again. */
static void look_at_another(struct watch_world *of)
{
	const struct watch_check *slow = watch_world_check(of, "c.many", "3");
	const struct watch_check *other = watch_world_check(of, "c.many", "2");

	if (slow->known) {
		watch_quit(of->watch);
	} else if (other->looks == 1) {
		ck_assert_uint_eq(watch_model(of->watch)->unknown, 1);
		ck_assert(slow->running && !other->running);
		watch_look_now(of->watch, other);
	} else if (other->looks == 2) {
		ck_assert(slow->running);
		watch_world_release();
	}
}

START_TEST(what_is_slow_holds_up_nobody)
{
	watch_world_open(&world);
	watch_world_script("c.many", "3", "hp");
	world.settled = look_at_another;
	watch_world_go(&world);
	ck_assert_uint_eq(watch_world_check(&world, "c.many", "3")->looks, 1);
	ck_assert_uint_eq(watch_world_check(&world, "c.many", "2")->looks, 2);
	watch_world_close(&world);
}
END_TEST

/* In the second round 3 hangs, 2 fails and base passes. */
static void look_for_news(struct watch_world *of)
{
	const struct watch_check *slow = watch_world_check(of, "c.many", "3");

	if (watch_world_check(of, "c.many", "2")->looks > 1) {
		ck_assert_uint_eq(slow->looks, 2);
		watch_quit(of->watch);
	} else if (watch_model(of->watch)->rounds == 1 && !slow->running) {
		of->settled = NULL; /* it settles in here */
		watch_look_now(of->watch, NULL);
		of->settled = look_for_news;
	} else if (slow->running && watch_world_check(of, "a.base", "base")->looks == 2) {
		watch_world_release();
	}
}

START_TEST(news_wait_for_what_was_looked_at_beside_them)
{
	watch_world_open(&world);
	watch_world_script("c.many", "2", "pf");
	watch_world_script("c.many", "3", "php");
	world.settled = look_for_news;
	watch_world_go(&world);
	watch_world_close(&world);
}
END_TEST

static int provide_open(struct watch *watch, void *arg, void **ret_state);
static void provide_close(void *state)
{
	(*(unsigned *)state)++;
}
static const struct watch_provider provider = { .name = "wire",
						.open = provide_open,
						.close = provide_close };

static int provide_open(struct watch *watch, void *arg, void **ret_state)
{
	const struct watch_node nodes[] = {
		{.name = "w1",	.role = "worker", .stage = "ignition", .rank = 11},
		{ .name = "m1", .role = "master", .stage = "kernel",   .rank = 7 },
	};
	const struct watch_line lines[] = {
		{WATCH_BAD, "ingress is not available"},
	};
	const struct watch_section section = { "cluster operators", lines, 1 };
	const struct watch_note note = { .tone = WATCH_DOUBTFUL,
					 .subject = "w1",
					 .text = "asks for another address" };

	*ret_state = arg;
	watch_show_nodes(watch, &provider, nodes, 2);
	watch_show_sections(watch, &provider, &section, 1);
	watch_note(watch, &provider, &note);
	watch_tell_fact(watch, WATCH_FACT_BOOTSTRAP_COMPLETE);
	return 0;
}

START_TEST(providers_are_shown)
{
	const struct watch_model *model;
	unsigned closed = 0;

	watch_world_open(&world);
	world.rounds = 3;
	watch_world_make(&world);
	watch_add_provider(world.watch, &provider, &closed);
	watch_world_go(&world);
	ck_assert_uint_eq(closed, 1);
	expect_told("WARN  wire  w1: asks for another address", 1);
	model = watch_model(world.watch);
	ck_assert_uint_eq(model->node_count, 2);
	ck_assert_str_eq(model->nodes[0].name, "m1");
	ck_assert_str_eq(model->sections[0].lines[0].text, "ingress is not available");
	/* The phase is pinned here. */
	ck_assert_int_eq(model->phase, PHASE_PREBOOT);
	watch_world_close(&world);
}
END_TEST

SUITE("core/watch/watch", well_from_the_start, a_blip_is_seen_and_not_told,
      a_family_shows_its_worst, an_outage_is_a_record, flapping_is_one_failure,
      another_reason_is_told, one_cause_is_one_line, what_waited_and_fails_is_told,
      what_depends_is_doubted_with_its_cause, many_alike_are_one_line,
      restless_checks_are_given_time, ends_when_it_is_reached,
      a_changed_configuration_is_read_again, another_phase_is_found_out_anew,
      looks_when_it_is_asked, what_is_slow_holds_up_nobody,
      news_wait_for_what_was_looked_at_beside_them, providers_are_shown);
