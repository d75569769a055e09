/* Answers of the API server as values: what is there, what is not, and what is no answer. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/cluster/read.h"
#include "tests/support/http_pki.h"
#include "tests/support/suite.h"

#define BOOTSTRAPPER \
	"system:serviceaccount:openshift-machine-config-operator:node-bootstrapper"
#define CLIENT	"kubernetes.io/kube-apiserver-client-kubelet"
#define SERVING "kubernetes.io/kubelet-serving"

static struct arena *arena;
static const char *next_page;

START_TEST(nodes)
{
	static const char first[] =
		"{\"kind\":\"NodeList\",\"metadata\":{\"continue\":\"abc==\"},\"items\":[{"
		"\"metadata\":{\"name\":\"m1.test\",\"labels\":{\"a\":\"b\","
		"\"node-role.kubernetes.io/master\":\"\",\"node-role.kubernetes.io/worker\":\"\"}},"
		"\"spec\":{\"unschedulable\":true},"
		"\"status\":{\"addresses\":[{\"type\":\"Hostname\",\"address\":\"m1.test\"},"
		"{\"type\":\"InternalIP\",\"address\":\"172.16.0.21\"},"
		"{\"type\":\"InternalIP\",\"address\":\"fd00::21\"},"
		"{\"type\":\"InternalIP\",\"address\":\"nonsense\"}],"
		"\"conditions\":[{\"type\":\"MemoryPressure\",\"status\":\"False\"},"
		"{\"type\":\"Ready\",\"status\":\"False\",\"message\":\"no\\u001bCNI\","
		"\"lastTransitionTime\":\"2020-08-17T12:00:05Z\"}]}}]}";
	static const char second[] =
		"{\"kind\":\"NodeList\",\"items\":[{},7,"
		"{\"metadata\":{\"name\":\"w1\"},\"status\":{\"conditions\":["
		"{\"type\":\"Ready\",\"status\":\"True\"}]}}]}";
	struct cluster_nodes list = { 0 };

	arena = arena_new();
	ck_assert_int_eq(
		cluster_read_nodes(arena, first, strlen(first), &list, &next_page), 0);
	ck_assert_str_eq(next_page, "abc==");
	ck_assert_int_eq(
		cluster_read_nodes(arena, second, strlen(second), &list, &next_page), 0);
	ck_assert_ptr_null(next_page);
	ck_assert_uint_eq(list.count, 4);
	ck_assert_str_eq(list.items[0].name, "m1.test");
	ck_assert_str_eq(list.items[0].roles, "master,worker");
	ck_assert_uint_eq(list.items[0].addresses.count, 2);
	ck_assert_int_eq(list.items[0].ready, CLUSTER_NO);
	ck_assert_ptr_null(strchr(list.items[0].message, '\x1b'));
	ck_assert_int_eq(list.items[0].since, 1597665605);
	ck_assert(list.items[0].unschedulable);
	ck_assert_str_eq(list.items[1].name, "");
	ck_assert_int_eq(list.items[1].ready, CLUSTER_UNSAID);
	ck_assert_int_eq(list.items[3].ready, CLUSTER_YES);
	arena = arena_free(arena);
}
END_TEST

static const char *request(const char *cn, const char *group)
{
	char *made = pki_request(cn, group);
	const char *copy = arena_strdup(arena, made);

	free(made);
	return copy;
}

static const char *csr(const char *name, const char *node, const char *signer,
		       const char *user, const char *usage, const char *status)
{
	return arena_printf(
		arena,
		"{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"request\":\"%s\","
		"%s\"username\":\"%s\",\"usages\":[\"digital signature\",\"%s\"]},"
		"\"status\":%s}",
		name, node ? request(node, "system:nodes") : "AAAA",
		signer ? arena_printf(arena, "\"signerName\":\"%s\",", signer) : "", user,
		usage, status);
}

START_TEST(requests)
{
	static const char approved[] = "{\"conditions\":[{\"type\":\"Approved\"}]}";
	struct cluster_csrs list = { 0 };
	const char *text;

	arena = arena_new();
	text = arena_printf(
		arena,
		"{\"kind\":\"CertificateSigningRequestList\",\"items\":["
		"%s,%s,%s,%s,%s,%s,%s,%s,%s]}",
		csr("done", "system:node:m1", CLIENT, BOOTSTRAPPER, "client auth",
		    approved),
		csr("join", "system:node:w1.test", CLIENT, BOOTSTRAPPER, "client auth",
		    "{}"),
		csr("renew", "system:node:w1", CLIENT, "system:node:w1", "client auth",
		    "{}"),
		csr("serve", "system:node:w1", SERVING, "system:node:w1", "server auth",
		    "{}"),
		csr("steal", "system:node:w2", SERVING, "system:node:w1", "server auth",
		    "{}"),
		csr("old", "system:node:w1", NULL, BOOTSTRAPPER, "client auth", "{}"),
		csr("other", "system:node:w1", "kubernetes.io/kube-apiserver-client",
		    "me", "client auth", "{}"),
		csr("broken", NULL, CLIENT, BOOTSTRAPPER, "client auth", "{}"),
		csr("x; rm -rf", "system:node:w1", CLIENT, BOOTSTRAPPER, "client auth",
		    "{}"));
	ck_assert_int_eq(cluster_read_csrs(arena, text, strlen(text), &list, &next_page),
			 0);
	ck_assert_uint_eq(list.count, 7);
	ck_assert_str_eq(list.items[0].name, "join");
	ck_assert_str_eq(list.items[0].node, "w1.test");
	ck_assert_int_eq(list.items[0].kind, CLUSTER_CSR_CLIENT);
	ck_assert_ptr_null(list.items[0].problem);
	ck_assert_ptr_null(list.items[1].problem);
	ck_assert_int_eq(list.items[2].kind, CLUSTER_CSR_SERVING);
	ck_assert_ptr_null(list.items[2].problem);
	ck_assert_str_eq(list.items[3].problem,
			 "system:node:w1 asks for a certificate of w2");
	ck_assert_int_eq(list.items[4].kind, CLUSTER_CSR_CLIENT);
	ck_assert_ptr_null(list.items[4].problem);
	ck_assert_int_eq(list.items[5].kind, CLUSTER_CSR_OTHER);
	ck_assert_ptr_nonnull(list.items[5].problem);
	ck_assert_ptr_null(list.items[6].node);
	ck_assert_ptr_nonnull(list.items[6].problem);
	arena = arena_free(arena);
}
END_TEST

START_TEST(who_a_request_is_for)
{
	bool is_node;

	arena = arena_new();
	ck_assert_str_eq(cluster_csr_node(arena, request("system:node:a", "system:nodes"),
					  &is_node),
			 "a");
	ck_assert(is_node);
	ck_assert_str_eq(
		cluster_csr_node(arena, request("system:node:a", "evil"), &is_node), "a");
	ck_assert(!is_node);
	ck_assert_ptr_null(
		cluster_csr_node(arena, request("system:admin", NULL), &is_node));
	ck_assert_ptr_null(
		cluster_csr_node(arena, request("system:node:", NULL), &is_node));
	ck_assert_ptr_null(cluster_csr_node(arena, "!", &is_node));
	ck_assert_ptr_null(cluster_csr_node(arena, "", &is_node));
	arena = arena_free(arena);
}
END_TEST

START_TEST(operators)
{
	static const char text[] =
		"{\"kind\":\"ClusterOperatorList\",\"items\":[{\"metadata\":{\"name\":\"dns\"},"
		"\"status\":{\"conditions\":[{\"type\":\"Available\",\"status\":\"True\"},"
		"{\"type\":\"Degraded\",\"status\":\"True\",\"message\":\"bad\"}]}},"
		"{\"metadata\":{\"name\":\"etcd\"},\"status\":{\"conditions\":["
		"{\"type\":\"Available\",\"status\":\"True\"},"
		"{\"type\":\"Progressing\",\"status\":\"False\"}]}}]}";
	struct cluster_operators list = { 0 };

	arena = arena_new();
	ck_assert_int_eq(
		cluster_read_operators(arena, text, strlen(text), &list, &next_page), 0);
	ck_assert_uint_eq(list.count, 2);
	ck_assert_str_eq(list.items[0].name, "dns");
	ck_assert_int_eq(list.items[0].degraded.status, CLUSTER_YES);
	ck_assert_str_eq(list.items[0].degraded.message, "bad");
	ck_assert_int_eq(list.items[0].progressing.status, CLUSTER_UNSAID);
	ck_assert(!cluster_operator_is_settled(&list.items[0]));
	ck_assert(cluster_operator_is_settled(&list.items[1]));
	arena = arena_free(arena);
}
END_TEST

static struct cluster_version version_of(const char *message)
{
	struct cluster_version version = { 0 };
	const char *text = arena_printf(
		arena,
		"{\"kind\":\"ClusterVersion\",\"status\":{\"desired\":{\"version\":\"4.5.6\"},"
		"\"history\":[{\"state\":\"Partial\"},{\"state\":\"Completed\"}],"
		"\"conditions\":[{\"type\":\"Progressing\",\"status\":\"True\","
		"\"message\":\"%s\"}]}}",
		message);

	ck_assert_int_eq(cluster_read_version(arena, text, strlen(text), &version), 0);
	return version;
}

START_TEST(version)
{
	struct cluster_version found;

	arena = arena_new();
	found = version_of("Working towards 4.5.6: 612 of 903 done (67% complete)");
	ck_assert_str_eq(found.version, "4.5.6");
	ck_assert_str_eq(found.state, "Partial");
	ck_assert_uint_eq(found.done, 612);
	ck_assert_uint_eq(found.total, 903);
	ck_assert_uint_eq(found.percent, 67);
	ck_assert_int_eq(found.available.status, CLUSTER_UNSAID);
	found = version_of(
		"Working towards registry:5000/x@sha256:12: downloading update");
	ck_assert_uint_eq(found.percent, 0);
	found = version_of("Working towards registry:5000/x@sha256:12: 14% complete");
	ck_assert_uint_eq(found.percent, 14);
	ck_assert_uint_eq(found.total, 0);
	arena = arena_free(arena);
}
END_TEST

START_TEST(routers_and_bootstrap)
{
	static const char pods[] =
		"{\"kind\":\"PodList\",\"items\":[{\"metadata\":{\"name\":\"r1\"},\"spec\":{"
		"\"nodeName\":\"w1\"},\"status\":{\"conditions\":[{\"type\":\"Ready\","
		"\"status\":\"True\"}]}},{\"metadata\":{\"name\":\"r2\"},\"spec\":{}}]}";
	static const char done[] =
		"{\"kind\":\"ConfigMap\",\"data\":{\"status\":\"complete\"}}";
	static const char not_done[] =
		"{\"kind\":\"ConfigMap\",\"data\":{\"status\":[]}}";
	struct cluster_routers list = { 0 };
	struct cluster_bootstrap bootstrap = { 0 };

	arena = arena_new();
	ck_assert_int_eq(
		cluster_read_routers(arena, pods, strlen(pods), &list, &next_page), 0);
	ck_assert_uint_eq(list.count, 1);
	ck_assert_str_eq(list.items[0].node, "w1");
	ck_assert(list.items[0].ready);
	ck_assert_int_eq(cluster_read_bootstrap(done, strlen(done), &bootstrap), 0);
	ck_assert(bootstrap.complete);
	ck_assert_int_eq(cluster_read_bootstrap(not_done, strlen(not_done), &bootstrap),
			 0);
	ck_assert(!bootstrap.complete);
	arena = arena_free(arena);
}
END_TEST

START_TEST(what_is_no_answer)
{
	static const char *const texts[] = {
		"",
		"{",
		"[]",
		"7",
		"{\"kind\":7}",
		"{\"kind\":\"Status\",\"code\":200}",
		"{}",
		"<html>",
		"{\"kind\":\"NodeList\",\"kind\":\"NodeList\"}",
	};
	struct cluster_state state = { 0 };

	arena = arena_new();
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		const char *text = texts[i];
		size_t length = strlen(text);

		ck_assert_int_eq(
			cluster_read_nodes(arena, text, length, &state.nodes, &next_page),
			-EINVAL);
		ck_assert_int_eq(
			cluster_read_csrs(arena, text, length, &state.csrs, &next_page),
			-EINVAL);
		ck_assert_int_eq(cluster_read_operators(arena, text, length,
							&state.operators, &next_page),
				 -EINVAL);
		ck_assert_int_eq(cluster_read_routers(arena, text, length, &state.routers,
						      &next_page),
				 -EINVAL);
		ck_assert_int_eq(
			cluster_read_version(arena, text, length, &state.version),
			-EINVAL);
		ck_assert_int_eq(cluster_read_bootstrap(text, length, &state.bootstrap),
				 -EINVAL);
	}
	arena = arena_free(arena);
}
END_TEST

SUITE("cluster/read", nodes, requests, who_a_request_is_for, operators, version,
      routers_and_bootstrap, what_is_no_answer);
