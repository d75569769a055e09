/*
 * dns.external: the hosts that the install fetches from have addresses at every name server.
 *
 * The smallest complete check, made to be copied. From top to bottom: what it remembers, what it is
 * asked about, how it begins, what it says when the answers are there, and the table's entry.
 */
#include <string.h>

#include "_survey.h"

/* Kinds of findings, from fine to worst. */
enum { FINE, NOTHING };

static void judge(struct run *run);

/* The hosts of the egress URLs, each once; literal addresses need no name server. */
static void subjects(const struct inventory *inventory, struct subjects *list)
{
	struct arena *arena = subjects_arena(list);
	const char **seen =
		arena_alloc(arena, (inventory->egress_target_count + 1) * sizeof *seen);
	size_t count = 0;

	for (size_t i = 0; i < inventory->egress_target_count; i++) {
		const struct egress_target *target = &inventory->egress_targets[i];
		const char *host = dns_url_host(arena, target->url);
		bool is_new = host != NULL;

		for (size_t j = 0; is_new && j < count; j++)
			is_new = strcmp(seen[j], host) != 0;
		if (!is_new)
			continue;
		seen[count++] = host;
		subject_add(list, &(struct subject){ .name = host,
						     .host = host,
						     .where = target->where });
	}
}

/* A server that was found not to recurse has been reported; it is not blamed for each name. */
static const struct result *lacks_recursion(struct run *run,
					    const struct name_server *server)
{
	const struct result *result = run_other(run, "dns.server", server->text);

	return result && result->reason && strcmp(result->reason, "dns-no-recursion") == 0
		       ? result
		       : NULL;
}

static void start(struct run *run)
{
	struct survey *survey = run_state(run);

	if (run_inventory(run)->egress_proxy) {
		run_skip(run, "%s is looked up by the proxy, not by the nodes",
			 run_subject(run)->name);
		return;
	}
	survey_addresses(survey, run, run_subject(run)->name, judge);
}

static void judge(struct run *run)
{
	const struct survey *survey = run_state(run);
	bool is_outside = dns_is_outside(run_inventory(run), survey->name);
	const struct result *cause = NULL;
	const struct finding *worst;
	size_t judged = 0;

	for (size_t i = 0; i < survey->server_count; i++) {
		struct finding *finding = &survey->findings[i];

		finding->answer = survey_failure(survey, i);
		if (survey_has_addresses(survey, i)) {
			finding->text = "an address";
		} else if (is_outside && lacks_recursion(run, survey_server(survey, i))) {
			finding->text = "no recursion";
			cause = cause ? cause
				      : lacks_recursion(run, survey_server(survey, i));
			continue;
		} else {
			finding->text = dns_failure_text(run, finding->answer);
			finding->kind = NOTHING;
		}
		judged++;
	}
	if (!judged) {
		run_blocked(run, cause);
		return;
	}
	worst = survey_worst(survey);
	if (worst->kind == FINE) {
		run_pass(run, "%s resolves", survey->name);
		return;
	}
	run_reason(run, dns_answer_reason(worst->answer));
	run_expectedf(run, "an address for %s", survey->name);
	run_observedf(run, "%s", survey_observed(survey));
	dns_reproduce(run, worst->answer->server, survey->name, worst->answer->type);
	if (!is_outside)
		run_fixf(run, "in zone %s: %s IN A ADDRESS",
			 run_inventory(run)->base_domain,
			 dns_relative(run_arena(run), survey->name,
				      run_inventory(run)->base_domain));
	run_fail(run, "%s does not resolve%s: %s", survey->name,
		 survey_at(survey, NOTHING), worst->text);
}

static const struct need needs[] = {
	{"dns.server", NEED_ANY},
	    { NULL,	    0	      }
};

const struct probe probe_dns_external = {
	.id = "dns.external",
	.title =
		"the hosts that the install fetches from resolve through the name servers",
	.why = "the nodes fetch the release and its images from there by name",
	.symptom =
		"bootstrap: release-image.service repeats \"no such host\"; nodes stay in "
		"ImagePullBackOff",
	.fix = "check the name in egress.targets of ocp-preflight.yaml\n"
	       "named.conf: recursion yes; allow-recursion { NODES; }; forwarders { UPSTREAM; };",
	.phases = PHASE_ALL,
	.pace = 120,
	.needs = needs,
	.state_size = sizeof(struct survey),
	.subjects = subjects,
	.start = start,
};
