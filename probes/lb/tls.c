/*
 * lb.tls: the balancer passes TLS through: who connects sees the cluster's own certificate, for
 * the name that was asked.
 */
#include <string.h>

#include "_cert.h"
#include "_group.h"

struct state {
	const struct lb_target *target;
	struct addresses addresses;
	size_t asked;
	size_t sample; /* how many times the address was asked before */
	const struct http_answer *answer; /* of the address being judged */
	const char *issuer; /* of the certificate that the address showed first */
	struct addr addr;
	/* An earlier name on the same front end, asked about so that it ends before us. */
	const struct lb_target *earlier;
	bool earlier_plain;
	bool shares_servers; /* what is wrong is behind the port, whatever the address */
	const char *reason;  /* what both fail by */
	void (*fail)(struct run *run); /* where it does not */
};

/* A balancer of many nodes is not asked for each of them. */
#define SAMPLES_MAX 8

static void found(struct run *run, const struct addresses *addresses);
static void ask(struct run *run);
static void ask_again(struct run *run);
static void answered(const struct http_answer *answer, void *arg);
static void judge_chain(struct run *run);
static void ask_plain(struct run *run);
static void answered_plain(const struct http_answer *answer, void *arg);
static void ask_earlier(struct run *run);
static void answered_earlier(const struct http_answer *answer, void *arg);
static void fail_plain(struct run *run);
static void fail_name(struct run *run);
static void judge_sample(struct run *run);
static void judge_cut(struct run *run);
static void fail_empty(struct run *run);

static void start(struct run *run)
{
	struct state *state = run_state(run);

	state->target = run_subject(run)->item;
	run_expectedf(run, "TLS with the cluster's certificate for %s",
		      state->target->host);
	lb_find(run, state->target->host, &state->target->endpoint->addresses, found);
}

static void found(struct run *run, const struct addresses *addresses)
{
	struct state *state = run_state(run);

	state->addresses = *addresses;
	ask(run);
}

static const char *path_of(const struct lb_target *target)
{
	switch (target->service) {
	case LB_API:
		return "/readyz";
	case LB_CONFIG:
		return "/healthz";
	case LB_HTTP:
	case LB_HTTPS:
		break;
	}
	return "/";
}

/* `again`: "", or what makes it another question than the one that was asked before. */
static void ask_target(struct run *run, const struct lb_target *target,
		       const struct addr *addr, bool tls, const char *again,
		       http_answered_fn *then)
{
	struct http_request request = {
		.url = arena_printf(run_arena(run), "%s://%s:%u%s%s",
				    tls ? "https" : "http", target->host, target->port,
				    path_of(target), again),
		.address = addr_with_port(*addr, target->port),
		.insecure = true,
		.max_body = 64,
	};

	http_ask(run, &request, then, run);
}

static void ask(struct run *run)
{
	struct state *state = run_state(run);

	state->addr =
		addr_with_port(state->addresses.items[state->asked], state->target->port);
	ask_target(run, state->target, &state->addr, true,
		   state->sample ? arena_printf(run_arena(run), "?%zu", state->sample)
				 : "",
		   answered);
}

static void answered(const struct http_answer *answer, void *arg)
{
	struct run *run = arg;
	struct state *state = run_state(run);
	char text[ADDR_STRLEN];

	state->answer = answer;
	if (state->sample) {
		judge_sample(run);
		return;
	}
	run_observedf(run, "%s: %s", addr_str_port(&state->addr, text),
		      http_answer_text(run, answer));
	if (answer->chain_count)
		judge_chain(run);
	else if (answer->outcome == HTTP_LOCAL_ERROR)
		run_error(run, "%s could not be asked: %s", state->target->name,
			  answer->message);
	else
		ask_plain(run);
}

static void reproduce(struct run *run)
{
	const struct state *state = run_state(run);
	char text[ADDR_STRLEN];

	run_reproducef(run,
		       "openssl s_client -connect %s -servername %s </dev/null | "
		       "openssl x509 -noout -subject -issuer -dates -ext subjectAltName",
		       addr_str_port(&state->addr, text), state->target->host);
}

/* The front end that was found at fault, where it is known. */
static void point_at_front(struct run *run)
{
	const struct state *state = run_state(run);
	const struct balancer_front *front =
		lb_front(run_inventory(run), &state->addr, state->target->port);

	if (front && front->where.file)
		run_source(run, front->where);
}

static void fail_name(struct run *run)
{
	struct state *state = run_state(run);
	const struct http_certificate *leaf = &state->answer->chain[0];
	const struct lb_target *target = state->target;
	bool replaceable = target->service == LB_HTTPS ||
			   target->endpoint == &run_inventory(run)->api;

	run_reason(run, "tls-name");
	run_observedf(run, "certificate of %s for %s, issued by %s", leaf->subject,
		      cert_names(run_arena(run), leaf), leaf->issuer);
	point_at_front(run);
	lb_explain_mode(run, state->target);
	if (replaceable)
		run_fixf(run, "a certificate of your own must name %s", target->host);
	reproduce(run);
	run_fail(
		run,
		"%s shows a certificate that is not for %s: TLS ends before the cluster, or "
		"another service answers (issued by %s)",
		target->name, target->host, leaf->issuer);
}

static void fail_date(struct run *run, const struct http_certificate *leaf, time_t now)
{
	struct state *state = run_state(run);
	struct arena *arena = run_arena(run);
	bool early = leaf->not_before > now;

	run_reason(run, early ? "tls-not-yet-valid" : "tls-expired");
	run_observedf(run, "certificate of %s in force from %s to %s; now it is %s",
		      leaf->subject, cert_date(arena, leaf->not_before),
		      cert_date(arena, leaf->not_after), cert_date(arena, now));
	reproduce(run);
	if (early) {
		run_whyf(run, "clients with this machine's time refuse the certificate");
		run_fixf(run, "compare the clocks of this machine and of the nodes: "
			      "chronyc tracking");
		run_fail(run,
			 "the certificate behind %s is not in force before %s: clocks "
			 "differ",
			 state->target->name, cert_date(arena, leaf->not_before));
		return;
	}
	run_whyf(
		run,
		"no client accepts an expired certificate: kubelets and openshift-install "
		"cannot talk to the cluster");
	run_fixf(
		run,
		"oc get csr    (approve what is pending: oc adm certificate approve NAME)");
	run_fixf(
		run,
		"the bootstrap's certificates live 24 hours: an older install starts again "
		"with new Ignition files");
	run_fail(run, "the certificate behind %s expired on %s", state->target->name,
		 cert_date(arena, leaf->not_after));
}

static void judge_chain(struct run *run)
{
	struct state *state = run_state(run);
	const struct http_certificate *leaf = &state->answer->chain[0];
	time_t now = time(NULL);
	char text[ADDR_STRLEN];

	run_evidencef(run, "certificate", "%s: %s for %s, issued by %s",
		      addr_str_port(&state->addr, text), leaf->subject,
		      cert_names(run_arena(run), leaf), leaf->issuer);
	run_evidencef(run, "in force", "%s to %s",
		      cert_date(run_arena(run), leaf->not_before),
		      cert_date(run_arena(run), leaf->not_after));
	if (!cert_fits(leaf, state->target->host)) {
		state->reason = "tls-name";
		state->fail = fail_name;
		ask_earlier(run);
	} else if (leaf->not_before > now || leaf->not_after < now) {
		fail_date(run, leaf, now);
	} else {
		state->issuer = leaf->issuer;
		run_observedf(run, "certificate of %s, issued by %s", leaf->subject,
			      leaf->issuer);
		ask_again(run);
	}
}

/* How many nodes may be behind the port: with each connection the balancer takes another one. */
static size_t samples_of(struct run *run)
{
	const struct inventory *inventory = run_inventory(run);
	const struct state *state = run_state(run);
	size_t count = 0, masters = 0;

	for (size_t i = 0; i < inventory->node_count; i++) {
		enum node_role role = inventory->nodes[i].role;

		masters += role == NODE_MASTER || role == NODE_BOOTSTRAP;
		count += role == NODE_WORKER || role == NODE_INFRA;
	}
	if (state->target->service != LB_HTTPS || !count)
		count = masters;
	return count < SAMPLES_MAX ? count : SAMPLES_MAX;
}

static void ask_again(struct run *run)
{
	struct state *state = run_state(run);

	if (++state->sample >= samples_of(run)) {
		state->sample = 0;
		state->asked++;
	}
	if (state->asked < state->addresses.count)
		ask(run);
	else
		run_pass(run, "%s passes TLS through to the cluster (issued by %s)",
			 state->target->name, state->issuer);
}

static void fail_share(struct run *run, const char *observed)
{
	const struct state *state = run_state(run);
	const struct lb_target *target = state->target;
	char text[ADDR_STRLEN];

	run_reason(run, "lb-mixed");
	run_observedf(run, "%s: issued by %s at first; connection %zu: %s",
		      addr_str_port(&state->addr, text), state->issuer, state->sample + 1,
		      observed);
	run_whyf(run,
		 "some connections reach another service: they fail, the others work");
	run_fixf(run,
		 "in the balancer, every server behind port %u: is it a node of the "
		 "cluster, with port %u?",
		 target->port, target->port);
	point_at_front(run);
	run_reproducef(
		run,
		"for i in $(seq %zu); do openssl s_client -connect %s -servername %s "
		"</dev/null 2>/dev/null | openssl x509 -noout -issuer -ext "
		"subjectAltName; done",
		samples_of(run), addr_str_port(&state->addr, text), target->host);
	run_fail(run, "behind %s not every server is the same service", target->name);
}

/* While the bootstrap node serves too, it need not have the masters' authority. */
static bool is_another_issuer(struct run *run, const struct http_certificate *leaf)
{
	const struct state *state = run_state(run);

	return run_inventory(run)->phase != PHASE_BOOTSTRAP &&
	       strcmp(leaf->issuer, state->issuer) != 0;
}

/*
 * Another connection: to another node perhaps. One that fails may be that of an API server which
 * restarts; one that shows something else is of another service.
 */
static void judge_sample(struct run *run)
{
	const struct state *state = run_state(run);
	const struct http_answer *answer = state->answer;
	const struct http_certificate *leaf = answer->chain;

	if (answer->chain_count &&
	    (!cert_fits(leaf, state->target->host) || is_another_issuer(run, leaf)))
		fail_share(run,
			   arena_printf(run_arena(run),
					"a certificate for %s, issued by %s",
					cert_names(run_arena(run), leaf), leaf->issuer));
	else if (!answer->chain_count && http_answer_is_no_tls(answer))
		fail_share(run, "no TLS");
	else
		ask_again(run);
}

/* No TLS: does it speak HTTP in the clear? */
static void ask_plain(struct run *run)
{
	struct state *state = run_state(run);

	ask_target(run, state->target, &state->addr, false, "", answered_plain);
}

static void answered_plain(const struct http_answer *answer, void *arg)
{
	struct run *run = arg;
	struct state *state = run_state(run);
	char text[ADDR_STRLEN];

	if (answer->outcome != HTTP_ANSWER && !answer->status) {
		judge_cut(run);
		return;
	}
	run_observedf(run, "%s: no TLS, but %s in the clear",
		      addr_str_port(&state->addr, text), http_answer_text(run, answer));
	state->reason = "tls-plain-http";
	state->fail = fail_plain;
	ask_earlier(run);
}

/* api and api-int may share a front end; then what it does is one fault, not two. */
static void ask_earlier(struct run *run)
{
	struct state *state = run_state(run);
	const struct inventory *inventory = run_inventory(run);
	struct lb_targets *targets = arena_alloc(run_arena(run), sizeof *targets);
	const struct balancer_front *front =
		lb_front(inventory, &state->addr, state->target->port);

	lb_targets(run_arena(run), inventory, targets);
	for (size_t i = 0; i < targets->count; i++) {
		const struct lb_target *other = &targets->items[i];
		const struct addresses *theirs = &other->endpoint->addresses;

		if (!strcmp(other->name, state->target->name))
			break;
		if (other->port != state->target->port || !theirs->count)
			continue;
		if (!state->shares_servers &&
		    !addr_equal(&theirs->items[0], &state->addr) &&
		    (!front ||
		     front != lb_front(inventory, &theirs->items[0], other->port)))
			continue;
		state->earlier = other;
		ask_target(run, other, &theirs->items[0], true, "", answered_earlier);
		return;
	}
	state->fail(run);
}

static void answered_earlier(const struct http_answer *answer, void *arg)
{
	struct run *run = arg;
	struct state *state = run_state(run);
	const struct lb_target *earlier = state->earlier;
	const struct result *result = run_other(run, "lb.tls", earlier->name);

	(void)answer;
	if (result && result->status == STATUS_FAIL && result->reason &&
	    !strcmp(result->reason, state->reason)) {
		run_blocked(run, result);
	} else if (result || state->earlier_plain) {
		state->fail(run);
	} else {
		state->earlier_plain = true;
		ask_target(run, earlier, &earlier->endpoint->addresses.items[0], false,
			   "", answered_earlier);
	}
}

static void fail_plain(struct run *run)
{
	struct state *state = run_state(run);
	char text[ADDR_STRLEN];

	run_reason(run, "tls-plain-http");
	run_whyf(
		run,
		"clients speak TLS to this port: openshift-install says \"http: server gave "
		"HTTP response to HTTPS client\", and waiting does not cure it");
	point_at_front(run);
	lb_explain_mode(run, state->target);
	run_reproducef(run, "curl -v --connect-to ::%s http://%s:%u%s",
		       addr_str_port(&state->addr, text), state->target->host,
		       state->target->port, path_of(state->target));
	run_fail(run, "%s answers plain HTTP: the front end is in mode http",
		 state->target->name);
}

/* Routers come late: before the cluster is ready nobody need be there. */
static bool may_be_empty(const struct run *run)
{
	const struct state *state = run_state(run);

	return !lb_must_be_live(run_inventory(run)->phase, state->target->service);
}

/* Accepted, and not a byte: there is no server that could have said one. */
static bool is_without_a_word(const struct http_answer *answer)
{
	return answer->outcome == HTTP_TIMEOUT ||
	       (answer->outcome == HTTP_TLS_FAILED && !http_answer_is_no_tls(answer));
}

static void fail_empty(struct run *run)
{
	struct state *state = run_state(run);
	const struct lb_target *target = state->target;
	const char *serving = lb_serving_back_end(run, target->port);

	lb_explain_empty(run, target);
	run_reason(run, state->reason);
	run_whyf(run, "%s", lb_why(target->service));
	point_at_front(run);
	reproduce(run);
	if (serving)
		run_fail(run,
			 "%s accepts, but the balancer reaches no server, although %s "
			 "serves",
			 target->name, serving);
	else
		run_fail(run, "%s accepts, but no server answers behind it",
			 target->name);
}

/* Neither TLS nor HTTP. */
static void judge_cut(struct run *run)
{
	struct state *state = run_state(run);
	const struct lb_target *target = state->target;
	const struct result *cause = lb_dead_back_end(run, target->port);

	if (may_be_empty(run)) {
		run_skip(run, "%s has no router behind it yet, so no certificate to see",
			 target->name);
		return;
	}
	if (cause) {
		run_blocked(run, cause);
		return;
	}
	if (is_without_a_word(state->answer)) {
		state->reason = "lb-empty";
		state->shares_servers = true;
		state->fail = fail_empty;
		ask_earlier(run);
		return;
	}
	run_reason(run, http_answer_reason(state->answer));
	point_at_front(run);
	lb_explain_mode(run, state->target);
	reproduce(run);
	run_fail(run, "%s does not speak TLS: %s", target->name,
		 http_answer_text(run, state->answer));
}

static const struct need needs[] = {
	{"lb.port",     NEED_SUBJECT},
	{ "lb.backend", NEED_AFTER  },
	{ NULL,		0		  },
};

const struct probe probe_lb_tls = {
	.id = "lb.tls",
	.title =
		"TLS is passed through: the certificate is the cluster's, for the name asked",
	.why = "a balancer that ends TLS breaks client certificates and the CA that Ignition and "
	       "kubelets trust: nodes cannot join",
	.symptom =
		"\"x509: certificate signed by unknown authority\" in Ignition and kubelet, or "
		"\"http: server gave HTTP response to HTTPS client\"",
	.fix = "mode tcp in front end and back end, no ssl or crt on bind and server lines\n"
	       "systemctl reload haproxy",
	.phases = PHASE_BOOTSTRAP | PHASE_INSTALL | PHASE_READY,
	.restless = PHASE_BOOTSTRAP | PHASE_INSTALL,
	.needs = needs,
	.state_size = sizeof(struct state),
	.subjects = lb_tls_subjects,
	.prepare = http_warm,
	.start = start,
};
