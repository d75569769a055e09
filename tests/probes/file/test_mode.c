/*
 * May the web server's user read the files?
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/dns_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_file_mode;

static const struct probe *const table[] = { &probe_file_mode, NULL };
static struct world world;
static char docroot[64];
static struct artifact artifacts[3];
static char paths[3][128];

static void open_world(void)
{
	static const char *const files[] = { "kernel", "bootstrap.ign", "missing" };
	struct host *host;

	(void)snprintf(docroot, sizeof docroot, "/tmp/test-mode-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(docroot));
	ck_assert_int_eq(chmod(docroot, 0755), 0);
	world_open(&world);
	host = world_host(&world, "bastion.example.localdomain", "172.16.0.102");
	host->roles = HOST_HTTP;
	world.inventory.vantage =
		(struct vantage){ .host = host->fqdn, .self = host, .roles = HOST_HTTP };
	world.inventory.docroot = docroot;
	/* Nobody serves this port here: the user is that of the configuration, or a usual one. */
	world.inventory.artifact_base_url = "http://bastion.example.localdomain:9/";
	world.inventory.artifacts = artifacts;
	world.inventory.artifact_count = 3;
	for (size_t i = 0; i < 3; i++) {
		(void)snprintf(paths[i], sizeof paths[i], "%s/%s", docroot, files[i]);
		artifacts[i] = (struct artifact){ .file = files[i], .path = paths[i] };
		if (i < 2)
			(void)close(open(paths[i], O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
	}
	ck_assert_int_eq(chmod(paths[0], 0644) | chmod(paths[1], 0644), 0);
}

static void close_world(void)
{
	world_close(&world);
	(void)unlink(paths[0]);
	(void)unlink(paths[1]);
	ck_assert_int_eq(rmdir(docroot), 0);
}

static void expect(const char *path, enum status status, const char *part)
{
	world_expect_text(&world, "file.mode", path, status, part);
}

START_TEST(all_readable)
{
	open_world();
	world_run(&world, table);
	expect(docroot, STATUS_PASS, "may enter");
	expect(paths[0], STATUS_PASS, "may read");
	expect(paths[1], STATUS_PASS, "may read");
	expect(paths[2], STATUS_SKIP, "does not exist");
	close_world();
}
END_TEST

START_TEST(as_the_installer_wrote_it)
{
	open_world();
	ck_assert_int_eq(chmod(paths[1], 0640), 0);
	world_run(&world, table);
	expect(paths[0], STATUS_PASS, "");
	expect(paths[1], STATUS_FAIL, "mode 0640");
	expect(paths[1], STATUS_FAIL, "chmod o+r ");
	close_world();
}
END_TEST

START_TEST(a_closed_folder_is_one_fault)
{
	open_world();
	ck_assert_int_eq(chmod(docroot, 0700), 0);
	world_run(&world, table);
	expect(docroot, STATUS_FAIL, "chmod o+x ");
	expect(paths[0], STATUS_SKIP, "");
	expect(paths[1], STATUS_SKIP, "");
	ck_assert_str_eq(
		world_result(&world, "file.mode", paths[0])->blocked_by[0]->subject,
		docroot);
	close_world();
}
END_TEST

START_TEST(writable_by_everybody)
{
	open_world();
	ck_assert_int_eq(chmod(paths[0], 0777), 0);
	world_run(&world, table);
	expect(paths[0], STATUS_WARN, "chmod 0644");
	expect(docroot, STATUS_PASS, "");
	close_world();
}
END_TEST

START_TEST(on_another_host)
{
	open_world();
	world.inventory.vantage.roles = HOST_LOADBALANCER;
	world_run(&world, table);
	expect(paths[0], STATUS_SKIP, "bastion.example.localdomain");
	close_world();
}
END_TEST

SUITE("probes/file/mode", all_readable, as_the_installer_wrote_it,
      a_closed_folder_is_one_fault, writable_by_everybody, on_another_host);
