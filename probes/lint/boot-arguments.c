/*
 * lint.boot-arguments: the kernel is told what the installer of this release of CoreOS reads.
 */
#include <string.h>

#include "_ipxe.h"
#include "_release.h"
#include "core/arena.h"
#include "core/sources/ipxe.h"
#include "core/sources/sources.h"
#include "core/text.h"

/* Of coreos-installer and of the live system (coreos-livepxe-rootfs). */
static const char *const known[] = {
	"coreos.inst",
	"coreos.inst.ignition_url",
	"coreos.inst.image_url",
	"coreos.inst.insecure",
	"coreos.inst.install_dev",
	"coreos.inst.platform_id",
	"coreos.inst.save_partindex",
	"coreos.inst.save_partlabel",
	"coreos.inst.secure_ipl",
	"coreos.inst.skip_reboot",
	"coreos.inst.stream",
	"coreos.inst.stream_base_url",
	"coreos.liveiso",
	"coreos.liveiso.fromram",
	"coreos.live.rootfs_url",
	"coreos.no_persist_ip",
	"coreos.force_persist_ip",
	NULL,
};

struct judging {
	struct findings *findings;
	const struct inventory *inventory;
	const struct ipxe_stanza *stanza;
	bool before_live, live; /* up to 4.5; from 4.6 on; neither: not known */
};

static const char *name_of(const struct judging *judging, const struct ipxe_word *word)
{
	return arena_strndup(findings_arena(judging->findings), word->text,
			     strcspn(word->text, "="));
}

static bool is_known(const char *name)
{
	for (const char *const *word = known; *word; word++) {
		if (!strcmp(*word, name))
			return true;
	}
	return false;
}

#define INST "coreos.inst."

/*
 * The one that was meant. What all begin with is not compared, for it would make any two of them
 * alike.
 */
static const char *nearest(const char *name)
{
	const char *tails[sizeof known / sizeof *known] = { 0 };
	const char *tail;
	size_t count = 0, prefix = strlen(INST);

	if (strncmp(name, INST, prefix) != 0)
		return text_nearest(name, known);
	for (const char *const *word = known; *word; word++) {
		if (!strncmp(*word, INST, prefix))
			tails[count++] = *word + prefix;
	}
	tail = text_nearest(name + prefix, tails);
	return tail ? tail - prefix : NULL;
}

static void judge_spelling(const struct judging *judging, const struct ipxe_word *word)
{
	struct findings *findings = judging->findings;
	const char *name = name_of(judging, word);
	const char *near;

	if (strncmp(name, "coreos.", 7) != 0 || strstr(name, "${") || is_known(name))
		return;
	near = nearest(name);
	findings_add(
		findings,
		&(struct finding){
			.status = near ? STATUS_FAIL : STATUS_WARN,
			.subject = ipxe_subject(findings, judging->stanza,
						text_clean(findings_arena(findings), name,
							   strlen(name), 60)),
			.where = word->where,
			.width = word->width,
			.title = findings_printf(findings,
						 "%s: the installer knows no argument %s",
						 judging->stanza->name,
						 text_clean(findings_arena(findings),
							    name, strlen(name), 60)),
			.observed = text_clean(findings_arena(findings), name,
					       strlen(name), 60),
			.expected = near ? near : "an argument that the installer knows",
			.why = "the kernel passes on whatever stands there, and the "
			       "installer does not find what it looks for",
			.fix = { near ? findings_printf(findings, "%s%s", near,
							strchr(word->text, '=') ? "=..."
										: "")
				      : "delete it" },
		});
}

/* A misspelt one is told as such. */
static bool has(const struct judging *judging, const char *name)
{
	const struct ipxe_stanza *stanza = judging->stanza;

	for (size_t i = 0; i < stanza->arg_count; i++) {
		const char *given = name_of(judging, &stanza->args[i]);
		const char *near;

		if (!strcmp(given, name))
			return true;
		near = !strncmp(given, "coreos.", 7) && !is_known(given) ? nearest(given)
									 : NULL;
		if (near && !strcmp(near, name))
			return true;
	}
	return false;
}

static void need(const struct judging *judging, const char *argument, const char *why)
{
	struct findings *findings = judging->findings;
	const struct ipxe_stanza *stanza = judging->stanza;
	const char *name =
		arena_strndup(findings_arena(findings), argument, strcspn(argument, "="));

	if (!stanza->args_known || has(judging, name))
		return;
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = ipxe_subject(findings, stanza, name),
			.where = stanza->kernel.where,
			.width = stanza->kernel.width,
			.title =
				findings_printf(findings, "%s: the kernel is not told %s",
						stanza->name, name),
			.observed = findings_printf(findings, "no %s", name),
			.expected = argument,
			.why = why,
			.fix = { findings_printf(findings, "kernel ... %s", argument) },
		});
}

static void needless(const struct judging *judging, const char *argument)
{
	struct findings *findings = judging->findings;
	const struct ipxe_word *word = ipxe_argument(judging->stanza, argument);
	const char *name;

	if (!word)
		return;
	name = name_of(judging, word);
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_WARN,
			.subject = ipxe_subject(findings, judging->stanza, name),
			.where = word->where,
			.width = word->width,
			.title = findings_printf(
				findings, "%s: %s is an argument of releases up to 4.5",
				judging->stanza->name, name),
			.observed = name,
			.expected = findings_printf(findings, "none, with OpenShift %s",
						    judging->inventory->version),
			.why = "the live system installs what it carries itself",
			.fix = { findings_printf(findings, "delete %s", name) },
		});
}

/* initrd= of a kernel that UEFI starts: a name that an initrd command gave. */
static void judge_initrd(const struct judging *judging)
{
	struct findings *findings = judging->findings;
	const struct ipxe_stanza *stanza = judging->stanza;
	const struct ipxe_word *word = ipxe_argument(stanza, "initrd=");
	const char *value = word ? word->text + strlen("initrd=") : NULL;

	if (!stanza->initrd_count || !stanza->boots || (word && word->unknown) ||
	    (!word && !stanza->args_known) ||
	    (value && (!strcmp(value, "initrd.magic") || strchr(value, ','))))
		return;
	for (size_t i = 0; i < stanza->initrd_count; i++) {
		if (stanza->initrds[i].unknown ||
		    (value && !strcmp(value, stanza->initrd_names[i])))
			return;
	}
	findings_add(
		findings,
		&(struct finding){
			.status = word ? STATUS_FAIL : STATUS_WARN,
			.subject = ipxe_subject(findings, stanza, "initrd="),
			.where = word ? word->where : stanza->kernel.where,
			.width = word ? word->width : stanza->kernel.width,
			.title = findings_printf(
				findings,
				word ? "%s: initrd= names no file that an initrd command loads"
				     : "%s: the kernel is not told initrd=",
				stanza->name),
			.observed = word ? word->text : "no initrd=",
			.expected = findings_printf(findings, "initrd=%s",
						    stanza->initrd_names[0]),
			.why = "under UEFI the kernel finds its initrd by this name alone, "
			       "without its path; else it panics",
			.fix = { findings_printf(findings, "kernel ... initrd=%s",
						 stanza->initrd_names[0]) },
			.other = stanza->initrds[0].where,
			.other_says = "the file that is loaded",
		});
}

/* CONFIG_COMMAND_LINE_SIZE of x86. */
#define LINE_MAX_BYTES 2048

static void judge_length(const struct judging *judging)
{
	const struct ipxe_stanza *stanza = judging->stanza;
	struct findings *findings = judging->findings;
	size_t length = 0;

	for (size_t i = 0; i < stanza->arg_count; i++)
		length += strlen(stanza->args[i].text) + 1;
	if (length <= LINE_MAX_BYTES)
		return;
	findings_add(findings,
		     &(struct finding){
			     .status = STATUS_WARN,
			     .subject = ipxe_subject(findings, stanza, "length"),
			     .where = stanza->kernel.where,
			     .width = stanza->kernel.width,
			     .title = findings_printf(
				     findings, "%s: the arguments are %zu bytes long",
				     stanza->name, length),
			     .expected = "2047 bytes at most",
			     .why = "the kernel cuts off the rest",
			     .fix = { "shorten the arguments" },
		     });
}

static bool installs(const struct ipxe_stanza *stanza)
{
	return ipxe_argument(stanza, "coreos.inst");
}

static void judge_release(const struct judging *judging)
{
	const struct ipxe_stanza *stanza = judging->stanza;
	static const char no_start[] =
		"without it the machine boots, and nothing is installed";

	if (judging->before_live) {
		need(judging, "coreos.inst=yes", no_start);
		need(judging, "coreos.inst.image_url=URL",
		     "up to 4.5 the installer fetches what it writes to the disk");
		need(judging, "rd.neednet=1",
		     "up to 4.5 dracut does not start the network without it, and nothing is "
		     "fetched");
	}
	if (installs(stanza) || judging->before_live) {
		need(judging, "coreos.inst.install_dev=/dev/sda",
		     "the installer does not know which disk to write");
		need(judging, "coreos.inst.ignition_url=URL",
		     "the machine is installed without the configuration of the cluster");
	}
	if (!judging->live)
		return;
	needless(judging, "coreos.inst=yes");
	needless(judging, "coreos.inst.image_url=");
	if (stanza->initrd_count < 2 && !stanza->leaves && stanza->boots)
		need(judging, "coreos.live.rootfs_url=URL",
		     "\"No rootfs image found. Modify your PXE configuration\"");
}

static void judge_stanza(const struct judging *judging)
{
	const struct ipxe_stanza *stanza = judging->stanza;

	if (!ipxe_is_coreos(stanza))
		return;
	for (size_t i = 0; i < stanza->arg_count; i++)
		judge_spelling(judging, &stanza->args[i]);
	judge_release(judging);
	judge_initrd(judging);
	judge_length(judging);
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	struct judging judging = { .findings = findings,
				   .inventory = inventory,
				   .before_live = release_is_before(inventory, 6),
				   .live = release_is_from(inventory, 6) };

	for (size_t i = 0; i < inventory->sources->ipxe_count; i++) {
		const struct ipxe *ipxe = inventory->sources->ipxe[i];
		struct ipxe_stanza *stanzas;
		size_t count =
			ipxe_stanzas(findings_arena(findings), &ipxe->script, &stanzas);

		findings_saw(findings, ipxe->file);
		for (size_t s = 0; s < count; s++) {
			judging.stanza = &stanzas[s];
			judge_stanza(&judging);
		}
	}
}

static void subjects(const struct inventory *inventory, struct subjects *list)
{
	lint_subjects(inventory, list, judge);
}

const struct probe probe_lint_boot_arguments = {
	.id = "lint.boot-arguments",
	.title = "the kernel is told what the installer of this release reads",
	.why = "the installer is driven by kernel arguments alone, and says nothing about those "
	       "that it does not know",
	.symptom = "an emergency shell, a login prompt instead of an installation, or "
		   "\"No rootfs image found\"",
	.fix = "correct the kernel line of the script",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = subjects,
	.start = lint_start,
};
