/*
 * dns.no-wildcard: a name that does not exist below the cluster domain, or the base domain, is not
 * answered by a wildcard. The random label never appears in a report.
 */
#include <string.h>

#include "_survey.h"
#include "_zone_file.h"

enum { FINE, UNKNOWN, WILDCARD };

static void judge(struct run *run);

static void subjects(const struct inventory *inventory, struct subjects *list)
{
	subject_add(list, &(struct subject){ .name = inventory->cluster_domain,
					     .host = inventory->cluster_domain });
	subject_add(list, &(struct subject){ .name = inventory->base_domain,
					     .host = inventory->base_domain });
}

static void start(struct run *run)
{
	const char *domain = run_subject(run)->name;

	if (!strchr(domain, '.')) {
		run_skip(run,
			 "%s is a top-level domain: what it answers is not ours to say",
			 domain);
		return;
	}
	survey_addresses(run_state(run), run, dns_random_name(run_arena(run), domain),
			 judge);
}

static void judge(struct run *run)
{
	const struct survey *survey = run_state(run);
	const struct inventory *inventory = run_inventory(run);
	const char *domain = run_subject(run)->name;
	bool is_cluster = strcmp(domain, inventory->cluster_domain) == 0;
	const struct finding *worst;
	size_t fine = 0;

	for (size_t i = 0; i < survey->server_count; i++) {
		struct finding *finding = &survey->findings[i];
		struct addresses found = survey_addresses_at(survey, i);

		finding->answer = survey_failure(survey, i);
		finding->text = dns_failure_text(run, finding->answer);
		if (found.count) {
			finding->kind = WILDCARD;
			finding->text = dns_addresses_text(run_arena(run), found.items,
							   found.count);
		} else if (finding->answer->outcome == DNS_ANSWER &&
			   (finding->answer->rcode == 0 || finding->answer->rcode == 3)) {
			fine++;
		} else {
			finding->kind = UNKNOWN;
		}
	}
	worst = survey_worst(survey);
	if (worst->kind != WILDCARD && !fine) {
		run_skip(run, "no server can say whether names below %s exist: %s",
			 domain, worst->text);
		return;
	}
	if (worst->kind != WILDCARD) {
		run_pass(run, "a random name below %s does not resolve", domain);
		return;
	}
	run_reason(run, "dns-wildcard");
	run_expectedf(run, "NXDOMAIN for a name that does not exist");
	run_observedf(run, "%s for a random name", survey_observed(survey));
	dns_reproduce(run, worst->answer->server,
		      arena_printf(run_arena(run), "no-such-name.%s", domain), DNS_A);
	dns_zone_file_record(run, arena_printf(run_arena(run), "*.%s", domain));
	run_fixf(run,
		 "delete the record *.%s from its zone; below the cluster domain only "
		 "*.apps may be a wildcard",
		 domain);
	run_fixf(run, "raise the serial in the zone's SOA, then: systemctl reload named");
	if (is_cluster) {
		run_fail(run, "any name below %s resolves%s, to %s", domain,
			 survey_at(survey, WILDCARD), worst->text);
		return;
	}
	run_whyf(run,
		 "where DHCP gives this domain as search domain, quay.io is looked up as "
		 "quay.io.%s and answered by the wildcard",
		 domain);
	run_warn(run, "any name below %s resolves%s, to %s", domain,
		 survey_at(survey, WILDCARD), worst->text);
}

static const struct need needs[] = {
	{"dns.server", NEED_ANY},
	    { NULL,	    0	      }
};

const struct probe probe_dns_no_wildcard = {
	.id = "dns.no-wildcard",
	.title = "a name that does not exist below the cluster domain does not resolve",
	.why = "the cluster domain is the nodes' search domain: quay.io becomes a name below it "
	       "and leads to the balancer; a missing node seems to exist",
	.symptom = "\"x509: certificate is valid for *.apps..., not quay.io\"",
	.fix = "delete the wildcard record from the zone\nsystemctl reload named",
	.phases = PHASE_ALL,
	.needs = needs,
	.state_size = sizeof(struct survey),
	.subjects = subjects,
	.start = start,
};
