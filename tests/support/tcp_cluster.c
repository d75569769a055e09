#include "tcp_cluster.h"

#include <stdio.h>
#include <string.h>

#include <check.h>

#include "core/plan.h"

static void no_subjects(const struct inventory *inventory, struct subjects *subjects)
{
	(void)inventory;
	(void)subjects;
}

static void never(struct run *run)
{
	run_error(run, "is not asked here");
}

#define ABSENT(variable, name)                 \
	static const struct probe variable = { \
		.id = name,                    \
		.title = "t",                  \
		.why = "t",                    \
		.fix = "t",                    \
		.phases = PHASE_ALL,           \
		.subjects = no_subjects,       \
		.start = never,                \
	}

ABSENT(forward, "dns.forward");
ABSENT(wildcard, "dns.wildcard");
ABSENT(backend, "lb.backend");
ABSENT(port, "lb.port");
ABSENT(routers, "api.routers");

void cluster_init(struct cluster *cluster, enum phase phase)
{
	struct inventory *inventory = &cluster->inventory;

	memset(cluster, 0, sizeof *cluster);
	cluster->arena = arena_new();
	inventory->cluster_name = "ocp45";
	inventory->base_domain = "example.localdomain";
	inventory->cluster_domain = "ocp45.example.localdomain";
	inventory->phase = phase;
	inventory->timeout = 0.5;
	inventory->nodes = cluster->nodes;
	inventory->hosts = cluster->hosts;
	inventory->fronts = cluster->fronts;
	inventory->api.label = "api";
	inventory->api.fqdn = "api.ocp45.example.localdomain";
	inventory->api_int.label = "api-int";
	inventory->api_int.fqdn = "api-int.ocp45.example.localdomain";
	inventory->ingress.label = "ingress";
	inventory->ingress.fqdn = "*.apps.ocp45.example.localdomain";
}

void cluster_address(struct cluster *cluster, struct addresses *addresses,
		     const char *text)
{
	addresses->items = arena_grow(cluster->arena, addresses->items, addresses->count,
				      sizeof(struct addr));
	ck_assert_int_eq(addr_parse(text, &addresses->items[addresses->count]), 0);
	addresses->count++;
}

void cluster_node(struct cluster *cluster, const char *fqdn, enum node_role role,
		  const char *address)
{
	struct node *node = &cluster->nodes[cluster->inventory.node_count++];

	node->fqdn = fqdn;
	node->role = role;
	cluster_address(cluster, &node->addresses, address);
}

struct host *cluster_host(struct cluster *cluster, const char *fqdn, const char *address)
{
	struct host *host = &cluster->hosts[cluster->inventory.host_count++];

	host->fqdn = fqdn;
	host->roles = HOST_LOADBALANCER;
	cluster_address(cluster, &host->addresses, address);
	return host;
}

void cluster_run(struct cluster *cluster, const struct probe *probe,
		 const struct probe *also, const struct probe *further)
{
	const struct probe *table[8] = { &forward, &wildcard };
	const struct probe *wanted[] = { also, further, probe };
	const struct probe *fill[] = { &backend, &port, &routers };
	struct plan_options plan_options = { .phase = cluster->inventory.phase };
	struct engine_options options = { .deadline = 30 };
	size_t count = 2;
	uint64_t begin;

	for (size_t f = 0; f < sizeof fill / sizeof fill[0]; f++) {
		bool given = false;

		for (size_t i = 0; i < 3; i++)
			given = given ||
				(wanted[i] && !strcmp(wanted[i]->id, fill[f]->id));
		if (!given)
			table[count++] = fill[f];
	}
	for (size_t i = 0; i < 3; i++) {
		if (wanted[i])
			table[count++] = wanted[i];
	}
	ck_assert_int_eq(plan_new(cluster->arena, table, &cluster->inventory,
				  &plan_options, stderr, &cluster->plan),
			 0);
	cluster->engine = engine_new(cluster->arena, cluster->plan, &options);
	begin = uv_hrtime();
	ck_assert_int_eq(engine_go(cluster->engine), 0);
	cluster->ms = (double)(uv_hrtime() - begin) / 1e6;
	cluster->results = engine_results(cluster->engine);
	for (size_t i = 0; i < cluster->plan->count; i++) {
		const struct result *result = &cluster->results[i];

		/* What the contract promises of every failure. */
		if (result->status != STATUS_FAIL)
			continue;
		ck_assert_msg(
			result->title && result->observed && result->why && result->fix,
			"%s %s lacks something", result->probe->id, result->subject);
	}
}

const struct result *cluster_result(const struct cluster *cluster, const char *id,
				    const char *subject)
{
	long number = plan_find(cluster->plan, id, subject);

	ck_assert_msg(number >= 0, "no run %s %s", id, subject);
	return &cluster->results[number];
}

unsigned cluster_count(const struct cluster *cluster, enum status status)
{
	unsigned count = 0;

	for (size_t i = 0; i < cluster->plan->count; i++)
		count += cluster->results[i].status == status;
	return count;
}

const char *cluster_fix(struct cluster *cluster, const struct result *result)
{
	const char *text = "";

	for (size_t i = 0; result->fix && result->fix[i]; i++)
		text = arena_printf(cluster->arena, "%s%s\n", text, result->fix[i]);
	return text;
}

void cluster_show(const struct cluster *cluster)
{
	for (size_t i = 0; i < cluster->plan->count; i++) {
		const struct result *result = &cluster->results[i];

		fprintf(stderr, "%-5s %s %s: %s\n", status_name(result->status),
			result->probe->id, result->subject, result->title);
		if (result->observed)
			fprintf(stderr, "      = observed %s\n", result->observed);
		for (size_t f = 0; result->fix && result->fix[f]; f++)
			fprintf(stderr, "      > %s\n", result->fix[f]);
		if (result->reproduce)
			fprintf(stderr, "      $ %s\n", result->reproduce);
	}
	fprintf(stderr, "%.1f ms\n", cluster->ms);
}

void cluster_free(struct cluster *cluster)
{
	engine_free(cluster->engine);
	arena_free(cluster->arena);
}
