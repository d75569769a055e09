/*
 * The reader and nginx agree about which file a URL leads to: nginx runs with the configuration, on
 * the loopback interface, and names the file in a header of each answer.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/http/url.h"
#include "core/sources/files.h"
#include "core/sources/nginx.h"
#include "tests/support/command.h"
#include "tests/support/suite.h"

#define NAMED "add_header X-Path $request_filename always;\n"

/* @F@ is the folder, @A@ and @B@ are the ports. */
static const char configuration[] =
	"events { }\nhttp {\n" NAMED
	"access_log off; client_body_temp_path @F@/a; proxy_temp_path @F@/b;\n"
	"fastcgi_temp_path @F@/c; uwsgi_temp_path @F@/d; scgi_temp_path @F@/e;\n"
	"server {\n listen @A@; server_name a.example; root /r;\n"
	" location / { root /a; " NAMED " }\n location ~ \\.ign$ { root /b; }\n"
	" location ^~ /final/ { root /c; location ~ x$ { root /c2; } }\n"
	" location = /exact.ign { root /d; }\n location ~* \\.IMG$ { root /e; }\n"
	" location /long/ { root /f; location ~ ^/long/x { root /g; }\n"
	"  location /long/deep/ { root /h; } location = /long/e { root /i; } }\n"
	" location /al/ { alias /srv/al/; }\n location /off/ { alias /srv/off; }\n"
	" location /noslash { alias /srv/ns; }\n location = /one { alias /srv/single; }\n"
	" location ^~ /fa { root /fa1; }\n location /fa/longer { root /fa2; }\n"
	" location ~ ^/fa/longer/(k|m) { root /fa3; }\n"
	" location /tf { root /tf; try_files $uri $uri/ =404; }\n"
	" location \"/sp ace\" { root /space; }\n}\n"
	"server { listen @A@ default_server; root /def; server_name _; }\n"
	"server { listen @A@; server_name *.w.example; root /w; }\n"
	"server { listen @A@; server_name x.w.example; root /xw; }\n"
	"server { listen @A@; server_name t.*; root /t; }\n"
	"server { listen @A@; server_name ~^c[0-9]+\\.; root /c; }\n"
	"server { listen @A@; server_name .dot.example; root /dot; }\n"
	"server { listen 127.0.0.1:@B@; root /s1; }\n"
	"server { listen @B@; server_name a.example; root /s2; }\n}\n";

static const struct {
	const char *host, *path;
	bool second; /* of the two ports */
} requests[] = {
	{"a.example",      "/x",		     false},
	{ "a.example",     "/x.ign",		 false},
	{ "a.example",     "/final/x.ign",     false},
	{ "a.example",     "/final/x",	   false},
	{ "a.example",     "/exact.ign",	     false},
	{ "a.example",     "/x.img",		 false},
	{ "a.example",     "/long/y",	  false},
	{ "a.example",     "/long/xy",	   false},
	{ "a.example",     "/long/deep/y",     false},
	{ "a.example",     "/long/deep/y.ign", false},
	{ "a.example",     "/long/e",	  false},
	{ "a.example",     "/long/y.ign",      false},
	{ "a.example",     "/al/k",		false},
	{ "a.example",     "/off/k",		 false},
	{ "a.example",     "/noslash/k",	     false},
	{ "a.example",     "/noslashk",	    false},
	{ "a.example",     "/one",	       false},
	{ "a.example",     "/fa/x.ign",	    false},
	{ "a.example",     "/fa/longer/k",     false},
	{ "a.example",     "/fa/longer/z",     false},
	{ "a.example",     "/tf/x",		false},
	{ "a.example",     "/sp%20ace/x",      false},
	{ "127.0.0.1",     "/x",		     false},
	{ "b.w.example",	 "/x",	       false},
	{ "x.w.example",	 "/x",	       false},
	{ "t.foo",	   "/x",		 false},
	{ "c7.foo",	    "/x",		  false},
	{ "dot.example",	 "/x",	       false},
	{ "q.dot.example", "/x",		 false},
	{ "a.example",     "/x",		     true },
	{ "zzz",		 "/x",	       true },
};

static struct sockaddr_in loopback(unsigned port)
{
	struct sockaddr_in address = { .sin_family = AF_INET };

	address.sin_port = htons((in_port_t)port);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return address;
}

/* One that is free now. */
static unsigned find_port(void)
{
	struct sockaddr_in address = loopback(0);
	socklen_t size = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, size), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	close(fd);
	return ntohs(address.sin_port);
}

/* The whole answer. */
static const char *ask(struct arena *arena, unsigned port, const char *host,
		       const char *path)
{
	const char *request = arena_printf(
		arena, "HEAD %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", path,
		host);
	struct sockaddr_in address = loopback(port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char *answer = arena_alloc(arena, 4096);
	size_t length = 0;
	ssize_t n;

	ck_assert_int_eq(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
	ck_assert_int_eq(write(fd, request, strlen(request)), (ssize_t)strlen(request));
	while (length < 4095 && (n = read(fd, answer + length, 4095 - length)) > 0)
		length += (size_t)n;
	close(fd);
	return answer;
}

static const char *header(struct arena *arena, const char *answer, const char *name)
{
	const char *value = strstr(answer, name);

	return value ? arena_strndup(arena, value + strlen(name),
				     strcspn(value + strlen(name), "\r"))
		     : "nothing";
}

static const char *reader_says(struct arena *arena, const struct web_server *server,
			       unsigned port, const char *host, const char *path)
{
	struct web_question question = { .host = host,
					 .port = (in_port_t)port,
					 .path = http_url_decode(arena, path) };
	struct web_answer answer;

	addr_parse("127.0.0.1", &question.addr);
	answer = web_find(arena, server, &question);
	return answer.path ? answer.path : "nothing";
}

static const char *replace(struct arena *arena, const char *text, const char *what,
			   const char *with)
{
	const char *at, *done = "";

	for (; (at = strstr(text, what)); text = at + strlen(what))
		done = arena_printf(arena, "%s%.*s%s", done, (int)(at - text), text,
				    with);
	return arena_printf(arena, "%s%s", done, text);
}

static const char *configure(struct arena *arena, const char *folder,
			     const unsigned *ports)
{
	const char *text = replace(arena, configuration, "@F@", folder);

	text = replace(arena, text, "@A@", arena_printf(arena, "%u", ports[0]));
	return replace(arena, text, "@B@", arena_printf(arena, "%u", ports[1]));
}

START_TEST(the_reader_finds_the_file_that_nginx_finds)
{
	char folder[] = "/tmp/nginx-XXXXXX", output[4096];
	struct arena *arena = arena_new();
	struct source_files *files = source_files_new(arena, NULL);
	const unsigned ports[] = { find_port(), find_port() };
	const char *path, *prefix, *pid;
	struct diagnostics diagnostics;
	struct source_file *source;
	struct web_server server;
	unsigned wrong = 0;
	FILE *file;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_uint_ne(ports[0], ports[1]);
	path = arena_printf(arena, "%s/nginx.conf", folder);
	prefix = arena_printf(arena, "%s/", folder);
	pid = arena_printf(arena, "pid %s/pid; error_log %s/log;", folder, folder);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs(configure(arena, folder, ports), file);
	fclose(file);
	diag_init(&diagnostics, arena);
	ck_assert_int_eq(source_files_open(files, path, &source), 0);
	nginx_read(arena, files, source, false, &diagnostics, &server);
	ck_assert_uint_eq(diagnostics.count, 0);

	/* It goes into the background when it listens. */
	ck_assert_msg(
		!command_run((const char *const[]){ "nginx", "-e", "stderr", "-p", prefix,
						    "-c", path, "-g", pid, NULL },
			     output, sizeof output),
		"%s", output);
	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
		unsigned port = ports[requests[i].second];
		const char *served = header(
			arena, ask(arena, port, requests[i].host, requests[i].path),
			"X-Path: ");
		const char *found = reader_says(arena, &server, port, requests[i].host,
						requests[i].path);

		if (!strcmp(served, found))
			continue;
		fprintf(stderr, "http://%s%s: nginx %s, reader %s\n", requests[i].host,
			requests[i].path, served, found);
		wrong++;
	}
	command_run((const char *const[]){ "nginx", "-e", "stderr", "-p", prefix, "-c",
					   path, "-g", pid, "-s", "stop", NULL },
		    output, sizeof output);
	command_run((const char *const[]){ "rm", "-rf", folder, NULL }, output,
		    sizeof output);
	arena_free(arena);
	ck_assert_uint_eq(wrong, 0);
}
END_TEST

SUITE_WHERE(command_is_installed("nginx"), "core/sources/nginx_served",
	    the_reader_finds_the_file_that_nginx_finds);
