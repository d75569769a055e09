/*
 * SELinux, through libselinux. Everything here is safe on a kernel without SELinux and says so:
 * labels are read from the xattr whatever the kernel is, the policy is asked where there is one.
 *
 * Synchronous and small: local files and /sys/fs/selinux.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

struct arena;

enum selinux_mode {
	SELINUX_ABSENT, /* the kernel has none, or it was switched off at boot */
	SELINUX_PERMISSIVE,
	SELINUX_ENFORCING,
	SELINUX_UNKNOWN, /* enabled, but we may not look */
};

enum selinux_mode selinux_mode(void);
const char *selinux_mode_name(enum selinux_mode mode); /* "enforcing" */

/*
 * What /etc/selinux/config says for the next boot. 0 and the mode (disabled: SELINUX_ABSENT), or a
 * negative errno: -ENOENT no such file, -EINVAL no such line.
 */
int selinux_boot_mode(const char *config_file, enum selinux_mode *ret_mode);
#define SELINUX_CONFIG_FILE "/etc/selinux/config"

/*
 * The label of a file ("system_u:object_r:httpd_sys_content_t:s0"), links followed. 0; -ENODATA
 * it has none, -EOPNOTSUPP its file system has none, or another negative errno.
 */
int selinux_label(struct arena *arena, const char *path, char **ret_label);
/* The type of a label: "httpd_sys_content_t"; NULL where it is no label. */
char *selinux_type(struct arena *arena, const char *label);
/* The label that the installed policy wants for a path, or NULL: no policy here, or no rule. */
char *selinux_default_label(struct arena *arena, const char *path, mode_t mode);
/* The domain that a process runs in, or NULL. */
char *selinux_process_label(struct arena *arena, pid_t pid);

/*
 * Asks the kernel's policy. 1 allowed, 0 denied, or a negative errno where it cannot be asked
 * (-EOPNOTSUPP: SELinux is off). A permissive kernel is asked as if it enforced.
 */
int selinux_allows(const char *subject, const char *object, const char *tclass,
		   const char *permission);

/* 1 on, 0 off, -ENOENT no such boolean, -EOPNOTSUPP SELinux is off, or another negative errno. */
int selinux_boolean(const char *name);

/* For a kernel that cannot be asked: may httpd_t read files of this type, by the rules of the
   targeted policy (RHEL 8 to 10)? */
enum selinux_guess { SELINUX_YES, SELINUX_NO, SELINUX_MAYBE };
enum selinux_guess selinux_httpd_reads(const char *type);
