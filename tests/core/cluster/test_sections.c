/*
 * What is shown of a cluster that is not complete?
 */
#include <string.h>

#include "core/arena.h"
#include "core/cluster/sections.h"
#include "tests/support/suite.h"

static struct cluster_node nodes[] = {
	{.name = "m1",	.roles = "master", .ready = CLUSTER_YES, .message = ""},
	{ .name = "w1",
	  .roles = "worker",
	  .ready = CLUSTER_NO,
	  .message = "container runtime is down"				 },
};
static struct cluster_csr csrs[] = {
	{.name = "csr-8b2br", .kind = CLUSTER_CSR_CLIENT, .node = "w2" },
	{ .name = "csr-zzzzz",		       .problem = "it names a node that is not yours"			      },
};
static struct cluster_operator operators[] = {
	{.name = "dns",
	  .available = { CLUSTER_YES, "", 0 },
	  .degraded = { CLUSTER_NO, "", 0 },
	  .progressing = { CLUSTER_NO, "", 0 } },
	{ .name = "ingress",
	  .available = { CLUSTER_NO, "no router is ready", 0 },
	  .degraded = { CLUSTER_NO, "", 0 },
	  .progressing = { CLUSTER_YES, "", 0 }},
};

static const char *line(const struct watch_section *section, size_t at)
{
	ck_assert_uint_lt(at, section->count);
	return section->lines[at].text;
}

START_TEST(what_is_missing_and_what_to_do)
{
	struct arena *arena = arena_new();
	struct watch_section sections[CLUSTER_SECTIONS];
	const struct cluster_state state = {
		.connection = CLUSTER_OK,
		.version = {.seen.knowledge = CLUSTER_KNOWN,
			     .version = "4.5.6",
			     .state = "Partial",
			     .available = { CLUSTER_NO, "", 0 },
			     .failing = { CLUSTER_NO, "", 0 },
			     .progressing = { CLUSTER_YES, "612 of 903 done", 0 } },
		.nodes = { { .knowledge = CLUSTER_KNOWN }, nodes, 2			    },
		.csrs = { { .knowledge = CLUSTER_KNOWN },				  csrs,						2						  },
		.operators = { { .knowledge = CLUSTER_KNOWN },  operators,2},
	};

	ck_assert_uint_eq(cluster_sections(arena, &state, sections), 4);
	ck_assert_str_eq(line(&sections[0], 0), "the API answers");
	ck_assert_str_eq(line(&sections[0], 1), "version 4.5.6: 612 of 903 done");
	ck_assert_str_eq(line(&sections[1], 0), "1 of 2 ready");
	ck_assert_str_eq(line(&sections[1], 1),
			 "w1 is not ready: container runtime is down");
	ck_assert_str_eq(line(&sections[2], 0),
			 "w2 waits: oc adm certificate approve csr-8b2br");
	ck_assert_int_eq(sections[2].lines[1].tone, WATCH_BAD);
	ck_assert_uint_eq(sections[3].count, 1);
	ck_assert_str_eq(line(&sections[3], 0),
			 "ingress is not available: no router is ready");
	arena_free(arena);
}
END_TEST

START_TEST(who_does_not_answer_is_said)
{
	struct arena *arena = arena_new();
	struct watch_section sections[CLUSTER_SECTIONS];
	const struct cluster_state state = { .connection = CLUSTER_UNAUTHORIZED,
					     .connection_text = "HTTP 401" };
	const struct cluster_state fresh = { .connection = CLUSTER_NOT_ASKED };

	ck_assert_uint_eq(cluster_sections(arena, &fresh, sections), 0);
	ck_assert_uint_eq(cluster_sections(arena, &state, sections), 1);
	ck_assert_str_eq(line(&sections[0], 0), "unauthorized: HTTP 401");
	arena_free(arena);
}
END_TEST

START_TEST(many_are_counted)
{
	struct arena *arena = arena_new();
	struct watch_section sections[CLUSTER_SECTIONS];
	struct cluster_csr many[50] = { 0 };
	const struct cluster_state state = {
		.csrs = {{ .knowledge = CLUSTER_KNOWN }, many, 50},
	};

	for (size_t i = 0; i < 50; i++)
		many[i] = csrs[0];
	ck_assert_uint_eq(cluster_sections(arena, &state, sections), 1);
	ck_assert_uint_eq(sections[0].count, 21);
	ck_assert_str_eq(line(&sections[0], 20), "and 30 more");
	arena_free(arena);
}
END_TEST

SUITE("core/cluster/sections", what_is_missing_and_what_to_do,
      who_does_not_answer_is_said, many_are_counted);
