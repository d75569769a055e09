/*
 * SELinux: on a kernel without it (as most builds have), and on one of ours: the functions of
 * libselinux that ask the kernel are given here.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <selinux/selinux.h>

#include "core/arena.h"
#include "core/io_selinux.h"
#include "tests/support/suite.h"

static struct {
	int enabled, enforcing, flags;
	access_vector_t allowed;
} kernel;

int is_selinux_enabled(void)
{
	return kernel.enabled;
}

int security_getenforce(void)
{
	return kernel.enforcing;
}

security_class_t string_to_security_class(const char *name)
{
	return strcmp(name, "file") == 0 ? 6 : 0;
}

access_vector_t string_to_av_perm(security_class_t tclass, const char *name)
{
	return tclass == 6 && strcmp(name, "read") == 0 ? 2 : tclass == 6 ? 1 : 0;
}

int security_compute_av_flags_raw(const char *subject, const char *object,
				  security_class_t tclass, access_vector_t requested,
				  struct av_decision *decision)
{
	(void)subject;
	(void)object;
	(void)tclass;
	(void)requested;
	memset(decision, 0, sizeof *decision);
	decision->allowed = kernel.allowed;
	decision->flags = (unsigned)kernel.flags;
	return 0;
}

START_TEST(says_that_there_is_none)
{
	kernel.enabled = 0;
	ck_assert_int_eq(selinux_mode(), SELINUX_ABSENT);
	ck_assert_int_eq(selinux_allows("a", "b", "file", "read"), -EOPNOTSUPP);
	ck_assert_int_eq(selinux_boolean("haproxy_connect_any"), -EOPNOTSUPP);
}
END_TEST

START_TEST(asks_the_policy_even_where_permissive)
{
	kernel.enabled = 1;
	ck_assert_int_eq(selinux_mode(), SELINUX_PERMISSIVE);
	ck_assert_int_eq(selinux_allows("a", "b", "file", "read"), 0);
	kernel.enforcing = 1;
	ck_assert_int_eq(selinux_mode(), SELINUX_ENFORCING);
	kernel.allowed = 1;
	ck_assert_int_eq(selinux_allows("a", "b", "file", "read"), 0);
	kernel.allowed = 3;
	ck_assert_int_eq(selinux_allows("a", "b", "file", "read"), 1);
	kernel.allowed = 0;
	kernel.flags = SELINUX_AVD_FLAGS_PERMISSIVE;
	ck_assert_msg(selinux_allows("a", "b", "file", "read") == 1,
		      "a permissive domain");
	ck_assert_int_eq(selinux_allows("a", "b", "folder", "read"), -EINVAL);
	kernel.enforcing = -1;
	ck_assert_int_eq(selinux_mode(), SELINUX_UNKNOWN);
}
END_TEST

START_TEST(labels)
{
	struct arena *arena = arena_new();
	char path[] = "/tmp/test-selinux-XXXXXX";
	int fd = mkstemp(path);
	static const char label[] = "unconfined_u:object_r:admin_home_t:s0";
	char *found = NULL;

	ck_assert_int_ge(fd, 0);
	if (fsetxattr(fd, "security.selinux", label, sizeof label, 0) == 0) {
		ck_assert_int_eq(selinux_label(arena, path, &found), 0);
		ck_assert_str_eq(found, label);
	} else {
		ck_assert_int_lt(selinux_label(arena, path, &found), 0);
	}
	(void)close(fd);
	(void)unlink(path);
	ck_assert_int_eq(selinux_label(arena, path, &found), -ENOENT);
	ck_assert_str_eq(selinux_type(arena, label), "admin_home_t");
	ck_assert_str_eq(selinux_type(arena, "u:r:t"), "t");
	ck_assert_ptr_null(selinux_type(arena, "u:r"));
	ck_assert_ptr_null(selinux_type(arena, ""));
	ck_assert_int_eq(selinux_httpd_reads("httpd_sys_content_t"), SELINUX_YES);
	ck_assert_int_eq(selinux_httpd_reads("httpd_cobbler_content_t"), SELINUX_YES);
	ck_assert_int_eq(selinux_httpd_reads("admin_home_t"), SELINUX_NO);
	ck_assert_int_eq(selinux_httpd_reads("our_own_t"), SELINUX_MAYBE);
	arena_free(arena);
}
END_TEST

START_TEST(boot_mode)
{
	static const struct {
		const char *text;
		int r;
		enum selinux_mode mode;
	} cases[] = {
		{"# SELINUX=disabled\nSELINUX=enforcing\nSELINUXTYPE=targeted\n", 0,
		  SELINUX_ENFORCING									   },
		{ "SELINUX=Permissive \n",					   0,	      SELINUX_PERMISSIVE},
		{ "SELINUX=disabled",					     0,	 SELINUX_ABSENT	},
		{ "SELINUX=enforcingly\n",					   -EINVAL, SELINUX_UNKNOWN   },
		{ "",							     -EINVAL, SELINUX_UNKNOWN   },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char path[] = "/tmp/test-selinux-XXXXXX";
		int fd = mkstemp(path);
		enum selinux_mode mode = SELINUX_UNKNOWN;

		ck_assert_int_eq(write(fd, cases[i].text, strlen(cases[i].text)),
				 (ssize_t)strlen(cases[i].text));
		(void)close(fd);
		ck_assert_int_eq(selinux_boot_mode(path, &mode), cases[i].r);
		ck_assert_int_eq(mode, cases[i].mode);
		(void)unlink(path);
		ck_assert_int_eq(selinux_boot_mode(path, &mode), -ENOENT);
	}
}
END_TEST

SUITE("io_selinux", says_that_there_is_none, asks_the_policy_even_where_permissive,
      labels, boot_mode);
