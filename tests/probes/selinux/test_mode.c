/*
 * SELinux's mode on this host.
 */
#include <unistd.h>

#include "core/io_selinux.h"
#include "tests/support/dns_world.h"
#include "tests/support/selinux_kernel.h"
#include "tests/support/suite.h"

extern const struct probe probe_selinux_mode;

static const struct probe *const table[] = { &probe_selinux_mode, NULL };
static struct world world;

static void run(unsigned roles)
{
	struct host *host;

	world_open(&world);
	host = world_host(&world, "bastion.example.localdomain", "172.16.0.102");
	host->roles = HOST_HTTP;
	world.inventory.vantage =
		(struct vantage){ .host = roles ? host->fqdn
						: "elsewhere.example.localdomain",
				  .roles = roles };
	world_run(&world, table);
}

static void expect(enum status status, const char *part)
{
	world_expect_text(&world, "selinux.mode", "bastion.example.localdomain", status,
			  part);
	world_close(&world);
}

START_TEST(none)
{
	run(HOST_HTTP);
	if (access(SELINUX_CONFIG_FILE, F_OK) < 0)
		expect(STATUS_SKIP, "no SELinux");
	else
		world_close(&world);
}
END_TEST

START_TEST(on)
{
	enum selinux_mode boot;
	bool differs = selinux_boot_mode(SELINUX_CONFIG_FILE, &boot) == 0 &&
		       boot != SELINUX_ENFORCING;

	selinux_kernel.enabled = selinux_kernel.enforcing = 1;
	run(HOST_HTTP);
	expect(differs ? STATUS_WARN : STATUS_PASS, "enforcing");
}
END_TEST

START_TEST(cannot_be_read)
{
	selinux_kernel.enabled = 1;
	selinux_kernel.enforcing = -1;
	run(HOST_HTTP);
	expect(STATUS_ERROR, "cannot be read");
}
END_TEST

START_TEST(elsewhere)
{
	run(0);
	expect(STATUS_SKIP, "belongs on bastion");
}
END_TEST

SUITE("probes/selinux/mode", none, on, cannot_be_read, elsewhere);
