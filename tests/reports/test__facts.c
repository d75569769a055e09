#include "reports/_facts.h"
#include "tests/reports/sample.h"
#include "tests/support/suite.h"

/* The fix lines of a group of results with these, joined by '|'. */
static char *joined_fix(const char *const *const *fixes, size_t count)
{
	struct result results[4] = { 0 };
	const struct result *members[4];
	struct group group = { .members = members, .count = count };
	const char **lines;
	char *text = NULL;
	size_t length;
	FILE *memory = open_memstream(&text, &length);

	for (size_t i = 0; i < count; i++) {
		results[i].fix = fixes[i];
		members[i] = &results[i];
	}
	lines = group_fix(&group);
	for (size_t i = 0; lines[i]; i++)
		fprintf(memory, "%s%s", i ? "|" : "", lines[i]);
	fclose(memory);
	free(lines);
	return text;
}

#define FIX(...) ((const char *const[]){ __VA_ARGS__, NULL })

#define ck_assert_fix(wanted, ...)                                              \
	do {                                                                    \
		const char *const *const fixes[] = { __VA_ARGS__ };             \
		char *text = joined_fix(fixes, sizeof(fixes) / sizeof(*fixes)); \
		ck_assert_str_eq(text, wanted);                                 \
		free(text);                                                     \
	} while (0)

START_TEST(test_group_fix)
{
	ck_assert_fix("a|b", FIX("a", "b"));
	ck_assert_fix("zone|1|2|3|reload", FIX("zone", "1", "reload"),
		      FIX("zone", "2", "reload"), FIX("zone", "3", "reload"));
	ck_assert_fix("a|b", FIX("a", "b"), FIX("a", "b"), FIX("a", "b"));
	ck_assert_fix("a|b|c", FIX("a"), FIX("b"), FIX("c"));
	/* Neighbours that say the same. */
	ck_assert_fix("x|y", FIX("x"), FIX("x"), FIX("y"));
	ck_assert_fix("a|b|r", FIX("a", "r"), NULL, FIX("b", "r"));
	ck_assert_fix("", NULL, NULL);
}
END_TEST

START_TEST(test_exit_status)
{
	struct report report = { 0 };

	ck_assert_int_eq(fact_exit_status(&report), 0);
	report.summary[STATUS_ERROR] = 1;
	ck_assert_int_eq(fact_exit_status(&report), 3);
	report.summary[STATUS_WARN] = 1;
	ck_assert_int_eq(fact_exit_status(&report), 3);
	report.strict = true;
	ck_assert_int_eq(fact_exit_status(&report), 1);
	report.strict = false;
	report.summary[STATUS_FAIL] = 1;
	ck_assert_int_eq(fact_exit_status(&report), 1);
	report.interrupted = true;
	ck_assert_int_eq(fact_exit_status(&report), 130);
	report.refused = "no";
	ck_assert_int_eq(fact_exit_status(&report), 2);
}
END_TEST

START_TEST(test_families)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	struct family *families;

	ck_assert_uint_eq(fact_families(&report, &families), 3);
	ck_assert(!strncmp(families[0].name, "dns", 3) && families[0].length == 3);
	ck_assert_uint_eq(families[0].count, 4);
	ck_assert_uint_eq(families[0].summary[STATUS_FAIL], 2);
	ck_assert_uint_eq(families[1].count, 2);
	ck_assert_uint_eq(families[2].summary[STATUS_SKIP], 1);
	free(families);
	arena_free(arena);
}
END_TEST

/* What waits for what was skipped itself waits for the cause behind. */
START_TEST(test_root)
{
	struct result cause = { .probe = &sample_server, .status = STATUS_FAIL };
	const struct result *first[] = { &cause, NULL };
	struct result middle = { .probe = &sample_reverse,
				 .status = STATUS_SKIP,
				 .blocked_by = first };
	const struct result *second[] = { &middle, NULL };
	struct result last = { .probe = &sample_port,
			       .status = STATUS_SKIP,
			       .blocked_by = second };

	ck_assert_ptr_eq(fact_root(&last), &cause);
	ck_assert_ptr_eq(fact_root(&middle), &cause);
	ck_assert_ptr_null(fact_root(&cause));
}
END_TEST

static bool is_skip(const struct report *report, const struct result *result)
{
	(void)report;
	return result->status == STATUS_SKIP;
}

/* Groups of three and more; the others alone; big causes first. */
START_TEST(test_groups)
{
	struct arena *arena = arena_new();
	struct report report = sample_many(arena, 8, STATUS_FAIL);
	struct result *results = arena_alloc(arena, 8 * sizeof(*results));
	struct groups groups;

	memcpy(results, report.results, 8 * sizeof(*results));
	report.results = results;
	results[2].reason = "other";
	results[5].reason = "other";
	results[5].blocks = 7;
	fact_groups(&report, fact_fails, false, &groups);
	ck_assert_uint_eq(groups.count, 3);
	ck_assert_ptr_eq(groups.items[0].members[0], &results[5]);
	ck_assert_uint_eq(groups.items[0].waiting, 7);
	ck_assert_uint_eq(groups.items[1].count, 6);
	ck_assert_ptr_eq(groups.items[1].members[2], &results[3]);
	ck_assert_ptr_eq(groups.items[2].members[0], &results[2]);
	groups_free(&groups);
	fact_groups(&report, fact_fails, true, &groups);
	ck_assert_uint_eq(groups.count, 8);
	groups_free(&groups);
	fact_groups(&report, is_skip, false, &groups);
	ck_assert_uint_eq(groups.count, 0);
	groups_free(&groups);
	arena_free(arena);
}
END_TEST

START_TEST(test_path)
{
	static const char *const cases[][3] = {
		{NULL,		"/etc/named.conf", "/etc/named.conf"	     },
		{ ".",	       "/etc/named.conf", "etc/named.conf"	   },
		{ "./",		"/etc/named.conf", "etc/named.conf"	    },
		{ ".//hosts/ns1/", "/etc/named.conf", "hosts/ns1/etc/named.conf"},
		{ "/srv/copy",     "/etc/named.conf", "/srv/copy/etc/named.conf"},
		{ "/",	       "/etc/named.conf", "/etc/named.conf"	    },
		{ "copy",	  "haproxy.cfg",	 "haproxy.cfg"	       },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct report report = { .root = cases[i][0] };
		char *path = fact_path(&report, cases[i][1]);

		ck_assert_str_eq(path, cases[i][2]);
		free(path);
	}
}
END_TEST

SUITE("reports/_facts", test_path, test_group_fix, test_exit_status, test_families,
      test_root, test_groups);
