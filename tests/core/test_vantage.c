#include <arpa/inet.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/config.h"
#include "core/diag.h"
#include "core/inventory.h"
#include "tests/support/suite.h"

static struct arena *arena;
static struct diagnostics diagnostics;
static const struct inventory *inventory;

/* A network namespace of this test's own process: libcheck forks one for each. */
static bool in_empty_network(void)
{
	return unshare(CLONE_NEWNET) == 0;
}

/* Gives this machine an address, on an alias of lo. */
static void bear(const char *alias, const char *address)
{
	struct ifreq request = { 0 };
	struct sockaddr_in in = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	memcpy(request.ifr_name, "lo", 3);
	request.ifr_flags = IFF_UP;
	ck_assert_int_eq(ioctl(fd, SIOCSIFFLAGS, &request), 0);
	memset(&request, 0, sizeof request);
	snprintf(request.ifr_name, sizeof request.ifr_name, "lo:%s", alias);
	ck_assert_int_eq(inet_pton(AF_INET, address, &in.sin_addr), 1);
	memcpy(&request.ifr_addr, &in, sizeof in);
	ck_assert_int_eq(ioctl(fd, SIOCSIFADDR, &request), 0);
	close(fd);
}

static int build(const char *text, const char *as)
{
	struct inventory_options options = { .phase = PHASE_PREBOOT,
					     .timeout = 2,
					     .as = as };
	struct config *config;
	const char *whole;

	arena = arena_free(arena);
	arena = arena_new();
	diag_init(&diagnostics, arena);
	whole = arena_printf(
		arena,
		"cluster: {name: ocp45, baseDomain: example.localdomain}\n"
		"dns: {servers: [172.16.0.102]}\n"
		"endpoints: {api: [172.16.0.111], apiInt: [172.16.0.110]}\n%s",
		text);
	ck_assert_int_eq(config_parse(arena, "c.yaml", whole, strlen(whole), &diagnostics,
				      &config),
			 0);
	return inventory_build(arena, config, &options, &diagnostics, &inventory);
}

static const char hosts[] =
	"hosts:\n"
	"- {name: bastion, addresses: [172.16.0.101], roles: [bastion]}\n"
	"- {name: web, addresses: [172.16.0.101], roles: [http]}\n"
	"- {name: lb1, addresses: [172.16.0.110, 172.16.0.111],\n"
	"   roles: [loadbalancer]}\n";

START_TEST(this_machine_is_found_by_its_addresses)
{
	char name[256] = "";

	if (!in_empty_network())
		return;
	ck_assert_int_eq(build(hosts, NULL), 0);
	ck_assert_ptr_null(inventory->vantage.self);
	ck_assert_uint_eq(inventory->vantage.roles, 0);
	ck_assert_uint_eq(inventory->vantage.locals.count, 0);
	ck_assert_int_eq(gethostname(name, sizeof name - 1), 0);
	ck_assert_int_eq(strncasecmp(inventory->vantage.host, name,
				     strlen(inventory->vantage.host)),
			 0);
	/* One machine under two names has the roles of both; loopback is left out. */
	bear("1", "172.16.0.101");
	ck_assert_int_eq(build(hosts, NULL), 0);
	ck_assert_uint_eq(inventory->vantage.locals.count, 1);
	ck_assert_str_eq(inventory->vantage.host, "bastion.example.localdomain");
	ck_assert_ptr_eq(inventory->vantage.self, &inventory->hosts[0]);
	ck_assert_uint_eq(inventory->vantage.roles, HOST_BASTION | HOST_HTTP);
	ck_assert(!inventory->vantage.forced);
	arena = arena_free(arena);
}
END_TEST

START_TEST(roles_follow_from_what_the_machine_bears)
{
	if (!in_empty_network())
		return;
	bear("1", "172.16.0.110");
	ck_assert_int_eq(build("", NULL), 0);
	ck_assert_ptr_null(inventory->vantage.self);
	ck_assert_uint_eq(inventory->vantage.roles, HOST_LOADBALANCER);
	/* and openings from these roles */
	ck_assert_uint_eq(inventory->opening_count, 4);
	bear("2", "172.16.0.102");
	ck_assert_int_eq(build(hosts, NULL), 0);
	ck_assert_uint_eq(inventory->vantage.roles, HOST_LOADBALANCER | HOST_DNS);
	ck_assert_str_eq(inventory->vantage.host, "lb1.example.localdomain");
	arena = arena_free(arena);
}
END_TEST

START_TEST(a_docroot_makes_a_web_server_where_nobody_is_listed)
{
	if (!in_empty_network())
		return;
	ck_assert_int_eq(build("artifacts: {docroot: /tmp}\n", NULL), 0);
	ck_assert_uint_eq(inventory->vantage.roles, HOST_HTTP);
	ck_assert_int_eq(build("artifacts: {docroot: /tmp/is/not/there}\n", NULL), 0);
	ck_assert_uint_eq(inventory->vantage.roles, 0);
	ck_assert_int_eq(build("artifacts: {docroot: /tmp}\nhosts: [{name: a}]\n", NULL),
			 0);
	ck_assert_uint_eq(inventory->vantage.roles, 0);
	arena = arena_free(arena);
}
END_TEST

START_TEST(a_host_can_be_named)
{
	ck_assert_int_eq(build(hosts, "lb1"), 0);
	ck_assert_str_eq(inventory->vantage.host, "lb1.example.localdomain");
	ck_assert_uint_eq(inventory->vantage.roles, HOST_LOADBALANCER);
	ck_assert(inventory->vantage.forced);
	ck_assert_int_eq(build(hosts, "WEB.example.localdomain."), 0);
	ck_assert_str_eq(inventory->vantage.host, "web.example.localdomain");
	ck_assert_uint_eq(inventory->vantage.roles, HOST_HTTP);
	ck_assert_int_lt(build(hosts, "bastoin"), 0);
	ck_assert_str_eq(diagnostics.items[0].message,
			 "--as: 'bastoin' is no host of the configuration");
	ck_assert_str_eq(diagnostics.items[0].help, "did you mean 'bastion'?");
	ck_assert_int_lt(build(hosts, "nobody-of-these"), 0);
	ck_assert_ptr_nonnull(
		strstr(diagnostics.items[0].help, "lb1.example.localdomain"));
	ck_assert_int_lt(build("", "lb1"), 0);
	ck_assert_str_eq(diagnostics.items[0].help, "the configuration lists no hosts");
	arena = arena_free(arena);
}
END_TEST

SUITE("vantage", this_machine_is_found_by_its_addresses,
      roles_follow_from_what_the_machine_bears,
      a_docroot_makes_a_web_server_where_nobody_is_listed, a_host_can_be_named);
