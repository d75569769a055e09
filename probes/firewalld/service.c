/*
 * Is an opening that the cluster needs in force now, in the zone of the interface that serves it?
 */
#include <errno.h>
#include <string.h>

#include "_firewalld.h"
#include "core/text.h"

static void loaded_now(const struct firewall_loaded *loaded, void *arg);
static void loaded_permanent(const struct firewall_loaded *loaded, void *arg);
static bool has_zone(const struct run *run, const struct firewall *now);
static bool zone_exists(struct run *run, const struct firewall *now);
static void opened(struct run *run, const struct opening_need *need,
		   const struct opening_verdict *verdict);
static bool is_defined(struct run *run, const struct firewall *now,
		       const struct opening_need *need);
static bool has_same_cause(struct run *run, const struct firewall *now,
			   const struct firewall *permanent,
			   const struct opening_need *need,
			   const struct opening_verdict *verdict);
static void describe(struct run *run, const struct firewall *now,
		     const struct opening_need *need,
		     const struct opening_verdict *verdict);
static void closed(struct run *run, const struct firewall *now,
		   const struct opening_need *need,
		   const struct opening_verdict *verdict);
static void fix_closed(struct run *run, const struct firewall *now,
		       const struct firewall *permanent, const struct opening_need *need,
		       const struct opening_verdict *verdict);
static void judge_files(struct run *run);

static void start(struct run *run)
{
	opening_start(run, loaded_now);
}

static void loaded_now(const struct firewall_loaded *loaded, void *arg)
{
	struct run *run = arg;
	struct opening_state *state = run_state(run);

	if (loaded->outcome == FIREWALL_LOADED) {
		state->now = loaded->firewall;
		firewall_bus_load(run, FIREWALL_PERMANENT, state->extent,
				  loaded_permanent, run);
	} else if (loaded->outcome == FIREWALL_NOT_RUNNING) {
		judge_files(run);
	} else {
		opening_not_told(run, loaded);
	}
}

static void loaded_permanent(const struct firewall_loaded *loaded, void *arg)
{
	struct run *run = arg;
	struct opening_state *state = run_state(run);
	const struct firewall *permanent =
		loaded->firewall; /* NULL: then we cannot compare */
	struct opening_need need;
	struct opening_verdict verdict;

	opening_need(run, opening_of(run), state->now, permanent, &need);
	verdict = opening_judge(run, state->now, NULL, NULL, &need);
	if (state->extent == FIREWALL_USED &&
	    (!has_zone(run, state->now) || !verdict.open || verdict.unsure)) {
		opening_load(run, FIREWALL_WHOLE, loaded_now);
		return;
	}
	if (!zone_exists(run, state->now))
		return;
	if (verdict.open) {
		opened(run, &need, &verdict);
	} else if (is_defined(run, state->now, &need) &&
		   !has_same_cause(run, state->now, permanent, &need, &verdict)) {
		describe(run, state->now, &need, &verdict);
		fix_closed(run, state->now, permanent, &need, &verdict);
		closed(run, state->now, &need, &verdict);
	}
}

static const char *nearest(struct run *run, const char *word,
			   const struct firewall_names *names)
{
	const char **words =
		arena_alloc(run_arena(run), (names->count + 1) * sizeof *words);

	for (size_t i = 0; i < names->count; i++)
		words[i] = names->items[i];
	return text_nearest(word, words);
}

/* The zone of the configuration is there, or has nothing to do with this opening. */
static bool has_zone(const struct run *run, const struct firewall *now)
{
	const char *zone = run_inventory(run)->firewalld_zone;

	return !zone || firewall_zone(now, zone) ||
	       !(opening_of(run)->roles & HOST_LOADBALANCER);
}

/* The first opening says that the zone of the configuration does not exist; the others wait. */
static bool zone_exists(struct run *run, const struct firewall *now)
{
	const struct inventory *inventory = run_inventory(run);
	const char *zone = inventory->firewalld_zone;
	const char *meant;

	if (has_zone(run, now))
		return true;
	for (size_t i = 0; i < inventory->opening_count; i++) {
		const struct result *other =
			run_other(run, "firewalld.service", inventory->openings[i].name);

		if (other && other->status == STATUS_FAIL && other->reason &&
		    strcmp(other->reason, "firewalld-zone-unknown") == 0) {
			run_blocked(run, other);
			return false;
		}
	}
	meant = nearest(run, zone, &now->known_zones);
	run_reason(run, "firewalld-zone-unknown");
	run_expectedf(run, "a zone %s", zone);
	run_observedf(run, "firewalld knows no zone %s%s%s%s", zone,
		      meant ? "; did you mean " : "", meant ? meant : "",
		      meant ? "?" : "");
	if (meant)
		run_fixf(run, "in ocp-preflight.yaml: firewalld: {zone: %s}", meant);
	else
		run_fixf(
			run,
			"firewall-cmd --permanent --new-zone=%s && firewall-cmd --reload",
			zone);
	run_fail(run, "firewalld has no zone %s", zone);
	return false;
}

static void opened(struct run *run, const struct opening_need *need,
		   const struct opening_verdict *verdict)
{
	const char *zone = verdict->answer.zone;

	if (verdict->interface)
		run_evidencef(run, "interface", "%s", verdict->interface);
	run_evidencef(run, "zone", "%s", zone);
	if (verdict->answer.by)
		run_evidencef(run, "by", "%s", verdict->answer.by);
	if (verdict->unsure)
		run_observedf(run,
			      "open for certain sources that could not be compared with "
			      "the nodes");
	run_pass(run, "%s is open in zone %s", need->opening->name, zone);
}

/* A service of no known port that nobody defines. */
static bool is_defined(struct run *run, const struct firewall *now,
		       const struct opening_need *need)
{
	const char *name = need->opening->name;
	const char *meant;

	if (!need->is_service || need->port_count || firewall_service(now, name))
		return true;
	meant = nearest(run, name, &now->known_services);
	run_reason(run, "firewalld-service-unknown");
	run_observedf(run, "firewalld defines no service %s%s%s%s", name,
		      meant ? "; did you mean " : "", meant ? meant : "",
		      meant ? "?" : "");
	if (meant)
		run_fixf(run, "in ocp-preflight.yaml, firewalld.services: %s", meant);
	run_fixf(run, "firewall-cmd --permanent --new-service=%s", name);
	run_fixf(run, "firewall-cmd --permanent --service=%s --add-port=PORT/tcp", name);
	run_fixf(run, "firewall-cmd --reload");
	run_fail(run, "service %s is not defined in firewalld", name);
	return false;
}

/* A rule, a target of a policy or panic mode decided, not the lack of an opening. */
static bool is_refused(const struct firewall *now, const struct opening_verdict *verdict)
{
	return now->panic || verdict->answer.rule || verdict->answer.owner;
}

static bool opens_elsewhere(struct run *run, const struct firewall *now,
			    const struct opening_need *need,
			    const struct opening_verdict *verdict)
{
	const char *configured = run_inventory(run)->firewalld_zone;

	return configured && strcmp(configured, verdict->answer.zone) != 0 &&
	       verdict->interface && opening_judge(run, now, NULL, configured, need).open;
}

/* All is said with --permanent, and only the reload is missing. */
static bool is_unloaded(struct run *run, const struct firewall *now,
			const struct firewall *permanent, const struct opening_need *need)
{
	return permanent && !now->panic &&
	       opening_judge(run, permanent, now, NULL, need).open;
}

/* The key and value of the evidence that says why, where one cause closes many ports. */
static const char *common_cause(struct run *run, const struct firewall *now,
				const struct firewall *permanent,
				const struct opening_need *need,
				const struct opening_verdict *verdict)
{
	if (is_unloaded(run, now, permanent, need))
		return "the permanent configuration is not loaded";
	if (is_refused(now, verdict))
		return verdict->answer.by;
	if (opens_elsewhere(run, now, need, verdict))
		return arena_printf(run_arena(run), "interface %s is in zone %s",
				    verdict->interface, verdict->answer.zone);
	return NULL;
}

/* One rule, one interface in the wrong zone, or one reload forgotten, is one fault: the first opening says it. */
static bool has_same_cause(struct run *run, const struct firewall *now,
			   const struct firewall *permanent,
			   const struct opening_need *need,
			   const struct opening_verdict *verdict)
{
	const struct inventory *inventory = run_inventory(run);
	const char *cause = common_cause(run, now, permanent, need, verdict);

	for (size_t i = 0; cause && i < inventory->opening_count; i++) {
		const struct result *other =
			run_other(run, "firewalld.service", inventory->openings[i].name);

		if (!other || other->status != STATUS_FAIL)
			continue;
		for (size_t e = 0; e < other->evidence_count; e++)
			if (strcmp(other->evidence[e].key, "cause") == 0 &&
			    strcmp(other->evidence[e].value, cause) == 0) {
				run_blocked(run, other);
				return true;
			}
	}
	if (cause)
		run_evidencef(run, "cause", "%s", cause);
	return false;
}

static const char *needed_text(struct run *run, const struct opening_need *need,
			       const struct opening_verdict *verdict)
{
	return need->port_count ? ports_text(run, &verdict->ports) : need->opening->name;
}

static void describe(struct run *run, const struct firewall *now,
		     const struct opening_need *need,
		     const struct opening_verdict *verdict)
{
	const char *zone = verdict->answer.zone;
	const char *ports = needed_text(run, need, verdict);

	run_reason(run, "firewalld-closed");
	run_expectedf(run, "%s open in zone %s", ports, zone);
	if (verdict->source_bound)
		run_evidencef(run, "zone", "%s, by the address of %s", zone,
			      verdict->node->fqdn);
	else if (verdict->interface)
		run_evidencef(run, "zone", "%s, of interface %s", zone,
			      verdict->interface);
	else
		run_evidencef(run, "zone", "%s", zone);
	if (verdict->closed_nodes > 1)
		run_evidencef(run, "closed for", "%s and %u more", verdict->node->fqdn,
			      verdict->closed_nodes - 1);
	else if (verdict->closed_nodes)
		run_evidencef(run, "closed for", "%s", verdict->node->fqdn);
	if (is_refused(now, verdict))
		run_observedf(run, "closed by %s", verdict->answer.by);
	else
		run_observedf(run, "%s", zone_text(run, now, zone));
	run_whyf(
		run,
		"nodes and clients that connect to %s get \"No route to host\" or no answer",
		ports);
}

static void fix_refused(struct run *run, const struct firewall *now,
			const struct opening_verdict *verdict)
{
	const struct firewall_answer *answer = &verdict->answer;

	if (now->panic) {
		run_fixf(run, "firewall-cmd --panic-off");
		return;
	}
	if (answer->owner && strncmp(answer->owner, "policy ", 7) == 0) {
		if (!answer->rule)
			run_fixf(
				run,
				"firewall-cmd --permanent --policy=%s --set-target=CONTINUE",
				answer->owner + 7);
		else
			run_fixf(
				run,
				"firewall-cmd --permanent --policy=%s --remove-rich-rule='%s'",
				answer->owner + 7, answer->rule->text);
	} else if (answer->rule) {
		run_fixf(run,
			 "firewall-cmd --permanent --zone=%s --remove-rich-rule='%s'",
			 answer->zone, answer->rule->text);
	}
	run_fixf(run, "firewall-cmd --reload");
}

static void fix_closed(struct run *run, const struct firewall *now,
		       const struct firewall *permanent, const struct opening_need *need,
		       const struct opening_verdict *verdict)
{
	if (is_unloaded(run, now, permanent, need)) {
		run_observedf(
			run,
			"open in the permanent configuration, which is not loaded yet");
		run_fixf(run, "firewall-cmd --reload");
	} else if (is_refused(now, verdict)) {
		fix_refused(run, now, verdict);
	} else if (opens_elsewhere(run, now, need, verdict)) {
		run_fixf(run, "firewall-cmd --permanent --zone=%s --change-interface=%s",
			 run_inventory(run)->firewalld_zone, verdict->interface);
		run_fixf(run, "firewall-cmd --reload");
	} else {
		fix_by_opening(run, permanent ? permanent : now, verdict->answer.zone,
			       need);
	}
}

static void closed(struct run *run, const struct firewall *now,
		   const struct opening_need *need, const struct opening_verdict *verdict)
{
	const char *name = need->opening->name;
	const char *zone = verdict->answer.zone;
	const char *ports = needed_text(run, need, verdict);
	const struct firewall_zone *found = firewall_zone(now, zone);

	if (need->only_warns) {
		run_whyf(
			run,
			"the install can work without: dhcpd hears broadcasts all the same, "
			"but not renewals; nodes without time drift apart");
		run_warn(run, "%s (%s) is closed in zone %s", name, ports, zone);
	} else if (opens_elsewhere(run, now, need, verdict)) {
		run_fail(run, "%s is open in zone %s, but interface %s is in zone %s",
			 name, run_inventory(run)->firewalld_zone, verdict->interface,
			 zone);
	} else if (need->is_service && need->port_count && !is_refused(now, verdict) &&
		   found && firewall_has_name(&found->set.services, name)) {
		run_fail(run, "service %s is enabled in zone %s, but does not contain %s",
			 name, zone, ports);
	} else if (need->is_service && !firewall_service(now, name)) {
		run_fail(run, "service %s is not defined, and %s is closed in zone %s",
			 name, ports, zone);
	} else if (need->is_service && need->port_count) {
		run_fail(run, "%s (%s) is closed in zone %s", name, ports, zone);
	} else {
		run_fail(run, "%s is closed in zone %s", name, zone);
	}
}

/* The configuration asks for it by name; else it follows from a host's role. */
static bool is_configured(const struct run *run, const struct opening *opening)
{
	const struct inventory *inventory = run_inventory(run);

	if (!opening->where.file ||
	    !(opening->roles & inventory->vantage.roles & HOST_LOADBALANCER))
		return false;
	for (size_t i = 0; i < inventory->host_count; i++) {
		const struct where *where = &inventory->hosts[i].where;

		if (where->file == opening->where.file &&
		    where->line == opening->where.line &&
		    where->column == opening->where.column)
			return false;
	}
	return true;
}

/* firewalld does not run, so nothing of this is in force: at most a warning, and only for what the
   configuration asks for. */
static void judge_files(struct run *run)
{
	const struct firewall *files = NULL;
	const struct opening *opening = opening_of(run);
	struct opening_need need;
	struct opening_verdict verdict;
	int r = firewall_files(run, &files);

	if (r < 0) {
		run_skip(run, "firewalld does not run here%s",
			 r == -EBADMSG ? ", and its files are not all XML" : "");
		return;
	}
	opening_need(run, opening, files, NULL, &need);
	verdict = opening_judge(run, files, NULL, NULL, &need);
	if (verdict.open) {
		run_observedf(run, "by firewalld's files; it does not run");
		run_pass(run, "%s is open in zone %s once firewalld runs", opening->name,
			 verdict.answer.zone);
	} else if (!is_configured(run, opening)) {
		run_skip(run, "firewalld does not run here");
	} else {
		describe(run, files, &need, &verdict);
		run_whyf(
			run,
			"not filtered now, but nodes do not get through after the next start "
			"of firewalld, at the latest after a reboot");
		fix_closed(run, files, NULL, &need, &verdict);
		run_warn(
			run,
			"%s is closed in zone %s by firewalld's files; it does not run now",
			opening->name, verdict.answer.zone);
	}
}

const struct probe probe_firewalld_service = {
	.id = "firewalld.service",
	.title = "the port is open in the zone of the interface that serves it",
	.why = "what firewalld does not let in, nodes cannot reach: no machine config, no API, no "
	       "files",
	.symptom =
		"nodes repeat \"GET error: ... No route to host\" for api-int:22623, or wait "
		"for bootstrap without end",
	.fix = "firewall-cmd --permanent --zone=ZONE --add-service=SERVICE\n"
	       "firewall-cmd --reload",
	.requires = "root, on the host",
	.phases = PHASE_PREBOOT,
	.needs =
		(const struct need[]){
				      { "firewalld.state", NEED_AFTER },
				      { NULL, 0 },
				      },
	.state_size = sizeof(struct opening_state),
	.subjects = opening_subjects,
	.prepare = firewall_bus_prepare,
	.start = start,
};
