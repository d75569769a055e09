/* A TCP answer in words, for results. */
#include "core/text.h"

#include <errno.h>
#include <string.h>

#include "core/arena.h"
#include "core/inventory.h"
#include "core/io_tcp.h"
#include "core/probe.h"

/* "172.16.0.110 (lb1.example.localdomain)". Rare enough for a walk over the inventory. */
static const char *named(struct run *run, const struct addr *addr)
{
	const struct inventory *inventory = run_inventory(run);
	char text[ADDR_STRLEN];
	const char *name = NULL;

	addr_str(addr, text);
	for (size_t i = 0; i < inventory->node_count && !name; i++) {
		const struct node *node = &inventory->nodes[i];

		if (addr_is_in(addr, node->addresses.items, node->addresses.count))
			name = node->fqdn;
	}
	for (size_t i = 0; i < inventory->host_count && !name; i++) {
		const struct host *host = &inventory->hosts[i];

		if (addr_is_in(addr, host->addresses.items, host->addresses.count))
			name = host->fqdn;
	}
	return name ? arena_printf(run_arena(run), "%s (%s)", text, name)
		    : arena_strdup(run_arena(run), text);
}

static const char *icmp_from(struct run *run, const struct tcp_answer *answer)
{
	struct arena *arena = run_arena(run);
	const char *what;

	if (!answer->has_icmp)
		return "no ICMP message to see, so by whom is not known";
	what = arena_printf(arena, "ICMP%s type %u code %u",
			    answer->addr.family == AF_INET6 ? "v6" : "",
			    answer->icmp_type, answer->icmp_code);
	if (!answer->has_icmp_sender)
		return arena_printf(arena, "%s, sender not known", what);
	if (addr_equal(&answer->icmp_sender, &answer->addr))
		return arena_printf(arena, "%s from %s itself", what,
				    named(run, &answer->icmp_sender));
	if (answer->icmp_sender_is_self)
		return arena_printf(arena, "%s from this machine", what);
	return arena_printf(arena, "%s from %s", what, named(run, &answer->icmp_sender));
}

static const char *absent_text(struct run *run, const struct tcp_answer *answer)
{
	const char *asks =
		answer->addr.family == AF_INET6 ? "neighbour solicitation" : "ARP";

	if (answer->has_icmp_sender && !answer->icmp_sender_is_self)
		return arena_printf(run_arena(run), "no such host, says the router (%s)",
				    icmp_from(run, answer));
	if (answer->has_gateway)
		return arena_printf(run_arena(run),
				    "the router %s on the way does not answer %s",
				    named(run, &answer->gateway), asks);
	return arena_printf(run_arena(run), "nobody answers %s for the address", asks);
}

const char *tcp_answer_text(struct run *run, const struct tcp_answer *answer)
{
	struct arena *arena = run_arena(run);

	switch (answer->outcome) {
	case TCP_OPEN:
		return "accepted, stays open";
	case TCP_CLOSED_AT_ONCE:
		return "accepted, then closed without a byte";
	case TCP_RESET_AFTER:
		return "accepted, then reset";
	case TCP_TALKS:
		return arena_printf(
			arena, "accepted, and it speaks first: \"%s\"",
			text_clean(arena, answer->bytes, answer->byte_count, 48));
	case TCP_REFUSED:
		return "connection refused (RST)";
	case TCP_PROHIBITED:
		if (!answer->has_icmp && answer->icmp_sender_is_self)
			return arena_printf(arena,
					    "this machine's own rules forbid it (%s)",
					    strerror(answer->error));
		return arena_printf(arena, "rejected by a firewall (%s)",
				    icmp_from(run, answer));
	case TCP_ABSENT:
		return absent_text(run, answer);
	case TCP_NO_ROUTE:
		if (answer->has_icmp)
			return arena_printf(arena, "no route (%s)",
					    icmp_from(run, answer));
		return arena_printf(arena, "this machine has no route there (%s)",
				    strerror(answer->error));
	case TCP_DROPPED:
		return arena_printf(arena, "no answer to %u attempt%s within %g s",
				    answer->attempts, answer->attempts == 1 ? "" : "s",
				    run_inventory(run)->timeout);
	case TCP_LOCAL_ERROR:
		return arena_printf(arena, "could not be asked: %s",
				    strerror(answer->error));
	}
	return "";
}

static const char *prohibited_reason(const struct tcp_answer *answer)
{
	bool v4 = answer->addr.family == AF_INET;

	if (!answer->has_icmp)
		return "tcp-prohibited";
	if (answer->icmp_code == (v4 ? 3 : 4))
		return "icmp-port-unreachable";
	if (v4 && answer->icmp_code <= 1)
		return "icmp-unreachable";
	if (v4 && answer->icmp_code == 10)
		return "icmp-host-prohibited";
	return "icmp-admin-prohibited";
}

const char *tcp_answer_reason(const struct tcp_answer *answer)
{
	switch (answer->outcome) {
	case TCP_OPEN:
		return "tcp-open";
	case TCP_CLOSED_AT_ONCE:
		return "tcp-closed-at-once";
	case TCP_RESET_AFTER:
		return "tcp-reset";
	case TCP_TALKS:
		return "tcp-talks";
	case TCP_REFUSED:
		return "tcp-refused";
	case TCP_PROHIBITED:
		return prohibited_reason(answer);
	case TCP_ABSENT:
		return "tcp-host-absent";
	case TCP_NO_ROUTE:
		return "tcp-no-route";
	case TCP_DROPPED:
		return "tcp-dropped";
	case TCP_LOCAL_ERROR:
		return "tcp-local-error";
	}
	return NULL;
}
