#include "lint_zones.h"

struct lint_world *lint_zones_new(void)
{
	struct lint_world *world = lint_world_new();

	lint_world_config(
		world,
		"cluster: {name: ocp45, baseDomain: example.localdomain}\n"
		"sources: {named: named.conf}\n"
		"endpoints: {api: [172.16.0.111], apiInt: [172.16.0.110], "
		"ingress: [172.16.0.111]}\n"
		"nodes:\n"
		"  - {name: bs, role: bootstrap, addresses: [172.16.0.11]}\n"
		"  - {name: m1, role: master, addresses: [172.16.0.21]}\n"
		"hosts:\n"
		"  - {name: bastion.example.localdomain, addresses: [172.16.0.101], "
		"roles: [bastion]}\n"
		"dns: {servers: [172.16.0.102]}\n"
		"egress: {targets: [\"https://quay.io/v2/\"]}\n");
	lint_world_file(world, "named.conf",
			"options { recursion yes; };\n" LINT_NAMED_ZONES);
	lint_world_file(world, "example.zone",
			LINT_ZONE_HEAD LINT_ZONE_API LINT_ZONE_APPS LINT_ZONE_NODES);
	lint_world_file(world, "reverse.zone",
			LINT_REVERSE_HEAD LINT_REVERSE_API LINT_REVERSE_NODES);
	return world;
}
