/*
 * dns.forward: every name of the cluster has its address, and no other, at every name server.
 */
#include <string.h>

#include "_names.h"
#include "_survey.h"
#include "_zone_file.h"

/* Kinds of findings, from fine to worst. */
enum { FINE, ONE_FAMILY_BROKEN, NOTHING, WRONG };

/* A record may stay in caches for so long after it was corrected. */
#define DAY 86400

struct state {
	struct survey survey;
	const struct dns_answer *doubled; /* to the name with its zone twice, or NULL */
};

static void answered(struct run *run);
static void doubled_answered(const struct dns_answer *answer, void *arg);
static void judge(struct run *run);

static void start(struct run *run)
{
	struct state *state = run_state(run);

	survey_addresses(&state->survey, run, run_subject(run)->name, answered);
}

static const struct addresses *expected(const struct run *run)
{
	const struct cluster_name *name = run_subject(run)->item;

	return name->addresses;
}

/* A load balancer's host may be known by one of its addresses only; a node by all of them. */
static bool fits(const struct run *run, struct addresses found)
{
	const struct cluster_name *name = run_subject(run)->item;
	const struct addresses *want = name->addresses;

	for (size_t i = 0; want->count && i < found.count; i++) {
		if (!addr_is_in(&found.items[i], want->items, want->count))
			return false;
	}
	return !want->count || name->kind == NAME_HOST ||
	       dns_addresses_equal(*want, found);
}

/* "172.16.0.111 (CNAME lb.example.localdomain)" */
static const char *addresses_text(struct run *run, const struct survey *survey, size_t i,
				  struct addresses found)
{
	const struct dns_answer *answer = survey_answer(survey, i, 0);
	const char *text = dns_addresses_text(run_arena(run), found.items, found.count);

	if (!answer->cname_count)
		answer = survey_answer(survey, i, 1);
	if (!answer->cname_count)
		return text;
	return arena_printf(
		run_arena(run), "%s (CNAME %s)", text,
		dns_join(run_arena(run), answer->cnames, answer->cname_count));
}

/* The other family's question went wrong although this one has what is needed. */
static const struct dns_answer *broken_family(const struct survey *survey, size_t i)
{
	for (unsigned which = 0; which < 2; which++) {
		const struct dns_answer *answer = survey_answer(survey, i, which);

		if (answer->outcome != DNS_ANSWER || answer->rcode != 0)
			return answer;
	}
	return NULL;
}

/* dns.server has said so of the server, whatever the name. */
static bool is_known_trouble(const struct run *run, const struct dns_answer *broken)
{
	const struct result *result = run_other(run, "dns.server", broken->server->text);

	return broken->type == DNS_AAAA && result && result->status == STATUS_WARN &&
	       result->reason && !strcmp(result->reason, dns_answer_reason(broken));
}

static void find(struct run *run, struct survey *survey, size_t i)
{
	struct finding *finding = &survey->findings[i];
	struct addresses found = survey_addresses_at(survey, i);
	const struct dns_answer *broken = broken_family(survey, i);

	finding->answer = survey_failure(survey, i);
	if (!found.count) {
		finding->kind = NOTHING;
		finding->text = dns_failure_text(run, finding->answer);
	} else if (!fits(run, found)) {
		finding->kind = WRONG;
		finding->text = addresses_text(run, survey, i, found);
		if (!dns_answer_has_data(finding->answer))
			finding->answer = survey_answer(survey, i, 1);
	} else if (broken && !is_known_trouble(run, broken)) {
		finding->kind = ONE_FAMILY_BROKEN;
		finding->answer = broken;
		finding->text = arena_printf(run_arena(run), "%s for %s",
					     dns_failure_text(run, broken),
					     broken->type == DNS_A ? "A" : "AAAA");
	} else {
		finding->text = addresses_text(run, survey, i, found);
	}
}

static void answered(struct run *run)
{
	struct state *state = run_state(run);
	const struct dns_answer *denied = NULL;

	for (size_t i = 0; i < state->survey.server_count; i++) {
		const struct finding *finding = &state->survey.findings[i];

		find(run, &state->survey, i);
		if (!denied && finding->kind == NOTHING &&
		    finding->answer->outcome == DNS_ANSWER &&
		    finding->answer->rcode == 3 && finding->answer->zone)
			denied = finding->answer;
	}
	if (!denied) {
		judge(run);
		return;
	}
	/* Written without its final dot, the record got the name of the zone once more. */
	dns_ask(run, denied->server,
		arena_printf(run_arena(run), "%s.%s", state->survey.name, denied->zone),
		expected(run)->count && expected(run)->items[0].family == AF_INET6
			? DNS_AAAA
			: DNS_A,
		DNS_UDP, doubled_answered, run);
}

static void doubled_answered(const struct dns_answer *answer, void *arg)
{
	struct run *run = arg;
	struct state *state = run_state(run);

	if (dns_answer_has_data(answer))
		state->doubled = answer;
	judge(run);
}

static const char *why(const struct run *run)
{
	const struct cluster_name *name = run_subject(run)->item;

	switch (name->kind) {
	case NAME_API:
		return "users, the installer and the nodes reach the API by this name: "
		       "\"wait-for bootstrap-complete\" never sees it";
	case NAME_API_INT:
		return "every node fetches its configuration from this name and joins the "
		       "cluster by it: masters repeat \"no such host\" or ask the wrong "
		       "machine";
	case NAME_NODE:
		return "the API server, etcd and the balancer reach the node by this name";
	case NAME_HOST:
		return "what refers to this host by name does not find it";
	}
	return NULL;
}

static void fix_missing_record(struct run *run, const struct finding *worst)
{
	const char *zone = worst->answer->zone;
	const char *name = run_subject(run)->name;
	unsigned cnames = worst->answer->cname_count;

	if (worst->answer->cname_loop)
		run_fixf(
			run,
			"take the CNAME record of %s away, and give it an address instead:",
			name);
	else if (cnames)
		run_fixf(run,
			 "give %s an address, or replace the CNAME record of %s by one:",
			 worst->answer->cnames[cnames - 1], name);
	if (expected(run)->count)
		dns_fix_addresses(run, zone, name, *expected(run));
	else
		run_fixf(run, "in zone %s: %s IN A ADDRESS",
			 zone ? zone : run_inventory(run)->base_domain,
			 dns_relative(run_arena(run), name, zone));
	if (worst->answer->outcome == DNS_ANSWER && worst->answer->rcode == 3 &&
	    !worst->answer->authoritative)
		run_fixf(
			run,
			"the server has no zone with this name of its own: where it should, "
			"add: zone \"%s\" IN { type master; file \"...\"; }; to named.conf of %s",
			run_inventory(run)->base_domain, worst->answer->server->text);
	run_fixf(run, "raise the serial in the zone's SOA, then: systemctl reload named");
}

/* No address at all. */
static void fail_missing(struct run *run, const struct state *state,
			 const struct finding *worst)
{
	const struct survey *survey = &state->survey;
	const struct dns_answer *answer = worst->answer;
	const char *at = survey_at(survey, NOTHING);
	bool denied = answer->outcome == DNS_ANSWER &&
		      (answer->rcode == 0 || answer->rcode == 3);

	if (state->doubled) {
		const char *zone = answer->zone ? answer->zone : "";

		run_reason(run, "dns-missing-dot");
		run_evidencef(run, "exists", "%s", state->doubled->name);
		dns_zone_file_record(run, state->doubled->name);
		run_fixf(run,
			 "in zone %s end the name with a dot, or leave the zone off:",
			 zone);
		if (expected(run)->count)
			dns_fix_addresses(run, answer->zone, survey->name,
					  *expected(run));
		run_fixf(
			run,
			"raise the serial in the zone's SOA, then: systemctl reload named");
		run_fail(
			run,
			"%s does not exist%s, but %s does: its record lacks the trailing dot",
			survey->name, at, state->doubled->name);
		return;
	}
	run_reason(run, dns_answer_reason(answer));
	if (denied &&
	    dns_zone_file_addresses(run, survey->name, *expected(run)) != ZONE_FILE_RIGHT)
		fix_missing_record(run, worst);
	if (answer->cname_loop)
		run_fail(run, "%s does not resolve%s: its CNAME records form a loop",
			 survey->name, at);
	else if (denied && answer->cname_count)
		run_fail(run, "%s does not resolve%s: its CNAME %s has no address",
			 survey->name, at, answer->cnames[answer->cname_count - 1]);
	else if (denied && answer->rcode == 3)
		run_fail(run, "%s does not exist in DNS%s: %s", survey->name, at,
			 worst->text);
	else if (denied)
		run_fail(run, "%s has no address%s: the name exists without A or AAAA",
			 survey->name, at);
	else
		run_fail(run, "%s does not resolve%s: %s", survey->name, at, worst->text);
}

/* There are addresses, but not those. */
static void fail_wrong(struct run *run, const struct survey *survey,
		       const struct finding *worst)
{
	const struct cluster_name *name = run_subject(run)->item;
	struct arena *arena = run_arena(run);
	const char *at = survey_at(survey, WRONG), *list;
	struct addresses found, extra, missing = { NULL, 0 };
	bool is_right;

	found = survey_addresses_at(survey, (size_t)(worst - survey->findings));
	extra = dns_addresses_missing(arena, found, *expected(run));
	if (name->kind != NAME_HOST)
		missing = dns_addresses_missing(arena, *expected(run), found);
	list = dns_addresses_text(arena, extra.items, extra.count);
	run_reason(run, "dns-wrong-address");
	is_right = dns_zone_file_addresses(run, survey->name, *expected(run)) ==
		   ZONE_FILE_RIGHT;
	if (missing.count && !is_right)
		dns_fix_addresses(run, NULL, survey->name, missing);
	if (extra.count && !is_right)
		run_fixf(run,
			 "delete the record of %s with %s; if the address is right, "
			 "correct it in %s",
			 survey->name, list,
			 run_subject(run)->where.file ? run_subject(run)->where.file
						      : "ocp-preflight.yaml");
	if (*at)
		run_fixf(run, "if it is a secondary zone%s: rndc retransfer %s", at,
			 run_inventory(run)->base_domain);
	if (!is_right)
		run_fixf(
			run,
			"raise the serial in the zone's SOA, then: systemctl reload named");
	if (!extra.count)
		run_fail(run, "%s does not resolve to %s%s", survey->name,
			 dns_addresses_text(arena, missing.items, missing.count), at);
	else if (extra.count < found.count)
		run_fail(run, "%s also resolves to %s%s", survey->name, list, at);
	else
		run_fail(run, "%s resolves to %s%s, not to %s", survey->name, list, at,
			 dns_addresses_text(arena, expected(run)->items,
					    expected(run)->count));
}

/* Evidence that costs nothing where there is nothing to say. */
static void note_ttl(struct run *run, const struct survey *survey)
{
	uint32_t ttl = 0;

	for (size_t i = 0; i < survey->server_count; i++) {
		for (unsigned which = 0; which < 2; which++) {
			if (survey_answer(survey, i, which)->ttl > ttl)
				ttl = survey_answer(survey, i, which)->ttl;
		}
	}
	if (ttl > DAY)
		run_evidencef(run, "ttl", "over a day: corrections are seen that late");
}

/* The type of the question that shows the finding: that of the first address not as expected. */
static enum dns_type question_of(struct run *run, const struct survey *survey,
				 const struct finding *worst)
{
	const struct addresses *want = expected(run);
	struct addresses found, wrong;

	if (worst->kind != NOTHING && worst->kind != WRONG)
		return worst->answer->type;
	found = survey_addresses_at(survey, (size_t)(worst - survey->findings));
	wrong = dns_addresses_missing(run_arena(run), found, *want);
	if (!wrong.count)
		wrong = dns_addresses_missing(run_arena(run), *want, found);
	if (!wrong.count)
		return worst->answer->type;
	return wrong.items[0].family == AF_INET6 ? DNS_AAAA : DNS_A;
}

static void judge(struct run *run)
{
	const struct state *state = run_state(run);
	const struct survey *survey = &state->survey;
	const struct finding *worst = survey_worst(survey);
	const struct addresses *want = expected(run);

	note_ttl(run, survey);
	if (worst->kind == FINE) {
		run_pass(run, "%s resolves to %s", survey->name, worst->text);
		return;
	}
	run_expectedf(
		run, "%s",
		want->count ? dns_addresses_text(run_arena(run), want->items, want->count)
			    : "an address");
	run_observedf(run, "%s", survey_observed(survey));
	dns_reproduce(run, worst->answer->server, survey->name,
		      question_of(run, survey, worst));
	switch (worst->kind) {
	case WRONG:
		run_whyf(run, "%s", why(run));
		fail_wrong(run, survey, worst);
		break;
	case NOTHING:
		run_whyf(run, "%s", why(run));
		fail_missing(run, state, worst);
		break;
	default:
		run_reason(run, dns_answer_reason(worst->answer));
		run_whyf(run,
			 "resolvers ask for A and AAAA together; a question that is not "
			 "answered properly delays or fails the lookup");
		run_fixf(run,
			 "the server must say NOERROR without data for a type that a "
			 "name does not have; look for a filter of AAAA or a broken "
			 "forwarder");
		run_warn(run, "%s resolves, but the server has trouble with %s%s: %s",
			 survey->name, worst->answer->type == DNS_A ? "IPv4" : "IPv6",
			 survey_at(survey, ONE_FAMILY_BROKEN), worst->text);
		break;
	}
}

static const struct need needs[] = {
	{"dns.server", NEED_ANY},
	    { NULL,	    0	      }
};

const struct probe probe_dns_forward = {
	.id = "dns.forward",
	.title = "the name resolves, on every server, to its address and nothing else",
	.why = "nodes, balancer and users find each other by name",
	.symptom =
		"bootstrap or masters repeat \"no such host\"; half of the connections fail",
	.fix = "correct the record in the zone and raise the serial in its SOA\n"
	       "systemctl reload named",
	.phases = PHASE_ALL,
	.needs = needs,
	.state_size = sizeof(struct state),
	.subjects = cluster_names,
	.start = start,
};
