#include "probes/http/_artifact.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/io_tcp.h"

#define OK	     200
#define PARTIAL	     206
#define UNAUTHORIZED 401
#define FORBIDDEN    403
#define NOT_FOUND    404
#define BAD_RANGE    416
#define SERVER_ERROR 500

static void end_unresolved(struct artifact_state *state);
static void end_unconnected(struct artifact_state *state, const char *peer);
static void end_outcome(struct artifact_state *state, const struct fetched *fetched,
			const char *method);
static void end_status(struct artifact_state *state, const struct http_answer *answer,
		       const char *method);
static void end_forbidden(struct artifact_state *state);
static void end_not_found(struct artifact_state *state);
static void judge_content(struct artifact_state *state);
static void judge_advice(struct artifact_state *state, int64_t size);

static const char *name(const struct artifact_state *state)
{
	return state->artifact->file;
}

void artifact_end_unreached(struct artifact_state *state)
{
	struct run *run = state->run;
	const struct fetched *fetched = &state->head;
	struct addr addr = addr_with_port(fetched->addr, state->url.port);
	char buffer[ADDR_STRLEN];
	const char *peer;

	if (!fetched->answer) {
		end_unresolved(state);
		return;
	}
	peer = arena_printf(run_arena(run), "%s (%s)", state->url.host,
			    addr_str_port(&addr, buffer));
	run_reason(run, http_answer_reason(fetched->answer));
	run_observedf(run, "%s", http_answer_text(run, fetched->answer));
	if (fetched->answer->outcome == HTTP_CONNECT_FAILED) {
		end_unconnected(state, peer);
	} else if (fetched->answer->outcome == HTTP_TLS_UNTRUSTED) {
		run_fixf(
			run,
			"serve the files over http, or with a certificate that nodes trust");
		run_fail(run, "the certificate of %s does not verify: %s", peer,
			 fetched->answer->name_mismatch ? "it is for another name"
							: fetched->answer->verify_text);
	} else {
		run_fixf(run, "check scheme and port of artifacts.baseUrl");
		run_fail(run, "%s does not speak TLS", peer);
	}
}

static void end_unresolved(struct artifact_state *state)
{
	struct run *run = state->run;
	const struct dns_answer *dns = state->head.dns;

	run_reason(run, dns ? dns_answer_reason(dns) : "dns-no-server");
	run_observedf(run, "%s: %s", state->url.host,
		      dns ? dns_answer_word(dns) : "no name server answers");
	run_fixf(
		run,
		"add an A record for %s, or put its address into artifacts.baseUrl and into "
		"the boot arguments",
		state->url.host);
	run_fail(run, "%s, the host of the boot files, does not resolve",
		 state->url.host);
}

static void fix_unconnected(struct artifact_state *state, enum tcp_outcome outcome)
{
	struct run *run = state->run;
	unsigned port = state->url.port;

	switch (outcome) {
	case TCP_REFUSED:
		run_fixf(run, "on %s: systemctl enable --now nginx (or httpd)",
			 state->url.host);
		run_fixf(
			run,
			"on %s: ss -ltn 'sport = :%u'; it must listen on this address, not "
			"only on 127.0.0.1",
			state->url.host, port);
		return;
	case TCP_PROHIBITED:
	case TCP_DROPPED:
		if (port == 80)
			run_fixf(run,
				 "on %s: firewall-cmd --permanent --add-service=http && "
				 "firewall-cmd --reload",
				 state->url.host);
		else
			run_fixf(run,
				 "on %s: firewall-cmd --permanent --add-port=%u/tcp && "
				 "firewall-cmd --reload",
				 state->url.host, port);
		return;
	case TCP_OPEN:
	case TCP_CLOSED_AT_ONCE:
	case TCP_RESET_AFTER:
	case TCP_TALKS:
	case TCP_ABSENT:
	case TCP_NO_ROUTE:
	case TCP_LOCAL_ERROR:
		break;
	}
	run_fixf(run, "check that %s is up and has this address: ip address; ip route",
		 state->url.host);
}

static void end_unconnected(struct artifact_state *state, const char *peer)
{
	struct run *run = state->run;
	const struct http_answer *answer = state->head.answer;
	const struct tcp_answer *tcp = answer->tcp;
	const char *words;

	if (tcp && tcp->outcome == TCP_LOCAL_ERROR) {
		run_error(run, "no connection to %s could be tried: %s", peer,
			  tcp_answer_text(run, tcp));
		return;
	}
	words = tcp && tcp->outcome > TCP_TALKS	     ? tcp_answer_text(run, tcp)
		: answer->connect_errno == ETIMEDOUT ? "no answer"
						     : strerror(answer->connect_errno);
	fix_unconnected(state, tcp ? tcp->outcome : TCP_DROPPED);
	run_fail(run, "no connection to the web server %s: %s", peer, words);
}

static bool is_ok(const struct http_answer *answer)
{
	return answer->status == OK || answer->status == PARTIAL;
}

/* -1: not said. */
static int64_t size_said(const struct http_answer *answer)
{
	int64_t total;

	if (answer->status != PARTIAL)
		return answer->content_length;
	if (answer->content_range &&
	    sscanf(answer->content_range, "bytes %*d-%*d/%" SCNd64, &total) == 1)
		return total;
	return -1;
}

void artifact_judge(struct artifact_state *state)
{
	struct run *run = state->run;
	const struct http_answer *head = state->head.answer;
	const struct http_answer *body = state->body.answer;

	/* Zero bytes have no part: the server says so instead of 200. */
	if (body && body->outcome == HTTP_ANSWER && body->status == BAD_RANGE &&
	    head->outcome == HTTP_ANSWER && head->status == OK &&
	    head->content_length == 0) {
		judge_content(state);
		return;
	}
	if (!body || body->outcome != HTTP_ANSWER) {
		end_outcome(state, &state->body, "GET");
		return;
	}
	run_reason(run, http_answer_reason(body));
	if (!is_ok(body)) {
		end_status(state, body, "GET");
		return;
	}
	if (head->outcome != HTTP_ANSWER) {
		end_outcome(state, &state->head, "HEAD");
		return;
	}
	if (head->status != OK) {
		end_status(state, head, "HEAD");
		return;
	}
	judge_content(state);
}

/* Connected, but it came to nothing. */
static void end_outcome(struct artifact_state *state, const struct fetched *fetched,
			const char *method)
{
	struct run *run = state->run;
	const struct http_answer *answer = fetched->answer;

	if (!answer) {
		end_unresolved(state);
		return;
	}
	run_reason(run, http_answer_reason(answer));
	run_observedf(run, "%s: %s", method, http_answer_text(run, answer));
	if (answer->outcome == HTTP_LOCAL_ERROR) {
		run_error(run, "%s could not be asked for: %s", name(state),
			  answer->message);
		return;
	}
	if (answer->outcome == HTTP_TIMEOUT && answer->status) {
		run_fixf(run, "look for load, a full disk or packet loss on %s",
			 state->url.host);
		run_fail(run, "%s comes too slowly: %zu bytes in %.1f s", name(state),
			 answer->body_length, answer->total_ms / 1000);
		return;
	}
	if (answer->outcome == HTTP_BROKEN && answer->status &&
	    answer->content_length > 0 && answer->body_length) {
		run_fixf(
			run,
			"on %s: look into the web server's error log, and for a full disk",
			state->url.host);
		run_fail(run, "%s is cut short: %zu of %" PRId64 " bytes came",
			 name(state), answer->body_length, answer->content_length);
		return;
	}
	run_fixf(run, "on %s: look into the web server's error log", state->url.host);
	run_fail(run, "%s is not served: %s", name(state), http_answer_text(run, answer));
}

static void end_status(struct artifact_state *state, const struct http_answer *answer,
		       const char *method)
{
	struct run *run = state->run;

	if (fetch_is_taken_away(run, name(state), answer->status)) {
		run_skip(run, "%s has been taken away; nobody needs it any more",
			 name(state));
		return;
	}
	run_expectedf(run, "200 for HEAD and GET");
	run_observedf(run, "%s: %s", method, http_answer_text(run, answer));
	/* GET was judged first: where HEAD is what fails, the file itself is there. */
	if (strcmp(method, "HEAD") && answer->status == FORBIDDEN) {
		end_forbidden(state);
	} else if (strcmp(method, "HEAD") && answer->status == NOT_FOUND) {
		end_not_found(state);
	} else if (answer->status >= 300 && answer->status < 400) {
		const char *to = answer->location ? answer->location : "nowhere";

		run_observedf(run, "HTTP %d to %s", answer->status, to);
		run_fixf(run, "serve the file at this very URL, without a redirect");
		if (!strncmp(to, "https:", 6))
			run_whyf(
				run, "%s",
				content_is_ipxes(state->content)
					? "iPXE may lack TLS, and then cannot follow"
					: "not every client of the boot follows, and the "
					  "certificate would have to be trusted");
		else if (to[0] && to[strlen(to) - 1] == '/')
			run_fixf(run,
				 "the URL is that of a folder: check the file's name");
		run_fail(run, "%s is redirected to %s", name(state), to);
	} else if (!strcmp(method, "HEAD")) {
		run_fixf(
			run,
			"let the web server answer HEAD (nginx: no limit_except GET; httpd: no "
			"<LimitExcept GET>)");
		run_whyf(
			run,
			"the live system asks HEAD before it fetches its root file system");
		run_fail(run, "%s is served by GET, but HEAD is answered with status %d",
			 name(state), answer->status);
	} else {
		if (answer->status == UNAUTHORIZED)
			run_fixf(
				run,
				"on %s: serve the boot files without a login; nodes send none",
				state->url.host);
		else
			run_fixf(run, "on %s: look into the web server's error log",
				 state->url.host);
		run_fail(run, "%s is not served: status %d", name(state), answer->status);
	}
}

static void end_forbidden(struct artifact_state *state)
{
	struct run *run = state->run;
	struct local_file local = docroot_look(run, state->artifact);
	const struct result *cause = docroot_cause(run, state->artifact);
	const char *path = state->artifact->path;

	if (state->artifact->denied) {
		run_excerpt(run, state->artifact->denied_where, 0);
		run_fixf(
			run,
			"take the rule away for the folder of the boot files, then reload "
			"the web server");
		run_fail(
			run,
			"the web server's configuration denies %s to everybody (403): %s",
			name(state), state->artifact->denied);
		return;
	}
	if (cause) {
		run_blocked(run, cause);
		return;
	}
	if (local.is_known && local.exists) {
		run_evidencef(run, "path", "%s", path);
		run_evidencef(run, "mode", "%04o", local.mode & 07777u);
		run_fixf(run, "namei -l %s", path);
		run_fixf(run, "chmod o+r %s && restorecon -v %s", path, path);
		run_fixf(
			run,
			"look into the web server's error log, and for allow/deny rules in its "
			"configuration");
	} else if (local.is_known) {
		/* It is read, so it is there: under an Alias, or a location with a root. */
		run_fixf(
			run,
			"%s does not exist here: find the Alias (httpd) or the alias or root "
			"(nginx) that the URL leads to",
			path);
		run_fixf(run,
			 "namei -l FILE; every folder needs x and the file r for the "
			 "web server; restorecon -v FILE");
		run_fixf(run,
			 "or a rule of its configuration denies it: look into the web "
			 "server's error log");
	} else {
		run_fixf(
			run,
			"on %s: namei -l %s; every folder needs x and the file r for the web "
			"server",
			state->url.host, path ? path : name(state));
		run_fixf(run, "on %s: ls -Z %s; then restorecon -Rv %s", state->url.host,
			 path ? path : name(state),
			 run_inventory(run)->docroot ? run_inventory(run)->docroot
						     : "DOCROOT");
		run_fixf(run, "on %s: run ocp-preflight there, it can see mode and label",
			 state->url.host);
	}
	run_fail(run,
		 "the web server may not read %s (403): its mode%s or its SELinux label",
		 name(state), local.is_known && !local.exists ? ", a rule" : "");
}

static void end_not_found(struct artifact_state *state)
{
	struct run *run = state->run;
	struct local_file local = docroot_look(run, state->artifact);
	const char *docroot = run_inventory(run)->docroot, *found;

	if (local.is_known && local.exists) {
		run_fixf(
			run,
			"check root and server_name (nginx) or DocumentRoot and the virtual "
			"hosts (httpd)");
		run_fail(
			run,
			"%s is at %s, but the web server looks elsewhere for this URL (404)",
			name(state), state->artifact->path);
		return;
	}
	found = local.is_known ? docroot_search(run, state->artifact) : NULL;
	if (found) {
		run_observedf(run, "404; the file is at %s", found);
		run_fixf(run, "mv %s %s && restorecon -v %s", found,
			 state->artifact->path, state->artifact->path);
		run_fixf(run, "or correct artifacts.baseUrl and the boot arguments");
		run_fail(run, "%s is not at this URL (404), but the file is there: %s",
			 name(state), found);
		return;
	}
	if (local.is_known)
		run_fixf(run, "cp %s %s && restorecon -v %s", http_url_file(name(state)),
			 state->artifact->path, state->artifact->path);
	else
		run_fixf(run, "on %s: copy %s into the document root%s%s",
			 state->url.host, name(state), docroot ? " " : "",
			 docroot ? docroot : "");
	run_fixf(run,
		 "or correct the name, letter by letter, in artifacts.files and the boot "
		 "arguments");
	run_fail(run, "%s is not there (404)%s%s", name(state),
		 local.is_known ? ", nor anywhere in " : "",
		 local.is_known ? docroot : "");
}

static void end_wrong_bytes(struct artifact_state *state)
{
	struct run *run = state->run;
	const struct http_answer *body = state->body.answer;
	const char *guess = content_guess(body->body, body->body_length);
	const char *first = "";

	run_reason(run, "content");
	/* The bytes of an Ignition file are not for showing, not even when it is none. */
	if (state->content != CONTENT_IGNITION) {
		for (size_t i = 0; i < 8 && i < body->body_length; i++)
			first = arena_printf(run_arena(run), "%s%s%02x", first,
					     i ? " " : "", body->body[i]);
		run_evidencef(run, "first_bytes", "%s", first);
	}
	run_expectedf(run, "%s", content_expected(state->content));
	run_observedf(run, "%s", guess ? guess : "none of the known signatures");
	if (guess && !strcmp(guess, "HTML"))
		run_fixf(
			run,
			"open the URL: the server answers with a page, and status 200, instead "
			"of the file");
	run_fixf(run, "download or copy the file again, and compare its sha256sum");
	run_fail(run, "%s is not what its name says: %s%s instead of %s", name(state),
		 guess ? "it is " : "its first bytes are something else",
		 guess ? guess : "", content_name(state->content));
}

static void judge_content(struct artifact_state *state)
{
	struct run *run = state->run;
	const struct http_answer *head = state->head.answer, *body = state->body.answer;
	struct local_file local = docroot_look(run, state->artifact);
	int64_t size = head->content_length >= 0 ? head->content_length : size_said(body);
	int64_t got = size_said(body);

	if (size == 0 || (size < 0 && !body->body_length)) {
		run_reason(run, "content");
		run_observedf(run, "200 with length 0");
		run_fixf(
			run,
			"df -h on %s: was the disk full when it was copied? Then copy it again",
			state->url.host);
		run_fail(run, "%s is served, but is empty", name(state));
		return;
	}
	if (size >= 0 && got >= 0 && size != got) {
		run_reason(run, "content");
		run_observedf(run, "HEAD says %" PRId64 " bytes, GET %" PRId64, size,
			      got);
		run_fixf(
			run,
			"look what stands in front of the web server: a cache or proxy?");
		run_fail(run, "HEAD and GET of %s do not agree on its length",
			 name(state));
		return;
	}
	if (size >= 0 && local.exists && S_ISREG(local.mode) && local.size != size &&
	    !body->content_encoding) {
		run_reason(run, "content");
		run_expectedf(run, "%" PRId64 " bytes, as %s has", local.size,
			      state->artifact->path);
		run_observedf(run, "%" PRId64 " bytes", size);
		run_fixf(
			run,
			"check root and server_name of the web server, and a cache in front of "
			"it");
		run_fail(run, "%s is served with another length than the file %s has",
			 name(state), state->artifact->path);
		return;
	}
	if (state->content == CONTENT_IGNITION && body->body_capped) {
		run_reason(run, "content");
		run_observedf(run, "more than %zu MiB", FETCH_IGNITION_MAX >> 20);
		run_fixf(run,
			 "openshift-install create ignition-configs, in a new folder");
		run_fail(run, "%s is too large to be an Ignition file", name(state));
		return;
	}
	if (!content_fits(state->content, http_url_file(state->url.path), body->body,
			  body->body_length)) {
		end_wrong_bytes(state);
		return;
	}
	judge_advice(state, size);
}

static bool has_ranges(const struct artifact_state *state)
{
	const struct http_answer *answer = state->range.answer;

	return answer && answer->outcome == HTTP_ANSWER && answer->status == PARTIAL &&
	       answer->body_length > 0;
}

/* Addresses of the host at which nobody accepts, or NULL. */
static const char *dead_addresses(const struct artifact_state *state)
{
	const char *dead = state->head.failure_count
				   ? fetch_failures_text(state->run, &state->head)
				   : NULL;

	for (size_t i = 0; i < state->other_count; i++) {
		const struct artifact_other *other = &state->others[i];
		char buffer[ADDR_STRLEN];

		if (other->answer->outcome == HTTP_CONNECT_FAILED)
			dead = arena_printf(run_arena(state->run), "%s%s%s",
					    dead ? dead : "", dead ? ", " : "",
					    addr_str(&other->addr, buffer));
	}
	return dead;
}

/* It works, but something is known to bite. */
static void judge_advice(struct artifact_state *state, int64_t size)
{
	const char *dead = dead_addresses(state);
	struct run *run = state->run;
	const struct http_answer *body = state->body.answer;

	run_expectedf(run, "200, %s, byte ranges", content_name(state->content));
	if (dead) {
		char buffer[ADDR_STRLEN];

		run_observedf(run, "no connection to %s", dead);
		run_whyf(run, "a node that tries %s first waits, or gives up", dead);
		run_fixf(run,
			 "let the web server listen on %s too, or remove it from DNS",
			 dead);
		run_warn(run, "%s is served at %s, but not at %s", name(state),
			 addr_str(&state->head.addr, buffer), dead);
		return;
	}
	if (body->content_encoding &&
	    (state->content == CONTENT_GZIP || state->content == CONTENT_IGNITION) &&
	    strcasecmp(body->content_encoding, "identity") != 0) {
		run_observedf(run, "Content-Encoding: %s", body->content_encoding);
		run_whyf(run,
			 "clients unpack it on the way, and then miss what they expect");
		run_fixf(run,
			 "nginx: gzip off; gzip_static off; httpd: RemoveEncoding .gz");
		run_warn(run, "%s is served with Content-Encoding: %s", name(state),
			 body->content_encoding);
		return;
	}
	if (!has_ranges(state)) {
		run_observedf(run, "a request for a part is answered with %s",
			      state->range.answer
				      ? http_answer_text(run, state->range.answer)
				      : "nothing");
		run_whyf(
			run,
			"an interrupted download starts from the beginning, and some firmware "
			"fetches in parts only");
		run_fixf(
			run,
			"let the web server serve byte ranges (nginx and httpd do, python3 -m "
			"http.server does not)");
		run_reproducef(run, "curl -sS -o /dev/null -D - -r 0-1 '%s'",
			       state->artifact->url);
		run_warn(run, "%s is served whole only: byte ranges do not work",
			 name(state));
		return;
	}
	run_observedf(run, "%s", http_answer_text(run, body));
	if (body->last_modified)
		run_evidencef(run, "last_modified", "%s", body->last_modified);
	if (size >= 0)
		run_pass(run, "%s is served: %" PRId64 " bytes, %s", name(state), size,
			 content_name(state->content));
	else
		run_pass(run, "%s is served: %s", name(state),
			 content_name(state->content));
}
