#include "resolve.h"

#include <string.h>

#include "arena.h"
#include "op.h"
#include "probe.h"

/* What one server said to both questions. */
struct at_server {
	const struct name_server *server;
	const struct dns_answer *a, *aaaa;
};

/*
 * The arena's: answers of servers that no longer have the say come after the callback, as long as
 * the run goes on.
 */
struct resolve_op {
	struct op op; /* first */
	bool is_decided;
	struct resolution resolution;
	resolved_fn *resolved;
	void *arg;
	size_t server_count;
	struct at_server servers[];
};

static void answered(const struct dns_answer *answer, void *arg);
static void decide(struct resolve_op *op);

static void deliver(struct op *op)
{
	struct resolve_op *resolving = (struct resolve_op *)op;

	resolving->resolved(&resolving->resolution, resolving->arg);
}

static void cancel(struct op *op)
{
	(void)op;
}

static void complete(struct resolve_op *op)
{
	op->is_decided = true;
	op_complete(&op->op);
}

/* "172.16.0.1", "fd00::1", or as URLs write it, "[fd00::1]". */
static bool is_literal(const char *host, struct addr *ret_addr)
{
	char inner[ADDR_STRLEN];
	size_t length = strlen(host);

	if (!addr_parse(host, ret_addr))
		return true;
	if (length < 3 || length - 2 >= sizeof inner || host[0] != '[' ||
	    host[length - 1] != ']')
		return false;
	memcpy(inner, host + 1, length - 2);
	inner[length - 2] = '\0';
	return !addr_parse(inner, ret_addr);
}

bool dns_server_is_usable(const struct run *run, const struct name_server *server)
{
	const struct result *result = run_other(run, "dns.server", server->text);

	return !result || result_is_good(result);
}

void resolve(struct run *run, const char *host, resolved_fn *resolved, void *arg)
{
	const struct inventory *inventory = run_inventory(run);
	size_t count = inventory->name_server_count;
	struct resolve_op *op =
		arena_alloc(run_arena(run), sizeof *op + count * sizeof op->servers[0]);
	struct addr literal;

	op_begin(&op->op, run, deliver, cancel);
	op->resolved = resolved;
	op->arg = arg;
	op->resolution.host = arena_strdup(run_arena(run), host);
	if (is_literal(host, &literal)) {
		op->resolution.addresses.items =
			arena_alloc(run_arena(run), sizeof literal);
		op->resolution.addresses.items[0] = literal;
		op->resolution.addresses.count = 1;
		complete(op);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (dns_server_is_usable(run, &inventory->name_servers[i]))
			op->servers[op->server_count++].server =
				&inventory->name_servers[i];
	}
	if (!op->server_count)
		complete(op);
	for (size_t i = 0; i < op->server_count; i++) {
		dns_ask(run, op->servers[i].server, host, DNS_A, DNS_UDP, answered, op);
		dns_ask(run, op->servers[i].server, host, DNS_AAAA, DNS_UDP, answered,
			op);
	}
}

static void answered(const struct dns_answer *answer, void *arg)
{
	struct resolve_op *op = arg;
	size_t i = 0;

	while (op->servers[i].server != answer->server)
		i++;
	if (answer->type == DNS_A)
		op->servers[i].a = answer;
	else
		op->servers[i].aaaa = answer;
	decide(op);
}

/*
 * By the order of the list, not of arrival, so that every run of the program decides the same: a
 * server has the say once all before it have said that they have no address.
 */
static void decide(struct resolve_op *op)
{
	struct resolution *resolution = &op->resolution;

	if (op->is_decided)
		return;
	for (size_t i = 0; i < op->server_count; i++) {
		const struct dns_answer *a = op->servers[i].a,
					*aaaa = op->servers[i].aaaa;
		size_t count;

		if (!a || !aaaa)
			return;
		count = a->address_count + aaaa->address_count;
		if (count) {
			struct addr *items =
				arena_alloc(run_arena(op->op.run), count * sizeof *items);

			if (a->address_count)
				memcpy(items, a->addresses,
				       a->address_count * sizeof *items);
			if (aaaa->address_count)
				memcpy(items + a->address_count, aaaa->addresses,
				       aaaa->address_count * sizeof *items);
			resolution->addresses = (struct addresses){ items, count };
			complete(op);
			return;
		}
	}
	/* "No such name" says more than "no IPv6 address". */
	resolution->failure = op->servers[0].a;
	complete(op);
}
