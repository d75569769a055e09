/* Questions to a scripted server: outcomes, retries, asked once, cancelled. */
#include <stdio.h>
#include <string.h>

#include "core/io_dns.h"
#include "core/resolve.h"
#include "tests/support/dns_world.h"
#include "tests/support/suite.h"

/* What the probe below shall ask, and what came. */
static const char *asked_name;
static enum dns_type asked_type;
static enum dns_transport asked_transport;
static size_t asked_count;
static unsigned callbacks, inside;
static struct dns_answer last;
static unsigned outcomes[DNS_LOCAL_ERROR + 1];
static bool end_at_first;

static void subjects(const struct inventory *inventory, struct subjects *list)
{
	(void)inventory;
	subject_add(list, &(struct subject){ .name = "all" });
}

static void answered(const struct dns_answer *answer, void *arg)
{
	struct run *run = arg;

	ck_assert(!inside);
	callbacks++;
	last = *answer;
	outcomes[answer->outcome]++;
	if (callbacks == asked_count || end_at_first)
		run_pass(run, "done");
}

static void start(struct run *run)
{
	const struct inventory *inventory = run_inventory(run);

	inside++;
	for (size_t i = 0; i < asked_count; i++) {
		size_t place = strcspn(asked_name, "#");
		char name[256];

		/* "m#.test": numbered names. */
		if (asked_name[place])
			snprintf(name, sizeof name, "%.*s%zu%s", (int)place, asked_name,
				 i, asked_name + place + 1);
		else
			snprintf(name, sizeof name, "%s", asked_name);
		dns_ask(run, &inventory->name_servers[0], name, asked_type,
			asked_transport, answered, run);
	}
	inside--;
}

static const struct probe asker = {
	.id = "test.ask",
	.title = "asks",
	.phases = PHASE_ALL,
	.subjects = subjects,
	.start = start,
};

static const struct probe *const askers[] = { &asker, NULL };

static void ask(struct world *world, const char *name, enum dns_type type,
		enum dns_transport transport, size_t count)
{
	asked_name = name;
	asked_type = type;
	asked_transport = transport;
	asked_count = count;
	callbacks = 0;
	end_at_first = false;
	memset(&last, 0, sizeof last);
	memset(outcomes, 0, sizeof outcomes);
	world_run(world, askers);
	ck_assert_uint_eq(callbacks, count);
}

START_TEST(answers)
{
	struct world world;

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	ask(&world, "M1.ocp45.example.localdomain.", DNS_A, DNS_UDP, 1);
	ck_assert_int_eq(last.outcome, DNS_ANSWER);
	ck_assert(dns_answer_has_data(&last) && last.authoritative && !last.over_tcp);
	ck_assert(last.recursion_available);
	ck_assert_str_eq(last.name, "m1.ocp45.example.localdomain");
	ck_assert_ptr_eq(last.server, &world.name_servers[0]);
	ck_assert_uint_eq(last.ttl, 300);
	ck_assert(last.rtt_ms > 0 && last.rtt_ms < 10000);
	world_close(&world);

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	ask(&world, "m1.ocp45.example.localdomain", DNS_A, DNS_TCP, 1);
	ck_assert(dns_answer_has_data(&last) && last.over_tcp);
	world_close(&world);
}
END_TEST

START_TEST(rcodes_are_kept)
{
	static const struct {
		int rcode;
		const char *word, *reason;
	} cases[] = {
		{1,  "FORMERR",	"dns-formerr" },
		   { 2, "SERVFAIL", "dns-servfail"},
		{ 3, "NXDOMAIN", "dns-nxdomain"},
		   { 4, "NOTIMP",	  "dns-notimp"  },
		{ 5, "REFUSED",	"dns-refused" },
	};
	struct world world;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		world_open(&world);
		world_serve(&world, DNS_BOTH);
		dns_server_treat(world.servers[0], "", DNS_RCODE, cases[i].rcode);
		ask(&world, "m1.ocp45.example.localdomain", DNS_A, DNS_UDP, 1);
		ck_assert_int_eq(last.outcome, DNS_ANSWER);
		ck_assert_int_eq(last.rcode, cases[i].rcode);
		ck_assert_str_eq(dns_answer_word(&last), cases[i].word);
		ck_assert_str_eq(dns_answer_reason(&last), cases[i].reason);
		ck_assert(!dns_answer_has_data(&last));
		world_close(&world);
	}
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	ask(&world, "m1.ocp45.example.localdomain", DNS_AAAA, DNS_UDP, 1);
	ck_assert_str_eq(dns_answer_word(&last), "no data");
	ck_assert_str_eq(last.zone, "example.localdomain");
	world_close(&world);
}
END_TEST

/* RFC 6891 7: such a server is asked again in the old way, and the others after it at once. */
START_TEST(without_edns)
{
	struct world world;

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "", DNS_OLD, 0);
	ask(&world, "m1.ocp45.example.localdomain", DNS_A, DNS_UDP, 1);
	ck_assert(dns_answer_has_data(&last) && !last.over_tcp);
	ck_assert_uint_eq(dns_server_asked(world.servers[0]), 2);
	world_close(&world);
}
END_TEST

START_TEST(refused_without_the_question)
{
	struct world world;

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "", DNS_UNASKED, 0);
	ask(&world, "m1.ocp45.example.localdomain", DNS_A, DNS_UDP, 1);
	ck_assert_str_eq(dns_answer_word(&last), "REFUSED");
	world_close(&world);
}
END_TEST

START_TEST(no_name_is_not_asked_for)
{
	struct world world;

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	ask(&world, "a..b", DNS_A, DNS_UDP, 1);
	ck_assert_int_eq(last.outcome, DNS_LOCAL_ERROR);
	ck_assert_int_eq(last.error, EINVAL);
	ck_assert_uint_eq(dns_server_asked(world.servers[0]), 0);
	world_close(&world);
}
END_TEST

START_TEST(silence)
{
	struct world world;

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "", DNS_DROP, 0);
	ask(&world, "m#.test", DNS_A, DNS_UDP, 1000);
	ck_assert_uint_eq(outcomes[DNS_TIMEOUT], 1000);
	ck_assert_str_eq(dns_answer_word(&last), "no answer");
	/* One window was asked three times, not a thousand names: a dark server costs its three
	   time-outs once. */
	ck_assert_uint_eq(dns_server_asked(world.servers[0]), 3 * 64);
	world_close(&world);
}
END_TEST

START_TEST(port_closed)
{
	struct world world;
	struct dns_server *server;
	in_port_t port;

	world_open(&world);
	server = dns_server_start(DNS_BOTH);
	port = dns_server_port(server);
	dns_server_stop(server);
	world_serve_nobody(&world, port);
	ask(&world, "m#.test", DNS_A, DNS_UDP, 500);
	ck_assert_uint_eq(outcomes[DNS_PORT_CLOSED], 500);
	ck_assert_ptr_nonnull(last.icmp_sender);
	world_close(&world);

	world_open(&world);
	world_serve_nobody(&world, port);
	ask(&world, "m#.test", DNS_A, DNS_TCP, 500);
	ck_assert_uint_eq(outcomes[DNS_PORT_CLOSED], 500);
	ck_assert_str_eq(dns_answer_word(&last), "TCP connection refused");
	world_close(&world);
}
END_TEST

START_TEST(lost_datagrams_are_sent_again)
{
	struct world world;

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "ocp45.example.localdomain", DNS_DROP_FIRST,
			 2);
	ask(&world, "m1.ocp45.example.localdomain", DNS_A, DNS_UDP, 1);
	ck_assert(dns_answer_has_data(&last));
	ck_assert_uint_eq(dns_server_asked(world.servers[0]), 3);
	world_close(&world);

	/* A server that is known to live gets five attempts. */
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world.inventory.timeout = 1;
	dns_server_treat(world.servers[0], "m3.test", DNS_DROP_FIRST, 3);
	ask(&world, "m#.test", DNS_A, DNS_UDP, 6);
	ck_assert_uint_eq(outcomes[DNS_ANSWER], 6);
	world_close(&world);
}
END_TEST

START_TEST(late_answers_count)
{
	struct world world;

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "ocp45.example.localdomain", DNS_LATE, 450);
	ask(&world, "m1.ocp45.example.localdomain", DNS_A, DNS_UDP, 1);
	ck_assert(dns_answer_has_data(&last));
	world_close(&world);
}
END_TEST

START_TEST(truncated_goes_to_tcp)
{
	struct world world;

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "", DNS_TRUNCATE, 0);
	ask(&world, "m1.ocp45.example.localdomain", DNS_A, DNS_UDP, 1);
	ck_assert(dns_answer_has_data(&last) && last.over_tcp);
	world_close(&world);

	world_open(&world);
	world_serve(&world, DNS_UDP_ONLY);
	dns_server_treat(world.servers[0], "", DNS_TRUNCATE, 0);
	ask(&world, "m1.ocp45.example.localdomain", DNS_A, DNS_UDP, 1);
	ck_assert_int_eq(last.outcome, DNS_PORT_CLOSED);
	ck_assert(last.over_tcp);
	world_close(&world);
}
END_TEST

START_TEST(nonsense)
{
	struct world world;

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "", DNS_GARBAGE, 0);
	ask(&world, "m1.ocp45.example.localdomain", DNS_A, DNS_UDP, 1);
	ck_assert_int_eq(last.outcome, DNS_MALFORMED);
	world_close(&world);

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "", DNS_OTHER_NAME, 0);
	ask(&world, "m1.ocp45.example.localdomain", DNS_A, DNS_UDP, 1);
	ck_assert(dns_answer_has_data(&last));
	world_close(&world);

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	ask(&world, "", DNS_A, DNS_UDP, 1);
	ck_assert_int_eq(last.outcome, DNS_LOCAL_ERROR);
	world_close(&world);

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	ask(&world, "a..b", DNS_A, DNS_UDP, 1);
	ck_assert_int_eq(last.outcome, DNS_LOCAL_ERROR);
	world_close(&world);
}
END_TEST

START_TEST(asked_once)
{
	struct world world;

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	ask(&world, "m1.ocp45.example.localdomain", DNS_A, DNS_UDP, 100);
	ck_assert_uint_eq(outcomes[DNS_ANSWER], 100);
	ck_assert_uint_eq(dns_server_asked(world.servers[0]), 1);
	world_close(&world);
}
END_TEST

START_TEST(many)
{
	struct world world;

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	ask(&world, "m#.example.localdomain", DNS_A, DNS_UDP, 20000);
	ck_assert_uint_eq(outcomes[DNS_ANSWER], 20000);
	ck_assert_uint_eq(dns_server_asked(world.servers[0]), 20000);
	world_close(&world);
}
END_TEST

START_TEST(after_the_end_nothing_comes)
{
	struct world world;

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "slow.test", DNS_DROP, 0);
	asked_name = "m#.example.localdomain";
	asked_count = 300;
	asked_transport = DNS_UDP;
	callbacks = 0;
	end_at_first = true;
	world_run(&world, askers);
	ck_assert_uint_eq(callbacks, 1);
	world_close(&world);

	/* Ended by the deadline, with questions in flight. */
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "", DNS_DROP, 0);
	world.deadline = 0.1;
	callbacks = 0;
	world_run(&world, askers);
	ck_assert_uint_eq(callbacks, 0);
	ck_assert_int_eq(world_result(&world, "test.ask", "all")->status, STATUS_ERROR);
	world_close(&world);
}
END_TEST

START_TEST(unreachable)
{
	struct world world;

	world_open(&world);
	world_serve_nobody(&world, 53);
	/* Nothing may be sent to a broadcast address without SO_BROADCAST: a local error that
	   no packet leaves for. */
	ck_assert_int_eq(
		addr_parse_port("255.255.255.255:53", 53, &world.name_servers[0].addr),
		0);
	ask(&world, "m1.test", DNS_A, DNS_UDP, 1);
	ck_assert_int_ne(last.outcome, DNS_ANSWER);
	ck_assert_int_ne(last.outcome, DNS_TIMEOUT);
	ck_assert_int_ne(last.error, 0);
	world_close(&world);
}
END_TEST

SUITE("io_dns", answers, rcodes_are_kept, without_edns, refused_without_the_question,
      no_name_is_not_asked_for, silence, port_closed, lost_datagrams_are_sent_again,
      late_answers_count, truncated_goes_to_tcp, nonsense, asked_once, many,
      after_the_end_nothing_comes, unreachable);
