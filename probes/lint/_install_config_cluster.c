#include <ctype.h>
#include <string.h>

#include "_install_config.h"
#include "_release.h"
#include "core/text.h"

#define NAME_MAX_LENGTH 54 /* of a label 63, less "apps." and the like (pkg/validate) */

static bool has_capital(const char *text)
{
	for (; *text; text++) {
		if (isupper((unsigned char)*text))
			return true;
	}
	return false;
}

static void judge_case(const struct installer *installer, const char *key,
		       const struct config_text *text)
{
	struct arena *arena = findings_arena(installer->findings);

	if (!text->value || !has_capital(text->value))
		return;
	findings_add(
		installer->findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = key,
			.where = text->where,
			.width = (unsigned)strlen(text->value),
			.title = findings_printf(installer->findings,
						 "%s '%s' has capital letters", key,
						 text->value),
			.observed = text->value,
			.expected = text_dns_name(arena, text->value),
			.why = "openshift-install refuses it: names of clusters are in "
			       "lower case",
			.fix = { findings_printf(installer->findings, "%s: %s",
						 strrchr(key, '.') ? strrchr(key, '.') + 1
								   : key,
						 text_dns_name(arena, text->value)) },
		});
}

/* What the files are for and what the configuration says of it are two clusters. */
static void judge_same(const struct installer *installer, const char *key,
		       const struct config_text *text, const char *known,
		       const struct where *known_where)
{
	if (!text->value || !known || !known_where->file ||
	    !strcmp(known_where->file, text->where.file) ||
	    !strcmp(text_dns_name(findings_arena(installer->findings), text->value),
		    known))
		return;
	findings_add(
		installer->findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject =
				findings_printf(installer->findings, "%s/%s", key, known),
			.where = text->where,
			.width = (unsigned)strlen(text->value),
			.title = findings_printf(installer->findings,
						 "%s is '%s' here, and '%s' in the "
						 "configuration",
						 key, text->value, known),
			.observed = text->value,
			.expected = known,
			.why = "the ignition files are made for the names that stand here; "
			       "DNS and balancer must have the same",
			.fix = { findings_printf(
				installer->findings, "%s: %s",
				strrchr(key, '.') ? strrchr(key, '.') + 1 : key, known) },
			.other = *known_where,
			.other_says = "the configuration says otherwise",
		});
}

static void judge_missing(const struct installer *installer, const char *key,
			  const struct config_text *text, const char *line)
{
	if (text->value || installer->config->incomplete)
		return;
	findings_add(installer->findings,
		     &(struct finding){
			     .status = STATUS_FAIL,
			     .subject = key,
			     .where = {installer->file, 0, 0 },
			     .title = findings_printf(installer->findings, "%s has no %s",
						      installer->file, key),
			     .observed = "no such key, or no value that fits",
			     .why = "openshift-install refuses the file",
			     .fix = { line		   },
	     });
}

static void judge_names(const struct installer *installer)
{
	const struct install_config *config = installer->config;
	const struct inventory *inventory = installer->inventory;
	const struct config_text *name = &config->name, *domain = &config->base_domain;

	judge_case(installer, "metadata.name", name);
	judge_case(installer, "baseDomain", domain);
	judge_same(installer, "metadata.name", name, inventory->cluster_name,
		   &inventory->cluster_where);
	judge_same(installer, "baseDomain", domain, inventory->base_domain,
		   &inventory->domain_where);
	if (name->value && strlen(name->value) > NAME_MAX_LENGTH)
		findings_add(
			installer->findings,
			&(struct finding){
				.status = STATUS_FAIL,
				.subject = "metadata.name",
				.where = name->where,
				.width = (unsigned)strlen(name->value),
				.title = findings_printf(
					installer->findings,
					"metadata.name has %zu characters; %d are allowed",
					strlen(name->value), NAME_MAX_LENGTH),
				.observed = name->value,
				.why = "openshift-install refuses it",
				.fix = { "name: a shorter one" },
			});
	if (domain->value && text_matches(domain->value, "*.local,local"))
		findings_add(
			installer->findings,
			&(struct finding){
				.status = STATUS_WARN,
				.subject = "baseDomain",
				.where = domain->where,
				.width = (unsigned)strlen(domain->value),
				.title = findings_printf(installer->findings,
							 "baseDomain %s ends in .local",
							 domain->value),
				.observed = domain->value,
				.why = "names below .local are asked for by multicast DNS "
				       "(RFC 6762): desktops and some resolvers never ask the "
				       "DNS server for them",
				.fix = { "baseDomain: a domain of your own" },
			});
}

static void judge_platform(const struct installer *installer)
{
	static const char *const known[] = {
		"none",	   "baremetal", "vsphere",   "external",     "aws",
		"azure",   "gcp",	"openstack", "ovirt",	     "ibmcloud",
		"nutanix", "powervs",	"libvirt",   "alibabacloud", NULL,
	};
	const struct install_config *config = installer->config;

	judge_missing(installer, "platform", &config->platform, "platform: {none: {}}");
	if (config->platform_count > 1)
		findings_add(installer->findings,
			     &(struct finding){
				     .status = STATUS_FAIL,
				     .subject = "platform",
				     .where = config->platform.where,
				     .title = "platform names more than one platform",
				     .observed = findings_printf(installer->findings,
								 "%zu of them",
								 config->platform_count),
				     .why = "openshift-install refuses the file",
				     .fix = { "platform: {none: {}}" },
			     });
	else
		judge_word(installer, "platform", &config->platform, known);
}

static void judge_publish(const struct installer *installer)
{
	static const char *const words[] = { "External", "Internal", "Mixed", NULL };
	const struct install_config *config = installer->config;

	judge_word(installer, "publish", &config->publish, words);
	if (config->publish.value && config->platform.value &&
	    !strcmp(config->publish.value, "Internal") &&
	    !strcmp(config->platform.value, "none"))
		findings_add(
			installer->findings,
			&(struct finding){
				.status = STATUS_FAIL,
				.subject = "publish",
				.where = config->publish.where,
				.width = 8,
				.title =
					"publish: Internal does not go with platform none",
				.observed = "Internal",
				.expected = "External",
				.why = "openshift-install refuses the file: whom DNS and "
				       "balancer let in is yours to decide",
				.fix = { "publish: External" },
			});
}

static void judge_network_type(const struct installer *installer)
{
	static const char *const own[] = { "OVNKubernetes", "OpenShiftSDN", NULL };
	const struct config_text *type = &installer->config->network_type;
	const char *near;

	if (!type->value)
		return;
	/* Other words are networks of other makers; one that is nearly ours is a slip. */
	near = text_nearest(type->value, own);
	for (size_t i = 0; own[i]; i++) {
		if (!strcasecmp(type->value, own[i]))
			near = own[i];
	}
	if (near && strcmp(near, type->value) != 0)
		judge_word(installer, "networking.networkType", type, own);
	if ((!strcmp(type->value, "OpenShiftSDN") || !strcmp(type->value, "Kuryr")) &&
	    release_is_from(installer->inventory, 15))
		findings_add(installer->findings,
			     &(struct finding){
				     .status = STATUS_FAIL,
				     .subject = "networking.networkType",
				     .where = type->where,
				     .width = (unsigned)strlen(type->value),
				     .title = findings_printf(
					     installer->findings,
					     "OpenShift %s has no networkType %s",
					     installer->inventory->version, type->value),
				     .observed = type->value,
				     .expected = "OVNKubernetes",
				     .why = "openshift-install refuses it from 4.15 on",
				     .fix = { "networkType: OVNKubernetes" },
			     });
}

static void judge_features(const struct installer *installer)
{
	static const char *const fips[] = { "true", "false", NULL };
	static const char *const partitioning[] = { "None", "AllNodes", NULL };
	const struct config_text *set = &installer->config->feature_set;

	judge_word(installer, "fips", &installer->config->fips, fips);
	judge_word(installer, "cpuPartitioningMode", &installer->config->cpu_partitioning,
		   partitioning);
	if (set->value && *set->value && strcmp(set->value, "Default") != 0)
		findings_add(
			installer->findings,
			&(struct finding){
				.status = STATUS_WARN,
				.subject = "featureSet",
				.where = set->where,
				.width = (unsigned)strlen(set->value),
				.title =
					findings_printf(installer->findings,
							"featureSet %s: this cluster can "
							"never be updated",
							set->value),
				.observed = set->value,
				.why = "feature sets other than the default cannot be left "
				       "again, and hinder updates to the next release",
				.fix = { "leave featureSet out" },
			});
}

void judge_cluster(const struct installer *installer)
{
	static const char *const versions[] = { "v1", "v1beta4", "v1beta3", NULL };
	const struct install_config *config = installer->config;

	judge_missing(installer, "apiVersion", &config->api_version, "apiVersion: v1");
	judge_word(installer, "apiVersion", &config->api_version, versions);
	judge_missing(installer, "metadata.name", &config->name,
		      "metadata: {name: ocp45}");
	judge_missing(installer, "baseDomain", &config->base_domain,
		      "baseDomain: example.localdomain");
	judge_names(installer);
	judge_platform(installer);
	judge_publish(installer);
	judge_network_type(installer);
	judge_features(installer);
}
