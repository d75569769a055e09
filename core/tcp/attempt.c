#include "attempt.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/io_netlink.h"
#include "core/io_record.h"
#include "judge.h"

#define EVENTS_AT_ONCE 256
#define ROUNDS_MAX     16 /* until the rest of the loop gets its turn */

struct attempt {
	struct attempts *attempts;
	struct attempt *next; /* among the released */
	int fd;
	bool is_accepted;
	bool is_over;	 /* the outcome is known, or the kernel has given up */
	bool is_started; /* attempt_start() has returned: callbacks are welcome */
	uint64_t start_ns, accepted_ns;
	struct tcp_answer *answer;
	void *arg;
};

struct attempts {
	uv_poll_t poll;
	int epoll_fd;
	struct netlink *netlink;
	const struct attempt_calls *calls;
	bool dispatching;
	struct attempt *released; /* while dispatching: events may still name them */
	void (*closed)(void *arg);
	void *closed_arg;
};

static void dispatch(uv_poll_t *poll, int status, int events);
static void attempt_event(struct attempt *attempt, uint32_t events);
static void attempt_fail(struct attempt *attempt, int error);
static void attempt_accept(struct attempt *attempt);
static bool attempt_listen(struct attempt *attempt);
static void attempt_end(struct attempt *attempt);

int attempts_open(uv_loop_t *loop, struct netlink *netlink,
		  const struct attempt_calls *calls, struct attempts **ret_attempts)
{
	int fd = epoll_create1(EPOLL_CLOEXEC);
	struct attempts *attempts;
	int r;

	if (fd < 0)
		return -errno;
	attempts = mem_alloc(sizeof *attempts);
	r = uv_poll_init(loop, &attempts->poll, fd);
	if (r < 0) {
		close(fd);
		free(attempts);
		return r;
	}
	attempts->poll.data = attempts;
	attempts->epoll_fd = fd;
	attempts->netlink = netlink;
	attempts->calls = calls;
	uv_poll_start(&attempts->poll, UV_READABLE, dispatch);
	*ret_attempts = attempts;
	return 0;
}

static void poll_closed(uv_handle_t *handle)
{
	struct attempts *attempts = handle->data;
	void (*closed)(void *arg) = attempts->closed;
	void *arg = attempts->closed_arg;

	free(attempts);
	closed(arg);
}

void attempts_close(struct attempts *attempts, void (*closed)(void *arg), void *arg)
{
	attempts->closed = closed;
	attempts->closed_arg = arg;
	/* The handle before the descriptor, whose number comes back at once. */
	uv_close((uv_handle_t *)&attempts->poll, poll_closed);
	close(attempts->epoll_fd);
}

static void bury(struct attempts *attempts)
{
	while (attempts->released) {
		struct attempt *attempt = attempts->released;

		attempts->released = attempt->next;
		free(attempt);
	}
}

static void dispatch(uv_poll_t *poll, int status, int events)
{
	struct attempts *attempts = poll->data;
	struct epoll_event ready[EVENTS_AT_ONCE];
	int count = EVENTS_AT_ONCE;

	(void)status;
	(void)events;
	for (int round = 0; round < ROUNDS_MAX && count == EVENTS_AT_ONCE; round++) {
		count = epoll_wait(attempts->epoll_fd, ready, EVENTS_AT_ONCE, 0);
		attempts->dispatching = true;
		for (int i = 0; i < count; i++)
			attempt_event(ready[i].data.ptr, ready[i].events);
		attempts->dispatching = false;
		bury(attempts);
	}
}

static int socket_new(sa_family_t family)
{
	int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
	int one = 1;

	if (fd < 0)
		return -errno;
	/* Before the connect; where the kernel has none of it, errno has to do. */
	if (family == AF_INET)
		(void)setsockopt(fd, IPPROTO_IP, IP_RECVERR, &one, sizeof one);
	else
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, &one, sizeof one);
	return fd;
}

/* What the kernel knows of the way there; NULL where it does not say. */
static const struct netlink_way *
find_way(const struct attempt *attempt, const struct addr *addr, struct netlink_way *way)
{
	struct netlink *netlink = attempt->attempts->netlink;

	if (!netlink || netlink_find_way(netlink, addr, way) < 0)
		return NULL;
	return way;
}

/*
 * Before SO_ERROR, which says EHOSTUNREACH for a firewall and for an absent host. Reading the
 * queue takes the error off the socket as well, so what was queued is returned.
 */
static int read_error_queue(struct attempt *attempt)
{
	struct tcp_answer *answer = attempt->answer;
	_Alignas(struct cmsghdr) char control[512];
	struct netlink_way way;
	struct cmsghdr *cmsg;
	int error = 0;

	for (;;) {
		struct msghdr message = { .msg_control = control,
					  .msg_controllen = sizeof control };

		if (recvmsg(attempt->fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
			break;
		for (cmsg = CMSG_FIRSTHDR(&message); cmsg;
		     cmsg = CMSG_NXTHDR(&message, cmsg)) {
			int said = tcp_judge_control(answer, cmsg);

			error = said ? said : error;
		}
	}
	if (answer->has_icmp_sender && find_way(attempt, &answer->icmp_sender, &way))
		answer->icmp_sender_is_self = way.is_local;
	return error;
}

int attempt_start(struct attempts *attempts, struct tcp_answer *answer, void *arg,
		  struct attempt **ret_attempt)
{
	struct epoll_event event = { .events =
					     EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET };
	struct sockaddr_storage sockaddr;
	socklen_t length = addr_to_sockaddr(&answer->addr, &sockaddr);
	struct attempt *attempt;
	int fd = socket_new(answer->addr.family);
	in_port_t port;
	int r;

	if (fd < 0)
		return fd;
	attempt = mem_alloc(sizeof *attempt);
	attempt->attempts = attempts;
	attempt->fd = fd;
	attempt->start_ns = uv_hrtime();
	attempt->answer = answer;
	attempt->arg = arg;
	r = connect(fd, (struct sockaddr *)&sockaddr, length) < 0 ? errno : 0;
	port = record_socket(attempts->poll.loop, fd, &answer->addr);
	if (port && answer->attempts < TCP_PORTS_MAX)
		answer->ports[answer->attempts] = port;
	if (r && r != EINPROGRESS) {
		(void)read_error_queue(attempt);
		attempt_fail(attempt, r);
	} else {
		/* After the connect: before it a socket looks hung up. */
		event.data.ptr = attempt;
		if (epoll_ctl(attempts->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) {
			r = -errno;
			close(fd);
			free(attempt);
			return r;
		}
	}
	answer->attempts++;
	attempt->is_started = true;
	*ret_attempt = attempt;
	return attempt->is_over;
}

static int socket_error(int fd)
{
	int error = 0;
	socklen_t length = sizeof error;

	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0 ? errno : error;
}

static bool is_connected(int fd)
{
	struct sockaddr_storage peer;
	socklen_t length = sizeof peer;

	return !getpeername(fd, (struct sockaddr *)&peer, &length);
}

/* What was not reported may be there all the same: the socket is asked for all of it. */
void attempt_look(struct attempt *attempt)
{
	attempt_event(attempt, EPOLLERR);
}

static void attempt_event(struct attempt *attempt, uint32_t events)
{
	int error = 0;

	if (attempt->is_over)
		return;
	if (attempt->is_accepted) {
		(void)attempt_listen(attempt);
		return;
	}
	if (events & (EPOLLERR | EPOLLHUP)) {
		error = read_error_queue(attempt);
		if (!error)
			error = socket_error(attempt->fd);
	} else if (events & EPOLLOUT) {
		attempt_accept(attempt);
		return;
	}
	if (error == ECONNRESET || error == EPIPE) {
		/* Accepted, and reset before we looked: a SYN is refused, not reset. */
		attempt->answer->outcome = TCP_RESET_AFTER;
		attempt->answer->error = error;
		attempt->answer->connect_ms =
			(double)(uv_hrtime() - attempt->start_ns) / 1e6;
		attempt_end(attempt);
	} else if (error == ETIMEDOUT) {
		/* The kernel has given up on its SYN; our own clock says when it is enough. */
		attempt->is_over = true;
	} else if (error) {
		attempt_fail(attempt, error);
	} else if (is_connected(attempt->fd)) {
		attempt_accept(attempt);
	}
}

static void attempt_fail(struct attempt *attempt, int error)
{
	struct netlink_way way;
	bool is_plain = error == ECONNREFUSED && !attempt->answer->has_icmp;

	tcp_judge_error(attempt->answer, error,
			is_plain ? NULL
				 : find_way(attempt, &attempt->answer->addr, &way));
	attempt_end(attempt);
}

static void attempt_accept(struct attempt *attempt)
{
	attempt->is_accepted = true;
	attempt->accepted_ns = uv_hrtime();
	attempt->answer->connect_ms =
		(double)(attempt->accepted_ns - attempt->start_ns) / 1e6;
	/* It may be closed already; else there is something to wait for. */
	if (!attempt_listen(attempt))
		attempt->attempts->calls->accepted(attempt, attempt->arg);
}

/* True if the outcome is known. */
static bool attempt_listen(struct attempt *attempt)
{
	struct tcp_answer *answer = attempt->answer;
	ssize_t length = recv(attempt->fd, answer->bytes, sizeof answer->bytes, 0);

	if (length > 0) {
		answer->outcome = TCP_TALKS;
		answer->byte_count = (size_t)length;
	} else if (!length) {
		answer->outcome = TCP_CLOSED_AT_ONCE;
	} else if (errno == EAGAIN || errno == EINTR) {
		return false;
	} else {
		answer->outcome = TCP_RESET_AFTER;
		answer->error = errno;
	}
	attempt_end(attempt);
	return true;
}

static void attempt_end(struct attempt *attempt)
{
	attempt->is_over = true;
	if (attempt->is_started)
		attempt->attempts->calls->ended(attempt, attempt->arg);
}

double attempt_round_trip_ms(const struct attempt *attempt)
{
	struct tcp_info info = { 0 };
	socklen_t length = sizeof info;

	if (getsockopt(attempt->fd, IPPROTO_TCP, TCP_INFO, &info, &length) < 0)
		return 0;
	return info.tcpi_rtt / 1e3;
}

void attempt_release(struct attempt *attempt)
{
	struct attempts *attempts;

	if (!attempt)
		return;
	attempts = attempt->attempts;
	attempt->is_over = true;
	close(attempt->fd);
	attempt->next = attempts->released;
	attempts->released = attempt;
	if (!attempts->dispatching)
		bury(attempts);
}
