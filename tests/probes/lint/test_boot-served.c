#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_boot_served;

static char root[] = "/tmp/ocp-served-XXXXXX";
static char paths[16][128]; /* what was made there */
static size_t path_count;

static const char *make(const char *name, const char *text)
{
	char *path = paths[path_count++];
	FILE *file;

	snprintf(path, sizeof paths[0], "%s/%s", root, name);
	if (!text) {
		ck_assert_int_eq(mkdir(path, 0755), 0);
		return path;
	}
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
	return path;
}

static void set_up(void)
{
	path_count = 0;
	memcpy(root + strlen(root) - 6, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(root));
}

static void clean_up(void)
{
	while (path_count)
		ck_assert_int_eq(remove(paths[--path_count]), 0);
	ck_assert_int_eq(rmdir(root), 0);
}

static void expect(const char *key, const char *file, const char *artifacts,
		   const char *const *expected)
{
	struct lint_world *world = lint_world_new();
	char config[1024];

	snprintf(config, sizeof config,
		 "cluster: {name: ocp45, baseDomain: example}\n"
		 "sources: {%s: ['%s']}\n"
		 "hosts:\n- {name: bastion.example, addresses: [172.16.0.101]}\n"
		 "artifacts: {baseUrl: 'http://172.16.0.101:8080/ocp/'%s}\n",
		 key, file, artifacts);
	lint_world_config(world, config);
	lint_world_expect(world, &probe_lint_boot_served, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

static const char *said(const char *status, const char *file, const char *rest)
{
	static char texts[4][256];
	static size_t next;
	char *text = texts[next++ % 4];

	snprintf(text, sizeof texts[0], "%s %s%s", status, file, rest);
	return text;
}

#define EXPECT(key, file, artifacts, ...) \
	expect(key, file, artifacts, ((const char *const[]){ __VA_ARGS__, NULL }))

START_TEST(the_docroot_has_them)
{
	char artifacts[256];
	const char *file;

	set_up();
	snprintf(artifacts, sizeof artifacts, ", docroot: '%s'", root);
	make("ocp", NULL);
	make("ocp/rhcos-4.5.2-kernel", "x");
	make("ocp/master.ign", "x");
	file = make("grub.cfg",
		    "menuentry m {\n"
		    "linux (http,bastion.example:8080)/ocp/rhcos-4.5.6-kernel "
		    "coreos.inst.ignition_url=http://172.16.0.101:8080/ocp/master.ign "
		    "coreos.inst.image_url=http://172.16.0.101:8080/other/image\n"
		    "initrd (http,10.0.0.1:8080)/ocp/x\n}\n");
	EXPECT("grub", file, artifacts, said("fail", file, ":2:7 m/rhcos-4.5.6-kernel"));
	/* Where nothing of it is, it is the folder of another host. */
	ck_assert_int_eq(remove(paths[2]), 0);
	EXPECT("grub", file, artifacts, said("pass", file, ""));
	make("ocp/master.ign", "x");
	memmove(paths[2], paths[--path_count], sizeof paths[0]);
	clean_up();
}
END_TEST

START_TEST(a_list_has_nearly_one_of_them)
{
	const char *file;

	set_up();
	file = make("b.ipxe",
		    "#!ipxe\nkernel http://172.16.0.101:8080/ocp/rhcos-4.5.6-kernel\n"
		    "initrd http://172.16.0.101:8080/ocp/else\nboot\n");
	EXPECT("ipxe", file, ", files: [rhcos-4.5.2-kernel, worker.ign]",
	       said("warn", file, ":2:8 script/rhcos-4.5.6-kernel"));
	EXPECT("ipxe", file, ", files: [/rhcos-4.5.6-kernel]", said("pass", file, ""));
	clean_up();
}
END_TEST

START_TEST(the_tftp_root_has_them)
{
	static const char text[] =
		"LABEL m\nKERNEL ocp/vmlinuz\nAPPEND initrd=ocp/initramfs,/i\n";
	const char *file;

	set_up();
	make("pxelinux.cfg", NULL);
	make("ocp", NULL);
	make("ocp/vmlinux", "x");
	make("ocp/initramfs", "x");
	make("i", "x");
	file = make("pxelinux.cfg/default", text);
	/* A copy of the configuration alone. */
	EXPECT("pxelinux", file, "", said("pass", file, ""));
	make("lpxelinux.0", "x");
	EXPECT("pxelinux", file, "", said("fail", file, ":2:8 m/vmlinuz"));
	make("grubx64.efi", "x");
	file = make("grub.cfg",
		    "menuentry m {\nlinux /ocp/vmlinux\ninitrd ocp/initramf\n}\n");
	EXPECT("grub", file, "", said("fail", file, ":3:8 m/initramf"));
	clean_up();
}
END_TEST

SUITE("lint.boot-served", the_docroot_has_them, a_list_has_nearly_one_of_them,
      the_tftp_root_has_them);
