/*
 * dns.wildcard: any name below the apps domain resolves to the ingress. A label that nobody can
 * have written into the zone is asked for; it never appears in a report, which has to be the same
 * from run to run.
 */
#include <string.h>

#include "_survey.h"
#include "_zone_file.h"

enum { FINE, NOTHING, WRONG };

/* Names that tell what was meant, asked where the wildcard has no answer. */
enum { HINT_APP, HINT_CONSOLE, HINT_COUNT };

struct state {
	struct survey survey;
	const struct dns_answer *hints[HINT_COUNT];
	unsigned hints_waiting;
};

static void answered(struct run *run);
static void hint_answered(const struct dns_answer *answer, void *arg);
static void judge(struct run *run);

static void subjects(const struct inventory *inventory, struct subjects *list)
{
	const struct endpoint *ingress = &inventory->ingress;

	subject_add(list, &(struct subject){
				  .name = ingress->fqdn,
				  .host = ingress->fqdn,
				  .item = ingress,
				  .where = ingress->where,
			  });
}

/* "apps.ocp45.example.localdomain" of "*.apps...." */
static const char *apps_domain(const struct run *run)
{
	return run_subject(run)->name + strlen("*.");
}

static void start(struct run *run)
{
	struct state *state = run_state(run);

	survey_addresses(&state->survey, run,
			 dns_random_name(run_arena(run), apps_domain(run)), answered);
}

static void answered(struct run *run)
{
	struct state *state = run_state(run);
	const struct survey *survey = &state->survey;
	const struct endpoint *ingress = run_subject(run)->item;
	const struct inventory *inventory = run_inventory(run);
	struct arena *arena = run_arena(run);
	const struct finding *worst;
	const char *name;

	for (size_t i = 0; i < survey->server_count; i++) {
		struct finding *finding = &survey->findings[i];
		struct addresses found = survey_addresses_at(survey, i);

		finding->answer = survey_failure(survey, i);
		if (!found.count) {
			finding->kind = NOTHING;
			finding->text = dns_failure_text(run, finding->answer);
			continue;
		}
		finding->text = dns_addresses_text(arena, found.items, found.count);
		if (ingress->addresses.count &&
		    !dns_addresses_equal(found, ingress->addresses))
			finding->kind = WRONG;
		/* Nothing to compare with: the servers have to agree with the first one. */
		else if (!ingress->addresses.count &&
			 !dns_addresses_equal(found, survey_addresses_at(survey, 0)))
			finding->kind = WRONG;
	}
	worst = survey_worst(survey);
	if (worst->kind != NOTHING || worst->answer->outcome != DNS_ANSWER) {
		judge(run);
		return;
	}
	state->hints_waiting = HINT_COUNT;
	name = arena_printf(arena, "app.%s", inventory->cluster_domain);
	dns_ask(run, worst->answer->server, dns_random_name(arena, name), DNS_A, DNS_UDP,
		hint_answered, run);
	name = arena_printf(arena, "console-openshift-console.%s", apps_domain(run));
	dns_ask(run, worst->answer->server, name, DNS_A, DNS_UDP, hint_answered, run);
}

static void hint_answered(const struct dns_answer *answer, void *arg)
{
	struct run *run = arg;
	struct state *state = run_state(run);
	bool is_console = dns_is_below(answer->name, apps_domain(run));

	if (dns_answer_has_data(answer))
		state->hints[is_console ? HINT_CONSOLE : HINT_APP] = answer;
	if (--state->hints_waiting == 0)
		judge(run);
}

/* What the zone file gives a name that only the wildcard has. */
static bool file_is_right(struct run *run)
{
	const struct endpoint *ingress = run_subject(run)->item;

	return dns_zone_file_addresses(run,
				       arena_printf(run_arena(run),
						    "ocp-preflight-wildcard.%s",
						    apps_domain(run)),
				       ingress->addresses) == ZONE_FILE_RIGHT;
}

static void fail_missing(struct run *run, const struct state *state,
			 const struct finding *worst)
{
	const char *at = survey_at(&state->survey, NOTHING);
	const char *name = run_subject(run)->name;
	const struct endpoint *ingress = run_subject(run)->item;
	const char *domain = run_inventory(run)->cluster_domain;
	const char *zone = worst->answer->zone;

	run_reason(run, dns_answer_reason(worst->answer));
	if (worst->answer->outcome == DNS_ANSWER && !file_is_right(run)) {
		if (ingress->addresses.count)
			dns_fix_addresses(run, zone, name, ingress->addresses);
		else
			run_fixf(run, "in zone %s: %s IN A ADDRESS",
				 zone ? zone : run_inventory(run)->base_domain,
				 dns_relative(run_arena(run), name, zone));
		run_fixf(
			run,
			"raise the serial in the zone's SOA, then: systemctl reload named");
	}
	if (state->hints[HINT_APP])
		run_fail(
			run,
			"%s does not resolve%s, but *.app.%s does: one letter is missing in "
			"the zone",
			name, at, domain);
	else if (state->hints[HINT_CONSOLE])
		run_fail(run,
			 "%s does not resolve%s: there is a record for "
			 "console-openshift-console, but no wildcard",
			 name, at);
	else
		run_fail(run, "%s does not resolve%s: %s for a random name below it",
			 name, at, worst->text);
}

static void fail_wrong(struct run *run, const struct survey *survey,
		       const struct finding *worst)
{
	const struct endpoint *ingress = run_subject(run)->item;
	const char *name = run_subject(run)->name;
	struct addresses found =
		survey_addresses_at(survey, (size_t)(worst - survey->findings));
	struct addresses missing =
		dns_addresses_missing(run_arena(run), ingress->addresses, found);

	if (!ingress->addresses.count) {
		run_reason(run, "dns-inconsistent");
		run_fixf(run,
			 "raise the serial in the zone's SOA on the primary, then there: "
			 "rndc reload");
		run_fail(run, "the name servers disagree on %s: %s", name,
			 survey_observed(survey));
		return;
	}
	run_reason(run, "dns-wrong-address");
	if (!file_is_right(run)) {
		dns_fix_addresses(run, NULL, name, missing);
		if (missing.count + found.count > ingress->addresses.count)
			run_fixf(run, "no other address may stand there: now %s",
				 worst->text);
		run_fixf(
			run,
			"raise the serial in the zone's SOA, then: systemctl reload named");
	}
	if (missing.count + found.count == ingress->addresses.count) {
		run_fail(run, "%s does not resolve to %s%s", name,
			 dns_addresses_text(run_arena(run), missing.items, missing.count),
			 survey_at(survey, WRONG));
		return;
	}
	run_fail(run, "%s resolves to %s%s, not to %s", name, worst->text,
		 survey_at(survey, WRONG),
		 dns_addresses_text(run_arena(run), ingress->addresses.items,
				    ingress->addresses.count));
}

static void judge(struct run *run)
{
	const struct state *state = run_state(run);
	const struct survey *survey = &state->survey;
	const struct endpoint *ingress = run_subject(run)->item;
	const struct finding *worst = survey_worst(survey);

	if (worst->kind == FINE) {
		run_pass(run, "a random name below %s resolves to %s", apps_domain(run),
			 worst->text);
		return;
	}
	if (ingress->addresses.count)
		run_expectedf(run, "%s",
			      dns_addresses_text(run_arena(run), ingress->addresses.items,
						 ingress->addresses.count));
	else
		run_expectedf(run, "the address of the ingress");
	run_observedf(run, "%s for a random name", survey_observed(survey));
	dns_reproduce(run, worst->answer->server,
		      arena_printf(run_arena(run), "any-name.%s", apps_domain(run)),
		      worst->answer->type);
	if (worst->kind == NOTHING)
		fail_missing(run, state, worst);
	else
		fail_wrong(run, survey, worst);
}

static const struct need needs[] = {
	{"dns.server", NEED_ANY},
	    { NULL,	    0	      }
};

const struct probe probe_dns_wildcard = {
	.id = "dns.wildcard",
	.title = "any name below the apps domain resolves to the ingress address",
	.why = "console, login and all routes are names below it: the operators "
	       "authentication, console and ingress never become available",
	.symptom =
		"\"no such host oauth-openshift.apps...\"; the installation stops at 9x %",
	.fix = "in the zone: *.apps.CLUSTER IN A INGRESS\nsystemctl reload named",
	.phases = PHASE_ALL,
	.needs = needs,
	.state_size = sizeof(struct state),
	.subjects = subjects,
	.start = start,
};
