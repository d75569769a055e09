#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/files.h"
#include "core/sources/nginx.h"
#include "tests/support/suite.h"
#include "tests/support/web_ask.h"

static void read_as(struct arena *arena, const char *name, const char *text,
		    struct diagnostics *diagnostics, struct web_server *ret_server)
{
	struct source_files *files = source_files_new(arena, "/nonexistent");

	diag_init(diagnostics, arena);
	nginx_read(arena, files, source_files_add(files, name, text, strlen(text)), true,
		   diagnostics, ret_server);
}

static void read_clean(struct arena *arena, const char *text,
		       struct web_server *ret_server)
{
	struct diagnostics diagnostics;

	read_as(arena, "nginx.conf", text, &diagnostics, ret_server);
	ck_assert_msg(!diagnostics.count, "%u:%u %s", diagnostics.items[0].where.line,
		      diagnostics.items[0].where.column, diagnostics.items[0].message);
}

#define HTTP(text) "events { }\nhttp {\n" text "\n}\n"

START_TEST(files_are_below_the_root)
{
	web_expect(
		read_clean,
		HTTP("server {\n listen 80;\n root /srv/www;\n location /ocp {\n"
		     "  root /data;\n }\n location /boot/ {\n  alias /srv/boot/;\n }\n"
		     " location /off/ {\n  alias /srv/off;\n }\n location = /one {\n"
		     "  alias /srv/single;\n }\n}"),
		(const struct web_case[]){
			{"http://172.16.0.101/a/b.ign", "file /srv/www/a/b.ign at 5:7" },
			{ "http://172.16.0.101/ocp/b.ign",
			  "file /data/ocp/b.ign at 7:8" },
			{ "http://172.16.0.101/ocpx", "file /data/ocpx at 7:8" },
			{ "http://172.16.0.101/boot/k",	"file /srv/boot/k at 10:9" },
			{ "http://172.16.0.101/off/k",			       "file /srv/offk at 13:9" },
			{ "http://172.16.0.101/one", "file /srv/single at 16:9" },
			{ "http://172.16.0.101:8080/a",	"nobody" },
			{ 0			    }
	      });
}
END_TEST

START_TEST(a_location_is_chosen_as_nginx_does)
{
	web_expect(
		read_clean,
		HTTP("server {\n root /r;\n location / { root /a; }\n"
		     " location ~ \\.ign$ { root /b; }\n location ^~ /final/ { root /c; }\n"
		     " location = /exact.ign { root /d; }\n location ~* \\.IMG$ { root /e; }\n"
		     " location /long/ { root /f; location ~ ^/long/x { root /g; } }\n}"),
		(const struct web_case[]){
			{"http://172.16.0.101/x",		   "file /a/x at 5:20" },
			{ "http://172.16.0.101/x.ign",				       "file /b/x.ign at 6:27" },
			{ "http://172.16.0.101/final/x.ign",
			  "file /c/final/x.ign at 7:29" },
			{ "http://172.16.0.101/exact.ign", "file /d/exact.ign at 8:31" },
			{ "http://172.16.0.101/x.img",				       "file /e/x.img at 9:28" },
			{ "http://172.16.0.101/long/y",	"file /f/long/y at 10:25" },
			{ "http://172.16.0.101/long/xy",	 "file /g/long/xy at 10:56" },
			{ 0				}
	      });
}
END_TEST

START_TEST(a_server_is_chosen_by_address_and_name)
{
	web_expect(
		read_clean,
		HTTP("server {\n listen 80;\n server_name a.example;\n root /a;\n}\n"
		     "server {\n listen 80 default_server;\n root /b;\n}\n"
		     "server {\n listen 172.16.0.101:80;\n root /c;\n}\n"
		     "server {\n listen 80;\n server_name *.w.example t.*;\n root /d;\n}\n"
		     "server {\n listen 8080;\n listen [::]:8080;\n root /e;\n}"),
		(const struct web_case[]){
			{"http://172.16.0.102/x",	   "file /b/x at 10:7" },
			{ "http://172.16.0.101/x",				   "file /c/x at 14:7" },
			{ "http://172.16.0.102:8080/x","file /e/x at 24:7" },
			{ "http://[fd00::1]:8080/x", "file /e/x at 24:7" },
			{ "http://[fd00::1]/x",				"nobody" },
 /* Connected to which address is not known. */
			{ "http://a.example/x",		"unknown" },
			{ "http://a.example:8080/x",	     "file /e/x at 24:7" },
			{ 0			    }
	      });
	web_expect(read_clean,
		   HTTP("server {\n server_name a.example .b.example;\n root /a;\n}\n"
			"server {\n server_name *.b.example ~^c[0-9]+;\n root /b;\n}"),
		   (const struct web_case[]){
			   {"http://a.example/x",  "file /a/x at 5:7" },
			   { "http://b.example/x",			   "file /a/x at 5:7" },
			   { "http://z.example/x","file /a/x at 5:7" },
			   { "http://c7.example/x", "file /b/x at 9:7" },
			   { "http://y.b.example/x",		     "file /b/x at 9:7" },
			   { 0  }
	 });
}
END_TEST

START_TEST(what_is_no_file_is_said)
{
	web_expect(
		read_clean,
		HTTP("server {\n listen 80;\n return 301 https://$host;\n root /a;\n}\n"
		     "server {\n listen 81;\n root /a;\n location /p { proxy_pass http://b; }\n"
		     " location /d { deny all; }\n location /n { allow 10.0.0.0/8; deny all; }\n"
		     " location /l { auth_basic ocp; }\n}"),
		(const struct web_case[]){
			{"http://172.16.0.1/x",
			  "no file (return 301 https://$host) at 5:2" },
			{ "http://172.16.0.1:81/p",
			  "no file (proxy_pass http://b) at 11:16" },
			{ "http://172.16.0.1:81/d",
			  "forbidden /a/d (deny all) at 12:16" },
			{ "http://172.16.0.1:81/n",		    "file /a/n, or else at 10:7" },
			{ "http://172.16.0.1:81/l",
			  "forbidden /a/l (auth_basic ocp) at 14:16" },
			{ 0}
	      });
}
END_TEST

START_TEST(what_is_not_known_is_not_guessed)
{
	web_expect(
		read_clean,
		HTTP("server {\n listen 80;\n root /a/$host;\n}\n"
		     "server {\n listen 81;\n root html;\n}\n"
		     "server {\n listen 82;\n root /a;\n content_by_lua_file x;\n}\n"
		     "server {\n listen 83;\n root /a;\n location ~ (?i)\\d { root /b; }\n}\n"
		     "server {\n listen 84;\n root /a;\n if ($uri) { rewrite ^ /b; }\n}\n"
		     "server {\n listen 85;\n root /a;\n location / { try_files $uri @b; }\n}\n"
		     "server {\n listen 86;\n root /a;\n location / { try_files $uri $uri/ =404; }\n}\n"
		     "server {\n listen some.host:87;\n root /a;\n}"),
		(const struct web_case[]){
			{"http://172.16.0.1/x",	 "unknown" },
			{ "http://172.16.0.1:81/x",			    "unknown" },
			{ "http://172.16.0.1:82/x","unknown" },
			{ "http://172.16.0.1:83/x",	    "unknown" },
			{ "http://172.16.0.1:84/x",			    "unknown" },
			{ "http://172.16.0.1:85/x",		    "file /a/x, or else at 28:7" },
			{ "http://172.16.0.1:86/x",	    "file /a/x at 33:7" },
			{ "http://172.16.0.1:87/x",			    "unknown" },
			{ "http://172.16.0.1:88/x","nobody" },
			{ 0    }
	      });
	/* There may be more servers in what it includes. */
	web_expect(read_clean,
		   HTTP("include /etc/nginx/conf.d/*.conf;\n"
			"server {\n server_name a.example;\n root /a;\n}"),
		   (const struct web_case[]){
			   {"http://172.16.0.1/x", "unknown" },
			   { "http://172.16.0.1:88/x",		       "unknown" },
			   { "http://a.example/x","file /a/x at 6:7" },
			   { 0}
	 });
}
END_TEST

START_TEST(a_page_for_what_is_missing_is_no_file)
{
	web_expect(
		read_clean,
		HTTP("server {\n listen 80;\n root /a;\n error_page 404 /404.html;\n}\n"
		     "server {\n listen 81;\n root /a;\n error_page 404 =200 /x;\n}"),
		(const struct web_case[]){
			{"http://172.16.0.1/x",	 "file /a/x at 5:7" },
			{ "http://172.16.0.1:81/x",			    "file /a/x, or else at 10:7" },
			{ 0}
	      });
}
END_TEST

START_TEST(streams_listen_and_serve_no_files)
{
	web_expect(read_clean,
		   "events { }\nstream {\n upstream api { server 172.16.0.21:6443; }\n"
		   " server {\n  listen 80;\n  proxy_pass api;\n }\n}\n",
		   (const struct web_case[]){
			   {"http://172.16.0.1/x", "unknown" },
			   { "http://172.16.0.1:81/x",		       "nobody" },
			   { 0}
	 });
}
END_TEST

START_TEST(a_part_of_a_configuration_is_read)
{
	struct arena *arena = arena_new();
	struct diagnostics diagnostics;
	struct web_server server;

	read_as(arena, "ocp.conf", "server {\n listen 8080;\n root /srv;\n}\n",
		&diagnostics, &server);
	ck_assert_uint_eq(diagnostics.count, 0);
	ck_assert_uint_eq(server.socket_count, 1);
	ck_assert_uint_eq(server.sockets[0].address.addr.port, 8080);
	ck_assert(server.partial);
	arena_free(arena);
}
END_TEST

static const struct {
	const char *text, *expected;
} mistakes[] = {
	{HTTP("server {\n root /srv\n index x;\n}"),
	  "4:11 ';' is missing behind '/srv'; write ';' here"					      },
	{ HTTP("server {\n root /srv }"),
	  "4:11 ';' is missing behind '/srv'; write ';' here"					      },
	{ "events { }\nhttp {\nserver {\n}\n",
	  "2:6 this block is not closed before the end of the file; close it with }"		     },
	{ HTTP("}"),
	  "4:1 unexpected '}': this brace closes nothing; delete it, or open its "
	  "block"										  },
	{ HTTP("server {\n lisen 80;\n}"),
	  "4:2 unknown directive \"lisen\"; did you mean 'listen'?"				    },
	{ HTTP("server {\n listen 800000;\n}"),
	  "4:9 invalid port in \"800000\" of listen; (null)"					     },
	{ HTTP("root \"/srv;\n"),
	  "3:6 this quote is not closed before the end of the file; close it with \""		      },
	{ HTTP("root /a /b;"),		       "3:9 \"root\" takes 1 argument, not 2; (null)"},
	{ "server { }\n",
	  "1:1 \"server\" is not allowed here; put it into the http block"			   },
};

START_TEST(mistakes_have_their_place)
{
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
		struct arena *arena = arena_new();
		struct diagnostics diagnostics;
		struct web_server server;
		const char *said;

		read_as(arena, "nginx.conf", mistakes[i].text, &diagnostics, &server);
		ck_assert_uint_ge(diagnostics.count, 1);
		said = arena_printf(
			arena, "%u:%u %s; %s", diagnostics.items[0].where.line,
			diagnostics.items[0].where.column, diagnostics.items[0].message,
			diagnostics.items[0].help ? diagnostics.items[0].help : "(null)");
		ck_assert_str_eq(said, mistakes[i].expected);
		arena_free(arena);
	}
}
END_TEST

START_TEST(modules_of_others_are_passed_over)
{
	web_expect(
		read_clean,
		HTTP("vhost_traffic_status_zone;\nbrotli on;\nserver {\n root /a;\n"
		     " location /lua {\n  content_by_lua_block {\n   ngx.say(\"}{\" and {})\n  }\n"
		     " }\n}"),
		(const struct web_case[]){
			{"http://172.16.0.1/lua", "unknown" },
			{ "http://172.16.0.1/x",			 "file /a/x at 6:7" },
			{ 0}
	      });
}
END_TEST

SUITE("core/sources/nginx", files_are_below_the_root, a_location_is_chosen_as_nginx_does,
      a_server_is_chosen_by_address_and_name, what_is_no_file_is_said,
      what_is_not_known_is_not_guessed, streams_listen_and_serve_no_files,
      a_page_for_what_is_missing_is_no_file, a_part_of_a_configuration_is_read,
      mistakes_have_their_place, modules_of_others_are_passed_over);
