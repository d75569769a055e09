#include <string.h>

#include "core/arena.h"
#include "core/sources/grub_runner.h"

const char *const grub_boot_commands[] = { "linux",    "linux16",   "linuxefi", "initrd",
					   "initrd16", "initrdefi", NULL };

/* "linux16": of the same kind as "linux". */
static bool is_kind(const char *command, const char *kind)
{
	size_t length = strlen(kind);

	return !strncmp(command, kind, length) &&
	       (!command[length] || !strcmp(command + length, "16") ||
		!strcmp(command + length, "efi"));
}

static void name_entry(const struct grub_runner *runner, struct boot_entry *entry)
{
	const char *title = runner->title ? runner->title : "the script";

	entry->machine = runner->machine;
	entry->label = runner->title;
	entry->name = runner->base_name ? arena_printf(runner->arena, "%s/%s",
						       runner->base_name, title)
					: title;
}

static void load_kernel(struct grub_runner *runner, const struct grub_words *words,
			size_t at)
{
	struct boot_entry *entry = boot_entry_add(runner->arena, &runner->result->boot);

	name_entry(runner, entry);
	entry->boots = true;
	entry->kernel = words->items[at];
	entry->kernel.text = grub_url(runner, entry->kernel.text);
	for (size_t i = at + 1; i < words->count; i++)
		boot_entry_add_argument(runner->arena, entry, words->items[i]);
	runner->entry_ways =
		arena_grow(runner->arena, runner->entry_ways,
			   runner->result->boot.count - 1, sizeof *runner->entry_ways);
	runner->entry_ways[runner->result->boot.count - 1] = runner->way;
}

/* Whether the way `inner` is part of `outer`. */
static bool is_part(const struct grub_runner *runner, size_t inner, size_t outer)
{
	while (inner > outer)
		inner = runner->ways[inner].parent;
	return inner == outer;
}

/* For the kernels on this way, and on those that have led into it or lead on from here. */
static void load_initrd(struct grub_runner *runner, const struct boot_word *word)
{
	struct boot_word file = *word;

	file.text = grub_url(runner, file.text);
	for (size_t i = runner->first_entry; i < runner->result->boot.count; i++) {
		size_t way = runner->entry_ways[i];

		if (is_part(runner, way, runner->way) ||
		    is_part(runner, runner->way, way))
			boot_entry_add_initrd(runner->arena,
					      &runner->result->boot.entries[i], file,
					      NULL);
	}
}

bool grub_boot_command(struct grub_runner *runner, const struct grub_words *words)
{
	const char *command = words->items[0].text;
	size_t at = 1;

	if (!is_kind(command, "linux") && !is_kind(command, "initrd"))
		return false;
	while (at < words->count && words->items[at].text[0] == '-')
		at++;
	if (is_kind(command, "linux") && at < words->count)
		load_kernel(runner, words, at);
	for (; is_kind(command, "initrd") && at < words->count; at++)
		load_initrd(runner, &words->items[at]);
	return true;
}
