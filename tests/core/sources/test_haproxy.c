#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/files.h"
#include "core/sources/haproxy.h"
#include "tests/support/suite.h"

static struct arena *arena;
static struct diagnostics diagnostics;
static struct haproxy haproxy;

static void read_bytes(const char *name, const char *bytes, size_t length)
{
	const struct source_file file = { .name = name,
					  .bytes = bytes,
					  .length = length };
	const struct source_file *const list = &file;

	haproxy_read(arena, &list, 1, &diagnostics, &haproxy);
}

static void read_text(const char *text)
{
	arena = arena_new();
	diag_init(&diagnostics, arena);
	read_bytes("haproxy.cfg", text, strlen(text));
}

static void done(void)
{
	arena = arena_free(arena);
}

START_TEST(fronts_know_their_servers)
{
	const struct balancer_front *front;

	read_text("defaults\n"
		  "    mode tcp\n"
		  "frontend api # the API\n"
		  "    bind 172.16.0.110:6443,172.16.0.111:6443\n"
		  "    default_backend \"masters\"\n"
		  "backend masters\n"
		  "    server bs bs.example:6443 check backup\n"
		  "    server m1 172.16.0.21:6443 check\n");
	ck_assert_uint_eq(diagnostics.count, 0);
	ck_assert_uint_eq(haproxy.count, 2);
	front = &haproxy.fronts[1];
	ck_assert_str_eq(front->address, "172.16.0.111");
	ck_assert_uint_eq(front->port, 6443);
	ck_assert_str_eq(front->mode, "tcp");
	ck_assert_str_eq(front->section, "api");
	ck_assert_uint_eq(front->where.line, 4);
	ck_assert_uint_eq(front->where.column, 28);
	ck_assert_uint_eq(front->server_count, 2);
	ck_assert(front->servers[0].backup);
	ck_assert_str_eq(front->servers[0].host, "bs.example");
	ck_assert_str_eq(front->servers[1].host, "172.16.0.21");
	ck_assert_uint_eq(front->servers[1].port, 6443);
	ck_assert_uint_eq(front->servers[1].where.line, 8);
	done();
}
END_TEST

START_TEST(a_listen_section_is_both)
{
	read_text("listen ingress\n bind :80\n bind [::]:80 v6only\n mode http\n"
		  " server w1 [fd00::31]:80\n server w2 [fd00::32]\n");
	ck_assert_uint_eq(haproxy.count, 2);
	ck_assert_str_eq(haproxy.fronts[0].address, "*");
	ck_assert_str_eq(haproxy.fronts[1].address, "::");
	ck_assert_str_eq(haproxy.fronts[0].mode, "http");
	ck_assert_str_eq(haproxy.fronts[0].servers[0].host, "fd00::31");
	ck_assert_uint_eq(haproxy.fronts[0].servers[0].port, 80);
	ck_assert_str_eq(haproxy.fronts[0].servers[1].host, "fd00::32");
	ck_assert_uint_eq(haproxy.fronts[0].servers[1].port, 0);
	done();
}
END_TEST

START_TEST(defaults_are_inherited_by_place_and_by_name)
{
	read_text("defaults web\n mode http\n"
		  "defaults plain\n mode tcp\n"
		  "frontend a\n bind *:1\n"
		  "frontend b from web\n bind *:2\n"
		  "defaults\n"
		  "frontend c\n bind *:3\n");
	ck_assert_str_eq(haproxy.fronts[0].mode, "tcp");
	ck_assert_str_eq(haproxy.fronts[1].mode, "http");
	ck_assert_str_eq(haproxy.fronts[2].mode, "tcp");
	done();
}
END_TEST

START_TEST(other_sections_and_sockets_are_passed_over)
{
	read_text("global\n stats socket /run/haproxy mode 600\n"
		  "peers p\n bind :10000\n server x 1.2.3.4:5\n"
		  "frontend f\n bind /run/f.sock\n bind abns@f\n bind ipv4@10.0.0.1:443\n"
		  " bind :8000-8002\n use_backend %[req.hdr(host)] if TRUE\n");
	ck_assert_uint_eq(diagnostics.count, 0);
	ck_assert_uint_eq(haproxy.count, 4);
	ck_assert_str_eq(haproxy.fronts[0].address, "10.0.0.1");
	ck_assert_uint_eq(haproxy.fronts[3].port, 8002);
	done();
}
END_TEST

static void expect(const char *text, unsigned line, unsigned column, const char *words)
{
	read_text(text);
	ck_assert_uint_eq(diagnostics.errors, 1);
	ck_assert_msg(strstr(diagnostics.items[0].message, words) != NULL, "%s",
		      diagnostics.items[0].message);
	ck_assert_uint_eq(diagnostics.items[0].where.line, line);
	ck_assert_uint_eq(diagnostics.items[0].where.column, column);
	done();
}

START_TEST(mistakes_have_a_place)
{
	expect("frontend f\n bind *:66443\n", 2, 9, "no port 66443");
	expect("frontend f\n bind 10.0.0.1:80,10.0.0.1:90-80\n", 2, 28, "empty");
	expect("frontend f\n bind 10.0.0.1\n", 2, 7, "port is missing");
	expect("backend b\n server x \"10.0.0.1:1\n", 2, 11, "quote");
	expect("backend b\n server x\n", 2, 2, "no address");
	expect("backend b\n server y 1.2.3.4:http\n", 2, 19, "'http' is no port");
	expect("backend b\n server y 1.2.3.4:80 chekc\n", 2, 22, "'chekc'");
	expect("backend b\n server y 1.2.3.4 check\n", 2, 11, "no port to check");
	expect("backend b\n server y fd00::1 check\n", 2, 11, "is no address");
	expect("frontend infra\xe3\x80\x80\n bind :80\n", 1, 15, "not permitted");
	expect("frontend f\n default_backend b\n", 2, 18, "no backend 'b'");
	expect("backend b\nbackend b\n", 2, 9, "same name");
	expect("defaults\n mode tpc\n", 2, 7, "unknown mode");
	expect("defaults\n timeout client 1x\n", 2, 17, "no time");
	expect("defaults\n\xe3\x80\x80mode tcp\n", 2, 1, "unknown keyword");
	expect("defaults\n.if 1\n mode tcp\n", 2, 1, "no '.endif'");
	expect("bind *:80\n", 1, 1, "outside");
	expect("defaults", 1, 1, "does not end");
}
END_TEST

START_TEST(settings_come_from_the_defaults)
{
	const struct haproxy_section *section;

	read_text("defaults\n mode http\n balance source\n option ssl-hello-chk\n"
		  " timeout client 1m\n timeout server 500\n"
		  " default-server check inter 10s fall 2\n"
		  "backend b\n mode tcp\n server m1 10.0.0.1:6443\n"
		  " server m2 10.0.0.2:6443 no-check backup disabled send-proxy-v2\n"
		  " option httpchk GET /readyz HTTP/1.0\n"
		  " server m3 10.0.0.3:+1 check-ssl verify none check port 1936\n");
	ck_assert_uint_eq(diagnostics.count, 0);
	section = haproxy_backend(&haproxy, "b");
	ck_assert_ptr_nonnull(section);
	ck_assert_str_eq(haproxy_mode(section), "tcp");
	ck_assert_str_eq(section->settings.balance.value, "source");
	ck_assert_uint_eq(section->settings.balance.where.line, 3);
	ck_assert_uint_eq(section->settings.client.ms, 60000);
	ck_assert_uint_eq(section->settings.server.ms, 500);
	ck_assert_int_eq(section->settings.check, HAPROXY_CHECK_HTTP);
	ck_assert_str_eq(section->settings.check_uri, "/readyz");
	ck_assert_uint_eq(section->server_count, 3);
	ck_assert(section->servers[0].options.check);
	ck_assert_uint_eq(section->servers[0].options.inter_ms, 10000);
	ck_assert_uint_eq(section->servers[0].options.fall, 2);
	ck_assert_uint_eq(section->servers[0].port_where.column, 21);
	ck_assert(!section->servers[1].options.check);
	ck_assert(section->servers[1].options.backup);
	ck_assert(section->servers[1].options.disabled);
	ck_assert_uint_eq(section->servers[1].options.send_proxy.line, 11);
	ck_assert_uint_eq(haproxy_server_port(&section->servers[2], 80), 81);
	ck_assert_uint_eq(section->servers[2].options.check_port, 1936);
	done();
}
END_TEST

START_TEST(forms_of_bind)
{
	const struct haproxy_section *section;

	read_text(
		"global\n setenv VIP 172.16.0.110\nfrontend f\n"
		" bind \"${VIP}:6443\" ssl crt /etc/x interface eth0\n"
		" bind \"${OTHER}:443\"\n bind \"$WHOLE\"\n bind ipv6@[fd00::1]:1-3 v4v6\n"
		" bind unix@/run/x\n bind :80,:81\n");
	ck_assert_uint_eq(diagnostics.count, 0);
	section = haproxy.sections[0];
	ck_assert_uint_eq(section->bind_count, 6);
	ck_assert_str_eq(section->binds[0].address, "172.16.0.110");
	ck_assert_uint_eq(section->binds[0].ssl.column, 21);
	ck_assert_str_eq(section->binds[0].interface, "eth0");
	ck_assert(haproxy_is_unknown(section->binds[1].address));
	ck_assert_uint_eq(section->binds[1].first, 443);
	ck_assert_uint_eq(section->binds[2].first, 0);
	ck_assert_str_eq(section->binds[3].address, "fd00::1");
	ck_assert_uint_eq(section->binds[3].last, 3);
	ck_assert_uint_eq(section->binds[5].first, 81);
	done();
}
END_TEST

START_TEST(conditions)
{
	read_text(
		".if 0\nfrontend a\n bind :1\n nonsense\n.elif 1\nfrontend b\n bind :2\n"
		".else\nfrontend c\n bind :3\n.endif\n"
		".if defined(X) && feature(Y)\nfrontend d\n bind :x\n bind :4\n"
		".else\nfrontend d\n bind :5\n.endif\n");
	ck_assert_uint_eq(diagnostics.count, 0);
	ck_assert_uint_eq(haproxy.section_count, 3);
	ck_assert_str_eq(haproxy.sections[0]->name, "b");
	ck_assert(!haproxy.sections[0]->maybe);
	ck_assert_str_eq(haproxy.sections[1]->name, "d");
	ck_assert(haproxy.sections[1]->maybe);
	ck_assert(haproxy.sections[2]->maybe);
	done();
}
END_TEST

START_TEST(files_are_one_configuration)
{
	static const char first[] = "defaults\n mode http\nfrontend f\n bind :80\n"
				    " default_backend b\n";
	static const char second[] = "backend b\n server w1 10.0.0.1:80\n";
	static const char third[] = " server w2 10.0.0.2:80\n";
	const struct source_file files[] = {
		{.name = "10.cfg",  .bytes = first,  .length = sizeof first - 1 },
		{ .name = "20.cfg", .bytes = second, .length = sizeof second - 1},
		{ .name = "30.cfg", .bytes = third,  .length = sizeof third - 1 },
	};
	const struct source_file *const list[] = { &files[0], &files[1], &files[2] };

	arena = arena_new();
	diag_init(&diagnostics, arena);
	haproxy_read(arena, list, 3, &diagnostics, &haproxy);
	ck_assert_uint_eq(haproxy.fronts[0].server_count, 1);
	ck_assert_str_eq(haproxy.fronts[0].servers[0].where.file, "20.cfg");
	ck_assert_str_eq(haproxy_mode(haproxy_backend(&haproxy, "b")), "http");
	/* A section does not go on in the next file. */
	ck_assert_uint_eq(diagnostics.errors, 1);
	ck_assert_str_eq(diagnostics.items[0].where.file, "30.cfg");
	done();
}
END_TEST

START_TEST(templates)
{
	const struct haproxy_section *section;

	read_text(
		"backend b\n server-template w 1-3 w.example:443 check init-addr none\n"
		" server-template v 2 10.0.0.1:443\n server-template u 3-1 10.0.0.1:443\n");
	ck_assert_uint_eq(diagnostics.errors, 1);
	section = haproxy_backend(&haproxy, "b");
	ck_assert_uint_eq(section->servers[0].template_last, 3);
	ck_assert(section->servers[0].options.init_addr_none);
	ck_assert_uint_eq(section->servers[1].template_first, 1);
	ck_assert_uint_eq(section->servers[1].template_last, 2);
	done();
}
END_TEST

START_TEST(odd_bytes_do_no_harm)
{
	static const char bytes[] =
		"frontend f\0g\n bind \xff:80\n bind \\\n# \n\n bind '";

	arena = arena_new();
	diag_init(&diagnostics, arena);
	read_bytes("x", bytes, sizeof bytes - 1);
	ck_assert_uint_eq(haproxy.count, 1);
	done();
}
END_TEST

START_TEST(a_back_end_that_is_named_twice_counts_once)
{
	read_text("frontend f\n bind *:80\n use_backend b if x\n use_backend b if y\n"
		  " use_backend c if z\n default_backend b\n use_backend gone\n"
		  "backend b\n server b1 10.0.0.1:80\nbackend c\n server c1 10.0.0.2:80\n"
		  "listen l\n bind *:81\n server l1 10.0.0.3:80\n default_backend l\n");
	ck_assert_uint_eq(haproxy.fronts[0].server_count, 2);
	ck_assert_str_eq(haproxy.fronts[0].servers[0].name, "b1");
	ck_assert_str_eq(haproxy.fronts[0].servers[1].name, "c1");
	ck_assert_uint_eq(haproxy.fronts[1].server_count, 1);
	done();
}
END_TEST

START_TEST(what_grows_out_of_hand_is_cut)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	ck_assert_ptr_nonnull(out);
	/* 1,000 servers behind 2,000 front ends; a million ports. */
	fputs("backend b\n", out);
	for (int i = 0; i < 1000; i++)
		fprintf(out, " server s%d 10.0.0.1:80\n", i);
	for (int i = 0; i < 2000; i++)
		fprintf(out, "frontend f%d\n bind *:1-1024\n default_backend b\n", i);
	ck_assert_int_eq(fclose(out), 0);
	read_text(text);
	ck_assert_uint_eq(haproxy.count, 65536);
	ck_assert_uint_eq(haproxy.fronts[0].server_count, 1000);
	ck_assert_uint_eq(diagnostics.count, 1);
	ck_assert_ptr_nonnull(strstr(diagnostics.items[0].message, "65536"));
	ck_assert_uint_lt(arena_used(arena), 100000000);
	free(text);
	done();
}
END_TEST

SUITE("core/sources/haproxy", fronts_know_their_servers, a_listen_section_is_both,
      defaults_are_inherited_by_place_and_by_name,
      other_sections_and_sockets_are_passed_over, mistakes_have_a_place,
      settings_come_from_the_defaults, forms_of_bind, conditions,
      files_are_one_configuration, templates, odd_bytes_do_no_harm,
      a_back_end_that_is_named_twice_counts_once, what_grows_out_of_hand_is_cut);
