/*
 * Whose files are they, and as whom are they read?
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/web_files.h"
#include "tests/support/suite.h"

static const char *user_in(struct arena *arena, const char *text)
{
	char path[] = "/tmp/test-web-XXXXXX";
	int fd = mkstemp(path);
	char *user;

	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	(void)close(fd);
	user = web_server_user(arena, path);
	(void)unlink(path);
	return user ? user : "none";
}

START_TEST(user_of_a_configuration)
{
	struct arena *arena = arena_new();

	ck_assert_str_eq(user_in(arena, "# user x;\nuser nginx;\nworker_processes 1;\n"),
			 "nginx");
	ck_assert_str_eq(user_in(arena, "Listen 80\nUser apache\nGroup apache\n"),
			 "apache");
	ck_assert_str_eq(user_in(arena, "UserDir disabled\n\tuser  www-data www-data;\n"),
			 "www-data");
	ck_assert_str_eq(user_in(arena, ""), "none");
	ck_assert_ptr_null(web_server_user(arena, "/nonexistent/nginx.conf"));
	arena_free(arena);
}
END_TEST

START_TEST(roles)
{
	struct host hosts[] = { { .roles = HOST_BASTION }, { .roles = HOST_DNS } };
	struct inventory inventory = { .hosts = hosts, .host_count = 2 };

	ck_assert_uint_eq(web_roles(&inventory), HOST_BASTION);
	hosts[1].roles |= HOST_HTTP;
	ck_assert_uint_eq(web_roles(&inventory), HOST_HTTP);
	inventory.host_count = 0;
	ck_assert_uint_eq(web_roles(&inventory), HOST_HTTP | HOST_BASTION);
}
END_TEST

SUITE("web_files", user_of_a_configuration, roles);
