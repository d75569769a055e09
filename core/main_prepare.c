#include <errno.h>

#include "arena.h"
#include "config.h"
#include "main.h"
#include "value.h"

#define DEFAULT_CONFIG "ocp-preflight.yaml"

/* An id that is misspelt silences nothing, and nobody would know. */
static int check_silences(struct program *program)
{
	const struct inventory *inventory = program->inventory;
	const char *const *ids = program_check_ids(program->arena);
	const size_t errors = program->diagnostics.errors;

	for (size_t i = 0; i < inventory->silence_count; i++) {
		const struct silence *silence = &inventory->silences[i];
		const struct probe *probe = program_find_probe(silence->check);

		if (!probe)
			diag_error(&program->diagnostics, silence->where,
				   value_words_help(program->arena, ids, silence->check),
				   "silence: there is no check '%s'", silence->check);
		else if (!probe->reads_files)
			diag_error(&program->diagnostics, silence->where,
				   "use --skip for the others",
				   "silence: only what files say can be silenced, not %s",
				   silence->check);
	}
	return program->diagnostics.errors > errors ? -EINVAL : 0;
}

int program_prepare(struct program *program)
{
	const struct options *options = &program->options;
	const char *file = options->config ? options->config : DEFAULT_CONFIG;
	struct inventory_options inventory_options = {
		.phase = options->phase,
		.timeout = options->timeout,
		.as = options->as,
		.root = options->root,
	};
	struct plan_options plan_options = {
		.only = options->only,
		.skip = options->skip,
		.phase = options->phase,
		.files_only = options->command == COMMAND_LINT,
	};
	struct config *config;
	int r;

	r = config_load(program->arena, file, &program->diagnostics, &config);
	if (r >= 0)
		r = inventory_build(program->arena, config, &inventory_options,
				    &program->diagnostics, &program->inventory);
	if (r >= 0) {
		config_drop_nodes(config);
		r = check_silences(program);
	}
	diag_print(&program->diagnostics, stderr);
	if (r < 0)
		return r;
	return plan_new(program->arena, probe_table, program->inventory, &plan_options,
			stderr, &program->plan);
}

const char *program_refusal(const struct program *program)
{
	for (size_t i = 0; i < program->diagnostics.count; i++) {
		const struct diagnostic *diagnostic = &program->diagnostics.items[i];

		if (diagnostic->warning)
			continue;
		if (!diagnostic->where.file)
			return diagnostic->message;
		if (!diagnostic->where.line)
			return arena_printf(program->arena, "%s: %s",
					    diagnostic->where.file, diagnostic->message);
		return arena_printf(program->arena, "%s:%u:%u: %s",
				    diagnostic->where.file, diagnostic->where.line,
				    diagnostic->where.column, diagnostic->message);
	}
	return "the checks could not be planned; see standard error";
}
