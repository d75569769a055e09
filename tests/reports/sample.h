/*
 * Reports made by hand: no engine, no network. sample_report() has every status and all that a
 * result can carry; sample_many() has as many as wanted.
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "core/arena.h"
#include "core/probe.h"
#include "reports/report.h"

#define SAMPLE_UNUSED __attribute__((unused))

static const struct need sample_reverse_needs[] = {
	{.id = "dns.server", .match = NEED_ANY },
	{ 0		},
};

static const struct probe sample_server = {
	.id = "dns.server",
	.title = "every name server answers over UDP and TCP",
	.why = "nodes find nothing without a name server",
	.symptom = "every node waits",
	.fix = "systemctl status named\nfirewall-cmd --add-service=dns",
	.phases = PHASE_ALL,
};
static const struct probe sample_reverse = {
	.id = "dns.reverse",
	.title = "every node has one PTR record",
	.why = "a node without one names itself localhost",
	.symptom = "oc get nodes shows one node called localhost",
	.fix = "add the PTR record\nsystemctl reload named",
	.phases = PHASE_PREBOOT | PHASE_BOOTSTRAP,
	.needs = sample_reverse_needs,
};
static const struct probe sample_port = {
	.id = "lb.port",
	.title = "the balancer listens",
	.why = "nodes wait for it",
	.symptom = "connection refused",
	.fix = "systemctl start haproxy",
	.phases = PHASE_ALL,
};
static const struct probe sample_label = {
	.id = "selinux.label",
	.title = "the web server may read the artifacts",
	.why = "403",
	.symptom = "403",
	.fix = "restorecon -Rv /usr/share/nginx/html",
	.requires = "root",
	.phases = PHASE_PREBOOT,
};

static const struct host sample_bastion = {
	.fqdn = "bastion.example.localdomain",
	.roles = HOST_BASTION | HOST_HTTP,
};

static const struct inventory sample_inventory = {
	.cluster_name = "ocp45",
	.base_domain = "example.localdomain",
	.cluster_domain = "ocp45.example.localdomain",
	.phase = PHASE_PREBOOT,
	.vantage = {
		.host = "bastion.example.localdomain",
		.self = &sample_bastion,
		.roles = HOST_BASTION | HOST_HTTP,
	},
};

/* A pass, a warning, a failure that blocks a skip, a failure with everything, an error, a skip. */
SAMPLE_UNUSED static struct report sample_report(struct arena *arena)
{
	static const char *const server_fix[] = { "systemctl start named", NULL };
	static const char *const ptr_fix[] = {
		"in zone 0.16.172.in-addr.arpa: 21 IN PTR m1.ocp45.example.localdomain.",
		"systemctl reload named",
		NULL,
	};
	static const struct evidence evidence[] = {
		{"server",  "172.16.0.102"},
		{ "rtt_ms", "3.1"	  },
	};
	struct result *results = arena_alloc(arena, 7 * sizeof(*results));
	const struct result **causes = arena_alloc(arena, 2 * sizeof(*causes));
	struct report report = {
		.tool_version = "0.1.0",
		.inventory = &sample_inventory,
		.phase = PHASE_PREBOOT,
		.started = 1769860800, /* 2026-01-31 12:00:00 UTC */
		.duration_ms = 412.66,
		.results = results,
		.count = 7,
	};

	results[0] = (struct result){
		.probe = &sample_server,
		.subject = "172.16.0.102",
		.status = STATUS_PASS,
		.title = "172.16.0.102 answers over UDP and TCP",
		.duration_ms = 1.25,
	};
	results[1] = (struct result){
		.probe = &sample_reverse,
		.subject = "172.16.0.21",
		.status = STATUS_FAIL,
		.reason = "dns-nxdomain",
		.title = "172.16.0.21 has no PTR record",
		.expected = "m1.ocp45.example.localdomain.",
		.observed = "NXDOMAIN from 172.16.0.102",
		.why = "a node without a PTR record names itself localhost and the install fails",
		.fix = ptr_fix,
		.reproduce = "dig @172.16.0.102 -x 172.16.0.21",
		.evidence = evidence,
		.evidence_count = 2,
		.source = {.file = "0.16.172.in-addr.arpa.zone",
			    .line = 12,
			    .column = 3},
		.duration_ms = 3.14,
	};
	results[2] = (struct result){
		.probe = &sample_reverse,
		.subject = "172.16.0.111",
		.status = STATUS_WARN,
		.reason = "dns-nxdomain",
		.title = "172.16.0.111 (api) has no PTR record",
		.observed = "NXDOMAIN from 172.16.0.102",
		.why = "the documentation asks for it",
		.fix = ptr_fix,
		.duration_ms = 2,
	};
	results[3] = (struct result){
		.probe = &sample_server,
		.subject = "172.16.0.103",
		.status = STATUS_FAIL,
		.reason = "dns-timeout",
		.title = "172.16.0.103 does not answer",
		.observed = "no answer in 2 s, asked 3 times",
		.why = "every name that only it knows is lost",
		.fix = server_fix,
		.blocks = 1,
		.duration_ms = 6000,
	};
	causes[0] = &results[3];
	results[4] = (struct result){
		.probe = &sample_port,
		.subject = "api.ocp45.example.localdomain:6443",
		.status = STATUS_SKIP,
		.title = "waits for dns.server 172.16.0.103",
		.blocked_by = causes,
	};
	results[5] = (struct result){
		.probe = &sample_port,
		.subject = "api-int.ocp45.example.localdomain:22623",
		.status = STATUS_ERROR,
		.reason = "local-descriptors",
		.title = "api-int.ocp45.example.localdomain:22623 could not be asked",
		.observed = "no descriptor left",
		.why = "nothing is known about the port",
		.duration_ms = 0.01,
	};
	results[6] = (struct result){
		.probe = &sample_label,
		.subject = "/usr/share/nginx/html",
		.status = STATUS_SKIP,
		.title =
			"belongs on lb1.example.localdomain (role loadbalancer): run there",
	};
	for (unsigned i = 0; i < report.count; i++) {
		results[i].number = i;
		report.summary[results[i].status]++;
	}
	return report;
}

/* `count` results of dns.reverse: pass, or with `status` each the same failure. */
SAMPLE_UNUSED static struct report sample_many(struct arena *arena, size_t count,
					       enum status status)
{
	struct result *results = arena_alloc(arena, count * sizeof(*results));
	struct report report = {
		.tool_version = "0.1.0",
		.inventory = &sample_inventory,
		.phase = PHASE_PREBOOT,
		.started = 1769860800,
		.duration_ms = 100,
		.results = results,
		.count = count,
	};

	for (unsigned i = 0; i < count; i++) {
		char *name = arena_printf(arena, "10.0.%u.%u", i / 250, i % 250 + 1);
		const char **fix = arena_alloc(arena, 4 * sizeof(*fix));

		fix[0] = "edit 10.zone";
		fix[1] = arena_printf(arena, "%u IN PTR n%u.", i % 250 + 1, i);
		fix[2] = "systemctl reload named";
		results[i] = (struct result){
			.number = i,
			.probe = &sample_reverse,
			.subject = name,
			.status = status,
			.title = arena_printf(arena,
					      status == STATUS_PASS
						      ? "%s has its PTR record"
						      : "%s has no PTR record",
					      name),
			.duration_ms = 1,
		};
		if (status == STATUS_FAIL) {
			results[i].reason = "dns-nxdomain";
			results[i].observed = "NXDOMAIN";
			results[i].why = "the node calls itself localhost";
			results[i].fix = fix;
		}
	}
	report.summary[status] = count;
	return report;
}

/* What `lint` finds: a line with its mark, and the other place. */
SAMPLE_UNUSED static struct report sample_finding(struct arena *arena)
{
	static const struct probe haproxy_port = {
		.id = "lint.haproxy-port",
		.title = "servers have the port of their front end",
		.why = "connections go to a port on which nothing listens",
		.phases = PHASE_PREBOOT,
		.reads_files = true,
	};
	static const struct excerpt excerpt = {
		.before = " server m1 172.16.0.21:",
		.marked = "22263",
		.after = " check",
		.column = 24,
		.width = 5,
	};
	static const struct related related[] = {
		{.where = { "haproxy.cfg", 12, 2 },
		  .message = "the front end is 22623" },
		{ .message = NULL },
	};
	static const char *const fix[] = { "server m1 172.16.0.21:22623 check",
					   "systemctl reload haproxy", NULL };
	struct result *result = arena_alloc(arena, sizeof(*result));
	struct report report = sample_many(arena, 0, STATUS_PASS);

	*result = (struct result){
		.probe = &haproxy_port,
		.subject = "machine_config/m1",
		.status = STATUS_FAIL,
		.title = "m1 of machine_config has port 22263",
		.observed = "22263",
		.expected = "22623",
		.why = "a third of the nodes never gets its configuration",
		.fix = fix,
		.source = {"haproxy.cfg", 17, 24},
		.excerpt = &excerpt,
		.related = related,
	};
	report.lint = true;
	report.results = result;
	report.count = 1;
	report.summary[STATUS_PASS] = 0;
	report.summary[STATUS_FAIL] = 1;
	return report;
}

/* A run that could not start. */
SAMPLE_UNUSED static struct report sample_refused(void)
{
	return (struct report){
		.tool_version = "0.1.0",
		.refused = "ocp-preflight.yaml:3:1: unknown key 'artefacts'",
		.phase = PHASE_PREBOOT,
		.started = 1769860800,
	};
}

/* Control characters, markup of every format, bytes that are no UTF-8. */
#define SAMPLE_HOSTILE \
	"a\"b\\c<script>&amp;]]>\x01\x1b[31m`x` # *|@team| \xff\xc3\x28 \xef\xbf\xbe \xe6\xbc\xa2"

SAMPLE_UNUSED static struct report sample_hostile(struct arena *arena)
{
	static const char *const fix[] = { SAMPLE_HOSTILE, "```", NULL };
	static const struct evidence evidence[] = {
		{"said", SAMPLE_HOSTILE}
	};
	struct result *results = arena_alloc(arena, 2 * sizeof(*results));
	struct report report = sample_refused();

	results[0] = (struct result){
		.probe = &sample_port,
		.subject = SAMPLE_HOSTILE,
		.status = STATUS_FAIL,
		.reason = SAMPLE_HOSTILE,
		.title = SAMPLE_HOSTILE,
		.expected = SAMPLE_HOSTILE,
		.observed = SAMPLE_HOSTILE,
		.why = SAMPLE_HOSTILE,
		.fix = fix,
		.reproduce = SAMPLE_HOSTILE,
		.evidence = evidence,
		.evidence_count = 1,
		.source = {.file = SAMPLE_HOSTILE, .line = 1},
	};
	results[1] = results[0];
	results[1].number = 1;
	results[1].subject = "second";
	results[1].status = STATUS_WARN;
	report.refused = NULL;
	report.inventory = &sample_inventory;
	report.results = results;
	report.count = 2;
	report.summary[STATUS_FAIL] = 1;
	report.summary[STATUS_WARN] = 1;
	return report;
}

/* What a writer writes, as a string for free(3). */
SAMPLE_UNUSED static char *sample_write(const char *name, const struct report *report,
					struct report_options options)
{
	const struct report_ops *ops = report_find(name);
	char *text = NULL;
	size_t length;
	FILE *memory = open_memstream(&text, &length);

	ck_assert_ptr_nonnull(ops);
	ck_assert_ptr_nonnull(memory);
	ops->write(memory, report, &options);
	ck_assert_int_eq(fclose(memory), 0);
	/* No NUL in it. */
	ck_assert_uint_eq(strlen(text), length);
	return text;
}

SAMPLE_UNUSED static size_t sample_occurrences(const char *text, const char *needle)
{
	size_t count = 0;

	for (; (text = strstr(text, needle)); text += strlen(needle))
		count++;
	return count;
}

#define ck_assert_contains(text, needle) \
	ck_assert_msg(strstr(text, needle) != NULL, "no \"%s\" in:\n%s", needle, text)
#define ck_assert_lacks(text, needle) \
	ck_assert_msg(strstr(text, needle) == NULL, "\"%s\" in:\n%s", needle, text)

/* Runs the suite; the exit status of the test program. */
SAMPLE_UNUSED static int sample_main(Suite *suite, TCase *tcase)
{
	SRunner *runner = srunner_create(suite);
	int failures;

	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failures = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failures != 0;
}
