/* What a connect's errno, ICMP and the kernel's tables mean together. */
#include <errno.h>

#include "core/tcp/judge.h"
#include "tests/support/suite.h"

static const struct netlink_way present = { .has_route = true,
					    .neighbour = NEIGHBOUR_PRESENT };
static const struct netlink_way silent = { .has_route = true,
					   .neighbour = NEIGHBOUR_UNANSWERED };
static const struct netlink_way nowhere = { .has_route = false };
static const struct netlink_way forbidden = { .forbidden = true };

static enum tcp_outcome judge(int error, const struct netlink_way *way)
{
	struct tcp_answer answer = { 0 };

	ck_assert_int_eq(addr_parse("10.0.0.1", &answer.addr), 0);
	tcp_judge_error(&answer, error, way);
	return answer.outcome;
}

static enum tcp_outcome judge_icmp(const char *target, const char *sender, uint8_t type,
				   uint8_t code)
{
	struct tcp_answer answer = { .has_icmp = true,
				     .has_icmp_sender = sender != NULL,
				     .icmp_type = type,
				     .icmp_code = code };

	ck_assert_int_eq(addr_parse(target, &answer.addr), 0);
	if (sender)
		ck_assert_int_eq(addr_parse(sender, &answer.icmp_sender), 0);
	tcp_judge_error(&answer, EHOSTUNREACH, &present);
	return answer.outcome;
}

/* Kernels that keep the ICMP message to themselves. */
START_TEST(errno_alone)
{
	ck_assert_int_eq(judge(ECONNREFUSED, &present), TCP_REFUSED);
	ck_assert_int_eq(judge(EHOSTUNREACH, &present), TCP_PROHIBITED);
	ck_assert_int_eq(judge(EHOSTUNREACH, &silent), TCP_ABSENT);
	ck_assert_int_eq(judge(EHOSTUNREACH, NULL), TCP_PROHIBITED);
	ck_assert_int_eq(judge(EHOSTUNREACH, &forbidden), TCP_NO_ROUTE);
	ck_assert_int_eq(judge(ENETUNREACH, &nowhere), TCP_NO_ROUTE);
	ck_assert_int_eq(judge(EACCES, &forbidden), TCP_NO_ROUTE);
	ck_assert_int_eq(judge(EPERM, &present), TCP_PROHIBITED);
	ck_assert_int_eq(judge(ETIMEDOUT, &present), TCP_DROPPED);
	ck_assert_int_eq(judge(ETIMEDOUT, &silent), TCP_ABSENT);
	ck_assert_int_eq(judge(EADDRNOTAVAIL, &present), TCP_LOCAL_ERROR);
}
END_TEST

START_TEST(icmp4)
{
	static const uint8_t prohibiting[] = { 2, 3, 9, 10, 13, 14, 15 };

	for (size_t i = 0; i < sizeof prohibiting; i++)
		ck_assert_int_eq(judge_icmp("10.0.0.1", "10.0.0.254", 3, prohibiting[i]),
				 TCP_PROHIBITED);
	ck_assert_int_eq(judge_icmp("10.0.0.1", "10.0.0.254", 3, 0), TCP_NO_ROUTE);
	ck_assert_int_eq(judge_icmp("10.0.0.1", "10.0.0.254", 3, 1), TCP_ABSENT);
	ck_assert_int_eq(judge_icmp("10.0.0.1", NULL, 3, 1), TCP_ABSENT);
	ck_assert_int_eq(judge_icmp("10.0.0.1", "10.0.0.254", 11, 0), TCP_NO_ROUTE);
	/* An address that says it cannot be reached is there. */
	ck_assert_int_eq(judge_icmp("10.0.0.1", "10.0.0.1", 3, 1), TCP_PROHIBITED);
	ck_assert_int_eq(judge_icmp("10.0.0.1", "10.0.0.1", 3, 0), TCP_PROHIBITED);
}
END_TEST

START_TEST(icmp6)
{
	ck_assert_int_eq(judge_icmp("fd00::1", "fd00::fe", 1, 0), TCP_NO_ROUTE);
	ck_assert_int_eq(judge_icmp("fd00::1", "fd00::fe", 1, 1), TCP_PROHIBITED);
	ck_assert_int_eq(judge_icmp("fd00::1", "fd00::fe", 1, 3), TCP_ABSENT);
	ck_assert_int_eq(judge_icmp("fd00::1", "fd00::fe", 1, 4), TCP_PROHIBITED);
	ck_assert_int_eq(judge_icmp("fd00::1", "fd00::fe", 1, 5), TCP_PROHIBITED);
	ck_assert_int_eq(judge_icmp("fd00::1", "fd00::fe", 3, 0), TCP_NO_ROUTE);
}
END_TEST

SUITE("core/io_tcp_judge", errno_alone, icmp4, icmp6);
