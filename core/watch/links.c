#include "links.h"

#include <errno.h>
#include <ifaddrs.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libmnl/libmnl.h>

#include "core/addr.h"
#include "core/arena.h"

#define BUFFER_SIZE   ((size_t)32 * 1024)
#define MESSAGES_TURN 64 /* reads before others get their turn */
#define LINKS_MAX     256
#define PRESENT_MAX   4096 /* addresses; what comes beyond is told each time */

/* The flags of a link that matter: others change with every carrier poll of a driver. */
#define FLAGS (IFF_UP | IFF_RUNNING)

struct present {
	unsigned index;
	struct addr addr;
};

struct links {
	struct mnl_socket *socket;
	uv_poll_t poll;
	uv_timer_t quiet;
	unsigned open;
	char what[128];		   /* the first of the burst; "": none */
	unsigned flags[LINKS_MAX]; /* by index; + 1, 0: not seen yet */
	struct present *present;   /* addresses */
	size_t present_count;
	void (*changed)(const char *what, void *arg);
	void *arg;
};

static const char *link_name(unsigned index, char buffer[static IF_NAMESIZE])
{
	if (!if_indextoname(index, buffer))
		(void)snprintf(buffer, IF_NAMESIZE, "link %u", index);
	return buffer;
}

static void note(struct links *links, const char *name, const char *what,
		 const char *more)
{
	if (!*links->what)
		(void)snprintf(links->what, sizeof links->what, "%s%s%s%s", name,
			       *name ? ": " : "", what, more);
}

/* Of a link that goes up and down in a burst counts how it ends. */
static void note_state(struct links *links, const char *name, bool running)
{
	size_t length = strlen(name);

	if (!strncmp(links->what, name, length) &&
	    !strncmp(links->what + length, ": link", 6))
		*links->what = '\0';
	note(links, name, running ? "link is up" : "link is down", "");
}

static void note_link(struct links *links, const struct nlmsghdr *message)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(message);
	unsigned index, flags;
	char name[IF_NAMESIZE];

	if (mnl_nlmsg_get_payload_len(message) < sizeof *info || info->ifi_index <= 0)
		return;
	index = (unsigned)info->ifi_index;
	flags = (info->ifi_flags & FLAGS) + 1;
	/* What is told last may be heard when the link has gone. */
	if (message->nlmsg_type == RTM_DELLINK || !if_indextoname(index, name)) {
		note(links, "", "a link went", "");
		flags = 0;
	} else if (index >= LINKS_MAX || links->flags[index] != flags) {
		note_state(links, link_name(index, name), info->ifi_flags & IFF_RUNNING);
	}
	if (index < LINKS_MAX)
		links->flags[index] = flags;
}

static int find_address(const struct nlattr *attribute, void *arg)
{
	struct addr *addr = arg;
	uint16_t length = mnl_attr_get_payload_len(attribute);
	int type = mnl_attr_get_type(attribute);

	if ((type == IFA_ADDRESS && !addr->port) || type == IFA_LOCAL) {
		if (length <= sizeof addr->bytes)
			memcpy(addr->bytes, mnl_attr_get_payload(attribute), length);
		addr->port = type == IFA_LOCAL; /* the better of the two */
	}
	return MNL_CB_OK;
}

/* Where the address stands among those that are there; present_count: it is not there. */
static size_t find_present(const struct links *links, unsigned index,
			   const struct addr *addr)
{
	size_t i = 0;

	while (i < links->present_count && (links->present[i].index != index ||
					    !addr_equal(&links->present[i].addr, addr)))
		i++;
	return i;
}

/* False: it was there already. A lifetime that was renewed is told as a new address too. */
static bool add_present(struct links *links, unsigned index, const struct addr *addr)
{
	if (find_present(links, index, addr) < links->present_count)
		return false;
	if (links->present_count == PRESENT_MAX)
		return true;
	links->present = mem_realloc(links->present,
				     (links->present_count + 1) * sizeof *links->present);
	links->present[links->present_count++] = (struct present){ index, *addr };
	return true;
}

static void remove_present(struct links *links, unsigned index, const struct addr *addr)
{
	size_t at = find_present(links, index, addr);

	if (at < links->present_count)
		links->present[at] = links->present[--links->present_count];
}

static void note_address(struct links *links, const struct nlmsghdr *message)
{
	const struct ifaddrmsg *info = mnl_nlmsg_get_payload(message);
	bool came = message->nlmsg_type == RTM_NEWADDR;
	char name[IF_NAMESIZE], text[ADDR_STRLEN], more[ADDR_STRLEN + 8];
	struct addr addr = { 0 };

	if (mnl_nlmsg_get_payload_len(message) < sizeof *info)
		return;
	addr.family = info->ifa_family;
	(void)mnl_attr_parse(message, sizeof *info, find_address, &addr);
	addr.port = 0;
	if (came && !add_present(links, info->ifa_index, &addr))
		return;
	if (!came)
		remove_present(links, info->ifa_index, &addr);
	(void)snprintf(more, sizeof more, "%s %s", addr_str(&addr, text),
		       came ? "came" : "went");
	note(links, link_name(info->ifa_index, name), "address ", more);
}

static int note_message(const struct nlmsghdr *message, void *arg)
{
	struct links *links = arg;
	const struct rtmsg *route = mnl_nlmsg_get_payload(message);

	switch (message->nlmsg_type) {
	case RTM_NEWLINK:
	case RTM_DELLINK:
		note_link(links, message);
		break;
	case RTM_NEWADDR:
	case RTM_DELADDR:
		note_address(links, message);
		break;
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
		/* What router advertisements renew, and what belongs to an address, is no news. */
		if (mnl_nlmsg_get_payload_len(message) < sizeof *route ||
		    route->rtm_table != RT_TABLE_MAIN ||
		    route->rtm_protocol == RTPROT_RA ||
		    route->rtm_protocol == RTPROT_KERNEL)
			break;
		note(links, "",
		     message->nlmsg_type == RTM_NEWROUTE ? "a route came"
							 : "a route went",
		     "");
		break;
	}
	return MNL_CB_OK;
}

static void quiet(uv_timer_t *timer)
{
	struct links *links = timer->data;
	char what[sizeof links->what];

	memcpy(what, links->what, sizeof what);
	*links->what = '\0';
	links->changed(what, links->arg);
}

static void readable(uv_poll_t *poll, int status, int events)
{
	struct links *links = poll->data;
	union {
		char bytes[BUFFER_SIZE];
		struct nlmsghdr align;
	} buffer;

	(void)events;
	for (unsigned i = 0; status == 0 && i < MESSAGES_TURN; i++) {
		ssize_t length = recv(mnl_socket_get_fd(links->socket), buffer.bytes,
				      sizeof buffer.bytes, MSG_DONTWAIT);

		if (length < 0 && errno == ENOBUFS)
			note(links, "", "links or routes changed", "");
		else if (length <= 0)
			break;
		else
			(void)mnl_cb_run(buffer.bytes, (size_t)length, 0, 0, note_message,
					 links);
	}
	if (*links->what)
		uv_timer_start(&links->quiet, quiet, LINKS_QUIET_MS, 0);
}

/* What is there now, so that the first message about one is compared with something. */
static void note_present(struct links *links)
{
	struct ifaddrs *all;

	if (getifaddrs(&all) < 0)
		return;
	for (const struct ifaddrs *one = all; one; one = one->ifa_next) {
		unsigned index = if_nametoindex(one->ifa_name);
		struct addr addr;

		if (index < LINKS_MAX)
			links->flags[index] = (one->ifa_flags & FLAGS) + 1;
		if (!one->ifa_addr || addr_from_sockaddr(one->ifa_addr, &addr) < 0)
			continue;
		addr.scope_id = 0; /* it is the index */
		(void)add_present(links, index, &addr);
	}
	freeifaddrs(all);
}

struct links *links_open(uv_loop_t *loop, void (*changed)(const char *what, void *arg),
			 void *arg)
{
	static const int groups[] = { RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR,
				      RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE,
				      RTNLGRP_IPV6_ROUTE };
	struct mnl_socket *socket =
		mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct links *links;

	if (!socket)
		return NULL;
	if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0) {
		mnl_socket_close(socket);
		return NULL;
	}
	for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
		int group = groups[i];

		(void)mnl_socket_setsockopt(socket, NETLINK_ADD_MEMBERSHIP, &group,
					    sizeof group);
	}
	links = mem_alloc(sizeof *links);
	links->socket = socket;
	links->changed = changed;
	links->arg = arg;
	note_present(links);
	uv_poll_init(loop, &links->poll, mnl_socket_get_fd(socket));
	uv_timer_init(loop, &links->quiet);
	links->poll.data = links->quiet.data = links;
	links->open = 2;
	uv_poll_start(&links->poll, UV_READABLE, readable);
	return links;
}

static void closed(uv_handle_t *handle)
{
	struct links *links = handle->data;

	if (--links->open)
		return;
	mnl_socket_close(links->socket);
	free(links->present);
	free(links);
}

struct links *links_close(struct links *links)
{
	if (!links)
		return NULL;
	uv_close((uv_handle_t *)&links->poll, closed);
	uv_close((uv_handle_t *)&links->quiet, closed);
	return NULL;
}
