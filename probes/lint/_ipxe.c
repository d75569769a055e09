#include "_ipxe.h"

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
			const struct ipxe_word **ret_word)
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

const char *ipxe_base_name(const char *url)
{
	const char *slash = strrchr(url, '/');

	return slash ? slash + 1 : url;
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

static void add_initrd(struct arena *arena, struct ipxe_stanza *stanza,
		       const struct ipxe_command *command)
{
	size_t url = ipxe_operand(command, 1, image_options);
	const struct ipxe_word *word;
	const char *name;

	if (url == command->count)
		return;
	name = ipxe_option(command, "--name", &word);
	if (!name)
		name = ipxe_option(command, "-n", &word);
	stanza->initrds = arena_grow(arena, stanza->initrds, stanza->initrd_count,
				     sizeof *stanza->initrds);
	stanza->initrd_names =
		arena_grow(arena, stanza->initrd_names, stanza->initrd_count,
			   sizeof *stanza->initrd_names);
	stanza->initrds[stanza->initrd_count] = command->words[url];
	stanza->initrd_names[stanza->initrd_count++] =
		name ? name : ipxe_base_name(command->words[url].text);
}

static const char *const kernels[] = { "kernel", NULL };
static const char *const initrds[] = { "initrd", "module", "imgfetch", NULL };
static const char *const boots[] = { "boot", "imgexec", NULL };
static const char *const leaves[] = { "goto", "chain", NULL };
static const char *const ends[] = {
	"exit", "shell", "reboot", "poweroff", "sanboot", NULL
};

/* From the kernel on, through labels below it too, as the script runs. */
static void follow(struct arena *arena, struct ipxe_stanza *stanza,
		   const struct ipxe_script *script, size_t kernel)
{
	size_t label = script->commands[kernel].label;

	for (size_t i = kernel; i > 0 && script->commands[i - 1].label == label &&
				label && !is_verb(&script->commands[i - 1], boots) &&
				!is_verb(&script->commands[i - 1], kernels);
	     i--) {
		if (is_verb(&script->commands[i - 1], initrds))
			add_initrd(arena, stanza, &script->commands[i - 1]);
	}
	for (size_t i = kernel + 1; i < script->command_count; i++) {
		const struct ipxe_command *command = &script->commands[i];

		if (is_verb(command, initrds))
			add_initrd(arena, stanza, command);
		if (is_verb(command, boots)) {
			stanza->boots = true;
			return;
		}
		/* Another kernel takes the place of the first, or of one that did not load. */
		if (is_verb(command, kernels)) {
			stanza->leaves |= command->conditional;
			return;
		}
		if (command->conditional)
			continue;
		if (is_verb(command, leaves))
			stanza->leaves = true;
		if (is_verb(command, leaves) || is_verb(command, ends))
			return;
	}
}

size_t ipxe_stanzas(struct arena *arena, const struct ipxe_script *script,
		    struct ipxe_stanza **ret_stanzas)
{
	size_t count = 0;

	*ret_stanzas = NULL;
	for (size_t i = 0; i < script->command_count; i++) {
		const struct ipxe_command *command = &script->commands[i];
		size_t url = ipxe_operand(command, 1, image_options);
		struct ipxe_stanza *stanza;

		if (!is_verb(command, kernels) || url == command->count)
			continue;
		*ret_stanzas = arena_grow(arena, *ret_stanzas, count, sizeof *stanza);
		stanza = &(*ret_stanzas)[count++];
		*stanza = (struct ipxe_stanza){
			.label = command->label ? &script->labels[command->label - 1]
						: NULL,
			.kernel = command->words[url],
			.args = command->words + url + 1,
			.arg_count = command->count - url - 1,
			.args_known = true,
		};
		stanza->name = plain_name(arena, stanza->label);
		for (size_t a = 0; a < stanza->arg_count; a++)
			stanza->args_known &= !stanza->args[a].unknown;
		follow(arena, stanza, script, i);
	}
	return count;
}

const struct ipxe_word *ipxe_argument(const struct ipxe_stanza *stanza, const char *name)
{
	for (size_t i = 0; i < stanza->arg_count; i++) {
		if (!strncmp(stanza->args[i].text, name, strlen(name)))
			return &stanza->args[i];
	}
	return NULL;
}

bool ipxe_is_coreos(const struct ipxe_stanza *stanza)
{
	return ipxe_argument(stanza, "coreos.") || strstr(stanza->kernel.text, "rhcos") ||
	       strstr(stanza->kernel.text, "scos-");
}

const char *ipxe_subject(struct findings *findings, const struct ipxe_stanza *stanza,
			 const char *what)
{
	return findings_printf(findings, "%s/%s", stanza->label ? stanza->name : "script",
			       what);
}
