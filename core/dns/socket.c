/* The socket functions are marked as old since 1.34; what replaced them is missing in 1.13. */
#define CARES_NO_DEPRECATED
#include "socket.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <ares.h>

#include "core/arena.h"
#include "core/io_record.h"

struct dns_socket {
	uv_poll_t poll; /* first: what uv_close() gives back is freed */
	struct dns_sockets *sockets;
	struct dns_socket *next, **link;
	int fd;
	int events;
};

static void note_error(struct dns_sockets *sockets, int error)
{
	sockets->trouble = (struct dns_trouble){ .error = error };
}

static void note_extended(struct dns_sockets *sockets, struct sock_extended_err *extended)
{
	struct dns_trouble *trouble = &sockets->trouble;
	const struct sockaddr *sender = SO_EE_OFFENDER(extended);

	trouble->error = (int)extended->ee_errno;
	if (extended->ee_origin != SO_EE_ORIGIN_ICMP &&
	    extended->ee_origin != SO_EE_ORIGIN_ICMP6)
		return;
	trouble->has_icmp = true;
	trouble->icmp_type = extended->ee_type;
	trouble->icmp_code = extended->ee_code;
	trouble->has_sender = sender->sa_family != AF_UNSPEC &&
			      !addr_from_sockaddr(sender, &trouble->sender);
	trouble->sender.port = 0;
}

/* What the error queue knows more than errno: who sent which ICMP message. */
static void read_error_queue(struct dns_sockets *sockets, int fd)
{
	for (unsigned i = 0; i < 256; i++) {
		char data[64];
		alignas(struct cmsghdr) char control[512];
		struct iovec iov = { .iov_base = data, .iov_len = sizeof data };
		struct msghdr message = {
			.msg_iov = &iov,
			.msg_iovlen = 1,
			.msg_control = control,
			.msg_controllen = sizeof control,
		};

		if (recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
			return;
		for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c;
		     c = CMSG_NXTHDR(&message, c)) {
			if ((c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) ||
			    (c->cmsg_level == IPPROTO_IPV6 &&
			     c->cmsg_type == IPV6_RECVERR))
				note_extended(sockets, (void *)CMSG_DATA(c));
		}
	}
}

/* Keeps errno, which c-ares looks at. */
bool dns_sockets_failed(struct dns_sockets *sockets, int fd)
{
	int error = errno;

	if (error == EAGAIN || error == EINTR || error == EINPROGRESS)
		return false;
	note_error(sockets, error);
	read_error_queue(sockets, fd);
	errno = error;
	return true;
}

void dns_sockets_forgive(struct dns_sockets *sockets)
{
	note_error(sockets, 0);
}

static ares_socket_t open_socket(int domain, int type, int protocol, void *data)
{
	struct dns_sockets *sockets = data;
	int on = 1;
	int fd = socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);

	note_error(sockets, fd < 0 ? errno : 0);
	if (fd < 0)
		return ARES_SOCKET_BAD;
	/* Without it the errors are only less detailed. */
	if (domain == AF_INET)
		(void)setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
	else
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
	return fd;
}

static int close_socket(ares_socket_t fd, void *data)
{
	/* Whatever state c-ares told us last: the number must not stay with a poll handle. */
	dns_sockets_state(data, fd, 0, 0);
	return close(fd);
}

/* c-ares drops the scope of a link-local server, so the address is ours. */
static int connect_socket(ares_socket_t fd, const struct sockaddr *address,
			  ares_socklen_t length, void *data)
{
	struct dns_sockets *sockets = data;
	struct sockaddr_storage server;
	int r, error;

	(void)address;
	(void)length;
	r = connect(fd, (struct sockaddr *)&server,
		    addr_to_sockaddr(&sockets->server, &server));
	if (r < 0)
		dns_sockets_failed(sockets, fd);
	/* c-ares looks at errno. */
	error = errno;
	record_socket(sockets->loop, fd, &sockets->server);
	errno = error;
	return r;
}

int dns_sockets_open(struct dns_sockets *sockets)
{
	/* The kernel gives the double of what it allows (net.core.rmem_max), which is the default. */
	static const int receive_buffer = 1 << 20;
	int fd = open_socket(sockets->server.family, SOCK_DGRAM, 0, sockets);

	if (fd == ARES_SOCKET_BAD)
		return -1;
	if (connect_socket(fd, NULL, 0, sockets) < 0) {
		close(fd);
		return -1;
	}
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer,
			 sizeof receive_buffer);
	dns_sockets_state(sockets, fd, 1, 0);
	return fd;
}

void dns_sockets_close(struct dns_sockets *sockets, int fd)
{
	close_socket(fd, sockets);
}

static ares_ssize_t receive(ares_socket_t fd, void *buffer, size_t size, int flags,
			    struct sockaddr *from, ares_socklen_t *from_length,
			    void *data)
{
	ssize_t r = recvfrom(fd, buffer, size, flags, from, from_length);

	if (r < 0)
		dns_sockets_failed(data, fd);
	else if (r == 0 && !from)
		note_error(data,
			   ECONNRESET); /* the end of a stream in place of an answer */
	return r;
}

static ares_ssize_t transmit(ares_socket_t fd, const struct iovec *iov, int count,
			     void *data)
{
	struct msghdr message = {
		.msg_iov = (struct iovec *)(uintptr_t)iov,
		.msg_iovlen = (size_t)count,
	};
	ssize_t r = sendmsg(fd, &message, MSG_NOSIGNAL);

	if (r < 0)
		dns_sockets_failed(data, fd);
	return r;
}

void dns_sockets_attach(struct dns_sockets *sockets, struct ares_channeldata *channel)
{
	static const struct ares_socket_functions functions = {
		.asocket = open_socket,
		.aclose = close_socket,
		.aconnect = connect_socket,
		.arecvfrom = receive,
		.asendv = transmit,
	};

	ares_set_socket_functions(channel, &functions, sockets);
}

static void polled(uv_poll_t *poll, int status, int events)
{
	struct dns_socket *item = poll->data;
	struct dns_sockets *sockets = item->sockets;
	int fd = item->fd;

	if (status >= 0) {
		sockets->ready(sockets->owner, fd, events & UV_READABLE,
			       events & UV_WRITABLE);
		return;
	}
	/*
	 * An error waits in the socket, and libuv has stopped the handle. The socket functions
	 * find the error when c-ares reads; where it stays with the socket, go on polling.
	 */
	sockets->ready(sockets->owner, fd, true, item->events & UV_WRITABLE);
	for (item = sockets->list; item; item = item->next) {
		if (item->fd != fd || uv_is_active((uv_handle_t *)&item->poll))
			continue;
		read_error_queue(sockets, fd);
		uv_poll_start(&item->poll, item->events, polled);
	}
}

static void freed(uv_handle_t *handle)
{
	free(handle);
}

static void forget(struct dns_socket *item)
{
	*item->link = item->next;
	if (item->next)
		item->next->link = item->link;
	uv_poll_stop(&item->poll);
	uv_close((uv_handle_t *)&item->poll, freed);
}

static struct dns_socket *watch(struct dns_sockets *sockets, int fd)
{
	struct dns_socket *item = mem_alloc(sizeof *item);

	if (uv_poll_init(sockets->loop, &item->poll, fd)) {
		free(item);
		return NULL;
	}
	item->poll.data = item;
	item->sockets = sockets;
	item->fd = fd;
	item->next = sockets->list;
	item->link = &sockets->list;
	if (item->next)
		item->next->link = &item->next;
	sockets->list = item;
	return item;
}

void dns_sockets_state(void *data, int fd, int readable, int writable)
{
	struct dns_sockets *sockets = data;
	struct dns_socket *item = sockets->list;

	while (item && item->fd != fd)
		item = item->next;
	if (!readable && !writable) {
		if (item)
			forget(item);
		return;
	}
	if (!item)
		item = watch(sockets, fd);
	if (!item)
		return;
	item->events = (readable ? UV_READABLE : 0) | (writable ? UV_WRITABLE : 0);
	uv_poll_start(&item->poll, item->events, polled);
}

size_t dns_sockets_list(const struct dns_sockets *sockets, int *fds, size_t size)
{
	size_t count = 0;

	for (const struct dns_socket *s = sockets->list; s && count < size; s = s->next)
		fds[count++] = s->fd;
	return count;
}

enum dns_outcome dns_trouble_outcome(const struct dns_trouble *trouble,
				     sa_family_t family, enum dns_transport transport)
{
	bool is_tcp = transport == DNS_TCP;

	if (trouble->has_icmp && family == AF_INET && trouble->icmp_type == 3) {
		switch (trouble->icmp_code) {
		case 3:
			/* To a SYN a host answers with a reset; this is a firewall's REJECT. */
			return is_tcp ? DNS_PROHIBITED : DNS_PORT_CLOSED;
		case 9:
		case 10:
		case 13:
			return DNS_PROHIBITED;
		default:
			return DNS_UNREACHABLE;
		}
	}
	if (trouble->has_icmp && trouble->icmp_type == 1) {
		switch (trouble->icmp_code) {
		case 4:
			return is_tcp ? DNS_PROHIBITED : DNS_PORT_CLOSED;
		case 1:
		case 5:
		case 6:
			return DNS_PROHIBITED;
		default:
			return DNS_UNREACHABLE;
		}
	}
	switch (trouble->error) {
	case 0:
		return DNS_TIMEOUT;
	case ECONNREFUSED:
	case ECONNRESET:
	case EPIPE:
		return DNS_PORT_CLOSED;
	case EPERM:
	case EACCES:
		return DNS_PROHIBITED; /* by the rules of this machine, on the way out */
	case EHOSTUNREACH:
	case ENETUNREACH:
	case EHOSTDOWN:
	case ENETDOWN:
	case EADDRNOTAVAIL:
		return DNS_UNREACHABLE;
	case ETIMEDOUT:
		return DNS_TIMEOUT;
	default:
		return DNS_LOCAL_ERROR;
	}
}
