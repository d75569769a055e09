#include <errno.h>
#include <unistd.h>

#include "reports/merge.h"
#include "tests/reports/sample.h"
#include "tests/support/suite.h"

static const struct probe *const table[] = { &sample_server, &sample_reverse,
					     &sample_port, &sample_label, NULL };

/* A file with the text, to be unlinked. */
static char *file_of(struct arena *arena, const char *text)
{
	char *path = arena_strdup(arena, "/tmp/ocp-merge-XXXXXX");
	const int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	return path;
}

static char *file_of_report(struct arena *arena, const struct report *report)
{
	char *text = sample_write("json", report, (struct report_options){ 0 });
	char *path = file_of(arena, text);

	free(text);
	return path;
}

/* Merges and unlinks; the error is for free(3). */
static int merged(struct arena *arena, const char *one, const char *two,
		  struct report *ret_report, char **ret_error)
{
	const char *files[] = { one, two };
	size_t length;
	FILE *err = open_memstream(ret_error, &length);
	const int r = merge_reports(arena, table, files, two ? 2 : 1, err, ret_report);

	fclose(err);
	unlink(one);
	if (two)
		unlink(two);
	return r;
}

static const struct result *result_of(const struct report *report, const char *check,
				      const char *subject)
{
	for (size_t i = 0; i < report->count; i++)
		if (!strcmp(report->results[i].probe->id, check) &&
		    !strcmp(report->results[i].subject, subject))
			return &report->results[i];
	ck_abort_msg("no %s %s", check, subject);
	return NULL;
}

/* One report alone stays what it is, but for the order of the table and the evidence. */
START_TEST(test_alone)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena), joined;
	const struct result *result;
	char *error;

	ck_assert_int_eq(
		merged(arena, file_of_report(arena, &report), NULL, &joined, &error), 0);
	ck_assert_str_eq(error, "");
	ck_assert_uint_eq(joined.count, report.count);
	ck_assert_mem_eq(joined.summary, report.summary, sizeof(report.summary));
	ck_assert_int_eq(joined.started, report.started);
	ck_assert_str_eq(joined.inventory->cluster_domain, "ocp45.example.localdomain");
	ck_assert_uint_eq(joined.inventory->vantage.roles, HOST_BASTION | HOST_HTTP);
	result = result_of(&joined, "dns.reverse", "172.16.0.21");
	ck_assert_str_eq(result->reason, "dns-nxdomain");
	ck_assert_str_eq(result->expected, "m1.ocp45.example.localdomain.");
	ck_assert_str_eq(result->fix[1], "systemctl reload named");
	ck_assert_ptr_null(result->fix[2]);
	ck_assert_uint_eq(result->source.line, 12);
	ck_assert_uint_eq(result->evidence_count, 3);
	ck_assert_str_eq(result->evidence[2].key,
			 "seen from bastion.example.localdomain");
	ck_assert_str_eq(result->evidence[2].value,
			 "fail: 172.16.0.21 has no PTR record");
	/* Both of dns.server come first, with the cause linked to what waits for it. */
	ck_assert_str_eq(joined.results[1].subject, "172.16.0.103");
	ck_assert_uint_eq(joined.results[1].blocks, 1);
	result = result_of(&joined, "lb.port", "api.ocp45.example.localdomain:6443");
	ck_assert_ptr_eq(result->blocked_by[0], &joined.results[1]);
	free(error);
	arena_free(arena);
}
END_TEST

/* Every pair of statuses, both ways round. */
START_TEST(test_worst_wins)
{
	static const enum status order[] = { STATUS_SKIP, STATUS_PASS, STATUS_WARN,
					     STATUS_ERROR, STATUS_FAIL };

	for (size_t i = 0; i < STATUS_COUNT; i++) {
		for (size_t j = 0; j < STATUS_COUNT; j++) {
			struct arena *arena = arena_new();
			struct report one = sample_many(arena, 1, STATUS_FAIL);
			struct report two = sample_many(arena, 1, STATUS_FAIL), joined;
			struct result *first = arena_alloc(arena, sizeof(*first));
			struct result *second = arena_alloc(arena, sizeof(*second));
			const size_t heard = (i > 0 ? 1U : 0U) + (j > 0 ? 1U : 0U);
			char *error;

			*first = one.results[0];
			*second = two.results[0];
			first->status = order[i];
			second->status = order[j];
			first->title = "first";
			second->title = "second";
			one.results = first;
			two.results = second;
			ck_assert_int_eq(merged(arena, file_of_report(arena, &one),
						file_of_report(arena, &two), &joined,
						&error),
					 0);
			ck_assert_uint_eq(joined.count, 1);
			ck_assert_int_eq(joined.results[0].status, order[i > j ? i : j]);
			ck_assert_str_eq(joined.results[0].title,
					 j > i ? "second" : "first");
			ck_assert_uint_eq(joined.results[0].evidence_count, heard);
			free(error);
			arena_free(arena);
		}
	}
}
END_TEST

/* The load balancer's report answers what was skipped on the bastion. */
START_TEST(test_two_hosts)
{
	struct arena *arena = arena_new();
	struct inventory balancer = sample_inventory;
	struct report one = sample_report(arena), two = sample_report(arena), joined;
	struct result *results = arena_alloc(arena, two.count * sizeof(*results));
	const struct result *label;
	char *error, *text;

	memcpy(results, two.results, two.count * sizeof(*results));
	results[6].status = STATUS_PASS;
	results[6].title = "labels are right";
	balancer.vantage.host = "lb1.example.localdomain";
	balancer.vantage.roles = HOST_LOADBALANCER;
	two.inventory = &balancer;
	two.results = results;
	two.started -= 60;
	two.duration_ms = 1000;
	ck_assert_int_eq(merged(arena, file_of_report(arena, &one),
				file_of_report(arena, &two), &joined, &error),
			 0);
	ck_assert_uint_eq(joined.count, one.count);
	ck_assert_int_eq(joined.started, one.started - 60);
	ck_assert(joined.duration_ms == 1000);
	ck_assert_str_eq(joined.inventory->vantage.host,
			 "bastion.example.localdomain, lb1.example.localdomain");
	ck_assert_uint_eq(joined.inventory->vantage.roles,
			  HOST_BASTION | HOST_HTTP | HOST_LOADBALANCER);
	label = result_of(&joined, "selinux.label", "/usr/share/nginx/html");
	ck_assert_int_eq(label->status, STATUS_PASS);
	ck_assert_uint_eq(label->evidence_count, 1);
	ck_assert_str_eq(label->evidence[0].key, "seen from lb1.example.localdomain");
	/* Every report can be made of it. */
	for (const struct report_ops *const *ops = report_table; *ops; ops++) {
		text = sample_write((*ops)->name, &joined, (struct report_options){ 0 });
		ck_assert_ptr_nonnull(text);
		free(text);
	}
	free(error);
	arena_free(arena);
}
END_TEST

START_TEST(test_unknown_check_comes_last)
{
	struct arena *arena = arena_new();
	struct report joined;
	char *error;
	char *file = file_of(
		arena,
		"{\"schema\": \"ocp-preflight/report/1\", \"phase\": \"ready\", \"results\": ["
		"{\"check\": \"new.thing\", \"subject\": \"x\", \"status\": \"pass\", \"title\": "
		"\"x\"}, {\"check\": \"lb.port\", \"subject\": \"y\", \"status\": \"pass\", "
		"\"title\": \"y\"}]}");

	ck_assert_int_eq(merged(arena, file, NULL, &joined, &error), 0);
	ck_assert_str_eq(joined.results[0].probe->id, "lb.port");
	ck_assert_str_eq(joined.results[1].probe->id, "new.thing");
	ck_assert_int_eq(joined.phase, PHASE_READY);
	free(error);
	arena_free(arena);
}
END_TEST

START_TEST(test_refusals)
{
#define HEAD \
	"{\"schema\": \"ocp-preflight/report/1\", \"phase\": \"preboot\", \"results\": "
	static const struct {
		const char *text, *error;
	} cases[] = {
		{"",										":1:0: '[' or '{' expected near end of file"	   },
		{ "[]",									     "is no JSON report of ocp-preflight"		     },
		{ "{\"schema\": \"other\", \"results\": []}",
		  "is no JSON report of ocp-preflight"												     },
		{ "{\"schema\": \"ocp-preflight/report/1\", \"phase\": \"late\", \"results\": []}",
		  "names no phase that is known"													   },
		{ HEAD "[{}]}",								     "has a result without check, subject, status or title"},
		{ HEAD
		  "[{\"check\": \"a.b\", \"subject\": \"c\", \"status\": \"good\", \"title\": "
		  "\"\"}]}",						       "has a result without check, subject, status or title"},
		{ HEAD "[], \"refused\": \"no such file\"}",
		  "is of a run that could not start: no such file"											 },
		{ HEAD "[], \"phase\": \"ready\"}",						    "duplicate object key"				   },
	};
#undef HEAD

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *arena = arena_new();
		char *file = file_of(arena, cases[i].text), *error;
		struct report joined;

		ck_assert_int_eq(merged(arena, file, NULL, &joined, &error), -EINVAL);
		ck_assert_contains(error, file);
		if (cases[i].error[0] != ':')
			ck_assert_contains(error, cases[i].error);
		free(error);
		arena_free(arena);
	}
}
END_TEST

START_TEST(test_not_the_same)
{
	struct arena *arena = arena_new();
	struct inventory other = sample_inventory;
	struct report one = sample_report(arena), two = sample_report(arena), joined;
	char *error;

	two.phase = PHASE_READY;
	ck_assert_int_eq(merged(arena, file_of_report(arena, &one),
				file_of_report(arena, &two), &joined, &error),
			 -EINVAL);
	ck_assert_contains(error,
			   "is of phase ready, the reports before it of preboot\n");
	free(error);
	two.phase = PHASE_PREBOOT;
	two.inventory = &other;
	other.cluster_name = "ocp46";
	ck_assert_int_eq(merged(arena, file_of_report(arena, &one),
				file_of_report(arena, &two), &joined, &error),
			 -EINVAL);
	ck_assert_contains(
		error, "is of cluster \"ocp46\", the reports before it of \"ocp45\"\n");
	free(error);
	ck_assert_int_eq(merged(arena, "/nonexistent/a.json", NULL, &joined, &error),
			 -ENOENT);
	ck_assert_str_eq(error, "/nonexistent/a.json: No such file or directory\n");
	free(error);
	arena_free(arena);
}
END_TEST

START_TEST(test_many)
{
	struct arena *arena = arena_new();
	struct report one = sample_many(arena, 10000, STATUS_PASS);
	struct report two = sample_many(arena, 10000, STATUS_FAIL), joined;
	char *error;

	ck_assert_int_eq(merged(arena, file_of_report(arena, &one),
				file_of_report(arena, &two), &joined, &error),
			 0);
	ck_assert_uint_eq(joined.count, 10000);
	ck_assert_uint_eq(joined.summary[STATUS_FAIL], 10000);
	free(error);
	arena_free(arena);
}
END_TEST

SUITE("reports/merge", test_alone, test_worst_wins, test_two_hosts,
      test_unknown_check_comes_last, test_refusals, test_not_the_same, test_many);
