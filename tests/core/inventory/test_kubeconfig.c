/* Which kubeconfig counts: the one asked for, else the first that is there and of this cluster. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/config.h"
#include "core/diag.h"
#include "core/inventory.h"
#include "core/sources/kubeconfig.h"
#include "tests/support/suite.h"

static struct arena *arena;
static struct diagnostics diagnostics;
static const struct inventory *inventory;
static char folder[] = "/tmp/inventory-kubeconfig-XXXXXX";

static const char *in(const char *name)
{
	return arena_printf(arena, "%s/%s", folder, name);
}

static void put(const char *name, const char *text)
{
	FILE *out = fopen(in(name), "w");

	ck_assert_ptr_nonnull(out);
	fputs(text, out);
	ck_assert_int_eq(fclose(out), 0);
}

static void put_kubeconfig(const char *name, const char *server)
{
	put(name, arena_printf(arena,
			       "current-context: c\n"
			       "contexts: [{name: c, context: {cluster: k, user: u}}]\n"
			       "clusters: [{name: k, cluster: {server: \"%s\"}}]\n"
			       "users: [{name: u, user: {token: s3cret}}]\n",
			       server));
}

#define OURS  "https://api.ocp45.example.localdomain:6443"
#define OTHER "https://api.ocp46.example.localdomain:6443"

static void begin(void)
{
	static const char *const folders[] = { "auth", "install", "install/auth" };

	unsetenv("KUBECONFIG");
	arena = arena_new();
	memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
		ck_assert_int_eq(mkdir(in(folders[i]), 0700), 0);
	put("install/install-config.yaml", "baseDomain: example.localdomain\n");
	put("c.yaml", "cluster: {name: ocp45, baseDomain: example.localdomain}\n"
		      "sources: {installConfig: install/install-config.yaml}\n"
		      "endpoints: {api: [172.16.0.111]}\n"
		      "dns: {servers: [172.16.0.102]}\n");
}

static void finish(void)
{
	static const char *const files[] = { "install/install-config.yaml", "c.yaml",
					     "other", "auth/kubeconfig",
					     "install/auth/kubeconfig" };
	static const char *const folders[] = { "auth", "install/auth", "install" };

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		unlink(in(files[i]));
	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
		rmdir(in(folders[i]));
	ck_assert_int_eq(rmdir(folder), 0);
	arena = arena_free(arena);
}

static int build(enum phase phase, const char *given)
{
	struct inventory_options options = { .phase = phase,
					     .timeout = 1,
					     .kubeconfig = given };
	struct config *config;

	diag_init(&diagnostics, arena);
	inventory = NULL;
	ck_assert_int_eq(config_load(arena, in("c.yaml"), &diagnostics, &config), 0);
	return inventory_build(arena, config, &options, &diagnostics, &inventory);
}

/* It is this one; NULL: none. */
static void expect(const char *name, size_t warnings)
{
	ck_assert_int_eq(build(PHASE_INSTALL, NULL), 0);
	ck_assert_uint_eq(diagnostics.count, warnings);
	if (!name) {
		ck_assert_ptr_null(inventory->kubeconfig);
		return;
	}
	ck_assert_ptr_nonnull(inventory->kubeconfig);
	ck_assert_str_eq(inventory->kubeconfig->file, in(name));
}

START_TEST(places_in_their_order)
{
	begin();
	expect(NULL, 0);
	put_kubeconfig("other", OURS);
	setenv("KUBECONFIG", arena_printf(arena, ":/nowhere:%s", in("other")), 1);
	expect("other", 0);
	put_kubeconfig("auth/kubeconfig", OURS);
	expect("auth/kubeconfig", 0);
	put_kubeconfig("install/auth/kubeconfig", "https://172.16.0.111:6443");
	expect("install/auth/kubeconfig", 0);
	finish();
}
END_TEST

START_TEST(of_another_cluster)
{
	begin();
	put_kubeconfig("auth/kubeconfig", OTHER);
	expect(NULL, 1);
	ck_assert_ptr_nonnull(strstr(diagnostics.items[0].message, "another cluster"));
	ck_assert_uint_eq(diagnostics.items[0].where.line, 3);
	/* Whoever names it means it. */
	ck_assert_int_eq(build(PHASE_INSTALL, in("auth/kubeconfig")), 0);
	ck_assert_uint_eq(diagnostics.count, 0);
	ck_assert_str_eq(inventory->kubeconfig->token, "s3cret");
	finish();
}
END_TEST

START_TEST(broken)
{
	begin();
	put("auth/kubeconfig", "{");
	expect(NULL, 1);
	ck_assert_uint_eq(diagnostics.errors, 0);
	/* Before the boot nobody asks for it. */
	ck_assert_int_eq(build(PHASE_PREBOOT, NULL), 0);
	ck_assert_uint_eq(diagnostics.count, 0);
	ck_assert_int_eq(build(PHASE_PREBOOT, in("auth/kubeconfig")), -EINVAL);
	ck_assert_uint_eq(diagnostics.errors, 1);
	ck_assert_int_eq(build(PHASE_READY, in("nowhere")), -EINVAL);
	ck_assert_uint_eq(diagnostics.errors, 1);
	finish();
}
END_TEST

SUITE("inventory_kubeconfig", places_in_their_order, of_another_cluster, broken);
