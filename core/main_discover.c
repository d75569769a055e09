#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "config.h"
#include "discover.h"
#include "main.h"

#define WORD_WIDTH 14 /* of the keys that are listed */

static void say_what_was_looked_for(const struct discovery *discovery)
{
	fputs("Looked for:\n  ./" PROGRAM_CONFIG "\n", stderr);
	for (const char *const *place = discovery->places; *place; place++)
		fprintf(stderr, "  %s\n", *place);
}

static void say_what_was_found(const struct program *program)
{
	const struct discovery *discovery = program->discovery;

	fputs(program->options.command == COMMAND_INIT ? "Read:\n"
						       : "There is no " PROGRAM_CONFIG
							 " here; read instead:\n",
	      stderr);
	for (size_t i = 0; i < discovery->count; i++) {
		const struct discovered *item = &discovery->items[i];

		fprintf(stderr, "  %-*s %s", WORD_WIDTH, item->key, item->path);
		if (item->others)
			fprintf(stderr,
				" (not the other%s of that kind: name %s in " PROGRAM_CONFIG
				")",
				item->others > 1 ? "s" : "",
				item->others > 1 ? "them" : "it");
		fputc('\n', stderr);
	}
}

static const char *const *paths_of(struct program *program,
				   const struct discovery *discovery)
{
	const char **paths =
		arena_alloc(program->arena, (discovery->count + 1) * sizeof *paths);

	for (size_t i = 0; i < discovery->count; i++)
		paths[i] = discovery->items[i].path;
	return paths;
}

static int find(struct arena *arena, const struct options *options,
		struct diagnostics *diagnostics, const struct discovery **ret_discovery,
		struct config **ret_config)
{
	struct discovery *discovery = arena_alloc(arena, sizeof *discovery);

	discover(arena, options->root, discovery);
	*ret_discovery = discovery;
	*ret_config = discovery->config;
	if (discovery->count)
		return 0;
	diag_error(
		diagnostics, (struct where){ 0 },
		"go to the folder of the install, or name the configuration with --config "
		"FILE, or a copy of a machine's files with --root DIR",
		"there is no " PROGRAM_CONFIG
		" here, and no file of an install was found");
	return -ENOENT;
}

int program_discover(struct program *program, struct config **ret_config)
{
	const struct discovery *discovery;
	int r = find(program->arena, &program->options, &program->diagnostics, &discovery,
		     ret_config);

	program_note_discovery(program, discovery);
	return r;
}

void program_note_discovery(struct program *program, const struct discovery *discovery)
{
	program->discovery = discovery;
	if (!discovery || !discovery->count)
		return;
	program->report.sources = paths_of(program, discovery);
	if (!program->options.quiet)
		say_what_was_found(program);
}

int program_configure(struct arena *arena, const struct options *options,
		      struct diagnostics *diagnostics,
		      const struct discovery **ret_discovery, struct config **ret_config)
{
	const char *file = options->config;
	struct stat status;

	*ret_discovery = NULL;
	if (!file && lstat(PROGRAM_CONFIG, &status) < 0)
		return find(arena, options, diagnostics, ret_discovery, ret_config);
	return config_load(arena, file ? file : PROGRAM_CONFIG, diagnostics, ret_config);
}

/* "haproxy.cfg:12" */
static const char *place(struct program *program, const struct where *where)
{
	if (!where->file)
		return "this machine";
	return where->line
		       ? arena_printf(program->arena, "%s:%u", where->file, where->line)
		       : where->file;
}

static void say_fact(struct program *program, const char *key, const char *value,
		     const struct where *where)
{
	fprintf(stderr, "  %-*s %s (%s)\n", WORD_WIDTH, key, value,
		place(program, where));
}

static void say_nodes(struct program *program)
{
	const struct inventory *inventory = program->inventory;

	for (enum node_role role = NODE_BOOTSTRAP; role <= NODE_INFRA; role++) {
		const struct node *first = NULL;
		size_t count = 0;

		for (size_t i = 0; i < inventory->node_count; i++) {
			if (inventory->nodes[i].role != role)
				continue;
			first = count++ ? first : &inventory->nodes[i];
		}
		if (!count)
			continue;
		say_fact(program, node_role_name(role),
			 count == 1 ? first->fqdn
				    : arena_printf(program->arena, "%s and %zu more",
						   first->fqdn, count - 1),
			 &first->where);
	}
	if (!inventory->node_count)
		fprintf(stderr, "  %-*s none known: say them in " PROGRAM_CONFIG "\n",
			WORD_WIDTH, "nodes");
}

static void say_endpoint(struct program *program, const struct endpoint *endpoint)
{
	char text[ADDR_STRLEN];

	if (endpoint->addresses.count)
		say_fact(program, endpoint->label,
			 addr_str(&endpoint->addresses.items[0], text), &endpoint->where);
}

void program_say_discovered(struct program *program)
{
	const struct inventory *inventory = program->inventory;

	if (!program->discovery || program->options.quiet)
		return;
	say_fact(program, "cluster", inventory->cluster_domain,
		 &inventory->cluster_where);
	say_nodes(program);
	say_endpoint(program, &inventory->api);
	say_endpoint(program, &inventory->api_int);
	say_endpoint(program, &inventory->ingress);
	for (size_t i = 0; i < inventory->name_server_count; i++)
		say_fact(program, "DNS server", inventory->name_servers[i].text,
			 &inventory->name_servers[i].where);
	for (size_t i = 0; i < inventory->host_count; i++)
		say_fact(program,
			 host_roles_name(program->arena, inventory->hosts[i].roles),
			 inventory->hosts[i].fqdn, &inventory->hosts[i].where);
	if (inventory->artifact_base_url)
		say_fact(program, "artifacts", inventory->artifact_base_url,
			 &inventory->artifact_where);
}

void program_say_missing(const struct program *program)
{
	if (program->discovery)
		say_what_was_looked_for(program->discovery);
}
