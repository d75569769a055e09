/*
 * lint.node-address: the files agree on the address of a node.
 *
 * A file that differs from the plan is told by the checks of that file (lint.dhcp-hosts,
 * lint.zone-records, lint.haproxy-members). Here are kernel arguments, which none of them compares.
 */
#include <string.h>

#include "_lint.h"
#include "core/arena.h"
#include "core/machines.h"
#include "core/sources/sources.h"

struct judging {
	const struct inventory *inventory;
	struct findings *findings;
	const struct machine *machine;
	sa_family_t family;
};

static const char *source_word(enum fact_source source)
{
	switch (source) {
	case FACT_DHCP:
		return "by DHCP";
	case FACT_ZONE:
		return "by DNS";
	case FACT_REVERSE:
		return "by a PTR record";
	case FACT_BOOT:
		return "by a kernel argument";
	case FACT_HOSTS:
		return "by the hosts file";
	case FACT_BALANCER:
		return "for the balancer";
	}
	return "here";
}

static bool is_said(const struct judging *judging, const struct fact *fact)
{
	return fact->addr.family == judging->family;
}

static bool says(const struct judging *judging, enum fact_source source,
		 const struct addr *addr)
{
	for (size_t i = 0; i < judging->machine->count; i++) {
		const struct fact *fact = judging->machine->facts[i];

		if (fact->source == source && addr_equal(&fact->addr, addr))
			return true;
	}
	return false;
}

static bool speaks(const struct judging *judging, enum fact_source source)
{
	for (size_t i = 0; i < judging->machine->count; i++) {
		const struct fact *fact = judging->machine->facts[i];

		if (fact->source == source && is_said(judging, fact))
			return true;
	}
	return false;
}

/* Two sources that have no address of the machine in common. */
static bool disagree(const struct judging *judging, enum fact_source a,
		     enum fact_source b)
{
	if (!speaks(judging, a) || !speaks(judging, b))
		return false;
	for (size_t i = 0; i < judging->machine->count; i++) {
		const struct fact *fact = judging->machine->facts[i];

		if (fact->source == a && is_said(judging, fact) &&
		    says(judging, b, &fact->addr))
			return false;
	}
	return true;
}

/*
 * What a kernel argument disagrees with. Where other files differ, one of them differs from the plan:
 * that is told by its own check.
 */
static bool find_dispute(const struct judging *judging, enum fact_source *ret_other)
{
	for (enum fact_source other = FACT_ZONE; other <= FACT_BALANCER; other++) {
		/* PTR records are compared with their zone elsewhere. */
		if (other == FACT_REVERSE || other == FACT_BOOT ||
		    !disagree(judging, other, FACT_BOOT))
			continue;
		*ret_other = other;
		return true;
	}
	return false;
}

static const struct fact *first_of(const struct judging *judging, enum fact_source source)
{
	for (size_t i = 0; i < judging->machine->count; i++) {
		const struct fact *fact = judging->machine->facts[i];

		if (fact->source == source && is_said(judging, fact))
			return fact;
	}
	return NULL;
}

static const char *address_text(struct findings *findings, const struct fact *fact)
{
	char text[ADDR_STRLEN];

	return findings_printf(findings, "%s", addr_str(&fact->addr, text));
}

/* Where else an address of the machine stands. */
static void add_places(const struct judging *judging, const struct fact *a,
		       const struct fact *b, struct finding *finding)
{
	struct findings *findings = judging->findings;
	struct finding_place *places = arena_alloc(
		findings_arena(findings), judging->machine->count * sizeof *places);

	for (size_t i = 0; i < judging->machine->count; i++) {
		const struct fact *fact = judging->machine->facts[i];

		if (fact == a || fact == b || !is_said(judging, fact) ||
		    finding->also_count == 8)
			continue;
		places[finding->also_count++] = (struct finding_place){
			fact->where,
			findings_printf(findings, "%s %s", address_text(findings, fact),
					source_word(fact->source)),
		};
	}
	finding->also = places;
}

static void judge_family(const struct judging *judging)
{
	struct findings *findings = judging->findings;
	const struct machine *machine = judging->machine;
	enum fact_source first;
	const struct fact *a, *b;
	const char *left, *right;
	struct finding finding;

	if (!find_dispute(judging, &first))
		return;
	a = first_of(judging, first);
	b = first_of(judging, FACT_BOOT);
	left = address_text(findings, a);
	right = address_text(findings, b);
	finding = (struct finding){
		.status = STATUS_FAIL,
		.subject = machine->fqdn,
		.where = b->where,
		.title = findings_printf(findings, "%s is %s %s, and %s %s",
					 machine->fqdn, left, source_word(first), right,
					 source_word(FACT_BOOT)),
		.observed = findings_printf(findings, "%s at %s:%u, %s at %s:%u", left,
					    a->where.file, a->where.line, right,
					    b->where.file, b->where.line),
		.expected = "one address",
		.fix = { "write the planned address into both" },
		.other = a->where,
		.other_says =
			findings_printf(findings, "%s %s", left, source_word(first)),
	};
	add_places(judging, a, b, &finding);
	findings_add(findings, &finding);
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	struct machines machines;

	if (!inventory->facts || !inventory->facts->count)
		return;
	machines = machines_join(findings_arena(findings), inventory->facts,
				 inventory->cluster_domain);
	for (size_t i = 0; i < machines.count; i++) {
		struct judging judging = { .inventory = inventory,
					   .findings = findings,
					   .machine = machines.items[i] };
		enum node_role role;

		if (!inventory_node(inventory, judging.machine->fqdn) &&
		    !machine_is_node(judging.machine, inventory->cluster_domain, &role))
			continue;
		findings_saw(findings, "addresses of nodes");
		judging.family = AF_INET;
		judge_family(&judging);
		judging.family = AF_INET6;
		judge_family(&judging);
	}
}

const struct probe probe_lint_node_address = {
	.id = "lint.node-address",
	.title = "the files agree on the address of each node",
	.why = "the node has one address: whoever looks for it at the other one does not find it",
	.symptom =
		"the balancer shows the node down, or its name leads nowhere, though it runs",
	.fix = "write the planned address into all files",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
