/*
 * Errno, ICMP and the kernel's tables -> the outcome of a connect. Pure: what io_tcp.c saw goes in,
 * `outcome` comes out.
 */
#pragma once

#include <sys/socket.h>

#include "core/io_netlink.h"
#include "core/io_tcp.h"

/*
 * Takes type, code and sender from a control message of a socket's error queue (ip(7)). Returns
 * the errno that came with them; 0: the message is about something else.
 */
int tcp_judge_control(struct tcp_answer *answer, const struct cmsghdr *cmsg);
/* The connect failed with this errno. `way`: NULL where the kernel did not say. */
void tcp_judge_error(struct tcp_answer *answer, int error, const struct netlink_way *way);
/* Nothing came in time. */
void tcp_judge_silence(struct tcp_answer *answer, const struct netlink_way *way);
/* It could not be asked: no descriptor, no memory. */
void tcp_judge_local(struct tcp_answer *answer, int error);
