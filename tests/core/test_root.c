#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/root.h"
#include "tests/support/suite.h"

static struct arena *arena;
static char root[32];

static void make_link(const char *target, const char *name)
{
	ck_assert_int_eq(symlink(target, arena_printf(arena, "%s%s", root, name)), 0);
}

static void make_folder(const char *name)
{
	ck_assert_int_eq(mkdir(arena_printf(arena, "%s%s", root, name), 0755), 0);
}

static void leads_to(const char *path, const char *expected)
{
	const char *found = root_path(arena, root, path);

	ck_assert_msg(!strncmp(found, root, strlen(root)), "%s left the root: %s", path,
		      found);
	ck_assert_str_eq(found + strlen(root), expected);
}

static int remove_one(const char *path, const struct stat *status, int type,
		      struct FTW *at)
{
	(void)status;
	(void)type;
	(void)at;
	return remove(path);
}

START_TEST(links_stay_inside)
{
	arena = arena_new();
	snprintf(root, sizeof root, "/tmp/root-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	make_folder("/etc");
	make_folder("/srv");
	make_folder("/srv/www");
	make_link("/srv/www", "/etc/absolute");
	make_link("../srv", "/etc/relative");
	make_link("../../../../../etc", "/srv/up");
	make_link("absolute", "/etc/twice");
	make_link("/etc/passwd", "/srv/outside");
	make_link("b", "/srv/a");
	make_link("a", "/srv/b");
	leads_to("/etc/named.conf", "/etc/named.conf");
	leads_to("//etc/./named.conf", "/etc/named.conf");
	leads_to("/", "");
	leads_to("/etc/absolute/x", "/srv/www/x");
	leads_to("/etc/relative/www/x", "/srv/www/x");
	leads_to("/etc/twice/x", "/srv/www/x");
	leads_to("/srv/up/x", "/etc/x");
	leads_to("/../../etc/x", "/etc/x");
	leads_to("/srv/outside", "/etc/passwd");
	leads_to("/no/such/../thing", "/no/thing");
	ck_assert_str_eq(root_path(arena, root, "/srv/a/x"), "");
	nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	arena_free(arena);
}
END_TEST

SUITE("root", links_stay_inside);
