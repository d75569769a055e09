#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_ipxe_unattended;

static void expect(const char *script, const char *const *expected)
{
	struct lint_world *world = lint_world_new();

	lint_world_config(world, "cluster: {name: ocp45, baseDomain: example}\n"
				 "sources: {ipxe: b.ipxe, dhcpd: d.conf}\n");
	lint_world_file(world, "d.conf",
			"subnet 172.16.0.0 netmask 255.255.255.0 {\n"
			" next-server 172.16.0.101;\n"
			" filename \"http://172.16.0.101/other.ipxe\";\n}\n");
	lint_world_file(world, "b.ipxe", script);
	lint_world_expect(world, &probe_lint_ipxe_unattended, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

#define SCRIPT(text, ...) \
	expect("#!ipxe\n" text, ((const char *const[]){ __VA_ARGS__, NULL }))
#define MENU(name)                                                                      \
	"dhcp\nmenu m\nitem m M\nitem exit Exit\nchoose --timeout 3000 --default " name \
	" t && goto ${t}\n:m\nkernel k\nboot\n:exit\necho bye\nexit\n"

START_TEST(it_informs_of_a_menu_that_installs_nothing)
{
	SCRIPT(MENU("m"), "pass b.ipxe");
	SCRIPT(MENU("exit"), "pass b.ipxe:6:33 default");
	SCRIPT("dhcp\nchoose --default exit t\n:exit\nexit\n", "pass b.ipxe");
}
END_TEST

START_TEST(it_informs_of_a_script_without_a_lease)
{
	SCRIPT("kernel k\nboot\n", "pass b.ipxe:2:8 dhcp");
	SCRIPT("set net0/ip 172.16.0.21\nkernel k\nboot\n", "pass b.ipxe");
	SCRIPT("echo nothing\n", "pass b.ipxe");
}
END_TEST

START_TEST(dhcp_that_names_the_script_has_given_one)
{
	struct lint_world *world = lint_world_new();

	lint_world_config(world, "cluster: {name: ocp45, baseDomain: example}\n"
				 "sources: {ipxe: b.ipxe, dhcpd: d.conf}\n");
	lint_world_file(world, "d.conf",
			"subnet 172.16.0.0 netmask 255.255.255.0 {\n"
			" filename \"http://172.16.0.101/b.ipxe\";\n}\n");
	lint_world_file(world, "b.ipxe", "#!ipxe\nkernel k\nboot\n");
	lint_world_expect(world, &probe_lint_ipxe_unattended, PHASE_PREBOOT,
			  (const char *const[]){ "pass b.ipxe", NULL });
	lint_world_free(world);
}
END_TEST

SUITE("lint.ipxe-unattended", it_informs_of_a_menu_that_installs_nothing,
      it_informs_of_a_script_without_a_lease, dhcp_that_names_the_script_has_given_one);
