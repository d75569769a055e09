#include "contact.h"

#include "event.h"
#include "nodes.h"

/*
 * The machine config server's answer is hundreds of KiB, an error is a few bytes, and a
 * certificate chain some KiB; the API server answers a kubelet's first questions with more.
 */
#define ANSWER_MIN     ((uint64_t)10 * 1024)
#define ANSWER_MIN_API ((uint64_t)6 * 1024)
/*
 * What a client sends after its ClientHello where it does not like the certificate is an alert of
 * at most some ten bytes; a request comes after a Finished of 58 and is itself over 100.
 */
#define REQUEST_MIN 140

const char *outcome_name(enum outcome outcome)
{
	static const char *const names[OUTCOME_COUNT] = {
		[OUTCOME_SILENT] = "no answer",
		[OUTCOME_REFUSED] = "connection refused (RST)",
		[OUTCOME_PROHIBITED] = "rejected by a firewall (ICMP)",
		[OUTCOME_UNREACHABLE] = "host unreachable (ICMP)",
		[OUTCOME_EOF] = "accepted and closed at once (EOF)",
		[OUTCOME_RESET] = "accepted and reset",
		[OUTCOME_NOT_TLS] = "an answer that is not TLS",
		[OUTCOME_ALERT] = "a TLS alert",
		[OUTCOME_REJECTED] = "TLS, ended by the node after the certificate",
		[OUTCOME_SHORT] = "TLS and a short answer",
		[OUTCOME_TALKS] = "TLS and data",
	};

	return names[outcome];
}

enum timeline_step contact_step(enum flow_kind kind)
{
	switch (kind) {
	case FLOW_FETCH:
		return STEP_SCRIPT;
	case FLOW_MCS:
		return STEP_MCS_POLL;
	case FLOW_API:
		return STEP_API;
	case FLOW_PULL:
		return STEP_PULL;
	}
	return STEP_COUNT;
}

struct contact *contact_of(struct timeline *timeline, const struct flow *flow)
{
	struct node_state *node = &timeline->nodes[flow->node];

	switch ((enum flow_kind)flow->kind) {
	case FLOW_FETCH:
		return &node->fetch;
	case FLOW_MCS:
		return &node->mcs;
	case FLOW_API:
		return &node->api;
	case FLOW_PULL:
		return &node->pull;
	}
	return NULL;
}

void contact_try(struct timeline *timeline, const struct flow *flow, int64_t time)
{
	struct contact *contact = contact_of(timeline, flow);
	struct node_state *node = &timeline->nodes[flow->node];
	enum timeline_step step = contact_step(flow->kind);
	char server[ADDR_STRLEN];

	node_touch(timeline, flow->node, time);
	contact->server = flow->server;
	if (mark_note(&contact->tries, time) && flow->kind != FLOW_FETCH) {
		event_tell(timeline, flow->node, step, false, time, "connects to %s",
			   addr_str_port(&flow->server, server));
		node_gets_on(node, step, time);
	}
	/* Whoever asks for its configuration has been installed. */
	if (flow->kind == FLOW_MCS && !node->is_installed && !node->reboot.count &&
	    node->transfers[TRANSFER_IGN].done_count) {
		node->is_installed = true;
		mark_note(&node->reboot, time);
	}
}

/* A download that does not begin belongs to the step that the node has come to. */
static enum timeline_step step_of(const struct timeline *timeline,
				  const struct flow *flow)
{
	enum timeline_step stage = timeline->nodes[flow->node].stage;

	if (flow->kind == FLOW_FETCH && stage > STEP_SCRIPT && stage < STEP_REBOOT)
		return stage;
	return contact_step(flow->kind);
}

static bool is_good(const struct flow *flow, enum outcome outcome)
{
	return outcome == OUTCOME_TALKS ||
	       (outcome == OUTCOME_SHORT && flow->kind != FLOW_MCS);
}

/*
 * What does not come by itself: a service that is not there yet is normal while a cluster comes up,
 * and a SYN may be lost. A finding says so where it lasts.
 */
static bool is_alarming(const struct flow *flow, enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_PROHIBITED:
	case OUTCOME_NOT_TLS:
	case OUTCOME_ALERT:
	case OUTCOME_REJECTED:
		return true;
	case OUTCOME_REFUSED:
	case OUTCOME_UNREACHABLE:
	case OUTCOME_EOF:
	case OUTCOME_RESET:
		return flow->kind == FLOW_FETCH;
	case OUTCOME_NONE:
	case OUTCOME_SILENT:
	case OUTCOME_SHORT:
	case OUTCOME_TALKS:
	case OUTCOME_COUNT:
		return false;
	}
	return false;
}

void contact_tell(struct timeline *timeline, struct flow *flow, enum outcome outcome,
		  int64_t time)
{
	struct contact *contact = contact_of(timeline, flow);
	enum timeline_step step = step_of(timeline, flow);
	char server[ADDR_STRLEN];

	if (flow->outcome == outcome)
		return;
	if (flow->outcome != OUTCOME_NONE)
		contact->counts[flow->outcome]--;
	flow->outcome = (uint8_t)outcome;
	contact->counts[outcome]++;
	contact->ended = time;
	if (contact->last != outcome) {
		contact->last = (uint8_t)outcome;
		contact->since = flow->first;
		event_tell(timeline, flow->node, step, is_alarming(flow, outcome), time,
			   "%s: %s", addr_str_port(&flow->server, server),
			   outcome_name(outcome));
	}
	if (is_good(flow, outcome))
		node_gets_on(&timeline->nodes[flow->node], step, time);
}

void contact_grow(struct timeline *timeline, struct flow *flow, int64_t time)
{
	struct contact *contact = contact_of(timeline, flow);
	struct node_state *node = &timeline->nodes[flow->node];
	uint64_t enough = flow->kind == FLOW_API ? ANSWER_MIN_API : ANSWER_MIN;

	if (flow->server_bytes > contact->bytes)
		contact->bytes = flow->server_bytes;
	if (flow->server_bytes < enough || flow->outcome == OUTCOME_NOT_TLS)
		return;
	contact_tell(timeline, flow, OUTCOME_TALKS, time);
	node->last = time > node->last ? time : node->last;
	if (flow->kind != FLOW_MCS)
		return;
	if (!flow->is_told) {
		flow->is_told = true;
		if (mark_note(&node->mcs_got, time))
			event_tell(timeline, flow->node, STEP_MCS_GOT, false, time,
				   "gets its configuration");
		node_gets_on(node, STEP_MCS_GOT, time);
	}
	node->mcs_got.last = time;
}

static enum outcome judge(const struct flow *flow, const struct contact *contact,
			  bool by_client, bool is_reset)
{
	if (flow->state == FLOW_SYN)
		return is_reset && !by_client ? OUTCOME_REFUSED : OUTCOME_SILENT;
	if (!flow->server_bytes) {
		if (by_client)
			return OUTCOME_SILENT;
		return is_reset ? OUTCOME_RESET : OUTCOME_EOF;
	}
	if (contact->alert)
		return OUTCOME_ALERT;
	if (flow->client_bytes < flow->hello_length + REQUEST_MIN)
		return by_client ? OUTCOME_REJECTED : OUTCOME_RESET;
	return OUTCOME_SHORT;
}

void contact_end(struct timeline *timeline, struct flow *flow, bool by_client,
		 bool is_reset, int64_t time)
{
	struct contact *contact = contact_of(timeline, flow);
	enum outcome outcome;

	if (flow->state == FLOW_CLOSED)
		return;
	outcome = judge(flow, contact, by_client, is_reset);
	flow->state = FLOW_CLOSED;
	if (flow->outcome == OUTCOME_TALKS || flow->outcome == OUTCOME_NOT_TLS ||
	    (flow->kind == FLOW_FETCH && flow->server_bytes))
		return;
	contact_tell(timeline, flow, outcome, time);
}
