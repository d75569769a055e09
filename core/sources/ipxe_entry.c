#include "core/sources/ipxe_entry.h"

#include <string.h>

#include "core/arena.h"
#include "core/sources/ipxe_way.h"

static const char *const image_options[] = { "--name", "-n", "--timeout", "-t", NULL };

static bool is_word(const char *word, const char *const *words)
{
	for (; *words; words++) {
		if (!strcmp(word, *words))
			return true;
	}
	return false;
}

size_t ipxe_operand(const struct ipxe_command *command, size_t from,
		    const char *const *valued)
{
	size_t i = from;

	while (i < command->count && command->words[i].text[0] == '-') {
		if (!strcmp(command->words[i].text, "--"))
			return i + 1 < command->count ? i + 1 : command->count;
		i += is_word(command->words[i].text, valued) ? 2 : 1;
	}
	return i < command->count ? i : command->count;
}

const char *ipxe_option(const struct ipxe_command *command, const char *name,
			const struct boot_word **ret_word)
{
	size_t length = strlen(name);

	for (size_t i = 1; i < command->count; i++) {
		const char *text = command->words[i].text;

		if (strncmp(text, name, length) != 0)
			continue;
		if (text[length] == '=') {
			*ret_word = &command->words[i];
			return text + length + 1;
		}
		if (!text[length] && i + 1 < command->count) {
			*ret_word = &command->words[i + 1];
			return command->words[i + 1].text;
		}
	}
	return NULL;
}

static const char *plain_name(struct arena *arena, const char *name)
{
	size_t length = 0;

	while (name[length] && !(name[length] & 0x80))
		length++;
	return length ? arena_strndup(arena, name, length) : name;
}

static bool is_verb(const struct ipxe_command *command, const char *const *verbs)
{
	return is_word(command->words[0].text, verbs);
}

/* `way` NULL: as it stands in the script. */
static struct ipxe_command on_way(struct arena *arena, const struct ipxe_way *way,
				  const struct ipxe_command *command)
{
	return way ? ipxe_way_apply(arena, way, command) : *command;
}

static void add_initrd(struct arena *arena, struct boot_entry *entry,
		       const struct ipxe_way *way, const struct ipxe_command *written)
{
	const struct ipxe_command applied = on_way(arena, way, written);
	const struct ipxe_command *command = &applied;
	size_t url = ipxe_operand(command, 1, image_options);
	const struct boot_word *word;
	const char *name;

	if (url == command->count)
		return;
	name = ipxe_option(command, "--name", &word);
	if (!name)
		name = ipxe_option(command, "-n", &word);
	boot_entry_add_initrd(arena, entry, command->words[url], name);
}

static const char *const kernels[] = { "kernel", NULL };
static const char *const initrds[] = { "initrd", "module", "imgfetch", NULL };
static const char *const boots[] = { "boot", "imgexec", NULL };
static const char *const leaves[] = { "goto", "chain", NULL };
static const char *const ends[] = {
	"exit", "shell", "reboot", "poweroff", "sanboot", NULL
};

/* From the kernel on, through labels below it too, as the script runs. */
static void follow(struct arena *arena, struct boot_entry *entry,
		   const struct ipxe_script *script, const struct ipxe_way *way,
		   size_t kernel)
{
	size_t label = script->commands[kernel].label;

	for (size_t i = kernel; i > 0 && script->commands[i - 1].label == label &&
				label && !is_verb(&script->commands[i - 1], boots) &&
				!is_verb(&script->commands[i - 1], kernels);
	     i--) {
		if (is_verb(&script->commands[i - 1], initrds))
			add_initrd(arena, entry, way, &script->commands[i - 1]);
	}
	for (size_t i = kernel + 1; i < script->command_count; i++) {
		const struct ipxe_command *command = &script->commands[i];

		if (is_verb(command, initrds))
			add_initrd(arena, entry, way, command);
		if (is_verb(command, boots)) {
			entry->boots = true;
			return;
		}
		/* Another kernel takes the place of the first, or of one that did not load. */
		if (is_verb(command, kernels)) {
			entry->leaves |= command->conditional;
			return;
		}
		if (command->conditional)
			continue;
		if (is_verb(command, leaves))
			entry->leaves = true;
		if (is_verb(command, leaves) || is_verb(command, ends))
			return;
	}
}

static void add_entry(struct arena *arena, const struct ipxe_script *script,
		      struct boot_config *boot, const struct ipxe_way *way, size_t kernel)
{
	const struct ipxe_command command = on_way(arena, way, &script->commands[kernel]);
	const struct ipxe_label *label =
		command.label ? &script->labels[command.label - 1] : NULL;
	size_t url = ipxe_operand(&command, 1, image_options);
	struct boot_entry *entry;

	if (url == command.count)
		return;
	entry = boot_entry_add(arena, boot);
	entry->label = way ? way->name : label ? label->name : NULL;
	entry->name = way     ? plain_name(arena, way->name)
		      : label ? plain_name(arena, label->name)
			      : "the script";
	entry->kernel = command.words[url];
	for (size_t a = url + 1; a < command.count; a++)
		boot_entry_add_argument(arena, entry, command.words[a]);
	follow(arena, entry, script, way, kernel);
}

void ipxe_entries(struct arena *arena, const struct ipxe_script *script,
		  struct boot_config *boot)
{
	struct ipxe_ways ways;

	ipxe_ways_find(arena, script, &ways);
	for (size_t i = 0; i < script->command_count; i++) {
		bool has_ways = false;

		if (!is_verb(&script->commands[i], kernels))
			continue;
		for (size_t w = 0; w < ways.count; w++) {
			if (ways.items[w].kernel != i)
				continue;
			add_entry(arena, script, boot, &ways.items[w], i);
			has_ways = true;
		}
		if (!has_ways)
			add_entry(arena, script, boot, NULL, i);
	}
}
