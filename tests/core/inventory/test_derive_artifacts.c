#include <string.h>

#include "core/arena.h"
#include "core/inventory.h"
#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

#define SCRIPT(base)                                                                \
	"#!ipxe\n:master\nkernel " base "vmlinuz coreos.inst.ignition_url=" base    \
	"master.ign x=http://other/y\n"                                             \
	"initrd " base "initramfs.img\nboot\n:worker\nkernel " base "vmlinuz "      \
	"coreos.inst.ignition_url=http://10.0.0.9/worker.ign\ninitrd ${net0/mac}\n" \
	"boot\n"

/* "http://172.16.0.101/ocp/master.ign /srv/ocp/master.ign" of each, and the base URL in front. */
static void expect(const char *config, const char *script, const char *nginx,
		   const char *const *expected)
{
	struct lint_world *world = lint_world_new();
	struct arena *arena = arena_new();
	const struct inventory *inventory;

	lint_world_config(world,
			  arena_printf(arena,
				       "cluster: {name: ocp45, baseDomain: example}\n"
				       "sources: {ipxe: b.ipxe%s\n",
				       config));
	lint_world_file(world, "b.ipxe", script);
	lint_world_file(world, "nginx.conf", nginx);
	inventory = lint_world_inventory(world, PHASE_PREBOOT);
	ck_assert_str_eq(inventory->artifact_base_url, *expected++);
	for (size_t i = 0; i < inventory->artifact_count; i++) {
		const struct artifact *artifact = &inventory->artifacts[i];

		ck_assert_ptr_nonnull(*expected);
		ck_assert_str_eq(arena_printf(arena, "%s %s", artifact->url,
					      artifact->path ? artifact->path : "-"),
				 *expected++);
	}
	ck_assert_ptr_null(*expected);
	arena_free(arena);
	lint_world_free(world);
}

#define URL "http://172.16.0.101:8080/ocp/"
#define NGINX                                                                         \
	"events { }\nhttp { server { listen 8080; root /srv; location /ocp/m { root " \
	"/m; deny all; } } }\n"

START_TEST(what_scripts_fetch_is_served)
{
	expect("}", SCRIPT(URL), "",
	       (const char *const[]){ URL, URL "vmlinuz -", URL "initramfs.img -",
				      URL "master.ign -", NULL });
}
END_TEST

START_TEST(the_web_server_says_where_it_lies)
{
	expect(", nginx: nginx.conf}", SCRIPT(URL), NGINX,
	       (const char *const[]){ URL, URL "vmlinuz /srv/ocp/vmlinuz",
				      URL "initramfs.img /srv/ocp/initramfs.img",
				      URL "master.ign /m/ocp/master.ign", NULL });
	/* It is the server of another host. */
	expect(", nginx: nginx.conf}\nhosts:\n- {name: h.example, addresses: [10.0.0.9], "
	       "roles: [http]}",
	       SCRIPT(URL), NGINX,
	       (const char *const[]){ URL, URL "vmlinuz -", URL "initramfs.img -",
				      URL "master.ign -", NULL });
}
END_TEST

START_TEST(the_configuration_wins)
{
	expect(", nginx: nginx.conf}\nartifacts: {baseUrl: \"" URL
	       "\", docroot: /data, files: [a.ign]}",
	       SCRIPT(URL), NGINX,
	       (const char *const[]){ URL, URL "a.ign /data/ocp/a.ign", NULL });
	expect("}\nartifacts: {baseUrl: \"http://10.0.0.9/\"}", SCRIPT(URL), NGINX,
	       (const char *const[]){ "http://10.0.0.9/", "http://10.0.0.9/worker.ign -",
				      NULL });
	expect("}\nartifacts: {docroot: /data}", SCRIPT("http://172.16.0.101/"), NGINX,
	       (const char *const[]){ "http://172.16.0.101/",
				      "http://172.16.0.101/vmlinuz /data/vmlinuz",
				      "http://172.16.0.101/initramfs.img "
				      "/data/initramfs.img",
				      "http://172.16.0.101/master.ign /data/master.ign",
				      NULL });
}
END_TEST

SUITE("core/inventory/derive_artifacts", what_scripts_fetch_is_served,
      the_web_server_says_where_it_lies, the_configuration_wins);
