/*
 * lint.ipxe-script: iPXE takes the file for a script, and finds each label that it is sent to.
 */
#include <string.h>

#include "_boot.h"
#include "_ipxe_variables.h"
#include "core/arena.h"
#include "core/index.h"
#include "core/sources/ipxe.h"
#include "core/sources/ipxe_entry.h"
#include "core/sources/sources.h"
#include "core/text.h"

struct judging {
	struct findings *findings;
	const char *file;
	const struct ipxe_script *script;
	const struct boot_config *boot;
	struct index *labels;  /* name -> struct ipxe_label, the first */
	struct index *reached; /* plain name -> label that only ends otherwise */
	struct index *targets; /* names of gotos and items */
	struct index *items;   /* names of items alone */
	bool open_menu;	       /* an item has a name that only the machine knows */
	bool goes_to_chosen;   /* a goto to what a variable holds */
};

static const char *const item_options[] = { "--menu", "-m", "--key", "-k", NULL };

static void judge_magic(const struct judging *judging)
{
	const struct ipxe_script *script = judging->script;
	struct findings *findings = judging->findings;

	if (script->starts)
		return;
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = "#!ipxe",
			.where = {.file = judging->file, .line = 1, .column = 1 },
			.title = findings_printf(
				findings, "%s does not begin with #!ipxe", judging->file),
			.observed = script->magic.line
					    ? findings_printf(findings,
							      "#!ipxe stands in line %u",
							      script->magic.line)
					    : "no #!ipxe",
			.expected = "#!ipxe as the very first bytes",
			.why = "iPXE takes the file for no script: \"Exec format error\"",
			.fix = { script->magic.line
					 ? "delete what stands in front of #!ipxe"
					 : "#!ipxe"	    },
			.other = script->magic,
			.other_says = script->magic.line ? "it is here" : NULL,
	});
}

static const struct ipxe_label *label(const struct judging *judging, const char *name)
{
	return index_find(judging->labels, name, strlen(name));
}

/* The bytes of the name in front of the first that is no ASCII. */
static size_t plain_length(const char *name)
{
	size_t length = 0;

	while (name[length] && !(name[length] & 0x80))
		length++;
	return length;
}

static const char *shown(const struct judging *judging, const char *name)
{
	return text_clean(findings_arena(judging->findings), name, strlen(name), 80);
}

/* Ideographic and other spaces look like an end of the label, and are none to iPXE. */
static void judge_bytes(const struct judging *judging, const struct ipxe_label *one)
{
	struct findings *findings = judging->findings;
	size_t length = plain_length(one->name);
	const char *plain = arena_strndup(findings_arena(findings), one->name, length);
	const char *hex = "";
	struct where where = one->where;

	if (!one->name[length] || !length ||
	    index_find(judging->targets, one->name, strlen(one->name)) ||
	    !index_find(judging->targets, plain, length) || label(judging, plain))
		return;
	for (size_t i = length; one->name[i] && i < length + 8; i++)
		hex = findings_printf(findings, "%s%s%02X", hex, *hex ? " " : "",
				      (unsigned char)one->name[i]);
	where.column += (unsigned)length;
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = findings_printf(findings, ":%s", plain),
			.where = where,
			.width = one->width - (unsigned)length,
			.title = findings_printf(
				findings,
				"label :%s cannot be reached: bytes that are no "
				"ASCII belong to its name",
				shown(judging, plain)),
			.observed = findings_printf(
				findings, ":%s and the bytes %s%s", shown(judging, plain),
				hex,
				strncmp(one->name + length, "\xe3\x80\x80", 3) != 0
					? ""
					: " (U+3000, a wide space)"),
			.expected =
				findings_printf(findings, ":%s", shown(judging, plain)),
			.why = "only ASCII white space ends a label: \"No such label\"",
			.fix = { findings_printf(findings, ":%s",
						 shown(judging, plain)) },
		});
}

static void judge_labels(const struct judging *judging)
{
	struct findings *findings = judging->findings;

	for (size_t i = 0; i < judging->script->label_count; i++) {
		const struct ipxe_label *one = &judging->script->labels[i];
		const struct ipxe_label *first = label(judging, one->name);

		judge_bytes(judging, one);
		if (first == one)
			continue;
		findings_add(findings,
			     &(struct finding){
				     .status = STATUS_WARN,
				     .subject = findings_printf(
					     findings, ":%s", shown(judging, one->name)),
				     .where = one->where,
				     .width = one->width,
				     .title = findings_printf(findings,
							      "label :%s stands twice",
							      shown(judging, one->name)),
				     .why = "iPXE goes to the first, never to this one",
				     .fix = { "delete one of them, or rename it" },
				     .other = first->where,
				     .other_says = "the first, which wins",
			     });
	}
}

static void judge_target(const struct judging *judging, const struct boot_word *word,
			 const char *name, bool item)
{
	struct findings *findings = judging->findings;
	const char *text = shown(judging, name);

	if (word->unknown || strstr(name, "${") || label(judging, name) ||
	    index_find(judging->reached, name, strlen(name)))
		return;
	findings_add(
		findings,
		&(struct finding){
			.status = item ? STATUS_WARN : STATUS_FAIL,
			.subject = findings_printf(findings, "%s %s",
						   item ? "item" : "goto", text),
			.where = word->where,
			.width = word->width,
			.title = findings_printf(
				findings,
				item ? "menu item %s has no label :%s"
				     : "goto %s leads nowhere: there is no label :%s",
				text, text),
			.expected = findings_printf(findings, ":%s", text),
			.why = "\"No such label\", and the script ends",
			.fix = {findings_printf(findings, ":%s", text),
				 item ? "or delete the item" : NULL},
	});
}

static const struct boot_word *item_word(const struct ipxe_command *command)
{
	size_t i;

	if (strcmp(command->words[0].text, "item") != 0)
		return NULL;
	for (i = 1; i < command->count; i++) {
		if (!strcmp(command->words[i].text, "--gap") ||
		    !strcmp(command->words[i].text, "-g"))
			return NULL;
	}
	i = ipxe_operand(command, 1, item_options);
	return i < command->count ? &command->words[i] : NULL;
}

static const struct boot_word *goto_word(const struct ipxe_command *command)
{
	return !strcmp(command->words[0].text, "goto") && command->count > 1
		       ? &command->words[1]
		       : NULL;
}

static void judge_default(const struct judging *judging,
			  const struct ipxe_command *command)
{
	struct findings *findings = judging->findings;
	const struct boot_word *word = NULL;
	const char *name;

	if (strcmp(command->words[0].text, "choose") != 0)
		return;
	name = ipxe_option(command, "--default", &word);
	if (!name)
		name = ipxe_option(command, "-d", &word);
	if (!name || word->unknown || !*name || label(judging, name) ||
	    judging->open_menu || index_find(judging->items, name, strlen(name)))
		return;
	findings_add(findings,
		     &(struct finding){
			     .status = STATUS_WARN,
			     .subject = findings_printf(findings, "--default %s",
							shown(judging, name)),
			     .where = word->where,
			     .width = word->width,
			     .title = findings_printf(
				     findings, "the default %s is no item of the menu",
				     shown(judging, name)),
			     .expected = "the name of an item",
			     .why = "iPXE does not choose what is meant when nobody does",
			     .fix = { "name an item, or add it to the menu" },
		     });
}

static const char *const verbs[] = {
	"autoboot",  "boot",	  "certfree",  "certstat",   "certstore",  "chain",
	"choose",    "clear",	  "colour",    "color",	     "config",	   "console",
	"cpair",     "cpuid",	  "dhcp",      "digest",     "echo",	   "exit",
	"fcels",     "fcstat",	  "form",      "fdt",	     "gdbstub",	   "goto",
	"help",	     "ibstat",	  "ifclose",   "ifconf",     "iflinkwait", "iflist",
	"ifopen",    "ifstat",	  "imgargs",   "imgdecrypt", "imgexec",	   "imgextract",
	"imgfetch",  "imgfree",	  "imgload",   "imgmem",     "imgselect",  "imgsingle",
	"imgstat",   "imgtrust",  "imgverify", "inc",	     "initrd",	   "ipstat",
	"iseq",	     "isset",	  "item",      "kernel",     "login",	   "lotest",
	"md5sum",    "menu",	  "module",    "neighbour",  "nslookup",   "nstat",
	"ntp",	     "param",	  "params",    "pciscan",    "ping",	   "poweroff",
	"present",   "profstat",  "prompt",    "pxebs",	     "read",	   "reboot",
	"route",     "sanboot",	  "sanhook",   "sanunhook",  "set",	   "sha1sum",
	"sha256sum", "sha512sum", "shell",     "shim",	     "show",	   "sleep",
	"startpxe",  "stoppxe",	  "sync",      "time",	     "usbscan",	   "vcreate",
	"vdestroy",  "wol",	  "img",       "cert",	     NULL
};

static void judge_behind(const struct judging *judging,
			 const struct ipxe_command *command)
{
	const struct boot_word *word = &command->words[0];
	struct findings *findings = judging->findings;

	if (!command->behind_label || word->unknown)
		return;
	for (const char *const *verb = verbs; *verb; verb++) {
		if (!strcmp(*verb, word->text))
			return;
	}
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = findings_printf(
				findings, ":%s",
				shown(judging,
				      judging->script->labels[command->label - 1].name)),
			.where = word->where,
			.width = word->width,
			.title = findings_printf(
				findings,
				"what stands behind label :%s is run as a command",
				shown(judging,
				      judging->script->labels[command->label - 1].name)),
			.observed = shown(judging, word->text),
			.expected = "nothing, or a comment that begins with #",
			.why = "\"command not found\", and the script ends",
			.fix = { findings_printf(findings, "# %s",
						 shown(judging, word->text)) },
		});
}

static void judge_entries(const struct judging *judging)
{
	struct findings *findings = judging->findings;

	for (size_t i = 0; i < judging->boot->count; i++) {
		const struct boot_entry *entry = &judging->boot->entries[i];
		bool initrd =
			entry->initrd_count || entry->leaves || !boot_is_coreos(entry);

		if (initrd && (entry->boots || entry->leaves))
			continue;
		boot_add(
			findings,
			&(struct finding){
				.status = STATUS_FAIL,
				.subject = boot_subject(findings, entry,
							initrd ? "boot" : "initrd"),
				.where = entry->kernel.where,
				.width = entry->kernel.width,
				.title = findings_printf(
					findings,
					initrd ? "%s loads a kernel and does not boot it"
					       : "%s boots its kernel without an initrd",
					entry->name),
				.expected = initrd ? "boot" : "initrd URL",
				.why = initrd ? "the script goes on, and the machine does "
						"not start the installer"
					      : "the kernel panics: it cannot mount root",
				.fix = { initrd ? "boot" : "initrd URL" },
			});
	}
}

static void add_name(struct index *index, const char *name)
{
	static char known;

	index_add(index, name, strlen(name), &known);
}

static void index_names(struct judging *judging)
{
	const struct ipxe_script *script = judging->script;

	for (size_t i = 0; i < script->label_count; i++) {
		struct ipxe_label *one = &script->labels[i];
		size_t length = plain_length(one->name);

		index_add(judging->labels, one->name, strlen(one->name), one);
		if (length && one->name[length])
			index_add(judging->reached, one->name, length, one);
	}
	for (size_t i = 0; i < script->command_count; i++) {
		const struct boot_word *word = goto_word(&script->commands[i]);

		if (word) {
			judging->goes_to_chosen |= word->unknown;
			add_name(judging->targets, word->text);
		}
		word = item_word(&script->commands[i]);
		if (word) {
			judging->open_menu |= word->unknown;
			add_name(judging->targets, word->text);
			add_name(judging->items, word->text);
		}
	}
}

static void judge_script(struct judging *judging)
{
	struct arena *arena = findings_arena(judging->findings);

	judging->labels = index_new(arena, judging->script->label_count);
	judging->reached = index_new(arena, judging->script->label_count);
	judging->items = index_new(arena, judging->script->command_count);
	judging->targets = index_new(arena, judging->script->command_count);
	index_names(judging);
	judge_magic(judging);
	judge_labels(judging);
	for (size_t i = 0; i < judging->script->command_count; i++) {
		const struct ipxe_command *command = &judging->script->commands[i];
		const struct boot_word *word = goto_word(command);

		if (word)
			judge_target(judging, word, word->text, false);
		word = item_word(command);
		if (word && judging->goes_to_chosen) /* what is chosen is gone to */
			judge_target(judging, word, word->text, true);
		judge_default(judging, command);
		judge_behind(judging, command);
	}
	judge_entries(judging);
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	for (size_t i = 0; i < inventory->sources->ipxe_count; i++) {
		const struct ipxe *ipxe = inventory->sources->ipxe[i];
		struct judging judging = { .findings = findings,
					   .file = ipxe->file,
					   .script = &ipxe->script,
					   .boot = &ipxe->boot };

		findings_saw(findings, ipxe->file);
		judge_script(&judging);
		ipxe_judge_variables(findings, &ipxe->script);
	}
}

const struct probe probe_lint_ipxe_script = {
	.id = "lint.ipxe-script",
	.title = "iPXE can run its script, and finds each label that it is sent to",
	.why = "iPXE ends a script at the first line that it cannot carry out",
	.symptom =
		"\"Exec format error\", \"No such label\", or the machine falls back to its "
		"disk",
	.fix = "correct the script; firmware reads it anew at the next boot",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
