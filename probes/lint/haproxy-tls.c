/*
 * lint.haproxy-tls: TLS is passed through, byte for byte.
 */
#include <string.h>

#include "_balancer.h"

static void judge_bind(const struct balancer *balancer, struct findings *findings,
		       const struct balancer_entry *entry,
		       const struct haproxy_bind *bind)
{
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = balancer_subject(findings, entry->section,
						    findings_printf(findings, "%s:%u",
								    bind->address,
								    entry->port)),
			.where = bind->ssl,
			.width = 3,
			.title = findings_printf(
				findings, "%s '%s' ends TLS of %s (port %u)",
				entry->section->keyword, entry->section->name,
				balancer_service_name(entry->service), entry->port),
			.observed = "bind ... ssl",
			.expected = "no 'ssl' here: the certificate is the cluster's",
			.why = balancer_is_control(entry->service)
				       ? "nodes trust the installer's own CA only, and show client "
					 "certificates that no balancer can pass on: 'x509: "
					 "certificate signed by unknown authority'"
				       : "the routers choose by the name in the TLS hello; login and "
					 "console are passed through and never see one",
			.fix = {findings_printf(findings, "bind %s:%u",
				 strchr(bind->address, ':')
							 ? findings_printf(findings,
				   "[%s]", bind->address)
							 : bind->address,
				 entry->port),
				 "mode tcp", balancer_reload(findings, balancer->inventory)},
	});
}

static void judge_server(const struct balancer *balancer, struct findings *findings,
			 const struct balancer_pair *pair,
			 const struct haproxy_server *server)
{
	const struct haproxy_server_options *options = &server->options;
	bool ends_here = pair->entry->bind->ssl.file != NULL;
	bool proxy = options->send_proxy.file != NULL;
	struct finding finding = {
		.status = STATUS_FAIL,
		.subject = balancer_subject(findings, pair->back->section, server->name),
		.where = proxy ? options->send_proxy : options->ssl_where,
		.width = proxy ? 10 : 3,
		.fix = {"take the word out of the line",
			 balancer_reload(findings, balancer->inventory)},
	};

	if (proxy) {
		/* Ingress can be told to expect it. */
		if (!balancer_is_control(pair->entry->service))
			finding.status = STATUS_WARN;
		finding.title = findings_printf(
			findings, "server '%s' gets a PROXY header before %s",
			server->name, balancer_service_name(pair->entry->service));
		finding.observed = "send-proxy";
		finding.why =
			balancer_is_control(pair->entry->service)
				? "the API server and the machine config server do not know the PROXY "
				  "protocol and drop the connection"
				: "the routers drop the connection unless the ingress controller is "
				  "set to the PROXY protocol, which no new cluster is";
	} else {
		finding.title = findings_printf(
			findings, "server '%s' is spoken to in TLS by HAProxy itself",
			server->name);
		finding.observed = "ssl";
		finding.why =
			"clients bring their own TLS: it would be TLS inside of TLS";
	}
	if (proxy || !ends_here)
		findings_add(findings, &finding);
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	const struct balancer *balancer = balancer_find(inventory, findings);

	for (size_t i = 0; balancer && i < balancer->count; i++) {
		const struct balancer_entry *entry = &balancer->entries[i];

		for (size_t b = 0; b < entry->section->bind_count; b++) {
			const struct haproxy_bind *bind = &entry->section->binds[b];

			if (bind->ssl.file && !bind->maybe &&
			    bind->first <= entry->port && entry->port <= bind->last)
				judge_bind(balancer, findings, entry, bind);
		}
	}
	for (size_t p = 0; balancer && p < balancer->pair_count; p++) {
		const struct balancer_pair *pair = &balancer->pairs[p];

		for (size_t i = 0; i < pair->back->section->server_count; i++) {
			const struct haproxy_server *server =
				&pair->back->section->servers[i];

			if (!server->maybe && (server->options.ssl_where.file ||
					       server->options.send_proxy.file))
				judge_server(balancer, findings, pair, server);
		}
	}
}

const struct probe probe_lint_haproxy_tls = {
	.id = "lint.haproxy-tls",
	.title = "HAProxy passes TLS through",
	.why = "certificates, client certificates and the name in the TLS hello are between the "
	       "cluster and its clients",
	.symptom =
		"'x509: certificate signed by unknown authority' in ignition and kubelet; the "
		"console's certificate is not the cluster's",
	.fix = "no 'ssl' in the bind and server lines of the cluster, no 'send-proxy'",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
