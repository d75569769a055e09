/* Questions to DNS and their answers; the time. */
#include <arpa/nameser.h>

#include "findings.h"
#include "names.h"
#include "show.h"

#define ASKED_OFTEN    3
#define RCODE_SERVFAIL 2
#define RCODE_NXDOMAIN 3
#define RCODE_REFUSED  5
#define NTP_OFTEN      4

static bool is_cluster_name(const struct timeline *timeline, const char *name)
{
	const struct inventory *inventory = timeline->inventory;
	size_t length = strlen(name), tail;

	if (!strncmp(name, "api-int.", 8) || !strncmp(name, "api.", 4))
		return true;
	if (!inventory || !inventory->cluster_domain)
		return false;
	tail = strlen(inventory->cluster_domain);
	return length > tail && name[length - tail - 1] == '.' &&
	       !strcmp(name + length - tail, inventory->cluster_domain);
}

/* A name that has addresses of one family need not have those of the other. */
static bool resolves_otherwise(const struct node_state *node,
			       const struct question *question)
{
	for (int i = 0; i < QUESTIONS_MAX; i++) {
		const struct question *other = &node->questions[i];

		if (other != question && other->has_data &&
		    !strcmp(other->name, question->name))
			return true;
		/* One of the two is enough to tell of. */
		if (other < question && other->type && other->bad &&
		    question->type != ns_t_ptr && !strcmp(other->name, question->name))
			return true;
	}
	return false;
}

static void explain(const struct question *question, bool is_own,
		    struct timeline_finding *finding)
{
	switch (question->rcode) {
	case RCODE_NXDOMAIN:
	case 0:
		finding->cause =
			question->type == ns_t_ptr
				? "the reverse zone has no record for it: the node will call "
				  "itself localhost"
			: is_own
				? "the zone has no such record, or that server does not have "
				  "the zone"
				: "that server does not know outside names";
		finding->fix =
			question->type == ns_t_ptr
				? "add the PTR record, with a dot at its end, and reload"
				: "add the record to the zone, raise its serial, rndc "
				  "reload";
		break;
	case RCODE_REFUSED:
		finding->cause =
			"allow-query or allow-recursion of the name server does not "
			"include the nodes' network";
		finding->fix =
			"allow-query { the nodes' network; }; in named.conf, then rndc "
			"reconfig";
		break;
	case RCODE_SERVFAIL:
		finding->cause =
			"the zone is not loaded, or the server's forwarders do not "
			"answer";
		finding->fix = "named-checkconf -z; journalctl -u named";
		break;
	default:
		finding->cause = "the name server refuses the question";
		finding->fix = "journalctl -u named";
	}
}

static void find_bad_answer(struct findings *findings, const struct node_state *node,
			    const struct question *question, bool is_own)
{
	struct arena *arena = findings->arena;
	bool is_named =
		question->type == ns_t_ptr && node->known && node->known->named_by;
	bool hurts = is_own || question->type == ns_t_ptr;
	struct timeline_finding *finding = finding_add(
		findings, node, question->type == ns_t_ptr ? "dns-ptr" : "dns-bad-answer",
		hurts && !is_named ? FINDING_STUCK : FINDING_WARN, question->bad_since);
	const char *what = show_name(findings->timeline, arena, question->name);

	finding->about = what;
	finding->title = arena_printf(
		arena, "%s asked %s for %s%s %u time%s: %s", finding->node,
		show_addr(arena, &question->answered_by),
		question->type == ns_t_ptr ? "its own name " : "", what, question->bad,
		question->bad == 1 ? "" : "s", show_rcode(question->rcode));
	explain(question, is_own, finding);
}

static void find_no_answer(struct findings *findings, const struct node_state *node,
			   const struct question *question)
{
	struct arena *arena = findings->arena;
	struct timeline_finding *finding;

	finding = finding_add(findings, node, "dns-no-answer", FINDING_STUCK,
			      question->asked.first);
	finding->about = show_name(findings->timeline, arena, question->name);
	finding->title = arena_printf(
		arena, "%s asked %s for %s %u times: %s", finding->node,
		show_addr(arena, &question->asked_of), finding->about,
		question->unanswered,
		question->is_refused_by_host ? "rejected (ICMP)" : "no answer");
	finding->cause =
		question->is_refused_by_host
			? "nothing listens at port 53 of that address (listen-on), or its "
			  "firewall rejects"
			: "the name server is down, a firewall drops, or DHCP gave an address "
			  "that is no name server's";
	finding->fix =
		"listen-on port 53 { any; }; in named.conf; firewall-cmd --permanent "
		"--add-service=dns && firewall-cmd --reload";
}

static void find_wrong_name(struct findings *findings, const struct node_state *node)
{
	struct timeline_finding *finding;

	if (!*node->ptr_name || !node->known || node->known->named_by ||
	    !strcmp(node->ptr_name, node->known->fqdn))
		return;
	finding = finding_add(findings, node, "dns-ptr-wrong", FINDING_STUCK,
			      node->progress);
	finding->title = arena_printf(
		findings->arena, "%s is told by DNS that its name is %s, not %s",
		finding->node, show_text(findings->arena, node->ptr_name),
		node->known->fqdn);
	finding->cause =
		"the PTR record of its address names another, or lacks the dot at its "
		"end";
	finding->fix = arena_printf(findings->arena,
				    "PTR %s. in the reverse zone, then rndc "
				    "reload",
				    node->known->fqdn);
}

static void find_time(struct findings *findings, const struct node_state *node)
{
	struct arena *arena = findings->arena;
	struct timeline_finding *finding;

	if (node->ntp_answer.count ? !node->ntp_unsynchronised
				   : node->ntp.count < NTP_OFTEN)
		return;
	finding = finding_add(findings, node, "ntp", FINDING_WARN, node->ntp.first);
	finding->title =
		node->ntp_answer.count
			? arena_printf(arena,
				       "%s takes its time from %s, which is not "
				       "synchronised itself",
				       finding->node, show_addr(arena, &node->ntp_server))
			: arena_printf(arena,
				       "%s asked %s for the time %u times: no answer",
				       finding->node, show_addr(arena, &node->ntp_server),
				       node->ntp.count);
	finding->cause = "certificates are refused where clocks differ";
	finding->fix = "let the nodes reach a time server that is synchronised (chronyc "
		       "tracking)";
}

static bool is_own_name(const struct node_state *node, const struct question *question)
{
	char name[ADDR_REVERSE_LEN];

	for (int i = 0; i < OWN_ADDRESSES; i++)
		if (node->addresses[i].family &&
		    !strcmp(question->name, addr_reverse(&node->addresses[i], name)))
			return true;
	return false;
}

static bool matters(const struct node_state *node, const struct question *question)
{
	return question->type && !question->has_data &&
	       !question_is_searched(node, question) &&
	       !resolves_otherwise(node, question) &&
	       (question->type != ns_t_ptr || is_own_name(node, question));
}

static bool is_unanswered(const struct question *question)
{
	return question->unanswered >= ASKED_OFTEN || question->is_refused_by_host;
}

/* One name is enough to tell of a server that does not answer. */
static bool is_server_told(const struct node_state *node, const struct question *question)
{
	for (const struct question *other = node->questions; other < question; other++)
		if (matters(node, other) && is_unanswered(other) &&
		    addr_equal(&other->asked_of, &question->asked_of))
			return true;
	return false;
}

void find_names(struct findings *findings, const struct node_state *node)
{
	for (int i = 0; i < QUESTIONS_MAX; i++) {
		const struct question *question = &node->questions[i];
		bool is_own = is_cluster_name(findings->timeline, question->name);

		if (!matters(node, question))
			continue;
		if (!is_unanswered(question) && question->bad)
			find_bad_answer(findings, node, question, is_own);
		else if (is_unanswered(question) && !is_server_told(node, question))
			find_no_answer(findings, node, question);
	}
	find_wrong_name(findings, node);
	find_time(findings, node);
}
