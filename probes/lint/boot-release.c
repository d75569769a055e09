/*
 * lint.boot-release: kernel, initramfs and image of one entry are of one kind and one architecture,
 * and of what this release of OpenShift installs.
 *
 * Up to 4.5 an installer was booted (installer-kernel), which fetches an image; from 4.6 on it is a
 * live system (live-kernel) with a root file system of its own.
 */
#include <stdio.h>
#include <string.h>

#include "_boot.h"
#include "_release.h"
#include "core/arena.h"
#include "core/sources/sources.h"

struct judging {
	struct findings *findings;
	const struct inventory *inventory;
	const struct boot_entry *entry;
};

static const char *const architectures[] = { "x86_64", "aarch64", "ppc64le", "s390x",
					     NULL };

/* The file of a word: what stands behind its last slash; NULL: not known. */
static const char *file_of(const struct boot_word *word)
{
	const char *name = boot_base_name(word->text);

	return word->unknown && strstr(name, "${") ? NULL : name;
}

static const char *architecture_of(const char *name)
{
	for (size_t i = 0; architectures[i]; i++) {
		if (strstr(name, architectures[i]))
			return architectures[i];
	}
	return NULL;
}

static void say(const struct judging *judging, const struct boot_word *word,
		const char *title, const char *expected, const char *why)
{
	struct findings *findings = judging->findings;
	const char *name = file_of(word);

	boot_add(findings,
		 &(struct finding){
			 .status = STATUS_FAIL,
			 .subject = boot_subject(findings, judging->entry, name),
			 .where = word->where,
			 .width = word->width,
			 .title = title,
			 .observed = name,
			 .expected = expected,
			 .why = why,
			 .fix = { expected },
		 });
}

/* True: the kernel is told to be of the wrong kind. */
static bool judge_kind(const struct judging *judging, const struct boot_word *word)
{
	struct findings *findings = judging->findings;
	const char *name = file_of(word), *version = judging->inventory->version;
	enum boot_kind kind = name ? boot_kind(name) : BOOT_OTHER;

	if (kind == BOOT_INSTALLER && release_is_from(judging->inventory, 6)) {
		say(judging, word,
		    findings_printf(findings,
				    "%s boots %s, which installs releases up to 4.5",
				    judging->entry->name, name),
		    findings_printf(findings,
				    "the live system of OpenShift %s: "
				    "rhcos-...-live-...",
				    version),
		    "an old CoreOS does not read the ignition of a newer release");
		return true;
	}
	if (kind == BOOT_LIVE && release_is_before(judging->inventory, 6)) {
		say(judging, word,
		    findings_printf(findings,
				    "%s boots %s, which installs releases from 4.6 on",
				    judging->entry->name, name),
		    findings_printf(findings,
				    "the installer of OpenShift %s: "
				    "rhcos-...-installer-...",
				    version),
		    "a newer CoreOS does not read the ignition of an old release");
		return true;
	}
	return false;
}

/* The two that are booted together, and what the kernel is told; whatever the release is. */
static void judge_together(const struct judging *judging, bool kernel_is_told)
{
	const struct boot_entry *entry = judging->entry;
	struct findings *findings = judging->findings;
	const char *kernel = file_of(&entry->kernel);
	enum boot_kind kind = kernel ? boot_kind(kernel) : BOOT_OTHER;
	const char *architecture = kernel ? architecture_of(kernel) : NULL;

	for (size_t i = 0; i < entry->initrd_count; i++) {
		const struct boot_word *word = &entry->initrds[i];
		const char *name = file_of(word), *other;

		other = name ? architecture_of(name) : NULL;
		if (architecture && other && strcmp(architecture, other) != 0)
			say(judging, word,
			    findings_printf(findings,
					    "%s boots a kernel for %s with an initramfs "
					    "for %s",
					    entry->name, architecture, other),
			    findings_printf(findings, "files for %s", architecture),
			    "the kernel cannot run the programs of the initramfs");
		else if (name && kernel && !kernel_is_told &&
			 boot_kinds_differ(name, kernel))
			say(judging, word,
			    findings_printf(findings, "%s boots %s with %s", entry->name,
					    kernel, name),
			    kind == BOOT_LIVE ? "the live-initramfs of the same version"
					      : "the installer-initramfs of the same "
						"version",
			    "kernel and initramfs are of two installers");
	}
	if (judging->inventory->version)
		return; /* what the release reads is told by lint.boot-arguments */
	if (kind == BOOT_INSTALLER && boot_argument(entry, "coreos.live.rootfs_url="))
		say(judging, &entry->kernel,
		    findings_printf(findings, "%s boots %s with coreos.live.rootfs_url",
				    entry->name, kernel),
		    "a live-kernel, or coreos.inst.image_url",
		    "the installer up to 4.5 does not know that argument");
	if (kind == BOOT_LIVE && entry->args_known && entry->boots && !entry->leaves &&
	    entry->initrd_count < 2 && !boot_argument(entry, "coreos.live.rootfs_url="))
		say(judging, &entry->kernel,
		    findings_printf(findings, "%s boots %s without its root file system",
				    entry->name, kernel),
		    "coreos.live.rootfs_url=URL",
		    "\"No rootfs image found. Modify your PXE configuration\"");
}

/* "rhcos-4.5.6-...": 4, 5, 6; false: of another numbering. */
static bool version_of(const char *name, unsigned version[static 3])
{
	const char *at = strstr(name, "cos-4.");

	version[2] = 0;
	return at &&
	       sscanf(at + 4, "%u.%u.%u", &version[0], &version[1], &version[2]) >= 2;
}

/* Older ones are normal: images are not made anew for each release. */
static void judge_newer(const struct judging *judging)
{
	struct findings *findings = judging->findings;
	const struct boot_word *word = &judging->entry->kernel;
	const char *name = file_of(word), *release = judging->inventory->version;
	unsigned image[3], wanted[3] = { 0 };
	int parts;

	if (!name || !release || !version_of(name, image))
		return;
	parts = sscanf(release, "%u.%u.%u", &wanted[0], &wanted[1], &wanted[2]);
	if (parts < 2 || wanted[0] != 4 || image[1] < wanted[1] ||
	    (image[1] == wanted[1] && (parts < 3 || image[2] <= wanted[2])))
		return;
	boot_add(findings,
		 &(struct finding){
			 .status = STATUS_WARN,
			 .subject = boot_subject(findings, judging->entry, "version"),
			 .where = word->where,
			 .width = word->width,
			 .title = findings_printf(
				 findings,
				 "%s boots CoreOS %u.%u.%u to install OpenShift %s",
				 judging->entry->name, image[0], image[1], image[2],
				 release),
			 .observed = name,
			 .expected = findings_printf(
				 findings, "the highest CoreOS that is not above %s",
				 release),
			 .why = "a CoreOS newer than the release was never tried with it",
			 .fix = { "openshift-install coreos print-stream-json names the "
				  "files of this installer" },
		 });
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	struct judging judging = { .findings = findings, .inventory = inventory };

	for (size_t i = 0; i < inventory->sources->boot_count; i++) {
		const struct boot_config *boot = inventory->sources->boot[i];

		findings_saw(findings, boot->file);
		for (size_t e = 0; e < boot->count; e++) {
			judging.entry = &boot->entries[e];
			judge_together(&judging,
				       judge_kind(&judging, &judging.entry->kernel));
			judge_newer(&judging);
		}
	}
}

const struct probe probe_lint_boot_release = {
	.id = "lint.boot-release",
	.title = "what is booted is of one kind, and of this release",
	.why = "each release has its own way to install: up to 4.5 an installer that fetches an "
	       "image, from 4.6 on a live system with its root file system",
	.symptom =
		"\"No rootfs image found\", a kernel panic, or ignition that is not understood",
	.fix = "boot kernel, initramfs and image of the release that is installed",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
