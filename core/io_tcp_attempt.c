#include "io_tcp_attempt.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "arena.h"
#include "io_netlink.h"
#include "io_tcp_judge.h"

struct attempt {
	uv_poll_t poll;
	int fd;
	bool is_accepted;
	bool is_over;	 /* the outcome is known, or the kernel has given up */
	bool is_started; /* attempt_start() has returned: callbacks are welcome */
	uint64_t start_ns, accepted_ns;
	struct tcp_answer *answer;
	struct netlink *netlink;
	const struct attempt_calls *calls;
	void *arg;
};

static void attempt_event(uv_poll_t *poll, int status, int events);
static void attempt_fail(struct attempt *attempt, int error);
static void attempt_accept(struct attempt *attempt);
static void attempt_listen(struct attempt *attempt);
static void attempt_end(struct attempt *attempt);

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
	if (!attempt->netlink || netlink_find_way(attempt->netlink, addr, way) < 0)
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

int attempt_start(uv_loop_t *loop, struct tcp_answer *answer, struct netlink *netlink,
		  const struct attempt_calls *calls, void *arg,
		  struct attempt **ret_attempt)
{
	struct sockaddr_storage sockaddr;
	socklen_t length = addr_to_sockaddr(&answer->addr, &sockaddr);
	struct attempt *attempt;
	int fd = socket_new(answer->addr.family);
	int r;

	if (fd < 0)
		return fd;
	attempt = mem_alloc(sizeof *attempt);
	r = uv_poll_init(loop, &attempt->poll, fd);
	if (r < 0) {
		close(fd);
		free(attempt);
		return r;
	}
	attempt->poll.data = attempt;
	attempt->fd = fd;
	attempt->start_ns = uv_hrtime();
	attempt->answer = answer;
	attempt->netlink = netlink;
	attempt->calls = calls;
	attempt->arg = arg;
	answer->attempts++;
	if (connect(fd, (struct sockaddr *)&sockaddr, length) < 0 &&
	    errno != EINPROGRESS) {
		r = errno;
		(void)read_error_queue(attempt);
		attempt_fail(attempt, r);
	} else {
		uv_poll_start(&attempt->poll, UV_WRITABLE, attempt_event);
	}
	attempt->is_started = true;
	*ret_attempt = attempt;
	return attempt->is_over;
}

/*
 * On EPOLLERR libuv stops the handle and says UV_EBADF, whatever the error is; the socket knows
 * better, so it is always the socket that is asked.
 */
static void attempt_event(uv_poll_t *poll, int status, int events)
{
	struct attempt *attempt = poll->data;

	(void)events;
	attempt_look(attempt);
	/* Nothing to say yet: what was reported has been read, so watching can go on. */
	if (status < 0 && !attempt->is_over && !uv_is_closing((uv_handle_t *)poll))
		uv_poll_start(poll, attempt->is_accepted ? UV_READABLE : UV_WRITABLE,
			      attempt_event);
}

static int socket_error(int fd)
{
	int error = 0;
	socklen_t length = sizeof error;

	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0 ? errno : error;
}

void attempt_look(struct attempt *attempt)
{
	struct sockaddr_storage peer;
	socklen_t length = sizeof peer;
	int error;

	if (attempt->is_over)
		return;
	if (attempt->is_accepted) {
		attempt_listen(attempt);
		return;
	}
	error = read_error_queue(attempt);
	if (!error)
		error = socket_error(attempt->fd);
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
		uv_poll_stop(&attempt->poll);
	} else if (error) {
		attempt_fail(attempt, error);
	} else if (!getpeername(attempt->fd, (struct sockaddr *)&peer, &length)) {
		attempt_accept(attempt);
	}
}

static void attempt_fail(struct attempt *attempt, int error)
{
	struct netlink_way way;

	tcp_judge_error(attempt->answer, error,
			find_way(attempt, &attempt->answer->addr, &way));
	attempt_end(attempt);
}

static void attempt_accept(struct attempt *attempt)
{
	attempt->is_accepted = true;
	attempt->accepted_ns = uv_hrtime();
	attempt->answer->connect_ms =
		(double)(attempt->accepted_ns - attempt->start_ns) / 1e6;
	uv_poll_start(&attempt->poll, UV_READABLE, attempt_event);
	attempt->calls->accepted(attempt, attempt->arg);
	attempt_listen(attempt);
}

static void attempt_listen(struct attempt *attempt)
{
	struct tcp_answer *answer = attempt->answer;
	ssize_t length = recv(attempt->fd, answer->bytes, sizeof answer->bytes, 0);

	if (length > 0) {
		answer->outcome = TCP_TALKS;
		answer->byte_count = (size_t)length;
	} else if (!length) {
		answer->outcome = TCP_CLOSED_AT_ONCE;
	} else if (errno == EAGAIN || errno == EINTR) {
		return;
	} else {
		answer->outcome = TCP_RESET_AFTER;
		answer->error = errno;
	}
	answer->closed_ms = (double)(uv_hrtime() - attempt->accepted_ns) / 1e6;
	attempt_end(attempt);
}

static void attempt_end(struct attempt *attempt)
{
	attempt->is_over = true;
	uv_poll_stop(&attempt->poll);
	if (attempt->is_started)
		attempt->calls->ended(attempt, attempt->arg);
}

double attempt_round_trip_ms(const struct attempt *attempt)
{
	struct tcp_info info = { 0 };
	socklen_t length = sizeof info;

	if (getsockopt(attempt->fd, IPPROTO_TCP, TCP_INFO, &info, &length) < 0)
		return 0;
	return info.tcpi_rtt / 1e3;
}

static void attempt_closed(uv_handle_t *handle)
{
	struct attempt *attempt = handle->data;
	const struct attempt_calls *calls = attempt->calls;
	void *arg = attempt->arg;

	free(attempt);
	calls->closed(arg);
}

/* The handle before the descriptor, whose number comes back at once. */
void attempt_release(struct attempt *attempt)
{
	if (!attempt)
		return;
	attempt->is_over = true;
	uv_close((uv_handle_t *)&attempt->poll, attempt_closed);
	close(attempt->fd);
}
