/*
 * May a user read this file? By the mode bits and POSIX ACLs of the file and of every folder above
 * it, without becoming that user (path_resolution(7), acl(5)). Symbolic links are followed as the
 * kernel follows them, so the folders above a link's target count too.
 *
 * Synchronous, with a bounded number of system calls; no file is opened for reading.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct arena;

struct access_user {
	const char *
		name; /* "nginx"; NULL: not known, then only the bits of "others" count */
	uid_t uid;
	const gid_t *groups; /* primary and supplementary */
	size_t group_count;
};

enum access_outcome {
	ACCESS_YES,
	ACCESS_NO_ENTER, /* the user may not enter (search) the folder `at` */
	ACCESS_NO_READ,	 /* the user may not read `at` */
	ACCESS_MISSING,	 /* `at` does not exist */
	ACCESS_UNKNOWN,	 /* we may not look ourselves, see `error` */
};

struct access_answer {
	enum access_outcome outcome;
	const char *at; /* the file or folder that decided */
	int error;	/* errno of ACCESS_MISSING and ACCESS_UNKNOWN */
	mode_t mode;	/* of `at`, or of the file */
	uid_t uid;
	gid_t gid;
	bool acl; /* an ACL decided, not the bits */
};

/*
 * Finds the user with its groups (passwd and group files). 0, -ENOENT no such user, or another
 * negative errno.
 */
int access_user_find(struct arena *arena, const char *name, struct access_user *ret_user);

/* Walks from / to `path` (absolute). A folder at the end must be entered, not read. */
void access_look(struct arena *arena, const struct access_user *user, const char *path,
		 struct access_answer *ret_answer);

/*
 * The decision of the kernel for one object. `want`: 4 read, 1 enter, or-ed. `acl`: the value of
 * the xattr system.posix_acl_access, or NULL. Broken ones (too short, other version) count as
 * absent. `ret_by_acl` may be NULL.
 */
bool access_allows(const struct access_user *user, mode_t mode, uid_t uid, gid_t gid,
		   const void *acl, size_t acl_size, unsigned want, bool *ret_by_acl);
