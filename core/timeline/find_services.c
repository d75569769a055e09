/* 22623 and 6443: what came back, and what that means at this point of an install. */
#include "contact.h"
#include "core/wire/tls.h"
#include "findings.h"
#include "show.h"

/* Being turned away is normal for the first minutes, while the cluster comes up. */
#define GRACE	  (60 * SECOND)
#define PATIENCE  (1800 * SECOND) /* J.2: what the installer waits for */
#define TRIED_MIN 3
#define ALERT_MIN 2

static bool is_node_address(const struct timeline *timeline, const struct addr *addr)
{
	for (size_t i = 0; timeline->inventory && i < timeline->inventory->node_count;
	     i++)
		if (addr_is_in(addr, timeline->inventory->nodes[i].addresses.items,
			       timeline->inventory->nodes[i].addresses.count))
			return true;
	return false;
}

/* A machine of this role accepts connections at 22623 itself. */
static const struct service *serving(const struct timeline *timeline, enum node_role role,
				     in_port_t port)
{
	for (unsigned i = 0; i < timeline->service_count; i++) {
		const struct service *service = &timeline->services[i];

		if (service->addr.port != port || service->node == NODE_NONE ||
		    !timeline->nodes[service->node].known ||
		    timeline->nodes[service->node].known->role != role)
			continue;
		if (service->accepted.count &&
		    service->accepted.last >= service->refused.last)
			return service;
	}
	return NULL;
}

static void explain_turned_away(const struct findings *findings,
				const struct node_state *node, bool is_late,
				struct timeline_finding *finding)
{
	const struct timeline *timeline = findings->timeline;
	bool is_worker = node->known && (node->known->role == NODE_WORKER ||
					 node->known->role == NODE_INFRA);

	if (is_worker) {
		finding->cause =
			"the balancer has no live server behind 22623: masters serve "
			"workers once they run";
		finding->fix = "wait for the masters; then take the bootstrap out of the "
			       "balancer";
		return;
	}
	if (serving(timeline, NODE_BOOTSTRAP, PORT_MCS)) {
		finding->cause =
			"the bootstrap serves 22623, but the balancer does not pass to "
			"it";
		finding->fix =
			"put bootstrap:22623 into the balancer's back end, and allow "
			"HAProxy to reach it (setsebool -P haproxy_connect_any=1)";
		return;
	}
	finding->cause =
		is_late ? "the bootstrap does not serve 22623 yet: it cannot pull its "
			  "images, or its certificates have expired"
			: "normal until the bootstrap serves 22623";
	finding->fix =
		is_late ? "ssh core@bootstrap journalctl -b -u release-image.service -u "
			  "bootkube.service"
			: NULL;
}

static enum timeline_severity severity_of(const struct contact *contact, int64_t lasts)
{
	switch ((enum outcome)contact->last) {
	case OUTCOME_EOF:
	case OUTCOME_RESET:
	case OUTCOME_SHORT:
		return lasts > PATIENCE ? FINDING_STUCK : FINDING_NOTE;
	case OUTCOME_REFUSED:
	case OUTCOME_SILENT:
	case OUTCOME_UNREACHABLE:
		return lasts > GRACE ? FINDING_STUCK : FINDING_NOTE;
	default:
		return FINDING_STUCK;
	}
}

static void explain(const struct findings *findings, const struct node_state *node,
		    const struct contact *contact, int64_t lasts,
		    struct timeline_finding *finding)
{
	const struct timeline *timeline = findings->timeline;
	bool is_direct = is_node_address(timeline, &contact->server);

	switch ((enum outcome)contact->last) {
	case OUTCOME_EOF:
	case OUTCOME_RESET:
		explain_turned_away(findings, node, lasts > PATIENCE, finding);
		break;
	case OUTCOME_REFUSED:
		finding->cause =
			is_direct ? "nothing listens on that node"
				  : "the balancer has no front end on this port, or "
				    "is down";
		finding->fix =
			is_direct ? "api-int must be the balancer, not a node"
				  : "systemctl status haproxy; its frontend must bind "
				    "this port";
		break;
	case OUTCOME_SILENT:
		finding->cause =
			"a firewall drops, the address is nobody's, or the balancer "
			"waits for a server that is dead";
		finding->fix =
			"firewall-cmd --list-ports on the balancer; compare the address "
			"with api-int";
		break;
	case OUTCOME_PROHIBITED:
		finding->cause = "a firewall rejects the port";
		finding->fix =
			arena_printf(findings->arena,
				     "firewall-cmd --permanent --add-port=%u/tcp && "
				     "firewall-cmd --reload on the balancer",
				     contact->server.port);
		break;
	case OUTCOME_UNREACHABLE:
		finding->cause = "there is no way to that address";
		finding->fix = "compare the address with api-int, and the node's router";
		break;
	case OUTCOME_NOT_TLS:
		finding->cause = "the balancer does not pass TLS through (mode http), or "
				 "another service is behind the port";
		finding->fix = "mode tcp for this frontend and its backend";
		break;
	case OUTCOME_ALERT:
	case OUTCOME_REJECTED:
		finding->cause =
			"the node does not trust the certificate: its Ignition file is "
			"of another run of the installer, the certificates have "
			"expired, or its clock is wrong";
		finding->fix =
			"make all Ignition files anew in an empty folder, copy all "
			"three, and install the nodes again";
		break;
	case OUTCOME_SHORT:
		finding->cause =
			"an error inside TLS (HTTP 500): the bootstrap does not serve "
			"workers, or the configuration is not rendered yet";
		finding->fix = "wait for the masters; then take the bootstrap out of the "
			       "balancer";
		break;
	case OUTCOME_NONE:
	case OUTCOME_TALKS:
	case OUTCOME_COUNT:
		break;
	}
}

static void find_in_contact(struct findings *findings, const struct node_state *node,
			    const struct contact *contact, const char *id)
{
	struct arena *arena = findings->arena;
	int64_t lasts = contact->ended - contact->since;
	struct timeline_finding *finding;
	uint32_t times;

	if (!contact->tries.count || contact->last == OUTCOME_NONE ||
	    contact->last == OUTCOME_TALKS)
		return;
	times = contact->counts[contact->last];
	if (times < (contact->last == OUTCOME_ALERT || contact->last == OUTCOME_REJECTED
			     ? ALERT_MIN
			     : TRIED_MIN))
		return;
	finding = finding_add(findings, node, id, severity_of(contact, lasts),
			      contact->since);
	finding->title = arena_printf(
		arena, "%s tried %s %u times in %s: %s%s%s", finding->node,
		show_addr_port(arena, &contact->server), times,
		show_duration(arena, lasts), outcome_name(contact->last),
		contact->last == OUTCOME_ALERT && tls_alert_name(contact->alert) ? " "
										 : "",
		contact->last == OUTCOME_ALERT && tls_alert_name(contact->alert)
			? tls_alert_name(contact->alert)
			: "");
	explain(findings, node, contact, lasts, finding);
}

void find_services(struct findings *findings, const struct node_state *node)
{
	if (!node->mcs_got.count)
		find_in_contact(findings, node, &node->mcs, "mcs");
	if (node->api.last != OUTCOME_SHORT)
		find_in_contact(findings, node, &node->api, "api");
}

/* No node has been served by the balancer, though the bootstrap itself answers. */
static void find_bypassed(struct findings *findings)
{
	const struct timeline *timeline = findings->timeline;
	const struct service *direct = serving(timeline, NODE_BOOTSTRAP, PORT_MCS);
	const struct contact *last = NULL;
	struct timeline_finding *finding;

	if (!direct || timeline->now - direct->accepted.first < GRACE)
		return;
	for (uint32_t i = 0; i < timeline->used_count; i++) {
		const struct contact *mcs = &timeline->nodes[i].mcs;

		if (!mcs->tries.count || is_node_address(timeline, &mcs->server))
			continue;
		if (mcs->bytes)
			return; /* somebody behind the balancer spoke */
		if (mcs->tries.last > direct->accepted.first &&
		    mcs->counts[mcs->last] >= TRIED_MIN)
			last = mcs;
	}
	if (!last)
		return;
	finding = finding_add(findings, NULL, "balancer-mcs", FINDING_STUCK, last->since);
	finding->title = arena_printf(
		findings->arena,
		"no node has reached 22623 through the balancer (%s: %s), the bootstrap (%s) "
		"answers directly",
		show_addr(findings->arena, &last->server), outcome_name(last->last),
		show_addr(findings->arena, &direct->addr));
	finding->cause =
		"the bootstrap is missing in the balancer's back end of 22623, is there "
		"with another address or port, or HAProxy may not reach it (SELinux)";
	finding->fix =
		"server bootstrap <address>:22623 check in the back end; setsebool -P "
		"haproxy_connect_any=1; systemctl reload haproxy";
}

void find_cluster(struct findings *findings)
{
	find_bypassed(findings);
}
