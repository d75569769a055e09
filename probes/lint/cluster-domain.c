/*
 * lint.cluster-domain: install-config.yaml and the zones speak of the same cluster.
 */
#include <string.h>
#include <strings.h>

#include "_zone_domain.h"
#include "core/sources/files.h"
#include "core/sources/install_config.h"

struct context {
	const struct inventory *inventory;
	struct findings *findings;
	struct zone_other_domain other;
	const struct install_config *config; /* says the cluster's domain; or NULL */
};

static const char *tail(const char *domain)
{
	const char *dot = strchr(domain, '.');

	return dot ? dot + 1 : "";
}

/* The end of the domain that has as many labels as the zone's name. */
static const char *zone_name_for(const struct context *context)
{
	const char *name = context->inventory->cluster_domain;
	size_t wanted = 1, have = 1;

	for (const char *p = context->other.zone->origin; *p; p++)
		wanted += *p == '.';
	for (const char *p = name; *p; p++)
		have += *p == '.';
	for (; have > wanted; have--)
		name = tail(name);
	return name;
}

/* Do reverse zones say the name that the file of the install says? */
static bool is_name_reversed(const struct context *context)
{
	const struct inventory *inventory = context->inventory;
	struct zone_world world;

	zone_world_init(&world, inventory, context->findings);
	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct addresses *addresses = &inventory->nodes[i].addresses;
		const char *name;

		for (size_t a = 0; a < addresses->count; a++) {
			struct zones_answer answer =
				zone_world_reverse(&world, &addresses->items[a], &name);

			if (answer.outcome == ZONES_FOUND &&
			    zone_is_below(answer.record->data.target,
					  inventory->cluster_domain))
				return true;
		}
	}
	return false;
}

/* The $ORIGIN that the record stands below, else the record. */
static struct where origin_of(const struct context *context, unsigned *ret_width)
{
	static const char word[] = "$ORIGIN";
	const struct zone_other_domain *other = &context->other;
	struct where there = zone_where(other->zone, other->record), where = there;
	const char *line;
	size_t length, start;

	*ret_width = (unsigned)strlen("api-int");
	for (; where.line; where.line--) {
		if (!source_files_line(context->inventory->sources->files, &where, &line,
				       &length))
			break;
		if (length < strlen(word) || strncasecmp(line, word, strlen(word)))
			continue;
		start = strlen(word);
		while (start < length && strchr(" \t", line[start]))
			start++;
		where.column = (unsigned)start + 1;
		while (start < length && !strchr(" \t;", line[start]))
			start++;
		*ret_width = (unsigned)start + 1 - where.column;
		return where;
	}
	return there;
}

/* "$ORIGIN prod.example.com" in the zone example.com is prod.example.com.example.com. */
static bool say_no_dot(const struct context *context)
{
	const struct zone_other_domain *other = &context->other;
	const char *domain = context->inventory->cluster_domain;
	struct findings *findings = context->findings;
	struct finding finding = {
		.status = STATUS_FAIL,
		.subject = domain,
		.observed = findings_printf(findings, "%s.", other->domain),
		.expected = findings_printf(findings, "%s.", domain),
		.why = "the name of the zone is put behind every name without one: nothing "
		       "of the cluster resolves",
		.other = zone_where(other->zone, other->record),
		.other_says = "a name of the cluster",
	};
	const char *right = findings_printf(findings, "%s.", domain);

	if (strcmp(other->domain,
		   findings_printf(findings, "%s.%s", domain, other->zone->origin)))
		return false;
	finding.where = origin_of(context, &finding.width);
	finding.title = findings_printf(
		findings, "the final dot is missing behind %s in the zone %s", domain,
		other->zone->origin);
	if (finding.where.line != finding.other.line)
		finding.fix[0] = lint_corrected(findings, context->inventory,
						&finding.where, finding.width, right);
	if (!finding.fix[0])
		finding.fix[0] = findings_printf(findings, "api-int.%s", right);
	finding.fix[1] = findings_printf(
		findings, "raise the serial, then: rndc reload %s", other->zone->origin);
	findings_add(findings, &finding);
	return true;
}

static void say_left_out(const struct context *context)
{
	const struct zone_other_domain *other = &context->other;
	const struct named_zone *statement = other->zone->statement;
	struct findings *findings = context->findings;
	const char *name = zone_name_for(context);
	struct finding finding = {
		.status = STATUS_FAIL,
		.subject = other->zone->origin,
		.where = statement ? statement->name_where : other->zone->where,
		.width = statement ? statement->name_width : 1,
		.observed = findings_printf(findings, "zone %s", other->zone->origin),
		.expected = findings_printf(findings, "zone %s", name),
		.why = "named leaves names out that are not below the name of the zone: "
		       "nothing of the cluster resolves",
		.other = zone_where(other->zone, other->record),
		.other_says = "a name of the cluster",
	};

	finding.title = findings_printf(
		findings, "the zone is called %s, and its file holds the names of %s",
		other->zone->origin, other->domain);
	finding.fix[0] =
		lint_corrected(findings, context->inventory, &finding.where,
			       finding.width, findings_printf(findings, "\"%s\"", name));
	finding.fix[1] = "named-checkconf && systemctl restart named";
	findings_add(findings, &finding);
}

static void say_other(const struct context *context)
{
	const struct zone_other_domain *other = &context->other;
	const char *domain = context->inventory->cluster_domain;
	struct findings *findings = context->findings;
	const struct install_config *config = context->config;
	bool is_name = !strcmp(tail(domain), tail(other->domain));
	const struct config_text *said = !config   ? NULL
					 : is_name ? &config->name
						   : &config->base_domain;
	struct where there = zone_where(other->zone, other->record);
	struct finding finding = {
		.status = STATUS_FAIL,
		.subject = domain,
		.title = findings_printf(
			findings, "the cluster is %s, and the zones have its names in %s",
			domain, other->domain),
		.observed = other->domain,
		.expected = domain,
		.why = "no name that the installation asks for exists",
		.fix = {findings_printf(findings, "api-int.%s.", domain),
			 "and all other names of the cluster, then: rndc reload"},
	};

	finding.where = origin_of(context, &finding.width);
	if (finding.where.line != there.line)
		finding.fix[0] = lint_corrected(findings, context->inventory,
						&finding.where, finding.width,
						findings_printf(findings, "%s.", domain));
	if (said && said->value) {
		finding.other = said->where;
		finding.other_says = "the cluster";
	}
	if (said && said->value && !is_name_reversed(context)) {
		finding.where = said->where;
		finding.width = (unsigned)strlen(said->value);
		finding.other = there;
		finding.other_says = "a name of the cluster";
		finding.fix[0] =
			is_name ? findings_printf(findings, "name: %.*s",
						  (int)strcspn(other->domain, "."),
						  other->domain)
				: findings_printf(findings, "baseDomain: %s",
						  tail(other->domain));
		finding.fix[1] =
			"and make the ignition files anew; or rename what stands "
			"in the zones";
	}
	findings_add(findings, &finding);
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	struct context context = {
		.inventory = inventory,
		.findings = findings,
		.other = zone_other_domain(inventory, findings),
		.config = inventory->sources->install_config,
	};

	if (inventory->sources->zones && inventory->cluster_domain)
		findings_saw(findings, inventory->cluster_domain);
	if (!context.other.domain)
		return;
	if (context.other.is_left_out)
		say_left_out(&context);
	else if (!say_no_dot(&context))
		say_other(&context);
}

static void subjects(const struct inventory *inventory, struct subjects *list)
{
	lint_subjects(inventory, list, judge);
}

const struct probe probe_lint_cluster_domain = {
	.id = "lint.cluster-domain",
	.title = "install-config.yaml and the zones speak of the same cluster",
	.why = "the installation asks for names below the domain of install-config.yaml only",
	.symptom =
		"the bootstrap node: \"no such host\" for api and api-int, though both "
		"resolve by hand",
	.fix = "give the cluster in install-config.yaml the name that stands in the zones",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = subjects,
	.start = lint_start,
};
