#include "firewalld_cluster.h"

#include <stdio.h>
#include <unistd.h>

#include <check.h>

#include "tcp_world.h"

extern const struct probe probe_firewalld_state, probe_firewalld_service,
	probe_firewalld_permanent;

__attribute__((constructor)) static void enter_network(void)
{
	static const char *const commands[] = {
		"ip link add eth0 type veth peer name p0",
		"ip link add eth1 type veth peer name p1",
		"ip addr add 172.16.0.110/24 dev eth0",
		"ip addr add 172.16.0.111/24 dev eth0",
		"ip addr add 10.0.0.1/24 dev eth1",
		"ip link set eth0 up",
		"ip link set eth1 up",
	};
	bool done = tcp_world_enter();

	for (size_t i = 0; done && i < sizeof commands / sizeof *commands; i++)
		done = tcp_world_do(commands[i]);
	if (!done) {
		(void)fputs("no right to make a network namespace\n", stderr);
		_exit(77);
	}
}

void firewalld_cluster(struct world *world)
{
	static const char *const names[] = { "http", "https", "kube-apiserver",
					     "machine-config" };
	struct inventory *inventory;
	struct host *host;

	world_open(world);
	inventory = &world->inventory;
	host = world_host(world, "lb1.example.localdomain", "172.16.0.110");
	world_add_address(world, &host->addresses, "172.16.0.111");
	host->roles = HOST_LOADBALANCER;
	inventory->vantage.host = host->fqdn;
	inventory->vantage.self = host;
	inventory->vantage.roles = HOST_LOADBALANCER;
	inventory->vantage.locals = host->addresses;
	inventory->firewalld_zone = "public";
	inventory->openings = arena_alloc(world->arena, 4 * sizeof *inventory->openings);
	inventory->opening_count = 4;
	for (unsigned i = 0; i < 4; i++)
		inventory->openings[i] = (struct opening){
			.name = names[i],
			.roles = HOST_LOADBALANCER,
			.where = {"ocp-preflight.yaml", 20 + i, 3}
		};
}

void firewalld_run(struct world *world, const struct firewalld_world *firewalld)
{
	static const struct probe *const table[] = { &probe_firewalld_state,
						     &probe_firewalld_service,
						     &probe_firewalld_permanent, NULL };
	pid_t pid = -1;

	if (firewalld)
		pid = firewalld_start(firewalld);
	else
		firewalld_no_bus();
	world_run(world, table);
	if (firewalld)
		firewalld_end(pid);
}
