/*
 * Ignition files that a node would read, and those that it would not.
 */
#include <string.h>

#include "tests/support/http_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_http_artifact, probe_ignition_valid;
static const struct probe *const table[] = { &probe_http_artifact, &probe_ignition_valid,
					     NULL };

#define ID     "ignition.valid"
#define MASTER "https://api-int.ocp45.example.localdomain:22623/config/master"

static struct http_world w;

static void assert_text(const char *file, const char *text, const char *release,
			enum status status, const char *part)
{
	const struct http_reply reply = { .request = "", .file = text };
	struct http_server *server;
	const char *url;

	server =
		http_server_start(&(struct http_script){ .replies = &reply, .count = 1 });
	url = http_world_artifact(&w, server, file);
	w.world.inventory.version = release;
	http_world_run(&w, table);
	world_expect_text(&w.world, ID, url, status, part);
	ck_assert_ptr_null(strstr(world_text(&w.world, world_result(&w.world, ID, url)),
				  "TOPSECRET"));
	http_server_stop(server);
	http_world_close(&w);
}

static const char *pointer(const char *version)
{
	http_world_open(&w);
	return http_world_pointer(&w, &w.root, version, MASTER);
}

static const char *bootstrap(const char *version)
{
	http_world_open(&w);
	return http_world_bootstrap(&w, &w.root, version, -60, 86400);
}

static const char *text(const char *text)
{
	http_world_open(&w);
	return text;
}

START_TEST(good_ones)
{
	assert_text("master.ign", pointer("2.2.0"), "4.5", STATUS_PASS, "version 2.2.0");
	assert_text("worker.ign", pointer("3.2.0"), "4.16", STATUS_PASS, "version 3.2.0");
	assert_text("bootstrap.ign", bootstrap("3.1.0"), "4.6.1", STATUS_PASS,
		    "version 3.1.0");
	assert_text("bootstrap.ign", bootstrap("3.1.0"), NULL, STATUS_PASS,
		    "version 3.1.0");
	assert_text("other.ign", text("{\"ignition\":{\"version\":\"3.0.0\"}}"), "4.6",
		    STATUS_PASS, "version 3.0.0");
	/* Where bootstrap.ign is too large for the platform, a small file takes it in. */
	assert_text("append-bootstrap.ign",
		    text("{\"ignition\":{\"version\":\"3.2.0\",\"config\":{\"merge\":["
			 "{\"source\":\"http://172.16.0.101/bootstrap.ign\"}]}}}"),
		    "4.16", STATUS_PASS, "version 3.2.0");
	/* An authority may be fetched by URL. */
	assert_text(
		"master.ign",
		text("{\"ignition\":{\"version\":\"3.2.0\",\"config\":{\"merge\":["
		     "{\"source\":\"" MASTER "\"}]},\"security\":{\"tls\":{"
		     "\"certificateAuthorities\":[{\"source\":\"http://h/ca.pem\"}]}}}}"),
		"4.16", STATUS_PASS, "version 3.2.0");
}
END_TEST

START_TEST(version_must_fit_the_release)
{
	assert_text("master.ign", pointer("3.1.0"), "4.5", STATUS_FAIL,
		    "OpenShift 4.5 does not read");
	assert_text("master.ign", pointer("2.2.0"), "4.6", STATUS_FAIL,
		    "OpenShift 4.6 does not read");
	assert_text("master.ign", text("{\"ignition\":{\"version\":\"4.0.0\"}}"), NULL,
		    STATUS_FAIL, "not known: 4.0.0");
	assert_text("master.ign", text("{\"ignition\":{\"version\":\"3.77.0\"}}"), NULL,
		    STATUS_FAIL, "not known: 3.77.0");
	assert_text("master.ign",
		    text("{\"ignition\":{\"version\":\"3.1.0\",\"config\":{\"append\":["
			 "{\"source\":\"" MASTER "\"}]}}}"),
		    NULL, STATUS_FAIL, "config.append is of version 2.x");
	assert_text("master.ign",
		    text("{\"ignition\":{\"version\":\"2.2.0\",\"config\":{\"merge\":["
			 "{\"source\":\"" MASTER "\"}]}}}"),
		    NULL, STATUS_FAIL, "config.merge is of version 3.x");
}
END_TEST

START_TEST(shape_must_fit_the_role)
{
	assert_text("bootstrap.ign", pointer("2.2.0"), "4.5", STATUS_FAIL,
		    "points to a machine config");
	assert_text("master.ign", bootstrap("2.2.0"), "4.5", STATUS_FAIL, "it is whole");
	assert_text("worker.ign", text("{\"ignition\":{\"version\":\"2.2.0\"}}"), "4.5",
		    STATUS_FAIL, "it points nowhere");
}
END_TEST

START_TEST(broken_ones)
{
	assert_text("master.ign", text("{\"TOPSECRET\": "), NULL, STATUS_FAIL,
		    "line 1, column");
	assert_text("master.ign", text("{\"a\":1,\"a\":\"TOPSECRET\"}"), NULL,
		    STATUS_FAIL, "the same key twice");
	assert_text("master.ign", text("{}"), NULL, STATUS_FAIL,
		    "no \"ignition\" object");
	assert_text(
		"master.ign",
		text("{\"ignition\":{\"version\":\"3.1.0\",\"config\":{\"merge\":[{\"source\":"
		     "\"" MASTER
		     "\"}]},\"security\":{\"tls\":{\"certificateAuthorities\":"
		     "[{\"source\":\"data:;base64,TOPSECRET!\"}]}}}}"),
		NULL, STATUS_FAIL, "its data URL is broken");
	assert_text(
		"bootstrap.ign",
		text("{\"ignition\":{\"version\":\"3.1.0\"},\"storage\":{\"files\":[{\"path\":"
		     "\"/opt/openshift/tls/x.crt\",\"contents\":{\"source\":\"data:,TOPSECRET\"}}]}}"),
		NULL, STATUS_FAIL, "/opt/openshift/tls/x.crt: it holds no certificate");
}
END_TEST

START_TEST(not_served_is_said_elsewhere)
{
	const char *url;

	http_world_open(&w);
	url = http_world_artifact(&w, NULL, "master.ign");
	http_world_run(&w, table);
	world_expect(&w.world, ID, url, STATUS_SKIP);
	ck_assert_str_eq(world_result(&w.world, ID, url)->blocked_by[0]->probe->id,
			 "http.artifact");
	http_world_close(&w);
}
END_TEST

SUITE("probes/ignition/valid", good_ones, version_must_fit_the_release,
      shape_must_fit_the_role, broken_ones, not_served_is_said_elsewhere);
