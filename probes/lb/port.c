/*
 * lb.port: the balancer accepts connections on each name and port that a cluster needs.
 *
 * Every run asks about its own addresses and, in the same order as all others, about those of the
 * ports that share them: what is wrong with a host or an address is said once, by the first of
 * them, and the rest wait for it. The questions are shared, so this costs nothing.
 */
#include <string.h>

#include "_group.h"
#include "_lb.h"

struct state {
	const struct lb_target *target;
	struct lb_group group; /* what is asked, our own part included */
	size_t pending;	       /* of the group */
	size_t own_pending;    /* of our addresses */
	size_t bad;	       /* of our addresses */
	size_t silent;	       /* accepted and silent, being asked again */
	bool again;
};

static void ask_all(struct run *run, const struct lb_group *group);
static void answered(const struct tcp_answer *answer, void *arg);
static void answered_again(const struct tcp_answer *answer, void *arg);
static void judge(struct run *run);
static void judge_accepted(struct run *run);
static void judge_empty(struct run *run);
static void judge_bad(struct run *run, const struct tcp_answer *answer);

static void subjects(const struct inventory *inventory, struct subjects *list)
{
	struct lb_targets targets;

	lb_targets(subjects_arena(list), inventory, &targets);
	for (size_t i = 0; i < targets.count; i++)
		lb_subject_add(list, &targets.items[i]);
}

static void start(struct run *run)
{
	struct state *state = run_state(run);

	state->target = run_subject(run)->item;
	run_expectedf(run, "%s",
		      lb_must_be_live(run_inventory(run)->phase, state->target->service)
			      ? "accepted, with a live back end"
			      : "accepted");
	lb_group_find(run, state->target, ask_all);
}

static void ask_all(struct run *run, const struct lb_group *group)
{
	struct state *state = run_state(run);

	state->group = *group;
	state->pending = state->group.count;
	for (size_t i = 0; i < state->group.count; i++)
		state->own_pending += state->group.items[i].is_own;
	for (size_t i = 0; i < state->group.count; i++)
		tcp_connect(run, &state->group.items[i].addr, answered,
			    &state->group.items[i]);
}

/* Where all is well, the others' answers are not waited for. */
static bool is_fine(const struct run *run, const struct tcp_answer *answer)
{
	const struct state *state = run_state(run);

	return lb_is_accepted(answer) &&
	       !(lb_is_empty(answer) &&
		 lb_must_be_live(run_inventory(run)->phase, state->target->service));
}

static void answered(const struct tcp_answer *answer, void *arg)
{
	struct lb_member *member = arg;
	struct run *run = member->run;
	struct state *state = run_state(run);

	if (state->again)
		return; /* ours are known; the others' no longer matter */
	member->answer = answer;
	state->pending--;
	if (member->is_own) {
		state->own_pending--;
		state->bad += !is_fine(run, answer);
	}
	if (!state->own_pending && !state->bad)
		judge_accepted(run);
	else if (!state->pending)
		judge(run);
}

/*
 * HAProxy that has just started is silent until its checks have run. A second look a moment later
 * tells it from one with a live server; before the boot both will do.
 */
static bool ask_again(struct run *run)
{
	struct state *state = run_state(run);

	if (state->again || run_inventory(run)->phase != PHASE_PREBOOT)
		return false;
	state->again = true;
	for (size_t i = 0; i < state->group.count; i++) {
		struct lb_member *member = &state->group.items[i];

		if (!member->is_own || member->answer->outcome != TCP_OPEN)
			continue;
		state->silent++;
		tcp_connect_again(run, &member->addr, answered_again, member);
	}
	return state->silent;
}

static void answered_again(const struct tcp_answer *answer, void *arg)
{
	struct lb_member *member = arg;
	struct state *state = run_state(member->run);

	if (lb_is_accepted(answer))
		member->answer = answer;
	if (!--state->silent)
		judge_accepted(member->run);
}

/* What is wrong stands first. */
static size_t own_answers(const struct run *run, const struct tcp_answer **answers)
{
	const struct state *state = run_state(run);
	size_t count = 0;

	for (int fine = 0; fine < 2; fine++) {
		for (size_t i = 0; i < state->group.count; i++) {
			const struct lb_member *member = &state->group.items[i];

			if (member->is_own && is_fine(run, member->answer) == fine)
				answers[count++] = member->answer;
		}
	}
	return count;
}

static void observe(struct run *run)
{
	struct state *state = run_state(run);
	const struct tcp_answer **answers =
		arena_alloc(run_arena(run), state->group.count * sizeof *answers);
	size_t count = own_answers(run, answers);

	run_observedf(run, "%s", lb_observed(run, answers, count));
	lb_evidence(run, answers, count);
}

static void judge_accepted(struct run *run)
{
	struct state *state = run_state(run);
	const struct lb_target *target = state->target;
	const struct lb_member *own = lb_group_own(&state->group);
	bool empty = lb_is_empty(own->answer);

	if (ask_again(run))
		return;
	observe(run);
	if (own->answer->outcome == TCP_TALKS)
		run_pass(run, "%s accepts connections, and the server speaks first",
			 target->name);
	else if (!empty)
		run_pass(run, "%s accepts connections%s", target->name,
			 run_inventory(run)->phase == PHASE_PREBOOT
				 ? " and keeps them open"
				 : "");
	else if (run_inventory(run)->phase == PHASE_INSTALL)
		run_pass(run, "%s listens; no router serves behind it yet", target->name);
	else
		run_pass(run, "%s listens; no back end yet", target->name);
}

/* All answers are there, and ours are not fine. The worst of them gives the verdict. */
static void judge(struct run *run)
{
	struct state *state = run_state(run);
	const struct tcp_answer *bad = NULL;

	for (size_t i = 0; i < state->group.count; i++) {
		const struct lb_member *member = &state->group.items[i];

		if (!member->is_own || is_fine(run, member->answer))
			continue;
		if (!bad || member->answer->outcome > bad->outcome)
			bad = member->answer;
	}
	observe(run);
	if (bad->outcome == TCP_LOCAL_ERROR)
		run_error(run, "%s could not be asked: %s", state->target->name,
			  strerror(bad->error));
	else if (lb_is_accepted(bad))
		judge_empty(run);
	else
		judge_bad(run, bad);
}

/* The balancer is there and has nobody: is that its own fault, or do the nodes not serve? */
static void judge_empty(struct run *run)
{
	struct state *state = run_state(run);
	const struct lb_target *target = state->target;
	const struct result *cause = lb_dead_back_end(run, target->port);
	const struct result *first = lb_group_first_empty(run, target);
	const char *serving;

	if (cause || first) {
		run_blocked(run, cause ? cause : first);
		return;
	}
	lb_explain_empty(run, target);
	lb_reproduce(run, &lb_group_own(&state->group)->addr);
	run_whyf(run, "%s", lb_why(target->service));
	serving = lb_serving_back_end(run, target->port);
	if (serving)
		run_fail(
			run,
			"%s accepts and closes at once: the balancer has no live server, "
			"although %s serves",
			target->name, serving);
	else
		run_fail(run, "%s accepts and closes at once: no live back end",
			 target->name);
}

/*
 * Balancers that are not HAProxy may refuse or drop while they have no member; before the boot
 * none has. HAProxy listens whatever its servers do.
 */
static bool may_be_idle(const struct run *run, const struct tcp_answer *answer)
{
	const struct state *state = run_state(run);
	const struct inventory *inventory = run_inventory(run);

	if (inventory->phase != PHASE_PREBOOT || inventory->haproxy_file)
		return false;
	if (answer->outcome != TCP_REFUSED && answer->outcome != TCP_DROPPED)
		return false;
	for (size_t i = 0; i < state->group.count; i++) {
		const struct tcp_answer *other = state->group.items[i].answer;

		/* It accepts without a member, on this address or on our others: HAProxy. Whether it
		   has closed by now is a matter of milliseconds, and no ground for a verdict. */
		if (lb_is_accepted(other) && (state->group.items[i].is_own ||
					      addr_equal(&other->addr, &answer->addr)))
			return false;
	}
	return true;
}

static void judge_bad(struct run *run, const struct tcp_answer *answer)
{
	struct state *state = run_state(run);
	const struct lb_target *target = state->target;
	const struct result *cause = lb_group_cause(run, target, &state->group);
	const char *others = lb_group_others(run, target, &state->group);
	const char *title;

	if (cause) {
		run_blocked(run, cause);
		return;
	}
	lb_explain(run, target, answer);
	run_whyf(run, "%s", lb_why(target->service));
	if (others)
		lb_group_explain_others(run, target, &state->group);
	title = lb_title(run, target, answer);
	if (may_be_idle(run, answer)) {
		run_whyf(
			run,
			"HAProxy would accept here; a balancer of another kind may refuse or "
			"drop while it has no live member. If it is HAProxy, name its "
			"configuration under sources.haproxy");
		run_warn(run, "%s", title);
	} else if (others) {
		run_fail(run, "%s (and the same for %s)", title, others);
	} else {
		run_fail(run, "%s", title);
	}
}

static const struct need needs[] = {
	{"dns.forward",	 NEED_HOST	   },
	     { "dns.wildcard", NEED_HOST	 },
	{ "dns.forward",	 NEED_AFTER_HOSTS},
	     { "dns.wildcard", NEED_AFTER_HOSTS},
	{ "lb.backend",	NEED_AFTER	   },
	     { NULL,	     0	       },
};

const struct probe probe_lb_port = {
	.id = "lb.port",
	.title = "the load balancer accepts connections on this name and port",
	.why = "nodes, installer and users reach the cluster only through the load balancer",
	.symptom =
		"openshift-install waits for the API until it gives up; nodes repeat GET "
		"https://api-int:22623/config for ever",
	.fix = "systemctl status haproxy\nhaproxy -c -f /etc/haproxy/haproxy.cfg",
	.phases = PHASE_ALL,
	.restless = PHASE_BOOTSTRAP | PHASE_INSTALL,
	.needs = needs,
	.state_size = sizeof(struct state),
	.subjects = subjects,
	.start = start,
};
