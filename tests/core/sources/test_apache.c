#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/apache.h"
#include "core/sources/files.h"
#include "tests/support/suite.h"
#include "tests/support/web_ask.h"

static void read_all(struct arena *arena, const char *text,
		     struct diagnostics *diagnostics, struct web_server *ret_server)
{
	struct source_files *files = source_files_new(arena, "/nonexistent");

	diag_init(diagnostics, arena);
	apache_read(arena, files,
		    source_files_add(files, "httpd.conf", text, strlen(text)), true,
		    diagnostics, ret_server);
}

static void read_clean(struct arena *arena, const char *text,
		       struct web_server *ret_server)
{
	struct diagnostics diagnostics;

	read_all(arena, text, &diagnostics, ret_server);
	ck_assert_msg(!diagnostics.count, "%u:%u %s", diagnostics.items[0].where.line,
		      diagnostics.items[0].where.column, diagnostics.items[0].message);
}

START_TEST(files_are_below_the_document_root)
{
	web_expect(
		read_clean,
		"Listen 8080\nDocumentRoot \"/var/www/html\"\nAlias /boot /srv/boot\n"
		"Alias \"/icons/\" \"/usr/share/httpd/icons/\"\nScriptAlias /cgi-bin/ /x/\n"
		"Redirect permanent /old http://b/\n",
		(const struct web_case[]){
			{"http://172.16.0.101:8080/a",		"file /var/www/html/a at 2:14" },
			{ "http://172.16.0.101:8080/boot/k",					     "file /srv/boot/k at 3:13" },
			{ "http://172.16.0.101:8080/bootx",
			  "file /var/www/html/bootx at 2:14" },
			{ "http://172.16.0.101:8080/icons/a",
			  "file /usr/share/httpd/icons/a at 4:17" },
			{ "http://172.16.0.101:8080/cgi-bin/a",
			  "no file (ScriptAlias /cgi-bin/ /x/) at 5:1" },
			{ "http://172.16.0.101:8080/old/a",
			  "no file (Redirect permanent /old http://b/) at 6:1" },
			{ "http://172.16.0.101/a",   "nobody" },
			{ 0				     }
	      });
}
END_TEST

START_TEST(a_host_is_chosen_by_address_and_name)
{
	web_expect(read_clean,
		   "Listen 80\nListen 8080\nDocumentRoot /main\n"
		   "<VirtualHost *:80>\n DocumentRoot /first\n</VirtualHost>\n"
		   "<VirtualHost *:80>\n ServerName b.example\n ServerAlias *.c.example\n"
		   " DocumentRoot /second\n</VirtualHost>\n"
		   "<VirtualHost 172.16.0.7:80>\n DocumentRoot /seven\n</VirtualHost>\n"
		   "<VirtualHost 172.16.0.8:80>\n</VirtualHost>\n",
		   (const struct web_case[]){
			   {"http://172.16.0.1/a",	    "file /first/a at 5:15" },
			   { "http://172.16.0.7/a",			    "file /seven/a at 13:15" },
			   { "http://172.16.0.8/a","file /main/a at 3:14" },
			   { "http://172.16.0.1:8080/a",	 "file /main/a at 3:14" },
			   { "http://b.example/a",			   "unknown" },
			   { 0}
	 });
	web_expect(
		read_clean,
		"Listen 80\n<VirtualHost *:80>\n DocumentRoot /first\n</VirtualHost>\n"
		"<VirtualHost *:80>\n ServerName b.example:80\n ServerAlias *.c.example\n"
		" DocumentRoot /second\n</VirtualHost>\n",
		(const struct web_case[]){
			{"http://a.example/a",	"file /first/a at 3:15" },
			{ "http://b.example/a",			"file /second/a at 8:15" },
			{ "http://x.c.example/a","file /second/a at 8:15" },
			{ 0  }
	      });
}
END_TEST

START_TEST(access_is_that_of_the_innermost_section)
{
	web_expect(
		read_clean,
		"Listen 80\nDocumentRoot /var/www\n<Directory />\n Require all denied\n"
		"</Directory>\n<Directory \"/var/www\">\n Require all granted\n</Directory>\n"
		"Alias /boot /srv/boot\nAlias /ip /srv/ip\n<Directory /srv/ip>\n Require ip 10\n"
		"</Directory>\n<Files \".ht*\">\n Require all denied\n</Files>\n"
		"<Location /private>\n Require valid-user\n</Location>\n"
		"<FilesMatch \"\\.key$\">\n Deny from all\n</FilesMatch>\n",
		(const struct web_case[]){
			{"http://172.16.0.1/a",					 "file /var/www/a at 2:14" },
			{ "http://172.16.0.1/boot/a",
			  "forbidden /srv/boot/a (Require all denied) at 4:2" },
			{ "http://172.16.0.1/ip/a",    "file /srv/ip/a, or else at 10:11" },
			{ "http://172.16.0.1/.htx",
			  "forbidden /var/www/.htx (Require all denied) at 15:2" },
			{ "http://172.16.0.1/private/a",
			  "forbidden /var/www/private/a (Require valid-user) at 18:2" },
			{ "http://172.16.0.1/a.key",
			  "forbidden /var/www/a.key (Deny from all) at 21:2" },
			{ 0			    }
	      });
}
END_TEST

START_TEST(what_cannot_be_decided_is_not_known)
{
	web_expect(
		read_clean,
		"Define PORT 8080\nLoadModule alias_module modules/mod_alias.so\n"
		"Listen ${PORT}\n<IfDefine SSL>\nListen 443 https\n</IfDefine>\n"
		"<IfModule alias_module>\nAlias /a /srv/a\n</IfModule>\n"
		"<IfModule !mod_alias.c>\nListen 81\n</IfModule>\n"
		"<IfModule mod_none.c>\nListen 82\n</IfModule>\n"
		"<IfVersion < 2.4>\nListen 83\n</IfVersion>\nDocumentRoot /var/www\n"
		"<VirtualHost *:8080>\nServerName r.example\nRewriteEngine on\n</VirtualHost>\n"
		"<VirtualHost *:8080>\nServerName s.example\nDocumentRoot ${DIR}\n</VirtualHost>\n",
		(const struct web_case[]){
			{"http://s.example:8080/a/b", "file /srv/a/b at 8:10" },
			{ "http://s.example:8080/b",			     "unknown" },
			{ "http://r.example:8080/b","unknown" },
			{ "http://172.16.0.1:443/a",  "unknown" },
			{ "http://172.16.0.1:81/a",			    "nobody" },
			{ "http://172.16.0.1:82/a",		    "nobody" },
			{ "http://172.16.0.1:83/a",   "nobody" },
			{ 0			    }
	      });
	web_expect(read_clean,
		   "Listen 80\nDocumentRoot /a\nIncludeOptional conf.d/*.conf\n",
		   (const struct web_case[]){
			   {"http://172.16.0.1/a", "unknown" },
			   { "http://172.16.0.1:81/a",		       "unknown" },
			   { 0}
	 });
}
END_TEST

static const struct {
	const char *text, *expected;
} mistakes[] = {
	{"Listen 80\n<VirtualHost *:80>\n",			     "2:1 <VirtualHost> is not closed"	       },
	{ "<Directory /x>\n</VirtualHost>\n",
	  "2:1 '</VirtualHost>' where </Directory> is expected"							},
	{ "</Directory>\n",				       "1:1 '</Directory>' closes nothing"		},
	{ "Listen 80 http # intern\n",			       "1:16 Listen takes at most 2 arguments, not 4"},
	{ "ServerName a\n  DocumentRoot \\\n    /a \\\n    /b\n",
	  "4:5 DocumentRoot takes 1 argument, not 2"							     },
	{ "Listen 172.16.0.101\n",				   "1:8 '172.16.0.101' has no port to listen on" },
	{ "DocumentRot /a\n",				     "1:1 unknown directive 'DocumentRot'"	    },
};

START_TEST(mistakes_have_their_place)
{
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
		struct arena *arena = arena_new();
		struct diagnostics diagnostics;
		struct web_server server;

		read_all(arena, mistakes[i].text, &diagnostics, &server);
		ck_assert_uint_ge(diagnostics.count, 1);
		ck_assert_str_eq(arena_printf(arena, "%u:%u %s",
					      diagnostics.items[0].where.line,
					      diagnostics.items[0].where.column,
					      diagnostics.items[0].message),
				 mistakes[i].expected);
		arena_free(arena);
	}
}
END_TEST

START_TEST(the_environment_of_debian_is_known)
{
	struct arena *arena = arena_new();
	struct source_files *files = source_files_new(arena, "/nonexistent");
	static const char text[] = "Listen 80\nUser ${APACHE_RUN_USER}\n"
				   "DocumentRoot ${ROOT}/html\n";
	static const char envvars[] = "SUFFIX=\nexport APACHE_RUN_USER=www-data\n"
				      "export ROOT=/srv$SUFFIX\nexport NOT=`x`\n";
	struct diagnostics diagnostics;
	struct web_server server;

	diag_init(&diagnostics, arena);
	source_files_add(files, "a/envvars", envvars, sizeof envvars - 1);
	apache_read(arena, files,
		    source_files_add(files, "a/apache2.conf", text, sizeof text - 1),
		    true, &diagnostics, &server);
	ck_assert_str_eq(server.user, "www-data");
	ck_assert_str_eq(server.main->root->folder, "/srv/html");
	arena_free(arena);
}
END_TEST

SUITE("core/sources/apache", files_are_below_the_document_root,
      a_host_is_chosen_by_address_and_name, access_is_that_of_the_innermost_section,
      what_cannot_be_decided_is_not_known, mistakes_have_their_place,
      the_environment_of_debian_is_known);
