#include "lint_world.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>

#include "core/arena.h"
#include "core/config.h"
#include "core/diag.h"
#include "core/engine.h"
#include "core/plan.h"

struct lint_world {
	struct arena *arena;
	char folder[32];
	const char *config;
};

struct lint_world *lint_world_new(void)
{
	struct lint_world *world = mem_alloc(sizeof *world);

	world->arena = arena_new();
	snprintf(world->folder, sizeof world->folder, "/tmp/lint-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(world->folder));
	return world;
}

static int remove_one(const char *path, const struct stat *status, int type,
		      struct FTW *at)
{
	(void)status;
	(void)type;
	(void)at;
	return remove(path);
}

struct lint_world *lint_world_free(struct lint_world *world)
{
	nftw(world->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	arena_free(world->arena);
	free(world);
	return NULL;
}

void lint_world_file(struct lint_world *world, const char *name, const char *text)
{
	const char *path = arena_printf(world->arena, "%s/%s", world->folder, name);
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

void lint_world_config(struct lint_world *world, const char *text)
{
	world->config = text;
}

static const struct inventory *build(struct lint_world *world, enum phase phase)
{
	const char *path =
		arena_printf(world->arena, "%s/ocp-preflight.yaml", world->folder);
	const struct inventory_options options = { .phase = phase, .timeout = 1 };
	const struct inventory *inventory = NULL;
	struct diagnostics diagnostics;
	struct config *config;

	diag_init(&diagnostics, world->arena);
	ck_assert_ptr_nonnull(world->config);
	if (config_parse(world->arena, path, world->config, strlen(world->config),
			 &diagnostics, &config) >= 0)
		inventory_build(world->arena, config, &options, &diagnostics, &inventory);
	if (!inventory)
		diag_print(&diagnostics, stderr);
	ck_assert_ptr_nonnull(inventory);
	return inventory;
}

size_t lint_world_judge(struct lint_world *world, const struct probe *probe,
			enum phase phase, const struct result **ret_results)
{
	const struct probe *const table[] = { probe, NULL };
	const struct plan_options options = { .phase = phase, .files_only = true };
	const struct engine_options engine_options = { .deadline = 30 };
	const struct plan *plan;
	struct engine *engine;

	ck_assert_int_eq(plan_new(world->arena, table, build(world, phase), &options,
				  stderr, &plan),
			 0);
	engine = engine_new(world->arena, plan, &engine_options);
	ck_assert_int_eq(engine_go(engine), 0);
	*ret_results = engine_results(engine);
	engine_free(engine);
	return plan->count;
}

/* Paths without the world's folder. */
static const char *local(const struct lint_world *world, const char *text)
{
	size_t length = strlen(world->folder);

	return text && !strncmp(text, world->folder, length) ? text + length + 1 : text;
}

static const char *describe(const struct lint_world *world, const struct result *result)
{
	const char *subject = local(world, result->subject);

	if (!result->source.file || !result->source.line)
		return arena_printf(world->arena, "%s %s", status_name(result->status),
				    subject);
	return arena_printf(world->arena, "%s %s:%u:%u %s", status_name(result->status),
			    local(world, result->source.file), result->source.line,
			    result->source.column, subject);
}

void lint_world_expect(struct lint_world *world, const struct probe *probe,
		       enum phase phase, const char *const *expected)
{
	const struct result *results;
	size_t count = lint_world_judge(world, probe, phase, &results);

	for (size_t i = 0; i < count; i++) {
		const char *found = describe(world, &results[i]);

		ck_assert_msg(*expected != NULL, "%s: not expected: %s", found,
			      results[i].title);
		ck_assert_msg(!strcmp(found, *expected), "expected '%s', found '%s': %s",
			      *expected, found, results[i].title);
		expected++;
	}
	ck_assert_msg(!*expected, "not found: %s", *expected);
}
