#include "judge.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <string.h>

int tcp_judge_control(struct tcp_answer *answer, const struct cmsghdr *cmsg)
{
	/* Their types carry no alignment promise on all machines; ours do. */
	struct {
		struct sock_extended_err error;
		struct sockaddr_storage offender;
	} queued = { 0 };
	size_t length = cmsg->cmsg_len - CMSG_LEN(0);
	bool v4 = cmsg->cmsg_level == IPPROTO_IP && cmsg->cmsg_type == IP_RECVERR;
	bool v6 = cmsg->cmsg_level == IPPROTO_IPV6 && cmsg->cmsg_type == IPV6_RECVERR;

	if ((!v4 && !v6) || length < sizeof queued.error)
		return 0;
	memcpy(&queued.error, CMSG_DATA(cmsg), sizeof queued.error);
	if (queued.error.ee_origin != SO_EE_ORIGIN_ICMP &&
	    queued.error.ee_origin != SO_EE_ORIGIN_ICMP6)
		return 0;
	length -= sizeof queued.error;
	if (length > sizeof queued.offender)
		length = sizeof queued.offender;
	memcpy(&queued.offender, CMSG_DATA(cmsg) + sizeof queued.error, length);
	answer->has_icmp = true;
	answer->icmp_type = queued.error.ee_type;
	answer->icmp_code = queued.error.ee_code;
	/* AF_UNSPEC where the kernel does not know. */
	answer->has_icmp_sender = addr_from_sockaddr((struct sockaddr *)&queued.offender,
						     &answer->icmp_sender) >= 0;
	answer->icmp_sender.port = 0;
	return (int)queued.error.ee_errno;
}

static enum tcp_outcome judge_icmp4(const struct tcp_answer *answer)
{
	if (answer->icmp_type != ICMP_DEST_UNREACH)
		return TCP_NO_ROUTE; /* time exceeded: a loop between routers */
	switch (answer->icmp_code) {
	case ICMP_HOST_UNREACH:
	case ICMP_HOST_UNKNOWN:
		return TCP_ABSENT;
	case ICMP_PORT_UNREACH: /* no host says this to a SYN; packet filters do */
	case ICMP_PROT_UNREACH:
	case ICMP_NET_ANO:
	case ICMP_HOST_ANO:
	case ICMP_PKT_FILTERED:
	case ICMP_PREC_VIOLATION:
	case ICMP_PREC_CUTOFF:
		return TCP_PROHIBITED;
	default:
		return TCP_NO_ROUTE;
	}
}

/* RFC 4443 3.1; code 5 and 6 are in its section 3.1 as well. */
static enum tcp_outcome judge_icmp6(const struct tcp_answer *answer)
{
	if (answer->icmp_type != ICMP6_DST_UNREACH)
		return TCP_NO_ROUTE;
	switch (answer->icmp_code) {
	case ICMP6_DST_UNREACH_ADDR:
		return TCP_ABSENT;
	case ICMP6_DST_UNREACH_ADMIN:
	case ICMP6_DST_UNREACH_NOPORT:
	case 5: /* source address failed ingress/egress policy */
	case 6: /* reject route to destination */
		return TCP_PROHIBITED;
	default:
		return TCP_NO_ROUTE;
	}
}

static enum tcp_outcome judge_icmp(const struct tcp_answer *answer)
{
	enum tcp_outcome outcome = answer->addr.family == AF_INET ? judge_icmp4(answer)
								  : judge_icmp6(answer);

	/* Whoever can say that it cannot be reached is there: it is its packet filter. */
	if (answer->has_icmp_sender && addr_equal(&answer->icmp_sender, &answer->addr))
		return TCP_PROHIBITED;
	return outcome;
}

static void note_gateway(struct tcp_answer *answer, const struct netlink_way *way)
{
	if (!way || !way->has_gateway)
		return;
	answer->has_gateway = true;
	answer->gateway = way->gateway;
}

/* EHOSTUNREACH without ICMP: ARP, or a kernel that keeps the ICMP to itself (before 5.8). */
static enum tcp_outcome judge_host_unreachable(const struct netlink_way *way)
{
	if (!way)
		return TCP_PROHIBITED;
	if (way->forbidden || !way->has_route)
		return TCP_NO_ROUTE;
	return way->neighbour == NEIGHBOUR_UNANSWERED ? TCP_ABSENT : TCP_PROHIBITED;
}

void tcp_judge_error(struct tcp_answer *answer, int error, const struct netlink_way *way)
{
	answer->error = error;
	if (answer->has_icmp) {
		answer->outcome = judge_icmp(answer);
		/* Our own kernel reports its unanswered ARP like a router would. */
		if (answer->outcome == TCP_ABSENT &&
		    (!answer->has_icmp_sender || answer->icmp_sender_is_self))
			note_gateway(answer, way);
		return;
	}
	switch (error) {
	case ECONNREFUSED:
		answer->outcome = TCP_REFUSED;
		return;
	case EHOSTUNREACH:
	case EHOSTDOWN:
		answer->outcome = judge_host_unreachable(way);
		if (answer->outcome == TCP_ABSENT)
			note_gateway(answer, way);
		return;
	case ENETUNREACH:
	case ENETDOWN:
	case EAFNOSUPPORT:
	case EINVAL: /* a blackhole route */
		answer->outcome = TCP_NO_ROUTE;
		return;
	case EADDRNOTAVAIL:
		/* IPv6: no address of ours reaches that far. IPv4: out of local ports. */
		answer->outcome =
			answer->addr.family == AF_INET6 ? TCP_NO_ROUTE : TCP_LOCAL_ERROR;
		return;
	case EACCES:
	case EPERM:
		answer->outcome = way && way->forbidden ? TCP_NO_ROUTE : TCP_PROHIBITED;
		answer->icmp_sender_is_self = answer->outcome == TCP_PROHIBITED;
		return;
	case ETIMEDOUT:
		tcp_judge_silence(answer, way);
		return;
	default:
		answer->outcome = TCP_LOCAL_ERROR;
	}
}

void tcp_judge_silence(struct tcp_answer *answer, const struct netlink_way *way)
{
	answer->error = ETIMEDOUT;
	answer->outcome = TCP_DROPPED;
	note_gateway(answer, way);
	/* The kernel gives ARP three seconds; we may have had less patience. */
	if (way && way->neighbour == NEIGHBOUR_UNANSWERED)
		answer->outcome = TCP_ABSENT;
	/* An old entry is believed for five seconds more before anybody is asked again. */
	answer->may_be_absent = way && way->neighbour == NEIGHBOUR_OLD;
}

void tcp_judge_local(struct tcp_answer *answer, int error)
{
	answer->outcome = TCP_LOCAL_ERROR;
	answer->error = error;
}
