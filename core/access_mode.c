#include "access_mode.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "arena.h"

#define LINKS_MAX  40 /* as in the kernel */
#define PATH_LIMIT 4096
#define PARTS_MAX  512
#define ACL_MAX	   4096
#define GROUPS_MAX 1024

#define READ  4u
#define ENTER 1u

/* The xattr: a version, then entries, all in little endian (linux/posix_acl_xattr.h). */
#define ACL_VERSION    2
#define ACL_ENTRY_SIZE 8
#define TAG_USER_OBJ   0x01
#define TAG_USER       0x02
#define TAG_GROUP_OBJ  0x04
#define TAG_GROUP      0x08
#define TAG_MASK       0x10
#define TAG_OTHER      0x20

struct walk {
	struct arena *arena;
	const struct access_user *user;
	struct access_answer *answer;
	char at[PATH_LIMIT];   /* where we are, without a final slash; "" is the root */
	char rest[PATH_LIMIT]; /* what is still to go */
	unsigned links, parts;
};

static bool step(struct walk *walk);
static bool follow(struct walk *walk, const char *tail);
static bool allowed(struct walk *walk, const char *path, const struct stat *st,
		    unsigned want);
static bool stop(struct walk *walk, enum access_outcome outcome, int error);

int access_user_find(struct arena *arena, const char *name, struct access_user *ret_user)
{
	char buffer[16384];
	struct passwd passwd, *found = NULL;
	gid_t groups[GROUPS_MAX];
	int count = GROUPS_MAX;
	gid_t *kept;
	int r = getpwnam_r(name, &passwd, buffer, sizeof buffer, &found);

	if (r != 0)
		return -r;
	if (!found)
		return -ENOENT;
	if (getgrouplist(name, passwd.pw_gid, groups, &count) < 0)
		count = GROUPS_MAX;
	kept = arena_alloc(arena, (size_t)count * sizeof *kept);
	memcpy(kept, groups, (size_t)count * sizeof *kept);
	*ret_user = (struct access_user){ .name = arena_strdup(arena, name),
					  .uid = passwd.pw_uid,
					  .groups = kept,
					  .group_count = (size_t)count };
	return 0;
}

void access_look(struct arena *arena, const struct access_user *user, const char *path,
		 struct access_answer *ret_answer)
{
	struct walk walk = { .arena = arena, .user = user, .answer = ret_answer };
	struct stat st;

	memset(ret_answer, 0, sizeof *ret_answer);
	if (path[0] != '/' || strlen(path) >= sizeof walk.rest) {
		(void)stop(&walk, ACCESS_UNKNOWN, path[0] == '/' ? ENAMETOOLONG : EINVAL);
		return;
	}
	memcpy(walk.rest, path, strlen(path) + 1);
	if (stat("/", &st) < 0) {
		(void)stop(&walk, ACCESS_UNKNOWN, errno);
		return;
	}
	if (!allowed(&walk, "/", &st, ENTER))
		return;
	while (step(&walk))
		;
}

/* Goes one part of the path further; false at the end, with the answer. */
static bool step(struct walk *walk)
{
	char tail[PATH_LIMIT];
	char *part = walk->rest + strspn(walk->rest, "/");
	size_t length = strcspn(part, "/");
	size_t at = strlen(walk->at);
	struct stat st;
	bool last;

	if (length == 0)
		return stop(walk, ACCESS_YES, 0);
	if (++walk->parts > PARTS_MAX || at + 1 + length >= sizeof walk->at)
		return stop(walk, ACCESS_UNKNOWN, ENAMETOOLONG);
	memcpy(tail, part + length, strlen(part + length) + 1);
	last = tail[strspn(tail, "/")] == '\0';
	if (length == 1 && part[0] == '.') {
		memcpy(walk->rest, tail, strlen(tail) + 1);
		return true;
	}
	if (length == 2 && part[0] == '.' && part[1] == '.') {
		char *slash = strrchr(walk->at, '/');

		if (slash)
			*slash = '\0';
		memcpy(walk->rest, tail, strlen(tail) + 1);
		return true;
	}
	walk->at[at] = '/';
	memcpy(walk->at + at + 1, part, length);
	walk->at[at + 1 + length] = '\0';
	if (lstat(walk->at, &st) < 0)
		return stop(walk, errno == ENOENT ? ACCESS_MISSING : ACCESS_UNKNOWN,
			    errno);
	if (S_ISLNK(st.st_mode))
		return follow(walk, tail);
	if (!last && !S_ISDIR(st.st_mode))
		return stop(walk, ACCESS_MISSING, ENOTDIR);
	if (!allowed(walk, walk->at, &st, S_ISDIR(st.st_mode) ? ENTER : READ))
		return false;
	memcpy(walk->rest, tail, strlen(tail) + 1);
	return true;
}

/* The path goes on at the link's target, then with what stood behind the link. */
static bool follow(struct walk *walk, const char *tail)
{
	char target[PATH_LIMIT];
	ssize_t length = readlink(walk->at, target, sizeof target - 1);

	if (length < 0)
		return stop(walk, ACCESS_UNKNOWN, errno);
	if (++walk->links > LINKS_MAX)
		return stop(walk, ACCESS_UNKNOWN, ELOOP);
	if ((size_t)length + 1 + strlen(tail) >= sizeof walk->rest)
		return stop(walk, ACCESS_UNKNOWN, ENAMETOOLONG);
	memcpy(walk->rest, target, (size_t)length);
	memcpy(walk->rest + length, tail, strlen(tail) + 1);
	*(target[0] == '/' && length > 0 ? walk->at : strrchr(walk->at, '/')) = '\0';
	return true;
}

static bool allowed(struct walk *walk, const char *path, const struct stat *st,
		    unsigned want)
{
	char acl[ACL_MAX];
	ssize_t size = lgetxattr(path, "system.posix_acl_access", acl, sizeof acl);
	bool by_acl = false;
	bool yes = access_allows(walk->user, st->st_mode, st->st_uid, st->st_gid,
				 size > 0 ? acl : NULL, size > 0 ? (size_t)size : 0, want,
				 &by_acl);

	walk->answer->mode = st->st_mode;
	walk->answer->uid = st->st_uid;
	walk->answer->gid = st->st_gid;
	walk->answer->acl = by_acl;
	if (yes)
		return true;
	(void)stop(walk, want == ENTER ? ACCESS_NO_ENTER : ACCESS_NO_READ, 0);
	return false;
}

static bool stop(struct walk *walk, enum access_outcome outcome, int error)
{
	walk->answer->outcome = outcome;
	walk->answer->error = error;
	walk->answer->at = walk->at[0] ? arena_strdup(walk->arena, walk->at) : "/";
	return false;
}

static unsigned little(const unsigned char *bytes, unsigned count)
{
	unsigned value = 0;

	while (count--)
		value = value << 8 | bytes[count];
	return value;
}

static bool in_group(const struct access_user *user, gid_t gid)
{
	for (size_t i = 0; i < user->group_count; i++)
		if (user->groups[i] == gid)
			return true;
	return false;
}

/* acl(5), "access check algorithm". */
static bool acl_allows(const struct access_user *user, uid_t uid, gid_t gid,
		       const unsigned char *entries, size_t count, unsigned want)
{
	unsigned mask = 7, other = 0, owner = 0, named = 0;
	bool is_named = false, is_grouped = false, group_fits = false;

	for (size_t i = 0; i < count; i++) {
		const unsigned char *entry = entries + i * ACL_ENTRY_SIZE;

		if (little(entry, 2) == TAG_MASK)
			mask = little(entry + 2, 2);
	}
	for (size_t i = 0; i < count; i++) {
		const unsigned char *entry = entries + i * ACL_ENTRY_SIZE;
		unsigned tag = little(entry, 2);
		unsigned bits = little(entry + 2, 2);
		unsigned id = little(entry + 4, 4);

		if (tag == TAG_USER_OBJ) {
			owner = bits;
		} else if (tag == TAG_OTHER) {
			other = bits;
		} else if (user->name && tag == TAG_USER && id == user->uid) {
			is_named = true;
			named = bits;
		} else if (user->name && ((tag == TAG_GROUP_OBJ && in_group(user, gid)) ||
					  (tag == TAG_GROUP && in_group(user, id)))) {
			is_grouped = true;
			group_fits = group_fits || (bits & mask & want) == want;
		}
	}
	if (user->name && user->uid == uid)
		return (owner & want) == want;
	if (is_named)
		return (named & mask & want) == want;
	if (is_grouped)
		return group_fits;
	return (other & want) == want;
}

bool access_allows(const struct access_user *user, mode_t mode, uid_t uid, gid_t gid,
		   const void *acl, size_t acl_size, unsigned want, bool *ret_by_acl)
{
	const unsigned char *bytes = acl;
	unsigned bits = mode & 7;

	if (ret_by_acl)
		*ret_by_acl = false;
	/* root reads everything, and enters a folder whatever its bits. */
	if (user->name && user->uid == 0)
		return true;
	if (bytes && acl_size >= 4 + 3 * ACL_ENTRY_SIZE &&
	    little(bytes, 4) == ACL_VERSION) {
		if (ret_by_acl)
			*ret_by_acl = true;
		return acl_allows(user, uid, gid, bytes + 4,
				  (acl_size - 4) / ACL_ENTRY_SIZE, want);
	}
	if (user->name && user->uid == uid)
		bits = mode >> 6 & 7;
	else if (user->name && in_group(user, gid))
		bits = mode >> 3 & 7;
	return (bits & want) == want;
}
