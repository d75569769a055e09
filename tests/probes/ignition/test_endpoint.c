/*
 * Where master.ign and worker.ign send the nodes.
 */
#include <string.h>

#include "tests/support/http_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_http_artifact, probe_ignition_valid,
	probe_ignition_endpoint;
static const struct probe *const table[] = { &probe_http_artifact, &probe_ignition_valid,
					     &probe_ignition_endpoint, NULL };

#define ID	"ignition.endpoint"
#define API_INT "api-int.ocp45.example.localdomain"

static struct http_world w;

static void assert_source(const char *file, const char *source, enum status status,
			  const char *part)
{
	struct http_reply reply = { .request = "" };
	struct http_server *server;
	const char *url;

	http_world_open(&w);
	reply.file = http_world_pointer(&w, &w.root, "2.2.0", source);
	server =
		http_server_start(&(struct http_script){ .replies = &reply, .count = 1 });
	url = http_world_artifact(&w, server, file);
	http_world_run(&w, table);
	world_expect_text(&w.world, ID, url, status, part);
	ck_assert_ptr_null(strstr(world_text(&w.world, world_result(&w.world, ID, url)),
				  "TOPSECRET"));
	http_server_stop(server);
	http_world_close(&w);
}

START_TEST(right_ones)
{
	assert_source("master.ign", "https://" API_INT ":22623/config/master",
		      STATUS_PASS, API_INT);
	assert_source("a-worker.ign", "https://" API_INT ":22623/config/worker",
		      STATUS_PASS, API_INT);
	assert_source("master.ign", "https://172.16.0.110:22623/config/master",
		      STATUS_PASS, "172.16.0.110");
}
END_TEST

/* One file a node, with its host name, that takes in the common one. */
START_TEST(files_that_take_in_others)
{
	assert_source("master-0.ign", "http://172.16.0.101:8080/ocp/master.ign",
		      STATUS_SKIP, "takes in http://172.16.0.101:8080/ocp/master.ign");
	assert_source("master-0.ign", "https://172.16.0.101:22623/master.ign",
		      STATUS_FAIL, "not this cluster's api-int");
}
END_TEST

START_TEST(wrong_ones)
{
	assert_source("master.ign", "https://api-int.other.test:22623/config/master",
		      STATUS_FAIL, "sends the node to api-int.other.test");
	assert_source("master.ign",
		      "https://api.ocp45.example.localdomain:22623/config/master",
		      STATUS_FAIL, "not this cluster's api-int");
	assert_source("master.ign", "https://172.16.0.111:22623/config/master",
		      STATUS_FAIL, "172.16.0.111");
	assert_source("master.ign", "https://" API_INT ":22623/config/worker",
		      STATUS_FAIL, "asks for /config/worker instead of /config/master");
	assert_source("master.ign", "https://" API_INT ":22624/config/master",
		      STATUS_FAIL, "port 22624");
	assert_source("master.ign", "http://" API_INT ":22623/config/master", STATUS_FAIL,
		      "asks http port 22623");
	assert_source("master.ign", "s3://TOPSECRET@bucket/x?TOPSECRET", STATUS_FAIL,
		      "s3://");
	assert_source("master.ign",
		      "https://u:TOPSECRET@other.test/config/master?t=TOPSECRET",
		      STATUS_FAIL, "https://other.test/config/master");
}
END_TEST

SUITE("probes/ignition/endpoint", right_ones, files_that_take_in_others, wrong_ones);
