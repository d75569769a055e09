#include "generation.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/config.h"
#include "core/diag.h"
#include "core/sources/files.h"
#include "core/sources/sources.h"
#include "survey.h"

#define RESOLV_CONF "/etc/resolv.conf"

static void add_file(struct generation *generation, const char *directory,
		     const char *path)
{
	const char **files = (const char **)(uintptr_t)generation->files;

	if (!path)
		return;
	if (*path != '/' && directory && strcmp(directory, ".") != 0)
		path = arena_printf(generation->arena, "%s/%s", directory, path);
	for (size_t i = 0; i < generation->file_count; i++) {
		if (!strcmp(files[i], path))
			return;
	}
	files = arena_grow(generation->arena, files, generation->file_count,
			   sizeof *files);
	files[generation->file_count++] = path;
	generation->files = files;
}

/* All that the verdicts depend on: what was read now, and what checks read later. */
static void add_files(struct generation *generation, const struct config *config)
{
	const struct config_text *const named[] = {
		&config->install_config, &config->named,      &config->dhcpd,
		&config->dnsmasq,	 &config->hosts_file, &config->egress_ca_file,
	};
	const struct config_list *const lists[] = {
		&config->haproxy,  &config->zones, &config->ipxe,
		&config->pxelinux, &config->grub,
	};
	const struct inventory *inventory = generation->inventory;
	const struct source_files *sources =
		inventory->sources ? inventory->sources->files : NULL;

	add_file(generation, NULL, config->file);
	for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
		add_file(generation, config->directory, named[i]->value);
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		for (size_t j = 0; j < lists[i]->count; j++)
			add_file(generation, config->directory, lists[i]->items[j].value);
	}
	for (size_t i = 0; sources && i < source_files_count(sources); i++)
		add_file(generation, NULL,
			 source_files_path(sources, source_files_at(sources, i)->name));
	if (inventory->name_servers_from_resolv_conf)
		add_file(generation, NULL, RESOLV_CONF);
	for (size_t i = 0; i < inventory->artifact_count; i++)
		add_file(generation, NULL, inventory->artifacts[i].path);
}

static int make_plan(struct generation *generation, const struct options *options,
		     const struct probe *const *table, enum phase phase, FILE *err)
{
	struct plan_options plan_options = { .only = options->only,
					     .skip = options->skip,
					     .phase = phase,
					     .extra = &watch_survey };
	struct inventory *inventory;
	int r;

	generation->plan_arena = arena_child(generation->arena);
	inventory = arena_alloc(generation->plan_arena, sizeof *inventory);
	*inventory = *generation->inventory;
	inventory->phase = phase;
	r = plan_new(generation->plan_arena, table, inventory, &plan_options, err,
		     &generation->plan);
	if (r >= 0)
		generation->shown = generation->plan->count - 1;
	return r;
}

struct arena *generation_set_phase(struct generation *generation,
				   const struct options *options,
				   const struct probe *const *table, enum phase phase)
{
	struct arena *old = generation->plan_arena;

	/* What is refused does not depend on the phase, and was not refused. */
	if (make_plan(generation, options, table, phase, stderr) < 0)
		abort();
	generation->inventory = generation->plan->inventory;
	return old;
}

int generation_load(const struct options *options, load_fn *load,
		    const struct probe *const *table, enum phase phase,
		    struct diagnostics *diagnostics, struct generation **ret_generation,
		    char **ret_error)
{
	struct generation *generation = mem_alloc(sizeof *generation);
	struct config *config;
	const char *error;
	int r;

	generation->arena = arena_new();
	r = load(generation->arena, options, diagnostics, &config,
		 &generation->inventory);
	if (r >= 0) {
		add_files(generation, config);
		r = make_plan(generation, options, table, phase, stderr);
	}
	if (r < 0) {
		error = diag_first_error(diagnostics);
		*ret_error =
			mem_strdup(error ? error : "the checks could not be planned");
		generation_free(generation);
		return -EINVAL;
	}
	*ret_generation = generation;
	return 0;
}

struct generation *generation_free(struct generation *generation)
{
	if (!generation)
		return NULL;
	arena_free(generation->arena);
	free(generation);
	return NULL;
}
