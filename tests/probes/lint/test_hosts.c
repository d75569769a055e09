#include "tests/support/lint_zones.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_hosts;

static void expect(struct lint_world *world, const char *const *expected)
{
	lint_world_expect(world, &probe_lint_hosts, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

START_TEST(a_plain_file_passes)
{
	struct lint_world *world = lint_zones_new();

	lint_world_config(
		world,
		"cluster: {name: ocp45, baseDomain: example.localdomain}\nsources: {hosts: hosts}\nendpoints: {api: [172.16.0.111]}\nnodes: [{name: m1, role: master, addresses: [172.16.0.21]}]\n");
	lint_world_file(
		world, "hosts",
		"127.0.0.1 localhost\n172.16.0.101 bastion.example.localdomain bastion\n");
	expect(world, (const char *const[]){ "pass hosts", NULL });
}
END_TEST

START_TEST(a_name_of_the_cluster)
{
	struct lint_world *world = lint_zones_new();

	lint_world_config(
		world,
		"cluster: {name: ocp45, baseDomain: example.localdomain}\nsources: {hosts: hosts}\nendpoints: {api: [172.16.0.111]}\nnodes: [{name: m1, role: master, addresses: [172.16.0.21]}]\n");
	lint_world_file(
		world, "hosts",
		"127.0.0.1 localhost\n172.16.0.21 m1.ocp45.example.localdomain m1\n");
	expect(world, (const char *const[]){
			      "warn hosts:2:13 m1.ocp45.example.localdomain", NULL });
}
END_TEST

START_TEST(another_address)
{
	struct lint_world *world = lint_zones_new();

	lint_world_config(
		world,
		"cluster: {name: ocp45, baseDomain: example.localdomain}\nsources: {hosts: hosts}\nendpoints: {api: [172.16.0.111]}\nnodes: [{name: m1, role: master, addresses: [172.16.0.21]}]\n");
	lint_world_file(world, "hosts",
			"192.168.124.110 api.ocp45.example.localdomain\n");
	expect(world, (const char *const[]){
			      "fail hosts:1:17 api.ocp45.example.localdomain", NULL });
}
END_TEST

SUITE("lint.hosts", a_plain_file_passes, a_name_of_the_cluster, another_address);
