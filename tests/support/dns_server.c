#include "dns_server.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/arena.h"

#define RECORDS_MAX 256
#define CLIENTS_MAX 64
#define LATE_MAX    64
#define MESSAGE_MAX 4096

struct record {
	char *name, *data;
	int type;
};

struct rule {
	char *suffix;
	enum dns_treatment treatment;
	int argument;
	int dropped;
};

struct late {
	uint8_t bytes[512];
	size_t length;
	struct sockaddr_in client;
	int wait_ms;
};

struct dns_server {
	pthread_t thread;
	int udp, tcp, wake[2];
	in_port_t port;
	bool recursion;
	struct record records[RECORDS_MAX];
	size_t record_count;
	struct rule rules[64];
	size_t rule_count;
	int clients[CLIENTS_MAX];
	size_t client_count;
	struct late late[LATE_MAX];
	size_t late_count;
	atomic_uint asked;
};

/* A message being written. */
struct writer {
	uint8_t bytes[MESSAGE_MAX];
	size_t length;
};

static void *serve(void *arg);

static int listen_on(int type, in_port_t *port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(*port) };
	socklen_t length = sizeof address;
	int on = 1;
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, (struct sockaddr *)&address, sizeof address) ||
	    (type == SOCK_STREAM && listen(fd, 64))) {
		close(fd);
		return -1;
	}
	getsockname(fd, (struct sockaddr *)&address, &length);
	*port = ntohs(address.sin_port);
	return fd;
}

struct dns_server *dns_server_start(enum dns_transports transports)
{
	struct dns_server *server = mem_alloc(sizeof *server);

	/* Another program may hold the TCP port of the same number. */
	for (;;) {
		server->port = 0;
		server->udp = listen_on(SOCK_DGRAM, &server->port);
		server->tcp = listen_on(SOCK_STREAM, &server->port);
		if (server->udp >= 0 && server->tcp >= 0)
			break;
		close(server->udp);
		close(server->tcp);
	}
	if (transports == DNS_UDP_ONLY) {
		close(server->tcp);
		server->tcp = -1;
	}
	if (transports == DNS_TCP_ONLY) {
		close(server->udp);
		server->udp = -1;
	}
	server->recursion = true;
	if (pipe(server->wake) || pthread_create(&server->thread, NULL, serve, server))
		abort();
	return server;
}

struct dns_server *dns_server_stop(struct dns_server *server)
{
	if (!server)
		return NULL;
	if (write(server->wake[1], "", 1) != 1)
		abort();
	pthread_join(server->thread, NULL);
	for (size_t i = 0; i < server->client_count; i++)
		close(server->clients[i]);
	if (server->udp >= 0)
		close(server->udp);
	if (server->tcp >= 0)
		close(server->tcp);
	close(server->wake[0]);
	close(server->wake[1]);
	for (size_t i = 0; i < server->record_count; i++) {
		free(server->records[i].name);
		free(server->records[i].data);
	}
	for (size_t i = 0; i < server->rule_count; i++)
		free(server->rules[i].suffix);
	free(server);
	return NULL;
}

in_port_t dns_server_port(const struct dns_server *server)
{
	return server->port;
}

unsigned dns_server_asked(const struct dns_server *server)
{
	return server->asked;
}

void dns_server_recursion(struct dns_server *server, bool is_available)
{
	server->recursion = is_available;
}

static int type_of(const char *name)
{
	static const struct {
		const char *name;
		int type;
	} types[] = {
		{"A",      ns_t_a    },
		 { "AAAA",  ns_t_aaaa },
		{ "PTR",	 ns_t_ptr  },
		{ "CNAME", ns_t_cname},
		 { "SOA",	  ns_t_soa  },
		{ "NS",	ns_t_ns	},
	};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		if (strcmp(types[i].name, name) == 0)
			return types[i].type;
	}
	abort();
}

void dns_server_add(struct dns_server *server, const char *name, const char *type,
		    const char *data)
{
	struct record *record = &server->records[server->record_count++];

	if (server->record_count > RECORDS_MAX)
		abort();
	record->name = mem_strdup(name);
	record->type = type_of(type);
	record->data = mem_strdup(data);
}

void dns_server_zone(struct dns_server *server, const char *name)
{
	dns_server_add(server, name, "SOA", "ns1.test");
	dns_server_add(server, name, "NS", "ns1.test");
}

void dns_server_treat(struct dns_server *server, const char *suffix,
		      enum dns_treatment treatment, int argument)
{
	struct rule *rule = &server->rules[server->rule_count++];

	rule->suffix = mem_strdup(suffix);
	rule->treatment = treatment;
	rule->argument = argument;
}

/* "" is a suffix of all names. */
static bool has_suffix(const char *name, const char *suffix)
{
	size_t n = strlen(name), s = strlen(suffix);

	if (s > n || strcasecmp(name + n - s, suffix) != 0)
		return false;
	return !s || n == s || name[n - s - 1] == '.';
}

static struct rule *rule_of(struct dns_server *server, const char *name)
{
	static struct rule none;
	struct rule *best = &none;

	for (size_t i = 0; i < server->rule_count; i++) {
		struct rule *rule = &server->rules[i];

		if (has_suffix(name, rule->suffix) &&
		    (!best->suffix || strlen(rule->suffix) > strlen(best->suffix)))
			best = rule;
	}
	return best;
}

static void put(struct writer *out, const void *bytes, size_t length)
{
	if (out->length + length > sizeof out->bytes)
		abort();
	memcpy(out->bytes + out->length, bytes, length);
	out->length += length;
}

static void put16(struct writer *out, unsigned value)
{
	uint8_t bytes[] = { (uint8_t)(value >> 8), (uint8_t)value };

	put(out, bytes, 2);
}

static void put_name(struct writer *out, const char *name)
{
	uint8_t wire[NS_MAXCDNAME];

	if (ns_name_pton(name, wire, sizeof wire) < 0)
		abort();
	for (const uint8_t *p = wire;; p += *p + 1) {
		put(out, p, (size_t)*p + 1);
		if (!*p)
			return;
	}
}

static void put_record(struct writer *out, const char *owner, const struct record *record)
{
	static const uint8_t numbers[20] = { 0, 0, 0, 1, 0, 0, 0, 2, 0, 0,
					     0, 3, 0, 0, 0, 4, 0, 0, 0, 5 };
	uint8_t address[16];
	size_t length_at, length;

	put_name(out, owner);
	put16(out, (unsigned)record->type);
	put16(out, ns_c_in);
	put16(out, 0);
	put16(out, 300);
	length_at = out->length;
	put16(out, 0);
	if (record->type == ns_t_a) {
		inet_pton(AF_INET, record->data, address);
		put(out, address, 4);
	} else if (record->type == ns_t_aaaa) {
		inet_pton(AF_INET6, record->data, address);
		put(out, address, 16);
	} else {
		put_name(out, record->data);
	}
	if (record->type == ns_t_soa) {
		put_name(out, "root.test");
		put(out, numbers, sizeof numbers);
	}
	length = out->length - length_at - 2;
	out->bytes[length_at] = (uint8_t)(length >> 8);
	out->bytes[length_at + 1] = (uint8_t)length;
}

/* The records of the name or of the wildcard that stands for it: "*.x" for all below x. */
static bool owns(const struct record *record, const char *name)
{
	if (strncmp(record->name, "*.", 2) == 0)
		return has_suffix(name, record->name + 2) &&
		       strcasecmp(name, record->name + 2) != 0;
	return strcasecmp(record->name, name) == 0;
}

static bool exists(const struct dns_server *server, const char *name)
{
	for (size_t i = 0; i < server->record_count; i++) {
		if (strncmp(server->records[i].name, "*.", 2) != 0 &&
		    has_suffix(server->records[i].name, name))
			return true;
	}
	return false;
}

/* The records that answer; CNAMEs are followed. Returns how many; `ret_found`: the name exists. */
static unsigned put_answers(const struct dns_server *server, struct writer *out,
			    const char *name, int type, bool *ret_found)
{
	bool exact = exists(server, name);
	unsigned count = 0;

	*ret_found = exact;
	for (size_t i = 0; i < server->record_count && out->length < 3000; i++) {
		const struct record *record = &server->records[i];
		bool ignored;

		if (!owns(record, name) || (exact && strncmp(record->name, "*.", 2) == 0))
			continue;
		*ret_found = true;
		if (record->type == type) {
			put_record(out, name, record);
			count++;
		} else if (record->type == ns_t_cname && count < 32) {
			put_record(out, name, record);
			count += 1 +
				 put_answers(server, out, record->data, type, &ignored);
		}
	}
	return count;
}

static const struct record *zone_of(const struct dns_server *server, const char *name)
{
	const struct record *best = NULL;

	for (size_t i = 0; i < server->record_count; i++) {
		const struct record *record = &server->records[i];

		if (record->type == ns_t_soa && has_suffix(name, record->name) &&
		    (!best || strlen(record->name) > strlen(best->name)))
			best = record;
	}
	return best;
}

/* The answer to a question; false: say nothing. */
static bool answer(struct dns_server *server, const uint8_t *bytes, size_t length,
		   bool is_tcp, struct writer *out, struct rule **ret_rule)
{
	const struct record *zone;
	char name[NS_MAXDNAME];
	ns_msg message;
	ns_rr question;
	unsigned flags, count = 0, denied = 0;
	struct rule *rule;
	bool found = true;
	int rcode = 0;

	if (ns_initparse(bytes, (int)length, &message) ||
	    ns_parserr(&message, ns_s_qd, 0, &question))
		return false;
	server->asked++;
	snprintf(name, sizeof name, "%s", ns_rr_name(question));
	*ret_rule = rule = rule_of(server, name);
	if (rule->treatment == DNS_DROP ||
	    (rule->treatment == DNS_DROP_FIRST && rule->dropped++ < rule->argument))
		return false;
	zone = zone_of(server, name);
	flags = 0x8100u | (server->recursion ? 0x80u : 0) | (zone ? 0x400u : 0);
	if (rule->treatment == DNS_RCODE ||
	    (rule->treatment == DNS_RCODE_IPV6 && ns_rr_type(question) == ns_t_aaaa))
		rcode = rule->argument;
	if (rule->treatment == DNS_OLD && ns_msg_count(message, ns_s_ar))
		rcode = ns_r_formerr;
	if (rule->treatment == DNS_UNASKED) {
		put16(out, ns_msg_id(message));
		put16(out, 0x8100u | ns_r_refused);
		put(out, "\0\0\0\0\0\0\0", 8);
		return true;
	}
	if (rule->treatment == DNS_TRUNCATE && !is_tcp)
		flags |= 0x200;
	if (rule->treatment == DNS_REFER)
		flags = 0x8100u;

	put16(out, ns_msg_id(message));
	put16(out, flags);
	put16(out, 1);
	put16(out, 0);
	put16(out, 0);
	put16(out, 0);
	put_name(out, name);
	put16(out, (unsigned)ns_rr_type(question));
	put16(out, ns_c_in);
	if (rule->treatment == DNS_GARBAGE) {
		put(out, "\xc0\xff\xff\xff\xff", 5);
		count = 1;
	} else if (!rcode && !(flags & 0x200) && rule->treatment != DNS_REFER) {
		count = put_answers(server, out, name, ns_rr_type(question), &found);
		if (!found)
			rcode = ns_r_nxdomain;
		if (!count && zone) {
			put_record(out, zone->name, zone);
			denied = 1;
		}
	}
	out->bytes[3] = (uint8_t)(out->bytes[3] | rcode);
	out->bytes[7] = (uint8_t)count;
	out->bytes[9] = (uint8_t)denied;
	return true;
}

static void send_later(struct dns_server *server, const struct writer *out,
		       const struct sockaddr_in *client, int wait_ms)
{
	struct late *late = &server->late[server->late_count];

	if (server->late_count == LATE_MAX || out->length > sizeof late->bytes)
		return;
	server->late_count++;
	memcpy(late->bytes, out->bytes, out->length);
	late->length = out->length;
	late->client = *client;
	late->wait_ms = wait_ms;
}

static void read_udp(struct dns_server *server)
{
	uint8_t bytes[MESSAGE_MAX];
	struct sockaddr_in client;
	socklen_t client_length = sizeof client;
	struct writer out = { .length = 0 };
	struct rule *rule;
	ssize_t length = recvfrom(server->udp, bytes, sizeof bytes, MSG_DONTWAIT,
				  (struct sockaddr *)&client, &client_length);

	if (length <= 0 || !answer(server, bytes, (size_t)length, false, &out, &rule))
		return;
	if (rule->treatment == DNS_LATE) {
		send_later(server, &out, &client, rule->argument);
		return;
	}
	if (rule->treatment == DNS_OTHER_NAME) {
		struct writer other = out;

		other.bytes[13] ^= 1; /* the first letter of the question */
		sendto(server->udp, other.bytes, other.length, 0,
		       (struct sockaddr *)&client, client_length);
	}
	sendto(server->udp, out.bytes, out.length, 0, (struct sockaddr *)&client,
	       client_length);
}

/* False: the client has gone. */
static bool read_tcp(struct dns_server *server, int fd)
{
	uint8_t head[2], bytes[MESSAGE_MAX];
	struct writer out = { .length = 2 };
	struct writer message = { .length = 0 };
	struct rule *rule;
	size_t length;

	if (recv(fd, head, 2, MSG_WAITALL) != 2)
		return false;
	length = (size_t)head[0] << 8 | head[1];
	if (length > sizeof bytes ||
	    recv(fd, bytes, length, MSG_WAITALL) != (ssize_t)length)
		return false;
	if (!answer(server, bytes, length, true, &message, &rule))
		return true;
	out.bytes[0] = (uint8_t)(message.length >> 8);
	out.bytes[1] = (uint8_t)message.length;
	put(&out, message.bytes, message.length);
	return send(fd, out.bytes, out.length, MSG_NOSIGNAL) == (ssize_t)out.length;
}

static void send_late(struct dns_server *server, int passed_ms)
{
	for (size_t i = 0; i < server->late_count;) {
		struct late *late = &server->late[i];

		late->wait_ms -= passed_ms;
		if (late->wait_ms > 0) {
			i++;
			continue;
		}
		sendto(server->udp, late->bytes, late->length, 0,
		       (struct sockaddr *)&late->client, sizeof late->client);
		*late = server->late[--server->late_count];
	}
}

static void *serve(void *arg)
{
	struct dns_server *server = arg;

	for (;;) {
		struct pollfd fds[3 + CLIENTS_MAX] = {
			{.fd = server->wake[0], .events = POLLIN},
			{ .fd = server->udp,    .events = POLLIN},
			{ .fd = server->tcp,    .events = POLLIN},
		};
		size_t count = server->client_count;

		for (size_t i = 0; i < count; i++)
			fds[3 + i] = (struct pollfd){ .fd = server->clients[i],
						      .events = POLLIN };
		poll(fds, 3 + count, server->late_count ? 10 : -1);
		if (fds[0].revents)
			return NULL;
		send_late(server, 10);
		if (fds[1].revents)
			read_udp(server);
		for (size_t i = count; i-- > 0;) {
			if (!fds[3 + i].revents || read_tcp(server, fds[3 + i].fd))
				continue;
			close(fds[3 + i].fd);
			server->clients[i] = server->clients[--server->client_count];
		}
		if (fds[2].revents && server->client_count < CLIENTS_MAX) {
			int fd = accept4(server->tcp, NULL, NULL, SOCK_CLOEXEC);

			if (fd >= 0)
				server->clients[server->client_count++] = fd;
		}
	}
}
