/*
 * Does a result live on without what it came from?
 */
#include <string.h>

#include "core/arena.h"
#include "core/probe.h"
#include "core/watch/kept.h"
#include "tests/support/suite.h"

static const struct probe probe = { .id = "a.b" };

START_TEST(copies_all)
{
	struct arena *arena = arena_new();
	struct result cause = { .number = 7 };
	const struct result *causes[] = { &cause, NULL };
	const char *const fix[] = { "one", arena_strdup(arena, "two"), NULL };
	struct evidence evidence = { "key", arena_strdup(arena, "value") };
	struct excerpt excerpt = { "a", arena_strdup(arena, "b"), "c", 2, 1 };
	struct related related[] = {
		{.where = { arena_strdup(arena, "zone"), 3, 4 },
		  .message = arena_strdup(arena, "there") },
		{ .message = NULL				     },
	};
	const struct result result = {
		.probe = &probe,
		.subject = arena_strdup(arena, "subject"),
		.reason = arena_strdup(arena, "reason"),
		.title = arena_strdup(arena, "title"),
		.observed = arena_strdup(arena, ""),
		.fix = fix,
		.evidence = &evidence,
		.evidence_count = 1,
		.excerpt = &excerpt,
		.related = related,
		.source = {arena_strdup(arena, "file"), 1, 2},
		.blocked_by = causes,
		.blocks = 5,
		.duration_ms = 1.5,
		.status = STATUS_SKIP,
		.usable = true,
	};
	struct kept *kept = kept_new(&result);
	const struct result *copy = &kept->result;

	arena_free(arena);
	memset(&evidence, 0, sizeof evidence);
	ck_assert_ptr_eq(copy->probe, &probe);
	ck_assert_str_eq(copy->subject, "subject");
	ck_assert_str_eq(copy->reason, "reason");
	ck_assert_str_eq(copy->title, "title");
	ck_assert_str_eq(copy->observed, "");
	ck_assert_ptr_null(copy->expected);
	ck_assert_str_eq(copy->fix[0], "one");
	ck_assert_str_eq(copy->fix[1], "two");
	ck_assert_ptr_null(copy->fix[2]);
	ck_assert_str_eq(copy->evidence[0].value, "value");
	ck_assert_str_eq(copy->excerpt->marked, "b");
	ck_assert_uint_eq(copy->excerpt->column, 2);
	ck_assert_str_eq(copy->related[0].message, "there");
	ck_assert_str_eq(copy->related[0].where.file, "zone");
	ck_assert_ptr_null(copy->related[1].message);
	ck_assert_str_eq(copy->source.file, "file");
	ck_assert_uint_eq(copy->source.column, 2);
	ck_assert(copy->usable);
	ck_assert_int_eq(copy->status, STATUS_SKIP);
	/* Causes are known by their numbers. */
	ck_assert_ptr_null(copy->blocked_by);
	ck_assert_uint_eq(copy->blocks, 0);
	ck_assert_uint_eq(kept->blocked_count, 1);
	ck_assert_uint_eq(kept->blocked_by[0], 7);
	free(kept);
}
END_TEST

START_TEST(joins_causes)
{
	const struct result zero = { .number = 0, .status = STATUS_FAIL };
	const struct result *causes[] = { &zero, NULL };
	const struct result waits = { .status = STATUS_SKIP, .blocked_by = causes };
	struct kept *kept[] = { kept_new(&zero), NULL, kept_new(&waits),
				kept_new(&waits) };
	struct result results[4] = { [1] = { .title = "as it was" } };
	void *lists = kept_join(kept, 4, results);

	ck_assert_uint_eq(results[0].blocks, 2);
	ck_assert_str_eq(results[1].title, "as it was");
	ck_assert_ptr_eq(results[2].blocked_by[0], &results[0]);
	ck_assert_ptr_null(results[2].blocked_by[1]);
	ck_assert_uint_eq(results[3].number, 3);
	free(lists);
	for (size_t i = 0; i < 4; i++)
		free(kept[i]);
}
END_TEST

SUITE("core/watch/kept", copies_all, joins_causes);
