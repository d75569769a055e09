/* What is known only at the end: which front end leads to which servers. */
#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/index.h"
#include "haproxy_reader.h"

/* Behind all front ends, each counted as often as it is there. */
#define SERVERS_MAX 1000000

struct servers {
	struct balancer_server *items;
	size_t count;
};

static void diagnose(struct haproxy_reader *reader, const struct haproxy_use *use,
		     const struct haproxy_section *section)
{
	if (!use->maybe && !section->maybe && !section->settings.disabled)
		diag_error(reader->diagnostics, use->where,
			   "name a section that there is, or add it",
			   "there is no backend '%s'", use->name);
}

/* NULL: there is none, or it is not known which. */
static const struct haproxy_section *follow(struct haproxy_reader *reader,
					    struct haproxy_section *section,
					    const struct haproxy_use *use)
{
	const struct haproxy_section *back;

	if (haproxy_is_unknown(use->name) || strstr(use->name, "%[")) {
		section->uses_unknown = true;
		return NULL;
	}
	back = haproxy_backend(reader->haproxy, use->name);
	if (!back) {
		diagnose(reader, use, section);
		return NULL;
	}
	if (!strcmp(haproxy_mode(section), "http") &&
	    !strcmp(haproxy_mode(back), "tcp") && !use->maybe && !section->maybe &&
	    !back->maybe && !section->settings.disabled &&
	    !haproxy_is_unknown(haproxy_mode(section)))
		diag_error(reader->diagnostics, use->where, "give both the same 'mode'",
			   "%s '%s' is in mode http and '%s' in mode tcp",
			   section->keyword, section->name, back->name);
	return back;
}

/* False: there are enough of them, which has been said once. */
static bool has_room(struct haproxy_reader *reader, const struct haproxy_section *section,
		     size_t more)
{
	if (reader->server_count > SERVERS_MAX)
		return false;
	if (more > SERVERS_MAX - reader->server_count) {
		diag_warning(reader->diagnostics, section->where, NULL,
			     "more than %d servers: the rest is not read", SERVERS_MAX);
		reader->server_count = SERVERS_MAX + 1;
		return false;
	}
	reader->server_count += more;
	return true;
}

static void append(struct haproxy_reader *reader, const struct haproxy_section *back,
		   bool conditional, struct servers *servers)
{
	if (!has_room(reader, back, back->server_count))
		return;
	for (size_t i = 0; i < back->server_count; i++) {
		const struct haproxy_server *from = &back->servers[i];

		servers->items = arena_grow(reader->arena, servers->items, servers->count,
					    sizeof *servers->items);
		servers->items[servers->count++] = (struct balancer_server){
			.section = back->name,
			.name = from->name,
			.host = from->host,
			.port = from->port,
			.backup = from->options.backup,
			.conditional = conditional,
			.where = from->where,
		};
	}
}

/* The servers of a front end: its own (listen) and those of every back end it may use, once. */
static void join(struct haproxy_reader *reader, struct haproxy_section *section,
		 struct servers *servers)
{
	struct index *seen = index_new(reader->arena, section->use_count);
	const struct haproxy_use *last = &section->settings.default_backend;

	if (section->bind_count)
		append(reader, section, false, servers);
	for (size_t i = 0; i <= section->use_count; i++) {
		const struct haproxy_use *use =
			i < section->use_count ? &section->uses[i] : last;
		const struct haproxy_section *back;

		if (!use->name)
			continue;
		back = follow(reader, section, use);
		if (!back || back == section ||
		    index_add(seen, back->name, strlen(back->name), section))
			continue;
		if (section->bind_count)
			append(reader, back, use->conditional, servers);
	}
}

static void add_front(struct haproxy_reader *reader,
		      const struct haproxy_section *section,
		      const struct haproxy_bind *bind, in_port_t port,
		      const struct servers *servers)
{
	struct haproxy *haproxy = reader->haproxy;

	haproxy->fronts = arena_grow(reader->arena, haproxy->fronts, haproxy->count,
				     sizeof *haproxy->fronts);
	haproxy->fronts[haproxy->count++] = (struct balancer_front){
		.section = section->name,
		.address = bind->address,
		.port = port,
		.mode = haproxy_mode(section),
		.servers = servers->items,
		.server_count = servers->count,
		.where = bind->where,
	};
}

void haproxy_join(struct haproxy_reader *reader)
{
	const struct haproxy *haproxy = reader->haproxy;

	for (size_t s = 0; s < haproxy->section_count; s++) {
		struct haproxy_section *section = haproxy->sections[s];
		struct servers servers = { 0 };

		if (section->kind == HAPROXY_DEFAULTS)
			continue;
		join(reader, section, &servers);
		for (size_t b = 0; b < section->bind_count; b++) {
			const struct haproxy_bind *bind = &section->binds[b];

			for (unsigned port = bind->first; port && port <= bind->last;
			     port++)
				add_front(reader, section, bind, (in_port_t)port,
					  &servers);
		}
	}
}
