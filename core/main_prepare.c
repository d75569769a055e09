#include <errno.h>

#include "arena.h"
#include "config.h"
#include "main.h"

#define DEFAULT_CONFIG "ocp-preflight.yaml"

int program_prepare(struct program *program)
{
	const struct options *options = &program->options;
	const char *file = options->config ? options->config : DEFAULT_CONFIG;
	struct inventory_options inventory_options = {
		.phase = options->phase,
		.timeout = options->timeout,
		.as = options->as,
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
	if (r >= 0)
		config_drop_nodes(config);
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
