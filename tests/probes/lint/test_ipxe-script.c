#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_ipxe_script;

static void expect(const char *script, const char *const *expected)
{
	struct lint_world *world = lint_world_new();

	lint_world_config(world, "cluster: {name: ocp45, baseDomain: example}\n"
				 "sources: {ipxe: [b.ipxe]}\n");
	lint_world_file(world, "b.ipxe", script);
	lint_world_expect(world, &probe_lint_ipxe_script, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

#define SCRIPT(text, ...) expect(text, ((const char *const[]){ __VA_ARGS__, NULL }))
#define MENU		  "choose x || goto end\ngoto ${x}\n:end\n"

START_TEST(a_right_script_passes)
{
	SCRIPT("#!ipxe\r\nset a b\r\n:start # wo\r\nitem --gap -- none\r\n"
	       "item --key k s S\r\n" MENU ":s echo \xe3\x80\x80\r\ngoto start\r\n",
	       "pass b.ipxe");
	/* What only the machine knows is not judged. */
	SCRIPT("#!ipxe\nisset ${d} || set d exit\nitem a A\nchoose --default ${d} x\n"
	       "goto ${net0/mac}\n:a\nitem ${uuid} B\ngoto boot-${mac:hexhyp} || exit\n",
	       "pass b.ipxe");
	/* The items are compared, not gone to. */
	SCRIPT("#!ipxe\nitem a A\nchoose x\niseq ${x} a && exit ||\n", "pass b.ipxe");
	SCRIPT("#!ipxe\ngoto \\\n  end\n:end\n", "pass b.ipxe");
}
END_TEST

START_TEST(it_begins_with_its_mark)
{
	SCRIPT("/srv/b.ipxe\n#!ipxe\n", "fail b.ipxe:1:1 #!ipxe");
	SCRIPT("\xef\xbb\xbf#!ipxe\n", "fail b.ipxe:1:1 #!ipxe");
	SCRIPT("echo\n", "fail b.ipxe:1:1 #!ipxe");
}
END_TEST

START_TEST(labels_are_found)
{
	SCRIPT("#!ipxe\ngoto m\n:m\xe3\x80\x80 # M\n", "fail b.ipxe:3:3 :m");
	SCRIPT("#!ipxe\ngoto m\xc3\xa4\n:m\xc3\xa4\n", "pass b.ipxe");
	SCRIPT("#!ipxe\ngoto m\n:n\n", "fail b.ipxe:2:6 goto m");
	SCRIPT("#!ipxe\nboot || goto m\n", "fail b.ipxe:2:14 goto m");
	SCRIPT("#!ipxe\n# goto m\nitem m M\n" MENU, "warn b.ipxe:3:6 item m");
	SCRIPT("#!ipxe\n:a\n:b\n:a\n", "warn b.ipxe:4:2 :a");
	SCRIPT("#!ipxe\n:a text\n", "fail b.ipxe:2:4 :a");
	SCRIPT("#!ipxe\nset d z\nitem end E\nchoose --default ${d} x\ngoto ${x}\n:end\n",
	       "warn b.ipxe:4:18 --default z");
}
END_TEST

START_TEST(variables_are_set)
{
	SCRIPT("#!ipxe\nset base http://h\nimgfetch ${bas}/a ${bas}/b ${base}/c\n",
	       "fail b.ipxe:3:10 ${bas}");
	/* What the machine has by itself, and what differs by a number. */
	SCRIPT("#!ipxe\nset dnss a\nset disk1 b\nset serials c\n"
	       "echo ${dns} ${disk2} ${serial} ${net0/ip} ${other}\n",
	       "pass b.ipxe");
	SCRIPT("#!ipxe\nset base x\nisset ${bases} && exit ||\n", "pass b.ipxe");
}
END_TEST

#define KERNEL "kernel http://h/rhcos-live-kernel-x86_64 initrd=i\n"

START_TEST(a_kernel_is_booted)
{
	SCRIPT("#!ipxe\n" KERNEL "initrd http://h/i\nboot\n", "pass b.ipxe");
	SCRIPT("#!ipxe\n" KERNEL "goto install\n:install\ninitrd http://h/i\nboot\n",
	       "pass b.ipxe");
	SCRIPT("#!ipxe\n:m\n" KERNEL "boot\n", "fail b.ipxe:3:8 m/initrd");
	SCRIPT("#!ipxe\n:m\n" KERNEL "initrd http://h/i\nexit\n",
	       "fail b.ipxe:3:8 m/boot");
}
END_TEST

SUITE("lint.ipxe-script", variables_are_set, a_right_script_passes,
      it_begins_with_its_mark, labels_are_found, a_kernel_is_booted);
