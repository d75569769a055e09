/*
 * dns.consistency: all servers say the same of a name. Where an address is expected dns.forward has
 * compared each server with it; this finds what they disagree on among themselves.
 */
#include <string.h>

#include "_names.h"
#include "_survey.h"

enum { FINE, DIFFERENT };

static void judge(struct run *run);

static void start(struct run *run)
{
	const struct inventory *inventory = run_inventory(run);
	size_t usable = 0;

	for (size_t i = 0; i < inventory->name_server_count; i++)
		usable += dns_server_is_usable(run, &inventory->name_servers[i]);
	if (usable < 2) {
		run_skip(run, "only one name server can be asked: nothing to compare");
		return;
	}
	survey_addresses(run_state(run), run, run_subject(run)->name, judge);
}

/* The servers that say what the first one says are fine, or all differ from each other. */
static void judge(struct run *run)
{
	const struct survey *survey = run_state(run);
	struct addresses first = survey_addresses_at(survey, 0);
	bool differ = false;

	for (size_t i = 0; i < survey->server_count; i++) {
		struct addresses found = survey_addresses_at(survey, i);
		struct finding *finding = &survey->findings[i];

		finding->answer = survey_failure(survey, i);
		finding->text = found.count ? dns_addresses_text(run_arena(run),
								 found.items, found.count)
					    : dns_answer_word(finding->answer);
		if (dns_addresses_equal(found, first))
			continue;
		finding->kind = DIFFERENT;
		differ = true;
	}
	if (!differ) {
		run_pass(run, "%u servers say the same of %s", survey->server_count,
			 survey->name);
		return;
	}
	run_reason(run, "dns-inconsistent");
	run_expectedf(run, "the same answer from all servers");
	run_observedf(run, "%s", survey_observed(survey));
	dns_reproduce(run, survey_worst(survey)->answer->server, survey->name, DNS_A);
	run_fail(run, "the name servers disagree on %s: %s", survey->name,
		 survey_observed(survey));
}

static const struct need needs[] = {
	{"dns.server",	NEED_ANY	 },
	{ "dns.forward", NEED_SUBJECT},
	{ NULL,		0		  },
};

const struct probe probe_dns_consistency = {
	.id = "dns.consistency",
	.title = "all name servers give the same answer",
	.why = "which server a node asks is chance: the name leads to one machine now and to "
	       "another the next time",
	.symptom = "failures that come and go, on some nodes only",
	.fix = "raise the serial in the zone's SOA on the primary, then there: rndc reload\n"
	       "on each secondary: rndc retransfer ZONE\n"
	       "compare: dig @SERVER ZONE SOA +short",
	.phases = PHASE_ALL,
	.needs = needs,
	.state_size = sizeof(struct survey),
	.subjects = cluster_names,
	.start = start,
};
