/*
 * Boot files as web servers serve them, well and badly.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probes/http/_content.h"
#include "tests/support/http_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_http_artifact;
static const struct probe *const table[] = { &probe_http_artifact, NULL };

#define ID "http.artifact"

static struct http_world w;

/* One file, served as the reply says, and what is said of it. */
static void assert_reply(const char *file, struct http_reply reply, enum status status,
			 const char *part)
{
	struct http_server *server;
	const char *url;

	http_world_open(&w);
	reply.request = reply.request ? reply.request : "";
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

static void assert_file(const char *file, const char *bytes, enum status status,
			const char *part)
{
	assert_reply(file, (struct http_reply){ .file = bytes }, status, part);
}

static void assert_answer(const char *file, const char *bytes, enum status status,
			  const char *part)
{
	assert_reply(file, (struct http_reply){ .bytes = bytes }, status, part);
}

START_TEST(files_that_are_what_they_say)
{
	assert_file("master.ign", "{}", STATUS_PASS, "2 bytes, JSON");
	assert_file("x.raw.gz", "\x1f\x8b\x08zz", STATUS_PASS, "5 bytes, gzip");
	assert_file("live-initramfs.x86_64.img", "070701zz", STATUS_PASS, "an initramfs");
	assert_file("live-rootfs.x86_64.img", "070701zz", STATUS_PASS,
		    "a root file system");
	assert_file("pxeboot.ipxe", "#!ipxe\nboot", STATUS_PASS, "an iPXE script");
	assert_file("notes.txt", "whatever", STATUS_PASS, "8 bytes, a file");
}
END_TEST

START_TEST(files_that_are_not)
{
	assert_file("master.ign", "TOPSECRET", STATUS_FAIL, "reason content");
	assert_file("x.raw.gz", "<html>oops", STATUS_FAIL, "it is HTML instead of gzip");
	assert_file("x.raw.gz",
		    "\xfd"
		    "7zXZ",
		    STATUS_FAIL, "something else instead of gzip");
	assert_file("live-rootfs.x86_64.img", "\x1f\x8b\x08", STATUS_FAIL,
		    "it is gzip instead");
	assert_file("live-kernel-x86_64", "\177ELF...", STATUS_FAIL,
		    "ELF program instead of a kernel");
	assert_file("pxeboot.ipxe", "\xef\xbb\xbf#!ipxe\n", STATUS_FAIL,
		    "byte order mark");
	assert_file("x.iso", "short", STATUS_FAIL, "instead of an ISO image");
	assert_file("live-initramfs.x86_64.img", "", STATUS_FAIL, "is empty");
	assert_file("master.ign", "", STATUS_FAIL, "is empty");
}
END_TEST

START_TEST(statuses)
{
	assert_answer("a.ign", "HTTP/1.1 404 N\r\nContent-Length: 0\r\n\r\n", STATUS_FAIL,
		      "is not there (404)");
	assert_answer("a.ign", "HTTP/1.1 403 N\r\nContent-Length: 0\r\n\r\n", STATUS_FAIL,
		      "may not read a.ign (403)");
	assert_answer("a.ign", "HTTP/1.1 500 N\r\nContent-Length: 0\r\n\r\n", STATUS_FAIL,
		      "is not served: status 500");
	assert_answer(
		"live-kernel-x86_64",
		"HTTP/1.1 301 M\r\nLocation: https://h/\r\nContent-Length: 0\r\n\r\n",
		STATUS_FAIL, "iPXE may lack TLS");
	assert_answer("a.ign",
		      "HTTP/1.1 301 M\r\nLocation: /a.ign/\r\nContent-Length: 0\r\n\r\n",
		      STATUS_FAIL, "redirected to /a.ign/");
	assert_answer("a.ign", "hello", STATUS_FAIL, "is not served: a broken answer");
}
END_TEST

START_TEST(known_to_bite)
{
	assert_reply("x.raw.gz",
		     (struct http_reply){ .file = "\x1f\x8b\x08", .no_ranges = true },
		     STATUS_WARN, "byte ranges do not work");
	assert_reply("a.ign", (struct http_reply){ .file = "{}", .no_ranges = true },
		     STATUS_WARN, "byte ranges do not work");
	assert_reply("x.raw.gz",
		     (struct http_reply){ .file = "\x1f\x8b\x08",
					  .headers = "Content-Encoding: gzip\r\n" },
		     STATUS_WARN, "Content-Encoding: gzip");
}
END_TEST

START_TEST(head_and_get_agree)
{
	/* clang-format off */
	static const struct http_reply no_head[] = {
		{ .request = "HEAD", .bytes = "HTTP/1.1 405 N\r\nContent-Length: 0\r\n\r\n" },
		{ .request = "GET", .file = "{}" },
	};
	static const struct http_reply other_length[] = {
		{ .request = "HEAD", .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 77\r\n\r\n" },
		{ .request = "GET", .file = "{}" },
	};
	static const struct http_reply cut[] = {
		{ .request = "HEAD", .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 77\r\n\r\n" },
		{ .request = "GET", .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 77\r\n\r\n{TOPSECRET" },
	};
	static const struct http_reply slow[] = {
		{ .request = "HEAD", .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 77\r\n\r\n" },
		{ .request = "GET", .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 77\r\n\r\n{", .hang = true },
	};
	static const struct http_reply endless[] = {
		{ .request = "HEAD", .bytes = "HTTP/1.1 200 OK\r\n\r\n" },
		{ .request = "GET", .bytes = "HTTP/1.1 200 OK\r\n\r\n{", .endless = ' ' },
	};
	static const struct {
		const struct http_reply *replies;
		const char *part;
	} cases[] = {
		{ no_head, "HEAD is answered with status 405" },
		{ other_length, "do not agree on its length" },
		{ cut, "is cut short: 10 of 77 bytes" },
		{ slow, "comes too slowly" },
		{ endless, "too large to be an Ignition file" },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct http_server *server = http_server_start(
			&(struct http_script){ .replies = cases[i].replies, .count = 2 });
		const char *url;

		http_world_open(&w);
		url = http_world_artifact(&w, server, "a.ign");
		http_world_run(&w, table);
		world_expect_text(&w.world, ID, url, STATUS_FAIL, cases[i].part);
		ck_assert_ptr_null(
			strstr(world_text(&w.world, world_result(&w.world, ID, url)),
			       "TOPSECRET"));
		http_server_stop(server);
		http_world_close(&w);
	}
}
END_TEST

START_TEST(a_server_that_is_gone_is_said_once)
{
	const char *urls[5];

	http_world_open(&w);
	for (int i = 0; i < 5; i++)
		urls[i] = http_world_artifact(&w, NULL,
					      arena_printf(w.world.arena, "%d.ign", i));
	http_world_run(&w, table);
	world_expect_text(&w.world, ID, urls[0], STATUS_FAIL, "reason tcp-refused");
	world_expect_text(&w.world, ID, urls[0], STATUS_FAIL,
			  "systemctl enable --now nginx");
	for (int i = 1; i < 5; i++) {
		world_expect(&w.world, ID, urls[i], STATUS_SKIP);
		ck_assert_ptr_eq(world_result(&w.world, ID, urls[i])->blocked_by[0],
				 world_result(&w.world, ID, urls[0]));
	}
	http_world_close(&w);
}
END_TEST

START_TEST(a_name_that_is_gone_is_said_once)
{
	const char *const urls[] = { "http://gone.test/a.ign", "http://gone.test/b.ign" };

	http_world_open(&w);
	world_serve(&w.world, DNS_BOTH);
	for (int i = 0; i < 2; i++)
		w.artifacts[i] =
			(struct artifact){ .url = urls[i], .file = urls[i] + 17 };
	w.world.inventory.artifact_count = 2;
	http_world_run(&w, table);
	world_expect_text(&w.world, ID, urls[0], STATUS_FAIL, "does not resolve");
	world_expect(&w.world, ID, urls[1], STATUS_SKIP);
	http_world_close(&w);
}
END_TEST

START_TEST(requests_are_few)
{
	static const struct http_reply replies[] = {
		{.request = "", .file = "{}"}
	};
	struct http_server *server;

	http_world_open(&w);
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 1 });
	http_world_artifact(&w, server, "a.ign");
	http_world_artifact(&w, server, "notes");
	http_world_run(&w, table);
	ck_assert_uint_eq(http_server_count(server, "HEAD /a.ign"), 1);
	ck_assert_uint_eq(http_server_count(server, "GET /a.ign"), 2);
	ck_assert_uint_eq(http_server_count(server, "HEAD /notes"), 1);
	ck_assert_uint_eq(http_server_count(server, "GET /notes"), 1);
	http_server_stop(server);
	http_world_close(&w);
}
END_TEST

/* A document root with work/b.ign and a.ign. */
static const char *make_docroot(void)
{
	const char *root = arena_printf(w.world.arena, "/tmp/ocp-test-root-%d", getpid());
	FILE *file;

	mkdir(root, 0755);
	mkdir(arena_printf(w.world.arena, "%s/work", root), 0755);
	file = fopen(arena_printf(w.world.arena, "%s/a.ign", root), "w");
	fputs("{}{}", file);
	fclose(file);
	file = fopen(arena_printf(w.world.arena, "%s/work/b.ign", root), "w");
	fputs("{}", file);
	fclose(file);
	return root;
}

static void remove_docroot(const char *root)
{
	unlink(arena_printf(w.world.arena, "%s/a.ign", root));
	unlink(arena_printf(w.world.arena, "%s/work/b.ign", root));
	rmdir(arena_printf(w.world.arena, "%s/work", root));
	rmdir(root);
}

START_TEST(joined_with_the_local_file)
{
	/* clang-format off */
	static const struct http_reply replies[] = {
		{ .request = "GET /a.ign", .file = "{}" },
		{ .request = "HEAD /a.ign", .file = "{}" },
		{ .request = "GET /c.ign", .bytes = "HTTP/1.1 403 N\r\nContent-Length: 0\r\n\r\n" },
		{ .request = "HEAD /c.ign", .bytes = "HTTP/1.1 403 N\r\nContent-Length: 0\r\n\r\n" },
		{ .request = "GET /e.ign", .bytes = "HTTP/1.1 403 N\r\nContent-Length: 0\r\n\r\n" },
		{ .request = "HEAD /e.ign", .bytes = "HTTP/1.1 403 N\r\nContent-Length: 0\r\n\r\n" },
	};
	/* clang-format on */
	struct http_server *server;
	const char *root, *a, *b, *c, *d, *e;

	http_world_open(&w);
	root = make_docroot();
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 6 });
	a = http_world_local(&w, server, root, "a.ign");
	b = http_world_local(&w, server, root, "b.ign");
	c = http_world_local(&w, server, root, "c.ign");
	d = http_world_local(&w, server, root, "A.IGN");
	e = http_world_local(&w, server, root, "e.ign");
	http_world_bad_path = w.artifacts[2].path;
	http_world_run(&w, table);
	world_expect_text(&w.world, ID, a, STATUS_FAIL, "another length than the file");
	world_expect_text(&w.world, ID, b, STATUS_FAIL, "work/b.ign");
	world_expect_text(&w.world, ID, d, STATUS_FAIL, "the file is there:");
	/* Not below the document root: an Alias leads elsewhere. */
	world_expect_text(&w.world, ID, e, STATUS_FAIL, "its mode, a rule or");
	/* One cause: the mode. */
	world_expect(&w.world, ID, c, STATUS_SKIP);
	ck_assert_str_eq(world_result(&w.world, ID, c)->blocked_by[0]->probe->id,
			 "file.mode");
	http_server_stop(server);
	remove_docroot(root);
	http_world_close(&w);
}
END_TEST

START_TEST(one_address_of_two_is_dead)
{
	static const struct http_reply replies[] = {
		{.request = "", .file = "{}"}
	};
	struct http_server *server;
	struct dns_server *dns;
	const char *url;

	http_world_open(&w);
	server = http_server_start(&(struct http_script){
		.address = "127.0.0.2", .replies = replies, .count = 1 });
	dns = world_serve(&w.world, DNS_BOTH);
	dns_server_add(dns, "web.test", "A", "127.0.0.1");
	dns_server_add(dns, "web.test", "A", "127.0.0.2");
	url = arena_printf(w.world.arena, "http://web.test:%u/a.ign",
			   http_server_port(server));
	w.artifacts[0] = (struct artifact){ .url = url, .file = "a.ign" };
	w.world.inventory.artifact_count = 1;
	http_world_run(&w, table);
	world_expect_text(&w.world, ID, url, STATUS_WARN,
			  "is served at 127.0.0.2, but not at 127.0.0.1");
	http_server_stop(server);
	http_world_close(&w);
}
END_TEST

START_TEST(second_address_is_tried_too)
{
	static const struct http_reply replies[] = {
		{.request = "", .file = "{}"}
	};
	struct http_server *server;
	struct dns_server *dns;
	const char *urls[2];

	http_world_open(&w);
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 1 });
	dns = world_serve(&w.world, DNS_BOTH);
	dns_server_add(dns, "web.test", "A", "127.0.0.1");
	dns_server_add(dns, "web.test", "AAAA", "::1");
	for (int i = 0; i < 2; i++) {
		urls[i] = arena_printf(w.world.arena, "http://web.test:%u/%d.ign",
				       http_server_port(server), i);
		w.artifacts[i] = (struct artifact){ .url = urls[i], .file = "a.ign" };
	}
	w.world.inventory.artifact_count = 2;
	http_world_run(&w, table);
	world_expect_text(&w.world, ID, urls[0], STATUS_WARN,
			  "is served at 127.0.0.1, but not at ::1");
	/* Said once. */
	world_expect(&w.world, ID, urls[1], STATUS_PASS);
	http_server_stop(server);
	http_world_close(&w);
}
END_TEST

static bool fits(enum content content, const char *file, size_t at, const char *magic)
{
	static unsigned char bytes[0x9000];

	memset(bytes, 0, sizeof(bytes));
	memcpy(bytes + at, magic, strlen(magic));
	return content_fits(content, file, bytes, content_bytes(content));
}

START_TEST(contents_by_name)
{
	unsigned char both[1024] = { 0 };

	ck_assert_int_eq(content_of_name("rhcos-4.5.6-x86_64-installer-kernel-x86_64"),
			 CONTENT_KERNEL);
	ck_assert_int_eq(content_of_name("rhcos-live-kernel.x86_64"), CONTENT_KERNEL);
	ck_assert_int_eq(content_of_name("rhcos-live-rootfs.x86_64.img"), CONTENT_ROOTFS);
	ck_assert_int_eq(content_of_name("rhcos-4.5.6-x86_64-metal.x86_64.raw.gz"),
			 CONTENT_GZIP);
	ck_assert_int_eq(content_of_name("rhcos-4.5.6-x86_64-metal.x86_64.raw.gz.sig"),
			 CONTENT_UNKNOWN);
	ck_assert_int_eq(content_of_name("rhcos-live-iso.x86_64.iso"), CONTENT_ISO);
	ck_assert_int_eq(content_of_name("ipxe.efi"), CONTENT_EFI);
	ck_assert(fits(CONTENT_KERNEL, "k-x86_64", 0x202, "HdrS"));
	ck_assert(fits(CONTENT_KERNEL, "k-aarch64", 0x38, "ARMd"));
	ck_assert(!fits(CONTENT_KERNEL, "k-x86_64", 0x38, "ARMd"));
	ck_assert(!fits(CONTENT_KERNEL, "k-aarch64", 0x202, "HdrS"));
	ck_assert(fits(CONTENT_KERNEL, "k-aarch64", 0, "\x1f\x8b"));
	ck_assert(fits(CONTENT_KERNEL, "k-ppc64le", 0, "\177ELF"));
	/* Both kinds can begin as an EFI program; HdrS tells that it is the other one. */
	memcpy(both, "MZ", 2);
	ck_assert(content_fits(CONTENT_KERNEL, "k-aarch64", both, sizeof(both)));
	memcpy(both + 0x202, "HdrS", 4);
	ck_assert(!content_fits(CONTENT_KERNEL, "k-aarch64", both, sizeof(both)));
	ck_assert(fits(CONTENT_ISO, "x.iso", 0x8001, "CD001"));
	ck_assert(!fits(CONTENT_ISO, "x.iso", 0, "CD001"));
	ck_assert(fits(CONTENT_INITRAMFS, "i", 0, "\x28\xb5\x2f\xfd"));
	ck_assert(!fits(CONTENT_INITRAMFS, "i", 0, "x"));
	ck_assert(!fits(CONTENT_IPXE, "x.ipxe", 0, "/x\n#!ipxe\n"));
}
END_TEST

SUITE("probes/http/artifact", files_that_are_what_they_say, files_that_are_not, statuses,
      known_to_bite, head_and_get_agree, a_server_that_is_gone_is_said_once,
      a_name_that_is_gone_is_said_once, requests_are_few, joined_with_the_local_file,
      one_address_of_two_is_dead, second_address_is_tried_too, contents_by_name);
