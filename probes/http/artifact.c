/*
 * Each boot artifact is asked for as the nodes do it: HEAD, GET, and a part of it (the live image
 * and some firmware fetch in ranges).
 */
#include <string.h>
#include <strings.h>

#include "core/http/url.h"
#include "probes/http/_artifact.h"

#define LOOKS_MAX 5 /* at the first artifact's result, until it is there */

static void ask(struct artifact_state *state);
static void head_answered(const struct fetched *fetched, void *arg);
static void ask_others(struct artifact_state *state);
static void other_answered(const struct fetched *fetched, void *arg);
static void ask_first(struct artifact_state *state);
static void first_answered(const struct fetched *fetched, void *arg);
static void body_answered(const struct fetched *fetched, void *arg);
static void range_answered(const struct fetched *fetched, void *arg);
static void one_more(struct artifact_state *state);

static void subjects(const struct inventory *inventory, struct subjects *subjects)
{
	for (size_t i = 0; i < inventory->artifact_count; i++) {
		const struct artifact *artifact = &inventory->artifacts[i];

		subject_add(subjects,
			    &(struct subject){
				    .name = artifact->url,
				    .host = fetch_host_name(subjects_arena(subjects),
							    artifact->url),
				    .item = artifact,
				    .where = artifact->where,
			    });
	}
}

static struct http_request head_request(const char *url)
{
	return (struct http_request){ .url = url, .method = HTTP_HEAD };
}

/* The first artifact of the same web server: what is wrong with the server is said there. */
static const struct artifact *first_of_server(struct run *run, const struct http_url *url)
{
	const struct inventory *inventory = run_inventory(run);

	for (size_t i = 0; i < inventory->artifact_count; i++) {
		const struct artifact *artifact = &inventory->artifacts[i];
		struct http_url other;

		if (!http_url_parse(run_arena(run), artifact->url, &other) &&
		    !strcmp(other.host, url->host) && other.port == url->port &&
		    !strcmp(other.scheme, url->scheme))
			return artifact;
	}
	return run_subject(run)->item;
}

static void start(struct run *run)
{
	struct artifact_state *state = run_state(run);

	state->run = run;
	state->artifact = run_subject(run)->item;
	if (http_url_parse(run_arena(run), state->artifact->url, &state->url)) {
		run_error(run, "%s is no http or https URL", state->artifact->url);
		return;
	}
	state->content = content_of_name(http_url_file(state->url.path));
	run_reproducef(run, "curl -sS -I '%s'", state->artifact->url);
	state->first = first_of_server(run, &state->url);
	ask(state);
}

static void ask(struct artifact_state *state)
{
	struct http_request head = head_request(state->artifact->url);
	struct http_request body = { .url = state->artifact->url };
	struct http_request range = { .url = state->artifact->url, .range = "0-1" };

	state->waiting = 2;
	fetch(state->run, &head, NULL, head_answered, state);
	if (state->content == CONTENT_IGNITION) {
		body = fetch_ignition(state->artifact->url);
		range.max_body = 2;
		state->waiting = 3;
		fetch(state->run, &body, NULL, body_answered, state);
		fetch(state->run, &range, NULL, range_answered, state);
		return;
	}
	/* One request tells the first bytes and whether parts can be had. */
	body.max_body = content_bytes(state->content);
	body.range = arena_printf(run_arena(state->run), "0-%zu", body.max_body - 1);
	fetch(state->run, &body, NULL, body_answered, state);
}

/* No name, no connection, no TLS: the same for all files of the server. */
static bool is_servers_trouble(const struct fetched *fetched)
{
	if (!fetched->answer)
		return true;
	switch (fetched->answer->outcome) {
	case HTTP_CONNECT_FAILED:
	case HTTP_TLS_FAILED:
	case HTTP_TLS_UNTRUSTED:
		return true;
	case HTTP_ANSWER:
	case HTTP_TIMEOUT:
	case HTTP_PROXY_FAILED:
	case HTTP_BROKEN:
	case HTTP_LOCAL_ERROR:
		break;
	}
	return false;
}

static void head_answered(const struct fetched *fetched, void *arg)
{
	struct artifact_state *state = arg;

	state->head = *fetched;
	/* Nothing more to learn then; the other answers are not waited for. */
	if (!is_servers_trouble(fetched)) {
		ask_others(state);
		one_more(state);
	} else if (state->first == state->artifact) {
		artifact_end_unreached(state);
	} else {
		ask_first(state);
	}
}

/* A node may take any address of the host. What one does not serve it does for no file. */
static void ask_others(struct artifact_state *state)
{
	const struct addresses *all = &state->head.all;

	for (size_t i = state->head.failure_count + 1;
	     state->first == state->artifact && i < all->count &&
	     state->other_count < ARTIFACT_OTHERS_MAX;
	     i++) {
		struct artifact_other *other = &state->others[state->other_count++];
		struct http_request head = head_request(state->artifact->url);
		struct addresses at = { &other->addr, 1 };

		other->state = state;
		other->addr = all->items[i];
		state->waiting++;
		fetch(state->run, &head, &at, other_answered, other);
	}
}

static void other_answered(const struct fetched *fetched, void *arg)
{
	struct artifact_other *other = arg;

	other->answer = fetched->answer;
	one_more(other->state);
}

/* The first one's own request: no other packet, and its run ends with the same answer. */
static void ask_first(struct artifact_state *state)
{
	struct http_request request = head_request(state->first->url);

	fetch(state->run, &request, NULL, first_answered, state);
}

static void first_answered(const struct fetched *fetched, void *arg)
{
	struct artifact_state *state = arg;
	const struct result *first =
		run_other(state->run, "http.artifact", state->first->url);

	/* The answers of one question come one after the other; ours may be before the first's. */
	if (is_servers_trouble(fetched) && !first && ++state->looks < LOOKS_MAX)
		ask_first(state);
	else if (is_servers_trouble(fetched) && first && first->status == STATUS_FAIL)
		run_blocked(state->run, first);
	else
		artifact_end_unreached(state);
}

static void body_answered(const struct fetched *fetched, void *arg)
{
	struct artifact_state *state = arg;

	state->body = *fetched;
	if (state->content != CONTENT_IGNITION)
		state->range = *fetched;
	one_more(state);
}

static void range_answered(const struct fetched *fetched, void *arg)
{
	struct artifact_state *state = arg;

	state->range = *fetched;
	one_more(state);
}

static void one_more(struct artifact_state *state)
{
	if (!--state->waiting)
		artifact_judge(state);
}

static const struct need needs[] = {
	{"dns.forward",	 NEED_HOST },
	{ "file.mode",     NEED_AFTER},
	{ "selinux.label", NEED_AFTER},
	{ NULL,		0	  },
};

const struct probe probe_http_artifact = {
	.id = "http.artifact",
	.title =
		"the files that nodes boot from are served, whole, and are what their names say",
	.why = "the node cannot fetch what it boots from or is configured by",
	.symptom =
		"iPXE: 'No such file or directory' or 'Permission denied'; installer: 'failed to "
		"fetch'; Ignition: 'GET result: Forbidden', then an emergency shell",
	.fix = "copy the file into the document root of the web server, readable for it\n"
	       "restorecon -Rv DOCROOT",
	.phases = PHASE_PREBOOT | PHASE_BOOTSTRAP | PHASE_INSTALL,
	.pace = 120,
	.needs = needs,
	.state_size = sizeof(struct artifact_state),
	.subjects = subjects,
	.prepare = http_warm,
	.start = start,
};
