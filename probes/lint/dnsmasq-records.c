/*
 * lint.dnsmasq-records: where dnsmasq answers names of the cluster, it gives all of them their
 * addresses. What is asked elsewhere (server=/.../) is not judged.
 */
#include <string.h>

#include "_lint.h"
#include "_shown.h"
#include "core/sources/dnsmasq.h"
#include "core/sources/sources.h"

#define RESTART "dnsmasq --test && systemctl restart dnsmasq"

struct context {
	const struct inventory *inventory;
	struct findings *findings;
	const struct dnsmasq *dnsmasq;
	const char *apps; /* "apps.ocp45.example.com" */
};

static bool is_below(const char *name, const char *domain)
{
	size_t length = strlen(name), tail = strlen(domain);

	return !strcmp(name, domain) ||
	       (length > tail && name[length - tail - 1] == '.' &&
		!strcmp(name + length - tail, domain));
}

/* The first record of exactly this name, from `from` on; NULL: there is no other. */
static const struct dnsmasq_record *find(const struct context *context, const char *name,
					 const struct dnsmasq_record *from)
{
	const struct dnsmasq *dnsmasq = context->dnsmasq;
	const struct dnsmasq_record *record = from ? from + 1 : dnsmasq->records;

	for (; record < dnsmasq->records + dnsmasq->record_count; record++) {
		if (record->kind != DNSMASQ_POINTER && !strcmp(record->name, name) &&
		    (record->addr.family || record->kind == DNSMASQ_ALIAS))
			return record;
	}
	return NULL;
}

/* A domain that answers for all below it; within the cluster's only. */
static const struct dnsmasq_record *find_domain(const struct context *context,
						const char *name)
{
	for (; is_below(name, context->inventory->cluster_domain);
	     name = strchr(name, '.') + 1) {
		const struct dnsmasq_record *record = find(context, name, NULL);

		if (record)
			return record;
	}
	return NULL;
}

static struct finding finding_at(const struct context *context,
				 const struct dnsmasq_record *record, const char *subject)
{
	(void)context;
	return (struct finding){
		.status = STATUS_FAIL,
		.subject = subject,
		.where = record->where,
		.width = record->width,
		.why = "nodes and users find the cluster by these names",
		.fix = {NULL, RESTART}
	};
}

/* "address=/ocp45.example.com/172.16.0.111": every name exists, and leads there. */
static bool judge_wildcard(const struct context *context, const char *domain,
			   enum status status)
{
	const struct dnsmasq_record *record = find(context, domain, NULL);
	struct finding finding;
	char text[ADDR_STRLEN];

	if (!record || record->kind != DNSMASQ_DOMAIN)
		return false;
	finding = finding_at(context, record,
			     findings_printf(context->findings, "*.%s", domain));
	finding.status = status;
	finding.title = findings_printf(
		context->findings, "address=/%s/ gives an address to every name below %s",
		domain, domain);
	finding.observed = findings_printf(context->findings, "*.%s", domain);
	finding.expected = findings_printf(context->findings, "*.%s", context->apps);
	finding.why =
		"names that are missing seem to be there, and with the domain as search "
		"domain quay.io leads to the balancer";
	finding.fix[0] = findings_printf(context->findings, "address=/%s/%s",
					 context->apps, addr_str(&record->addr, text));
	findings_add(context->findings, &finding);
	return true;
}

/* "apps" written otherwise. */
static const struct dnsmasq_record *misspelt(const struct context *context)
{
	static const char *const labels[] = { "app",  "aps",	     "appps",
					      "apss", "application", "applications",
					      NULL };

	for (size_t i = 0; labels[i]; i++) {
		const struct dnsmasq_record *record =
			find(context,
			     findings_printf(context->findings, "%s.%s", labels[i],
					     context->inventory->cluster_domain),
			     NULL);

		if (record)
			return record;
	}
	return NULL;
}

/* `known`: a record of another name of the cluster. */
static void say_missing(const struct context *context, const struct endpoint *endpoint,
			const struct dnsmasq_record *known)
{
	bool is_apps = endpoint == &context->inventory->ingress;
	const struct dnsmasq_record *instead = is_apps ? misspelt(context) : NULL;
	const struct dnsmasq_record *place = instead ? instead : known;
	struct finding finding = finding_at(context, place, endpoint->fqdn);
	char text[ADDR_STRLEN] = "ADDRESS";

	if (endpoint->addresses.count)
		addr_str(&endpoint->addresses.items[0], text);
	else if (place->addr.family)
		addr_str(&place->addr, text);
	finding.fix[0] = is_apps ? findings_printf(context->findings, "address=/%s/%s",
						   context->apps, text)
				 : findings_printf(context->findings, "host-record=%s,%s",
						   endpoint->fqdn, text);
	finding.expected = finding.fix[0];
	finding.observed =
		instead ? findings_printf(context->findings, "*.%s", instead->name)
			: findings_printf(context->findings, "no record of %s",
					  endpoint->fqdn);
	finding.title =
		instead ? findings_printf(context->findings,
					  "dnsmasq has no %s, but *.%s", endpoint->fqdn,
					  instead->name)
			: findings_printf(
				  context->findings,
				  "dnsmasq has no record of %s, and it has one of %s",
				  endpoint->fqdn, place->name);
	findings_add(context->findings, &finding);
}

/* There is *.apps for one family, and what is misspelt is for the other. */
static bool is_half_misspelt(const struct context *context,
			     const struct dnsmasq_record *apps)
{
	const struct dnsmasq_record *other = apps ? misspelt(context) : NULL;

	while (other && apps && apps->addr.family != other->addr.family)
		apps = find(context, apps->name, apps);
	return other && !apps;
}

static void judge_endpoints(const struct context *context)
{
	const struct inventory *inventory = context->inventory;
	const struct endpoint *const endpoints[] = { &inventory->api, &inventory->api_int,
						     &inventory->ingress };
	const struct dnsmasq_record *found[3], *known = NULL;

	for (size_t i = 0; i < 3; i++) {
		found[i] = find_domain(context, endpoints[i] == &inventory->ingress
							? context->apps
							: endpoints[i]->fqdn);
		known = known ? known : found[i];
	}
	if (is_half_misspelt(context, found[2]))
		say_missing(context, endpoints[2], known);
	/* One name alone is no name service for the cluster: others may be asked for. */
	for (size_t i = 0; known && i < 3; i++) {
		if (!found[i] && (found[(i + 1) % 3] || misspelt(context)) &&
		    (found[(i + 2) % 3] || misspelt(context)))
			say_missing(context, endpoints[i], known);
	}
}

static void judge_name(const struct context *context, const char *fqdn,
		       const struct addresses *planned, struct where where)
{
	const struct dnsmasq_record *record = NULL;
	char text[ADDR_STRLEN], right[ADDR_STRLEN];

	while ((record = find(context, fqdn, record))) {
		struct finding finding = finding_at(context, record, fqdn);
		const struct addr *same = NULL;

		for (size_t i = 0; i < planned->count && !same; i++) {
			if (planned->items[i].family == record->addr.family)
				same = &planned->items[i];
		}
		if (!same || addr_is_in(&record->addr, planned->items, planned->count))
			continue;
		addr_str(&record->addr, text);
		addr_str(same, right);
		finding.title =
			findings_printf(context->findings, "%s is %s by dnsmasq, not %s",
					fqdn, text, right);
		finding.observed = findings_printf(context->findings, "%s", text);
		finding.expected = findings_printf(context->findings, "%s", right);
		finding.fix[0] = findings_printf(context->findings, "host-record=%s,%s",
						 fqdn, right);
		finding.other = where;
		finding.other_says = findings_printf(context->findings, "%s here", right);
		findings_add(context->findings, &finding);
	}
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	struct context context = { .inventory = inventory,
				   .findings = findings,
				   .dnsmasq = inventory->sources->dnsmasq };

	if (!context.dnsmasq || !context.dnsmasq->serves_dns ||
	    !inventory->cluster_domain)
		return;
	context.apps = findings_printf(findings, "apps.%s", inventory->cluster_domain);
	findings_saw(findings, inventory->sources->dnsmasq_file);
	if (!judge_wildcard(&context, inventory->cluster_domain, STATUS_FAIL) &&
	    !context.dnsmasq->incomplete)
		judge_endpoints(&context);
	judge_wildcard(&context, inventory->base_domain, STATUS_WARN);
	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];

		judge_name(&context, node->fqdn, &node->addresses, node->where);
	}
	judge_name(&context, inventory->api.fqdn, &inventory->api.addresses,
		   inventory->api.where);
	judge_name(&context, inventory->api_int.fqdn, &inventory->api_int.addresses,
		   inventory->api_int.where);
}

static void subjects(const struct inventory *inventory, struct subjects *list)
{
	lint_subjects(inventory, list, judge);
}

const struct probe probe_lint_dnsmasq_records = {
	.id = "lint.dnsmasq-records",
	.title = "dnsmasq gives the names of the cluster their addresses, and no others",
	.why = "nodes, balancer and users find each other by name",
	.symptom =
		"\"no such host\" on the nodes; authentication, console and ingress are "
		"never available",
	.fix = "host-record=api-int.CLUSTER.DOMAIN,ADDRESS\naddress=/apps.CLUSTER.DOMAIN/ADDRESS\n"
	       "dnsmasq --test && systemctl restart dnsmasq",
	.phases = PHASE_PREBOOT,
	.needs = shown_zone_records,
	.reads_files = true,
	.subjects = subjects,
	.start = lint_start,
};
