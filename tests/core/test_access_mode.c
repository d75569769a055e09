/*
 * May a user read a file?
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/access_mode.h"
#include "core/arena.h"
#include "tests/support/suite.h"

static const gid_t groups[] = { 500, 501 };
static const struct access_user nginx = { "nginx", 1000, groups, 2 };
static const struct access_user nobody = { NULL, 0, NULL, 0 };

static bool reads(const struct access_user *user, mode_t mode, uid_t uid, gid_t gid)
{
	return access_allows(user, mode, uid, gid, NULL, 0, 4, NULL);
}

START_TEST(owner_group_other)
{
	static const struct access_user root = { "root", 0, NULL, 0 };

	ck_assert(reads(&nginx, 0644, 0, 0));
	ck_assert(!reads(&nginx, 0640, 0, 0));
	ck_assert(reads(&nginx, 0640, 0, 501));
	ck_assert(reads(&nginx, 0400, 1000, 0));
	ck_assert_msg(!reads(&nginx, 0044, 1000, 500), "the owner's bits count alone");
	ck_assert_msg(!reads(&nginx, 0604, 0, 500), "the group's bits count alone");
	ck_assert(!reads(&nobody, 0660, 0, 0));
	ck_assert(reads(&nobody, 0604, 0, 0));
	ck_assert(reads(&root, 0, 7, 7));
}
END_TEST

/* Version 2, then tag, permission and id of each entry. */
static size_t make_acl(unsigned char *acl, const unsigned (*entries)[3], size_t count)
{
	memset(acl, 0, 4 + count * 8);
	acl[0] = 2;
	for (size_t i = 0; i < count; i++) {
		unsigned char *entry = acl + 4 + i * 8;

		entry[0] = (unsigned char)entries[i][0];
		entry[2] = (unsigned char)entries[i][1];
		for (unsigned b = 0; b < 4; b++)
			entry[4 + b] = (unsigned char)(entries[i][2] >> 8 * b);
	}
	return 4 + count * 8;
}

START_TEST(acl_before_bits)
{
	static const unsigned named[][3] = {
		{1,     6, UINT32_MAX},
		 { 2,    4, 1000      },
		  { 4,    0, UINT32_MAX},
		{ 0x10, 4, UINT32_MAX},
		 { 0x20, 0, UINT32_MAX},
	};
	static const unsigned masked[][3] = {
		{1,     6, UINT32_MAX},
		 { 2,    7, 1000      },
		  { 4,    4, UINT32_MAX},
		{ 0x10, 0, UINT32_MAX},
		 { 0x20, 0, UINT32_MAX},
	};
	static const unsigned grouped[][3] = {
		{1,     6, UINT32_MAX},
		 { 4,    0, UINT32_MAX},
		  { 8,    4, 501	      },
		{ 0x10, 7, UINT32_MAX},
		 { 0x20, 0, UINT32_MAX},
	};
	static const unsigned denied[][3] = {
		{1,     6, UINT32_MAX},
		 { 4,    4, UINT32_MAX},
		  { 8,    0, 501	      },
		{ 0x10, 7, UINT32_MAX},
		 { 0x20, 4, UINT32_MAX},
	};
	unsigned char acl[64];
	bool by_acl = false;
	size_t size = make_acl(acl, named, 5);

	ck_assert(access_allows(&nginx, 0640, 0, 0, acl, size, 4, &by_acl));
	ck_assert(by_acl);
	ck_assert(!access_allows(&nobody, 0640, 0, 0, acl, size, 4, NULL));
	size = make_acl(acl, masked, 5);
	ck_assert_msg(!access_allows(&nginx, 0600, 0, 0, acl, size, 4, NULL), "the mask");
	size = make_acl(acl, grouped, 5);
	ck_assert(access_allows(&nginx, 0670, 0, 0, acl, size, 4, NULL));
	size = make_acl(acl, denied, 5);
	ck_assert_msg(!access_allows(&nginx, 0674, 0, 0, acl, size, 4, NULL),
		      "in a group that may not: others do not count");
	ck_assert_msg(access_allows(&nginx, 0644, 0, 0, acl, 9, 4, NULL), "a broken ACL");
}
END_TEST

static char top[64];

static const char *in(const char *name)
{
	static char path[4][256];
	static unsigned turn;

	turn = (turn + 1) % 4;
	(void)snprintf(path[turn], sizeof path[turn], "%s/%s", top, name);
	return path[turn];
}

static void put(const char *name, mode_t mode)
{
	int fd = open(in(name), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fchmod(fd, mode), 0);
	(void)close(fd);
}

static struct access_answer look(struct arena *arena, const char *name)
{
	struct access_answer answer;

	access_look(arena, &nobody, in(name), &answer);
	return answer;
}

START_TEST(every_folder_on_the_way)
{
	struct arena *arena = arena_new();
	struct access_answer answer;

	(void)snprintf(top, sizeof top, "/tmp/test-access-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(top));
	ck_assert_int_eq(chmod(top, 0755), 0);
	ck_assert_int_eq(mkdir(in("html"), 0755), 0);
	ck_assert_int_eq(mkdir(in("root"), 0755), 0);
	ck_assert_int_eq(chmod(in("root"), 0700), 0);
	put("html/kernel", 0644);
	put("html/bootstrap.ign", 0640);
	put("root/master.ign", 0644);
	ck_assert_int_eq(symlink("../root/master.ign", in("html/master.ign")), 0);
	ck_assert_int_eq(symlink(in("html/./kernel"), in("html/linux")), 0);
	ck_assert_int_eq(symlink("loop", in("html/loop")), 0);

	ck_assert_int_eq(look(arena, "html").outcome, ACCESS_YES);
	ck_assert_int_eq(look(arena, "html/kernel").outcome, ACCESS_YES);
	ck_assert_int_eq(look(arena, "html/linux").outcome, ACCESS_YES);
	ck_assert_int_eq(look(arena, "html/../html//kernel").outcome, ACCESS_YES);
	answer = look(arena, "html/bootstrap.ign");
	ck_assert_int_eq(answer.outcome, ACCESS_NO_READ);
	ck_assert_str_eq(answer.at, in("html/bootstrap.ign"));
	ck_assert_uint_eq(answer.mode & 0777, 0640);
	answer = look(arena, "html/master.ign");
	ck_assert_int_eq(answer.outcome, ACCESS_NO_ENTER);
	ck_assert_str_eq(answer.at, in("root"));
	ck_assert_int_eq(look(arena, "html/worker.ign").outcome, ACCESS_MISSING);
	ck_assert_int_eq(look(arena, "html/kernel/x").outcome, ACCESS_MISSING);
	answer = look(arena, "html/loop");
	ck_assert_int_eq(answer.outcome, ACCESS_UNKNOWN);
	ck_assert_int_eq(answer.error, ELOOP);

	ck_assert_int_eq(
		unlink(in("html/loop")) | unlink(in("html/linux")) |
			unlink(in("html/master.ign")) | unlink(in("root/master.ign")) |
			unlink(in("html/bootstrap.ign")) | unlink(in("html/kernel")) |
			rmdir(in("html")) | rmdir(in("root")) | rmdir(top),
		0);
	arena_free(arena);
}
END_TEST

START_TEST(users_have_groups)
{
	struct arena *arena = arena_new();
	struct access_user user;

	ck_assert_int_eq(access_user_find(arena, "root", &user), 0);
	ck_assert_uint_eq(user.uid, 0);
	ck_assert_uint_ge(user.group_count, 1);
	ck_assert_int_eq(access_user_find(arena, "no-such-user-here", &user), -ENOENT);
	arena_free(arena);
}
END_TEST

SUITE("access_mode", owner_group_other, acl_before_bits, every_folder_on_the_way,
      users_have_groups);
