/*
 * The reader and nginx agree about what is a right file: `nginx -t` is asked about each.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/file.h"
#include "core/sources/files.h"
#include "core/sources/nginx.h"
#include "tests/support/command.h"
#include "tests/support/suite.h"

#define HTTP(text)     "events { }\nhttp {\n" text "\n}\n"
#define SERVER(text)   HTTP("server {\n" text "\n}")
#define LOCATION(text) SERVER("location / {\n" text "\n}")

static const char *const texts[] = {
	"",
	"events { }",
	"events { } # a comment",
	"events { worker_connections 1024; }",
	"events { worker_connections; }",
	"events",
	"events;",
	"events {",
	"events { } }",
	"events { }\n}",
	"events { };",
	"{ }",
	";",
	"events x { }",
	"http { }",
	"events { } http { } http { }",
	"events { } http { server { } } }",
	"events { }\nhttp {\nserver {\n",
	"events { }\nhttp {\nserver {\n}\n",
	"events { } server { }",
	"events { } location / { }",
	"events { } root /srv;",
	"events { } listen 80;",
	"events { } user;",
	"events { } worker_processes auto;",
	"events { } worker_processes 1 2;",
	"events { } include /nowhere/*.conf;",
	"events { } include;",
	"events { } include \"/nowhere/*.conf\" x;",
	HTTP(""),
	HTTP("server;"),
	HTTP("server x { }"),
	HTTP("server { }"),
	HTTP("sevrer { }"),
	HTTP("http { }"),
	HTTP("listen 80;"),
	HTTP("server_name a;"),
	HTTP("root /srv;"),
	HTTP("root /srv; root /srv;"),
	HTTP("root;"),
	HTTP("root /srv /www;"),
	HTTP("alias /srv;"),
	HTTP("location / { }"),
	HTTP("types { text/html html; }"),
	HTTP("map $uri $x { default 1; root 2; }"),
	HTTP("upstream x { server 127.0.0.1:80; }"),
	HTTP("upstream x { server 127.0.0.1:80 }"),
	HTTP("log_format main '$remote_addr'\n'$request';"),
	HTTP("log_format main '$remote_addr;"),
	HTTP("log_format main '$remote_addr'x;"),
	HTTP("log_format main \"a\\\"b\";"),
	SERVER(""),
	SERVER("listen 80;"),
	SERVER("listen;"),
	SERVER("listen 80"),
	SERVER("listen 80\nroot /srv;"),
	SERVER("listen 8080 default_server;"),
	SERVER("listen 8080 default;"),
	SERVER("listen 8080 defaultserver;"),
	SERVER("listen *:80;"),
	SERVER("listen [::]:80;"),
	SERVER("listen [::1];"),
	SERVER("listen [::]:80 ipv6only=off;"),
	SERVER("listen 127.0.0.1:8080;"),
	SERVER("listen 127.0.0.1;"),
	SERVER("listen unix:/tmp/x.sock;"),
	SERVER("listen 0;"),
	SERVER("listen 65536;"),
	SERVER("listen 80:80;"),
	SERVER("listen 127.0.0.1:x;"),
	SERVER("listen 127.0.0.1:;"),
	SERVER("listen :80;"),
	SERVER("listen 8000-8010;"),
	SERVER("listen 80 backlog=511 reuseport;"),
	SERVER("listen 80 backlog;"),
	SERVER("lisen 80;"),
	SERVER("listen 80 { }"),
	SERVER("server_name a b *.c;"),
	SERVER("server_name;"),
	SERVER("server_name _;\nserver_name \"\";"),
	SERVER("server_nam a;"),
	SERVER("server { }"),
	SERVER("root /srv;\nroot /srv2;"),
	SERVER("root /srv"),
	SERVER("root /srv\nindex index.html;"),
	SERVER("root /srv }"),
	SERVER("root /srv/$host;"),
	SERVER("root /srv/${host}/x;"),
	SERVER("root \"/srv/a b\";"),
	SERVER("root '/srv/a b';"),
	SERVER("root \"/srv;"),
	SERVER("root /srv # a comment\n;"),
	SERVER("root /srv/#x;"),
	SERVER("alias /srv;"),
	SERVER("return 404;"),
	SERVER("return;"),
	SERVER("return 301 http://a/ x;"),
	SERVER("return 301 https://$host$request_uri;"),
	SERVER("try_files $uri =404;"),
	SERVER("try_files $uri;"),
	SERVER("index;"),
	SERVER("autoindex on;"),
	SERVER("autoindex on off;"),
	SERVER("if ($uri) { return 404; }"),
	SERVER("error_page 404 /404.html;"),
	SERVER("error_page 404;"),
	SERVER("rewrite ^/a /b last;"),
	SERVER("rewrite ^/a;"),
	SERVER("location { }"),
	SERVER("location /;"),
	SERVER("location / { } location / { }"),
	SERVER("location / { } location = / { }"),
	SERVER("location = / { } location = / { }"),
	SERVER("location /a { } location ^~ /a { }"),
	SERVER("location ~ a { } location ~ a { }"),
	SERVER("location =/a { }"),
	SERVER("location ^~ /a { }"),
	SERVER("location ^~/a { }"),
	SERVER("location ~ \\.php$ { }"),
	SERVER("location ~* \\.(img|gz)$ { }"),
	SERVER("location ~ \"^/a{2}$\" { }"),
	SERVER("location == /a { }"),
	SERVER("location /a /b { }"),
	SERVER("location ~ a b { }"),
	SERVER("location @x { }"),
	SERVER("location /a { location /b { } }"),
	SERVER("location /a { location /a/b { } }"),
	SERVER("location ~ ^/a { location /a { } }"),
	SERVER("location /a { location ~ b { } }"),
	SERVER("location /a { location /a { } }"),
	SERVER("location /a { server_name x; }"),
	SERVER("location /a { listen 80; }"),
	LOCATION("root /srv;"),
	LOCATION("alias /srv/;"),
	LOCATION("alias /srv/; root /srv;"),
	LOCATION("alias /a/; alias /b/;"),
	LOCATION("allow 10.0.0.0/8; deny all;"),
	LOCATION("deny all"),
	LOCATION("proxy_pass http://127.0.0.1:8080;"),
	LOCATION("internal;"),
	LOCATION("internal on;"),
	LOCATION("satisfy any;"),
	LOCATION("limit_except GET { deny all; }"),
	LOCATION("types { }"),
	LOCATION("types;"),
	LOCATION("add_header X \"a;b}\";"),
	LOCATION("add_header X a\\;b;"),
	LOCATION("expires 1d;\n\tsendfile on;"),
	HTTP("server { listen 8080 default_server; } server { listen 8080; }"),
	HTTP("server { listen 8080 default_server; } server { listen 8080 default_server; }"),
	HTTP("server { listen 8080 default_server; } server { listen 8081 default_server; }"),
	HTTP("server { listen 8080 default_server; listen [::]:8080 default_server; }"),
	HTTP("server { listen 8080 default_server; }\n"
	     "server { listen *:8080 default_server; }"),
	"events { }\nhttp {\n\xe3\x80\x80server { }\n}\n",
	"events { }\r\nhttp {\r\nserver { listen 80; }\r\n}\r\n",
};

static bool reader_accepts(const char *path, const char *text)
{
	struct arena *arena = arena_new();
	struct source_files *files = source_files_new(arena, NULL);
	struct diagnostics diagnostics;
	struct web_server server;
	bool accepted;

	diag_init(&diagnostics, arena);
	nginx_read(arena, files, source_files_add(files, path, text, strlen(text)), false,
		   &diagnostics, &server);
	accepted = !diagnostics.errors;
	arena_free(arena);
	return accepted;
}

static bool is_excused(const char *text)
{
	/* A directive in Japanese blanks is one that a module could have. */
	return strstr(text, "\xe3\x80\x80");
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

START_TEST(the_reader_refuses_what_nginx_refuses)
{
	char folder[] = "/tmp/nginx-XXXXXX", path[64], prefix[64], output[4096];
	const char *const argv[] = { "nginx", "-t", "-e", "stderr",	    "-p", prefix,
				     "-c",    path, "-g", "pid nginx.pid;", NULL };
	unsigned wrong = 0;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/nginx.conf", folder);
	snprintf(prefix, sizeof prefix, "%s/", folder);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		bool server, reader = reader_accepts(path, texts[i]);

		write_file(path, texts[i]);
		/* A port that only root may take is right all the same. */
		server = !command_run(argv, output, sizeof output) ||
			 strstr(output, "bind()");
		if (server == reader || is_excused(texts[i]))
			continue;
		fprintf(stderr, "nginx %s, the reader %s: %s\n%s\n",
			server ? "takes" : "refuses", reader ? "takes" : "refuses",
			texts[i], output);
		wrong++;
	}
	command_run((const char *const[]){ "rm", "-rf", folder, NULL }, output,
		    sizeof output);
	ck_assert_uint_eq(wrong, 0);
}
END_TEST

START_TEST(shipped_files_are_right)
{
	static const char *const files[] = { "/etc/nginx/nginx.conf",
					     "/usr/share/nginx/nginx.conf" };

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		size_t length;
		char *bytes;

		if (file_read(files[i], 1 << 20, &bytes, &length) < 0)
			continue;
		ck_assert_msg(reader_accepts(files[i], bytes), "%s", files[i]);
		free(bytes);
	}
}
END_TEST

SUITE_WHERE(command_is_installed("nginx"), "core/sources/nginx_server",
	    the_reader_refuses_what_nginx_refuses, shipped_files_are_right);
