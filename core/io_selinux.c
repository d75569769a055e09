#include "io_selinux.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>

#include <selinux/label.h>
#include <selinux/selinux.h>

#include "arena.h"

#define LABEL_MAX 4096

enum selinux_mode selinux_mode(void)
{
	int enforcing;

	if (is_selinux_enabled() <= 0)
		return SELINUX_ABSENT;
	enforcing = security_getenforce();
	if (enforcing < 0)
		return SELINUX_UNKNOWN;
	return enforcing ? SELINUX_ENFORCING : SELINUX_PERMISSIVE;
}

const char *selinux_mode_name(enum selinux_mode mode)
{
	switch (mode) {
	case SELINUX_ABSENT:
		return "disabled";
	case SELINUX_PERMISSIVE:
		return "permissive";
	case SELINUX_ENFORCING:
		return "enforcing";
	case SELINUX_UNKNOWN:
		break;
	}
	return "unknown";
}

int selinux_boot_mode(const char *config_file, enum selinux_mode *ret_mode)
{
	static const enum selinux_mode modes[] = { SELINUX_ABSENT, SELINUX_PERMISSIVE,
						   SELINUX_ENFORCING };
	FILE *file = fopen(config_file, "re");
	char line[256];
	int r = -EINVAL;

	if (!file)
		return -errno;
	while (fgets(line, sizeof line, file)) {
		const char *value = line + 8;

		if (strncmp(line, "SELINUX=", 8) != 0)
			continue;
		for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
			const char *name = selinux_mode_name(modes[i]);
			size_t length = strlen(name);

			if (strncasecmp(value, name, length) == 0 &&
			    strspn(value + length, " \t\r\n") == strlen(value + length)) {
				*ret_mode = modes[i];
				r = 0;
			}
		}
	}
	(void)fclose(file);
	return r;
}

int selinux_label(struct arena *arena, const char *path, char **ret_label)
{
	char label[LABEL_MAX];
	ssize_t length = getxattr(path, "security.selinux", label, sizeof label - 1);

	if (length < 0)
		return -errno;
	label[length] = '\0';
	*ret_label = arena_strdup(arena, label);
	return 0;
}

char *selinux_type(struct arena *arena, const char *label)
{
	const char *role = strchr(label, ':');
	const char *type = role ? strchr(role + 1, ':') : NULL;
	size_t length;

	if (!type)
		return NULL;
	length = strcspn(type + 1, ":");
	return length ? arena_strndup(arena, type + 1, length) : NULL;
}

char *selinux_default_label(struct arena *arena, const char *path, mode_t mode)
{
	struct selabel_handle *handle = selabel_open(SELABEL_CTX_FILE, NULL, 0);
	char *context = NULL;
	char *label = NULL;

	if (!handle)
		return NULL;
	/* "<<none>>" is a rule that says: leave it as it is. */
	if (selabel_lookup_raw(handle, &context, path, (int)mode) == 0) {
		if (strcmp(context, "<<none>>") != 0)
			label = arena_strdup(arena, context);
		freecon(context);
	}
	selabel_close(handle);
	return label;
}

char *selinux_process_label(struct arena *arena, pid_t pid)
{
	char *context = NULL;
	char *label;

	if (is_selinux_enabled() <= 0 || getpidcon_raw(pid, &context) < 0)
		return NULL;
	label = arena_strdup(arena, context);
	freecon(context);
	return label;
}

/* security_compute_av(3) and not selinux_check_access(3): the latter says yes to everything where
   the kernel is permissive, and writes a denial to the audit log that never happened. */
int selinux_allows(const char *subject, const char *object, const char *tclass,
		   const char *permission)
{
	struct av_decision decision;
	security_class_t class_number;
	access_vector_t bit;

	if (is_selinux_enabled() <= 0)
		return -EOPNOTSUPP;
	class_number = string_to_security_class(tclass);
	if (class_number == 0)
		return -EINVAL;
	bit = string_to_av_perm(class_number, permission);
	if (bit == 0)
		return -EINVAL;
	if (security_compute_av_flags_raw(subject, object, class_number, bit, &decision) <
	    0)
		return errno ? -errno : -EIO;
	return (decision.allowed & bit) == bit ||
	       (decision.flags & SELINUX_AVD_FLAGS_PERMISSIVE) != 0;
}

int selinux_boolean(const char *name)
{
	int value;

	if (is_selinux_enabled() <= 0)
		return -EOPNOTSUPP;
	errno = 0;
	value = security_get_boolean_active(name);
	if (value < 0)
		return errno ? -errno : -ENOENT;
	return value != 0;
}

static bool is_one_of(const char *type, const char *const *types)
{
	for (; *types; types++)
		if (strcmp(type, *types) == 0)
			return true;
	return false;
}

/* policy/modules/contrib/apache.te and policy/modules/system/userdomain of the targeted policy. */
enum selinux_guess selinux_httpd_reads(const char *type)
{
	static const char *const yes[] = { "public_content_t",
					   "public_content_rw_t",
					   "usr_t",
					   "etc_t",
					   "var_lib_t",
					   "httpd_config_t",
					   "httpd_cache_t",
					   "httpd_var_lib_t",
					   "httpd_sys_content_t",
					   NULL };
	static const char *const no[] = { "admin_home_t",    "user_home_t",
					  "user_home_dir_t", "default_t",
					  "tmp_t",	     "user_tmp_t",
					  "var_t",	     "mnt_t",
					  "unlabeled_t",     "container_file_t",
					  "nfs_t",	     "cifs_t",
					  "fusefs_t",	     "tftpdir_t",
					  "tftpdir_rw_t",    "file_t",
					  "home_root_t",     NULL };
	size_t length = strlen(type);

	if (is_one_of(type, yes))
		return SELINUX_YES;
	if (is_one_of(type, no))
		return SELINUX_NO;
	/* httpd_sys_rw_content_t, httpd_user_content_t of a local module ... */
	if (strncmp(type, "httpd_", 6) == 0 && length > 10 &&
	    strcmp(type + length - 10, "_content_t") == 0)
		return SELINUX_YES;
	return SELINUX_MAYBE;
}
