#include "exchange.h"

#include "event.h"
#include "feed.h"
#include "nodes.h"

/* The same packet, seen at two interfaces, or before and after a relay. */
#define COPY_WITHIN (SECOND / 20)
/* Firmware with iPXE in it that asks again so long after its script has been reset. */
#define SCRIPT_OVER (60 * SECOND)
/* The live system may ask again while the last bytes of its Ignition file come. */
#define IGN_OVER (3 * SECOND)

static const enum timeline_step round_steps[ROUND_COUNT] = {
	[ROUND_FW] = STEP_FW_DHCP,
	[ROUND_IPXE] = STEP_IPXE_DHCP,
	[ROUND_OS] = STEP_OS_DHCP,
	[ROUND_INSTALLED] = STEP_FIRST_BOOT,
};

const char *round_name(enum round round)
{
	static const char *const names[ROUND_COUNT] = {
		[ROUND_FW] = "firmware",
		[ROUND_IPXE] = "iPXE",
		[ROUND_OS] = "live system",
		[ROUND_INSTALLED] = "installed system",
	};

	return names[round];
}

static bool has_ignition(const struct node_state *node, int64_t time)
{
	const struct transfer *ign = &node->transfers[TRANSFER_IGN];

	return ign->done_count && time - ign->last > IGN_OVER;
}

static void note_installed(struct timeline *timeline, uint32_t index, int64_t time)
{
	struct node_state *node = &timeline->nodes[index];

	if (node->is_installed)
		return;
	node->is_installed = true;
	mark_note(&node->reboot, time);
	node_gets_on(node, STEP_REBOOT, time);
	event_tell(timeline, index, STEP_REBOOT, false, time, "reboot after the install");
}

/* Network boot. ROUND_COUNT: after the install, when it is no step of the boot any more. */
static enum round boot_round(struct timeline *timeline, uint32_t index,
			     const struct lease_message *message, int64_t time)
{
	struct node_state *node = &timeline->nodes[index];
	enum round round = message->is_ipxe ? ROUND_IPXE : ROUND_FW;
	bool is_over = node->stage >= STEP_KERNEL;

	if (has_ignition(node, time) || node->is_installed) {
		note_installed(timeline, index, time);
		if (mark_note(&node->again, time))
			event_tell(timeline, index, STEP_FW_DHCP, true, time,
				   "boots from the network again after the install");
		return ROUND_COUNT;
	}
	if (round == ROUND_FW)
		is_over |= node->stage >= STEP_IPXE_DHCP;
	else if (node->stage == STEP_SCRIPT && !node->rounds[ROUND_FW].discover.count)
		is_over |= time - node->transfers[TRANSFER_SCRIPT].last > SCRIPT_OVER;
	if (is_over)
		node_boots_again(node, time);
	if (!node->rounds[ROUND_FW].discover.count &&
	    !node->rounds[ROUND_IPXE].discover.count &&
	    !node->rounds6[ROUND_FW].discover.count &&
	    !node->rounds6[ROUND_IPXE].discover.count)
		node->boots++;
	return round;
}

static enum round system_round(struct timeline *timeline, uint32_t index, int64_t time)
{
	struct node_state *node = &timeline->nodes[index];

	if (has_ignition(node, time))
		note_installed(timeline, index, time);
	if (!node->is_installed && !node->mcs.tries.count)
		return ROUND_OS;
	if (node->mcs_got.count && mark_note(&node->reboot_2, time)) {
		node_gets_on(node, STEP_REBOOT_2, time);
		event_tell(timeline, index, STEP_REBOOT_2, false, time,
			   "reboot with the cluster's configuration");
	}
	return ROUND_INSTALLED;
}

static enum round choose_round(struct timeline *timeline, uint32_t index,
			       const struct lease_message *message, int64_t time)
{
	if (message->is_ipxe || message->is_pxe || message->is_http_boot)
		return boot_round(timeline, index, message, time);
	return system_round(timeline, index, time);
}

static bool is_from_client(enum lease_word word)
{
	return word == LEASE_DISCOVER || word == LEASE_REQUEST;
}

/* A REQUEST that follows its DISCOVER. */
static bool goes_on(const struct node_state *node, const struct lease_message *message,
		    unsigned current)
{
	const struct dhcp_round *rounds = message->is_ipv6 ? node->rounds6 : node->rounds;

	return message->word == LEASE_REQUEST && current < ROUND_COUNT &&
	       rounds[current].discover.count &&
	       rounds[current].transaction == message->transaction;
}

static struct dhcp_round *find_round(struct timeline *timeline, uint32_t index,
				     const struct lease_message *message, int64_t time,
				     enum round *ret_round)
{
	struct node_state *node = &timeline->nodes[index];
	uint8_t *current = message->is_ipv6 ? &node->round6 : &node->round;

	if (is_from_client(message->word) && !goes_on(node, message, *current))
		*current = (uint8_t)choose_round(timeline, index, message, time);
	/* node_boots_again() clears the variable that `current` points to; the value holds. */
	*ret_round = *current;
	if (*ret_round == ROUND_COUNT)
		return NULL;
	return message->is_ipv6 ? &node->rounds6[*ret_round] : &node->rounds[*ret_round];
}

static bool is_copy(const struct mark *mark, const struct dhcp_round *round,
		    const struct lease_message *message, int64_t time)
{
	return mark->count && round->transaction == message->transaction &&
	       time - mark->last < COPY_WITHIN;
}

static void note_discover(struct timeline *timeline, uint32_t index, enum round which,
			  struct dhcp_round *round, const struct lease_message *message,
			  int64_t time)
{
	struct node_state *node = &timeline->nodes[index];

	if (is_copy(&round->discover, round, message, time))
		return;
	/* Between boot programs that load each other there is a download. */
	if (which == ROUND_IPXE && round->ack.count &&
	    node->transfers[TRANSFER_NBP].asked.last > round->ack.last)
		node->ipxe_again++;
	round->transaction = message->transaction;
	round->architecture = message->architecture;
	round->is_http_boot = message->is_http_boot;
	if (round->discover.count && time - round->discover.last > SECOND)
		node_prove(timeline, index);
	/* The firmware goes through its list: what PXE could not, HTTP boot shall try. */
	if (!(message->is_http_boot && round->ack.count))
		mark_note(&round->discover_again, time);
	if (mark_note(&round->discover, time))
		event_tell(timeline, index, round_steps[which], false, time,
			   "%s asks for an address", round_name(which));
	node_reach(node, round_steps[which], time);
}

/*
 * A server that is in no configuration and offers a node what is planned for it has the same data as
 * yours: it is the other half of a failover pair, say, and what it gives to others is no accident.
 */
static void note_peer(struct timeline *timeline, const struct node_state *node,
		      const struct lease_message *message)
{
	if (message->is_foreign && node->known && timeline->dhcp_peer_count < PEERS_MAX &&
	    addr_is_in(&message->address, node->known->addresses.items,
		       node->known->addresses.count) &&
	    !addr_is_in(&message->server, timeline->dhcp_peers,
			timeline->dhcp_peer_count))
		timeline->dhcp_peers[timeline->dhcp_peer_count++] = message->server;
}

static void note_offer(struct timeline *timeline, uint32_t index, enum round which,
		       struct dhcp_round *round, const struct lease_message *message,
		       int64_t time)
{
	struct node_state *node = &timeline->nodes[index];
	char address[ADDR_STRLEN], server[ADDR_STRLEN];
	unsigned i = 0;

	mark_note(&round->offer, time);
	note_peer(timeline, node, message);
	if (which == ROUND_FW)
		node_reach(node, STEP_OFFER, time);
	while (i < round->offer_count &&
	       !addr_equal(&round->offers[i].server, &message->server))
		i++;
	if (i == SERVERS_MAX)
		return;
	if (i == round->offer_count) {
		round->offer_count++;
		event_tell(timeline, index, STEP_OFFER, false, time, "offer %s from %s%s",
			   message->address.family ? addr_str(&message->address, address)
						   : "of boot files",
			   addr_str(&message->server, server),
			   i && message->address.family ? " (another server offers too)"
							: "");
	}
	round->offers[i] = (struct dhcp_offer){
		.server = message->server,
		.address = message->address,
		.is_foreign = message->is_foreign,
		.has_boot = message->boot_file.length,
	};
}

/* Its offer was seen, and told that it is one of yours: a relay has given it another name. */
static bool is_known_offer(const struct dhcp_round *round, const struct addr *server)
{
	for (unsigned i = 0; i < round->offer_count; i++)
		if (addr_equal(&round->offers[i].server, server))
			return !round->offers[i].is_foreign;
	return false;
}

static void note_request(struct timeline *timeline, uint32_t index, enum round which,
			 struct dhcp_round *round, const struct lease_message *message,
			 int64_t time)
{
	char address[ADDR_STRLEN];

	if (is_copy(&round->request, round, message, time))
		return;
	round->transaction = message->transaction;
	if (message->address.family)
		round->wanted = message->address;
	if (message->server.family) {
		round->wanted_of = message->server;
		round->wants_foreign =
			message->is_foreign && !is_known_offer(round, &message->server);
	}
	mark_clear(&round->discover_again);
	mark_note(&round->request_again, time);
	if (mark_note(&round->request, time))
		event_tell(timeline, index,
			   which == ROUND_FW ? STEP_REQUEST : round_steps[which], false,
			   time, "request %s", addr_str(&round->wanted, address));
	node_reach(&timeline->nodes[index],
		   which == ROUND_FW ? STEP_REQUEST : round_steps[which], time);
}

static void keep_boot_file(struct timeline *timeline, struct dhcp_round *round,
			   const struct lease_message *message)
{
	if (message->next_server.family)
		round->next_server = message->next_server;
	if (!message->boot_file.length)
		return;
	text_keep(round->boot_file, sizeof round->boot_file, message->boot_file);
	learn_http_url(timeline, round->boot_file);
}

static struct lease lease_of(const struct lease_message *message, int64_t time)
{
	return (struct lease){ .address = message->address,
			       .server = message->server,
			       .is_foreign = message->is_foreign,
			       .at = time };
}

static void note_ack(struct timeline *timeline, uint32_t index, enum round which,
		     struct dhcp_round *round, const struct lease_message *message,
		     int64_t time)
{
	enum timeline_step step = which == ROUND_FW ? STEP_ACK : round_steps[which];
	char address[ADDR_STRLEN], server[ADDR_STRLEN];
	bool is_new = !round->ack.count ||
		      !addr_equal(&round->lease.address, &message->address);

	mark_clear(&round->discover_again);
	mark_clear(&round->request_again);
	round->lease = lease_of(message, time);
	keep_boot_file(timeline, round, message);
	if (mark_note(&round->ack, time) || is_new)
		event_tell(timeline, index, step, false, time, "ack %s from %s (%s)",
			   addr_str(&message->address, address),
			   addr_str(&message->server, server), round_name(which));
	node_gets_on(&timeline->nodes[index], step, time);
}

static void note_nak(struct timeline *timeline, uint32_t index, enum round which,
		     struct dhcp_round *round, const struct lease_message *message,
		     int64_t time)
{
	char address[ADDR_STRLEN], server[ADDR_STRLEN];

	round->refused = round->wanted;
	round->refused_by = message->server;
	if (mark_note(&round->nak, time))
		event_tell(timeline, index,
			   which == ROUND_FW ? STEP_ACK : round_steps[which], true, time,
			   "%s refuses %s (NAK)", addr_str(&message->server, server),
			   addr_str(&round->wanted, address));
}

/* It answers no question of a boot that was seen: a lease is renewed, which is no step. */
static bool is_renewal(const struct dhcp_round *round,
		       const struct lease_message *message)
{
	return message->word == LEASE_ACK &&
	       (!round || round->transaction != message->transaction);
}

/* A system runs on it, if nothing else was seen yet. */
static void note_renewal(struct node_state *node, const struct lease_message *message,
			 int64_t time)
{
	*(message->is_ipv6 ? &node->renewed6 : &node->renewed) = lease_of(message, time);
	node_reach(node, STEP_OS_DHCP, time);
}

void exchange_feed(struct timeline *timeline, uint32_t index,
		   const struct lease_message *message, int64_t time)
{
	enum round which;
	struct dhcp_round *round;

	/* Only whoever boots from the network is shown among those that nobody listed. */
	if (message->is_pxe || message->is_ipxe || message->is_http_boot ||
	    timeline->nodes[index].known || timeline->nodes[index].is_seen)
		node_touch(timeline, index, time);
	mark_note(is_from_client(message->word) ? &timeline->visible.dhcp
						: &timeline->visible.dhcp_answer,
		  time);
	if (!is_from_client(message->word))
		node_prove(timeline, index);
	if (message->word == LEASE_ACK)
		index = node_gets_addr(timeline, index, &message->address);
	round = find_round(timeline, index, message, time, &which);
	if (is_renewal(round, message)) {
		note_renewal(&timeline->nodes[index], message, time);
		return;
	}
	if (!round)
		return;
	switch (message->word) {
	case LEASE_DISCOVER:
		note_discover(timeline, index, which, round, message, time);
		break;
	case LEASE_OFFER:
		note_offer(timeline, index, which, round, message, time);
		break;
	case LEASE_REQUEST:
		note_request(timeline, index, which, round, message, time);
		break;
	case LEASE_ACK:
		note_ack(timeline, index, which, round, message, time);
		break;
	case LEASE_NAK:
		note_nak(timeline, index, which, round, message, time);
		break;
	}
}
