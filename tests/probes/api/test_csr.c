/* api.csr: whose requests wait, and which of them may be approved. */
#include <string.h>

#include "tests/support/api_world.h"
#include "tests/support/suite.h"

#define BOOTSTRAPPER \
	"system:serviceaccount:openshift-machine-config-operator:node-bootstrapper"
#define CLIENT	"kubernetes.io/kube-apiserver-client-kubelet"
#define SERVING "kubernetes.io/kubelet-serving"

extern const struct probe probe_api_csr;

static struct api_world world;

static const char *csr(const char *name, const char *node, const char *signer,
		       const char *user)
{
	const char *cn = arena_printf(world.world.arena, "system:node:%s", node);
	char *request = pki_request(cn, "system:nodes");
	const char *item = arena_printf(
		world.world.arena,
		"{\"metadata\":{\"name\":\"%s\",\"creationTimestamp\":\"%s\"},"
		"\"spec\":{\"request\":\"%s\",\"signerName\":\"%s\","
		"\"username\":\"%s\"},\"status\":{}}",
		name, api_world_stamp(&world, 10), request, signer, user);

	free(request);
	return item;
}

static void look(const char *items)
{
	api_world_serve(&world, "/apis/certificates.k8s.io/v1/certificatesigningrequests",
			api_world_list(&world, "CertificateSigningRequest", items));
	api_world_run(&world, &probe_api_csr);
	world_expect(&world.world, "api.csr", API_WORLD_M1, STATUS_PASS);
}

START_TEST(nothing_pending)
{
	api_world_open(&world, PHASE_INSTALL);
	look("");
	world_expect(&world.world, "api.csr", API_WORLD_W1, STATUS_PASS);
	world_expect(&world.world, "api.csr", API_WORLD_DOMAIN, STATUS_PASS);
	api_world_close(&world);
}
END_TEST

START_TEST(asks_to_join)
{
	api_world_open(&world, PHASE_INSTALL);
	/* Of two of a kind the newest, here the later name, is enough. */
	look(arena_printf(world.world.arena, "%s,%s",
			  csr("csr-a", API_WORLD_W1, CLIENT, BOOTSTRAPPER),
			  csr("csr-b", API_WORLD_W1, CLIENT, BOOTSTRAPPER)));
	world_expect_text(&world.world, "api.csr", API_WORLD_W1, STATUS_WARN,
			  "oc adm certificate approve csr-b");
	world_expect(&world.world, "api.csr", API_WORLD_DOMAIN, STATUS_PASS);
	api_world_close(&world);
	api_world_open(&world, PHASE_READY);
	look(csr("csr-a", API_WORLD_W1, CLIENT, BOOTSTRAPPER));
	world_expect_text(&world.world, "api.csr", API_WORLD_W1, STATUS_FAIL,
			  "oc adm certificate approve csr-a");
	api_world_close(&world);
}
END_TEST

START_TEST(asks_to_serve)
{
	api_world_open(&world, PHASE_READY);
	look(csr("csr-a", API_WORLD_W1, SERVING, "system:node:" API_WORLD_W1));
	world_expect_text(&world.world, "api.csr", API_WORLD_W1, STATUS_WARN,
			  "oc adm certificate approve csr-a");
	api_world_close(&world);
}
END_TEST

/* Nobody is told to approve what is not as it should be. */
static void expect_stranger(const char *item, const char *part)
{
	const struct result *result;

	look(item);
	world_expect(&world.world, "api.csr", API_WORLD_W1, STATUS_PASS);
	world_expect_text(&world.world, "api.csr", API_WORLD_DOMAIN, STATUS_WARN, part);
	result = world_result(&world.world, "api.csr", API_WORLD_DOMAIN);
	ck_assert_ptr_null(
		strstr(world_text(&world.world, result), "certificate approve"));
	api_world_close(&world);
}

START_TEST(strangers)
{
	api_world_open(&world, PHASE_INSTALL);
	expect_stranger(csr("csr-a", "localhost.localdomain", CLIENT, BOOTSTRAPPER),
			"calls itself localhost.localdomain");
	api_world_open(&world, PHASE_INSTALL);
	expect_stranger(csr("csr-a", "w9." API_WORLD_DOMAIN, CLIENT, BOOTSTRAPPER),
			"no planned node");
	api_world_open(&world, PHASE_INSTALL);
	expect_stranger(csr("csr-a", API_WORLD_W1, SERVING, "system:node:evil"),
			"system:node:evil asks for a certificate of " API_WORLD_W1);
	api_world_open(&world, PHASE_INSTALL);
	expect_stranger(csr("csr-a", API_WORLD_W1, CLIENT, "somebody"), "somebody asks");
}
END_TEST

SUITE("probes/api/csr", nothing_pending, asks_to_join, asks_to_serve, strangers);
