/*
 * The 24 hours of bootstrap.ign.
 */
#include <string.h>

#include "tests/support/http_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_http_artifact, probe_ignition_valid,
	probe_ignition_expiry;
static const struct probe *const table[] = { &probe_http_artifact, &probe_ignition_valid,
					     &probe_ignition_expiry, NULL };

#define ID   "ignition.expiry"
#define HOUR 3600

static struct http_world w;

static void assert_dates(long from, long to, enum status status, const char *part)
{
	struct http_reply reply = { .request = "" };
	struct http_server *server;
	const char *url;

	http_world_open(&w);
	reply.file = http_world_bootstrap(&w, &w.root, "2.2.0", from, to);
	server =
		http_server_start(&(struct http_script){ .replies = &reply, .count = 1 });
	url = http_world_artifact(&w, server, "bootstrap.ign");
	http_world_artifact(&w, server, "master.ign");
	http_world_run(&w, table);
	world_expect_text(&w.world, ID, url, status, part);
	world_expect_text(&w.world, ID, url, status,
			  "/opt/openshift/tls/kube-apiserver-lb-server.crt");
	ck_assert_ptr_null(strstr(world_text(&w.world, world_result(&w.world, ID, url)),
				  "TOPSECRET"));
	/* Only bootstrap.ign is asked. */
	ck_assert_int_lt(plan_find(engine_plan(w.world.engine), ID, w.artifacts[1].url),
			 0);
	http_server_stop(server);
	http_world_close(&w);
}

START_TEST(counted_down)
{
	assert_dates(-HOUR, 23 * HOUR + 30, STATUS_PASS, "valid for 23 h 0 min more");
	/* Older than twelve hours is advice, not a verdict. */
	assert_dates(-13 * HOUR, 11 * HOUR + 30, STATUS_PASS,
		     "valid for 11 h 0 min more");
	assert_dates(-22 * HOUR, 2 * HOUR + 30, STATUS_PASS, "valid for 2 h 0 min more");
	assert_dates(-23 * HOUR, HOUR + 30, STATUS_WARN, "valid for 1 h 0 min more only");
	assert_dates(-25 * HOUR, -HOUR - 30, STATUS_FAIL, "1 h 0 min too old");
	assert_dates(-99 * HOUR, -75 * HOUR, STATUS_FAIL, "3 d 3 h too old");
}
END_TEST

START_TEST(clocks_that_disagree)
{
	assert_dates(HOUR, 25 * HOUR, STATUS_FAIL, "not in force yet");
	assert_dates(HOUR, 25 * HOUR, STATUS_FAIL, "chronyc tracking");
	/* A few seconds are nobody's fault. */
	assert_dates(20, 24 * HOUR + 30, STATUS_PASS, "valid for 24 h 0 min more");
}
END_TEST

START_TEST(certificates_of_others_do_not_count)
{
	struct http_reply reply = { .request = "" };
	struct http_server *server;
	struct pki corp;
	char *pem, *corp_url;
	const char *url;

	http_world_open(&w);
	corp = pki_make(
		&(struct pki_wish){ .cn = "Corp", .is_ca = true, .from = -99, .to = -9 });
	pem = pki_pem(&corp);
	corp_url = pki_data_url(pem);
	reply.file = http_world_bootstrap(&w, &w.root, "2.2.0", -60, 24 * HOUR);
	reply.file = arena_printf(
		w.world.arena,
		"%.*s,{\"path\":\"/etc/pki/ca-trust/source/anchors/corp.crt\","
		"\"contents\":{\"source\":\"%s\"}}]}}",
		(int)strlen(reply.file) - 3, reply.file, corp_url);
	server =
		http_server_start(&(struct http_script){ .replies = &reply, .count = 1 });
	url = http_world_artifact(&w, server, "bootstrap.ign");
	http_world_run(&w, table);
	world_expect(&w.world, ID, url, STATUS_PASS);
	free(pem);
	free(corp_url);
	pki_free(&corp);
	http_server_stop(server);
	http_world_close(&w);
}
END_TEST

SUITE("probes/ignition/expiry", counted_down, clocks_that_disagree,
      certificates_of_others_do_not_count);
