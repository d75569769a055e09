#include "core/sources/ipxe_entry.h"

#include <string.h>

#include "core/arena.h"

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

static const char *plain_name(struct arena *arena, const struct ipxe_label *label)
{
	size_t length = 0;

	if (!label)
		return "the script";
	while (label->name[length] && !(label->name[length] & 0x80))
		length++;
	return length ? arena_strndup(arena, label->name, length) : label->name;
}

static bool is_verb(const struct ipxe_command *command, const char *const *verbs)
{
	return is_word(command->words[0].text, verbs);
}

static void add_initrd(struct arena *arena, struct boot_entry *entry,
		       const struct ipxe_command *command)
{
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
		   const struct ipxe_script *script, size_t kernel)
{
	size_t label = script->commands[kernel].label;

	for (size_t i = kernel; i > 0 && script->commands[i - 1].label == label &&
				label && !is_verb(&script->commands[i - 1], boots) &&
				!is_verb(&script->commands[i - 1], kernels);
	     i--) {
		if (is_verb(&script->commands[i - 1], initrds))
			add_initrd(arena, entry, &script->commands[i - 1]);
	}
	for (size_t i = kernel + 1; i < script->command_count; i++) {
		const struct ipxe_command *command = &script->commands[i];

		if (is_verb(command, initrds))
			add_initrd(arena, entry, command);
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

void ipxe_entries(struct arena *arena, const struct ipxe_script *script,
		  struct boot_config *boot)
{
	for (size_t i = 0; i < script->command_count; i++) {
		const struct ipxe_command *command = &script->commands[i];
		const struct ipxe_label *label;
		size_t url = ipxe_operand(command, 1, image_options);
		struct boot_entry *entry;

		if (!is_verb(command, kernels) || url == command->count)
			continue;
		label = command->label ? &script->labels[command->label - 1] : NULL;
		entry = boot_entry_add(arena, boot);
		entry->label = label ? label->name : NULL;
		entry->name = plain_name(arena, label);
		entry->kernel = command->words[url];
		for (size_t a = url + 1; a < command->count; a++)
			boot_entry_add_argument(arena, entry, command->words[a]);
		follow(arena, entry, script, i);
	}
}
