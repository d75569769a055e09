/*
 * The engine with a table of checks of our own: needs, causes, order, deadlines, operations.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "core/arena.h"
#include "core/engine.h"
#include "core/op.h"
#include "core/run.h"
#include "tests/support/suite.h"

/* A world in which each check ends as its subject's name says. */
static const struct inventory nowhere;
static unsigned timers_alive, started, late_callbacks;

static void subjects_of(struct subjects *subjects, const char *const *names)
{
	for (; *names; names++)
		subject_add(subjects,
			    &(struct subject){ .name = *names, .host = *names });
}

/* An operation that is answered after some milliseconds. */
struct wait_op {
	struct op op;
	uv_timer_t timer;
	void (*done)(struct run *run);
};

static void timer_closed(uv_handle_t *handle)
{
	timers_alive--;
	free(handle->data);
}

static void wait_cancel(struct op *op)
{
	uv_close((uv_handle_t *)&((struct wait_op *)op)->timer, timer_closed);
}

static void wait_deliver(struct op *op)
{
	struct wait_op *wait = (struct wait_op *)op;

	if (op->run->stage != RUN_STARTED)
		late_callbacks++;
	wait->done(op->run);
	wait_cancel(op);
}

static void timer_fired(uv_timer_t *timer)
{
	op_complete(&((struct wait_op *)timer->data)->op);
}

static void wait_ms(struct run *run, unsigned ms, void (*done)(struct run *run))
{
	struct wait_op *wait = mem_alloc(sizeof *wait);

	wait->done = done;
	op_begin(&wait->op, run, wait_deliver, wait_cancel);
	uv_timer_init(engine_loop(run_engine(run)), &wait->timer);
	wait->timer.data = wait;
	timers_alive++;
	uv_timer_start(&wait->timer, timer_fired, ms, 0);
}

static void end_as_named(struct run *run)
{
	const char *name = run_subject(run)->name;

	if (!strncmp(name, "fail", 4))
		run_fail(run, "%s fails", name);
	else if (!strncmp(name, "usable", 6))
		run_usable(run), run_fail(run, "%s fails but can be used", name);
	else if (!strncmp(name, "skip", 4))
		run_skip(run, "%s does not apply", name);
	else
		run_pass(run, "%s passes", name);
}

static void start_at_once(struct run *run)
{
	started++;
	end_as_named(run);
}

/* Says whether what its hosts name had come to an end. */
static void start_if_finished(struct run *run)
{
	if (run_other(run, "a.base", "fail-b") && run_other(run, "a.base", "skip-d"))
		run_pass(run, "they are finished");
	else
		run_fail(run, "they are not finished");
}

static void start_later(struct run *run)
{
	started++;
	/* Two operations: the second is cancelled when the first ends the run. */
	wait_ms(run, 2, end_as_named);
	wait_ms(run, 4, end_as_named);
}

static void start_never_ending(struct run *run)
{
	wait_ms(run, 60000, end_as_named);
}

static void names_base(const struct inventory *inventory, struct subjects *subjects)
{
	static const char *const names[] = { "pass-a", "fail-b", "usable-c", "skip-d",
					     NULL };

	(void)inventory;
	subjects_of(subjects, names);
}

static void names_all_bad(const struct inventory *inventory, struct subjects *subjects)
{
	static const char *const names[] = { "fail-x", "fail-y", NULL };

	(void)inventory;
	subjects_of(subjects, names);
}

static void names_after_hosts(const struct inventory *inventory,
			      struct subjects *subjects)
{
	static const char *const hosts[] = { "fail-b", "nowhere", "skip-d", NULL };

	(void)inventory;
	subject_add(subjects, &(struct subject){ .name = "pass-a", .hosts = hosts });
	subject_add(subjects, &(struct subject){ .name = "pass-b" });
}

static void names_one(const struct inventory *inventory, struct subjects *subjects)
{
	static const char *const names[] = { "pass-a", NULL };

	(void)inventory;
	subjects_of(subjects, names);
}

#define PROBE(variable, name, wanted, begin, ...)       \
	static const struct need needs_##variable[] = { \
		__VA_ARGS__{NULL, 0}                  \
	};                                              \
	static const struct probe variable = {          \
		.id = name,                             \
		.title = "t",                           \
		.why = "because",                       \
		.fix = "do this\nthen that",            \
		.phases = PHASE_ALL,                    \
		.needs = needs_##variable,              \
		.state_size = 16,                       \
		.subjects = wanted,                     \
		.start = begin,                         \
	}

PROBE(base, "a.base", names_base, start_later, );
PROBE(same, "a.same", names_base, start_at_once, { "a.base", NEED_SUBJECT }, );
PROBE(deeper, "a.deeper", names_base, start_later, { "a.same", NEED_HOST }, );
PROBE(bad, "b.bad", names_all_bad, start_later, );
PROBE(any_good, "c.any", names_one, start_at_once, { "a.base", NEED_ANY }, );
PROBE(any_bad, "c.any-bad", names_one, start_at_once, { "b.bad", NEED_ANY }, );
PROBE(each, "c.each", names_one, start_at_once, { "a.base", NEED_EACH }, );
PROBE(after, "c.after", names_one, start_at_once, { "b.bad", NEED_AFTER }, );
PROBE(after_hosts, "c.after-hosts", names_after_hosts, start_if_finished,
      { "a.base", NEED_AFTER_HOSTS }, );
PROBE(slow, "d.slow", names_one, start_never_ending, );
PROBE(after_slow, "d.after", names_one, start_at_once, { "d.slow", NEED_SUBJECT }, );
PROBE(loop_a, "e.a", names_one, start_at_once, { "e.b", NEED_SUBJECT }, );
PROBE(loop_b, "e.b", names_one, start_at_once, { "e.a", NEED_SUBJECT }, );
PROBE(lost, "e.lost", names_one, start_at_once, { "e.nowhere", NEED_SUBJECT }, );

struct world {
	struct arena *arena;
	const struct plan *plan;
	struct engine *engine;
	const struct result *results;
	int r;
};

static void world_open(struct world *world, const struct probe *const *table,
		       const struct plan_options *plan_options, double deadline)
{
	struct plan_options all = { .phase = PHASE_PREBOOT };
	struct engine_options options = { .deadline = deadline };

	started = late_callbacks = 0;
	world->arena = arena_new();
	ck_assert_int_eq(plan_new(world->arena, table, &nowhere,
				  plan_options ? plan_options : &all, stderr,
				  &world->plan),
			 0);
	world->engine = engine_new(world->arena, world->plan, &options);
	world->r = engine_go(world->engine);
	world->results = engine_results(world->engine);
}

static void world_close(struct world *world)
{
	engine_free(world->engine);
	ck_assert_uint_eq(timers_alive, 0);
	ck_assert_uint_eq(late_callbacks, 0);
	arena_free(world->arena);
}

static const struct result *find(const struct world *world, const char *id,
				 const char *subject)
{
	long number = plan_find(world->plan, id, subject);

	ck_assert_int_ge(number, 0);
	return &world->results[number];
}

static const struct probe *const full[] = { &base,	  &same,    &deeper, &bad,
					    &any_good,	  &any_bad, &each,   &after,
					    &after_hosts, NULL };

START_TEST(a_cause_is_reported_once)
{
	struct world world;
	const struct result *result;

	world_open(&world, full, NULL, 10);
	ck_assert_int_eq(world.r, 0);
	result = find(&world, "a.same", "fail-b");
	ck_assert_int_eq(result->status, STATUS_SKIP);
	ck_assert_ptr_eq(result->blocked_by[0], find(&world, "a.base", "fail-b"));
	ck_assert_ptr_null(result->blocked_by[1]);
	/* The root, not the one between. */
	result = find(&world, "a.deeper", "fail-b");
	ck_assert_int_eq(result->status, STATUS_SKIP);
	ck_assert_ptr_eq(result->blocked_by[0], find(&world, "a.base", "fail-b"));
	/* a.same, a.deeper and c.each. */
	ck_assert_uint_eq(find(&world, "a.base", "fail-b")->blocks, 3);
	world_close(&world);
}
END_TEST

START_TEST(usable_and_not_applying_do_not_block)
{
	struct world world;

	world_open(&world, full, NULL, 10);
	ck_assert_int_eq(find(&world, "a.same", "usable-c")->status, STATUS_FAIL);
	ck_assert_int_eq(find(&world, "a.same", "skip-d")->status, STATUS_SKIP);
	ck_assert_ptr_null(find(&world, "a.same", "skip-d")->blocked_by);
	ck_assert_int_eq(find(&world, "a.deeper", "pass-a")->status, STATUS_PASS);
	world_close(&world);
}
END_TEST

START_TEST(needs_on_a_whole_check)
{
	struct world world;
	const struct result *result;

	world_open(&world, full, NULL, 10);
	ck_assert_int_eq(find(&world, "c.any", "pass-a")->status, STATUS_PASS);
	ck_assert_int_eq(find(&world, "c.after", "pass-a")->status, STATUS_PASS);
	ck_assert_int_eq(find(&world, "c.after-hosts", "pass-a")->status, STATUS_PASS);
	ck_assert_int_eq(find(&world, "c.after-hosts", "pass-b")->status, STATUS_FAIL);
	result = find(&world, "c.any-bad", "pass-a");
	ck_assert_int_eq(result->status, STATUS_SKIP);
	ck_assert_str_eq(result->blocked_by[0]->subject, "fail-x");
	ck_assert_str_eq(result->blocked_by[1]->subject, "fail-y");
	result = find(&world, "c.each", "pass-a");
	ck_assert_int_eq(result->status, STATUS_SKIP);
	ck_assert_str_eq(result->blocked_by[0]->subject, "fail-b");
	ck_assert_ptr_null(result->blocked_by[1]);
	world_close(&world);
}
END_TEST

START_TEST(results_stand_in_plan_order)
{
	struct world world;

	world_open(&world, full, NULL, 10);
	for (size_t i = 0; i < world.plan->count; i++) {
		ck_assert_uint_eq(world.results[i].number, i);
		ck_assert_ptr_nonnull(world.results[i].title);
	}
	ck_assert_str_eq(world.results[0].probe->id, "a.base");
	ck_assert_str_eq(world.results[0].subject, "pass-a");
	world_close(&world);
}
END_TEST

START_TEST(a_failure_has_all_that_a_person_needs)
{
	struct world world;
	const struct result *result;

	world_open(&world, full, NULL, 10);
	result = find(&world, "a.base", "fail-b");
	ck_assert_str_eq(result->title, "fail-b fails");
	ck_assert_str_eq(result->observed, "fail-b fails");
	ck_assert_str_eq(result->why, "because");
	ck_assert_str_eq(result->fix[0], "do this");
	ck_assert_str_eq(result->fix[1], "then that");
	ck_assert_ptr_null(result->fix[2]);
	world_close(&world);
}
END_TEST

START_TEST(what_is_not_selected_counts_as_met)
{
	struct world world;
	struct plan_options only = { .phase = PHASE_PREBOOT, .only = "a.deeper,c.*" };
	struct plan_options skip = { .phase = PHASE_PREBOOT, .skip = "a.same" };

	world_open(&world, full, &only, 10);
	ck_assert_uint_eq(world.plan->count, 10);
	ck_assert_int_eq(find(&world, "a.deeper", "fail-b")->status, STATUS_FAIL);
	world_close(&world);
	world_open(&world, full, &skip, 10);
	ck_assert_int_lt(plan_find(world.plan, "a.same", "pass-a"), 0);
	world_close(&world);
}
END_TEST

/* A second engine that takes over what the first found, but for one run and what it blocks. */
START_TEST(results_are_taken_over)
{
	const struct result *given[64] = { NULL };
	struct engine_options options = { .deadline = 10, .given = given };
	struct engine *engine;
	struct world world;
	const struct result *again;
	long again_number, blocked_number;

	world_open(&world, full, NULL, 10);
	ck_assert_uint_lt(world.plan->count, 64);
	for (size_t i = 0; i < world.plan->count; i++)
		given[i] = &world.results[i];
	again_number = plan_find(world.plan, "a.same", "pass-a");
	blocked_number = plan_find(world.plan, "c.each", "pass-a");
	given[again_number] = given[blocked_number] = NULL;
	started = 0;
	engine = engine_new(world.arena, world.plan, &options);
	ck_assert_int_eq(engine_go(engine), 0);
	ck_assert(engine_is_finished(engine));
	/* c.each does not start: what it needs was given, and had failed. */
	ck_assert_uint_eq(started, 1);
	again = engine_results(engine);
	ck_assert_int_eq(again[again_number].status, STATUS_PASS);
	ck_assert_int_eq(again[blocked_number].status, STATUS_SKIP);
	/* All causes are results of this engine. */
	for (size_t i = 0; i < world.plan->count; i++) {
		ck_assert_int_eq(again[i].status, world.results[i].status);
		ck_assert_uint_eq(again[i].number, i);
		for (size_t c = 0; again[i].blocked_by && again[i].blocked_by[c]; c++)
			ck_assert_ptr_eq(again[i].blocked_by[c],
					 &again[again[i].blocked_by[c]->number]);
	}
	engine_free(engine);
	/* Nothing is left to do. */
	given[again_number] = &world.results[again_number];
	given[blocked_number] = &world.results[blocked_number];
	engine = engine_new(world.arena, world.plan, &options);
	ck_assert_int_eq(engine_go(engine), 0);
	engine_free(engine);
	world_close(&world);
}
END_TEST

START_TEST(an_extra_check_comes_last)
{
	struct plan_options only = { .phase = PHASE_PREBOOT,
				     .only = "a.base",
				     .extra = &any_bad };
	struct world world;

	world_open(&world, full, &only, 10);
	ck_assert_uint_eq(world.plan->count, 5);
	ck_assert_str_eq(world.results[4].probe->id, "c.any-bad");
	world_close(&world);
}
END_TEST

START_TEST(the_deadline_ends_what_hangs)
{
	static const struct probe *const table[] = { &slow, &after_slow, &base, NULL };
	struct world world;

	world_open(&world, table, NULL, 0.05);
	ck_assert_int_eq(find(&world, "d.slow", "pass-a")->status, STATUS_ERROR);
	ck_assert_int_eq(find(&world, "d.after", "pass-a")->status, STATUS_ERROR);
	ck_assert_int_eq(find(&world, "a.base", "pass-a")->status, STATUS_PASS);
	world_close(&world);
}
END_TEST

static void start_interrupt(struct run *run)
{
	kill(getpid(), SIGINT);
	run_pass(run, "interrupts");
}

PROBE(interrupt, "f.interrupt", names_one, start_interrupt, );

START_TEST(an_interrupt_keeps_the_report_so_far)
{
	static const struct probe *const table[] = { &interrupt, &slow, NULL };
	struct world world;

	world_open(&world, table, NULL, 10);
	ck_assert_int_eq(world.r, -EINTR);
	ck_assert_int_eq(find(&world, "f.interrupt", "pass-a")->status, STATUS_PASS);
	ck_assert_int_eq(find(&world, "d.slow", "pass-a")->status, STATUS_SKIP);
	world_close(&world);
}
END_TEST

static bool holding;
static unsigned started_while_held;

static void let_go(struct run *run)
{
	holding = false;
	engine_hold(run_engine(run), false);
	run_pass(run, "lets go");
}

static void start_holding(struct run *run)
{
	holding = true;
	engine_hold(run_engine(run), true);
	wait_ms(run, 5, let_go);
}

static void start_counting(struct run *run)
{
	started_while_held += holding;
	run_pass(run, "passes");
}

PROBE(holder, "g.holder", names_one, start_holding, );
PROBE(held, "g.later", names_base, start_counting, );

START_TEST(nothing_is_started_while_a_module_holds)
{
	static const struct probe *const table[] = { &holder, &held, NULL };
	struct world world;

	started_while_held = 0;
	world_open(&world, table, NULL, 10);
	ck_assert_uint_eq(started_while_held, 0);
	ck_assert_int_eq(find(&world, "g.holder", "pass-a")->status, STATUS_PASS);
	ck_assert_int_eq(find(&world, "g.later", "skip-d")->status, STATUS_PASS);
	world_close(&world);
}
END_TEST

static int refused(const struct probe *const *table, const char *only, const char *word)
{
	struct arena *arena = arena_new();
	struct plan_options options = { .phase = PHASE_PREBOOT, .only = only };
	const struct plan *plan = NULL;
	char text[512] = "";
	FILE *err = fmemopen(text, sizeof text, "w");
	int r = plan_new(arena, table, &nowhere, &options, err, &plan);

	fclose(err);
	ck_assert_msg(strstr(text, word) != NULL, "'%s' not in '%s'", word, text);
	arena_free(arena);
	return r;
}

START_TEST(a_plan_that_cannot_be_is_refused)
{
	static const struct probe *const cycle[] = { &loop_a, &loop_b, NULL };
	static const struct probe *const unknown[] = { &lost, NULL };
	static const struct probe *const twice[] = { &base, &base, NULL };

	ck_assert_int_eq(refused(cycle, NULL, "e.a"), -EINVAL);
	ck_assert_int_eq(refused(unknown, NULL, "e.nowhere"), -EINVAL);
	ck_assert_int_eq(refused(twice, NULL, "two checks"), -EINVAL);
	ck_assert_int_eq(refused(full, "x.*", "fits no check"), -EINVAL);
}
END_TEST

START_TEST(an_empty_plan_ends_at_once)
{
	static const struct probe *const none[] = { NULL };
	struct world world;

	world_open(&world, none, NULL, 10);
	ck_assert_int_eq(world.r, 0);
	ck_assert_uint_eq(world.plan->count, 0);
	world_close(&world);
}
END_TEST

SUITE("core/engine", a_cause_is_reported_once, usable_and_not_applying_do_not_block,
      needs_on_a_whole_check, results_stand_in_plan_order,
      a_failure_has_all_that_a_person_needs, what_is_not_selected_counts_as_met,
      results_are_taken_over, an_extra_check_comes_last, the_deadline_ends_what_hangs,
      an_interrupt_keeps_the_report_so_far, nothing_is_started_while_a_module_holds,
      a_plan_that_cannot_be_is_refused, an_empty_plan_ends_at_once);
