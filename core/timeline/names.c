/* DNS: what a node asks, who answers, and what; a question is the same if name and type are. */
#include "names.h"

#include <arpa/nameser.h>

#include "core/wire/dns.h"
#include "event.h"
#include "feed.h"
#include "nodes.h"

#define RCODE_NXDOMAIN 3

bool question_is_searched(const struct node_state *node, const struct question *question)
{
	for (int i = 0; i < QUESTIONS_MAX; i++) {
		const char *name = node->questions[i].name;
		size_t length = strlen(name);

		if (length && !strncmp(question->name, name, length) &&
		    question->name[length] == '.')
			return true;
	}
	return false;
}

static bool is_own_ptr(const struct node_state *node, const struct question *question)
{
	char name[ADDR_REVERSE_LEN];

	if (question->type != ns_t_ptr)
		return false;
	for (int i = 0; i < OWN_ADDRESSES; i++)
		if (node->addresses[i].family &&
		    !strcmp(question->name, addr_reverse(&node->addresses[i], name)))
			return true;
	return false;
}

/* What the place of a question is worth: names that an install hangs on give way last. */
static unsigned rank_of(const struct timeline *timeline, const struct node_state *node,
			const struct question *question)
{
	const struct inventory *inventory = timeline->inventory;

	if (!question->type)
		return 0;
	if (question_is_searched(node, question))
		return 1;
	if (!strncmp(question->name, "api-int.", 8) ||
	    !strncmp(question->name, "api.", 4) || is_own_ptr(node, question))
		return 3;
	if (inventory && inventory->cluster_domain &&
	    strstr(question->name, inventory->cluster_domain))
		return 2;
	return 1;
}

/* The place that can be spared best: of those of the least worth what was asked longest ago. */
static struct question *spare_place(const struct timeline *timeline,
				    struct node_state *node)
{
	struct question *spare = &node->questions[0];
	unsigned least = rank_of(timeline, node, spare);

	for (int i = 1; i < QUESTIONS_MAX; i++) {
		struct question *question = &node->questions[i];
		unsigned rank = rank_of(timeline, node, question);

		if (rank < least ||
		    (rank == least && question->asked.last < spare->asked.last)) {
			spare = question;
			least = rank;
		}
	}
	return spare;
}

/* The question's place; `may_take`: there is one from now on. */
static struct question *find(const struct timeline *timeline, struct node_state *node,
			     const struct dns_summary *summary, bool may_take)
{
	struct question *spare;
	char name[NAME_BYTES];

	text_keep(
		name, sizeof name,
		(struct slice){ (const uint8_t *)summary->name, strlen(summary->name) });
	for (int i = 0; i < QUESTIONS_MAX; i++) {
		struct question *question = &node->questions[i];

		if (question->type == summary->type && !strcmp(question->name, name))
			return question;
	}
	if (!may_take)
		return NULL;
	spare = spare_place(timeline, node);
	*spare = (struct question){ .type = summary->type };
	memcpy(spare->name, name, sizeof name);
	return spare;
}

/* Questions of a running cluster are countless; these tell about the boot. */
static bool is_asked_while_booting(uint16_t type)
{
	return type == ns_t_a || type == ns_t_aaaa || type == ns_t_ptr;
}

static enum timeline_step step_of(const struct node_state *node,
				  const struct question *question)
{
	return is_own_ptr(node, question) ? STEP_PTR : STEP_DNS;
}

static bool note_question(struct timeline *timeline, uint32_t index,
			  const struct dns_summary *summary, const struct packet *packet,
			  int64_t time)
{
	struct node_state *node = &timeline->nodes[index];
	struct question *question = find(timeline, node, summary, true);
	char server[ADDR_STRLEN];

	node_touch(timeline, index, time);
	mark_note(&timeline->visible.dns, time);
	question->asked_of = packet->target;
	question->unanswered++;
	if (mark_note(&question->asked, time))
		event_tell(timeline, index, step_of(node, question), false, time,
			   "asks %s for %s", addr_str(&packet->target, server),
			   question->name);
	if (node->is_installed || node->stage >= STEP_FIRST_BOOT || !node->stage_since)
		node_reach(node, STEP_DNS, time);
	return true;
}

static const char *rcode_name(uint8_t rcode)
{
	static const char *const names[] = { "no data",	 "FORMERR", "SERVFAIL",
					     "NXDOMAIN", "NOTIMP",  "REFUSED" };

	return rcode < sizeof names / sizeof *names ? names[rcode] : "an error";
}

static void note_bad(struct timeline *timeline, uint32_t index, struct question *question,
		     const struct dns_summary *summary, int64_t time)
{
	const struct node_state *node = &timeline->nodes[index];
	char server[ADDR_STRLEN];

	if (!question->bad++ || question->rcode != summary->rcode) {
		question->bad_since = question->asked.last;
		/* No AAAA is no news where there are IPv4 addresses. */
		if (question->type != ns_t_aaaa && !question_is_searched(node, question))
			event_tell(timeline, index, step_of(node, question), true, time,
				   "%s from %s for %s", rcode_name(summary->rcode),
				   addr_str(&question->answered_by, server),
				   question->name);
	}
	question->rcode = summary->rcode;
	question->has_data = false;
}

static void note_good(struct timeline *timeline, uint32_t index,
		      struct question *question, const struct dns_summary *summary,
		      int64_t time)
{
	struct node_state *node = &timeline->nodes[index];
	bool is_new = question->answered.count == 1 || question->bad ||
		      !addr_equal(&question->address, &summary->address);
	char text[ADDR_STRLEN];

	question->rcode = 0;
	question->bad = 0;
	question->has_data = true;
	question->address = summary->address;
	if (is_own_ptr(node, question)) {
		snprintf(node->ptr_name, sizeof node->ptr_name, "%.*s",
			 (int)sizeof node->ptr_name - 1, summary->target);
		if (node->is_installed || node->mcs.tries.count)
			node_reach(node, STEP_PTR, time);
	}
	if (is_new)
		event_tell(timeline, index, step_of(node, question), false, time,
			   "%s is %s", question->name,
			   question->type == ns_t_ptr
				   ? summary->target
				   : addr_str(&summary->address, text));
}

static bool note_answer(struct timeline *timeline, uint32_t index,
			const struct dns_summary *summary, const struct packet *packet,
			int64_t time)
{
	struct question *question =
		find(timeline, &timeline->nodes[index], summary, false);

	if (!question)
		return false;
	mark_note(&timeline->visible.dns_answer, time);
	mark_note(&question->answered, time);
	question->answered_by = packet->source;
	question->unanswered = 0;
	question->is_refused_by_host = false;
	if (summary->rcode || !summary->answer_count)
		note_bad(timeline, index, question, summary, time);
	else
		note_good(timeline, index, question, summary, time);
	return true;
}

bool feed_dns(struct timeline *timeline, const struct packet *packet, int64_t time)
{
	bool is_query = packet->target.port == PORT_DNS;
	struct dns_summary summary;
	uint32_t index = is_query ? node_of_source(timeline, packet)
				  : node_by_addr(timeline, &packet->target);

	if (index == NODE_NONE || dns_summary_read(packet->payload, &summary) < 0 ||
	    summary.is_response == is_query || !is_asked_while_booting(summary.type))
		return false;
	return is_query ? note_question(timeline, index, &summary, packet, time)
			: note_answer(timeline, index, &summary, packet, time);
}
