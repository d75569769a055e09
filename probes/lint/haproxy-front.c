/*
 * lint.haproxy-front: HAProxy listens where the cluster's names lead to, once, and nowhere else.
 */
#include <string.h>

#include "_front.h"
#include "_shown.h"
#include "core/addr.h"
#include "core/sources/sources.h"

#define PORT_CONFIG_PLAIN 22624

/* Secrets are behind 22623: it belongs on the internal address alone, where there are two. */
static void judge_exposure(const struct front_context *context,
			   const struct balancer_entry *entry)
{
	const struct addresses *internal = &context->inventory->api_int.addresses;
	const struct addresses *external = &context->inventory->api.addresses;
	struct findings *findings = context->findings;

	/* Where the name leads to a node, that is what is wrong. */
	if (entry->service != BALANCER_CONFIG || !internal->count || !external->count ||
	    !front_is_covered(context, BALANCER_CONFIG, &context->inventory->api_int) ||
	    inventory_node_at(context->inventory, &external->items[0]) ||
	    addr_is_in(&external->items[0], internal->items, internal->count))
		return;
	for (size_t i = 0; i < entry->section->bind_count; i++) {
		const struct haproxy_bind *bind = &entry->section->binds[i];
		char text[ADDR_STRLEN];

		if (bind->maybe || bind->first > entry->port ||
		    entry->port > bind->last || haproxy_is_unknown(bind->address) ||
		    bind->interface || !front_covers(bind, &external->items[0]))
			continue;
		if (!front_is_any(bind->address) &&
		    addr_parse(bind->address, &(struct addr){ 0 }) < 0)
			continue;
		findings_add(
			findings,
			&(struct finding){
				.status = STATUS_WARN,
				.subject = balancer_subject(
					findings, entry->section,
					findings_printf(findings, "%s:%u", bind->address,
							entry->port)),
				.where = bind->where,
				.width = bind->width,
				.title = findings_printf(
					findings,
					"port %u also listens on the external address %s",
					entry->port, addr_str(&external->items[0], text)),
				.observed = findings_printf(findings, "bind %s:%u",
							    bind->address, entry->port),
				.expected = front_bind_text(context,
							    &context->inventory->api_int,
							    entry->port),
				.why = "what the machine config server hands out holds secrets, and "
				       "it asks nobody who he is",
				.fix = {front_bind_text(context,
					 &context->inventory->api_int,
					 entry->port),
					 balancer_reload(findings, context->inventory)},
				.other = context->inventory->api_int.where,
				.other_says = "the internal address",
		});
	}
}

static void judge_servers(const struct front_context *context,
			  const struct balancer_entry *entry)
{
	size_t count = 0;

	for (size_t i = 0; i < entry->back_count; i++)
		count += entry->backs[i].section->server_count;
	/* A back end that there is not has been said by lint.syntax. */
	if (count || entry->is_open || entry->section->has_rules ||
	    entry->section->settings.default_backend.name || entry->section->use_count)
		return;
	findings_add(
		context->findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = entry->section->name,
			.where = entry->section->where,
			.width = (unsigned)strlen(entry->section->name),
			.title = findings_printf(context->findings,
						 "%s '%s' (port %u) leads to no server",
						 entry->section->keyword,
						 entry->section->name, entry->port),
			.expected = balancer_service_name(entry->service),
			.why = "each connection is accepted and closed at once",
			.fix = {entry->section->kind == HAPROXY_LISTEN
					 ? "add 'server' lines"
					 : "add: default_backend NAME",
				 balancer_reload(context->findings, context->inventory)},
	});
}

/* The machine config server without TLS: the same secrets for whoever listens. */
static void judge_plain(const struct front_context *context)
{
	const struct haproxy *haproxy = context->balancer->haproxy;

	for (size_t s = 0; context->balancer->count && s < haproxy->section_count; s++) {
		const struct haproxy_section *section = haproxy->sections[s];

		for (size_t i = 0; i < section->bind_count; i++) {
			const struct haproxy_bind *bind = &section->binds[i];

			if (bind->first != PORT_CONFIG_PLAIN || bind->maybe ||
			    !findings_is_new(context->findings, "port", bind->where))
				continue;
			findings_add(
				context->findings,
				&(struct finding){
					.status = STATUS_WARN,
					.subject = balancer_subject(context->findings,
								    section, "22624"),
					.where = bind->where,
					.width = bind->width,
					.title = findings_printf(
						context->findings,
						"'%s' listens on port 22624, the machine config "
						"server without TLS",
						section->name),
					.why = "nodes never use it; its answers hold secrets, in "
					       "the clear",
					.fix = {"delete the section",
						 balancer_reload(context->findings,
						 context->inventory)},
			});
		}
	}
}

/*
 * Two sections on the very same address and port: HAProxy binds both (SO_REUSEPORT), and the kernel
 * spreads connections over them.
 */
static void judge_twice(const struct front_context *context,
			const struct balancer_entry *entry)
{
	const struct haproxy *haproxy = context->balancer->haproxy;

	for (size_t s = 0; s < haproxy->section_count; s++) {
		const struct haproxy_section *section = haproxy->sections[s];

		for (size_t i = 0; section != entry->section && i < section->bind_count;
		     i++) {
			const struct haproxy_bind *bind = &section->binds[i];

			if (bind->maybe || section->maybe || section->settings.disabled ||
			    !bind->first || bind->first > entry->port ||
			    entry->port > bind->last || bind->interface ||
			    entry->bind->interface || haproxy_is_unknown(bind->address) ||
			    strcmp(bind->address, entry->bind->address))
				continue;
			/* Two of ours see each other: one word is enough. */
			if (section->where.line < entry->section->where.line &&
			    !strcmp(section->where.file, entry->section->where.file))
				continue;
			findings_add(
				context->findings,
				&(struct finding){
					.status = STATUS_FAIL,
					.subject = balancer_subject(
						context->findings, section,
						findings_printf(context->findings,
								"%s:%u", bind->address,
								entry->port)),
					.where = bind->where,
					.width = bind->width,
					.title = findings_printf(
						context->findings,
						"'%s' and '%s' both listen on %s:%u",
						entry->section->name, section->name,
						bind->address, entry->port),
					.why = "connections go to the one or the other at random",
					.fix = {findings_printf(
							 context->findings,
						 "delete the bind of one, or give it another "
							 "address"),
						 balancer_reload(context->findings,
						 context->inventory)},
					.other = entry->bind->where,
					.other_says = "the other one",
			});
		}
	}
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	const struct balancer *balancer = balancer_find(inventory, findings);
	struct front_context context = { balancer, inventory, findings };

	if (!balancer)
		return;
	front_judge_where(&context);
	for (size_t i = 0; i < balancer->count; i++) {
		judge_servers(&context, &balancer->entries[i]);
		judge_exposure(&context, &balancer->entries[i]);
		judge_twice(&context, &balancer->entries[i]);
	}
	judge_plain(&context);
}

const struct probe probe_lint_haproxy_front = {
	.id = "lint.haproxy-front",
	.title = "HAProxy listens where the cluster's names lead to, and nowhere else",
	.why = "a name whose port nobody listens on leads nowhere; port 22623 hands out secrets",
	.symptom = "connection refused on the way to api, api-int or the console",
	.fix = "bind the addresses that api, api-int and *.apps resolve to; 22623 on the address of "
	       "api-int only",
	.phases = PHASE_PREBOOT,
	.needs = shown_haproxy_front,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
