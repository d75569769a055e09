#include <errno.h>

#include "arena.h"
#include "config.h"
#include "main.h"
#include "value.h"

/* An id that is misspelt silences nothing, and nobody would know. */
static int check_silences(struct arena *arena, const struct inventory *inventory,
			  struct diagnostics *diagnostics)
{
	const char *const *ids = program_check_ids(arena);
	const size_t errors = diagnostics->errors;

	for (size_t i = 0; i < inventory->silence_count; i++) {
		const struct silence *silence = &inventory->silences[i];
		const struct probe *probe = program_find_probe(silence->check);

		if (!probe)
			diag_error(diagnostics, silence->where,
				   value_words_help(arena, ids, silence->check),
				   "silence: there is no check '%s'", silence->check);
		else if (!probe->reads_files)
			diag_error(diagnostics, silence->where,
				   "use --skip for the others",
				   "silence: only what files say can be silenced, not %s",
				   silence->check);
	}
	return diagnostics->errors > errors ? -EINVAL : 0;
}

int program_load_found(struct arena *arena, const struct options *options,
		       struct diagnostics *diagnostics,
		       const struct discovery **ret_discovery, struct config **ret_config,
		       const struct inventory **ret_inventory)
{
	struct inventory_options inventory_options = {
		.phase = options->phase,
		.timeout = options->timeout,
		.as = options->as,
		.root = options->root,
		.kubeconfig = options->kubeconfig,
	};
	int r;

	r = program_configure(arena, options, diagnostics, ret_discovery, ret_config);
	if (r < 0)
		return r;
	r = inventory_build(arena, *ret_config, &inventory_options, diagnostics,
			    ret_inventory);
	if (r < 0)
		return r;
	config_drop_nodes(*ret_config);
	return check_silences(arena, *ret_inventory, diagnostics);
}

int program_load(struct arena *arena, const struct options *options,
		 struct diagnostics *diagnostics, struct config **ret_config,
		 const struct inventory **ret_inventory)
{
	const struct discovery *discovery;

	return program_load_found(arena, options, diagnostics, &discovery, ret_config,
				  ret_inventory);
}

int program_prepare(struct program *program)
{
	const struct options *options = &program->options;
	struct plan_options plan_options = {
		.only = options->only,
		.skip = options->skip,
		.phase = options->phase,
		.files_only = options->command == COMMAND_LINT,
	};
	const struct discovery *discovery = NULL;
	struct config *config;
	int r = program_load_found(program->arena, options, &program->diagnostics,
				   &discovery, &config, &program->inventory);

	program_note_discovery(program, discovery);
	diag_print(&program->diagnostics, stderr);
	if (r < 0) {
		program_say_missing(program);
		return r;
	}
	program_say_discovered(program);
	return plan_new(program->arena, probe_table, program->inventory, &plan_options,
			stderr, &program->plan);
}

const char *program_refusal(const struct program *program)
{
	const char *error = diag_first_error(&program->diagnostics);

	return error ? error : "the checks could not be planned; see standard error";
}
