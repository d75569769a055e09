/*
 * May the web server's domain read each file by its SELinux label? The kernel's policy is asked
 * where there is one, else the rules of the targeted policy.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/io_selinux.h"
#include "core/probe.h"
#include "core/web_files.h"

#define HTTPD_DOMAIN "system_u:system_r:httpd_t:s0"

/* What is found out about one path. */
struct look {
	enum selinux_mode mode;
	const char *domain; /* of the web server */
	const char *path;   /* links followed */
	bool is_folder;
	int error;	   /* why there is no label: -ENOENT, -ENODATA ... */
	const char *at;	   /* the path, or a folder above it that is the obstacle */
	const char *label; /* of `at` */
	const char *type;
	const char *wanted; /* the policy's own label for `at`, or NULL */
	enum selinux_guess reads;
};

static void look_at(struct run *run, const char *path, struct look *look);
static enum selinux_guess may_read(struct run *run, const struct look *look,
				   const char *label);
static bool waits_for_docroot(struct run *run, const struct look *look);
static void unlabelled(struct run *run, const struct look *look);
static void refused(struct run *run, const struct look *look);
static void fix_label(struct run *run, const struct look *look);
static void readable(struct run *run, const struct look *look);

static void start(struct run *run)
{
	struct look look = { 0 };

	if (!run_is_here(run))
		return;
	look.mode = selinux_mode();
	look.domain = HTTPD_DOMAIN;
	if (look.mode != SELINUX_ABSENT) {
		int pid = web_server_of(run)->pid;

		if (pid)
			look.domain = selinux_process_label(run_arena(run), pid);
		if (!look.domain)
			look.domain = HTTPD_DOMAIN;
	}
	look_at(run, run_subject(run)->name, &look);
	if (look.error < 0) {
		unlabelled(run, &look);
		return;
	}
	run_evidencef(run, "label", "%s", look.label);
	if (look.reads == SELINUX_NO && waits_for_docroot(run, &look))
		return;
	if (look.reads == SELINUX_NO)
		refused(run, &look);
	else
		readable(run, &look);
}

static void set_label(struct run *run, struct look *look, const char *at)
{
	char *label = NULL;
	struct stat st;

	look->at = at;
	look->error = selinux_label(run_arena(run), at, &label);
	if (look->error < 0)
		return;
	look->label = label;
	look->type = selinux_type(run_arena(run), label);
	if (!look->type) {
		look->error = -EINVAL;
		return;
	}
	if (stat(at, &st) < 0) {
		look->error = -errno;
		return;
	}
	look->is_folder = S_ISDIR(st.st_mode);
	look->wanted = selinux_default_label(run_arena(run), at, st.st_mode);
	look->reads = may_read(run, look, label);
}

/* The path itself first, then the folders above it: only the kernel can judge those. */
static void look_at(struct run *run, const char *path, struct look *look)
{
	char *real = realpath(path, NULL);
	struct look folder;
	char *parent;

	if (!real) {
		look->error = -errno;
		look->at = path;
		return;
	}
	look->path = arena_strdup(run_arena(run), real);
	free(real);
	set_label(run, look, look->path);
	if (look->error < 0 || look->reads == SELINUX_NO || look->mode == SELINUX_ABSENT)
		return;
	parent = arena_strdup(run_arena(run), look->path);
	for (char *slash = strrchr(parent, '/'); slash && slash != parent;
	     slash = strrchr(parent, '/')) {
		*slash = '\0';
		folder = *look;
		set_label(run, &folder, arena_strdup(run_arena(run), parent));
		if (folder.error == 0 && folder.reads == SELINUX_NO) {
			*look = folder;
			return;
		}
	}
}

static enum selinux_guess may_read(struct run *run, const struct look *look,
				   const char *label)
{
	static const char *const for_files[] = { "getattr", "open", "read", NULL };
	static const char *const for_folders[] = { "getattr", "search", NULL };
	const char *const *permission = look->is_folder ? for_folders : for_files;
	char *type;

	for (; *permission; permission++) {
		int r = selinux_allows(look->domain, label,
				       look->is_folder ? "dir" : "file", *permission);

		if (r == 0)
			return SELINUX_NO;
		if (r < 0)
			break;
	}
	if (!*permission)
		return SELINUX_YES;
	type = selinux_type(run_arena(run), label);
	return type ? selinux_httpd_reads(type) : SELINUX_MAYBE;
}

/* A file that bears the docroot's own wrong type has no fault of its own. */
static bool waits_for_docroot(struct run *run, const struct look *look)
{
	const char *docroot = run_inventory(run)->docroot;
	struct look of_docroot = { .mode = look->mode, .domain = look->domain };
	const struct result *cause;

	if (!docroot || strcmp(docroot, run_subject(run)->name) == 0)
		return false;
	look_at(run, docroot, &of_docroot);
	if (of_docroot.error < 0 || of_docroot.reads != SELINUX_NO ||
	    strcmp(of_docroot.type, look->type) != 0)
		return false;
	cause = run_other(run, "selinux.label", docroot);
	if (cause && (cause->status == STATUS_FAIL || cause->status == STATUS_WARN))
		run_blocked(run, cause);
	else
		run_skip(run, "has the type of its folder %s, see there", docroot);
	return true;
}

static void unlabelled(struct run *run, const struct look *look)
{
	const char *path = run_subject(run)->name;

	switch (-look->error) {
	case ENOENT:
	case ELOOP:
	case ENOTDIR:
		run_skip(run, "%s does not exist here", path);
		return;
	case ENODATA:
	case EOPNOTSUPP:
		run_skip(run, "%s bears no SELinux label", path);
		return;
	default:
		run_observedf(run, "%s: %s", look->at, strerror(-look->error));
		run_error(run, "could not read the SELinux label of %s", path);
	}
}

static void refused(struct run *run, const struct look *look)
{
	const char *path = run_subject(run)->name;
	bool above = strcmp(look->at, look->path) != 0;

	run_reason(run, "selinux-label");
	run_expectedf(run, "a type that httpd_t may read, such as httpd_sys_content_t");
	run_observedf(run, "%s has type %s; SELinux is %s", look->at, look->type,
		      selinux_mode_name(look->mode));
	fix_label(run, look);
	run_reproducef(run, "ls -Zd %s", look->at);
	if (look->mode == SELINUX_ENFORCING) {
		run_whyf(
			run,
			"the web server answers 403 Forbidden, whatever the file's mode is");
		if (above)
			run_fail(
				run,
				"%s cannot be reached: the folder %s has SELinux type %s",
				path, look->at, look->type);
		else
			run_fail(
				run,
				"%s has SELinux type %s, which the web server may not read",
				path, look->type);
		return;
	}
	run_whyf(run,
		 "as soon as SELinux enforces, the web server answers 403 Forbidden");
	run_warn(run,
		 "%s has SELinux type %s, which the web server may not read when SELinux "
		 "enforces",
		 look->at, look->type);
}

/* Where no policy is installed to be asked: folders for which all targeted policies have a rule. */
static bool has_rule(struct run *run, const struct look *look)
{
	static const char *const folders[] = { "/usr/share/nginx/html", "/var/www",
					       "/srv/www", "/usr/share/nginx", NULL };
	char *type = look->wanted ? selinux_type(run_arena(run), look->wanted) : NULL;

	if (type)
		return may_read(run, look, look->wanted) != SELINUX_NO &&
		       strcmp(type, look->type) != 0;
	for (size_t i = 0; folders[i]; i++) {
		size_t length = strlen(folders[i]);

		if (strncmp(look->at, folders[i], length) == 0 &&
		    (look->at[length] == '/' || look->at[length] == '\0'))
			return true;
	}
	if (strncmp(look->at, "/srv/", 5) == 0) {
		const char *slash = strchr(look->at + 5, '/');

		return slash && strncmp(slash, "/www", 4) == 0 &&
		       (slash[4] == '/' || slash[4] == '\0');
	}
	return false;
}

/* The document root, links followed, where `path` is in it; or NULL. */
static const char *docroot_of(struct run *run, const char *path)
{
	const char *docroot = run_inventory(run)->docroot;
	char *real = docroot ? realpath(docroot, NULL) : NULL;
	const char *found = NULL;
	size_t length;

	if (!real)
		return NULL;
	length = strlen(real);
	if (!strncmp(path, real, length) && (path[length] == '/' || !path[length]))
		found = arena_strdup(run_arena(run), real);
	free(real);
	return found;
}

static void fix_label(struct run *run, const struct look *look)
{
	static const struct {
		const char *type, *boolean;
	} mounts[] = {
		{"nfs_t",	   "httpd_use_nfs"   },
		{ "cifs_t",   "httpd_use_cifs"  },
		{ "fusefs_t", "httpd_use_fusefs"}
	};
	const char *folder = docroot_of(run, look->at);

	for (size_t i = 0; i < sizeof mounts / sizeof *mounts; i++)
		if (strcmp(mounts[i].type, look->type) == 0) {
			run_fixf(run, "setsebool -P %s 1", mounts[i].boolean);
			return;
		}
	/* restorecon follows no links: what lies elsewhere, or above, is named itself. */
	if (!has_rule(run, look))
		run_fixf(run, "semanage fcontext -a -t httpd_sys_content_t '%s%s'",
			 folder ? folder : look->at, folder ? "(/.*)?" : "");
	run_fixf(run, "restorecon %s %s", folder ? "-Rv" : "-v",
		 folder ? folder : look->at);
}

static void readable(struct run *run, const struct look *look)
{
	const char *path = run_subject(run)->name;
	char *wanted = look->wanted ? selinux_type(run_arena(run), look->wanted) : NULL;

	/* Readable now, by chcon; the next relabel takes that away. */
	if (wanted && strcmp(wanted, look->type) != 0 && look->mode != SELINUX_ABSENT &&
	    may_read(run, look, look->wanted) == SELINUX_NO) {
		run_reason(run, "selinux-relabel");
		run_observedf(run, "type %s; the policy wants %s", look->type, wanted);
		run_whyf(run,
			 "the next relabel sets %s, which the web server may not read",
			 wanted);
		run_fixf(run, "semanage fcontext -a -t httpd_sys_content_t '%s(/.*)?'",
			 path);
		run_warn(run, "%s has SELinux type %s, but the policy has no such rule",
			 path, look->type);
	} else if (look->reads == SELINUX_MAYBE) {
		run_skip(run, "%s has SELinux type %s, and no policy is here to be asked",
			 path, look->type);
	} else {
		run_pass(run, "%s has SELinux type %s, which the web server may read",
			 path, look->type);
	}
}

const struct probe probe_selinux_label = {
	.id = "selinux.label",
	.title = "the file bears a type that the web server may read",
	.why = "with SELinux enforcing, a file of another type is a 403 for every node",
	.symptom =
		"the web server answers 403 for one file and not for others; \"avc: denied "
		"{ read } ... comm=nginx\" in audit.log",
	.fix = "restorecon -Rv FOLDER",
	.requires = "on the web server",
	.phases = PHASE_PREBOOT,
	.subjects = web_subjects,
	.start = start,
};
