/*
 * A registry answers a request for /v2/ without credentials with 401 and says where a token is to
 * be had (distribution specification); anything else that comes back is somebody in between.
 */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "core/http/url.h"
#include "core/text.h"
#include "probes/egress/_blocked.h"

#define BODY_MAX     4096
#define OK	     200
#define UNAUTHORIZED 401
#define FORBIDDEN    403
#define FOR_THE_LAW  451
#define PROXY_LOGIN  407
#define TOO_MANY     429
#define LOOKS_MAX    5 /* at the first target's result, until it is there */
#define SERVER_ERROR 500

struct state {
	struct run *run;
	struct http_url url;
	bool is_registry;   /* the URL is that of /v2/ */
	bool is_second;	    /* asked again after a server error */
	unsigned looks;	    /* at the first target's result */
	struct fetched own; /* what our own target said */
};

static void ask(struct state *state);
static void answered(const struct fetched *fetched, void *arg);
static void ask_first(struct state *state);
static void first_answered(const struct fetched *fetched, void *arg);
static void judge(struct state *state, const struct fetched *fetched);
static void judge_registry(struct state *state, const struct http_answer *answer);
static void judge_host(struct state *state, const struct http_answer *answer);

static void subjects(const struct inventory *inventory, struct subjects *subjects)
{
	for (size_t i = 0; i < inventory->egress_target_count; i++) {
		const struct egress_target *target = &inventory->egress_targets[i];
		struct subject subject = {
			.name = target->url,
			.where = target->where,
			.item = target,
		};

		/* Behind a proxy it is the proxy that resolves. */
		if (!inventory->egress_proxy)
			subject.host =
				fetch_host_name(subjects_arena(subjects), target->url);
		subject_add(subjects, &subject);
	}
}

static struct http_request request_of(const struct run *run, const char *url)
{
	const struct inventory *inventory = run_inventory(run);

	return (struct http_request){
		.url = url,
		.proxy = inventory->egress_proxy,
		.ca_file = inventory->egress_ca_file,
		.max_body = BODY_MAX,
	};
}

static void start(struct run *run)
{
	const struct inventory *inventory = run_inventory(run);
	const char *url = run_subject(run)->name;
	struct state *state = run_state(run);
	const char *proxy;

	state->run = run;
	if (http_url_parse(run_arena(run), url, &state->url)) {
		run_error(run, "%s is no http or https URL", url);
		return;
	}
	state->is_registry =
		!strcmp(state->url.path, "/v2/") || !strcmp(state->url.path, "/v2");
	if (!inventory->egress_proxy) {
		run_reproducef(run, "curl -sS -D - -o /dev/null '%s'", url);
		ask(state);
		return;
	}
	proxy = text_mask_url(run_arena(run), inventory->egress_proxy);
	run_evidencef(run, "proxy", "%s", proxy);
	run_reproducef(run, "curl -sS -D - -o /dev/null -x '%s' '%s'", proxy, url);
	ask(state);
}

static void ask(struct state *state)
{
	struct http_request request =
		request_of(state->run, run_subject(state->run)->name);

	/* The same on the wire, but not the same request: it is really asked a second time. */
	if (state->is_second)
		request.accept = "*/*";
	fetch(state->run, &request, NULL, answered, state);
}

/* What is wrong with the proxy itself is wrong for every target. */
static bool is_proxy_gone(const struct run *run, const struct fetched *fetched)
{
	const struct http_answer *answer = fetched->answer;

	if (!run_inventory(run)->egress_proxy)
		return false;
	if (!answer)
		return true;
	return answer->outcome == HTTP_PROXY_FAILED &&
	       (answer->proxy_status == PROXY_LOGIN ||
		(!answer->proxy_status && answer->connect_errno));
}

static void answered(const struct fetched *fetched, void *arg)
{
	struct state *state = arg;
	struct run *run = state->run;
	const struct http_answer *answer = fetched->answer;
	char buffer[ADDR_STRLEN];

	state->own = *fetched;
	if (is_proxy_gone(run, fetched) &&
	    run_inventory(run)->egress_targets[0].url != run_subject(run)->name) {
		ask_first(state);
		return;
	}
	if (!answer || answer->outcome != HTTP_ANSWER) {
		egress_end_blocked(run, fetched);
		return;
	}
	if (answer->status >= SERVER_ERROR && !state->is_second) {
		state->is_second = true;
		ask(state);
		return;
	}
	run_reason(run, http_answer_reason(answer));
	run_observedf(run, "%s", http_answer_text(run, answer));
	if (fetched->addr.family)
		run_evidencef(run, "address", "%s", addr_str(&fetched->addr, buffer));
	run_evidencef(run, "status", "%d", answer->status);
	if (answer->server)
		run_evidencef(run, "server", "%s", answer->server);
	if (answer->via)
		run_evidencef(run, "via", "%s", answer->via);
	if (answer->chain_count)
		run_evidencef(run, "issuer", "%s", answer->chain[0].issuer);
	if (answer->www_authenticate)
		run_evidencef(run, "www_authenticate", "%s", answer->www_authenticate);
	judge(state, fetched);
}

/* A proxy that nobody can reach is said once, by the first target. This is that one's own request:
   no other packet, and its run ends with the same answer. */
static void ask_first(struct state *state)
{
	struct http_request request =
		request_of(state->run, run_inventory(state->run)->egress_targets[0].url);

	fetch(state->run, &request, NULL, first_answered, state);
}

static void first_answered(const struct fetched *fetched, void *arg)
{
	struct state *state = arg;
	struct run *run = state->run;
	const struct result *first = run_other(run, "egress.registry",
					       run_inventory(run)->egress_targets[0].url);

	/* The answers of one question come one after the other; ours may be before the first's. */
	if (is_proxy_gone(run, fetched) && !first && ++state->looks < LOOKS_MAX)
		ask_first(state);
	else if (is_proxy_gone(run, fetched) && first && first->status == STATUS_FAIL)
		run_blocked(run, first);
	else
		egress_end_blocked(run, &state->own);
}

/* A proxy or filter answers in the place of the host. */
static bool is_proxys(const struct http_answer *answer)
{
	return answer->squid_error ||
	       (answer->server && (strcasestr(answer->server, "squid") ||
				   strcasestr(answer->server, "bluecoat") ||
				   strcasestr(answer->server, "zscaler") ||
				   strcasestr(answer->server, "mcafee"))) ||
	       (answer->via && answer->status == FORBIDDEN && fetch_is_html(answer));
}

static const char *who(const struct state *state, const struct http_answer *answer)
{
	if (answer->server)
		return answer->server;
	return answer->via ? answer->via : state->url.host;
}

/* What is the same for a registry and for any other host. */
static bool judge_proxys(struct state *state, const struct http_answer *answer)
{
	struct run *run = state->run;
	const char *host = state->url.host;

	if (answer->status == PROXY_LOGIN) {
		run_fixf(run,
			 "in ocp-preflight.yaml and install-config.yaml: the proxy as "
			 "http://USER:PASSWORD@HOST:PORT, both percent-encoded");
		run_fail(run, "a proxy (%s) wants credentials for %s (407)",
			 who(state, answer), host);
	} else if (answer->status == TOO_MANY) {
		run_fixf(run,
			 "wait; where many hosts share one address, ask for a mirror");
		run_warn(run, "%s limits the requests of this address (429)", host);
	} else if (answer->status == FOR_THE_LAW ||
		   (answer->status == FORBIDDEN &&
		    (state->is_registry || is_proxys(answer)))) {
		run_fixf(
			run,
			"on the proxy or web filter: allow %s, without categories or login",
			host);
		run_fail(run, "%s is blocked by a policy: %d from %s", host,
			 answer->status, who(state, answer));
	} else if (answer->status >= SERVER_ERROR && is_proxys(answer)) {
		run_fixf(
			run,
			"on the proxy: look up %s and connect to it; the proxy needs its own DNS "
			"and way out",
			host);
		run_fail(run, "the proxy in front of %s cannot reach it: %d from %s",
			 host, answer->status, who(state, answer));
	} else if (answer->status >= SERVER_ERROR) {
		run_fixf(run, "wait until %s is well again; look at its status page",
			 host);
		run_fail(run, "%s has trouble of its own: status %d, twice", host,
			 answer->status);
	} else {
		return false;
	}
	return true;
}

/* A host that has IPv6 only has no way to the IPv4 addresses of the Internet, nor the other way
   round: that is as it should be. */
static bool has_dead_address(const struct fetched *fetched)
{
	for (size_t i = 0; i < fetched->failure_count; i++) {
		const struct fetch_failure *failure = &fetched->failures[i];

		if (failure->addr.family == fetched->addr.family ||
		    failure->answer->connect_errno != ENETUNREACH)
			return true;
	}
	return false;
}

static void judge(struct state *state, const struct fetched *fetched)
{
	struct run *run = state->run;
	const struct http_answer *answer = fetched->answer;

	run_expectedf(run, state->is_registry
				   ? "200, or 401 with WWW-Authenticate"
				   : "any status below 500, from the host itself");
	if (judge_proxys(state, answer))
		return;
	if (has_dead_address(fetched) &&
	    (!state->is_registry || answer->status == UNAUTHORIZED ||
	     answer->status == OK)) {
		char buffer[ADDR_STRLEN];

		run_fixf(run, "on the firewall: allow all addresses of %s",
			 fetched->host);
		run_warn(run, "%s answers at %s, but there is no connection to %s",
			 fetched->host, addr_str(&fetched->addr, buffer),
			 fetch_failures_text(run, fetched));
		return;
	}
	if (state->is_registry)
		judge_registry(state, answer);
	else
		judge_host(state, answer);
}

/* True where a redirect leads to another host than the one that was asked. */
static bool leads_away(const struct state *state, const struct http_answer *answer)
{
	struct http_url target;

	return answer->location &&
	       !http_url_parse(run_arena(state->run), answer->location, &target) &&
	       strcmp(target.host, state->url.host) != 0;
}

static bool is_redirect(const struct http_answer *answer)
{
	return answer->status >= 300 && answer->status < 400;
}

/* Only the host of it: what a portal puts into its URL is nobody's business. */
static const char *location_text(const struct state *state,
				 const struct http_answer *answer)
{
	struct http_url target;

	if (!answer->location)
		return "nowhere";
	if (http_url_parse(run_arena(state->run), answer->location, &target))
		return answer->location;
	return http_url_text(run_arena(state->run), &target);
}

static void end_portal(struct state *state, const char *seen)
{
	struct run *run = state->run;

	run_fixf(
		run,
		"open %s in a browser: a captive portal wants a login, or the proxy has to be "
		"set in egress.proxy",
		run_subject(run)->name);
	run_fixf(run, "have %s passed through without login for this host and all nodes",
		 state->url.host);
	run_fail(run, "%s is answered by a captive portal or proxy: %s", state->url.host,
		 seen);
}

static void judge_registry(struct state *state, const struct http_answer *answer)
{
	struct run *run = state->run;
	const char *host = state->url.host;

	if (is_redirect(answer)) {
		end_portal(state,
			   arena_printf(run_arena(run), "status %d to %s", answer->status,
					location_text(state, answer)));
	} else if (answer->status == OK && !answer->registry_version &&
		   fetch_is_html(answer)) {
		end_portal(state, "a web page instead of a registry's answer");
	} else if (answer->status == OK && !answer->registry_version) {
		run_fixf(run, "check that %s is the registry's /v2/",
			 run_subject(run)->name);
		run_warn(run,
			 "%s answers 200, but without Docker-Distribution-Api-Version",
			 host);
	} else if (answer->status == OK) {
		run_pass(run, "%s is a registry and answers without login", host);
	} else if (answer->status == UNAUTHORIZED && answer->www_authenticate) {
		run_pass(run, "%s is a registry and asks for a login, as it should",
			 host);
	} else if (answer->status == UNAUTHORIZED) {
		run_fixf(
			run,
			"on the proxy in front of %s: pass the header WWW-Authenticate on",
			host);
		run_fail(
			run,
			"%s answers 401 without WWW-Authenticate: a proxy rewrites its answers",
			host);
	} else {
		run_fixf(run,
			 "check the URL: a registry answers at https://HOST[:PORT]/v2/");
		run_fail(run, "%s is no registry at this URL: status %d", host,
			 answer->status);
	}
}

static void judge_host(struct state *state, const struct http_answer *answer)
{
	bool is_plain = strcmp(state->url.scheme, "http") == 0;

	/* Over TLS that verified it was the host itself that answered. */
	if (is_plain && is_redirect(answer) && leads_away(state, answer))
		end_portal(state,
			   arena_printf(run_arena(state->run), "status %d to %s",
					answer->status, location_text(state, answer)));
	else
		run_pass(state->run, "%s answers with status %d", state->url.host,
			 answer->status);
}

static const struct need needs[] = {
	{"dns.external", NEED_HOST},
	{ NULL,		0	  },
};

const struct probe probe_egress_registry = {
	.id = "egress.registry",
	.title = "the registries of the install can be reached, and nobody reads along",
	.why = "every node pulls its images itself: without the registries bootstrap never gets the "
	       "release image",
	.symptom =
		"bootstrap: release-image.service loops; journalctl -b shows pulls that time out, "
		"x509: certificate signed by unknown authority, or unauthorized",
	.fix = "allow the hosts of the install on the way out, for all nodes\n"
	       "or set proxy: in install-config.yaml, and egress.proxy here",
	.phases = PHASE_ALL,
	.pace = 300,
	.needs = needs,
	.state_size = sizeof(struct state),
	.subjects = subjects,
	.prepare = http_warm,
	.start = start,
};
