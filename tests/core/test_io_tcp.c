/*
 * Connects in a network of the test's own: every outcome, told apart; asked once; within limits.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <uv.h>

#include "core/arena.h"
#include "core/engine.h"
#include "core/io_tcp.h"
#include "core/limits.h"
#include "core/plan.h"
#include "core/probe.h"
#include "tests/support/suite.h"
#include "tests/support/tcp_world.h"

#define ASKED_MAX 2000

static bool world_is_ours;

/* Before the suite, so that every case forks into it. */
__attribute__((constructor)) static void enter(void)
{
	world_is_ours = tcp_world_enter();
	if (!world_is_ours) {
		fputs("no right to make a network namespace\n", stderr);
		_exit(77);
	}
}

/* What is asked: one run for each address. */
static struct {
	struct addr addrs[ASKED_MAX];
	char names[ASKED_MAX][ADDR_STRLEN + 16];
	struct tcp_answer answers[ASKED_MAX];
	const char *texts[ASKED_MAX];
	size_t count;
	bool again, survey;
	size_t give_up; /* runs below this number end without waiting */
	struct arena *arena;
	double ms;
} asked;

static void ask_add(const char *text)
{
	ck_assert_int_eq(addr_parse_port(text, 0, &asked.addrs[asked.count]), 0);
	asked.count++;
}

static void answered(const struct tcp_answer *answer, void *arg)
{
	struct run *run = arg;
	size_t i = (size_t)((const struct addr *)run_subject(run)->item - asked.addrs);

	asked.answers[i] = *answer;
	asked.texts[i] = tcp_answer_text(run, answer);
	run_pass(run, "answered");
}

static unsigned surveys;

static void surveyed(const struct tcp_answer *const *answers, void *arg)
{
	surveys++;
	ck_assert_int_eq(answers[0]->outcome, TCP_CLOSED_AT_ONCE);
	ck_assert_int_eq(answers[1]->outcome, TCP_REFUSED);
	ck_assert_int_eq(answers[2]->outcome, TCP_NO_ROUTE);
	run_pass(arg, "surveyed");
}

static void subjects(const struct inventory *inventory, struct subjects *list)
{
	(void)inventory;
	for (size_t i = 0; i < asked.count; i++) {
		snprintf(asked.names[i], sizeof asked.names[i], "run %zu", i);
		subject_add(list, &(struct subject){ .name = asked.names[i],
						     .item = &asked.addrs[i] });
	}
}

static void start(struct run *run)
{
	const struct addr *addr = run_subject(run)->item;

	if (asked.survey)
		tcp_survey(run, asked.addrs, asked.count, surveyed, run);
	else if (asked.again)
		tcp_connect_again(run, addr, answered, run);
	else
		tcp_connect(run, addr, answered, run);
	if ((size_t)(addr - asked.addrs) < asked.give_up)
		run_skip(run, "given up");
}

static const struct probe asking = {
	.id = "t.tcp",
	.title = "t",
	.why = "t",
	.fix = "t",
	.phases = PHASE_ALL,
	.subjects = subjects,
	.start = start,
};

static void go_for(double timeout, enum phase phase, double deadline)
{
	static const struct probe *const table[] = { &asking, NULL };
	struct inventory inventory = { .timeout = timeout, .phase = phase };
	struct plan_options plan_options = { .phase = phase };
	struct engine_options options = { .deadline = deadline };
	const struct plan *plan;
	struct engine *engine;
	uint64_t begin;

	asked.arena = arena_new();
	ck_assert_int_eq(
		plan_new(asked.arena, table, &inventory, &plan_options, stderr, &plan),
		0);
	engine = engine_new(asked.arena, plan, &options);
	begin = uv_hrtime();
	engine_go(engine);
	asked.ms = (double)(uv_hrtime() - begin) / 1e6;
	engine_free(engine);
}

static void go(double timeout)
{
	go_for(timeout, PHASE_PREBOOT, 30);
}

static void done(void)
{
	arena_free(asked.arena);
}

#define ck_outcome(i, wanted)                                                           \
	ck_assert_msg(asked.answers[i].outcome == (wanted), "%s: outcome %d, text: %s", \
		      #wanted, asked.answers[i].outcome, asked.texts[i])

static void test_served(const char *loopback)
{
	static const enum tcp_behaviour behaviours[] = {
		TCP_SERVE_CLOSE,
		TCP_SERVE_RESET,
		TCP_SERVE_BANNER,
		TCP_SERVE_OPEN,
	};
	pid_t servers[4];

	for (size_t i = 0; i < 4; i++) {
		ck_assert_int_eq(addr_parse(loopback, &asked.addrs[i]), 0);
		servers[i] = tcp_world_serve(0, &asked.addrs[i], behaviours[i]);
	}
	asked.count = 5;
	ck_assert_int_eq(addr_parse(loopback, &asked.addrs[4]), 0);
	asked.addrs[4].port = 1;
	/* The phases after the boot wait longer for what follows the accept. */
	go_for(1, PHASE_INSTALL, 30);
	ck_outcome(0, TCP_CLOSED_AT_ONCE);
	ck_outcome(1, TCP_RESET_AFTER);
	ck_outcome(2, TCP_TALKS);
	ck_outcome(3, TCP_OPEN);
	ck_outcome(4, TCP_REFUSED);
	ck_assert_int_eq(asked.answers[4].error, ECONNREFUSED);
	ck_assert_ptr_nonnull(strstr(asked.texts[2], "SSH-2.0-OpenSSH_8.0"));
	ck_assert_str_eq(tcp_answer_reason(&asked.answers[4]), "tcp-refused");
	done();
	for (size_t i = 0; i < 4; i++)
		tcp_world_end(servers[i]);
}

START_TEST(served_ipv4)
{
	test_served("127.0.0.1");
}
END_TEST

START_TEST(served_ipv6)
{
	test_served("::1");
}
END_TEST

START_TEST(no_route)
{
	ask_add("192.0.2.1:6443");
	ask_add("[2001:db8::1]:6443");
	go(1);
	ck_outcome(0, TCP_NO_ROUTE);
	ck_outcome(1, TCP_NO_ROUTE);
	ck_assert_str_eq(tcp_answer_reason(&asked.answers[0]), "tcp-no-route");
	done();
}
END_TEST

START_TEST(forbidden_route)
{
	ck_assert(tcp_world_enter());
	ck_assert(tcp_world_do("ip route add prohibit 192.0.2.1"));
	ck_assert(tcp_world_do("ip route add unreachable 192.0.2.2"));
	ck_assert(tcp_world_do("ip route add blackhole 192.0.2.3"));
	ask_add("192.0.2.1:6443");
	ask_add("192.0.2.2:6443");
	ask_add("192.0.2.3:6443");
	go(1);
	for (size_t i = 0; i < 3; i++)
		ck_outcome(i, TCP_NO_ROUTE);
	done();
}
END_TEST

/* here 10.9.0.1 -- 10.9.0.2 peer */
static pid_t link_peer(void)
{
	pid_t peer = tcp_world_peer();
	char line[128];

	ck_assert(tcp_world_enter()); /* each case has its own */
	/* Without this a peer may not speak IPv6 for its first second. */
	ck_assert(tcp_world_do("sysctl -qw net.ipv6.conf.default.accept_dad=0"));
	ck_assert(tcp_world_do_in(peer, "sysctl -qw net.ipv6.conf.default.accept_dad=0"));
	snprintf(line, sizeof line, "ip link add near type veth peer name far netns %d",
		 (int)peer);
	ck_assert(tcp_world_do(line));
	/* Links first: the kernel looks at a new carrier at its leisure, IPv6 waits for that. */
	ck_assert(tcp_world_do_in(peer, "ip link set far up"));
	ck_assert(tcp_world_do("ip link set near up"));
	ck_assert(tcp_world_do_in(peer, "ip addr add 10.9.0.2/16 dev far"));
	ck_assert(tcp_world_do_in(peer, "ip addr add fd09::2/64 dev far nodad"));
	ck_assert(tcp_world_do("ip addr add 10.9.0.1/16 dev near"));
	ck_assert(tcp_world_do("ip addr add fd09::1/64 dev near nodad"));
	return peer;
}

static bool filter(pid_t where, const char *hook, const char *rule)
{
	char line[256];

	snprintf(
		line, sizeof line,
		"nft add table inet f ; add chain inet f c { type filter hook %s priority 0 ; } ; "
		"add rule inet f c %s",
		hook, rule);
	return tcp_world_do_in(where, line);
}

START_TEST(absent)
{
	pid_t peer = link_peer();

	ask_add("10.9.0.77:6443");
	ask_add("[fd09::77]:6443");
	go(0.3);
	ck_outcome(0, TCP_ABSENT);
	ck_outcome(1, TCP_ABSENT);
	ck_assert_str_eq(asked.texts[0], "nobody answers ARP for the address");
	ck_assert_str_eq(tcp_answer_reason(&asked.answers[0]), "tcp-host-absent");
	done();
	tcp_world_end(peer);
}
END_TEST

/* With more patience than the kernel it is the kernel that says so. */
START_TEST(absent_says_the_kernel)
{
	pid_t peer = link_peer();

	ask_add("10.9.0.78:6443");
	ask_add("[fd09::78]:6443");
	go(6);
	ck_outcome(0, TCP_ABSENT);
	ck_outcome(1, TCP_ABSENT);
	ck_assert_int_eq(asked.answers[0].error, EHOSTUNREACH);
	ck_assert_str_eq(asked.texts[0], "nobody answers ARP for the address");
	done();
	tcp_world_end(peer);
}
END_TEST

START_TEST(dropped)
{
	pid_t peer = link_peer();

	ck_assert(filter(peer, "input", "meta l4proto tcp drop"));
	ask_add("10.9.0.2:6443");
	ask_add("[fd09::2]:6443");
	go(0.4);
	for (size_t i = 0; i < 2; i++) {
		ck_outcome(i, TCP_DROPPED);
		ck_assert_uint_eq(asked.answers[i].attempts, 2);
	}
	ck_assert(asked.ms >= 400);
	done();
	tcp_world_end(peer);
}
END_TEST

/* The first SYN is lost: the second attempt must find the server within the timeout. */
START_TEST(one_lost_syn)
{
	pid_t peer = link_peer();
	struct addr addr;
	pid_t server;

	ck_assert_int_eq(addr_parse("10.9.0.2", &addr), 0);
	addr.port = 6443;
	server = tcp_world_serve(peer, &addr, TCP_SERVE_CLOSE);
	ck_assert(
		filter(peer, "input",
		       "tcp flags syn limit rate over 1/second burst 1 packets accept"));
	ck_assert(tcp_world_do_in(peer, "nft add rule inet f c tcp flags syn drop"));
	ask_add("10.9.0.2:6443");
	go(0.8);
	ck_outcome(0, TCP_CLOSED_AT_ONCE);
	ck_assert_uint_eq(asked.answers[0].attempts, 2);
	done();
	tcp_world_end(server);
	tcp_world_end(peer);
}
END_TEST

START_TEST(prohibited_by_the_host)
{
	pid_t peer = link_peer();

	ck_assert(filter(peer, "input",
			 "tcp dport 6443 reject with icmpx type admin-prohibited"));
	ck_assert(tcp_world_do_in(
		peer,
		"nft add rule inet f c tcp dport 80 reject with icmpx type port-unreachable"));
	ck_assert(tcp_world_do_in(
		peer,
		"nft add rule inet f c ip protocol tcp tcp dport 443 reject with icmp type "
		"host-prohibited"));
	ck_assert(tcp_world_do_in(
		peer, "nft add rule inet f c tcp dport 22623 reject with tcp reset"));
	ck_assert(tcp_world_do_in(
		peer, "nft add rule inet f c tcp dport 81 reject with icmpx type "
		      "host-unreachable"));
	ask_add("10.9.0.2:6443");
	ask_add("[fd09::2]:6443");
	ask_add("10.9.0.2:80");
	ask_add("10.9.0.2:443");
	ask_add("10.9.0.2:22623");
	ask_add("10.9.0.2:81");
	go(1);
	for (size_t i = 0; i < 4; i++) {
		ck_outcome(i, TCP_PROHIBITED);
		ck_assert(asked.answers[i].has_icmp);
		ck_assert(asked.answers[i].has_icmp_sender);
		ck_assert(addr_equal(&asked.answers[i].icmp_sender, &asked.addrs[i]));
		ck_assert(!asked.answers[i].icmp_sender_is_self);
	}
	ck_assert_uint_eq(asked.answers[0].icmp_type, 3);
	ck_assert_uint_eq(asked.answers[0].icmp_code, 13);
	ck_assert_uint_eq(asked.answers[1].icmp_type, 1);
	ck_assert_uint_eq(asked.answers[1].icmp_code, 1);
	ck_assert_uint_eq(asked.answers[3].icmp_code, 10);
	ck_assert_str_eq(
		asked.texts[0],
		"rejected by a firewall (ICMP type 3 code 13 from 10.9.0.2 itself)");
	ck_assert_str_eq(tcp_answer_reason(&asked.answers[0]), "icmp-admin-prohibited");
	ck_assert_str_eq(tcp_answer_reason(&asked.answers[2]), "icmp-port-unreachable");
	ck_assert_str_eq(tcp_answer_reason(&asked.answers[3]), "icmp-host-prohibited");
	ck_outcome(4, TCP_REFUSED);
	ck_outcome(5, TCP_PROHIBITED); /* it is there, since it speaks */
	done();
	tcp_world_end(peer);
}
END_TEST

/* here 10.9.0.1 -- 10.9.0.2 router 10.8.0.1 -- 10.8.0.2 host; nobody at 10.8.0.77 */
static pid_t link_router(pid_t *ret_host)
{
	pid_t router = link_peer();
	pid_t host = tcp_world_peer();
	char line[128];

	snprintf(line, sizeof line, "ip link add near2 type veth peer name far2 netns %d",
		 (int)host);
	ck_assert(tcp_world_do_in(router, line));
	ck_assert(tcp_world_do_in(router, "ip addr add 10.8.0.1/24 dev near2"));
	ck_assert(tcp_world_do_in(router, "ip link set near2 up"));
	ck_assert(tcp_world_do_in(router, "sysctl -qw net.ipv4.ip_forward=1"));
	ck_assert(tcp_world_do_in(host, "ip addr add 10.8.0.2/24 dev far2"));
	ck_assert(tcp_world_do_in(host, "ip link set far2 up"));
	ck_assert(tcp_world_do_in(host, "ip route add default via 10.8.0.1"));
	ck_assert(tcp_world_do("ip route add default via 10.9.0.2"));
	*ret_host = host;
	return router;
}

START_TEST(prohibited_on_the_way)
{
	pid_t host;
	pid_t router = link_router(&host);
	struct addr sender;

	ck_assert(filter(router, "forward",
			 "tcp dport 6443 reject with icmpx type admin-prohibited"));
	ask_add("10.8.0.2:6443");
	ask_add("10.8.0.2:22623");
	ask_add("10.7.0.1:6443"); /* the router has no route there */
	ask_add("10.8.0.77:22623");
	go(5);
	addr_parse("10.9.0.2", &sender);
	ck_outcome(0, TCP_PROHIBITED);
	ck_assert(addr_equal(&asked.answers[0].icmp_sender, &sender));
	ck_outcome(1, TCP_REFUSED);
	ck_outcome(2, TCP_NO_ROUTE);
	ck_assert(addr_equal(&asked.answers[2].icmp_sender, &sender));
	ck_outcome(3, TCP_ABSENT);
	ck_assert(addr_equal(&asked.answers[3].icmp_sender, &sender));
	ck_assert_ptr_nonnull(strstr(asked.texts[3], "says the router"));
	done();
	tcp_world_end(host);
	tcp_world_end(router);
}
END_TEST

START_TEST(router_is_absent)
{
	pid_t peer = link_peer();

	ck_assert(tcp_world_do("ip route add default via 10.9.0.99"));
	ask_add("10.8.0.2:6443");
	go(0.3);
	ck_outcome(0, TCP_ABSENT);
	ck_assert_str_eq(asked.texts[0],
			 "the router 10.9.0.99 on the way does not answer ARP");
	done();
	tcp_world_end(peer);
}
END_TEST

START_TEST(prohibited_here)
{
	pid_t peer = link_peer();

	ck_assert(filter(getpid(), "output",
			 "tcp dport 6443 reject with icmpx type admin-prohibited"));
	ask_add("10.9.0.2:6443");
	go(1);
	ck_outcome(0, TCP_PROHIBITED);
	ck_assert(asked.answers[0].icmp_sender_is_self);
	ck_assert_ptr_nonnull(strstr(asked.texts[0], "this machine"));
	done();
	tcp_world_end(peer);
}
END_TEST

/* Fifty runs, one connect; asked again: one more. */
START_TEST(asked_once)
{
	struct addr addr;
	unsigned long before;
	pid_t server;

	ck_assert_int_eq(addr_parse("127.0.0.1", &addr), 0);
	server = tcp_world_serve(0, &addr, TCP_SERVE_CLOSE);
	for (asked.count = 0; asked.count < 50; asked.count++)
		asked.addrs[asked.count] = addr;
	before = tcp_world_connects();
	go(1);
	ck_assert_uint_eq(tcp_world_connects() - before, 1);
	for (size_t i = 0; i < asked.count; i++)
		ck_outcome(i, TCP_CLOSED_AT_ONCE);
	done();
	asked.again = true;
	before = tcp_world_connects();
	go(1);
	ck_assert_uint_eq(tcp_world_connects() - before, 1);
	ck_outcome(49, TCP_CLOSED_AT_ONCE);
	ck_assert(asked.ms >= LIMIT_AGAIN_MS);
	done();
	tcp_world_end(server);
}
END_TEST

/* One connect for each address, whoever asks for the survey, and whoever leaves before. */
START_TEST(survey)
{
	struct addr addr;
	unsigned long before;
	pid_t server;

	ck_assert(tcp_world_enter());
	ck_assert_int_eq(addr_parse("127.0.0.1", &addr), 0);
	server = tcp_world_serve(0, &addr, TCP_SERVE_CLOSE);
	asked.addrs[0] = addr;
	asked.count = 1;
	ask_add("127.0.0.2:1");
	ask_add("192.0.2.1:1");
	asked.survey = true;
	asked.give_up = 1;
	before = tcp_world_connects();
	go(1);
	ck_assert_uint_eq(surveys, 2);
	ck_assert_uint_eq(tcp_world_connects() - before, 2);
	done();
	tcp_world_end(server);
}
END_TEST

/* Those who have gone are not called; those who stay get the answer. */
START_TEST(given_up)
{
	pid_t peer = link_peer();

	ck_assert(filter(peer, "input", "meta l4proto tcp drop"));
	for (size_t i = 0; i < 4; i++)
		ask_add("10.9.0.2:6443");
	ask_add("10.9.0.2:6444");
	asked.give_up = 2;
	asked.answers[0].outcome = asked.answers[1].outcome = TCP_OPEN;
	go(0.2);
	ck_assert_int_eq(asked.answers[0].outcome, TCP_OPEN);
	ck_assert_int_eq(asked.answers[1].outcome, TCP_OPEN);
	for (size_t i = 2; i < 5; i++)
		ck_outcome(i, TCP_DROPPED);
	done();
	/* All end before any answer: the engine closes what is open. */
	asked.give_up = 5;
	go(5);
	done();
	tcp_world_end(peer);
}
END_TEST

START_TEST(deadline)
{
	pid_t peer = link_peer();

	ck_assert(filter(peer, "input", "meta l4proto tcp drop"));
	ask_add("10.9.0.2:6443");
	go_for(10, PHASE_PREBOOT, 0.1);
	done();
	tcp_world_end(peer);
}
END_TEST

/* A dark network of 2,000 addresses costs what one dark address costs. */
START_TEST(many_dark)
{
	pid_t peer = link_peer();
	char text[32];

	ck_assert(tcp_world_do("ip route add 10.8.0.0/16 via 10.9.0.2"));
	ck_assert(filter(peer, "prerouting", "meta l4proto tcp drop"));
	for (unsigned i = 0; i < ASKED_MAX; i++) {
		snprintf(text, sizeof text, "10.8.%u.%u:6443", i / 250, i % 250 + 1);
		ask_add(text);
	}
	go(1);
	for (size_t i = 0; i < asked.count; i++)
		ck_outcome(i, TCP_DROPPED);
	done();
	tcp_world_end(peer);
}
END_TEST

/* Few descriptors: slower, and as right. */
START_TEST(few_descriptors)
{
	struct rlimit limit = { LIMIT_DESCRIPTORS_RESERVE + 20,
				LIMIT_DESCRIPTORS_RESERVE + 20 };
	struct addr addr;
	pid_t server;

	ck_assert_int_eq(addr_parse("127.0.0.1", &addr), 0);
	server = tcp_world_serve(0, &addr, TCP_SERVE_CLOSE);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	for (unsigned i = 0; i < 500; i++) {
		asked.addrs[i] = addr;
		asked.addrs[i].bytes[2] = (unsigned char)(i / 250);
		asked.addrs[i].bytes[3] = (unsigned char)(i % 250 + 1);
		if (i != 0)
			asked.addrs[i].port = 1;
	}
	asked.addrs[0].bytes[2] = 0;
	asked.count = 500;
	go(1);
	ck_outcome(0, TCP_CLOSED_AT_ONCE);
	for (size_t i = 1; i < asked.count; i++)
		ck_outcome(i, TCP_REFUSED);
	done();
	tcp_world_end(server);
}
END_TEST

SUITE("core/io_tcp", served_ipv4, served_ipv6, no_route, forbidden_route, absent,
      absent_says_the_kernel, dropped, one_lost_syn, prohibited_by_the_host,
      prohibited_on_the_way, router_is_absent, prohibited_here, asked_once, survey,
      given_up, deadline, many_dark, few_descriptors);
