/* ares_query() is marked as old since 1.28; what replaced it is missing in 1.13. */
#define CARES_NO_DEPRECATED
#include "lane.h"

#include <arpa/nameser.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <ares.h>

#include "core/arena.h"
#include "message.h"
#include "socket.h"
#include "tcp.h"
#include "udp.h"

/*
 * Questions in flight. A socket's default receive buffer holds about 275 answers, ours the double;
 * what comes beyond is lost and would be reported as a time-out of a healthy server.
 */
#define WINDOW_START	64 /* until the server has answered */
#define WINDOW_ANSWERED 128
#define WINDOW_MAX	192
#define WINDOW_MIN	48

/* Attempts at a server that never answered anything, and at one that did: with one per cent of
   the datagrams lost, five failures in a row happen once in 10^10. */
#define ATTEMPTS_SILENT	  3
#define ATTEMPTS_ANSWERED 5
/* A question ends after so many time-outs, however many attempts were made in them. */
#define TOTAL_TIMEOUTS 3
/* First retransmission to a server that is known to answer: 4 x round trip, at least this. */
#define RESEND_MIN_NS ((uint64_t)250 * 1000 * 1000)

/* An ICMP error or a reset may be a server that is being restarted: asked again so long after. */
#define TROUBLE_DELAY_SILENT_NS	  ((uint64_t)50 * 1000 * 1000)
#define TROUBLE_DELAY_ANSWERED_NS ((uint64_t)250 * 1000 * 1000)
#define TROUBLES_SILENT		  2
#define TROUBLES_ANSWERED	  4

/* So many questions in a row without any answer: a server that has died under way. */
#define DEAD_AFTER 64

#define EDNS_SIZE 1232

/* Answers that are read before the next questions are sent: so the server is never idle. Large,
   for a server that finds many questions at once does them in less time. */
#define READ_BUDGET 128
/* And where the timer has run off: more than any window. */
#define READ_ALL 1024

/* One query of the transport. It lives until that has ended, its flight may be gone by then. */
struct ticket {
	struct dns_lane *lane;
	struct dns_flight *flight;
	struct ticket *next; /* of the flight, or the lane's free ones */
	uint64_t sent_ns;
};

/* A question on its way. The many that wait for their turn need no more than their place. */
struct dns_flight {
	struct dns_flight *next, **link;
	struct dns_question *question;
	struct ticket *tickets;
	uint64_t first_ns, due_ns;
	unsigned attempts, troubles;
	struct dns_trouble trouble;
};

struct dns_lane {
	uv_timer_t timer;
	struct dns_lane_options options;
	struct dns_sockets sockets;
	struct dns_udp *udp;  /* the transport is this */
	ares_channel channel; /* or, for TCP, that */
	bool in_transport, closing;

	struct dns_question *queue, **queue_end; /* not sent yet, in order */
	struct dns_flight *flying;		 /* sent, in no order */
	unsigned flying_count, window, credit;

	uint64_t timeout_ns, armed_ns; /* armed_ns 0: the timer is off */
	uint64_t shrunk_ns;
	double srtt_ns;
	bool has_answered;
	unsigned lost_in_a_row;

	/* Never answered and all attempts are used up: what every further question gets. */
	bool is_dark;
	enum dns_outcome dark_outcome;
	struct dns_trouble dark_trouble;

	struct ticket *free_tickets;
	struct dns_flight *free_flights;
	const struct addr *sender; /* of the newest ICMP message */
};

static void process_ready(void *owner, int fd, bool readable, bool writable);
static void timer_fired(uv_timer_t *timer);
static void ended(void *arg, int status, const uint8_t *bytes, size_t length);
static void answered(void *arg, int status, int timeouts, unsigned char *bytes,
		     int length);
static void send_queued(struct dns_lane *lane);

struct dns_lane *dns_lane_new(const struct dns_lane_options *options)
{
	struct dns_lane *lane = mem_alloc(sizeof *lane);

	lane->options = *options;
	lane->timeout_ns = (uint64_t)(options->timeout * 1e9);
	lane->window = WINDOW_START;
	lane->queue_end = &lane->queue;
	lane->sockets = (struct dns_sockets){
		.loop = options->loop,
		.server = options->server->addr,
		.ready = process_ready,
		.owner = lane,
	};
	if (options->transport == DNS_UDP) {
		lane->udp = dns_udp_new(&(struct dns_udp_options){
			.sockets = &lane->sockets,
			.timeout_ns = lane->timeout_ns * TOTAL_TIMEOUTS,
			.edns_size = EDNS_SIZE,
			.ended = ended,
		});
	} else {
		lane->channel = dns_tcp_new(&lane->sockets,
					    options->timeout * TOTAL_TIMEOUTS, EDNS_SIZE);
		if (!lane->channel) {
			free(lane);
			return NULL;
		}
	}
	uv_timer_init(options->loop, &lane->timer);
	lane->timer.data = lane;
	return lane;
}

static void free_flights(struct dns_flight *flight)
{
	while (flight) {
		struct dns_flight *next = flight->next;

		free(flight);
		flight = next;
	}
}

static void lane_freed(uv_handle_t *timer)
{
	struct dns_lane *lane = timer->data;

	while (lane->free_tickets) {
		struct ticket *ticket = lane->free_tickets;

		lane->free_tickets = ticket->next;
		free(ticket);
	}
	free(lane);
}

void dns_lane_close(struct dns_lane *lane)
{
	lane->closing = true;
	lane->udp = dns_udp_free(lane->udp);
	if (lane->channel)
		ares_destroy(lane->channel);
	free_flights(lane->flying);
	free_flights(lane->free_flights);
	uv_close((uv_handle_t *)&lane->timer, lane_freed);
}

/* The timer shall fire at `due_ns` or before. */
static void arm(struct dns_lane *lane, uint64_t due_ns)
{
	uint64_t now, wait_ms;

	if (lane->armed_ns && lane->armed_ns <= due_ns)
		return;
	now = uv_hrtime();
	wait_ms = due_ns > now ? (due_ns - now) / 1000000 + 1 : 0;
	lane->armed_ns = due_ns ? due_ns : 1;
	/* The loop's clock may be a few milliseconds behind: then the timer is early, and armed
	   once more. */
	uv_timer_start(&lane->timer, timer_fired, wait_ms, 0);
}

static void flight_unlink(struct dns_flight *flight)
{
	*flight->link = flight->next;
	if (flight->next)
		flight->next->link = flight->link;
}

static enum dns_outcome trouble_outcome(const struct dns_lane *lane,
					const struct dns_trouble *trouble)
{
	return dns_trouble_outcome(trouble, lane->options.server->addr.family,
				   lane->options.transport);
}

/* All questions of a lane hear it from the same host, nearly always. */
static const struct addr *keep_sender(struct dns_lane *lane,
				      const struct dns_trouble *trouble)
{
	struct addr *sender;

	if (!trouble->has_sender)
		return NULL;
	if (lane->sender && addr_equal(lane->sender, &trouble->sender))
		return lane->sender;
	sender = arena_alloc(lane->options.arena, sizeof *sender);
	*sender = trouble->sender;
	lane->sender = sender;
	return sender;
}

/* The question is answered, for good or bad: its flight ends. */
static void land(struct dns_flight *flight, struct dns_lane *lane,
		 enum dns_outcome outcome, const struct dns_trouble *trouble,
		 bool is_truncated)
{
	struct dns_question *question = flight->question;
	struct dns_answer *answer = &question->answer;

	for (struct ticket *t = flight->tickets; t; t = t->next)
		t->flight = NULL;
	answer->outcome = outcome;
	answer->over_tcp = lane->options.transport == DNS_TCP;
	if (trouble) {
		answer->error = trouble->error;
		answer->icmp_sender = keep_sender(lane, trouble);
	}
	flight_unlink(flight);
	flight->next = lane->free_flights;
	lane->free_flights = flight;
	lane->flying_count--;
	question->answer.has_landed = true;
	lane->options.landed(question, is_truncated, lane->options.owner);
}

/* The first of the queue. */
static struct dns_flight *take_off(struct dns_lane *lane)
{
	struct dns_flight *flight = lane->free_flights;

	if (flight)
		lane->free_flights = flight->next;
	else
		flight = mem_alloc(sizeof *flight);
	flight->question = lane->queue;
	flight->tickets = NULL;
	flight->attempts = flight->troubles = 0;
	flight->trouble.error = 0;
	flight->trouble.has_icmp = flight->trouble.has_sender = false;
	lane->queue = lane->queue->next;
	if (!lane->queue)
		lane->queue_end = &lane->queue;
	flight->next = lane->flying;
	flight->link = &lane->flying;
	if (flight->next)
		flight->next->link = &flight->next;
	lane->flying = flight;
	lane->flying_count++;
	return flight;
}

/* All that waits to be sent gets the same outcome. */
static void land_queue(struct dns_lane *lane, enum dns_outcome outcome,
		       const struct dns_trouble *trouble)
{
	while (lane->queue)
		land(take_off(lane), lane, outcome, trouble, false);
}

/* The attempts of a question are used up. */
static void give_up(struct dns_flight *flight, struct dns_lane *lane)
{
	struct dns_trouble trouble = flight->trouble;
	enum dns_outcome outcome = trouble_outcome(lane, &trouble);

	land(flight, lane, outcome, &trouble, false);
	lane->lost_in_a_row++;
	if (!lane->has_answered) {
		lane->is_dark = true;
		lane->dark_outcome = outcome;
		lane->dark_trouble = trouble;
		while (lane->flying)
			land(lane->flying, lane, outcome, &trouble, false);
		land_queue(lane, outcome, &trouble);
	} else if (lane->lost_in_a_row >= DEAD_AFTER) {
		land_queue(lane, outcome, &trouble);
	}
}

static uint64_t resend_after_ns(const struct dns_lane *lane, unsigned attempts)
{
	uint64_t after = (uint64_t)(4 * lane->srtt_ns);

	if (!lane->has_answered)
		return lane->timeout_ns;
	if (after < RESEND_MIN_NS)
		after = RESEND_MIN_NS;
	if (after > lane->timeout_ns)
		after = lane->timeout_ns;
	return after << (attempts - 1);
}

static struct ticket *ticket_new(struct dns_lane *lane, struct dns_flight *flight)
{
	struct ticket *ticket = lane->free_tickets;

	if (ticket)
		lane->free_tickets = ticket->next;
	else
		ticket = mem_alloc(sizeof *ticket);
	ticket->lane = lane;
	ticket->flight = flight;
	ticket->next = flight->tickets;
	flight->tickets = ticket;
	return ticket;
}

/* May land the flight, and others, before it returns. */
static void send_attempt(struct dns_lane *lane, struct dns_flight *flight)
{
	const struct dns_answer *answer = &flight->question->answer;
	struct ticket *ticket = ticket_new(lane, flight);
	unsigned most = lane->has_answered ? ATTEMPTS_ANSWERED : ATTEMPTS_SILENT;
	uint64_t now = uv_hrtime(), end;

	ticket->sent_ns = now;
	if (!flight->attempts)
		flight->first_ns = now;
	flight->attempts++;
	end = flight->first_ns + TOTAL_TIMEOUTS * lane->timeout_ns;
	flight->due_ns = now + resend_after_ns(lane, flight->attempts);
	if (flight->attempts >= most || flight->due_ns > end)
		flight->due_ns = end;
	arm(lane, flight->due_ns);
	if (lane->udp) {
		int status =
			dns_udp_query(lane->udp, answer->name, (int)answer->type, ticket);

		if (status != ARES_SUCCESS)
			ended(ticket, status, NULL, 0);
	} else {
		ares_query(lane->channel, answer->name, ns_c_in, (int)answer->type,
			   answered, ticket);
	}
}

void dns_lane_submit(struct dns_lane *lane, struct dns_question *question)
{
	question->answer.has_landed = false;
	question->next = NULL;
	*lane->queue_end = question;
	lane->queue_end = &question->next;
	send_queued(lane);
}

static void send_queued(struct dns_lane *lane)
{
	/* The transport must not be entered twice: whoever is in there calls this afterwards. */
	if (lane->in_transport)
		return;
	if (lane->is_dark) {
		land_queue(lane, lane->dark_outcome, &lane->dark_trouble);
		return;
	}
	lane->in_transport = true;
	/* What cannot be sent makes room for more. */
	while (lane->queue && lane->flying_count < lane->window) {
		while (lane->queue && lane->flying_count < lane->window)
			send_attempt(lane, take_off(lane));
		if (lane->udp)
			dns_udp_flush(lane->udp);
	}
	lane->in_transport = false;
}

static void process_ready(void *owner, int fd, bool readable, bool writable)
{
	struct dns_lane *lane = owner;

	lane->in_transport = true;
	if (lane->udp)
		dns_udp_read(lane->udp, READ_BUDGET);
	else
		ares_process_fd(lane->channel, readable ? fd : ARES_SOCKET_BAD,
				writable ? fd : ARES_SOCKET_BAD);
	lane->in_transport = false;
	send_queued(lane);
}

/* Something came back: the server lives, and we learn how fast it is. */
static void heard(struct dns_lane *lane, double rtt, bool is_first_attempt)
{
	if (!lane->has_answered && lane->window < WINDOW_ANSWERED)
		lane->window = WINDOW_ANSWERED;
	lane->has_answered = true;
	lane->lost_in_a_row = 0;
	/* Of a question sent twice one cannot tell which attempt is answered (Karn). */
	if (is_first_attempt)
		lane->srtt_ns += lane->srtt_ns ? (rtt - lane->srtt_ns) / 8 : rtt;
	if (++lane->credit >= lane->window && lane->window < WINDOW_MAX) {
		lane->window++;
		lane->credit = 0;
	}
}

/* A port may be closed for the moment of a restart; a firewall that says no means it. */
static unsigned troubles_enough(const struct dns_lane *lane,
				const struct dns_trouble *trouble)
{
	if (lane->has_answered)
		return TROUBLES_ANSWERED;
	return trouble_outcome(lane, trouble) == DNS_PROHIBITED ? 1 : TROUBLES_SILENT;
}

static void has_failed(struct dns_lane *lane, struct dns_flight *flight)
{
	bool known = lane->has_answered;
	const struct dns_trouble *trouble = &lane->sockets.trouble;

	/* c-ares failed without an error of a socket: a full send buffer, a closed stream. */
	if (trouble->error) {
		flight->trouble = *trouble;
		flight->troubles++;
	}
	if (flight->troubles >= troubles_enough(lane, trouble)) {
		give_up(flight, lane);
		return;
	}
	flight->due_ns = uv_hrtime() +
			 (known ? TROUBLE_DELAY_ANSWERED_NS : TROUBLE_DELAY_SILENT_NS);
	arm(lane, flight->due_ns);
}

static void message_came(struct dns_lane *lane, struct dns_flight *flight, double rtt,
			 const uint8_t *bytes, size_t length)
{
	struct dns_answer *answer = &flight->question->answer;
	struct dns_message message;

	switch (dns_message_read(lane->options.arena, bytes, length, answer, &message)) {
	case 0:
		answer->rtt_ms = (float)(rtt / 1e6);
		land(flight, lane, DNS_ANSWER, NULL,
		     message.is_truncated && lane->options.transport == DNS_UDP);
		break;
	case -ENOMSG:
		/* Another question's answer: ours may still come, and is asked again. */
		break;
	default:
		/* A datagram larger than we allowed was cut: as good as truncated. */
		land(flight, lane, DNS_MALFORMED, NULL,
		     length >= EDNS_SIZE && lane->options.transport == DNS_UDP);
		break;
	}
}

/* The callback of ares_query(). */
static void answered(void *arg, int status, int timeouts, unsigned char *bytes,
		     int length)
{
	(void)timeouts;
	ended(arg, status, bytes, length > 0 ? (size_t)length : 0);
}

/* One attempt has an answer, or never will have one. Must not enter the transport. */
static void ended(void *arg, int status, const uint8_t *bytes, size_t length)
{
	struct ticket *ticket = arg;
	struct dns_lane *lane = ticket->lane;
	struct dns_flight *flight = ticket->flight;

	if (flight) {
		struct ticket **link = &flight->tickets;

		while (*link != ticket)
			link = &(*link)->next;
		*link = ticket->next;
	}
	if (!lane->closing && bytes && length) {
		double rtt = (double)(uv_hrtime() - ticket->sent_ns);

		heard(lane, rtt, flight && flight->attempts == 1);
		if (flight)
			message_came(lane, flight, rtt, bytes, length);
	} else if (!lane->closing && flight) {
		switch (status) {
		case ARES_ETIMEOUT:
		case ARES_ECANCELLED:
		case ARES_EDESTRUCTION:
			break; /* the timer has the say */
		case ARES_EBADRESP:
			land(flight, lane, DNS_MALFORMED, NULL, false);
			break;
		case ARES_ENOMEM:
			land(flight, lane, DNS_LOCAL_ERROR,
			     &(struct dns_trouble){ .error = ENOMEM }, false);
			break;
		case ARES_ECONNREFUSED:
		case ARES_ESERVFAIL:
		case ARES_EREFUSED:
			has_failed(lane, flight);
			break;
		default:
			/* Nothing was sent: c-ares takes this for no name. */
			land(flight, lane, DNS_LOCAL_ERROR,
			     &(struct dns_trouble){ .error = EINVAL }, false);
			break;
		}
	}
	ticket->next = lane->free_tickets;
	lane->free_tickets = ticket;
}

/* Gently: a lossy link loses as much with a small window, and only takes longer. */
static void shrink_window(struct dns_lane *lane, uint64_t now)
{
	if (!lane->has_answered || now - lane->shrunk_ns < RESEND_MIN_NS)
		return;
	lane->shrunk_ns = now;
	lane->window = lane->window * 3 / 4;
	if (lane->window < WINDOW_MIN)
		lane->window = WINDOW_MIN;
	lane->credit = 0;
}

static struct dns_flight *first_due(const struct dns_lane *lane, uint64_t now)
{
	struct dns_flight *flight = lane->flying;

	while (flight && flight->due_ns > now)
		flight = flight->next;
	return flight;
}

static void timer_fired(uv_timer_t *timer)
{
	struct dns_lane *lane = timer->data;
	uint64_t now = uv_hrtime(), next = UINT64_MAX;
	struct dns_flight *flight;

	lane->armed_ns = 0;
	lane->in_transport = true;
	/* Answers that wait in a socket come first: when this program was busy, and its timers run
	   before its sockets, nothing is late and nothing is asked twice. */
	if (lane->udp)
		dns_udp_read(lane->udp, READ_ALL);
	else
		dns_tcp_read(&lane->sockets, lane->channel);
	/* Each turn lands the flight or moves its time into the future; both may change the list. */
	while ((flight = first_due(lane, now))) {
		unsigned most = lane->has_answered ? ATTEMPTS_ANSWERED : ATTEMPTS_SILENT;
		uint64_t end = flight->first_ns + TOTAL_TIMEOUTS * lane->timeout_ns;

		if (flight->attempts >= most || now >= end) {
			give_up(flight, lane);
		} else {
			shrink_window(lane, now);
			send_attempt(lane, flight);
		}
	}
	if (lane->udp)
		dns_udp_flush(lane->udp);
	lane->in_transport = false;
	send_queued(lane);
	for (flight = lane->flying; flight; flight = flight->next) {
		if (flight->due_ns < next)
			next = flight->due_ns;
	}
	if (next != UINT64_MAX)
		arm(lane, next);
}
