/*
 * The rotation against a scripted API server with real TLS: what it knows afterwards, how it stands
 * with the server, and that it asks by GET and keeps its pace.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/cluster/watch.h"
#include "core/sources/kubeconfig.h"
#include "tests/support/http_server.h"
#include "tests/support/suite.h"

#define JSON "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"

static uv_loop_t loop;
static struct arena *arena;
static struct pki root, other, server_pki, client_pki;
static struct kubeconfig kubeconfig;
static struct cluster_watch *watch;
static unsigned calls, stop_after;
static enum cluster_part parts[64];
static struct cluster_state state; /* after the last call, without what it points to */
static char connection_text[300];
static unsigned interval;

static struct pki leaf(const struct pki *issuer, const char *names)
{
	return pki_make(&(struct pki_wish){ .cn = "leaf",
					    .names = names,
					    .issuer = issuer,
					    .from = -60,
					    .to = 3600 });
}

static struct pki authority(const char *cn)
{
	return pki_make(
		&(struct pki_wish){ .cn = cn, .is_ca = true, .from = -60, .to = 9999 });
}

static void open_all(void)
{
	arena = arena_new();
	root = authority("kube-apiserver-lb-signer");
	other = authority("another");
	server_pki = leaf(&root, "DNS:api.test");
	client_pki = leaf(&root, NULL);
	interval = 1;
}

static void close_all(void)
{
	pki_free(&root);
	pki_free(&other);
	pki_free(&server_pki);
	pki_free(&client_pki);
	arena = arena_free(arena);
}

static const char *text_of(char *text)
{
	const char *copy = arena_strdup(arena, text);

	free(text);
	return copy;
}

static void know(const struct http_server *server, const struct pki *ca)
{
	kubeconfig = (struct kubeconfig){
		.server.value = arena_printf(arena, "https://api.test:%u",
					     http_server_port(server)),
		.ca.text = text_of(pki_pem(ca)),
		.certificate.text = text_of(pki_pem(&client_pki)),
		.key.text = text_of(pki_key_pem(&client_pki)),
	};
}

static void changed(const struct cluster_state *now, enum cluster_part part, void *arg)
{
	(void)arg;
	if (calls < sizeof parts / sizeof parts[0])
		parts[calls] = part;
	state = *now;
	snprintf(connection_text, sizeof connection_text, "%s", now->connection_text);
	if (++calls == stop_after)
		cluster_watch_stop(watch);
}

/* Until so many parts have been read. */
static void go(unsigned count)
{
	struct cluster_options options = { .kubeconfig = &kubeconfig,
					   .timeout = 0.5,
					   .interval_ms = interval };
	struct addr local;

	ck_assert_int_eq(addr_parse("127.0.0.1", &local), 0);
	options.addresses = (struct addresses){ &local, 1 };
	calls = 0;
	stop_after = count;
	uv_loop_init(&loop);
	watch = cluster_watch_start(&loop, &options, changed, NULL);
	ck_assert_uint_eq(calls, 0);
	uv_run(&loop, UV_RUN_DEFAULT);
	ck_assert_int_eq(uv_loop_close(&loop), 0);
	ck_assert_uint_eq(calls, count);
}

/* clang-format off */
static const struct http_reply replies[] = {
	{ .request = "GET /apis/config.openshift.io/v1/clusterversions/version ",
	  .bytes = JSON "{\"kind\":\"ClusterVersion\",\"status\":{\"desired\":{\"version\":\"4.5.6\"}}}" },
	{ .request = "GET /api/v1/nodes?limit=250 ",
	  .bytes = JSON "{\"kind\":\"NodeList\",\"metadata\":{\"continue\":\"a/b=\"},"
			"\"items\":[{\"metadata\":{\"name\":\"m1\"}}]}" },
	{ .request = "GET /api/v1/nodes?limit=250&continue=a%2Fb%3D ",
	  .bytes = JSON "{\"kind\":\"NodeList\",\"items\":[{\"metadata\":{\"name\":\"m2\"}}]}" },
	{ .request = "GET /apis/certificates.k8s.io/v1beta1/certificatesigningrequests?limit=500 ",
	  .bytes = JSON "{\"kind\":\"CertificateSigningRequestList\",\"items\":[]}" },
	{ .request = "GET /apis/config.openshift.io/v1/clusteroperators?limit=500 ",
	  .bytes = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n" },
	{ .request = "GET /api/v1/namespaces/kube-system/configmaps/bootstrap ",
	  .bytes = JSON "{\"kind\":\"ConfigMap\",\"data\":{\"status\":\"complete\"}}" },
};
/* clang-format on */

START_TEST(all_parts_in_turn)
{
	struct http_server *server;

	open_all();
	server = http_server_start(&(struct http_script){ .replies = replies,
							  .count = 6,
							  .certificate = &server_pki,
							  .clients = &root });
	know(server, &root);
	go(8);
	for (unsigned i = 0; i < 6; i++)
		ck_assert_int_eq(parts[i], (enum cluster_part)i);
	/* The bootstrap is complete for good, so it begins anew; twice six is never reached. */
	ck_assert_int_eq(parts[6], CLUSTER_VERSION);
	ck_assert_int_eq(state.connection, CLUSTER_OK);
	ck_assert_uint_eq(state.nodes.count, 2);
	ck_assert_int_eq(state.nodes.seen.knowledge, CLUSTER_KNOWN);
	ck_assert_int_ne(state.nodes.seen.at, 0);
	ck_assert_int_eq(state.csrs.seen.knowledge, CLUSTER_KNOWN);
	ck_assert_int_eq(state.operators.seen.knowledge, CLUSTER_REFUSED);
	ck_assert_int_eq(state.routers.seen.knowledge, CLUSTER_ABSENT);
	ck_assert(state.bootstrap.complete);
	/* Of CSRs the old version is asked once the new one is not there. */
	ck_assert_uint_eq(http_server_count(server, "GET /apis/certificates.k8s.io/v1/"),
			  1);
	ck_assert_uint_eq(http_server_count(server, "GET "),
			  http_server_count(server, ""));
	ck_assert_uint_eq(http_server_count_with(server, "Authorization"), 0);
	http_server_stop(server);
	close_all();
}
END_TEST

START_TEST(pace)
{
	struct http_server *server;
	uint64_t begin;

	open_all();
	server = http_server_start(&(struct http_script){
		.replies = replies, .count = 6, .certificate = &server_pki });
	know(server, &root);
	interval = 50;
	begin = uv_hrtime();
	/* Version, two pages of nodes, two paths of CSRs: four pauses at least. */
	go(3);
	ck_assert_uint_ge((uv_hrtime() - begin) / 1000000, 4 * 50 - 5);
	ck_assert_uint_eq(http_server_count(server, ""), 5);
	http_server_stop(server);
	close_all();
}
END_TEST

START_TEST(token)
{
	struct http_server *server;

	open_all();
	server = http_server_start(&(struct http_script){
		.replies = replies, .count = 6, .certificate = &server_pki });
	know(server, &root);
	kubeconfig.certificate.text = kubeconfig.key.text = NULL;
	kubeconfig.token = "sha256~s3cret";
	go(1);
	ck_assert_int_eq(state.connection, CLUSTER_OK);
	ck_assert_uint_eq(
		http_server_count_with(server, "Authorization: Bearer sha256~s3cret\r\n"),
		1);
	http_server_stop(server);
	close_all();
}
END_TEST

/* One reply to all. */
static void expect(const char *bytes, enum cluster_connection connection,
		   const char *text)
{
	const struct http_reply reply = { .request = "",
					  .bytes = bytes,
					  .reset = !bytes };
	struct http_server *server = http_server_start(&(struct http_script){
		.replies = &reply, .count = 1, .certificate = &server_pki });

	know(server, &root);
	go(2);
	ck_assert_msg(state.connection == connection, "%s: %s", bytes, connection_text);
	ck_assert_msg(strstr(connection_text, text), "%s", connection_text);
	ck_assert_int_ne(state.connection_since, 0);
	ck_assert_int_ne(state.version.seen.knowledge, CLUSTER_KNOWN);
	http_server_stop(server);
}

START_TEST(states)
{
	open_all();
	expect("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", CLUSTER_UNAUTHORIZED,
	       "HTTP 401");
	expect("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", CLUSTER_FORBIDDEN,
	       "HTTP 403");
	expect("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", CLUSTER_FAILING,
	       "HTTP 503");
	expect(JSON "<html>", CLUSTER_FAILING, "no Kubernetes object");
	expect(NULL, CLUSTER_UNREACHABLE, "");
	close_all();
}
END_TEST

START_TEST(tls)
{
	struct http_server *server;

	open_all();
	server = http_server_start(&(struct http_script){
		.replies = replies, .count = 6, .certificate = &server_pki });
	know(server, &other);
	go(1);
	ck_assert_int_eq(state.connection, CLUSTER_TLS);
	ck_assert_ptr_nonnull(strstr(connection_text, "kube-apiserver-lb-signer"));
	/* The system's authorities are no better, and nothing was sent. */
	ck_assert_uint_eq(http_server_count(server, ""), 0);
	know(server, &root);
	kubeconfig.server.value =
		arena_printf(arena, "https://127.0.0.1:%u/", http_server_port(server));
	go(1);
	ck_assert_int_eq(state.connection, CLUSTER_TLS);
	kubeconfig.tls_server_name = "api.test";
	go(1);
	ck_assert_int_eq(state.connection, CLUSTER_OK);
	/* A key that is not the certificate's is our own mistake. */
	kubeconfig.key.text = text_of(pki_key_pem(&server_pki));
	go(1);
	ck_assert_int_eq(state.connection, CLUSTER_LOCAL);
	ck_assert_ptr_nonnull(strstr(connection_text, "private key"));
	http_server_stop(server);
	close_all();
}
END_TEST

START_TEST(nobody_there)
{
	struct http_server *server;

	open_all();
	server = http_server_start(&(struct http_script){ 0 });
	know(server, &root);
	http_server_stop(server);
	go(2);
	ck_assert_int_eq(state.connection, CLUSTER_UNREACHABLE);
	ck_assert_ptr_nonnull(strstr(connection_text, "refused"));
	close_all();
}
END_TEST

/* What was known stays, and is old. */
START_TEST(lost)
{
	const struct http_reply first = replies[0];
	struct http_server *server;

	open_all();
	server = http_server_start(&(struct http_script){
		.replies =
			(struct http_reply[]){
					      first, { .request = "GET /api/v1/nodes", .hang = true }},
		.count = 2,
		.certificate = &server_pki
	   });
	know(server, &root);
	go(2);
	ck_assert_int_eq(state.connection, CLUSTER_UNREACHABLE);
	ck_assert_int_eq(state.version.seen.knowledge, CLUSTER_KNOWN);
	ck_assert_int_eq(state.nodes.seen.knowledge, CLUSTER_UNKNOWN);
	http_server_stop(server);
	close_all();
}
END_TEST

/* Stopped in the middle of a request, and before the first one. */
START_TEST(stopped)
{
	const struct http_reply hang = { .request = "", .hang = true };
	struct cluster_options options = { .kubeconfig = &kubeconfig, .timeout = 0.5 };
	struct http_server *server;
	struct addr local;

	open_all();
	ck_assert_int_eq(addr_parse("127.0.0.1", &local), 0);
	options.addresses = (struct addresses){ &local, 1 };
	server = http_server_start(&(struct http_script){
		.replies = &hang, .count = 1, .certificate = &server_pki });
	know(server, &root);
	calls = 0;
	for (unsigned turns = 0; turns < 3; turns++) {
		uv_loop_init(&loop);
		watch = cluster_watch_start(&loop, &options, changed, NULL);
		while (turns && http_server_count(server, "") < turns)
			uv_run(&loop, UV_RUN_ONCE);
		cluster_watch_stop(watch);
		uv_run(&loop, UV_RUN_DEFAULT);
		ck_assert_int_eq(uv_loop_close(&loop), 0);
	}
	ck_assert_uint_eq(calls, 0);
	http_server_stop(server);
	close_all();
}
END_TEST

SUITE("cluster/watch", all_parts_in_turn, pace, token, states, tls, nobody_there, lost,
      stopped);
