/*
 * May HAProxy use its ports?
 */
#include <string.h>
#include <unistd.h>

#include "tests/support/dns_world.h"
#include "tests/support/selinux_kernel.h"
#include "tests/support/suite.h"

extern const struct probe probe_selinux_boolean;

static const struct probe *const table[] = { &probe_selinux_boolean, NULL };
static struct world world;

static bool denies_all(const char *type, const char *permission)
{
	(void)type;
	(void)permission;
	return false;
}

static bool allows_bind(const char *type, const char *permission)
{
	(void)type;
	return strcmp(permission, "name_bind") == 0;
}

static bool allows_all(const char *type, const char *permission)
{
	(void)type;
	(void)permission;
	return true;
}

static void expect(enum status status, const char *part)
{
	struct host *host;

	world_open(&world);
	host = world_host(&world, "lb1.example.localdomain", "172.16.0.110");
	host->roles = HOST_LOADBALANCER;
	world.inventory.vantage =
		(struct vantage){ .host = host->fqdn, .roles = HOST_LOADBALANCER };
	world.inventory.haproxy_file = "/etc/haproxy/haproxy.cfg";
	world_run(&world, table);
	world_expect_text(&world, "selinux.boolean", "haproxy_connect_any", status, part);
	world_close(&world);
}

START_TEST(off_says_so)
{
	expect(STATUS_SKIP, "SELinux is not on");
}
END_TEST

START_TEST(the_boolean_is_off)
{
	selinux_kernel = (struct selinux_kernel){ 1, 1, 0, denies_all };
	expect(STATUS_FAIL, "setsebool -P haproxy_connect_any=1");
	selinux_kernel.allows = allows_bind;
	expect(STATUS_FAIL, "name_connect");
	selinux_kernel.enforcing = 0;
	expect(STATUS_WARN, "once it enforces");
	selinux_kernel.enforcing = 1;
	selinux_kernel.boolean = -1;
	expect(STATUS_FAIL, "semanage port -a -t http_port_t -p tcp 22623");
}
END_TEST

START_TEST(a_module_allows_it)
{
	selinux_kernel = (struct selinux_kernel){ 1, 1, 0, allows_all };
	expect(STATUS_PASS, "without haproxy_connect_any");
}
END_TEST

START_TEST(the_boolean_is_on)
{
	selinux_kernel = (struct selinux_kernel){ 1, 1, 1, denies_all };
	/* Where a policy is installed, it may be on until the next boot only. */
	if (access("/var/lib/selinux/targeted/active", R_OK) < 0)
		expect(STATUS_PASS, "is on");
}
END_TEST

SUITE("probes/selinux/boolean", off_says_so, the_boolean_is_off, a_module_allows_it,
      the_boolean_is_on);
