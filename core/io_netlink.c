#include "io_netlink.h"

#include <errno.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include <libmnl/libmnl.h>

#include "arena.h"
#include "limits.h"

struct netlink {
	struct mnl_socket *socket;
	unsigned port_id;
	uint32_t sequence;
	bool no_single_neighbour; /* kernels before 5.0: only whole tables */
	_Alignas(struct nlmsghdr) char buffer[8192];
};

/* What a dump of the neighbour table looks for, and found. */
struct neighbour_search {
	const struct addr *addr;
	unsigned interface;
	enum neighbour found;
};

static size_t addr_length(const struct addr *addr)
{
	return addr->family == AF_INET ? 4 : 16;
}

int netlink_open(struct netlink **ret_netlink)
{
	struct netlink *netlink = mem_alloc(sizeof *netlink);
	struct timeval timeout = { .tv_usec = LIMIT_NETLINK_MS * 1000 };
	int r;

	netlink->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!netlink->socket ||
	    mnl_socket_bind(netlink->socket, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    setsockopt(mnl_socket_get_fd(netlink->socket), SOL_SOCKET, SO_RCVTIMEO,
		       &timeout, sizeof timeout) < 0) {
		r = -errno;
		netlink_close(netlink);
		return r;
	}
	netlink->port_id = mnl_socket_get_portid(netlink->socket);
	*ret_netlink = netlink;
	return 0;
}

struct netlink *netlink_close(struct netlink *netlink)
{
	if (!netlink)
		return NULL;
	if (netlink->socket)
		mnl_socket_close(netlink->socket);
	free(netlink);
	return NULL;
}

static struct nlmsghdr *message_begin(struct netlink *netlink, uint16_t type,
				      uint16_t flags)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(netlink->buffer);

	message->nlmsg_type = type;
	message->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
	message->nlmsg_seq = ++netlink->sequence;
	return message;
}

/* Sends what stands in the buffer and hands each part of the answer to `part`. */
static int ask(struct netlink *netlink, struct nlmsghdr *message, mnl_cb_t part,
	       void *arg)
{
	bool dump = message->nlmsg_flags & NLM_F_DUMP;
	uint32_t sequence = message->nlmsg_seq;

	if (mnl_socket_sendto(netlink->socket, message, message->nlmsg_len) < 0)
		return -errno;
	for (;;) {
		ssize_t length = mnl_socket_recvfrom(netlink->socket, netlink->buffer,
						     sizeof netlink->buffer);
		int r;

		if (length < 0)
			return -errno;
		/* What a timed-out question left behind. */
		if (((struct nlmsghdr *)(void *)netlink->buffer)->nlmsg_seq != sequence)
			continue;
		r = mnl_cb_run(netlink->buffer, (size_t)length, sequence,
			       netlink->port_id, part, arg);
		/* A dump that changed while it was read has still shown what was there. */
		if (r < 0 && errno != EINTR)
			return -errno;
		if (r == MNL_CB_STOP || !dump)
			return 0;
	}
}

static struct addr attribute_addr(const struct nlattr *attribute, sa_family_t family)
{
	struct addr addr = { .family = family };

	if (mnl_attr_get_payload_len(attribute) < addr_length(&addr))
		return (struct addr){ 0 };
	memcpy(addr.bytes, mnl_attr_get_payload(attribute), addr_length(&addr));
	return addr;
}

static enum neighbour neighbour_of_state(uint16_t state)
{
	if (state & (NUD_INCOMPLETE | NUD_FAILED))
		return NEIGHBOUR_UNANSWERED;
	if (state & NUD_NOARP)
		return NEIGHBOUR_NOT_NEEDED;
	if (state & (NUD_STALE | NUD_DELAY | NUD_PROBE))
		return NEIGHBOUR_OLD;
	return state ? NEIGHBOUR_PRESENT : NEIGHBOUR_UNKNOWN;
}

/* The attributes of a message by their type. */
struct attributes {
	const struct nlattr *of[RTA_MAX + 1];
};
_Static_assert(RTA_MAX >= NDA_MAX, "one table for both");

static int note_attribute(const struct nlattr *attribute, void *arg)
{
	struct attributes *attributes = arg;

	if (mnl_attr_type_valid(attribute, RTA_MAX) > 0)
		attributes->of[mnl_attr_get_type(attribute)] = attribute;
	return MNL_CB_OK;
}

static int read_neighbour(const struct nlmsghdr *message, void *arg)
{
	struct neighbour_search *search = arg;
	const struct ndmsg *entry = mnl_nlmsg_get_payload(message);
	struct attributes attributes = { 0 };
	struct addr addr;

	if (message->nlmsg_type != RTM_NEWNEIGH ||
	    entry->ndm_ifindex != (int)search->interface ||
	    mnl_attr_parse(message, sizeof *entry, note_attribute, &attributes) < 0 ||
	    !attributes.of[NDA_DST])
		return MNL_CB_OK;
	addr = attribute_addr(attributes.of[NDA_DST], entry->ndm_family);
	if (addr_equal(&addr, search->addr))
		search->found = neighbour_of_state(entry->ndm_state);
	return MNL_CB_OK;
}

static enum neighbour find_neighbour(struct netlink *netlink, const struct addr *addr,
				     unsigned interface)
{
	struct neighbour_search search = { .addr = addr, .interface = interface };
	struct nlmsghdr *message;
	struct ndmsg *entry;
	int r;

	if (!netlink->no_single_neighbour) {
		message = message_begin(netlink, RTM_GETNEIGH, 0);
		entry = mnl_nlmsg_put_extra_header(message, sizeof *entry);
		entry->ndm_family = (unsigned char)addr->family;
		entry->ndm_ifindex = (int)interface;
		mnl_attr_put(message, NDA_DST, addr_length(addr), addr->bytes);
		r = ask(netlink, message, read_neighbour, &search);
		if (r != -EOPNOTSUPP)
			return search.found;
		netlink->no_single_neighbour = true;
	}
	message = message_begin(netlink, RTM_GETNEIGH, NLM_F_DUMP);
	entry = mnl_nlmsg_put_extra_header(message, sizeof *entry);
	entry->ndm_family = (unsigned char)addr->family;
	(void)ask(netlink, message, read_neighbour, &search);
	return search.found;
}

/* An IPv6 router for an IPv4 route (RFC 5549). */
static struct addr via_addr(const struct nlattr *attribute)
{
	const struct rtvia *via = mnl_attr_get_payload(attribute);
	struct addr addr = { .family = via->rtvia_family };

	memcpy(addr.bytes, via->rtvia_addr, addr_length(&addr));
	return addr;
}

static int read_route(const struct nlmsghdr *message, void *arg)
{
	struct netlink_way *way = arg;
	const struct rtmsg *route = mnl_nlmsg_get_payload(message);
	struct attributes attributes = { 0 };

	if (message->nlmsg_type != RTM_NEWROUTE ||
	    mnl_attr_parse(message, sizeof *route, note_attribute, &attributes) < 0)
		return MNL_CB_OK;
	way->has_route = true;
	way->is_local = route->rtm_type == RTN_LOCAL;
	way->forbidden = route->rtm_type == RTN_UNREACHABLE ||
			 route->rtm_type == RTN_PROHIBIT ||
			 route->rtm_type == RTN_BLACKHOLE;
	if (attributes.of[RTA_GATEWAY])
		way->gateway =
			attribute_addr(attributes.of[RTA_GATEWAY], route->rtm_family);
	else if (attributes.of[RTA_VIA])
		way->gateway = via_addr(attributes.of[RTA_VIA]);
	way->has_gateway = way->gateway.family != 0;
	if (attributes.of[RTA_PREFSRC])
		way->source =
			attribute_addr(attributes.of[RTA_PREFSRC], route->rtm_family);
	if (attributes.of[RTA_OIF])
		way->interface = mnl_attr_get_u32(attributes.of[RTA_OIF]);
	return MNL_CB_OK;
}

/* Answers of the kernel that mean "no way there", by the type of the route that says so. */
static bool is_route_error(int r, struct netlink_way *way)
{
	switch (r) {
	case -ENETUNREACH:
		return true;
	case -EHOSTUNREACH: /* unreachable */
	case -EACCES:	    /* prohibit */
	case -EINVAL:	    /* blackhole */
		way->forbidden = true;
		return true;
	default:
		return false;
	}
}

int netlink_find_way(struct netlink *netlink, const struct addr *addr,
		     struct netlink_way *ret_way)
{
	struct netlink_way way = { 0 };
	struct nlmsghdr *message = message_begin(netlink, RTM_GETROUTE, 0);
	struct rtmsg *route = mnl_nlmsg_put_extra_header(message, sizeof *route);
	int r;

	route->rtm_family = (unsigned char)addr->family;
	route->rtm_dst_len = (unsigned char)(8 * addr_length(addr));
	mnl_attr_put(message, RTA_DST, addr_length(addr), addr->bytes);
	if (addr->scope_id)
		mnl_attr_put_u32(message, RTA_OIF, addr->scope_id);
	r = ask(netlink, message, read_route, &way);
	if (r < 0 && !is_route_error(r, &way))
		return r;
	if (way.is_local)
		way.neighbour = NEIGHBOUR_NOT_NEEDED;
	else if (way.interface && !way.forbidden)
		way.neighbour = find_neighbour(
			netlink, way.has_gateway ? &way.gateway : addr, way.interface);
	*ret_way = way;
	return 0;
}
