/* DHCP of both families: whose message it is, and which of the four words it says. */
#include "core/wire/dhcp.h"

#include "core/wire/dhcp6.h"
#include "exchange.h"
#include "feed.h"
#include "nodes.h"

/* false: not one of the words that move a boot on. */
static bool read_word(const struct dhcp *dhcp, enum lease_word *ret_word)
{
	switch (dhcp->type) {
	case DHCP_DISCOVER:
		*ret_word = LEASE_DISCOVER;
		return !dhcp->is_reply;
	case DHCP_REQUEST:
		*ret_word = LEASE_REQUEST;
		return !dhcp->is_reply;
	case DHCP_OFFER:
		*ret_word = LEASE_OFFER;
		return dhcp->is_reply;
	case DHCP_ACK:
		*ret_word = LEASE_ACK;
		return dhcp->is_reply && dhcp->yours.family;
	case DHCP_NAK:
		*ret_word = LEASE_NAK;
		return dhcp->is_reply;
	case DHCP_BOOTP:
	case DHCP_DECLINE:
	case DHCP_RELEASE:
	case DHCP_INFORM:
		return false;
	}
	return false;
}

static bool is_dhcp_server(const struct inventory *inventory, const struct addr *addr)
{
	const struct host *host = inventory_host_at(inventory, addr);

	return host && host->roles & HOST_DHCP;
}

static bool has_dhcp_server(const struct inventory *inventory)
{
	for (size_t i = 0; inventory && i < inventory->host_count; i++)
		if (inventory->hosts[i].roles & HOST_DHCP &&
		    inventory->hosts[i].addresses.count)
			return true;
	return false;
}

/*
 * Where the inventory names no server, nobody is a wrong one. A server may call itself by another of
 * its addresses than the one that it sends from; a relay may put its own in the place of the
 * server's (RFC 5107), and then nothing says whose the answer is.
 */
static bool is_foreign(const struct inventory *inventory, const struct dhcp *dhcp,
		       const struct addr *sender)
{
	const struct addr *server = dhcp->server.family ? &dhcp->server : sender;

	return (dhcp->is_reply || dhcp->server.family) && has_dhcp_server(inventory) &&
	       !is_dhcp_server(inventory, server) && !is_dhcp_server(inventory, sender) &&
	       !(dhcp->relay.family && addr_equal(server, &dhcp->relay));
}

bool feed_dhcp(struct timeline *timeline, const struct packet *packet, int64_t time)
{
	struct lease_message message = { 0 };
	struct dhcp dhcp;
	uint32_t node;

	if (dhcp_decode(packet->payload, &dhcp) < 0 || !dhcp.client_mac ||
	    !read_word(&dhcp, &message.word))
		return false;
	node = node_take_mac(timeline, dhcp.client_mac, time);
	if (node == NODE_NONE)
		return false;
	/* A lease that is renewed: no step, but it says who has the address. */
	if (dhcp.client.family && message.word == LEASE_REQUEST) {
		node_gets_addr(timeline, node, &dhcp.client);
		return true;
	}
	message.transaction = dhcp.transaction;
	message.server = dhcp.server;
	if (dhcp.is_reply && !message.server.family)
		message.server = packet->source;
	message.server.port = 0;
	message.is_foreign = is_foreign(timeline->inventory, &dhcp, &packet->source);
	message.address = dhcp.is_reply ? dhcp.yours : dhcp.requested;
	message.next_server = dhcp.next_server;
	if (dhcp.is_reply)
		message.boot_file = dhcp.boot_file;
	message.architecture = dhcp.architecture;
	message.is_ipxe = dhcp.is_ipxe && !dhcp.is_reply;
	message.is_pxe = dhcp.is_pxe && !dhcp.is_reply;
	message.is_http_boot = dhcp.is_http_boot && !dhcp.is_reply;
	exchange_feed(timeline, node, &message, time);
	return true;
}

static bool read_word6(const struct dhcp6 *dhcp, enum lease_word *ret_word)
{
	switch (dhcp->type) {
	case DHCP6_SOLICIT:
		*ret_word = LEASE_DISCOVER;
		return true;
	case DHCP6_ADVERTISE:
		*ret_word = LEASE_OFFER;
		return true;
	case DHCP6_REQUEST:
	case DHCP6_CONFIRM:
		*ret_word = LEASE_REQUEST;
		return true;
	case DHCP6_REPLY:
		*ret_word = dhcp->address.family ? LEASE_ACK : LEASE_NAK;
		return dhcp->address.family || dhcp->status;
	default:
		return false;
	}
}

/* The frame says it best: a DUID may be made from another interface of the same machine. */
static uint64_t client_mac6(const struct dhcp6 *dhcp, const struct packet *packet)
{
	uint64_t mac = dhcp->is_reply ? packet->target_mac : packet->source_mac;

	return mac && !dhcp->is_relayed ? mac : dhcp->client_mac;
}

bool feed_dhcp6(struct timeline *timeline, const struct packet *packet, int64_t time)
{
	struct lease_message message = { .is_ipv6 = true };
	struct dhcp6 dhcp;
	uint32_t node;

	if (dhcp6_decode(packet->payload, &dhcp) < 0 || !read_word6(&dhcp, &message.word))
		return false;
	node = node_take_mac(timeline, client_mac6(&dhcp, packet), time);
	if (node == NODE_NONE)
		return false;
	message.transaction = dhcp.transaction;
	message.address = dhcp.address;
	if (dhcp.is_reply) {
		message.server = packet->source;
		message.server.port = 0;
	}
	message.boot_file = dhcp.boot_url;
	message.architecture = dhcp.architecture;
	message.is_ipxe = dhcp.is_ipxe && !dhcp.is_reply;
	message.is_pxe = dhcp.is_pxe && !dhcp.is_reply;
	message.is_http_boot = dhcp.is_http_boot && !dhcp.is_reply;
	exchange_feed(timeline, node, &message, time);
	return true;
}
