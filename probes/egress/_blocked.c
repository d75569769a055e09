#include "probes/egress/_blocked.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <openssl/x509_vfy.h>

#include "core/http/url.h"
#include "core/io_tcp.h"
#include "core/text.h"

#define PROXY_NEEDS_LOGIN 407
#define PROXY_FORBIDS	  403
#define PROXY_UNKNOWN	  502
#define PROXY_GAVE_UP	  504
#define PROXY_UNAVAILABLE 503

struct blocked {
	struct run *run;
	const struct fetched *fetched;
	const struct http_answer *answer;
	struct http_url url;
	const char *peer; /* "quay.io (192.0.2.1:443)" */
};

static void end_unresolved(const struct blocked *blocked);
static void end_unconnected(const struct blocked *blocked);
static void end_untrusted(const struct blocked *blocked);
static void end_other_name(const struct blocked *blocked);
static void end_out_of_date(const struct blocked *blocked);
static void end_handshake(const struct blocked *blocked);
static void end_proxy(const struct blocked *blocked);
static void end_timeout(const struct blocked *blocked);

static const char *peer_text(struct run *run, const struct fetched *fetched,
			     const struct http_url *url)
{
	char buffer[ADDR_STRLEN];
	struct addr addr = addr_with_port(fetched->addr, url->port);

	if (!addr.family)
		return url->host;
	return arena_printf(run_arena(run), "%s (%s)", url->host,
			    addr_str_port(&addr, buffer));
}

void egress_end_blocked(struct run *run, const struct fetched *fetched)
{
	struct blocked blocked = { run, fetched, fetched->answer, { 0 }, NULL };
	const char *proxy = run_inventory(run)->egress_proxy;

	if (!fetched->answer) {
		end_unresolved(&blocked);
		return;
	}
	run_reason(run, http_answer_reason(fetched->answer));
	if (http_url_parse(run_arena(run), run_subject(run)->name, &blocked.url)) {
		run_error(run, "%s is no http or https URL", run_subject(run)->name);
		return;
	}
	blocked.peer = proxy ? blocked.url.host : peer_text(run, fetched, &blocked.url);
	run_observedf(run, "%s", http_answer_text(run, fetched->answer));
	switch (fetched->answer->outcome) {
	case HTTP_ANSWER:
	case HTTP_BROKEN:
		run_fixf(run,
			 "look what listens there; %s must be a registry or web server",
			 blocked.url.host);
		run_fail(run, "%s answers, but not with HTTP: %s", blocked.peer,
			 fetched->answer->message ? fetched->answer->message
						  : "no status");
		return;
	case HTTP_CONNECT_FAILED:
		end_unconnected(&blocked);
		return;
	case HTTP_TIMEOUT:
		end_timeout(&blocked);
		return;
	case HTTP_TLS_FAILED:
		end_handshake(&blocked);
		return;
	case HTTP_TLS_UNTRUSTED:
		end_untrusted(&blocked);
		return;
	case HTTP_PROXY_FAILED:
		end_proxy(&blocked);
		return;
	case HTTP_LOCAL_ERROR:
		run_error(run, "%s could not be asked: %s", blocked.url.host,
			  fetched->answer->message);
		return;
	}
}

static void end_unresolved(const struct blocked *blocked)
{
	struct run *run = blocked->run;
	const char *host = blocked->fetched->host;
	const struct dns_answer *dns = blocked->fetched->dns;
	bool is_proxy = run_inventory(run)->egress_proxy != NULL;

	run_reason(run, dns ? dns_answer_reason(dns) : "dns-no-server");
	run_observedf(run, "%s: %s", host,
		      dns ? dns_answer_word(dns) : "no name server answers");
	if (is_proxy)
		run_fixf(run,
			 "add an A record for %s, or give egress.proxy by its address",
			 host);
	else
		run_fixf(
			run,
			"let the cluster's name servers resolve outside names: recursion yes; "
			"forwarders { ...; };");
	if (!is_proxy)
		run_fixf(
			run,
			"or, where only a proxy gets out: set egress.proxy, and proxy: in "
			"install-config.yaml");
	run_fail(run, "%s%s does not resolve", is_proxy ? "the proxy's name " : "", host);
}

static void fix_unconnected(struct run *run, const struct tcp_answer *tcp,
			    const char *peer)
{
	char buffer[ADDR_STRLEN];

	switch (tcp ? tcp->outcome : TCP_DROPPED) {
	case TCP_REFUSED:
		run_fixf(
			run,
			"on the firewall to the Internet: allow TCP to %s (it may reject "
			"with a reset)",
			peer);
		return;
	case TCP_PROHIBITED:
		if (tcp && tcp->has_icmp_sender)
			run_fixf(run, "on the firewall %s: allow TCP to %s",
				 addr_str(&tcp->icmp_sender, buffer), peer);
		else
			run_fixf(run, "on the firewall on the way: allow TCP to %s",
				 peer);
		return;
	case TCP_ABSENT:
	case TCP_NO_ROUTE:
		run_fixf(run, "give this host and the nodes a default route: ip route");
		return;
	case TCP_OPEN:
	case TCP_CLOSED_AT_ONCE:
	case TCP_RESET_AFTER:
	case TCP_TALKS:
	case TCP_DROPPED:
	case TCP_LOCAL_ERROR:
		break;
	}
	run_fixf(run, "on the firewall to the Internet: allow TCP to %s", peer);
	run_fixf(
		run,
		"check the default route, NAT for the nodes' network, and the route back to "
		"it");
}

static const char *connect_words(struct run *run, const struct http_answer *answer)
{
	if (answer->tcp && answer->tcp->outcome > TCP_TALKS)
		return tcp_answer_text(run, answer->tcp);
	if (answer->connect_errno == ETIMEDOUT)
		return "no answer";
	return strerror(answer->connect_errno);
}

static void end_unconnected(const struct blocked *blocked)
{
	struct run *run = blocked->run;
	const struct http_answer *answer = blocked->answer;

	if (answer->tcp && answer->tcp->outcome == TCP_LOCAL_ERROR) {
		run_error(run, "no connection to %s could be tried: %s", blocked->peer,
			  tcp_answer_text(run, answer->tcp));
		return;
	}
	fix_unconnected(run, answer->tcp, blocked->peer);
	run_fixf(run, "or, where only a proxy gets out: set egress.proxy, and proxy: in "
		      "install-config.yaml");
	run_fail(run, "no connection to %s: %s", blocked->peer,
		 connect_words(run, answer));
}

/* "Corp Proxy CA" of "CN=Corp Proxy CA,O=Corp"; the whole name where it has no CN. */
static const char *common_name(struct run *run, const char *name)
{
	const char *start = strncmp(name, "CN=", 3) == 0 ? name : strstr(name, ",CN=");
	size_t length = 0;

	if (!start)
		return *name ? name : "nobody";
	start += *start == ',' ? 4 : 3;
	while (start[length] && start[length] != ',')
		length += start[length] == '\\' && start[length + 1] ? 2 : 1;
	return arena_strndup(run_arena(run), start, length);
}

static void date_text(time_t time, char text[static 32])
{
	struct tm tm;

	if (!gmtime_r(&time, &tm) || !strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &tm))
		memcpy(text, "?", 2);
}

static void end_untrusted(const struct blocked *blocked)
{
	struct run *run = blocked->run;
	const struct http_answer *answer = blocked->answer;
	const struct http_certificate *top;
	const char *authority;

	if (!answer->chain_count) {
		end_handshake(blocked);
		return;
	}
	if (answer->name_mismatch) {
		end_other_name(blocked);
		return;
	}
	if (answer->verify_error == X509_V_ERR_CERT_HAS_EXPIRED ||
	    answer->verify_error == X509_V_ERR_CERT_NOT_YET_VALID) {
		end_out_of_date(blocked);
		return;
	}
	top = &answer->chain[answer->chain_count - 1];
	authority = common_name(run, top->issuer);
	run_evidencef(run, "issuer", "%s", answer->chain[0].issuer);
	run_evidencef(run, "sha256", "%s", answer->chain[0].sha256);
	run_expectedf(run, "a certificate of an authority that nodes trust");
	run_observedf(run, "issuer %s; %s", answer->chain[0].issuer,
		      answer->verify_text ? answer->verify_text : "not trusted");
	run_whyf(
		run,
		"no node can pull an image: x509: certificate signed by unknown authority");
	run_fixf(run,
		 "in install-config.yaml: additionalTrustBundle: | and below it the "
		 "certificate of '%s' in PEM",
		 authority);
	if (!run_inventory(run)->egress_proxy)
		run_fixf(run,
			 "in install-config.yaml: additionalTrustBundlePolicy: Always");
	run_fixf(
		run,
		"in ocp-preflight.yaml: egress: {caFile: FILE} with the same certificate, "
		"then ask again");
	run_fixf(run, "or have %s exempted from TLS inspection", blocked->url.host);
	run_fail(run,
		 "the certificate of %s is issued by '%s', not a public CA: TLS is "
		 "intercepted on the way, or it is a private registry",
		 blocked->url.host, authority);
}

static void end_other_name(const struct blocked *blocked)
{
	struct run *run = blocked->run;
	const struct http_certificate *leaf = &blocked->answer->chain[0];
	const char *name =
		leaf->names[0] ? leaf->names[0] : common_name(run, leaf->subject);

	run_expectedf(run, "a certificate for %s", blocked->url.host);
	/* Go, and so every node, looks at subjectAltName only. */
	if (!leaf->names[0] && !strcasecmp(name, blocked->url.host)) {
		run_observedf(run, "subject %s, no subjectAltName, issued by %s",
			      leaf->subject, leaf->issuer);
		run_fixf(run,
			 "have the certificate issued again with subjectAltName DNS:%s",
			 blocked->url.host);
		run_fail(
			run,
			"the certificate of %s names it only in its CN: nodes want it in "
			"subjectAltName",
			blocked->peer);
		return;
	}
	run_observedf(run, "a certificate for %s, issued by %s", name, leaf->issuer);
	run_fixf(
		run,
		"look for a captive portal, and for a DNS wildcard that answers for %s: dig %s",
		blocked->url.host, blocked->url.host);
	run_fixf(run,
		 "where %s is a mirror of yours: give it a certificate with "
		 "subjectAltName DNS:%s",
		 blocked->url.host, blocked->url.host);
	run_fail(run, "%s shows a certificate for %s, not for %s", blocked->peer, name,
		 blocked->url.host);
}

static void end_out_of_date(const struct blocked *blocked)
{
	struct run *run = blocked->run;
	const struct http_certificate *leaf = &blocked->answer->chain[0];
	bool is_late = blocked->answer->verify_error == X509_V_ERR_CERT_HAS_EXPIRED;
	char now[32], from[32], to[32];

	date_text(time(NULL), now);
	date_text(leaf->not_before, from);
	date_text(leaf->not_after, to);
	run_expectedf(run, "a certificate that is in force");
	run_observedf(run, "in force from %s to %s; this host's clock says %s", from, to,
		      now);
	run_fixf(run, "check this host's clock, and that of the nodes: chronyc tracking");
	run_fixf(run, "if the clock is right: have the certificate of %s renewed",
		 blocked->url.host);
	run_fail(run, "the certificate of %s is %s", blocked->url.host,
		 is_late ? "expired, or this host's clock is ahead"
			 : "not in force yet, or this host's clock is behind");
}

static void end_handshake(const struct blocked *blocked)
{
	struct run *run = blocked->run;
	const char *message = blocked->answer->message;

	if (message && strstr(message, "wrong version number")) {
		run_fixf(
			run,
			"look what answers there: a proxy or portal that does not know TLS, or a "
			"registry on http");
		run_fail(run, "%s accepts the connection but does not speak TLS",
			 blocked->peer);
		return;
	}
	run_fixf(
		run,
		"on the firewall or filter to the Internet: allow TLS to the name %s (SNI), "
		"not only to its address",
		blocked->url.host);
	run_fail(
		run,
		"%s accepts the connection, then the TLS handshake is cut off: a filter that "
		"reads the name in it",
		blocked->peer);
}

static void end_timeout(const struct blocked *blocked)
{
	struct run *run = blocked->run;

	if (strcmp(blocked->url.scheme, "https") == 0 && !blocked->answer->chain_count) {
		run_fixf(
			run,
			"on the firewall or filter to the Internet: allow TLS to the name %s "
			"(SNI), not only to its address",
			blocked->url.host);
		run_fixf(run, "check the path MTU: ping -M do -s 1472 to a host outside");
		run_fail(
			run,
			"%s accepts the connection, then the TLS handshake gets no answer: a "
			"filter drops it, or large packets are lost",
			blocked->peer);
		return;
	}
	run_fixf(run, "measure the way to %s, and ask again with a larger --timeout",
		 blocked->url.host);
	if (blocked->answer->status)
		run_fail(run, "%s answers with status %d, but the rest comes too slowly",
			 blocked->peer, blocked->answer->status);
	else
		run_fail(run, "%s accepts the connection but does not answer in time",
			 blocked->peer);
}

static void end_proxy_unreachable(const struct blocked *blocked, const char *proxy)
{
	struct run *run = blocked->run;
	const struct http_answer *answer = blocked->answer;

	if (!answer->connect_errno) {
		if (answer->message && strstr(answer->message, "certificate"))
			run_fixf(
				run,
				"in ocp-preflight.yaml: egress: {caFile: FILE}, and in "
				"install-config.yaml: additionalTrustBundle, with the authority "
				"of the proxy's certificate");
		run_fixf(
			run,
			"check that egress.proxy is the right host, port and scheme, and the "
			"proxy's log");
		run_fail(run, "the proxy %s does not do its work for %s: %s", proxy,
			 blocked->url.host, answer->message);
		return;
	}
	run_fixf(
		run,
		"check that egress.proxy is the right host and port, and that the proxy runs");
	if (!answer->tcp || answer->tcp->outcome != TCP_REFUSED)
		fix_unconnected(run, answer->tcp, "the proxy");
	run_fail(run, "no connection to the proxy %s: %s", proxy,
		 connect_words(run, answer));
}

/* squid says 500 for a name that it cannot look up; its header tells what it means. */
static int proxy_status(const struct http_answer *answer)
{
	static const char *const unreached[] = { "ERR_DNS_FAIL", "ERR_CONNECT_FAIL",
						 "ERR_CANNOT_FORWARD" };

	for (size_t i = 0; i < 3 && answer->squid_error; i++)
		if (!strncmp(answer->squid_error, unreached[i], strlen(unreached[i])))
			return PROXY_UNAVAILABLE;
	return answer->proxy_status;
}

static void end_proxy(const struct blocked *blocked)
{
	struct run *run = blocked->run;
	const struct http_answer *answer = blocked->answer;
	const char *proxy =
		text_mask_url(run_arena(run), run_inventory(run)->egress_proxy);
	const char *host = blocked->url.host;

	if (answer->squid_error)
		run_evidencef(run, "x_squid_error", "%s", answer->squid_error);
	switch (proxy_status(answer)) {
	case 0:
		end_proxy_unreachable(blocked, proxy);
		return;
	case PROXY_NEEDS_LOGIN:
		run_fixf(run,
			 "in ocp-preflight.yaml and install-config.yaml: the proxy as "
			 "http://USER:PASSWORD@HOST:PORT, both percent-encoded");
		run_fail(run, "the proxy %s wants credentials for %s (407)", proxy, host);
		return;
	case PROXY_FORBIDS:
		run_fixf(run, "on the proxy: allow CONNECT to %s:%u", host,
			 blocked->url.port);
		run_fail(run, "the proxy %s forbids %s by its policy (403)", proxy, host);
		return;
	case PROXY_UNKNOWN:
	case PROXY_UNAVAILABLE:
	case PROXY_GAVE_UP:
		run_fixf(
			run,
			"on the proxy: look up %s and connect to it; the proxy needs its own DNS "
			"and way out",
			host);
		run_fail(run, "the proxy %s cannot reach %s itself (%d)", proxy, host,
			 answer->proxy_status);
		return;
	default:
		run_fixf(run, "look into the proxy's log for CONNECT %s:%u", host,
			 blocked->url.port);
		run_fail(run, "the proxy %s refuses %s with status %d", proxy, host,
			 answer->proxy_status);
		return;
	}
}
