/*
 * lint.haproxy-port: each server is asked on the port of the service that its front end stands for.
 */
#include <string.h>

#include "_balancer.h"

/* The same digits in another order: 6343 is none of 6443, 4663 is. */
static bool is_swapped(in_port_t a, in_port_t b)
{
	int digits[10] = { 0 };

	for (; a; a /= 10)
		digits[a % 10]++;
	for (; b; b /= 10)
		digits[b % 10]--;
	for (size_t i = 0; i < 10; i++) {
		if (digits[i])
			return false;
	}
	return true;
}

static bool is_service(in_port_t port)
{
	return port == 6443 || port == 22623 || port == 80 || port == 443;
}

/* Does some other server of the back end have the right port? */
static bool others_are_right(const struct balancer_pair *pair)
{
	const struct haproxy_section *section = pair->back->section;

	for (size_t i = 0; i < section->server_count; i++) {
		if (haproxy_server_port(&section->servers[i], pair->entry->port) ==
		    pair->entry->port)
			return true;
	}
	return false;
}

/*
 * The API's ports are fixed. Routers may be published on others: then all have the same, and it is
 * the port of nothing else.
 */
static bool is_wrong(const struct balancer_pair *pair, in_port_t port, bool others_right)
{
	if (!port || port == pair->entry->port)
		return false;
	return balancer_is_control(pair->entry->service) || is_service(port) ||
	       others_right;
}

static void complain(const struct balancer *balancer, struct findings *findings,
		     const struct balancer_pair *pair,
		     const struct haproxy_server *server, in_port_t port,
		     bool others_right)
{
	const struct haproxy_section *section = pair->back->section;
	const struct balancer_entry *entry = pair->entry;
	const char *right = findings_printf(findings, "%u", entry->port);
	size_t width = strlen(findings_printf(findings, "%u", port));
	bool absolute = !server->is_relative && server->has_port;

	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = balancer_subject(findings, section, server->name),
			.where = server->has_port ? server->port_where : server->address,
			.width = (unsigned)width,
			.title = findings_printf(
				findings,
				"server '%s' of '%s' is asked on port %u, and its front end is "
				"that of port %u",
				server->name, section->name, port, entry->port),
			.observed = findings_printf(
				findings, "port %u%s%s", port,
				others_right ? findings_printf(
						       findings,
						       "; other servers of '%s' have %u",
						       section->name, entry->port)
					     : "",
				is_swapped(port, entry->port) ? " (digits are swapped)"
							      : ""),
			.expected =
				findings_printf(findings, "port %u: %s", entry->port,
						balancer_service_name(entry->service)),
			.why = balancer_is_tls(entry->service) && port == 80
				       ? "each client that is sent there gets plain HTTP where it "
					 "expects TLS ('wrong version number'): it fails now and then, "
					 "or for some clients only"
				       : "connections that are sent there are refused, or meet another "
					 "service: it fails now and then, or for some clients only",
			.fix = {absolute ? lint_corrected(findings, balancer->inventory,
				   &server->port_where, width,
				   right)
					  : findings_printf(findings, "write port %s",
				    right),
				 balancer_reload(findings, balancer->inventory)},
			.other = entry->bind->where,
			.other_says = "the front end listens here",
	});
}

/* Every server has that port. */
static bool all_have(const struct haproxy_section *section, in_port_t port)
{
	for (size_t i = 0; i < section->server_count; i++) {
		if (section->servers[i].maybe ||
		    haproxy_server_port(&section->servers[i], 0) != port)
			return false;
	}
	return section->server_count;
}

/* The back end whose servers all have the port, where there is just one; or NULL. */
static const struct haproxy_section *back_end_of(const struct haproxy *haproxy,
						 in_port_t port)
{
	const struct haproxy_section *found = NULL;

	for (size_t i = 0; i < haproxy->section_count; i++) {
		const struct haproxy_section *section = haproxy->sections[i];

		if (section->kind != HAPROXY_BACKEND || !all_have(section, port))
			continue;
		if (found)
			return NULL;
		found = section;
	}
	return found;
}

/* The front end is led to the back end of another service, and its own is there. True: told. */
static bool judge_back_end(const struct balancer *balancer, struct findings *findings,
			   const struct balancer_pair *pair)
{
	const struct haproxy_section *section = pair->back->section, *right;
	const struct balancer_entry *entry = pair->entry;
	in_port_t port;

	if (!pair->back->use.file || !section->server_count)
		return false;
	port = haproxy_server_port(&section->servers[0], 0);
	right = back_end_of(balancer->haproxy, entry->port);
	if (!is_service(port) || port == entry->port || !all_have(section, port) ||
	    !right)
		return false;
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject =
				balancer_subject(findings, entry->section, section->name),
			.where = pair->back->use,
			.width = (unsigned)strlen(section->name),
			.title = findings_printf(
				findings,
				"'%s' (port %u) leads to '%s', whose servers are asked on "
				"port %u",
				entry->section->name, entry->port, section->name, port),
			.observed = section->name,
			.expected = right->name,
			.why = "each connection meets another service than it asked for",
			.fix = {lint_corrected(findings, balancer->inventory,
				&pair->back->use, strlen(section->name),
				right->name),
				 balancer_reload(findings, balancer->inventory)},
			.other = right->where,
			.other_says = "the back end of that port",
	});
	return true;
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	const struct balancer *balancer = balancer_find(inventory, findings);

	for (size_t p = 0; balancer && p < balancer->pair_count; p++) {
		const struct balancer_pair *pair = &balancer->pairs[p];
		const struct haproxy_section *section = pair->back->section;
		bool others_right = others_are_right(pair);

		if (judge_back_end(balancer, findings, pair))
			continue;
		for (size_t i = 0; i < section->server_count; i++) {
			const struct haproxy_server *server = &section->servers[i];
			in_port_t port = haproxy_server_port(server, pair->entry->port);

			if (!server->maybe && is_wrong(pair, port, others_right))
				complain(balancer, findings, pair, server, port,
					 others_right);
		}
	}
}

const struct probe probe_lint_haproxy_port = {
	.id = "lint.haproxy-port",
	.title = "the servers of HAProxy have the port of their front end",
	.why = "one server with another port fails for the share of clients that is sent there",
	.symptom =
		"'SSL: wrong version number' or 'connection refused' for every third request",
	.fix = "6443 behind 6443, 22623 behind 22623, 80 behind 80, 443 behind 443",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
