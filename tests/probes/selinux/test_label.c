/*
 * May the web server's domain read the files by their labels?
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/dns_world.h"
#include "tests/support/selinux_kernel.h"
#include "tests/support/suite.h"

extern const struct probe probe_selinux_label;

static const struct probe *const table[] = { &probe_selinux_label, NULL };
static struct world world;
static char docroot[64];
static struct artifact artifacts[2];
static char paths[2][128];

static bool allows(const char *type, const char *permission)
{
	/* The folders above are of no policy here. */
	if (strcmp(permission, "search") == 0 && strcmp(type, "default_t") != 0)
		return true;
	return strncmp(type, "httpd_", 6) == 0 || strcmp(type, "our_own_t") == 0;
}

static bool open_world(const char *folder, const char *kernel, const char *ignition)
{
	const char *const types[] = { kernel, ignition };
	struct host *host;
	bool labelled = true;

	selinux_kernel.allows = allows;
	(void)snprintf(docroot, sizeof docroot, "/tmp/test-label-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(docroot));
	world_open(&world);
	host = world_host(&world, "bastion.example.localdomain", "172.16.0.102");
	host->roles = HOST_HTTP;
	world.inventory.vantage =
		(struct vantage){ .host = host->fqdn, .self = host, .roles = HOST_HTTP };
	world.inventory.docroot = docroot;
	world.inventory.artifacts = artifacts;
	world.inventory.artifact_count = 2;
	for (size_t i = 0; i < 2; i++) {
		(void)snprintf(paths[i], sizeof paths[i], "%s/%zu", docroot, i);
		artifacts[i] = (struct artifact){ .path = paths[i] };
		(void)close(open(paths[i], O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
		if (types[i])
			labelled = selinux_set_type(paths[i], types[i]) && labelled;
	}
	return (!folder || selinux_set_type(docroot, folder)) && labelled;
}

static void close_world(void)
{
	world_close(&world);
	ck_assert_int_eq(unlink(paths[0]) | unlink(paths[1]) | rmdir(docroot), 0);
}

static void expect(const char *path, enum status status, const char *part)
{
	world_expect_text(&world, "selinux.label", path, status, part);
}

#define GOOD "httpd_sys_content_t"

START_TEST(no_labels)
{
	(void)open_world(NULL, NULL, NULL);
	world_run(&world, table);
	expect(docroot, STATUS_SKIP, "no SELinux label");
	expect(paths[0], STATUS_SKIP, "no SELinux label");
	close_world();
}
END_TEST

START_TEST(off_but_labelled)
{
	if (open_world(GOOD, GOOD, "admin_home_t")) {
		world_run(&world, table);
		expect(docroot, STATUS_PASS, GOOD);
		expect(paths[0], STATUS_PASS, GOOD);
		expect(paths[1], STATUS_WARN, "admin_home_t");
		expect(paths[1], STATUS_WARN, "restorecon -Rv ");
		/* /tmp is no docroot that the policy knows. */
		expect(paths[1], STATUS_WARN,
		       "semanage fcontext -a -t httpd_sys_content_t");
	}
	close_world();
}
END_TEST

/* restorecon -R of the document root would not touch what a link leads to. */
START_TEST(a_link_out_of_the_docroot)
{
	char target[] = "/tmp/test-target-XXXXXX";
	bool labelled = open_world(GOOD, GOOD, GOOD);

	ck_assert_int_eq(close(mkstemp(target)), 0);
	if (labelled && selinux_set_type(target, "var_t")) {
		ck_assert_int_eq(unlink(paths[1]) | symlink(target, paths[1]), 0);
		world_run(&world, table);
		expect(paths[0], STATUS_PASS, GOOD);
		expect(paths[1], STATUS_WARN,
		       arena_printf(world.arena, "restorecon -v %s", target));
	}
	ck_assert_int_eq(unlink(target), 0);
	close_world();
}
END_TEST

START_TEST(enforcing)
{
	selinux_kernel.enabled = selinux_kernel.enforcing = 1;
	if (open_world(GOOD, "our_own_t", "user_home_t")) {
		world_run(&world, table);
		expect(paths[0], STATUS_PASS, "our_own_t");
		expect(paths[1], STATUS_FAIL, "user_home_t");
		expect(paths[1], STATUS_FAIL, "403");
	}
	close_world();
}
END_TEST

START_TEST(permissive_warns)
{
	selinux_kernel.enabled = 1;
	if (open_world(GOOD, GOOD, "user_home_t")) {
		world_run(&world, table);
		expect(paths[0], STATUS_PASS, "");
		expect(paths[1], STATUS_WARN, "as soon as SELinux enforces");
	}
	close_world();
}
END_TEST

START_TEST(a_wrong_folder_is_one_fault)
{
	selinux_kernel.enabled = selinux_kernel.enforcing = 1;
	if (open_world("default_t", "default_t", "default_t")) {
		world_run(&world, table);
		expect(docroot, STATUS_FAIL, "default_t");
		expect(paths[0], STATUS_SKIP, "");
		expect(paths[1], STATUS_SKIP, "");
		ck_assert_str_eq(world_result(&world, "selinux.label", paths[1])
					 ->blocked_by[0]
					 ->subject,
				 docroot);
	}
	close_world();
}
END_TEST

SUITE("probes/selinux/label", no_labels, off_but_labelled, a_link_out_of_the_docroot,
      enforcing, permissive_warns, a_wrong_folder_is_one_fault);
