/*
 * lint.boot-arguments: the kernel is told what the installer of this release of CoreOS reads.
 */
#include <string.h>
#include <strings.h>

#include "_boot.h"
#include "_release.h"
#include "core/arena.h"
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
	const struct boot_entry *entry;
	bool before_live, live; /* up to 4.5; from 4.6 on; neither: not known */
};

static const char *name_of(const struct judging *judging, const struct boot_word *word)
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

static void judge_spelling(const struct judging *judging, const struct boot_word *word)
{
	struct findings *findings = judging->findings;
	const char *name = name_of(judging, word);
	const char *near;

	if (strncmp(name, "coreos.", 7) != 0 || strstr(name, "${") || is_known(name))
		return;
	near = nearest(name);
	boot_add(findings,
		 &(struct finding){
			 .status = near ? STATUS_FAIL : STATUS_WARN,
			 .subject = boot_subject(findings, judging->entry,
						 text_clean(findings_arena(findings),
							    name, strlen(name), 60)),
			 .where = word->where,
			 .width = word->width,
			 .title = findings_printf(
				 findings, "%s: the installer knows no argument %s",
				 judging->entry->name,
				 text_clean(findings_arena(findings), name, strlen(name),
					    60)),
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
	const struct boot_entry *entry = judging->entry;

	for (size_t i = 0; i < entry->arg_count; i++) {
		const char *given = name_of(judging, &entry->args[i]);
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

/* Where the variable is set that holds arguments. */
static struct where arguments_from(const struct boot_entry *entry)
{
	for (size_t i = 0; i < entry->arg_count; i++) {
		if (entry->args[i].from.file && !strchr(entry->args[i].text, '/'))
			return entry->args[i].from;
	}
	return (struct where){ 0 };
}

/* True: it is missing, and that is told. */
static bool need(const struct judging *judging, const char *argument, const char *why)
{
	struct findings *findings = judging->findings;
	const struct boot_entry *entry = judging->entry;
	const char *name =
		arena_strndup(findings_arena(findings), argument, strcspn(argument, "="));

	if (!entry->args_known || has(judging, name))
		return false;
	if (boot_is_said(findings, name, arguments_from(entry)))
		return true;
	boot_add(findings, &(struct finding){
				   .status = STATUS_FAIL,
				   .subject = boot_subject(findings, entry, name),
				   .where = entry->kernel.where,
				   .width = entry->kernel.width,
				   .title = findings_printf(
					   findings, "%s: the kernel is not told %s",
					   entry->name, name),
				   .observed = findings_printf(findings, "no %s", name),
				   .expected = argument,
				   .why = why,
				   .fix = { boot_line(findings, entry, argument) },
			   });
	return true;
}

static void needless(const struct judging *judging, const char *argument)
{
	struct findings *findings = judging->findings;
	const struct boot_word *word = boot_argument(judging->entry, argument);
	const char *name;

	if (!word)
		return;
	name = name_of(judging, word);
	boot_add(findings,
		 &(struct finding){
			 .status = STATUS_WARN,
			 .subject = boot_subject(findings, judging->entry, name),
			 .where = word->where,
			 .width = word->width,
			 .title = findings_printf(
				 findings, "%s: %s is an argument of releases up to 4.5",
				 judging->entry->name, name),
			 .observed = name,
			 .expected = findings_printf(findings, "none, with OpenShift %s",
						     judging->inventory->version),
			 .why = "the live system installs what it carries itself",
			 .fix = { findings_printf(findings, "delete %s", name) },
		 });
}

/* PXELINUX and GRUB load what the entry names; a script of iPXE is judged as a script. */
static void judge_loading(const struct judging *judging)
{
	const struct boot_entry *entry = judging->entry;
	struct findings *findings = judging->findings;
	bool pxelinux = entry->loader == BOOT_PXELINUX;

	if (entry->loader == BOOT_IPXE || entry->initrd_count || entry->leaves ||
	    (pxelinux && !entry->args_known))
		return;
	boot_add(findings,
		 &(struct finding){
			 .status = STATUS_FAIL,
			 .subject = boot_subject(findings, entry, "initrd"),
			 .where = entry->kernel.where,
			 .width = entry->kernel.width,
			 .title = findings_printf(findings,
						  "%s boots its kernel without an initrd",
						  entry->name),
			 .expected = "the initramfs of CoreOS",
			 .why = "the kernel panics: it cannot mount root",
			 .fix = { pxelinux ? "INITRD FILE" : "initrd FILE" },
		 });
}

/* initrd= of a kernel that UEFI starts: a name that an initrd command gave. */
static void judge_initrd(const struct judging *judging)
{
	struct findings *findings = judging->findings;
	const struct boot_entry *entry = judging->entry;
	const struct boot_word *word = boot_argument(entry, "initrd=");
	const char *value = word ? word->text + strlen("initrd=") : NULL;

	if (entry->loader != BOOT_IPXE || !entry->initrd_count || !entry->boots ||
	    (word && word->unknown) || (!word && !entry->args_known) ||
	    (value && (!strcmp(value, "initrd.magic") || strchr(value, ','))))
		return;
	for (size_t i = 0; i < entry->initrd_count; i++) {
		if (entry->initrds[i].unknown ||
		    (value && !strcmp(value, entry->initrd_names[i])))
			return;
	}
	if (word && boot_is_said(findings, "initrd=", word->from))
		return;
	boot_add(
		findings,
		&(struct finding){
			.status = word ? STATUS_FAIL : STATUS_WARN,
			.subject = boot_subject(findings, entry, "initrd="),
			.where = word ? word->where : entry->kernel.where,
			.width = word ? word->width : entry->kernel.width,
			.title = findings_printf(
				findings,
				word ? "%s: initrd= names no file that an initrd command loads"
				     : "%s: the kernel is not told initrd=",
				entry->name),
			.observed = word ? word->text : "no initrd=",
			.expected = findings_printf(findings, "initrd=%s",
						    entry->initrd_names[0]),
			.why = "under UEFI the kernel finds its initrd by this name alone, "
			       "without its path; else it panics",
			.fix = { findings_printf(findings, "kernel ... initrd=%s",
						 entry->initrd_names[0]) },
			.other = entry->initrds[0].where,
			.other_says = "the file that is loaded",
		});
}

/* CONFIG_COMMAND_LINE_SIZE of x86. */
#define LINE_MAX_BYTES 2048

static void judge_length(const struct judging *judging)
{
	const struct boot_entry *entry = judging->entry;
	struct findings *findings = judging->findings;
	size_t length = 0;

	for (size_t i = 0; i < entry->arg_count; i++)
		length += strlen(entry->args[i].text) + 1;
	if (length <= LINE_MAX_BYTES)
		return;
	boot_add(findings,
		 &(struct finding){
			 .status = STATUS_WARN,
			 .subject = boot_subject(findings, entry, "length"),
			 .where = entry->kernel.where,
			 .width = entry->kernel.width,
			 .title = findings_printf(findings,
						  "%s: the arguments are %zu bytes long",
						  entry->name, length),
			 .expected = "2047 bytes at most",
			 .why = "the kernel cuts off the rest",
			 .fix = { "shorten the arguments" },
		 });
}

/* Up to 4.5 the installer itself puts /dev/ in front. */
static void judge_device(const struct judging *judging)
{
	static const char name[] = "coreos.inst.install_dev=", folder[] = "/dev/";
	struct findings *findings = judging->findings;
	const struct boot_word *word = boot_argument(judging->entry, name);
	const char *device = word ? word->text + strlen(name) : "";
	const char *right;

	if (!judging->before_live || strncmp(device, folder, strlen(folder)) != 0)
		return;
	right = findings_printf(findings, "%s%s", name,
				text_clean(findings_arena(findings),
					   device + strlen(folder),
					   strlen(device + strlen(folder)), 80));
	boot_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = boot_subject(findings, judging->entry,
						"coreos.inst.install_dev"),
			.where = word->where,
			.width = word->width,
			.title = findings_printf(
				findings, "%s: up to 4.5 the disk is named without /dev/",
				judging->entry->name),
			.observed = device,
			.expected = right,
			.why = "the installer puts /dev/ in front of it, finds no such "
			       "disk and waits for somebody to choose one",
			.fix = { right },
		});
}

/* What is fetched: where from, with the schemes that each of them knows. */
static void judge_url(const struct judging *judging, const char *name,
		      const char *const *schemes)
{
	struct findings *findings = judging->findings;
	const struct boot_word *word = boot_argument(judging->entry, name);
	const char *url = word ? word->text + strlen(name) : NULL;
	const char *list = "";

	if (!word || word->unknown)
		return;
	for (size_t i = 0; schemes[i]; i++) {
		if (!strncasecmp(url, schemes[i], strlen(schemes[i])))
			return;
		list = findings_printf(findings, "%s%s%s", list, i ? " or " : "",
				       schemes[i]);
	}
	if (boot_is_said(findings, name, word->from))
		return;
	boot_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = boot_subject(findings, judging->entry,
						name_of(judging, word)),
			.where = word->where,
			.width = word->width,
			.title = findings_printf(
				findings, "%s: %s cannot be fetched from %s",
				judging->entry->name, name_of(judging, word),
				*url ? url : "nowhere"),
			.observed = *url ? url : "nothing",
			.expected = findings_printf(findings, "a URL with %s", list),
			.why = "the installer ends in an emergency shell",
			.fix = { findings_printf(findings, "%s%s...", name, schemes[0]) },
		});
}

static void judge_values(const struct judging *judging)
{
	static const char *const web[] = { "http://", "https://", NULL };
	static const char *const curl[] = { "http://", "https://", "ftp://", "tftp://",
					    NULL };
	static const char *const rootfs[] = { "http://", "https://", "tftp://", NULL };

	judge_device(judging);
	judge_url(judging, "coreos.live.rootfs_url=", rootfs);
	judge_url(judging, "coreos.inst.ignition_url=", judging->live ? web : curl);
	judge_url(judging, "coreos.inst.image_url=", curl);
}

/* The last one is /dev/console. */
static void judge_console(const struct judging *judging)
{
	struct findings *findings = judging->findings;
	const struct boot_word *last = boot_argument(judging->entry, "console=");
	const char *port = last ? last->text + strlen("console=") : "";
	bool screen = false;

	for (size_t i = 0; i < judging->entry->arg_count; i++)
		screen |= !strncmp(judging->entry->args[i].text, "console=tty0", 12);
	if (!screen || strncmp(port, "ttyS", 4) != 0)
		return;
	port = text_clean(findings_arena(findings), port, strcspn(port, ","), 40);
	boot_add(findings,
		 &(struct finding){
			 .status = STATUS_PASS,
			 .subject = boot_subject(findings, judging->entry, "console"),
			 .where = last->where,
			 .width = last->width,
			 .title = findings_printf(
				 findings,
				 "%s: the last console= is %s, where an emergency shell "
				 "speaks",
				 judging->entry->name, port),
			 .why = "on a machine without that port nobody sees why the "
				"installation stopped",
			 .fix = { "console=tty0 last, where machines are watched on a "
				  "screen" },
		 });
}

static bool installs(const struct boot_entry *entry)
{
	return boot_argument(entry, "coreos.inst");
}

static void judge_release(const struct judging *judging)
{
	const struct boot_entry *entry = judging->entry;
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
	if (installs(entry) || judging->before_live) {
		need(judging,
		     judging->before_live ? "coreos.inst.install_dev=sda"
					  : "coreos.inst.install_dev=/dev/sda",
		     "the installer does not know which disk to write");
		need(judging, "coreos.inst.ignition_url=URL",
		     "the machine is installed without the configuration of the cluster");
	}
	if (!judging->live)
		return;
	if (entry->initrd_count < 2 && !entry->leaves && entry->boots &&
	    need(judging, "coreos.live.rootfs_url=URL",
		 "\"No rootfs image found. Modify your PXE configuration\""))
		return; /* with those of an old release in its place, perhaps */
	needless(judging, "coreos.inst=yes");
	needless(judging, "coreos.inst.image_url=");
}

static void judge_entry(const struct judging *judging)
{
	const struct boot_entry *entry = judging->entry;

	if (!boot_is_coreos(entry))
		return;
	for (size_t i = 0; i < entry->arg_count; i++)
		judge_spelling(judging, &entry->args[i]);
	judge_release(judging);
	judge_values(judging);
	judge_console(judging);
	judge_loading(judging);
	judge_initrd(judging);
	judge_length(judging);
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	struct judging judging = { .findings = findings,
				   .inventory = inventory,
				   .before_live = release_is_before(inventory, 6),
				   .live = release_is_from(inventory, 6) };

	for (size_t i = 0; i < inventory->sources->boot_count; i++) {
		const struct boot_config *boot = inventory->sources->boot[i];

		findings_saw(findings, boot->file);
		for (size_t e = 0; e < boot->count; e++) {
			judging.entry = &boot->entries[e];
			judge_entry(&judging);
		}
	}
}

const struct probe probe_lint_boot_arguments = {
	.id = "lint.boot-arguments",
	.title = "the kernel is told what the installer of this release reads",
	.why = "the installer is driven by kernel arguments alone, and says nothing about those "
	       "that it does not know",
	.symptom = "an emergency shell, a login prompt instead of an installation, or "
		   "\"No rootfs image found\"",
	.fix = "correct the arguments of the kernel",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
