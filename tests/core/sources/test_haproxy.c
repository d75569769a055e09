#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/haproxy.h"
#include "tests/support/suite.h"

static struct arena *arena;
static struct diagnostics diagnostics;
static struct haproxy haproxy;

static void read_text(const char *text)
{
	arena = arena_new();
	diag_init(&diagnostics, arena);
	haproxy_read(arena, "haproxy.cfg", text, strlen(text), &diagnostics, &haproxy);
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
		  " server w1 [fd00::31]:80\n server w2 fd00::32\n");
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
		  " bind :8000-8002\n use_backend %[req.hdr(host)] if x\n");
	ck_assert_uint_eq(diagnostics.count, 0);
	ck_assert_uint_eq(haproxy.count, 4);
	ck_assert_str_eq(haproxy.fronts[0].address, "10.0.0.1");
	ck_assert_uint_eq(haproxy.fronts[3].port, 8002);
	done();
}
END_TEST

START_TEST(mistakes_are_warnings_with_a_place)
{
	read_text(
		"frontend f\n bind *:66443\n bind *:80\n server \"open\nbackend b\n server x\n"
		" server y 1.2.3.4:http\n");
	ck_assert_uint_eq(haproxy.count, 1);
	ck_assert_uint_eq(diagnostics.errors, 0);
	ck_assert_uint_eq(diagnostics.count, 4);
	ck_assert_uint_eq(diagnostics.items[0].where.line, 2);
	ck_assert_uint_eq(diagnostics.items[0].where.column, 7);
	ck_assert_uint_eq(diagnostics.items[1].where.line, 4);
	ck_assert_uint_eq(diagnostics.items[2].where.line, 6);
	ck_assert_uint_eq(diagnostics.items[3].where.line, 7);
	done();
}
END_TEST

START_TEST(odd_bytes_do_no_harm)
{
	static const char bytes[] =
		"frontend f\0g\n bind \xff:80\n bind \\\n# \n\n bind '";

	arena = arena_new();
	diag_init(&diagnostics, arena);
	haproxy_read(arena, "x", bytes, sizeof bytes - 1, &diagnostics, &haproxy);
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
      other_sections_and_sockets_are_passed_over, mistakes_are_warnings_with_a_place,
      odd_bytes_do_no_harm, a_back_end_that_is_named_twice_counts_once,
      what_grows_out_of_hand_is_cut);
