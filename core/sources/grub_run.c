#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/index.h"
#include "core/sources/boot_include.h"
#include "core/sources/files.h"
#include "core/sources/grub_runner.h"
#include "core/text.h"

#define DEPTH_MAX      120 /* of blocks, functions and files in each other */
#define INCLUDES_MAX   256
#define STATEMENTS_MAX 20000

/* The way that begins here; to be left by leave(). */
static size_t enter(struct grub_runner *runner)
{
	size_t outer = runner->way;

	runner->ways = arena_grow(runner->arena, runner->ways, runner->way_count,
				  sizeof *runner->ways);
	runner->ways[runner->way_count] = (struct grub_way){ .parent = outer };
	runner->way = runner->way_count++;
	return outer;
}

static void leave(struct grub_runner *runner, size_t outer)
{
	runner->way = outer;
}

static void run_ways(struct grub_runner *runner, const struct grub_statement *statement)
{
	size_t mark = grub_variables_mark(runner->variables);

	if (statement->kind == GRUB_LOOP && statement->count &&
	    statement->words[0].count == 1)
		grub_variable_set(runner->variables, statement->words[0].pieces[0].text,
				  NULL);
	for (size_t i = 0; i < statement->block_count; i++) {
		size_t outer = enter(runner);

		grub_run(runner, &statement->blocks[i]);
		leave(runner, outer);
		grub_variables_restore(runner->variables, mark);
	}
	grub_variables_join(runner->variables, mark);
}

static void define(struct grub_runner *runner, const struct grub_statement *statement)
{
	const struct grub_token *name = statement->words;

	if (!statement->count || !name->plain || name->count != 1 ||
	    !statement->block_count)
		return;
	index_add(runner->functions, name->pieces[0].text, strlen(name->pieces[0].text),
		  &statement->blocks[0]);
}

/* NAME=VALUE; false: it is no such word. */
static bool assign(struct grub_runner *runner, const struct boot_word *word)
{
	const char *equals = strchr(word->text, '=');
	const char *name, *value;

	if (!equals || equals == word->text || *word->text == '-')
		return false;
	name = arena_strndup(runner->arena, word->text, (size_t)(equals - word->text));
	value = equals + 1;
	/* GRUB takes the brackets off. */
	if (!strcmp(name, "root") && *value == '(')
		value = arena_strndup(runner->arena, value + 1, strcspn(value + 1, ")"));
	grub_variable_set(runner->variables, name, word->unknown ? NULL : value);
	return true;
}

/* --set=VAR, --set VAR, --set=1:VAR of search, regexp, probe... */
static void set_by_option(struct grub_runner *runner, const struct grub_words *words)
{
	for (size_t i = 1; i < words->count; i++) {
		const char *text = words->items[i].text, *name, *colon;

		if (strncmp(text, "--set", 5) != 0 && strcmp(text, "-s") != 0)
			continue;
		name = strchr(text, '=');
		if (name)
			name++;
		else if (i + 1 < words->count)
			name = words->items[i + 1].text;
		else
			return;
		colon = strchr(name, ':');
		grub_variable_set(runner->variables, colon ? colon + 1 : name, NULL);
	}
}

static bool run_variables(struct grub_runner *runner, const struct grub_words *words)
{
	const char *command = words->items[0].text;

	if (assign(runner, &words->items[0]))
		return true;
	for (size_t i = 1; i < words->count; i++) {
		const char *text = words->items[i].text;

		if (!strcmp(command, "set"))
			(void)assign(runner, &words->items[i]);
		else if (!strcmp(command, "export"))
			grub_variable_export(runner->variables, text);
		else if (!strcmp(command, "unset") || !strcmp(command, "read"))
			grub_variable_set(runner->variables, text, NULL);
	}
	set_by_option(runner, words);
	return false;
}

/* The path of a file as the server has it: without the device, and the folder of grub.cfg. */
static const char *server_path(const char *path)
{
	static const char *const folders[] = { "${prefix}", "${config_directory}",
					       "${fw_path}" };

	if (*path == '(' && strchr(path, ')'))
		path = strchr(path, ')') + 1;
	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
		if (!strncmp(path, folders[i], strlen(folders[i])))
			path += strlen(folders[i]);
	}
	return strstr(path, "${") ? NULL : path;
}

static bool run_include(struct grub_runner *runner, const struct grub_words *words)
{
	static const char *const commands[] = { "source", ".", "configfile", "normal" };
	struct source_file *file;
	struct grub_block block;
	const char *path;
	bool is_include = false;

	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		is_include |= !strcmp(words->items[0].text, commands[i]);
	if (!is_include)
		return false;
	path = words->count > 1 ? server_path(words->items[1].text) : NULL;
	if (!path || runner->includes == INCLUDES_MAX ||
	    boot_include_open(runner->arena, runner->files, runner->result->file, path,
			      &file) < 0)
		return true;
	runner->includes++;
	block = grub_parse(runner->arena, file, runner->diagnostics);
	grub_run(runner, &block);
	return true;
}

/* The first word behind the command that is no option, and what --id says. */
static const char *title_of(const struct grub_words *words, const char **ret_id)
{
	static const char *const valued[] = { "--class", "--users", "--hotkey", NULL };
	const char *title = NULL;

	*ret_id = NULL;
	for (size_t i = 1; i < words->count; i++) {
		const char *text = words->items[i].text;
		bool has_value = false;

		if (!strncmp(text, "--id=", 5))
			*ret_id = text + 5;
		if ((!strcmp(text, "--id") || !strcmp(text, "${menuentry_id_option}")) &&
		    i + 1 < words->count) {
			*ret_id = words->items[++i].text;
			continue;
		}
		for (size_t v = 0; valued[v]; v++)
			has_value |= !strcmp(text, valued[v]);
		if (has_value)
			i++;
		else if (*text != '-' && !title)
			title = text;
	}
	return title ? title : "an entry without a title";
}

static void add_item(struct grub_runner *runner, const struct grub_words *words,
		     const struct grub_block *block)
{
	struct grub_item item = { .block = block,
				  .in_submenu = runner->in_submenu,
				  .conditional = runner->way != 0 };

	item.title = title_of(words, &item.id);
	runner->items =
		arena_grow(runner->arena, runner->items, runner->item_count, sizeof item);
	runner->items[runner->item_count++] = item;
}

static void run_submenu(struct grub_runner *runner, const struct grub_block *block)
{
	bool outer = runner->in_submenu;

	runner->in_submenu = true;
	grub_run(runner, block);
	runner->in_submenu = outer;
}

static bool run_menu(struct grub_runner *runner, const struct grub_words *words,
		     const struct grub_statement *statement)
{
	const char *command = words->items[0].text;

	if (!statement->block_count)
		return false;
	if (!strcmp(command, "submenu")) {
		/* Counts among the items, and boots nothing itself. */
		add_item(runner, words, NULL);
		run_submenu(runner, &statement->blocks[0]);
	} else {
		add_item(runner, words, &statement->blocks[0]);
	}
	return true;
}

/* GRUB stops with "can't find command"; what is nearly a command that boots was meant as one. */
static void judge_spelling(struct grub_runner *runner, const struct boot_word *word)
{
	const char *near;

	if (word->unknown ||
	    index_find(runner->functions, word->text, strlen(word->text)))
		return;
	near = text_nearest(word->text, grub_boot_commands);
	if (near)
		diag_error(runner->diagnostics, word->where,
			   arena_printf(runner->arena, "did you mean '%s'?", near),
			   "GRUB knows no command '%s'", word->text);
}

static void run_command(struct grub_runner *runner,
			const struct grub_statement *statement)
{
	const struct grub_words words = grub_expand(runner, statement);
	const struct grub_block *function;

	if (!words.count || words.items[0].unknown)
		return;
	if (run_variables(runner, &words) || run_include(runner, &words) ||
	    run_menu(runner, &words, statement) || grub_boot_command(runner, &words))
		return;
	function = index_find(runner->functions, words.items[0].text,
			      strlen(words.items[0].text));
	if (function)
		grub_run(runner, function);
	else
		judge_spelling(runner, &words.items[0]);
}

void grub_run(struct grub_runner *runner, const struct grub_block *block)
{
	if (runner->depth == DEPTH_MAX)
		return;
	runner->depth++;
	for (size_t i = 0; i < block->count; i++) {
		const struct grub_statement *statement = &block->items[i];

		if (runner->statements++ > STATEMENTS_MAX)
			break;
		switch (statement->kind) {
		case GRUB_COMMAND:
			run_command(runner, statement);
			break;
		case GRUB_IF:
		case GRUB_LOOP:
			run_ways(runner, statement);
			break;
		case GRUB_FUNCTION:
			define(runner, statement);
			break;
		}
	}
	runner->depth--;
}
