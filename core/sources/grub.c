#include "core/sources/grub.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/index.h"
#include "core/sources/boot_include.h"
#include "core/sources/files.h"
#include "core/sources/grub_runner.h"

/* Runs the entry as if it had been chosen. */
static void run_item(struct grub_runner *runner, const struct grub_item *item)
{
	size_t mark = grub_variables_mark(runner->variables);

	runner->title = item->title;
	runner->first_entry = runner->result->boot.count;
	if (item->in_submenu)
		grub_variables_hide(runner->variables);
	grub_run(runner, item->block);
	grub_variables_restore(runner->variables, mark);
}

/* default: the number of the item, its title or its id. */
static bool is_default(const struct grub_item *item, size_t number, const char *value)
{
	char *end;
	unsigned long wanted = strtoul(value, &end, 10);

	if (*value && !*end)
		return wanted == number;
	return !strcmp(value, item->title) || (item->id && !strcmp(value, item->id));
}

static size_t find_default(const struct grub_runner *runner, const char *value)
{
	size_t number = 0;

	for (size_t i = 0; i < runner->item_count; i++) {
		const struct grub_item *item = &runner->items[i];

		/* Which number an item has is not known behind it. */
		if (item->conditional && runner->item_count > 1)
			break;
		if (item->in_submenu)
			continue;
		if (is_default(item, number++, value))
			return i;
	}
	return runner->item_count;
}

static void run_items(struct grub_runner *runner)
{
	const char *value = grub_variable(runner->variables, "default");
	size_t chosen = value ? find_default(runner, value) : runner->item_count;

	for (size_t i = 0; i < runner->item_count; i++) {
		size_t before = runner->result->boot.count;

		if (!runner->items[i].block)
			continue;
		run_item(runner, &runner->items[i]);
		for (size_t e = before; e < runner->result->boot.count; e++)
			runner->result->boot.entries[e].is_default = i == chosen;
	}
}

/* "grub.cfg-01-00-50-56-96-11-c2" */
static void find_machine(struct grub_runner *runner, const char *file)
{
	static const char prefix[] = "grub.cfg-";
	const char *name = boot_base_name(file);

	if (!strncmp(name, prefix, strlen(prefix)) &&
	    boot_machine_of(runner->arena, name + strlen(prefix), &runner->machine))
		runner->base_name = name;
}

void grub_read(struct arena *arena, struct source_files *files,
	       const struct source_file *file, struct diagnostics *diagnostics,
	       struct grub *ret_grub)
{
	struct grub_runner runner = {
		.arena = arena,
		.files = files,
		.diagnostics = diagnostics,
		.result = ret_grub,
		.variables = grub_variables_new(arena),
		.functions = index_new(arena, 16),
	};
	struct grub_block block;

	*ret_grub = (struct grub){
		.file = file->name,
		.boot = {.loader = BOOT_GRUB, .file = file->name},
	};
	if (!boot_config_fits(file, diagnostics))
		return;
	find_machine(&runner, file->name);
	block = grub_parse(arena, file, diagnostics);
	runner.ways = arena_alloc(arena, sizeof *runner.ways);
	runner.way_count = 1;
	grub_variable_set(runner.variables, "default", "0");
	grub_run(&runner, &block);
	for (size_t i = 0; i < ret_grub->boot.count; i++)
		ret_grub->boot.entries[i].is_default = true;
	run_items(&runner);
	boot_config_add_names(arena, &ret_grub->boot);
}
