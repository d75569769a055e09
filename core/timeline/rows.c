#include "rows.h"

#include <stdlib.h>

#include "contact.h"
#include "core/wire/tls.h"
#include "exchange.h"
#include "nodes.h"
#include "show.h"
#include "transfer.h"

/* Asked so often and not answered: it failed. */
#define UNANSWERED 3

struct rows {
	const struct timeline *timeline;
	const struct node_state *node;
	struct arena *arena;
	struct timeline_row *items;
	size_t count;
};

static struct timeline_row *add(struct rows *rows, enum timeline_step step,
				enum timeline_state state, const struct mark *mark,
				const char *detail)
{
	struct timeline_row *row;

	rows->items = arena_grow(rows->arena, rows->items, rows->count, sizeof *row);
	row = &rows->items[rows->count++];
	*row = (struct timeline_row){
		.step = step,
		.state = state,
		.first = mark->first,
		.duration = mark->last - mark->first,
		.count = mark->count,
		.detail = detail,
	};
	return row;
}

static const char *boot_text(struct arena *arena, const struct dhcp_round *round)
{
	if (!*round->boot_file)
		return "";
	if (!round->next_server.family || strstr(round->boot_file, "://"))
		return arena_printf(arena, ", boot file %s",
				    show_text(arena, round->boot_file));
	return arena_printf(arena, ", boot file %s at %s",
			    show_text(arena, round->boot_file),
			    show_addr(arena, &round->next_server));
}

static const char *given_text(struct arena *arena, const struct dhcp_round *round)
{
	return arena_printf(
		arena, "%s from %s%s", show_addr(arena, &round->lease.address),
		show_addr(arena, &round->lease.server), boot_text(arena, round));
}

static const char *offers_text(struct arena *arena, const struct dhcp_round *round)
{
	const char *text = "";

	for (unsigned i = 0; i < round->offer_count; i++) {
		const struct dhcp_offer *offer = &round->offers[i];

		text = arena_printf(arena, "%s%s%s from %s", text, i ? ", " : "",
				    offer->address.family
					    ? show_addr(arena, &offer->address)
					    : "boot files",
				    show_addr(arena, &offer->server));
	}
	return text;
}

static bool is_ipv6(const struct rows *rows, const struct dhcp_round *round)
{
	return round >= rows->node->rounds6 && round < rows->node->rounds6 + ROUND_COUNT;
}

static const struct dhcp_round *other_family(const struct rows *rows,
					     const struct dhcp_round *round)
{
	const struct node_state *node = rows->node;

	return is_ipv6(rows, round) ? &node->rounds[round - node->rounds6]
				    : &node->rounds6[round - node->rounds];
}

static enum timeline_state round_state(const struct rows *rows,
				       const struct dhcp_round *round)
{
	if (round->ack.count)
		return ROW_DONE;
	/* Where one family works, nobody misses an answer over the other. */
	if (other_family(rows, round)->ack.count)
		return ROW_RUNNING;
	if (rows->node->progress > round->discover.last &&
	    rows->node->progress > round->request.last)
		return ROW_DONE; /* the answer was not visible, but it came */
	if (round->nak.count || round->discover_again.count >= UNANSWERED ||
	    round->request_again.count >= UNANSWERED)
		return ROW_FAILED;
	return ROW_RUNNING;
}

/* The first exchange of a boot is told word by word. */
static void add_first_round(struct rows *rows, const struct dhcp_round *round)
{
	struct arena *arena = rows->arena;
	const char *architecture = show_architecture(arena, round->architecture);
	enum timeline_state state = round_state(rows, round);

	if (round->discover.count)
		add(rows, STEP_FW_DHCP,
		    (state == ROW_FAILED || is_ipv6(rows, round)) && !round->offer.count
			    ? state
			    : ROW_DONE,
		    &round->discover,
		    arena_printf(arena, "%s%s", architecture ? architecture : "",
				 is_ipv6(rows, round) ? ", over IPv6" : ""));
	if (round->offer.count)
		add(rows, STEP_OFFER, ROW_DONE, &round->offer, offers_text(arena, round));
	if (round->request.count)
		add(rows, STEP_REQUEST,
		    round->ack.count || round->nak.count ? ROW_DONE : state,
		    &round->request,
		    round->wanted_of.family
			    ? arena_printf(arena, "%s of %s",
					   show_addr(arena, &round->wanted),
					   show_addr(arena, &round->wanted_of))
			    : show_addr(arena, &round->wanted));
	if (round->ack.count)
		add(rows, STEP_ACK, ROW_DONE, &round->ack, given_text(arena, round));
	else if (round->nak.count)
		add(rows, STEP_ACK, ROW_FAILED, &round->nak,
		    arena_printf(arena, "NAK from %s for %s",
				 show_addr(arena, &round->refused_by),
				 show_addr(arena, &round->refused)));
}

static void add_round(struct rows *rows, enum timeline_step step,
		      const struct dhcp_round *round)
{
	struct arena *arena = rows->arena;
	const struct mark *begin =
		round->discover.count ? &round->discover : &round->request;
	const char *detail;
	struct timeline_row *row;

	if (!begin->count && !round->ack.count)
		return;
	if (round->ack.count)
		detail = given_text(arena, round);
	else if (round->nak.count)
		detail = arena_printf(arena, "NAK from %s",
				      show_addr(arena, &round->refused_by));
	else if (round->offer.count)
		detail = arena_printf(arena, "offered %s", offers_text(arena, round));
	else if (round->wanted.family)
		detail =
			arena_printf(arena, "wants %s", show_addr(arena, &round->wanted));
	else if (other_family(rows, round)->ack.count)
		detail = is_ipv6(rows, round) ? "no answer over IPv6"
					      : "no answer over IPv4";
	else
		detail = "no answer seen";
	row = add(rows, step, round_state(rows, round),
		  begin->count ? begin : &round->ack, detail);
	if (round->ack.count && round->ack.first >= row->first)
		row->duration = round->ack.first - row->first;
}

static void add_rounds(struct rows *rows, const struct dhcp_round *rounds)
{
	static const enum timeline_step steps[ROUND_COUNT] = {
		STEP_FW_DHCP, STEP_IPXE_DHCP, STEP_OS_DHCP, STEP_FIRST_BOOT
	};

	add_first_round(rows, &rounds[ROUND_FW]);
	for (int i = ROUND_IPXE; i < ROUND_COUNT; i++)
		add_round(rows, steps[i], &rounds[i]);
}

static const char *rate_text(struct arena *arena, const struct transfer *transfer)
{
	int64_t duration = transfer->last - transfer->answered;

	if (!transfer->answered || duration < SECOND / 10)
		return "";
	return arena_printf(
		arena, ", %s/s",
		show_bytes(arena, (uint64_t)((double)transfer->bytes * (double)SECOND /
					     (double)duration)));
}

static const char *amount_text(struct arena *arena, const struct transfer *transfer)
{
	if (transfer->is_head || (transfer->status >= 300 && transfer->status < 400))
		return "";
	if (transfer->has_total && transfer->bytes < transfer->total)
		return arena_printf(arena, ", %s of %s (%u %%)%s",
				    show_bytes(arena, transfer->bytes),
				    show_bytes(arena, transfer->total),
				    (unsigned)((double)transfer->bytes * 100 /
					       (double)transfer->total),
				    rate_text(arena, transfer));
	return arena_printf(arena, ", %s%s", show_bytes(arena, transfer->bytes),
			    rate_text(arena, transfer));
}

static const char *transfer_text(struct arena *arena, const struct transfer *transfer)
{
	const char *from =
		arena_printf(arena, "%s from %s", show_text(arena, transfer->file),
			     show_addr(arena, &transfer->server));

	switch ((enum transfer_state)transfer->state) {
	case TRANSFER_NEVER:
	case TRANSFER_ASKED:
		return arena_printf(arena, "%s, no answer yet", from);
	case TRANSFER_REFUSED:
		return arena_printf(arena, "%s: %s %u%s%s", from,
				    transfer->is_tftp ? "TFTP error" : "HTTP",
				    transfer->status, *transfer->text ? " " : "",
				    show_text(arena, transfer->text));
	case TRANSFER_BROKEN:
		return arena_printf(arena, "%s%s, broken off", from,
				    amount_text(arena, transfer));
	case TRANSFER_RUNS:
	case TRANSFER_DONE:
		return arena_printf(arena, "%s%s%s", from,
				    transfer->is_head ? " (HEAD)" : "",
				    amount_text(arena, transfer));
	}
	return from;
}

static void add_transfers(struct rows *rows)
{
	static const enum timeline_state states[] = {
		[TRANSFER_ASKED] = ROW_RUNNING, [TRANSFER_RUNS] = ROW_RUNNING,
		[TRANSFER_DONE] = ROW_DONE,	[TRANSFER_REFUSED] = ROW_FAILED,
		[TRANSFER_BROKEN] = ROW_FAILED,
	};

	for (int kind = 0; kind < TRANSFER_COUNT; kind++) {
		const struct transfer *transfer = &rows->node->transfers[kind];
		struct timeline_row *row;

		if (!transfer->asked.count)
			continue;
		row = add(rows, transfer_step((enum transfer_kind)kind),
			  states[transfer->state], &transfer->asked,
			  transfer_text(rows->arena, transfer));
		row->duration = transfer->last - transfer->asked.first;
		row->is_download = true;
		row->has_total = transfer->has_total;
		row->bytes = transfer->bytes;
		row->total = transfer->total;
		if (transfer->state == TRANSFER_ASKED &&
		    transfer->asked.count >= UNANSWERED)
			row->state = ROW_FAILED;
		/* HEAD and redirects end with their head. */
		if (transfer->state == TRANSFER_RUNS &&
		    (transfer->is_head || transfer->status >= 300))
			row->state = ROW_DONE;
	}
}

static const char *question_text(const struct rows *rows, const struct question *question)
{
	struct arena *arena = rows->arena;
	const char *asked = arena_printf(arena, "%s %s",
					 show_name(rows->timeline, arena, question->name),
					 show_type(question->type));

	if (question->has_data && question->type == 12)
		return arena_printf(arena, "%s: a name from %s", asked,
				    show_addr(arena, &question->answered_by));
	if (question->has_data)
		return arena_printf(arena, "%s: %s from %s", asked,
				    show_addr(arena, &question->address),
				    show_addr(arena, &question->answered_by));
	if (question->answered.count)
		return arena_printf(arena, "%s: %s from %s", asked,
				    show_rcode(question->rcode),
				    show_addr(arena, &question->answered_by));
	return arena_printf(arena, "%s: %s %s", asked,
			    question->is_refused_by_host ? "rejected by"
							 : "no answer from",
			    show_addr(arena, &question->asked_of));
}

static void add_questions(struct rows *rows)
{
	const struct node_state *node = rows->node;

	for (int i = 0; i < QUESTIONS_MAX; i++) {
		const struct question *question = &node->questions[i];
		enum timeline_state state;

		if (!question->asked.count)
			continue;
		if (question->has_data)
			state = ROW_DONE;
		else if (question->answered.count)
			/* No AAAA is as it mostly is. */
			state = question->type == 28 && !question->rcode ? ROW_DONE
									 : ROW_FAILED;
		else
			state = question->unanswered >= UNANSWERED ? ROW_FAILED
								   : ROW_RUNNING;
		add(rows, question->type == 12 ? STEP_PTR : STEP_DNS, state,
		    &question->asked,
		    question->type == 12 && question->has_data && *node->ptr_name
			    ? arena_printf(rows->arena, "%s from %s",
					   show_text(rows->arena, node->ptr_name),
					   show_addr(rows->arena, &question->answered_by))
			    : question_text(rows, question));
	}
}

/* "172.16.0.110:22623: accepted and closed at once (EOF) 14 times" */
static const char *contact_text(struct arena *arena, const struct contact *contact)
{
	const char *text =
		arena_printf(arena, "%s: ", show_addr_port(arena, &contact->server));
	const char *comma = "";

	for (int outcome = 1; outcome < OUTCOME_COUNT; outcome++) {
		if (!contact->counts[outcome])
			continue;
		text = arena_printf(arena, "%s%s%s", text, comma,
				    outcome_name((enum outcome)outcome));
		if (outcome == OUTCOME_ALERT && tls_alert_name(contact->alert))
			text = arena_printf(arena, "%s \"%s\"", text,
					    tls_alert_name(contact->alert));
		if (contact->counts[outcome] > 1)
			text = arena_printf(arena, "%s %u times", text,
					    contact->counts[outcome]);
		comma = ", ";
	}
	return *comma ? text : arena_printf(arena, "%sopen", text);
}

static void add_contact(struct rows *rows, enum timeline_step step,
			const struct contact *contact)
{
	enum timeline_state state = ROW_RUNNING;

	if (!contact->tries.count)
		return;
	if (contact->last == OUTCOME_TALKS ||
	    (contact->last == OUTCOME_SHORT && step != STEP_MCS_POLL))
		state = ROW_DONE;
	else if (contact->last != OUTCOME_NONE)
		state = ROW_FAILED;
	/* Until somebody serves there is nothing wrong with being turned away. */
	if (step == STEP_MCS_POLL &&
	    (contact->last == OUTCOME_EOF || contact->last == OUTCOME_RESET))
		state = ROW_RUNNING;
	add(rows, step, state, &contact->tries, contact_text(rows->arena, contact));
}

static void add_installed(struct rows *rows)
{
	const struct node_state *node = rows->node;
	struct arena *arena = rows->arena;

	if (node->reboot.count)
		add(rows, STEP_REBOOT, ROW_DONE, &node->reboot, "");
	if (node->again.count)
		add(rows, STEP_FW_DHCP, ROW_FAILED, &node->again,
		    "from the network again, after the install");
	add_contact(rows, STEP_MCS_POLL, &node->mcs);
	if (node->mcs_got.count)
		add(rows, STEP_MCS_GOT, ROW_DONE, &node->mcs_got,
		    arena_printf(arena, "%s", show_bytes(arena, node->mcs.bytes)));
	add_contact(rows, STEP_PULL, &node->pull);
	if (node->reboot_2.count)
		add(rows, STEP_REBOOT_2, ROW_DONE, &node->reboot_2, "");
	if (node->serves_mcs.count)
		add(rows, STEP_MCS_GOT, ROW_DONE, &node->serves_mcs, "serves 22623");
	add_contact(rows, STEP_API, &node->api);
	if (node->serves_api.count)
		add(rows, STEP_API, ROW_DONE, &node->serves_api, "serves 6443");
	if (node->ntp.count)
		add(rows, STEP_NTP,
		    !node->ntp_answer.count
			    ? (node->ntp.count > UNANSWERED ? ROW_FAILED : ROW_RUNNING)
		    : node->ntp_unsynchronised ? ROW_FAILED
					       : ROW_DONE,
		    &node->ntp,
		    arena_printf(arena, "%s%s", show_addr(arena, &node->ntp_server),
				 !node->ntp_answer.count    ? ", no answer"
				 : node->ntp_unsynchronised ? ", not synchronised"
							    : ""));
}

/* Steps of a network boot that must have been there, for a later one was seen. */
static void add_unseen(struct rows *rows)
{
	static const enum timeline_step expected[] = { STEP_SCRIPT, STEP_KERNEL,
						       STEP_INITRAMFS, STEP_OS_DHCP,
						       STEP_IGN };
	static const struct mark never;
	const struct node_state *node = rows->node;

	if (!node->rounds[ROUND_FW].discover.count &&
	    !node->rounds[ROUND_IPXE].discover.count)
		return;
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		size_t at = 0;

		while (at < rows->count && rows->items[at].step != expected[i])
			at++;
		if (at == rows->count && expected[i] < node->stage)
			add(rows, expected[i], ROW_UNKNOWN, &never, "not seen from here");
	}
}

/* What was not seen stands before the first step after it that was. */
static int64_t sort_time(const struct rows *rows, const struct timeline_row *row)
{
	int64_t time = 0;

	if (row->state != ROW_UNKNOWN)
		return row->first;
	for (size_t i = 0; i < rows->count; i++)
		if (rows->items[i].step > row->step &&
		    rows->items[i].state != ROW_UNKNOWN &&
		    (!time || rows->items[i].first < time))
			time = rows->items[i].first;
	return time;
}

static int compare(const void *left, const void *right, void *arg)
{
	const struct timeline_row *a = left, *b = right;
	int64_t a_time = sort_time(arg, a), b_time = sort_time(arg, b);

	if (a_time != b_time)
		return a_time < b_time ? -1 : 1;
	return (a->step > b->step) - (a->step < b->step);
}

struct timeline_row *rows_of(const struct timeline *timeline, struct arena *arena,
			     const struct node_state *node, size_t *ret_count)
{
	struct rows rows = { .timeline = timeline, .node = node, .arena = arena };
	struct rows order;

	add_rounds(&rows, node->rounds);
	add_rounds(&rows, node->rounds6);
	add_transfers(&rows);
	add_questions(&rows);
	add_installed(&rows);
	add_unseen(&rows);
	/* qsort_r moves what it compares: times are looked up in a copy. */
	order = rows;
	order.items = arena_alloc(arena, (rows.count + 1) * sizeof *order.items);
	if (rows.count) {
		memcpy(order.items, rows.items, rows.count * sizeof *rows.items);
		qsort_r(rows.items, rows.count, sizeof *rows.items, compare, &order);
	}
	*ret_count = rows.count;
	return rows.items;
}
