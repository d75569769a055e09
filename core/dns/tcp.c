/* ares_process_fd() and others are marked as old since 1.34; what replaced them is missing in 1.13. */
#define CARES_NO_DEPRECATED
#include "tcp.h"

#include <string.h>

#include <ares.h>

#include "socket.h"

#define SOCKETS_MAX 16

struct ares_channeldata *dns_tcp_new(struct dns_sockets *sockets, double timeout,
				     uint16_t edns_size)
{
	static char lookups[] = "b";
	const struct addr *addr = &sockets->server;
	struct ares_options options = {
		.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES |
			 ARES_FLAG_NOCHECKRESP | ARES_FLAG_EDNS | ARES_FLAG_USEVC,
		.timeout = (int)(timeout * 1000),
		.tries = 1,
		.lookups = lookups,
		.ednspsz = edns_size,
		.sock_state_cb = dns_sockets_state,
		.sock_state_cb_data = sockets,
	};
	int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
		   ARES_OPT_LOOKUPS | ARES_OPT_EDNSPSZ | ARES_OPT_SOCK_STATE_CB;
	struct ares_addr_port_node server = { .family = addr->family };
	ares_channel channel;

#ifdef ARES_OPT_QUERY_CACHE
	options.qcache_max_ttl = 0;
	mask |= ARES_OPT_QUERY_CACHE;
#endif
	if (ares_init_options(&channel, &options, mask) != ARES_SUCCESS)
		return NULL;
	dns_sockets_attach(sockets, channel);
	memcpy(&server.addr, addr->bytes, sizeof server.addr);
	server.udp_port = server.tcp_port = addr->port;
	if (ares_set_servers_ports(channel, &server) == ARES_SUCCESS)
		return channel;
	ares_destroy(channel);
	return NULL;
}

void dns_tcp_read(const struct dns_sockets *sockets, struct ares_channeldata *channel)
{
	int fds[SOCKETS_MAX];
	size_t count = dns_sockets_list(sockets, fds, SOCKETS_MAX);

	for (size_t i = 0; i < count; i++)
		ares_process_fd(channel, fds[i], ARES_SOCKET_BAD);
	ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}
