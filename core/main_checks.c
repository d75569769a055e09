#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "main.h"
#include "reports/catalog.h"

const char *const *program_check_ids(struct arena *arena)
{
	const char **ids;
	size_t count = 0;

	while (probe_table[count])
		count++;
	ids = arena_alloc(arena, (count + 1) * sizeof *ids);
	for (size_t i = 0; i < count; i++)
		ids[i] = probe_table[i]->id;
	return ids;
}

const struct probe *program_find_probe(const char *id)
{
	for (size_t i = 0; probe_table[i]; i++) {
		if (!strcmp(probe_table[i]->id, id))
			return probe_table[i];
	}
	return NULL;
}

int command_list(const struct program *program)
{
	const char *format = program->options.formats[0].format;

	catalog_list(stdout, probe_table, !strcmp(format, "json"));
	return EXIT_OK;
}

int command_explain(const struct program *program)
{
	struct report_options options = program_screen(&program->options);

	catalog_explain(stdout, program_find_probe(program->options.argument), &options);
	return EXIT_OK;
}
