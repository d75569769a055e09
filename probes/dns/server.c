/*
 * dns.server: a name server answers this host, over UDP and over TCP, has the cluster's zone, and
 * looks up outside names. The question for the cluster is the one that dns.forward asks too.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "_survey.h"

/* Outside names that are tried; one that resolves proves recursion. */
#define OUTSIDE_MAX 8

struct state {
	const struct name_server *server;
	const struct dns_answer *udp, *tcp; /* A of api */
	const struct dns_answer *ipv6;	    /* AAAA of api; dns.forward asks it too */
	const struct dns_answer *cluster_soa,
		*base_soa; /* asked where A of api is denied */
	const char *hosts[OUTSIDE_MAX];
	const struct dns_answer *outside[OUTSIDE_MAX];
	unsigned host_count, waiting;
};

static void ask_outside(struct run *run);
static void udp_answered(const struct dns_answer *answer, void *arg);
static void tcp_answered(const struct dns_answer *answer, void *arg);
static void ipv6_answered(const struct dns_answer *answer, void *arg);
static void outside_answered(const struct dns_answer *answer, void *arg);
static void soa_answered(const struct dns_answer *answer, void *arg);
static void one_less(struct run *run);
static void judge(struct run *run, const struct state *state);
static void judge_zone(struct run *run, const struct state *state);
static void judge_extras(struct run *run, const struct state *state);
static void fail_truncated(struct run *run, const struct state *state);
static void fix_tcp(struct run *run, const struct state *state,
		    const struct dns_answer *tcp);

static void subjects(const struct inventory *inventory, struct subjects *list)
{
	for (size_t i = 0; i < inventory->name_server_count; i++) {
		const struct name_server *server = &inventory->name_servers[i];
		bool is_new = true;

		for (size_t j = 0; is_new && j < i; j++)
			is_new = strcmp(inventory->name_servers[j].text, server->text) !=
				 0;
		if (is_new)
			subject_add(list, &(struct subject){ .name = server->text,
							     .item = server,
							     .where = server->where });
	}
}

static void start(struct run *run)
{
	struct state *state = run_state(run);
	const char *api = run_inventory(run)->api.fqdn;

	state->server = run_subject(run)->item;
	state->waiting = 3;
	dns_ask(run, state->server, api, DNS_A, DNS_UDP, udp_answered, run);
	dns_ask(run, state->server, api, DNS_A, DNS_TCP, tcp_answered, run);
	dns_ask(run, state->server, api, DNS_AAAA, DNS_UDP, ipv6_answered, run);
	ask_outside(run);
}

/* Only a name that is not ours shows recursion; behind a proxy nobody needs it. */
static void ask_outside(struct run *run)
{
	const struct inventory *inventory = run_inventory(run);
	struct state *state = run_state(run);

	if (inventory->egress_proxy)
		return;
	for (size_t i = 0; i < inventory->egress_target_count; i++) {
		const char *host =
			dns_url_host(run_arena(run), inventory->egress_targets[i].url);
		bool is_new = host && dns_is_outside(inventory, host) &&
			      state->host_count < OUTSIDE_MAX;

		for (unsigned j = 0; is_new && j < state->host_count; j++)
			is_new = strcmp(state->hosts[j], host) != 0;
		if (is_new)
			state->hosts[state->host_count++] = host;
	}
	state->waiting += state->host_count;
	for (unsigned i = 0; i < state->host_count; i++)
		dns_ask(run, state->server, state->hosts[i], DNS_A, DNS_UDP,
			outside_answered, run);
}

static void udp_answered(const struct dns_answer *answer, void *arg)
{
	struct run *run = arg;
	struct state *state = run_state(run);
	const struct inventory *inventory = run_inventory(run);

	state->udp = answer;
	/* Only this name, or all of its zone? */
	if (answer->outcome == DNS_ANSWER && (answer->rcode == 2 || answer->rcode == 3)) {
		state->waiting += 2;
		dns_ask(run, state->server, inventory->cluster_domain, DNS_SOA, DNS_UDP,
			soa_answered, run);
		dns_ask(run, state->server, inventory->base_domain, DNS_SOA, DNS_UDP,
			soa_answered, run);
	}
	one_less(run);
}

static void tcp_answered(const struct dns_answer *answer, void *arg)
{
	struct run *run = arg;
	struct state *state = run_state(run);

	state->tcp = answer;
	one_less(run);
}

static void ipv6_answered(const struct dns_answer *answer, void *arg)
{
	struct run *run = arg;
	struct state *state = run_state(run);

	state->ipv6 = answer;
	one_less(run);
}

static void outside_answered(const struct dns_answer *answer, void *arg)
{
	struct run *run = arg;
	struct state *state = run_state(run);

	for (unsigned i = 0; i < state->host_count; i++) {
		if (strcmp(state->hosts[i], answer->name) == 0)
			state->outside[i] = answer;
	}
	one_less(run);
}

static void soa_answered(const struct dns_answer *answer, void *arg)
{
	struct run *run = arg;
	struct state *state = run_state(run);

	if (strcmp(answer->name, run_inventory(run)->cluster_domain) == 0)
		state->cluster_soa = answer;
	else
		state->base_soa = answer;
	one_less(run);
}

static void one_less(struct run *run)
{
	struct state *state = run_state(run);

	if (--state->waiting == 0)
		judge(run, state);
}

/* "port 53 of 172.16.0.102" */
static const char *port_text(struct run *run, const struct state *state)
{
	char text[ADDR_STRLEN];

	return arena_printf(run_arena(run), "port %u of %s", state->server->addr.port,
			    addr_str(&state->server->addr, text));
}

static void reproduce(struct run *run, const struct state *state, const char *name,
		      const char *type, const char *more)
{
	char text[ADDR_STRLEN], port[16] = "";

	if (state->server->addr.port != 53)
		snprintf(port, sizeof port, " -p %u", state->server->addr.port);
	run_reproducef(run, "dig @%s%s %s %s%s", addr_str(&state->server->addr, text),
		       port, name, type, more);
}

/* What all faults of the server itself have in common. */
static void describe(struct run *run, const struct state *state)
{
	run_reason(run, dns_answer_reason(state->udp));
	run_expectedf(run, "an answer over UDP and over TCP");
	reproduce(run, state, run_inventory(run)->api.fqdn, "A", " +norecurse");
}

static void fix_listen(struct run *run, const struct state *state)
{
	const char *server = run_subject(run)->name;

	run_fixf(run, "on %s: systemctl enable --now named", server);
	run_fixf(run, "in its named.conf: listen-on port %u { any; };",
		 state->server->addr.port);
	run_fixf(run, "systemctl restart named");
}

static void fix_firewall(struct run *run, const struct state *state, const char *where)
{
	unsigned port = state->server->addr.port;

	if (port == 53)
		run_fixf(run, "on %s: firewall-cmd --permanent --add-service=dns", where);
	else
		run_fixf(run,
			 "on %s: firewall-cmd --permanent --add-port=%u/udp "
			 "--add-port=%u/tcp",
			 where, port, port);
	run_fixf(run, "firewall-cmd --reload");
}

/* Who rejects: the server itself, or somebody on the way. */
static const char *rejecter(struct run *run, const struct state *state,
			    const struct dns_answer *answer)
{
	char text[ADDR_STRLEN];

	if (!answer->icmp_sender)
		return answer->error == EPERM ? "this machine" : "its host";
	if (addr_equal(answer->icmp_sender, &state->server->addr))
		return arena_strdup(run_arena(run), addr_str(&state->server->addr, text));
	return arena_printf(run_arena(run), "%s, which is on the way to it",
			    addr_str(answer->icmp_sender, text));
}

/* Nothing comes back over UDP. */
static void fail_udp(struct run *run, const struct state *state)
{
	const struct dns_answer *udp = state->udp;
	const char *server = run_subject(run)->name;

	if (state->tcp->outcome == DNS_ANSWER) {
		if (udp->outcome == DNS_PORT_CLOSED)
			fix_listen(run, state);
		else
			fix_firewall(run, state, server);
		run_fail(run, "%s answers only over TCP; over UDP: %s", server,
			 dns_failure_text(run, udp));
		return;
	}
	switch (udp->outcome) {
	case DNS_PORT_CLOSED:
		fix_listen(run, state);
		run_fail(run, "no name server listens on %s", port_text(run, state));
		break;
	case DNS_PROHIBITED:
		fix_firewall(run, state, rejecter(run, state, udp));
		run_fail(run, "a firewall rejects DNS to %s: that of %s", server,
			 rejecter(run, state, udp));
		break;
	case DNS_UNREACHABLE:
		run_fixf(run, "check the address, and the way there: ip route get %s",
			 server);
		run_fail(
			run,
			"%s cannot be reached: there is no route, or nobody has this address",
			server);
		break;
	case DNS_MALFORMED:
		run_fixf(run, "find out what answers on %s: ss -lunp",
			 port_text(run, state));
		run_fail(run, "what answers on %s is not DNS", port_text(run, state));
		break;
	default:
		run_fixf(run, "on %s: systemctl status named; ss -lunp", server);
		fix_firewall(run, state, server);
		run_fixf(
			run,
			"if there is no such server, correct the address in dns.servers");
		run_fail(run,
			 "%s does not answer: down, or a firewall drops the questions",
			 server);
		break;
	}
}

static void judge(struct run *run, const struct state *state)
{
	const struct dns_answer *udp = state->udp, *tcp = state->tcp;

	if (udp->outcome == DNS_LOCAL_ERROR || tcp->outcome == DNS_LOCAL_ERROR) {
		run_error(run, "%s could not be asked: %s", run_subject(run)->name,
			  strerror(udp->outcome == DNS_LOCAL_ERROR ? udp->error
								   : tcp->error));
		return;
	}
	if (udp->outcome == DNS_ANSWER) {
		judge_zone(run, state);
		return;
	}
	describe(run, state);
	if (udp->over_tcp) {
		fail_truncated(run, state);
		return;
	}
	run_observedf(run, "UDP: %s; TCP: %s", dns_failure_text(run, udp),
		      tcp->outcome == DNS_ANSWER ? "an answer"
						 : dns_failure_text(run, tcp));
	fail_udp(run, state);
}

/* What came over UDP was cut off, and the rest could not be had. */
static void fail_truncated(struct run *run, const struct state *state)
{
	const char *server = run_subject(run)->name;
	const char *tcp = dns_failure_text(run, state->udp);

	run_observedf(run, "UDP: a truncated answer; TCP: %s", tcp);
	fix_tcp(run, state, state->udp);
	if (state->udp->outcome != DNS_PORT_CLOSED)
		run_fixf(run, "on %s: ss -ltnp    (does it listen on TCP port %u?)",
			 server, state->server->addr.port);
	run_fail(run, "%s gives truncated answers over UDP and none over TCP: %s", server,
		 tcp);
}

static bool has_rcode(const struct dns_answer *answer, unsigned rcode)
{
	return answer && answer->outcome == DNS_ANSWER && answer->rcode == rcode;
}

static void fail_refused(struct run *run, const struct state *state)
{
	const struct inventory *inventory = run_inventory(run);

	describe(run, state);
	run_observedf(run, "REFUSED for %s", inventory->api.fqdn);
	run_fixf(run, "in named.conf of %s: allow-query { localhost; NODE-NETWORK; };",
		 run_subject(run)->name);
	run_fixf(run, "if it has no zone %s, add one", inventory->base_domain);
	run_fixf(run, "systemctl reload named");
	run_fail(run, "%s refuses to answer this host (REFUSED)", state->server->text);
}

/* "Ask somebody else": neither has it a zone with this name, nor does it look for one. */
static bool is_referral(const struct dns_answer *answer)
{
	return has_rcode(answer, 0) && !answer->authoritative &&
	       !answer->recursion_available && !dns_answer_has_data(answer) &&
	       !answer->cname_count;
}

static void fail_referral(struct run *run, const struct state *state)
{
	const struct inventory *inventory = run_inventory(run);
	const char *server = run_subject(run)->name;

	describe(run, state);
	run_reason(run, "dns-lame");
	run_observedf(run,
		      "no data for %s, neither from a zone (AA flag clear) nor by "
		      "recursion (RA flag clear)",
		      inventory->api.fqdn);
	run_fixf(run,
		 "in named.conf of %s: zone \"%s\" IN { type master; file \"...\"; };",
		 server, inventory->base_domain);
	run_fixf(run, "systemctl reload named");
	run_fixf(run, "if it is the wrong server, correct dns.servers");
	run_fail(run, "%s has no zone for %s and does not look it up elsewhere", server,
		 inventory->api.fqdn);
}

/* A message came. Does it speak for the cluster's zone? */
static void judge_zone(struct run *run, const struct state *state)
{
	const struct inventory *inventory = run_inventory(run);
	const char *server = run_subject(run)->name;
	const char *zone = has_rcode(state->base_soa, 2) ? inventory->base_domain
							 : inventory->cluster_domain;

	switch (state->udp->rcode) {
	case 0:
		if (is_referral(state->udp))
			fail_referral(run, state);
		else
			judge_extras(run, state);
		return;
	case 2:
		if (!has_rcode(state->cluster_soa, 2)) {
			judge_extras(run, state);
			return;
		}
		describe(run, state);
		run_observedf(run, "SERVFAIL for %s and for the SOA of %s",
			      inventory->api.fqdn, zone);
		reproduce(run, state, zone, "SOA", "");
		run_fixf(run, "on %s: named-checkconf -z; journalctl -u named", server);
		run_fixf(run, "correct the zone (each NS in it needs an address), then: "
			      "systemctl reload named");
		run_fixf(
			run,
			"if it has no such zone of its own: whom it forwards to does not "
			"answer");
		run_fail(run,
			 "%s gives SERVFAIL for every name of %s: the zone is not loaded",
			 server, zone);
		return;
	case 3:
		if (!has_rcode(state->cluster_soa, 3) || !has_rcode(state->base_soa, 3)) {
			judge_extras(run, state);
			return;
		}
		describe(run, state);
		run_observedf(run, "NXDOMAIN for %s and for %s itself",
			      inventory->api.fqdn, inventory->base_domain);
		reproduce(run, state, inventory->base_domain, "SOA", "");
		run_fixf(
			run,
			"in named.conf of %s: zone \"%s\" IN { type master; file \"...\"; };",
			server, inventory->base_domain);
		run_fixf(run, "systemctl reload named");
		run_fixf(run, "if it is the wrong server, correct dns.servers");
		run_fail(run, "%s does not know the domain %s (NXDOMAIN)", server,
			 inventory->base_domain);
		return;
	case 5:
		fail_refused(run, state);
		return;
	default:
		describe(run, state);
		run_observedf(run, "%s for %s", dns_answer_word(state->udp),
			      inventory->api.fqdn);
		run_fail(run, "%s does not understand a plain question: %s", server,
			 dns_answer_word(state->udp));
		return;
	}
}

/* Whether the server has looked the name up: an answer, or the knowledge that there is none. */
static bool was_looked_up(const struct dns_answer *answer)
{
	if (answer->outcome != DNS_ANSWER || (answer->rcode != 0 && answer->rcode != 3))
		return false;
	return dns_answer_has_data(answer) || answer->cname_count ||
	       answer->recursion_available || answer->authoritative;
}

/* The answer that shows the lack of recursion, or NULL. One name of somebody else may be broken;
   if none can be looked up it is the server. */
static const struct dns_answer *lack_of_recursion(const struct state *state)
{
	for (unsigned i = 0; i < state->host_count; i++) {
		if (was_looked_up(state->outside[i]))
			return NULL;
	}
	return state->host_count ? state->outside[0] : NULL;
}

static const char *recursion_text(struct run *run, const struct dns_answer *answer)
{
	if (answer->outcome == DNS_ANSWER && answer->rcode == 0)
		return "no data and no recursion (RA flag clear)";
	return dns_failure_text(run, answer);
}

static void fix_recursion(struct run *run, const struct dns_answer *answer)
{
	const char *server = run_subject(run)->name;

	if (has_rcode(answer, 5) || has_rcode(answer, 0))
		run_fixf(
			run,
			"in named.conf of %s: recursion yes; allow-recursion { localhost; "
			"NODE-NETWORK; };",
			server);
	else
		run_fixf(
			run,
			"in named.conf of %s: forwarders { UPSTREAM; }; and check that it gets "
			"out: dig @UPSTREAM %s from there",
			server, answer->name);
	run_fixf(run, "systemctl reload named");
}

static void fix_tcp(struct run *run, const struct state *state,
		    const struct dns_answer *tcp)
{
	char text[ADDR_STRLEN];

	/* A reset is no firewalld's word: it rejects by ICMP. */
	if (tcp->outcome == DNS_PORT_CLOSED) {
		run_fixf(
			run,
			"on %s: ss -ltnp 'sport = :%u'    (does the server listen on TCP "
			"at this address?)",
			addr_str(&state->server->addr, text), state->server->addr.port);
		run_fixf(run, "it does not: restart it, and look into its log; unbound: "
			      "do-tcp: yes");
		run_fixf(run, "it does: a firewall on the way resets TCP to port %u",
			 state->server->addr.port);
		return;
	}
	run_fixf(run, "on %s: firewall-cmd --permanent --add-port=%u/tcp",
		 addr_str(&state->server->addr, text), state->server->addr.port);
	run_fixf(run, "firewall-cmd --reload");
}

/* The name is there, but not everybody who asks for both families will see it. */
static bool is_bad_at_ipv6(const struct state *state)
{
	return dns_answer_has_data(state->udp) && !has_rcode(state->ipv6, 0);
}

/* Once here, and not once for each name. */
static void warn_ipv6(struct run *run, const struct state *state)
{
	const char *server = run_subject(run)->name;
	const char *api = run_inventory(run)->api.fqdn;

	run_reason(run, dns_answer_reason(state->ipv6));
	run_expectedf(run, "NOERROR without data for a type that a name does not have");
	run_observedf(run, "A of %s: an answer; AAAA: %s", api,
		      dns_failure_text(run, state->ipv6));
	run_whyf(run, "resolvers ask for A and AAAA together; a question that is not "
		      "answered properly delays or fails the lookup");
	run_fixf(run,
		 "on %s: look for a filter of AAAA, or a forwarder that does not answer",
		 server);
	run_fixf(run, "dnsmasq: local=/%s/", run_inventory(run)->base_domain);
	reproduce(run, state, api, "AAAA", "");
	run_warn(run, "%s has trouble with questions for IPv6: %s for the AAAA of %s",
		 server, dns_failure_text(run, state->ipv6), api);
}

/* The cluster's names can be asked. What else is missing leaves the server usable. */
static void judge_extras(struct run *run, const struct state *state)
{
	const struct dns_answer *tcp =
		state->tcp->outcome == DNS_ANSWER ? NULL : state->tcp;
	const struct dns_answer *outside = lack_of_recursion(state);
	const char *server = run_subject(run)->name;

	if (!tcp && !outside && is_bad_at_ipv6(state)) {
		warn_ipv6(run, state);
		return;
	}
	if (!tcp && !outside) {
		run_pass(run, "%s answers over UDP and TCP%s", server,
			 state->host_count ? ", and looks up outside names" : "");
		return;
	}
	run_usable(run);
	if (outside) {
		run_reason(run, "dns-no-recursion");
		run_expectedf(run, "an answer for %s", outside->name);
		reproduce(run, state, outside->name, "A", "");
		run_whyf(run,
			 "the nodes fetch their images from outside by name: bootstrap "
			 "repeats \"no such host\"");
		fix_recursion(run, outside);
	} else {
		run_reason(run, dns_answer_reason(tcp));
		run_expectedf(run, "an answer over TCP too");
		reproduce(run, state, run_inventory(run)->api.fqdn, "A", " +tcp");
		run_whyf(run,
			 "answers that do not fit a datagram are fetched over TCP; such "
			 "lookups time out in the cluster");
	}
	if (tcp)
		fix_tcp(run, state, tcp);
	if (outside && tcp) {
		run_observedf(run, "%s for %s; TCP: %s", recursion_text(run, outside),
			      outside->name, dns_failure_text(run, tcp));
		run_fail(
			run,
			"%s does not look up outside names, and does not answer over TCP",
			server);
	} else if (outside) {
		run_observedf(run, "%s for %s", recursion_text(run, outside),
			      outside->name);
		run_fail(run, "%s does not look up outside names: %s for %s", server,
			 recursion_text(run, outside), outside->name);
	} else {
		run_observedf(run, "UDP: an answer; TCP: %s", dns_failure_text(run, tcp));
		run_fail(run, "%s answers over UDP but not over TCP: %s", server,
			 dns_failure_text(run, tcp));
	}
}

const struct probe probe_dns_server = {
	.id = "dns.server",
	.title = "the name server answers over UDP and TCP, and looks up outside names",
	.why = "every name and address of the cluster is asked there: without it a node finds "
	       "neither its own name nor api-int",
	.symptom =
		"nodes stay at \"i/o timeout\" or \"no such host\" from their first boot on",
	.fix = "on the server: systemctl status named; named-checkconf -z\n"
	       "firewall-cmd --permanent --add-service=dns && firewall-cmd --reload",
	.phases = PHASE_ALL,
	.state_size = sizeof(struct state),
	.subjects = subjects,
	.start = start,
};
