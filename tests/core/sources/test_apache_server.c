/*
 * The reader and httpd agree about what is a right file: `httpd -t` is asked about each.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/apache.h"
#include "core/sources/files.h"
#include "tests/support/command.h"
#include "tests/support/suite.h"

static const char *const texts[] = {
	"",
	"# a comment",
	"Listen 8080",
	"listen 8080",
	"Listen",
	"Listen 0",
	"Listen 65536",
	"Listen 127.0.0.1:8080",
	"Listen [::1]:8080",
	"Listen 127.0.0.1",
	"Listen 8080 https",
	"Listen *:8080",
	"Lisen 8080",
	"DocumentRoot /tmp",
	"DocumentRoot \"/tmp\"",
	"DocumentRoot",
	"DocumentRot /tmp",
	"ServerName a.example.com:8080",
	"ServerName",
	"ServerNam a",
	"Define X /tmp\nDocumentRoot ${X}",
	"Define X",
	"Define",
	"Include /nowhere/x.conf",
	"Include /nowhere/*.conf",
	"IncludeOptional /nowhere/*.conf",
	"IncludeOptional /nowhere/x.conf",
	"Include",
	"IncludeOptional",
	"Includ /nowhere/*.conf",
	"ErrorDocument 404 /404.html",
	"<VirtualHost *:8080>\n</VirtualHost>",
	"<VirtualHost *:8080>\nServerName a\nServerAlias b *.c\nDocumentRoot /tmp\n</VirtualHost>",
	"<VirtualHost *:8080>",
	"<VirtualHost *:8080>\n</VirtualHos>",
	"<VirtualHost *:8080>\n</Directory>",
	"</VirtualHost>",
	"<VirtualHost *:8080\n</VirtualHost>",
	"<VirtualHost *:8080>\n<VirtualHost *:8081>\n</VirtualHost>\n</VirtualHost>",
	"<VirtualHost _default_:8080>\n</VirtualHost>",
	"<virtualhost *:8080>\n</VIRTUALHOST>",
	"<VirtualHost *:8080>\nListen 8080\n</VirtualHost>",
	"<VirtualHost *:8080>\nServerRoot /tmp\n</VirtualHost>",
	"<VirtualHost *:8080>\nServerName\n</VirtualHost>",
	"<VirtualHost *:8080>\nServerAlias\n</VirtualHost>",
	"<Directory /tmp>\nAllowOverride None\n</Directory>",
	"<Directory \"/tmp\">\n</Directory>",
	"<Directory />\n</Directory>",
	"<Directory /tmp>\nDocumentRoot /tmp\n</Directory>",
	"<Directory /tmp>\nListen 8080\n</Directory>",
	"<Directory /tmp>\nServerName x\n</Directory>",
	"<Directory /tmp>\n<Files x>\n</Files>\n</Directory>",
	"<Directory /tmp>\n<Files x>\n</Directory>\n</Files>",
	"<Directory /tmp>\n<VirtualHost *:80>\n</VirtualHost>\n</Directory>",
	"<DirectoryMatch \"^/tmp\">\n</DirectoryMatch>",
	"<Directory ~ \"^/tmp\">\n</Directory>",
	"<FilesMatch \"\\.ign$\">\n</FilesMatch>",
	"<Location /x>\n</Location>",
	"<LocationMatch ^/x>\n</LocationMatch>",
	"<IfModule mod_nothing.c>\nLisen 80\n</IfModule>",
	"<IfModule !mod_nothing.c>\nListen 8080\n</IfModule>",
	"<IfModule mod_nothing.c>\n<Directory>\n</IfModule>",
	"<IfModule mod_so.c>\nLisen 80\n</IfModule>",
	"<IfModule mod_so.c>\nListen 8080\n",
	"<IfModule so_module>\n</IfModule>\n</IfModule>",
	"<IfDefine NOTHING>\nListen 8080\n</IfDefine>",
	"Define YES\n<IfDefine YES>\nLisen 80\n</IfDefine>",
	"Define YES\n<IfDefine !YES>\nLisen 80\n</IfDefine>",
	"<IfVersion >= 2.4>\nListen 8080\n</IfVersion>",
	"<IfVersion < 2.4>\nLisen 80\n</IfVersion>",
	"<IfVersion >= 2.2>\nLisen 80\n</IfVersion>",
	"Listen \\\n8080",
	"Listen 8080 \\\n",
	"# a comment that goes on \\\nLisen 80",
	"Listen 8080 # no comment",
	"ServerAdmin \"a b",
	"ServerTokens \\\n\\\nProd",
	"  \t Listen\t8080  \r\nDocumentRoot /tmp\r\n",
};

#define FRAME \
	"ServerName localhost\nPidFile /tmp/ocp-preflight-test.pid\nErrorLog /dev/null\n"

static bool reader_accepts(const char *path, const char *text)
{
	struct arena *arena = arena_new();
	struct source_files *files = source_files_new(arena, NULL);
	struct diagnostics diagnostics;
	struct web_server server;
	bool accepted;

	diag_init(&diagnostics, arena);
	apache_read(arena, files, source_files_add(files, path, text, strlen(text)),
		    false, &diagnostics, &server);
	accepted = !diagnostics.errors;
	arena_free(arena);
	return accepted;
}

/* The modules without which httpd does not begin, from wherever its packages put them. */
static const char *modules(void)
{
	static const char *const folders[] = { "/usr/lib/apache2/modules",
					       "/usr/lib64/httpd/modules" };
	static char text[512];

	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		if (!access(folders[i], X_OK))
			snprintf(text, sizeof text,
				 "LoadModule mpm_event_module %s/mod_mpm_event.so\n"
				 "LoadModule authz_core_module %s/mod_authz_core.so\n",
				 folders[i], folders[i]);
	}
	return text;
}

static const char *program(void)
{
	return command_is_installed("apache2") ? "apache2" : "httpd";
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

START_TEST(the_reader_refuses_what_httpd_refuses)
{
	char path[] = "/tmp/httpd-XXXXXX", output[4096], text[2048];
	const char *const argv[] = { program(), "-t", "-f", path, NULL };
	unsigned wrong = 0;

	ck_assert_int_ge(close(mkstemp(path)), 0);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		bool server, reader;

		snprintf(text, sizeof text, "%s" FRAME "%s", modules(), texts[i]);
		reader = reader_accepts(path, text);
		write_file(path, text);
		server = !command_run(argv, output, sizeof output);
		if (server == reader)
			continue;
		fprintf(stderr, "httpd %s, the reader %s: %s\n%s\n",
			server ? "takes" : "refuses", reader ? "takes" : "refuses",
			texts[i], output);
		wrong++;
	}
	unlink(path);
	ck_assert_uint_eq(wrong, 0);
}
END_TEST

START_TEST(shipped_files_are_right)
{
	static const char *const paths[] = { "/etc/apache2/apache2.conf",
					     "/etc/httpd/conf/httpd.conf" };

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		struct arena *arena = arena_new();
		struct source_files *files = source_files_new(arena, NULL);
		struct diagnostics diagnostics;
		struct source_file *file;
		struct web_server server;

		diag_init(&diagnostics, arena);
		if (source_files_open(files, paths[i], &file) >= 0) {
			apache_read(arena, files, file, false, &diagnostics, &server);
			ck_assert_uint_eq(diagnostics.count, 0);
			ck_assert_uint_ge(server.socket_count, 1);
		}
		arena_free(arena);
	}
}
END_TEST

SUITE_WHERE(command_is_installed(program()), "core/sources/apache_server",
	    the_reader_refuses_what_httpd_refuses, shipped_files_are_right);
