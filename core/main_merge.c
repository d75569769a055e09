#include <stdio.h>

#include "main.h"
#include "reports/merge.h"
#include "version.h"

int command_merge(struct program *program)
{
	const struct options *options = &program->options;
	bool written;

	program->report.tool_version = OCP_VERSION;
	program->report.strict = options->strict;
	if (merge_reports(program->arena, probe_table, options->files,
			  options->file_count, stderr, &program->report) < 0)
		return EXIT_USAGE;
	written = program_write_reports(program) >= 0;
	return program_verdict(program, written);
}
