/*
 * The reader beside HAProxy itself: an error exactly where `haproxy -c` refuses the file, for the
 * mistakes that the reader claims to know, and none in the examples that come with HAProxy. Only
 * addresses, no names: nothing is looked up.
 */
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/file.h"
#include "core/sources/files.h"
#include "core/sources/haproxy.h"
#include "tests/support/command.h"
#include "tests/support/suite.h"

#define BASE  "defaults\n timeout connect 1s\n timeout client 1s\n timeout server 1s\n"
#define BACK  BASE "backend b\n"
#define FRONT BASE "frontend f\n"

static const char *const files[] = {
	BASE,
	"",
	"defaults",
	"bind *:80\n",
	"fronted f\n bind *:80\n",
	"Backend b\n",
	BASE "fronted f\n",
	BASE "backend\n",
	BASE "listen\n bind :1\n",
	BASE "defaults x\ndefaults x y\n",
	BASE "defaults a/b\n",
	BASE "backend b x\n",
	BASE "backend b from nope\n",
	BASE "defaults one\n mode http\nbackend b from one\n",
	BASE "frontend a/b\n bind :1\n",
	BASE "backend a+b\n",
	BASE "frontend a\xe3\x80\x80\n bind :1\n",
	BASE "frontend a *:80\n bind :81\n",
	BASE "listen a :80\n server x 10.0.0.1:80\n",
	BASE "frontend f-1.x:y_2\n bind :1\n",
	BASE "backend b\nbackend b\n",
	BASE "frontend a\n bind :1\nfrontend a\n bind :2\n",
	BASE "frontend a\n bind :1\nbackend a\n",
	BASE "frontend a\n bind :1\nlisten a\n bind :2\n",
	BASE "global\n nbthread 1\npeers p\n peer x 10.0.0.1:1000\n",
	/* quotes, words, conditions */
	BACK " server x \"10.0.0.1:80\n",
	BACK " server x '10.0.0.1:80'\n",
	BACK " server x 10.0.0.1\":80\"\n",
	BACK " server x 10.0.0.1:80 # \"\n",
	BACK " server x 10.0.0.1:80",
	BACK " server x 10.0.0.1:80\r\n",
	BACK
	" description a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a"
	" a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a\n",
	BASE ".if 1\nbackend f\n",
	BASE ".endif\n",
	BASE ".else\n",
	BASE ".if 0\n.else\n.else\n.endif\n",
	BASE ".if 0\n.else\n.elif 1\n.endif\n",
	BASE ".if 0\nnonsense\n.endif\n",
	BASE ".if 1\nbackend b\n serverr x\n.endif\n",
	BASE ".if defined(NO_SUCH)\nbackend b\n.else\nbackend b\n.endif\n",
	/* bind */
	FRONT " bind *:80\n bind :81\n bind [::]:82\n bind ipv4@:83\n bind /run/x.sock\n",
	FRONT " bind :80,:81\n",
	FRONT " bind :80 ,:81\n",
	FRONT " bind\n",
	FRONT " bind 10.0.0.1\n",
	FRONT " bind 10.0.0.1:\n",
	FRONT " bind *:66443\n",
	FRONT " bind *:0\n",
	FRONT " bind *:90-80\n",
	FRONT " bind *:80-90\n",
	FRONT " bind *:http\n",
	FRONT " bind *:80 sssl\n",
	FRONT " bind *:80 interface lo v4v6 transparent name x\n",
	BASE " bind *:80\n",
	BACK " bind *:80\n",
	/* server */
	BACK " server x\n",
	BACK " server x 10.0.0.1\n server y 10.0.0.1:0\n server z [fd00::1]:80\n",
	BACK " server x 10.0.0.1:80 check\n server x 10.0.0.2:80 check\n",
	BACK " server x 10.0.0.1 check\n",
	BACK " server x 10.0.0.1: check\n",
	BACK " server x 10.0.0.1:+10 check\n",
	BACK " server x 10.0.0.1 check port 80\n",
	BACK " default-server check\n server x 10.0.0.1\n",
	BACK " default-server check\n server x 10.0.0.1 no-check\n",
	BACK " server x 10.0.0.1:http\n",
	BACK " server x 10.0.0.1:70000\n",
	BACK " server x 10.0.0.1:80-90\n",
	BACK " server x 10.0.0.300:80\n",
	BACK " server x 10.0.0.300:80 init-addr none\n",
	BACK " server x fd00::1:80 check\n",
	BACK " server x fd00::1 check\n",
	BACK " server a/b 10.0.0.1:80\n",
	BACK " server m1\xe3\x80\x80 10.0.0.1:80\n",
	BACK " server m1 10.0.0.1:80 check\xe3\x80\x80\n",
	BACK "\xe3\x80\x80server m1 10.0.0.1:80\n",
	BACK " server x 10.0.0.1:80 chekc\n",
	BACK " server x 10.0.0.1:80 check inter\n",
	BACK " server x 10.0.0.1:80 check inter 10x\n",
	BACK " server x 10.0.0.1:80 check inter 1m fastinter 500ms downinter 2\n",
	BACK " server x 10.0.0.1:80 check fall\n",
	BACK " server x 10.0.0.1:80 check rise x\n",
	BACK " server x 10.0.0.1:80 check fall 2 rise 3 weight 256\n",
	BACK " server x 10.0.0.1:80 weight 300\n",
	BACK " server x 10.0.0.1:80 check port 70000\n",
	BACK " server x 10.0.0.1:80 cookie ssl\n",
	BACK " server x 10.0.0.1:80 ssl\n",
	BACK " server x 10.0.0.1:80 ssl verify none\n",
	BACK " server x 10.0.0.1:80 ssl verify foo\n",
	BACK " server x 10.0.0.1:80 check check-ssl\n",
	BACK " server x 10.0.0.1:80 check check-ssl verify none\n",
	"global\n ssl-server-verify none\n" BACK " server x 10.0.0.1:80 ssl\n",
	BACK " default-server chekc\n",
	BACK " server-template w 1-3 10.0.0.1:80\n server-template v 2 10.0.0.1:80\n",
	BACK " server-template w 3-1 10.0.0.1:80\n",
	BACK " server-template w x 10.0.0.1:80\n",
	BACK " server-template w\n",
	FRONT " bind :1\n server x 10.0.0.1:80\n",
	BASE " server x 10.0.0.1:80\n",
	/* the rest */
	FRONT " bind :1\n default_backend nope\n",
	FRONT " bind :1\n use_backend nope if TRUE\n",
	FRONT " bind :1\n use_backend %[src] if TRUE\n",
	FRONT " bind :1\n default_backend\n",
	FRONT " bind :1\n use_backend b iff TRUE\nbackend b\n",
	FRONT " bind :1\n disabled\n default_backend nope\n",
	FRONT " bind :1\n default_backend b if TRUE\nbackend b\n",
	FRONT
	" bind :1\n acl a src 10.0.0.0/8\n use_backend b if a !a or TRUE\nbackend b\n",
	FRONT " bind :1\n acl a src 10.0.0.0/8\n use_backend b unless aa\nbackend b\n",
	FRONT " bind :1\n use_backend b if a\n acl a src 10.0.0.0/8\nbackend b\n",
	FRONT " bind :1\n use_backend b if { src 10.0.0.0/8 } || HTTP_1.1\nbackend b\n",
	BACK " acl a src 10.0.0.0/8\n"
	     "frontend f\n bind :1\n use_backend b if a\n",
	"defaults d\n timeout connect 1s\n timeout client 1s\n timeout server 1s\n"
	" acl a src 10.0.0.0/8\nfrontend f from d\n bind :1\n use_backend b if a\n"
	"backend b from d\n",
	"global\n log 127.0.0.1 local2\n" BACK " log global\n",
	BACK " log 127.0.0.1 local2 notice\n log /dev/log local0\n no log\n",
	BACK " log 127.0.0.1\n",
	BACK " log\n",
	FRONT " bind :1\n mode http\n default_backend b\nbackend b\n mode tcp\n",
	FRONT " bind :1\n mode tcp\n default_backend b\nbackend b\n mode http\n",
	FRONT " bind :1\n defalt_backend b\n",
	BACK " Server x 10.0.0.1:80\n",
	BACK " default_backend x\n",
	BACK " use_backend x if TRUE\n",
	BACK " mode tpc\n",
	BACK " mode\n",
	BACK " mode tcp option tcplog\n",
	BACK " balance robin\n",
	BACK
	" balance hdr(host)\n balance leastconn\n balance source\n balance random(2)\n",
	FRONT " balance robin\n",
	BACK " option tcpcheck\n",
	BACK " option httpchk GET\n option ssl-hello-chk\n no option redispatch\n",
	BACK " no option httpchk\n",
	BACK " no option forwardfor\n",
	BACK " option tcplog\n option forwardfor except 127.0.0.0/8\n",
	BACK " timeout server 1x\n",
	BACK " timeout serve 1m\n",
	BACK " timeout server\n",
	BACK " timeout server 1m 2\n",
	BACK " timeout server 3000000000\n",
	BACK " timeout server 1d\n timeout server 5\n timeout check 10us\n",
	BACK " stick-table type ip size 1m\n stick on src\n",
	"global\n setenv VIP 10.0.0.1\n" FRONT
	" bind \"${VIP}:80\"\n bind \"${NO-:81}\"\n",
};

static int read_errors(const char *name, const char *text, size_t length, char *ret_first)
{
	const struct source_file file = { .name = name, .bytes = text, .length = length };
	const struct source_file *const list = &file;
	struct arena *arena = arena_new();
	struct diagnostics diagnostics;
	struct haproxy haproxy;
	int errors;

	diag_init(&diagnostics, arena);
	haproxy_read(arena, &list, 1, &diagnostics, &haproxy);
	errors = (int)diagnostics.errors;
	snprintf(ret_first, 400, "%s",
		 diagnostics.count ? diagnostics.items[0].message : "");
	arena_free(arena);
	return errors;
}

/* 0: no error in it; 1: refused; 127: there is no HAProxy here. */
static int ask_haproxy(const char *text)
{
	char path[] = "/tmp/haproxy-XXXXXX", said[4096];
	int fd = mkstemp(path), status;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	status = command_run((const char *const[]){ "haproxy", "-c", "-f", path, NULL },
			     said, sizeof said);
	unlink(path);
	/* 2: good, but nothing listens. */
	return status == 2 ? 0 : status;
}

/* Before anything else: the test does not apply without HAProxy. */
__attribute__((constructor)) static void must_be_installed(void)
{
	char said[64];

	if (command_run((const char *const[]){ "haproxy", "-v", NULL }, said,
			sizeof said) == 127)
		_exit(77);
}

START_TEST(refuses_what_haproxy_refuses)
{
	size_t differ = 0;

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		const char *text = files[i];
		char first[400];
		int ours = read_errors("haproxy.cfg", text, strlen(text), first);
		int theirs = ask_haproxy(text);

		if ((ours > 0) == (theirs == 1))
			continue;
		differ++;
		fprintf(stderr, "haproxy says %d, we say %d (%s):\n%s\n", theirs, ours,
			first, text);
	}
	ck_assert_uint_eq(differ, 0);
}
END_TEST

START_TEST(every_keyword_of_this_haproxy_is_known)
{
	static char all[65536];
	char *line, *next = all;
	bool in_proxies = false;
	size_t known = 0;
	char text[600], first[400];

	command_run((const char *const[]){ "haproxy", "-dKcfg", "-q", "-c", "-f",
					   "/dev/null", NULL },
		    all, sizeof all);
	while ((line = strsep(&next, "\n"))) {
		char a[80], b[80], c[80] = "", d[80] = "";

		if (*line != '\t')
			in_proxies = !strcmp(line, "listen");
		if (!in_proxies || sscanf(line, "%79s %79s %79s %79s", a, b, c, d) < 2)
			continue;
		if (!strcmp(a, "server"))
			snprintf(text, sizeof text,
				 "backend b\n server x 10.0.0.1:80 %s\n", d);
		else if (!strcmp(a, "option"))
			snprintf(text, sizeof text, "defaults\n option %s\n", b);
		else if (strcmp(a, "bind") && strcmp(a, "timeout"))
			snprintf(text, sizeof text, "defaults\n %s %s x\n", a, b);
		else
			continue;
		read_errors("k", text, strlen(text), first);
		ck_assert_msg(!strstr(first, "unknown"), "%s: %s", text, first);
		known++;
	}
	ck_assert_uint_gt(known, 100);
}
END_TEST

START_TEST(examples_of_the_package_have_no_error)
{
	glob_t found;
	char first[400];

	glob("/usr/share/doc/haproxy/examples/*.cfg", 0, NULL, &found);
	glob("/etc/haproxy/haproxy.cfg", GLOB_APPEND, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		char *bytes;
		size_t length;
		int errors;

		if (file_read(found.gl_pathv[i], FILE_TEXT_MAX, &bytes, &length) < 0)
			continue;
		errors = read_errors(found.gl_pathv[i], bytes, length, first);
		free(bytes);
		ck_assert_msg(!errors, "%s: %s", found.gl_pathv[i], first);
	}
	globfree(&found);
}
END_TEST

SUITE("core/sources/haproxy_check", refuses_what_haproxy_refuses,
      every_keyword_of_this_haproxy_is_known, examples_of_the_package_have_no_error);
