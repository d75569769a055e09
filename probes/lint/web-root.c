/*
 * lint.web-root: the web server has, under the URLs that machines fetch, the files that are meant, and
 * gives them out.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "_web.h"

/* A socket before this one has its port. */
static bool is_listed(const struct web_server *server, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (!server->sockets[i].foreign &&
		    server->sockets[i].address.addr.port ==
			    server->sockets[index].address.addr.port)
			return true;
	}
	return false;
}

/* "httpd listens on 8080" */
static const char *ports_of(const struct web_judging *judging,
			    const struct web_server *server)
{
	const char *text = NULL;

	for (size_t i = 0; i < server->socket_count; i++) {
		const struct web_socket *socket = &server->sockets[i];

		if (socket->foreign || !socket->address.addr.port)
			continue;
		if (is_listed(server, i))
			continue;
		text = findings_printf(judging->findings, text ? "%s, %u" : "%s%u",
				       text ? text : "", socket->address.addr.port);
	}
	return findings_printf(judging->findings, "%s listens on %s",
			       web_kind_name(server->kind), text ? text : "no port");
}

static void judge_port(const struct web_judging *judging, const struct web_url *url)
{
	struct findings *findings = judging->findings;
	const struct web_server *server = judging->server;
	const struct web_socket *other =
		server->socket_count ? &server->sockets[0] : NULL;
	const char *origin = web_origin(judging, url);

	if (!findings_is_new(findings, origin, (struct where){ 0 }))
		return;
	findings_add(
		findings,
		&(struct finding){
	/* Found, not named: something else may serve there. */
			.status = server->is_found ? STATUS_WARN : STATUS_FAIL,
			.subject = origin,
			.where = url->where,
			.width = url->width,
			.title = findings_printf(
				findings, "machines fetch from port %u of %s, and %s",
				url->parts.port, url->parts.host,
				ports_of(judging, server)),
			.observed = ports_of(judging, server),
			.expected = findings_printf(findings, "port %u", url->parts.port),
			.why = "connection refused, for every machine that boots",
			.fix = {server->kind == WEB_NGINX
					 ? findings_printf(findings, "listen %u;",
				   url->parts.port)
					 : findings_printf(findings, "Listen %u",
				   url->parts.port),
				 web_reload(server),
				 "or put the port of the web server into the URLs" },
			.other = other ? other->where
				       : (struct where){ .file = server->file				      },
			.other_says = other ? "the port that it listens on" : NULL,
	});
}

/* nginx refuses plain HTTP where it listens with ssl: "400 The plain HTTP request was sent...". */
static void judge_tls(const struct web_judging *judging, const struct web_url *url,
		      const struct web_socket *socket)
{
	struct findings *findings = judging->findings;
	const char *origin = web_origin(judging, url);

	if (judging->server->kind != WEB_NGINX || !socket->ssl ||
	    strcmp(url->parts.scheme, "http") != 0 ||
	    !findings_is_new(findings, origin, socket->where))
		return;
	findings_add(
		findings,
		&(struct finding){
			.status = web_status(judging),
			.subject = origin,
			.where = url->where,
			.width = url->width,
			.title = findings_printf(
				findings,
				"machines speak plain HTTP to port %u of %s, and nginx "
				"wants TLS there",
				url->parts.port, url->parts.host),
			.why = "nginx answers each request with status 400",
			.fix = {"let the URLs begin with https://, or take ssl off the "
				 "listen line", web_reload(judging->server)},
			.other = socket->where,
			.other_says = "with ssl",
	});
}

/* "return 404": what the server says to everybody instead of a file. */
static bool is_refusal(const char *says)
{
	return says && (!strncmp(says, "return 4", 8) || !strncmp(says, "return 5", 8) ||
			!strcmp(says, "internal"));
}

static void judge_refusal(const struct web_judging *judging, const struct web_url *url,
			  const struct web_answer *answer)
{
	struct findings *findings = judging->findings;
	const bool apache = judging->server->kind == WEB_APACHE;

	if (!findings_is_new(findings, "refused", answer->where))
		return;
	findings_add(
		findings,
		&(struct finding){
			.status = web_status(judging),
			.subject = url->text,
			.where = answer->where,
			.width = answer->width,
			.title = findings_printf(findings, "%s gives %s to nobody: %s",
						 web_kind_name(judging->server->kind),
						 url->text, answer->says),
			.observed = answer->says,
			.expected = apache ? "Require all granted" : "no rule in the way",
			.why = "machines send no password and have no right of their own: they "
			       "get status 401, 403 or 404",
			.fix = {apache && answer->folder
					 ? findings_printf(
						   findings, "<Directory \"%s\"> Require all granted "
						   "</Directory>", answer->folder)
					 : "delete the line, or give the folder of the boot "
					   "files a location without it", web_reload(judging->server)},
			.other = url->where,
			.other_says = "fetched here",
	});
}

static void judge_missing_folder(const struct web_judging *judging,
				 const struct web_url *url,
				 const struct web_answer *answer)
{
	struct findings *findings = judging->findings;

	if (!findings_is_new(findings, answer->folder, answer->where))
		return;
	findings_add(
		findings,
		&(struct finding){
			.status = web_status(judging),
			.subject = answer->folder,
			.where = answer->where,
			.width = answer->width,
			.title = findings_printf(
				findings, "%s serves %s from %s, which does not exist",
				web_kind_name(judging->server->kind), url->text,
				answer->folder),
			.why = "every URL below it is answered with 404",
			.fix = {findings_printf(findings, "mkdir -p %s", answer->folder),
				 findings_printf(
					 findings, "copy the boot files there, then: restorecon -Rv %s",
				 answer->folder),
				 "or name the folder that has them"},
			.other = url->where,
			.other_says = "fetched here",
	});
}

static void judge_missing_file(const struct web_judging *judging,
			       const struct web_url *url, const struct web_answer *answer)
{
	struct findings *findings = judging->findings;
	const char *found = web_search(judging, answer);

	findings_add(
		findings,
		&(struct finding){
			.status = web_status(judging),
			.subject = url->text,
			.where = url->where,
			.width = url->width,
			.title = findings_printf(
				findings,
				found ? "%s leads to %s; the file is at %s"
				      : "%s leads to %s, which is not there",
				url->text, answer->path, found),
			.observed = found ? findings_printf(findings, "%s", found)
					  : "no such file",
			.expected = answer->path,
			.why = "the web server answers with 404",
			.fix = {found ? findings_printf(findings, "mv %s %s", found,
				 answer->path)
				       : findings_printf(findings, "copy the file to %s",
				 answer->path),
				 findings_printf(findings, "restorecon -v %s",
				 answer->path)},
			.other = answer->where,
			.other_says = "the folder that the URL leads to",
	});
}

/*
 * What is on the disk can be told only where the server is this machine. Files of a folder that the
 * configuration names are lint.boot-served's.
 */
static void judge_file(const struct web_judging *judging, const struct web_url *url,
		       const struct web_answer *answer)
{
	struct stat status;

	if (!judging->server->is_local)
		return;
	if (stat(answer->folder, &status) < 0 && errno == ENOENT)
		judge_missing_folder(judging, url, answer);
	else if (!judging->inventory->artifact_folder && !answer->has_fallback &&
		 stat(answer->path, &status) < 0 && errno == ENOENT)
		judge_missing_file(judging, url, answer);
}

static void judge_url(struct web_judging *judging, const struct web_url *url)
{
	struct web_answer answer =
		web_ask(findings_arena(judging->findings), judging->inventory,
			&url->parts, &judging->server);

	if (!judging->server)
		return;
	if (answer.socket && answer.outcome != WEB_NOT_KNOWN)
		judge_tls(judging, url, answer.socket);
	switch (answer.outcome) {
	case WEB_NOT_KNOWN:
		break;
	case WEB_NOBODY:
		if (!web_balancer_listens(judging, url))
			judge_port(judging, url);
		break;
	case WEB_NO_FILE:
		if (is_refusal(answer.says))
			judge_refusal(judging, url, &answer);
		break;
	case WEB_FORBIDDEN:
		judge_refusal(judging, url, &answer);
		break;
	case WEB_FILE:
		judge_file(judging, url, &answer);
		break;
	}
}

/* A server that URLs lead to, and HAProxy on the same machine: one of them does not start. */
static void judge_clash(const struct web_judging *judging,
			const struct web_server *server, const struct web_socket *socket,
			const struct haproxy_bind *bind)
{
	struct findings *findings = judging->findings;
	const in_port_t port = socket->address.addr.port;

	if (!findings_is_new(findings, "clash", socket->where))
		return;
	findings_add(
		findings,
		&(struct finding){
			.status = web_status(judging),
			.subject = findings_printf(findings, "%s/%u",
						   web_kind_name(server->kind), port),
			.where = socket->where,
			.width = socket->width,
			.title = findings_printf(
				findings,
				"%s and HAProxy both listen on port %u of this host",
				web_kind_name(server->kind), port),
			.why = "the one that starts second does not start: address already in use",
			.fix = {port != 80
					 ? "take the line out, or give it a port of its own"
				 : server->kind == WEB_NGINX ? "listen 8080;"
							     : "Listen 8080",
				 web_reload(server),
				 port != 80
					 ? NULL
					 : "then put :8080 into the URLs of the boot files, "
					   "and open 8080/tcp in the firewall"},
			.other = bind->where,
			.other_says = "HAProxy listens here",
	});
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	struct web_judging judging = { .inventory = inventory, .findings = findings };
	const struct web_server *servers[SOURCES_WEB_MAX];
	size_t count = sources_web(inventory->sources, servers);

	if (!count)
		return;
	judging.urls = web_judged_urls(&judging);
	for (size_t i = 0; i < count; i++)
		findings_saw(findings, servers[i]->file);
	judging.has_files = web_has_files(&judging);
	for (size_t i = 0; i < judging.urls.count; i++)
		judge_url(&judging, &judging.urls.items[i]);
	for (size_t i = 0; i < count; i++) {
		judging.server = servers[i];
		if (web_is_fetched_from(&judging, servers[i]))
			web_clashes(&judging, servers[i], judge_clash);
	}
}

const struct probe probe_lint_web_root = {
	.id = "lint.web-root",
	.title = "the web server has the boot files where their URLs lead to",
	.why = "machines boot what the web server gives them under the URLs of the script",
	.symptom =
		"connection refused, 403 or 404 in iPXE or in the installer's live system",
	.fix = "correct Listen, root or DocumentRoot in the web server's configuration, or the "
	       "URLs in the script; then nginx -t, or httpd -t, and reload",
	.phases = PHASE_PREBOOT,
	.needs = shown_web_root,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
