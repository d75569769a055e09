/*
 * lint.ipxe-unattended: what a script does with a machine that nobody attends. It informs: that
 * nothing is installed unless somebody chooses is what many want.
 */
#include <string.h>

#include "_boot.h"
#include "_dhcp.h"
#include "core/arena.h"
#include "core/sources/ipxe.h"
#include "core/sources/ipxe_entry.h"
#include "core/sources/sources.h"

struct judging {
	struct findings *findings;
	const struct inventory *inventory;
	const struct ipxe *ipxe;
};

static bool is_verb(const struct ipxe_command *command, const char *const *verbs)
{
	for (; *verbs; verbs++) {
		if (!strcmp(command->words[0].text, *verbs))
			return true;
	}
	return false;
}

/* The label's commands leave the script, or hand on to another, before a kernel. */
static bool ends_at(const struct ipxe_script *script, const char *name)
{
	static const char *const ends[] = { "exit",	"shell",   "reboot",
					    "poweroff", "sanboot", NULL };
	static const char *const others[] = { "kernel", "chain",    "goto", "imgexec",
					      "boot",	"autoboot", NULL };
	size_t label = 0;

	for (size_t i = 0; i < script->label_count && !label; i++)
		label = strcmp(script->labels[i].name, name) ? 0 : i + 1;
	for (size_t i = 0; label && i < script->command_count; i++) {
		if (script->commands[i].label < label)
			continue;
		if (is_verb(&script->commands[i], ends))
			return true;
		if (is_verb(&script->commands[i], others))
			return false;
	}
	/* Below the last command the script ends. */
	return label != 0;
}

/* choose --timeout MS --default exit */
static void judge_choice(const struct judging *judging,
			 const struct ipxe_command *command)
{
	struct findings *findings = judging->findings;
	const struct boot_word *word = NULL, *ignored;
	const char *name, *timeout;

	if (strcmp(command->words[0].text, "choose") != 0)
		return;
	timeout = ipxe_option(command, "--timeout", &ignored);
	name = ipxe_option(command, "--default", &word);
	if (!name)
		name = ipxe_option(command, "-d", &word);
	if (!timeout || !name || word->unknown || !judging->ipxe->boot.count ||
	    !ends_at(&judging->ipxe->script, name))
		return;
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_PASS,
			.subject = "default",
			.where = word->where,
			.width = word->width,
			.title = findings_printf(
				findings,
				"when nobody chooses, the menu goes to %s, and nothing "
				"is installed",
				name),
			.why = "somebody has to choose at each machine; afterwards it "
			       "keeps a machine that boots from the network first from "
			       "being installed again",
			.fix = { "choose --default LABEL, to install unattended" },
		});
}

/* DHCP names this script to iPXE, which then has a lease. */
static bool is_told_by_dhcp(const struct judging *judging)
{
	struct arena *arena = findings_arena(judging->findings);
	const struct dhcp_client client = {
		.arch = 7,
		.vendor_class = "PXEClient:Arch:00007:UNDI:003016",
		.user_class = "iPXE",
		.ipxe = true,
	};
	const struct dhcp_plan *plans;
	size_t count = dhcp_plans(arena, judging->inventory, &plans);

	for (size_t i = 0; i < count; i++) {
		const struct dhcp_view *view = dhcp_view_new(arena, &plans[i], &client);
		const struct dhcp_net *net = plans[i].net_count ? plans[i].nets : NULL;
		struct dhcp_boot boot = dhcp_boot(view, net, NULL);

		if (boot.file.text && !strcmp(boot_base_name(boot.file.text),
					      boot_base_name(judging->ipxe->file)))
			return true;
	}
	return false;
}

static void judge_lease(const struct judging *judging)
{
	static const char *const verbs[] = { "dhcp", "ifconf", "autoboot", "set", NULL };
	const struct ipxe_script *script = &judging->ipxe->script;
	struct findings *findings = judging->findings;
	const struct boot_word *kernel;

	if (!judging->ipxe->boot.count || is_told_by_dhcp(judging))
		return;
	for (size_t i = 0; i < script->command_count; i++) {
		/* set net0/ip 172.16.0.21 */
		if (is_verb(&script->commands[i], verbs) &&
		    (strcmp(script->commands[i].words[0].text, "set") != 0 ||
		     (script->commands[i].count > 1 &&
		      !strncmp(script->commands[i].words[1].text, "net", 3))))
			return;
	}
	kernel = &judging->ipxe->boot.entries[0].kernel;
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_PASS,
			.subject = "dhcp",
			.where = kernel->where,
			.width = kernel->width,
			.title = "the script asks for no address itself",
			.why = "right where iPXE was told the script by DHCP; one that is "
			       "built in has no address yet",
			.fix = { "dhcp" },
		});
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	for (size_t i = 0; i < inventory->sources->ipxe_count; i++) {
		const struct judging judging = { findings, inventory,
						 inventory->sources->ipxe[i] };
		const struct ipxe_script *script = &judging.ipxe->script;

		findings_saw(findings, judging.ipxe->file);
		for (size_t c = 0; c < script->command_count; c++)
			judge_choice(&judging, &script->commands[c]);
		judge_lease(&judging);
	}
}

static void subjects(const struct inventory *inventory, struct subjects *list)
{
	lint_subjects(inventory, list, judge);
}

const struct probe probe_lint_ipxe_unattended = {
	.id = "lint.ipxe-unattended",
	.title = "what a script does with a machine that nobody attends",
	.why = "a menu that waits, or ends, leaves the machine as it was",
	.symptom = "the machine falls back to its disk, or waits in a menu",
	.fix = "choose --default LABEL, if machines shall be installed unattended",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = subjects,
	.start = lint_start,
};
