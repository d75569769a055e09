#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/ignition.h"
#include "tests/support/http_pki.h"
#include "tests/support/suite.h"

static struct arena *arena;

static struct ignition parse(const char *text)
{
	struct ignition ignition;

	if (!arena)
		arena = arena_new();
	ignition_parse(arena, text, strlen(text), &ignition);
	return ignition;
}

static void done(void)
{
	arena = arena_free(arena);
}

START_TEST(pointers_of_both_generations)
{
	struct ignition ignition = parse(
		"{\"ignition\":{\"config\":{\"append\":[{\"source\":"
		"\"https://api-int.ocp45.example.localdomain:22623/config/master\","
		"\"verification\":{}}]},\"version\":\"2.2.0\"},\"networkd\":{},\"passwd\":{},"
		"\"storage\":{},\"systemd\":{}}");

	ck_assert_int_eq(ignition.problem, IGNITION_OK);
	ck_assert_str_eq(ignition.version, "2.2.0");
	ck_assert_uint_eq(ignition.pointer_count, 1);
	ck_assert_str_eq(ignition.pointers[0].verb, "append");
	ck_assert_str_eq(ignition.pointers[0].host, "api-int.ocp45.example.localdomain");
	ck_assert_str_eq(ignition.pointers[0].path, "/config/master");
	ck_assert_str_eq(ignition.pointers[0].scheme, "https");
	ck_assert_uint_eq(ignition.pointers[0].port, 22623);

	ignition = parse("{\"ignition\":{\"config\":{\"merge\":[{\"source\":"
			 "\"https://api-int.c:22623/config/worker?token=SECRET\"}],"
			 "\"replace\":{\"source\":null}},\"version\":\"3.2.0\"}}");
	ck_assert_int_eq(ignition.problem, IGNITION_OK);
	ck_assert_uint_eq(ignition.major, 3);
	ck_assert_uint_eq(ignition.pointer_count, 1);
	ck_assert_str_eq(ignition.pointers[0].source,
			 "https://api-int.c:22623/config/worker");
	done();
}
END_TEST

START_TEST(other_sources_are_kept_without_secrets)
{
	struct ignition ignition =
		parse("{\"ignition\":{\"version\":\"3.0.0\",\"config\":{\"merge\":["
		      "{\"source\":\"s3://user:SECRET@bucket/x?SECRET\"},"
		      "{\"source\":\"data:;base64,U0VDUkVU\"},"
		      "{\"source\":\"http://u:SECRET@h/p\"}]}}}");

	ck_assert_uint_eq(ignition.pointer_count, 3);
	ck_assert_ptr_null(strstr(ignition.pointers[0].source, "SECRET"));
	ck_assert_ptr_null(ignition.pointers[0].host);
	ck_assert_ptr_null(ignition.pointers[1].source);
	ck_assert_str_eq(ignition.pointers[2].source, "http://h/p");
	done();
}
END_TEST

START_TEST(certificates_are_read)
{
	struct pki ca = pki_make(&(struct pki_wish){ .cn = "root-ca",
						     .ou = "openshift",
						     .is_ca = true,
						     .from = 0,
						     .to = 3600 });
	char *pem = pki_pem(&ca), *url = pki_data_url(pem);
	char text[8000];
	struct ignition ignition;

	snprintf(
		text, sizeof(text),
		"{\"ignition\":{\"version\":\"3.1.0\",\"security\":{\"tls\":{"
		"\"certificateAuthorities\":[{\"source\":\"%s\"}]}}},"
		"\"systemd\":{\"units\":[{},{}]},\"passwd\":{\"users\":[{}]},"
		"\"storage\":{\"files\":["
		"{\"path\":\"/opt/openshift/tls/root-ca.crt\",\"contents\":{\"source\":\"%s\"}},"
		"{\"path\":\"/opt/openshift/tls/root-ca.key\",\"contents\":{\"source\":\"data:,SECRET\"}},"
		"{\"path\":\"/a/bad.crt\",\"contents\":{\"source\":\"data:;base64,!\"}},"
		"{\"path\":\"/a/none.crt\",\"contents\":{\"source\":\"data:,SECRET\"}},"
		"{\"path\":\"/a/packed.crt\",\"contents\":{\"compression\":\"gzip\",\"source\":\"data:,x\"}},"
		"{\"path\":\"/a/far.crt\",\"contents\":{\"source\":\"http://h/x\"}},"
		"{\"path\":\"/a/empty.crt\"}"
		"]}}",
		url, url);
	ignition = parse(text);
	ck_assert_int_eq(ignition.problem, IGNITION_OK);
	ck_assert_uint_eq(ignition.authority_count, 1);
	ck_assert_uint_eq(ignition.authorities[0].list.count, 1);
	ck_assert_str_eq(ignition.authorities[0].list.items[0].facts.subject,
			 "CN=root-ca,OU=openshift");
	ck_assert_uint_eq(ignition.file_count, 7);
	ck_assert_uint_eq(ignition.unit_count, 2);
	ck_assert_uint_eq(ignition.user_count, 1);
	ck_assert_uint_eq(ignition.file_certificate_count, 6);
	ck_assert_str_eq(ignition.files[0].path, "/opt/openshift/tls/root-ca.crt");
	ck_assert_ptr_null(ignition.files[0].problem);
	ck_assert_str_eq(ignition.files[0].list.items[0].facts.sha256,
			 ignition.authorities[0].list.items[0].facts.sha256);
	for (size_t i = 1; i < 6; i++) {
		const char *said = ignition.files[i].problem;

		ck_assert_int_eq(ignition.files[i].is_elsewhere, i == 4);
		ck_assert_int_eq(said != NULL, i != 4);
		ck_assert(!said || !strstr(said, "SECRET"));
		ck_assert_uint_eq(ignition.files[i].list.count, 0);
	}
	free(pem);
	free(url);
	pki_free(&ca);
	done();
}
END_TEST

START_TEST(gzip_inside_is_unpacked)
{
	/* printf hello | gzip -n9 | base64: no certificate, but unpacked. */
	struct ignition ignition = parse(
		"{\"ignition\":{\"version\":\"3.1.0\"},\"storage\":{\"files\":["
		"{\"path\":\"/a.crt\",\"contents\":{\"compression\":\"gzip\",\"source\":"
		"\"data:;base64,H4sIAAAAAAACA8tIzcnJBwCGphA2BQAAAA==\"}}]}}");

	ck_assert_str_eq(ignition.files[0].problem, "it holds no certificate");
	done();
}
END_TEST

static void assert_problem(const char *text, enum ignition_problem problem)
{
	struct ignition ignition = parse(text);

	ck_assert_msg(ignition.problem == problem, "%d instead of %d for %s",
		      ignition.problem, problem, text);
	ck_assert_ptr_nonnull(ignition.message);
	ck_assert_ptr_null(strstr(ignition.message, "SECRET"));
	done();
}

START_TEST(what_is_wrong_is_named)
{
	assert_problem("", IGNITION_EMPTY);
	assert_problem(" \n", IGNITION_EMPTY);
	assert_problem("<html>SECRET", IGNITION_NOT_JSON);
	assert_problem("{\"SECRET\": SECRET}", IGNITION_NOT_JSON);
	assert_problem("{\"ignition\":{\"version\":\"3.1.0\"", IGNITION_NOT_JSON);
	assert_problem("{\"ignition\":{\"version\":\"3.1.0\"}} SECRET",
		       IGNITION_NOT_JSON);
	assert_problem("{\"a\":\"\xff\"}", IGNITION_NOT_JSON);
	assert_problem("\xef\xbb\xbf{}", IGNITION_NOT_JSON);
	assert_problem("{\"SECRET\":1,\"SECRET\":2}", IGNITION_DUPLICATE_KEY);
	assert_problem("[]", IGNITION_NO_VERSION);
	assert_problem("{}", IGNITION_NO_VERSION);
	assert_problem("{\"ignition\":{}}", IGNITION_NO_VERSION);
	assert_problem("{\"ignition\":[]}", IGNITION_BAD_FIELD);
	assert_problem("{\"ignition\":{\"version\":3}}", IGNITION_BAD_FIELD);
	assert_problem("{\"ignition\":{\"version\":\"SECRET\"}}",
		       IGNITION_UNKNOWN_VERSION);
	assert_problem("{\"ignition\":{\"version\":\"3.1\"}}", IGNITION_UNKNOWN_VERSION);
	assert_problem("{\"ignition\":{\"version\":\"3.1.0 \"}}",
		       IGNITION_UNKNOWN_VERSION);
	assert_problem("{\"ignition\":{\"version\":\"3.99.0\"}}",
		       IGNITION_UNKNOWN_VERSION);
	assert_problem("{\"ignition\":{\"version\":\"1.0.0\"}}",
		       IGNITION_UNKNOWN_VERSION);
	assert_problem("{\"ignition\":{\"version\":\"3.1.0\"},\"storage\":7}",
		       IGNITION_BAD_FIELD);
	assert_problem(
		"{\"ignition\":{\"version\":\"3.1.0\",\"config\":{\"merge\":[1]}}}",
		IGNITION_BAD_FIELD);
	assert_problem(
		"{\"ignition\":{\"version\":\"3.1.0\"},\"storage\":{\"files\":[1]}}",
		IGNITION_BAD_FIELD);
}
END_TEST

START_TEST(place_of_a_syntax_error)
{
	struct ignition ignition = parse("{\n \"a\": nope}");

	ck_assert_uint_eq(ignition.line, 2);
	ck_assert_uint_gt(ignition.column, 0);
	done();
}
END_TEST

START_TEST(depth_is_bounded)
{
	enum { DEPTH = 100000 };
	static char text[DEPTH + 1];

	memset(text, '[', DEPTH);
	assert_problem(text, IGNITION_TOO_DEEP);
}
END_TEST

SUITE("core/ignition", pointers_of_both_generations,
      other_sources_are_kept_without_secrets, certificates_are_read,
      gzip_inside_is_unpacked, what_is_wrong_is_named, place_of_a_syntax_error,
      depth_is_bounded);
