#include "_ipxe_variables.h"

#include <string.h>

#include "core/arena.h"
#include "core/text.h"

#define NAMES_MAX 256

/* Settings that iPXE has by itself or from DHCP (ipxe.org/cfg). */
static const char *const settings[] = {
	"asset",	"board-serial",	 "buildarch",  "busid",	      "busloc",
	"bustype",	"chip",		 "cpumodel",   "cpuvendor",   "dhcp-server",
	"dns",		"domain",	 "errno",      "filename",    "gateway",
	"hostname",	"initiator-iqn", "ip",	       "keymap",      "mac",
	"manufacturer", "memsize",	 "netmask",    "next-server", "password",
	"platform",	"product",	 "root-path",  "scriptlet",   "serial",
	"syslog",	"unixtime",	 "user-class", "username",    "uuid",
	"vendor-class", "version",	 NULL
};

static const char *const setters[] = { "set", "read", "choose", "inc", "param", NULL };

static bool is_one_of(const char *word, const char *const *words)
{
	for (; *words; words++) {
		if (!strcmp(word, *words))
			return true;
	}
	return false;
}

/* The words of whatever sets a variable: its name is among them. */
static const char **names_set(struct arena *arena, const struct ipxe_script *script)
{
	const char **names = arena_alloc(arena, (NAMES_MAX + 1) * sizeof *names);
	size_t count = 0;

	for (size_t i = 0; i < script->command_count; i++) {
		const struct ipxe_command *command = &script->commands[i];
		bool plain = !strcmp(command->words[0].text, "set");

		if (!is_one_of(command->words[0].text, setters))
			continue;
		for (size_t w = 1; w < command->count && count < NAMES_MAX; w++) {
			names[count++] = command->words[w].text;
			if (plain)
				break;
		}
	}
	return names;
}

/* One letter off; numbers are told apart on purpose. */
static const char *meant(const char *name, const char *const *names)
{
	const char *near = NULL;

	if (strlen(name) < 3 || name[strcspn(name, "0123456789:/.")] ||
	    is_one_of(name, settings) || is_one_of(name, names))
		return NULL;
	for (; *names; names++) {
		if (text_distance(name, *names) == 1 &&
		    !(*names)[strcspn(*names, "0123456789:/.-")])
			near = *names;
	}
	return near;
}

static void judge_name(struct findings *findings, const struct boot_word *word,
		       const char *name, const char *near)
{
	if (!findings_is_new(findings, name, (struct where){ 0 }))
		return;
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = findings_printf(findings, "${%s}", name),
			.where = word->where,
			.width = word->width,
			.title = findings_printf(
				findings, "${%s} is set nowhere; ${%s} is", name, near),
			.observed = findings_printf(findings, "${%s}", name),
			.expected = findings_printf(findings, "${%s}", near),
			.why = "iPXE puts nothing in the place of a variable that is "
			       "not set",
			.fix = { findings_printf(findings, "did you mean ${%s}?", near) },
		});
}

static void judge_word(struct findings *findings, const struct boot_word *word,
		       const char *const *names)
{
	const char *open = word->text;

	while ((open = strstr(open, "${"))) {
		const char *close = strchr(open, '}'), *name, *near;

		if (!close)
			return;
		name = arena_strndup(findings_arena(findings), open + 2,
				     (size_t)(close - open - 2));
		near = meant(name, names);
		if (near)
			judge_name(findings, word, name, near);
		open = close;
	}
}

void ipxe_judge_variables(struct findings *findings, const struct ipxe_script *script)
{
	const char *const *names = names_set(findings_arena(findings), script);

	for (size_t i = 0; i < script->command_count; i++) {
		const struct ipxe_command *command = &script->commands[i];

		/* Who asks whether it is set knows that it may not be. */
		for (size_t w = 1;
		     strcmp(command->words[0].text, "isset") != 0 && w < command->count;
		     w++) {
			if (command->words[w].unknown)
				judge_word(findings, &command->words[w], names);
		}
	}
}
