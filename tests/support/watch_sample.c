#include "watch_sample.h"

static const struct probe server = { .id = "dns.server", .title = "answers" };
static const struct probe reverse = {
	.id = "dns.reverse",
	.title = "has a PTR record",
	.symptom = "a node called localhost",
};
static const struct probe port = { .id = "lb.port", .title = "listens" };
static const struct probe artifact = { .id = "http.artifact", .title = "is served" };

static const char *const fix[] = { "in zone 0.16.172.in-addr.arpa: 21 IN PTR m1.",
				   "systemctl reload named", NULL };
static const struct evidence evidence[] = {
	{"server", "172.16.0.102"}
};

static const struct result results[] = {
	{.probe = &server,
	  .subject = "172.16.0.102",
	  .title = "172.16.0.102 answers",
	  .status = STATUS_PASS			},
	{ .probe = &reverse,
	  .subject = "172.16.0.21",
	  .title = "172.16.0.21 has no PTR record",
	  .observed = "NXDOMAIN from 172.16.0.102",
	  .expected = "m1.ocp45.example.localdomain.",
	  .why = "the node will call itself localhost, and all control plane nodes will "
		 "overwrite each other under that name", .fix = fix,
	  .reproduce = "dig @172.16.0.102 -x 172.16.0.21",
	  .evidence = evidence,
	  .evidence_count = 1,
	  .source = { "ocp-preflight.yaml", 14, 12 },
	  .blocks = 1,
	  .status = STATUS_FAIL },
	{ .probe = &reverse,
	  .subject = "172.16.0.22",
	  .title = "172.16.0.22 is named m2",
	  .status = STATUS_PASS			},
	{ .probe = &port,
	  .subject = "api:6443",
	  .title = "waits for dns.reverse 172.16.0.21",
	  .status = STATUS_SKIP		},
	{ .probe = &artifact,
	  .subject = "http://bastion/x",
	  .title = "not looked at yet",
	  .status = STATUS_SKIP},
};

static const struct watch_check checks[] = {
	{.probe = &server,
	  .subject = "172.16.0.102",
	  .shown = &results[0],
	  .last = &results[0],
	  .known = true,
	  .looks = 3,
	  .history = { { 0, STATUS_PASS }, { 0, STATUS_PASS }, { 0, STATUS_PASS } },
	  .history_count = 3 },
	{ .probe = &reverse,
	  .subject = "172.16.0.21",
	  .shown = &results[1],
	  .last = &results[1],
	  .known = true,
	  .looks = 3,
	  .looked_ms = SAMPLE_NOW_MS - 4000,
	  .changed_ms = SAMPLE_NOW_MS - 12000,
	  .history = { { 0, STATUS_PASS }, { 0, STATUS_FAIL }, { 0, STATUS_FAIL } },
	  .history_count = 3,
	  .outages = { { .from_ms = SAMPLE_NOW_MS - 14000,
			 .seen_first = "172.16.0.21 has no PTR record",
			 .seen_last = "172.16.0.21 has no PTR record",
			 .worst = STATUS_FAIL,
			 .looks = 2 } },
	  .outage_count = 1,
	  .outages_ever = 1 },
	{ .probe = &reverse,
	  .subject = "172.16.0.22",
	  .shown = &results[2],
	  .last = &results[2],
	  .known = true,
	  .looks = 3,
	  .history = { { 0, STATUS_FAIL }, { 0, STATUS_PASS }, { 0, STATUS_PASS } },
	  .history_count = 3 },
	{ .probe = &port,
	  .subject = "api:6443",
	  .shown = &results[3],
	  .known = true,
	  .history = { { 0, STATUS_SKIP } },
	  .history_count = 1 },
	{ .probe = &artifact, .subject = "http://bastion/x", .shown = &results[4]							  },
};

static const struct watch_check *const members[] = { &checks[1] };
static const struct watch_finding findings[] = {
	{.members = members,
	  .count = 1,
	  .waiting = 1,
	  .fix = fix,
	  .since_ms = SAMPLE_NOW_MS - 12000},
};
static const struct watch_family families[] = {
	{.name = "dns.server",
	  .length = 3,
	  .count = 3,
	  .summary = { 2, 0, 1, 0, 0 },
	  .history = { STATUS_FAIL, STATUS_FAIL, STATUS_FAIL },
	  .history_count = 3 },
	{ .name = "lb.port",
	  .length = 2,
	  .count = 1,
	  .summary = { 0, 0, 0, 1, 0 },
	  .history = { STATUS_SKIP },
	  .history_count = 1 },
	{ .name = "http.artifact", .length = 4, .count = 1,			    .unknown = 1	 },
};
static const struct watch_node nodes[] = {
	{.name = "w1.ocp45.example.localdomain",
	  .role = "worker",
	  .mac = "00:50:56:96:6b:da",
	  .stage = "initramfs",
	  .rank = 8,
	  .since_ms = SAMPLE_NOW_MS - 3000,
	  .detail = "12 of 78 MB" },
	{ .name = "m1.ocp45.example.localdomain",
	  .role = "master",
	  .address = "172.16.0.21",
	  .stage = "mcs-poll",
	  .rank = 14,
	  .since_ms = SAMPLE_NOW_MS - 60000,
	  .missing = "asked 172.16.0.102 for api-int 14 times, NXDOMAIN",
	  .tone = WATCH_BAD },
	{ .name = "m2.ocp45.example.localdomain",
	  .role = "master",
	  .address = "172.16.0.22",
	  .stage = "mcs-poll",
	  .rank = 14,
	  .since_ms = SAMPLE_NOW_MS - 61000	    },
};
static const struct watch_line lines[] = {
	{WATCH_GOOD,      "bootstrap complete"				   },
	{ WATCH_DOUBTFUL,
	  "2 certificate requests wait: oc adm certificate approve csr-1 csr-2"},
};
static const struct watch_section sections[] = {
	{.title = "cluster", .lines = lines, .count = 2},
};
static const struct watch_log_line log_lines[WATCH_LOG] = {
	{SAMPLE_NOW_MS - 20000,	 WATCH_PLAIN, "start"      },
	{ SAMPLE_NOW_MS - 12000, WATCH_BAD,
	  "FAIL  dns.reverse  172.16.0.21 has no PTR record"},
	{ SAMPLE_NOW_MS - 2000,	WATCH_GOOD,
	  "ok    dns.reverse  172.16.0.22 is named m2"      },
};
static const struct inventory inventory = {
	.cluster_domain = "ocp45.example.localdomain",
};

struct watch_model sample_model(void)
{
	return (struct watch_model){
		.serial = 7,
		.inventory = &inventory,
		.phase = PHASE_BOOTSTRAP,
		.phase_auto = true,
		.phase_since_ms = SAMPLE_NOW_MS - 250000,
		.started_ms = SAMPLE_NOW_MS - 600000,
		.rounds = 3,
		.next_ms = SAMPLE_NOW_MS + 4000,
		.checks = checks,
		.results = results,
		.check_count = 5,
		.unknown = 1,
		.summary = {2, 0, 1, 1, 0},
		.families = families,
		.family_count = 3,
		.findings = findings,
		.finding_count = 1,
		.nodes = nodes,
		.node_count = 3,
		.sections = sections,
		.section_count = 1,
		.log = log_lines,
		.log_count = 3,
		.log_ever = 3,
	};
}
