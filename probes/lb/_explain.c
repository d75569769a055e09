/* What to do about a connect, by its outcome. */
#include <math.h>
#include <string.h>

#include "_group.h"

const char *lb_firewalld_word(enum lb_service service)
{
	switch (service) {
	case LB_API:
		return "--add-service=kube-apiserver";
	case LB_CONFIG:
		return "--add-port=22623/tcp";
	case LB_HTTP:
		return "--add-service=http";
	case LB_HTTPS:
		return "--add-service=https";
	}
	return "";
}

static const char *section_name(const struct lb_target *target)
{
	switch (target->service) {
	case LB_API:
		return "kube-api";
	case LB_CONFIG:
		return "machine-config";
	case LB_HTTP:
		return "ingress-http";
	case LB_HTTPS:
		return "ingress-https";
	}
	return "";
}

/* The stanza that is missing, with the servers that belong behind it. */
static void fix_stanza(struct run *run, const struct lb_target *target,
		       const struct addr *addr)
{
	const struct inventory *inventory = run_inventory(run);
	const char *name = section_name(target);
	bool control = target->service == LB_API || target->service == LB_CONFIG;
	char text[ADDR_STRLEN];

	run_fixf(run, "in %s add:",
		 inventory->haproxy_file ? inventory->haproxy_file
					 : "/etc/haproxy/haproxy.cfg");
	run_fixf(run, "    listen %s", name);
	run_fixf(run, "        bind %s", addr_str_port(addr, text));
	run_fixf(run, "        mode tcp");
	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];
		bool is_control =
			node->role == NODE_BOOTSTRAP || node->role == NODE_MASTER;

		if (is_control == control && node->addresses.count)
			run_fixf(run, "        server %.*s %s:%u check",
				 (int)strcspn(node->fqdn, "."), node->fqdn,
				 addr_str(&node->addresses.items[0], text), target->port);
	}
}

static void explain_refused(struct run *run, const struct lb_target *target,
			    const struct tcp_answer *answer)
{
	const struct inventory *inventory = run_inventory(run);
	const struct balancer_front *front =
		lb_front(inventory, &answer->addr, target->port);
	const char *file = inventory->haproxy_file ? inventory->haproxy_file
						   : "/etc/haproxy/haproxy.cfg";

	if (!inventory->haproxy_file)
		run_fixf(run,
			 "on %s: ss -ltnp 'sport = :%u'    (who listens, and where?)",
			 lb_place(run, &answer->addr), target->port);
	else
		run_fixf(run, "on %s: systemctl status haproxy",
			 lb_place(run, &answer->addr));
	if (front && front->where.file)
		run_source(run, front->where);
	if (inventory->haproxy_file && !front)
		fix_stanza(run, target, &answer->addr);
	else
		run_fixf(run, "check that a front end binds port %u on this address",
			 target->port);
	run_fixf(run, "%shaproxy -c -f %s && systemctl restart haproxy",
		 inventory->haproxy_file ? "" : "if it is HAProxy: ", file);
	run_fixf(run, "journalctl -u haproxy -n 20    "
		      "(\"cannot bind socket\": setsebool -P haproxy_connect_any=1)");
}

/* The address that was asked has answered itself. */
static bool is_own_word(const struct tcp_answer *answer)
{
	return answer->has_icmp_sender && addr_equal(&answer->icmp_sender, &answer->addr);
}

/* Its own word, or that of another address of the same host. */
static bool is_targets_word(struct run *run, const struct tcp_answer *answer)
{
	const struct host *host = lb_owner(run_inventory(run), &answer->addr);

	return is_own_word(answer) ||
	       (answer->has_icmp_sender && host &&
		host == lb_owner(run_inventory(run), &answer->icmp_sender));
}

static void explain_prohibited(struct run *run, const struct lb_target *target,
			       const struct tcp_answer *answer)
{
	const char *zone = run_inventory(run)->firewalld_zone;
	const char *option = zone ? arena_printf(run_arena(run), " --zone=%s", zone) : "";
	char text[ADDR_STRLEN];

	addr_str_port(&answer->addr, text);
	if (answer->icmp_sender_is_self && !is_own_word(answer)) {
		run_fixf(run, "on this machine: nft list ruleset | grep -n reject");
		run_fixf(run, "allow outgoing TCP to %s", text);
		return;
	}
	if (answer->has_icmp_sender && !is_targets_word(run, answer)) {
		run_fixf(run,
			 "on %s: allow forwarding of TCP to %s from the nodes' network",
			 lb_place(run, &answer->icmp_sender), text);
		return;
	}
	if (!answer->has_icmp)
		run_fixf(
			run,
			"this kernel does not say who rejects; first look on the balancer:");
	run_fixf(run, "on %s:", lb_place(run, &answer->addr));
	run_fixf(run, "firewall-cmd --permanent%s %s", option,
		 lb_firewalld_word(target->service));
	run_fixf(run, "firewall-cmd --reload");
	run_fixf(run,
		 "firewall-cmd --get-active-zones    (the zone of the interface with "
		 "this address counts)");
}

static void explain_absent(struct run *run, const struct tcp_answer *answer)
{
	const struct host *host = lb_owner(run_inventory(run), &answer->addr);
	char text[ADDR_STRLEN];

	if (answer->has_gateway) {
		run_fixf(run, "the router %s does not answer: ip route get %s",
			 addr_str(&answer->gateway, text),
			 addr_str(&answer->addr, (char[ADDR_STRLEN]){ 0 }));
		return;
	}
	addr_str(&answer->addr, text);
	run_fixf(run, "on %s: ip -brief address show to %s",
		 host ? host->fqdn : "the load balancer", text);
	run_fixf(run,
		 "nmcli connection modify <connection> +ipv%c.addresses %s/<prefix> && "
		 "nmcli connection up <connection>",
		 answer->addr.family == AF_INET6 ? '6' : '4', text);
	run_fixf(run, "with keepalived: systemctl status keepalived");
}

static void explain_no_route(struct run *run, const struct tcp_answer *answer)
{
	char text[ADDR_STRLEN];

	if (answer->has_icmp_sender && !answer->icmp_sender_is_self)
		run_fixf(run, "on the router %s: add a route to %s",
			 lb_place(run, &answer->icmp_sender),
			 addr_str(&answer->addr, text));
	run_fixf(run, "ip route get %s", addr_str(&answer->addr, text));
}

static void explain_dropped(struct run *run, const struct lb_target *target,
			    const struct tcp_answer *answer)
{
	char text[ADDR_STRLEN];

	if (answer->may_be_absent)
		run_fixf(run,
			 "ip neigh show %s    (FAILED after some seconds: nobody has the "
			 "address any more; on the balancer: ip -brief address)",
			 addr_str(answer->has_gateway ? &answer->gateway : &answer->addr,
				  text));
	run_fixf(run, "on %s: tcpdump -nni any tcp port %u    (does the SYN arrive?)",
		 lb_place(run, &answer->addr), target->port);
	run_fixf(run,
		 "it arrives: firewall-cmd --get-active-zones; "
		 "firewall-cmd --permanent %s && firewall-cmd --reload",
		 lb_firewalld_word(target->service));
	run_fixf(run, "it does not: a firewall between here and there drops it silently");
}

void lb_reproduce(struct run *run, const struct addr *addr)
{
	char text[ADDR_STRLEN];

	run_reproducef(run, "nc -vz -w %.0f %s %u", ceil(run_inventory(run)->timeout),
		       addr_str(addr, text), addr->port);
}

void lb_explain(struct run *run, const struct lb_target *target,
		const struct tcp_answer *answer)
{
	run_reason(run, tcp_answer_reason(answer));
	lb_reproduce(run, &answer->addr);
	switch (answer->outcome) {
	case TCP_REFUSED:
		explain_refused(run, target, answer);
		break;
	case TCP_PROHIBITED:
		explain_prohibited(run, target, answer);
		break;
	case TCP_ABSENT:
		explain_absent(run, answer);
		break;
	case TCP_NO_ROUTE:
		explain_no_route(run, answer);
		break;
	case TCP_DROPPED:
		explain_dropped(run, target, answer);
		break;
	case TCP_OPEN:
	case TCP_CLOSED_AT_ONCE:
	case TCP_RESET_AFTER:
	case TCP_TALKS:
	case TCP_LOCAL_ERROR:
		break;
	}
}

static const char *prohibited_title(struct run *run, const struct lb_target *target,
				    const struct tcp_answer *answer)
{
	struct arena *arena = run_arena(run);

	if (answer->icmp_sender_is_self && !is_own_word(answer))
		return arena_printf(arena,
				    "%s: this machine's own firewall rejects the "
				    "connection",
				    target->name);
	if (!answer->has_icmp_sender)
		return arena_printf(
			arena,
			"%s: a firewall rejects TCP port %u of %s; whose is not "
			"known",
			target->name, target->port, lb_place(run, &answer->addr));
	if (is_targets_word(run, answer))
		return arena_printf(arena, "%s: the firewall of %s rejects TCP port %u",
				    target->name, lb_place(run, &answer->addr),
				    target->port);
	return arena_printf(arena,
			    "%s: a firewall on the way, %s, rejects TCP port %u to %s",
			    target->name, lb_place(run, &answer->icmp_sender),
			    target->port, lb_place(run, &answer->addr));
}

const char *lb_title(struct run *run, const struct lb_target *target,
		     const struct tcp_answer *answer)
{
	struct arena *arena = run_arena(run);
	const char *place = lb_place(run, &answer->addr);
	const char *name = target->name;

	switch (answer->outcome) {
	case TCP_REFUSED:
		return arena_printf(arena,
				    "%s is refused: nothing listens on port %u of %s",
				    name, target->port, place);
	case TCP_PROHIBITED:
		return prohibited_title(run, target, answer);
	case TCP_ABSENT:
		if (answer->has_gateway)
			return arena_printf(
				arena,
				"%s cannot be reached: the router on the way to "
				"%s does not answer",
				name, place);
		return arena_printf(arena,
				    "%s cannot be reached: nobody has the address %s",
				    name, place);
	case TCP_NO_ROUTE:
		return arena_printf(arena, "%s cannot be reached: no route to %s", name,
				    place);
	case TCP_DROPPED:
		return arena_printf(
			arena, "%s does not answer: packets to port %u of %s are dropped",
			name, target->port, place);
	case TCP_OPEN:
	case TCP_CLOSED_AT_ONCE:
	case TCP_RESET_AFTER:
	case TCP_TALKS:
	case TCP_LOCAL_ERROR:
		break;
	}
	return arena_printf(arena, "%s: %s", name, tcp_answer_text(run, answer));
}

/* Nobody is known to serve: what should be there? */
static void explain_servers(struct run *run, const struct lb_target *target)
{
	const struct inventory *inventory = run_inventory(run);
	bool config = target->service == LB_CONFIG;

	switch (target->service) {
	case LB_API:
	case LB_CONFIG:
		run_fixf(run, "on the %s node: crictl ps | grep %s",
			 inventory->phase == PHASE_BOOTSTRAP ? "bootstrap" : "master",
			 config ? "machine-config-server" : "kube-apiserver");
		if (inventory->phase == PHASE_BOOTSTRAP)
			run_fixf(run, "on the bootstrap node: journalctl -b -f -u "
				      "bootkube.service");
		break;
	case LB_HTTP:
	case LB_HTTPS:
		run_fixf(run,
			 "oc -n openshift-ingress get pods -o wide    (their nodes must "
			 "be in the balancer)");
		break;
	}
}

void lb_explain_empty(struct run *run, const struct lb_target *target)
{
	const struct inventory *inventory = run_inventory(run);

	run_reason(run, "tcp-closed-at-once");
	if (inventory->haproxy_file)
		run_fixf(run, "on the load balancer: echo 'show servers state' | "
			      "socat stdio /var/lib/haproxy/stats");
	else
		run_fixf(run,
			 "on the load balancer: are the nodes that serve port %u its "
			 "servers, does its health check pass, and can it reach them?",
			 target->port);
	if (!lb_serving_back_end(run, target->port))
		explain_servers(run, target);
	run_fixf(run, "getsebool haproxy_connect_any    (off: setsebool -P "
		      "haproxy_connect_any=1)");
}

void lb_explain_mode(struct run *run, const struct lb_target *target)
{
	const char *file = run_inventory(run)->haproxy_file;

	if (!file) {
		run_fixf(
			run,
			"if it is not HAProxy: pass port %u on as TCP (nginx: a server in "
			"stream, not in http)",
			target->port);
		file = "/etc/haproxy/haproxy.cfg";
	}
	run_fixf(run, "in %s, front end and back end of port %u: mode tcp", file,
		 target->port);
	run_fixf(
		run,
		"no \"ssl\" or \"crt\" on the bind line, no \"ssl\" on the server lines");
	run_fixf(run, "the servers' port is %u", target->port);
	run_fixf(run, "haproxy -c -f %s && systemctl reload haproxy", file);
}
