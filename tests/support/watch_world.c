#include "watch_world.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "core/arena.h"
#include "core/config.h"
#include "core/diag.h"
#include "core/watch/wording.h"

#define SCRIPTS_MAX 16

struct script {
	const char *id, *subject, *letters;
	unsigned looks;
};

static struct script scripts[SCRIPTS_MAX];
static size_t script_count;
static struct run *hanging;
static struct watch_world *world_now; /* for the loader, which gets no argument */

void watch_world_script(const char *id, const char *subject, const char *letters)
{
	for (size_t i = 0; i < script_count; i++) {
		if (!strcmp(scripts[i].id, id) && !strcmp(scripts[i].subject, subject)) {
			scripts[i].letters = letters;
			scripts[i].looks = 0;
			return;
		}
	}
	ck_assert_uint_lt(script_count, SCRIPTS_MAX);
	scripts[script_count++] = (struct script){ id, subject, letters, 0 };
}

void watch_world_release(void)
{
	run_pass(hanging, "%s is well", run_subject(hanging)->name);
	hanging = NULL;
}

static char next_letter(const char *id, const char *subject)
{
	for (size_t i = 0; i < script_count; i++) {
		struct script *script = &scripts[i];

		if (strcmp(script->id, id) != 0 || strcmp(script->subject, subject) != 0)
			continue;
		if (script->letters[script->looks + 1])
			return script->letters[script->looks++];
		return script->letters[script->looks];
	}
	return 'p';
}

static void end_as_scripted(struct run *run, const char *id)
{
	const char *subject = run_subject(run)->name;

	switch (next_letter(id, subject)) {
	case 'h':
		hanging = run;
		break;
	case 'w':
		run_warn(run, "%s is doubtful", subject);
		break;
	case 'f':
		run_reason(run, "broken");
		run_observedf(run, "smoke from %s", subject);
		run_fixf(run, "repair %s", subject);
		run_fail(run, "%s is broken", subject);
		break;
	case 'F':
		run_reason(run, "wet");
		run_observedf(run, "water from %s", subject);
		run_fail(run, "%s is wet", subject);
		break;
	case 's':
		run_skip(run, "%s does not apply", subject);
		break;
	case 'e':
		run_error(run, "%s could not be looked at", subject);
		break;
	default:
		run_pass(run, "%s is well", subject);
	}
}

static void start_base(struct run *run)
{
	end_as_scripted(run, "a.base");
}

static void start_one(struct run *run)
{
	end_as_scripted(run, "b.one");
}

static void start_many(struct run *run)
{
	end_as_scripted(run, "c.many");
}

static void add(struct subjects *subjects, const char *const *names)
{
	for (; *names; names++)
		subject_add(subjects, &(struct subject){ .name = *names });
}

static void subjects_base(const struct inventory *inventory, struct subjects *subjects)
{
	(void)inventory;
	add(subjects, (const char *const[]){ "base", NULL });
}

static void subjects_one(const struct inventory *inventory, struct subjects *subjects)
{
	(void)inventory;
	add(subjects, (const char *const[]){ "x", "y", NULL });
}

static void subjects_many(const struct inventory *inventory, struct subjects *subjects)
{
	(void)inventory;
	add(subjects, (const char *const[]){ "1", "2", "3", "4", "5", NULL });
}

static const struct need needs_one[] = {
	{"a.base", NEED_EACH},
	{ NULL,	0	  },
};

static const struct probe base = { .id = "a.base",
				   .why = "all stands on it",
				   .phases = PHASE_ALL,
				   .subjects = subjects_base,
				   .start = start_base };
static const struct probe one = { .id = "b.one",
				  .why = "it matters",
				  .phases = PHASE_ALL,
				  .needs = needs_one,
				  .subjects = subjects_one,
				  .start = start_one };
static const struct probe many = { .id = "c.many",
				   .why = "it matters",
				   .phases = PHASE_PREBOOT | PHASE_BOOTSTRAP,
				   .restless = PHASE_BOOTSTRAP,
				   .subjects = subjects_many,
				   .start = start_many };
static const struct probe *const table[] = { &base, &one, &many, NULL };

static int load(struct arena *arena, const struct options *options,
		struct diagnostics *diagnostics, struct config **ret_config,
		const struct inventory **ret_inventory)
{
	struct inventory *inventory = arena_alloc(arena, sizeof *inventory);

	world_now->loads++;
	if (world_now->refuses) {
		diag_error(diagnostics, (struct where){ "test.yaml", 3, 4 }, NULL,
			   "what is this?");
		return -EINVAL;
	}
	*ret_config = arena_alloc(arena, sizeof **ret_config);
	inventory->phase = options->phase;
	inventory->timeout = 1;
	inventory->cluster_domain = arena_strdup(arena, "ocp45.example.localdomain");
	*ret_inventory = inventory;
	return 0;
}

static void heard(const struct watch_event *event, void *arg)
{
	struct watch_world *world = arg;
	struct arena *arena = arena_new();
	const char *line = wording_line(arena, event);
	size_t length = line ? strlen(line) : 0;

	if (line) {
		world->told = mem_realloc(world->told, world->told_length + length + 2);
		memcpy(world->told + world->told_length, line, length);
		world->told_length += length;
		memcpy(world->told + world->told_length++, "\n", 2);
	}
	arena_free(arena);
}

static void settled(void *arg)
{
	struct watch_world *world = arg;

	if (world->settled)
		world->settled(world);
	if (world->rounds && watch_model(world->watch)->rounds >= world->rounds)
		watch_quit(world->watch);
}

void watch_world_open(struct watch_world *world)
{
	*world = (struct watch_world){
		.options = {.command = COMMAND_WATCH,
			     .phase = PHASE_PREBOOT,
			     .timeout = 1}
	};
	world_now = world;
	script_count = 0;
}

void watch_world_make(struct watch_world *world)
{
	const struct watch_settings settings = { .options = &world->options,
						 .table = table,
						 .load = load,
						 .leaps = true,
						 .seed = 4711 };
	char *error;

	ck_assert_int_eq(watch_new(&settings, &world->watch, &error), 0);
	world->listener = (struct watch_listener){ .event = heard,
						   .settled = settled,
						   .arg = world };
	watch_listen(world->watch, &world->listener);
}

void watch_world_go(struct watch_world *world)
{
	if (!world->watch)
		watch_world_make(world);
	ck_assert_int_eq(watch_go(world->watch, &world->end), 0);
}

void watch_world_close(struct watch_world *world)
{
	world->watch = watch_free(world->watch);
	free(world->told);
	world->told = NULL;
}

const struct watch_check *watch_world_check(const struct watch_world *world,
					    const char *id, const char *subject)
{
	const struct watch_model *model = watch_model(world->watch);

	for (size_t i = 0; i < model->check_count; i++) {
		if (!strcmp(model->checks[i].probe->id, id) &&
		    !strcmp(model->checks[i].subject, subject))
			return &model->checks[i];
	}
	ck_abort_msg("there is no %s %s", id, subject);
	return NULL;
}

unsigned watch_world_count(const struct watch_world *world, const char *part)
{
	unsigned count = 0;

	for (const char *at = world->told; at && (at = strstr(at, part)); at++)
		count++;
	return count;
}
