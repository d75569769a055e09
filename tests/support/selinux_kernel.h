/*
 * A kernel with SELinux, of the test's own: the functions of libselinux that ask the kernel are
 * answered here in the test program. Files bear their labels in the xattr as everywhere.
 */
#pragma once

#include <stdbool.h>

struct selinux_kernel {
	int enabled, enforcing; /* as is_selinux_enabled(3) and security_getenforce(3) */
	int boolean;		/* haproxy_connect_any: 1, 0, -1 there is none */
	/* Whether the policy allows it; `object` is a type. */
	bool (*allows)(const char *object, const char *permission);
};

extern struct selinux_kernel selinux_kernel;

/* Labels a file as its type says; false where the file system or the right is lacking. */
bool selinux_set_type(const char *path, const char *type);
