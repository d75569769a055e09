/* A kubeconfig, whole and broken; what it holds is never quoted. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/kubeconfig.h"
#include "tests/support/http_pki.h"
#include "tests/support/suite.h"

static struct arena *arena;
static struct diagnostics diagnostics;
static struct kubeconfig config;
static struct pki pki;
static char *certificate, *key;

static void open_all(void)
{
	arena = arena_new();
	pki = pki_make(&(struct pki_wish){ .cn = "admin", .from = -60, .to = 3600 });
	certificate = pki_pem(&pki);
	key = pki_key_pem(&pki);
}

static void close_all(void)
{
	free(certificate);
	free(key);
	pki_free(&pki);
	arena = arena_free(arena);
}

static const char *base64(const char *text)
{
	size_t length = strlen(text);
	char *encoded = arena_alloc(arena, (length / 3 + 1) * 4 + 1);

	EVP_EncodeBlock((unsigned char *)encoded, (const unsigned char *)text,
			(int)length);
	return encoded;
}

static int parse(const char *text)
{
	diag_init(&diagnostics, arena);
	return kubeconfig_parse(arena, "auth/kubeconfig", text, strlen(text),
				&diagnostics, &config);
}

/* As the installer writes it, with these lines for cluster and user. */
static const char *with(const char *cluster, const char *user)
{
	return arena_printf(arena,
			    "clusters:\n- cluster:\n%s  name: ocp45\n"
			    "contexts:\n- context:\n    cluster: ocp45\n    user: admin\n"
			    "  name: admin\ncurrent-context: admin\npreferences: {}\n"
			    "users:\n- name: admin\n  user:\n%s",
			    cluster, user);
}

static const char *const good_server =
	"    server: https://api.ocp45.example.localdomain:6443\n";

START_TEST(as_the_installer_writes_it)
{
	const char *cluster, *user;

	open_all();
	cluster = arena_printf(arena, "    certificate-authority-data: %s\n%s",
			       base64(certificate), good_server);
	user = arena_printf(arena,
			    "    client-certificate-data: %s\n    client-key-data: %s\n",
			    base64(certificate), base64(key));
	ck_assert_int_eq(parse(with(cluster, user)), 0);
	ck_assert_uint_eq(diagnostics.count, 0);
	ck_assert_str_eq(config.context.value, "admin");
	ck_assert_str_eq(config.server.value,
			 "https://api.ocp45.example.localdomain:6443/");
	ck_assert_uint_eq(config.server.where.line, 4);
	ck_assert_str_eq(config.ca.text, certificate);
	ck_assert_str_eq(config.certificate.text, certificate);
	ck_assert_str_eq(config.key.text, key);
	ck_assert_ptr_null(config.token);
	ck_assert_ptr_null(config.tls_server_name);
	close_all();
}
END_TEST

START_TEST(files_beside_it)
{
	char folder[] = "/tmp/ocp-test-kubeconfig-XXXXXX";
	const char *names[] = { "ca.pem", "token" };
	const char *texts[] = { NULL, "sha256~abc\n" };
	const char *path;
	FILE *file;

	open_all();
	texts[0] = certificate;
	ck_assert_ptr_nonnull(mkdtemp(folder));
	path = arena_printf(arena, "%s/kubeconfig", folder);
	file = fopen(path, "w");
	fputs(with("    certificate-authority: ca.pem\n"
		   "    server: https://10.0.0.1:6443\n    tls-server-name: API.example\n",
		   "    tokenFile: token\n"),
	      file);
	fclose(file);
	diag_init(&diagnostics, arena);
	ck_assert_int_eq(kubeconfig_load(arena, path, &diagnostics, &config), -EINVAL);
	ck_assert_uint_eq(diagnostics.errors, 2);
	ck_assert_uint_eq(diagnostics.items[0].where.line, 3);
	for (size_t i = 0; i < 2; i++) {
		file = fopen(arena_printf(arena, "%s/%s", folder, names[i]), "w");
		fputs(texts[i], file);
		fclose(file);
	}
	diag_init(&diagnostics, arena);
	ck_assert_int_eq(kubeconfig_load(arena, path, &diagnostics, &config), 0);
	ck_assert_str_eq(config.ca.text, certificate);
	ck_assert_str_eq(config.token, "sha256~abc");
	ck_assert_str_eq(config.tls_server_name, "api.example");
	for (size_t i = 0; i < 2; i++)
		unlink(arena_printf(arena, "%s/%s", folder, names[i]));
	unlink(path);
	rmdir(folder);
	diag_init(&diagnostics, arena);
	ck_assert_int_eq(kubeconfig_load(arena, path, &diagnostics, &config), -ENOENT);
	ck_assert_uint_eq(diagnostics.errors, 1);
	close_all();
}
END_TEST

/* Each is refused, at the line that is wrong, and says nothing of what is secret. */
START_TEST(what_cannot_be_used)
{
	static const struct {
		const char *cluster, *user, *part;
		unsigned line;
	} cases[] = {
		{"    {}\n",			      "    token: s3cret\n",			     "no server",		  3 },
		{ "    server: http://s3cret:6443\n",    "    token: s3cret\n",
		  "without TLS",												   3 },
		{ "    server: https://me:s3cret@api\n", "    token: s3cret\n",
		  "user name",												     3 },
		{ "    server: api:6443\n",		    "    token: s3cret\n",			   "no https URL",	   3 },
		{ NULL,				  "    {}\n",				     "no credentials",	      15},
		{ NULL,				  "    username: s3cret\n    password: s3cret\n",
		  "no password is sent",											   15},
		{ NULL,				  "    exec: {command: s3cret}\n",		 "no program is started", 15},
		{ NULL,				  "    token: \"s3cret\\ns3cret\"\n",		    "characters",		  15},
		{ NULL,				  "    client-key-data: s3cret\n",		 "base64",		   15},
		{ NULL,				  "    client-key-data: czNjcmV0\n",		   "no private key",	     15},
		{ NULL,				  "    client-certificate-data: czNjcmV0\n",	   "no certificate",	     15},
		{ NULL,				  "    client-certificate: s3cret\n",		    "without client-key",	  15},
		{ NULL,				  "    client-key-data: [s3cret]\n",		   "found a list",	   15},
	};

	open_all();
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *text = with(cases[i].cluster ? cases[i].cluster : good_server,
					cases[i].user);
		bool found = false;

		ck_assert_msg(parse(text) == -EINVAL, "%s", text);
		for (size_t d = 0; d < diagnostics.count; d++) {
			const struct diagnostic *item = &diagnostics.items[d];

			ck_assert_msg(!strstr(item->message, "s3cret"), "%s",
				      item->message);
			ck_assert(!item->help || !strstr(item->help, "s3cret"));
			found |= strstr(item->message, cases[i].part) &&
				 item->where.line == cases[i].line;
		}
		ck_assert_msg(found, "%s: %s at %u", text, diagnostics.items[0].message,
			      diagnostics.items[0].where.line);
	}
	close_all();
}
END_TEST

START_TEST(what_is_no_kubeconfig)
{
	static const char *const texts[] = {
		"",
		"[]",
		"x",
		"{",
		"\xff",
		"current-context: a",
		"current-context: a\ncontexts: [{name: a, context: {cluster: b, user: c}}]",
		"current-context: a\ncontexts: [{name: a, context: []}]",
		"current-context: a\ncontexts: [a, {name: [a]}, {name: b}]",
	};

	open_all();
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		ck_assert_msg(parse(texts[i]) == -EINVAL, "%s", texts[i]);
		ck_assert_uint_gt(diagnostics.errors, 0);
	}
	close_all();
}
END_TEST

START_TEST(what_is_not_obeyed)
{
	open_all();
	ck_assert_int_eq(parse(with("    insecure-skip-tls-verify: true\n"
				    "    proxy-url: http://u:s3cret@proxy:3128\n"
				    "    server: https://api:6443\n",
				    "    token: x\n")),
			 0);
	ck_assert_uint_eq(diagnostics.count, 2);
	ck_assert_ptr_nonnull(strstr(diagnostics.items[0].message, "not obeyed"));
	ck_assert_uint_eq(diagnostics.items[0].where.line, 3);
	ck_assert_ptr_null(strstr(diagnostics.items[1].message, "s3cret"));
	close_all();
}
END_TEST

SUITE("kubeconfig", as_the_installer_writes_it, files_beside_it, what_cannot_be_used,
      what_is_no_kubeconfig, what_is_not_obeyed);
