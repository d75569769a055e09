#include "dns_world.h"

#include <stdio.h>
#include <string.h>

#include <check.h>

#define DOMAIN "ocp45.example.localdomain"

struct addresses world_addresses(struct world *world, const char *address)
{
	struct addresses addresses = { NULL, 0 };

	if (address)
		world_add_address(world, &addresses, address);
	return addresses;
}

void world_add_address(struct world *world, struct addresses *addresses,
		       const char *address)
{
	addresses->items = arena_grow(world->arena, addresses->items, addresses->count,
				      sizeof *addresses->items);
	ck_assert_int_eq(addr_parse(address, &addresses->items[addresses->count++]), 0);
}

static struct endpoint endpoint(struct world *world, const char *label, const char *fqdn,
				const char *address)
{
	return (struct endpoint){
		.label = label,
		.fqdn = fqdn,
		.addresses = world_addresses(world, address),
	};
}

void world_open(struct world *world)
{
	struct inventory *inventory = &world->inventory;

	*world = (struct world){ .arena = arena_new(), .deadline = 20 };
	*inventory = (struct inventory){
		.cluster_name = "ocp45",
		.base_domain = "example.localdomain",
		.cluster_domain = DOMAIN,
		.version = "4.5",
		.phase = PHASE_PREBOOT,
		.nodes = world->nodes,
		.hosts = world->hosts,
		.name_servers = world->name_servers,
		.egress_targets = world->targets,
		.timeout = 0.3,
	};
	inventory->api = endpoint(world, "api", "api." DOMAIN, "172.16.0.111");
	inventory->api_int =
		endpoint(world, "api-int", "api-int." DOMAIN, "172.16.0.110");
	inventory->ingress = endpoint(world, "ingress", "*.apps." DOMAIN, "172.16.0.111");
	world_node(world, "m1." DOMAIN, NODE_MASTER, "172.16.0.21");
	world_node(world, "w1." DOMAIN, NODE_WORKER, "172.16.0.31");
}

void world_close(struct world *world)
{
	engine_free(world->engine);
	for (size_t i = 0; i < world->inventory.name_server_count; i++)
		dns_server_stop(world->servers[i]);
	arena_free(world->arena);
}

void world_serve_nobody(struct world *world, in_port_t port)
{
	size_t i = world->inventory.name_server_count++;
	struct name_server *server = &world->name_servers[i];

	ck_assert_uint_lt(i, WORLD_MAX);
	server->text = arena_printf(world->arena, "127.0.0.1:%u", port);
	ck_assert_int_eq(addr_parse_port(server->text, 53, &server->addr), 0);
}

struct dns_server *world_serve_empty(struct world *world, enum dns_transports transports)
{
	struct dns_server *server = dns_server_start(transports);

	world->servers[world->inventory.name_server_count] = server;
	world_serve_nobody(world, dns_server_port(server));
	return server;
}

struct dns_server *world_serve(struct world *world, enum dns_transports transports)
{
	struct dns_server *server = world_serve_empty(world, transports);

	dns_server_zone(server, "example.localdomain");
	dns_server_zone(server, "0.16.172.in-addr.arpa");
	dns_server_add(server, "api." DOMAIN, "A", "172.16.0.111");
	dns_server_add(server, "api-int." DOMAIN, "A", "172.16.0.110");
	dns_server_add(server, "*.apps." DOMAIN, "A", "172.16.0.111");
	dns_server_add(server, "m1." DOMAIN, "A", "172.16.0.21");
	dns_server_add(server, "w1." DOMAIN, "A", "172.16.0.31");
	dns_server_add(server, "21.0.16.172.in-addr.arpa", "PTR", "m1." DOMAIN);
	dns_server_add(server, "31.0.16.172.in-addr.arpa", "PTR", "w1." DOMAIN);
	dns_server_add(server, "110.0.16.172.in-addr.arpa", "PTR", "api-int." DOMAIN);
	dns_server_add(server, "111.0.16.172.in-addr.arpa", "PTR", "api." DOMAIN);
	dns_server_add(server, "quay.io", "A", "198.51.100.7");
	dns_server_add(server, "registry.test", "AAAA", "2001:db8::7");
	return server;
}

void world_target(struct world *world, const char *url)
{
	world->targets[world->inventory.egress_target_count++].url = url;
}

struct node *world_node(struct world *world, const char *fqdn, enum node_role role,
			const char *address)
{
	struct node *node = &world->nodes[world->inventory.node_count++];

	*node = (struct node){
		.fqdn = fqdn,
		.role = role,
		.addresses = world_addresses(world, address),
	};
	return node;
}

struct host *world_host(struct world *world, const char *fqdn, const char *address)
{
	struct host *host = &world->hosts[world->inventory.host_count++];

	*host = (struct host){
		.fqdn = fqdn,
		.addresses = world_addresses(world, address),
	};
	return host;
}

void world_run(struct world *world, const struct probe *const *table)
{
	const struct plan_options plan_options = { .phase = world->inventory.phase };
	const struct engine_options engine_options = { .deadline = world->deadline };
	const struct plan *plan;

	ck_assert_int_eq(plan_new(world->arena, table, &world->inventory, &plan_options,
				  stderr, &plan),
			 0);
	world->engine = engine_new(world->arena, plan, &engine_options);
	ck_assert_int_eq(engine_go(world->engine), 0);
}

const struct result *world_result(const struct world *world, const char *id,
				  const char *subject)
{
	long number = plan_find(engine_plan(world->engine), id, subject);

	ck_assert_msg(number >= 0, "%s %s was not planned", id, subject);
	return &engine_results(world->engine)[number];
}

const char *world_text(const struct world *world, const struct result *result)
{
	char *text = arena_printf(
		world->arena,
		"%s: %s\nexpected %s\nobserved %s\nwhy %s\nreason %s\nrun %s",
		status_name(result->status), result->title ? result->title : "-",
		result->expected ? result->expected : "-",
		result->observed ? result->observed : "-",
		result->why ? result->why : "-", result->reason ? result->reason : "-",
		result->reproduce ? result->reproduce : "-");

	for (size_t i = 0; result->fix && result->fix[i]; i++)
		text = arena_printf(world->arena, "%s\nfix %s", text, result->fix[i]);
	for (size_t i = 0; i < result->evidence_count; i++)
		text = arena_printf(world->arena, "%s\n%s %s", text,
				    result->evidence[i].key, result->evidence[i].value);
	return text;
}

void world_expect(const struct world *world, const char *id, const char *subject,
		  enum status status)
{
	const struct result *result = world_result(world, id, subject);

	ck_assert_msg(result->status == status, "%s %s is not %s but %s", id, subject,
		      status_name(status), world_text(world, result));
	if (status != STATUS_FAIL)
		return;
	ck_assert_ptr_nonnull(result->title);
	ck_assert_ptr_nonnull(result->observed);
	ck_assert_ptr_nonnull(result->why);
	ck_assert_ptr_nonnull(result->fix);
	ck_assert_ptr_nonnull(result->reason);
}

void world_expect_text(const struct world *world, const char *id, const char *subject,
		       enum status status, const char *part)
{
	const char *text = world_text(world, world_result(world, id, subject));

	world_expect(world, id, subject, status);
	ck_assert_msg(strstr(text, part), "'%s' is not in %s", part, text);
}
