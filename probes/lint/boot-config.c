/*
 * lint.boot-config: PXELINUX and GRUB find the file of each machine, and in it the label that they
 * are sent to.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "_boot.h"
#include "_dhcp.h"
#include "core/arena.h"
#include "core/index.h"
#include "core/sources/files.h"
#include "core/sources/pxelinux.h"
#include "core/sources/sources.h"
#include "core/text.h"

struct judging {
	struct arena *arena;
	struct findings *findings;
	const struct inventory *inventory;
};

static const char *clean(const struct judging *judging, const char *text)
{
	return text_clean(judging->arena, text, strlen(text), 80);
}

static bool is_referred_to(const struct pxelinux *pxelinux, const char *label)
{
	for (size_t i = 0; i < pxelinux->reference_count; i++) {
		if (!strcmp(pxelinux->references[i].name, label))
			return true;
	}
	return false;
}

/* Who chooses in a menu gets what is shown; who goes by the name gets the first. */
static void judge_label(const struct judging *judging, const struct pxelinux *pxelinux,
			struct index *labels, struct pxelinux_label *label)
{
	const struct pxelinux_label *first =
		index_add(labels, label->name, strlen(label->name), label);
	const char *name = clean(judging, label->name);

	if (!first || !is_referred_to(pxelinux, label->name))
		return;
	findings_add(
		judging->findings,
		&(struct finding){
			.status = STATUS_WARN,
			.subject = findings_printf(judging->findings, "LABEL %s", name),
			.where = label->where,
			.width = label->width,
			.title = findings_printf(judging->findings,
						 "LABEL %s stands twice", name),
			.why = "PXELINUX takes the first, never this one",
			.fix = { "delete one of them, or rename it" },
			.other = first->where,
			.other_says = "the first, which wins",
		});
}

/* Something with a dot, a slash or colons is a file. */
static bool is_file(const char *name)
{
	return strpbrk(name, "./:") != NULL;
}

static void judge_reference(const struct judging *judging,
			    const struct pxelinux *pxelinux, const struct index *labels,
			    const struct pxelinux_reference *reference)
{
	struct findings *findings = judging->findings;
	const char **names = arena_alloc(judging->arena, (pxelinux->label_count + 1) *
								 sizeof(const char *));
	const char *near, *name = clean(judging, reference->name);

	if (index_find(labels, reference->name, strlen(reference->name)) ||
	    is_file(reference->name) || pxelinux->partial || !pxelinux->label_count)
		return;
	for (size_t i = 0; i < pxelinux->label_count; i++)
		names[i] = pxelinux->labels[i].name;
	near = text_nearest(reference->name, names);
	findings_add(
		findings,
		&(struct finding){
			.status = near ? STATUS_FAIL : STATUS_WARN,
			.subject = findings_printf(findings, "%s %s", reference->keyword,
						   name),
			.where = reference->where,
			.width = reference->width,
			.title = findings_printf(
				findings, "%s names %s, and there is no such label",
				reference->keyword, name),
			.observed = name,
			.expected = near ? findings_printf(findings, "LABEL %s",
							   clean(judging, near))
					 : "a label, or a file of the TFTP server",
			.why = "PXELINUX looks for a file of this name: \"Could not find "
			       "kernel image\"",
			.fix = { findings_printf(findings, "%s %s", reference->keyword,
						 near ? clean(judging, near) : "LABEL") },
		});
}

static void judge_labels(const struct judging *judging, const struct pxelinux *pxelinux)
{
	struct index *labels = index_new(judging->arena, pxelinux->label_count);

	for (size_t i = 0; i < pxelinux->label_count; i++)
		judge_label(judging, pxelinux, labels, &pxelinux->labels[i]);
	for (size_t i = 0; i < pxelinux->reference_count; i++)
		judge_reference(judging, pxelinux, labels, &pxelinux->references[i]);
}

/* "01-00-50-56-96-11-c2" of "00:50:56:96:11:C2" and its like; NULL: it is no MAC. */
static const char *mac_name(const struct judging *judging, const char *text)
{
	char *name = arena_strdup(judging->arena, "01-00-00-00-00-00-00");
	size_t digits = 0;

	if (strlen(text) == strlen(name) && !strncmp(text, "01", 2))
		text += 3;
	if (strlen(text) != strlen("00:50:56:96:11:c2"))
		return NULL;
	for (size_t i = 0; text[i]; i++) {
		if (i % 3 == 2 ? text[i] != '-' && text[i] != ':'
			       : !isxdigit((unsigned char)text[i]))
			return NULL;
		if (i % 3 != 2) {
			name[3 + i] = (char)tolower((unsigned char)text[i]);
			digits++;
		}
	}
	return digits == 12 ? name : NULL;
}

/* "AC10000B" of "ac10000b"; NULL: it is no address. */
static const char *address_name(const struct judging *judging, const char *text)
{
	char *name = arena_strdup(judging->arena, text);

	if (strlen(text) != 8 || strspn(text, "0123456789abcdefABCDEF") != 8)
		return NULL;
	for (size_t i = 0; name[i]; i++)
		name[i] = (char)toupper((unsigned char)name[i]);
	return name;
}

static bool is_there(const struct judging *judging, const char *folder, const char *name)
{
	size_t count;
	const char *const *names =
		source_files_folder(judging->inventory->sources->files, folder, &count);

	for (size_t i = 0; names && i < count; i++) {
		if (!strcmp(names[i], name))
			return true;
	}
	return false;
}

static const char *folder_of(const struct judging *judging, const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash ? arena_strndup(judging->arena, file, (size_t)(slash - file)) : ".";
}

/* The part of the name that may say which machine it is for; or NULL. */
static const char *machine_part(const struct boot_config *boot)
{
	static const char prefix[] = "grub.cfg-";
	const char *name = boot_base_name(boot->file);

	switch (boot->loader) {
	case BOOT_PXELINUX:
		return name;
	case BOOT_GRUB:
		return !strncmp(name, prefix, strlen(prefix)) ? name + strlen(prefix)
							      : NULL;
	case BOOT_IPXE:
		break;
	}
	return NULL;
}

/* The file is called nearly, but not exactly, what the loader asks for. */
static void judge_name(const struct judging *judging, const struct boot_config *boot)
{
	struct findings *findings = judging->findings;
	const char *base = boot_base_name(boot->file), *part = machine_part(boot);
	const char *right = part ? mac_name(judging, part) : NULL;
	struct boot_entry asked = { 0 };
	const struct node *node;

	if (part && !right)
		right = address_name(judging, part);
	if (!right || !strcmp(right, part))
		return;
	right = findings_printf(findings, "%.*s%s", (int)(part - base), base, right);
	if (is_there(judging, folder_of(judging, boot->file), right))
		return;
	(void)boot_machine_of(judging->arena, right + (part - base), &asked.machine);
	node = boot_machine_node(judging->inventory, &asked);
	findings_add(
		findings,
		&(struct finding){
			.status = node ? STATUS_FAIL : STATUS_WARN,
			.subject = clean(judging, base),
			.where = { .file = boot->file },
			.title = findings_printf(
				findings, "%s never asks for a file called %s",
				boot_loader_name(boot->loader), clean(judging, base)),
			.observed = clean(judging, base),
			.expected = right,
			.why = boot->loader == BOOT_PXELINUX
				       ? "it asks for 01- and the MAC in lower case with "
					 "hyphens, then for the address in upper case; the "
					 "machine gets default"
				       : "it asks for 01- and the MAC in lower case with "
					 "hyphens, then for the address in upper case; the "
					 "machine gets grub.cfg",
			.fix = { findings_printf(findings, "mv %s %s/%s",
						 clean(judging, boot->file),
						 folder_of(judging, boot->file), right) },
			.other = node ? node->where : (struct where){ 0 },
			.other_says = node ? findings_printf(findings, "%s is meant",
							     node->fqdn)
					   : NULL,
		});
}

static unsigned differences(const char *a, const char *b)
{
	unsigned count = 0;

	for (size_t i = 0; a[i] && b[i]; i++)
		count += a[i] != b[i];
	return count;
}

static bool has_file(const struct judging *judging, const struct node *node)
{
	const struct sources *sources = judging->inventory->sources;

	for (size_t i = 0; i < sources->boot_count; i++) {
		const struct boot_config *boot = sources->boot[i];

		for (size_t e = 0; e < boot->count; e++) {
			if (boot_machine_node(judging->inventory, &boot->entries[e]) ==
			    node)
				return true;
		}
	}
	return false;
}

/* A MAC of no node, but nearly that of one that has no file. */
static void judge_mac(const struct judging *judging, const struct boot_config *boot)
{
	const struct inventory *inventory = judging->inventory;
	struct findings *findings = judging->findings;
	const struct boot_entry *entry = boot->count ? &boot->entries[0] : NULL;
	const struct node *near = NULL;

	if (!entry || !entry->machine.mac || boot_machine_node(inventory, entry))
		return;
	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];

		if (!node->mac || differences(node->mac, entry->machine.mac) > 2 ||
		    has_file(judging, node))
			continue;
		if (near)
			return;
		near = node;
	}
	if (!near)
		return;
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_WARN,
			.subject = clean(judging, boot_base_name(boot->file)),
			.where = { .file = boot->file },
			.title = findings_printf(
				findings,
				"%s is for a MAC of no node, and %s has no file",
				clean(judging, boot_base_name(boot->file)), near->fqdn),
			.observed = entry->machine.mac,
			.expected = findings_printf(findings, "%s (%s)?", near->mac,
						    near->fqdn),
			.why = "the machine does not get what is written for it",
			.fix = { "name the file after the MAC of the machine" },
			.other = near->where,
			.other_says = "the node is here",
		});
}

/* What firmware is told to boot, where DHCP tells it for sure; or NULL. */
static const char *told_to_bios(const struct judging *judging)
{
	const struct dhcp_client client = {
		.arch = 0,
		.vendor_class = "PXEClient:Arch:00000:UNDI:002001",
	};
	const struct dhcp_plan *plans;
	size_t count = dhcp_plans(judging->arena, judging->inventory, &plans);
	const struct dhcp_view *view;
	struct dhcp_boot boot;

	if (count != 1)
		return NULL;
	view = dhcp_view_new(judging->arena, plans, &client);
	boot = dhcp_boot(view, plans->net_count == 1 ? plans->nets : NULL, NULL);
	return boot.unsure ? NULL : boot.file.text;
}

/* A file called pxelinux.0 may be the other one, so that it is a warning. */
static void judge_http(const struct judging *judging)
{
	const struct sources *sources = judging->inventory->sources;
	struct findings *findings = judging->findings;
	const char *file = told_to_bios(judging);

	if (!file || strcmp(boot_base_name(file), "pxelinux.0") != 0)
		return;
	for (size_t i = 0; i < sources->boot_count; i++) {
		const struct boot_config *boot = sources->boot[i];

		for (size_t e = 0; e < boot->count; e++) {
			const struct boot_word *kernel = &boot->entries[e].kernel;

			if (boot->loader != BOOT_PXELINUX ||
			    strncasecmp(kernel->text, "http:", 5) != 0)
				continue;
			findings_add(
				findings,
				&(struct finding){
					.status = STATUS_WARN,
					.subject = "pxelinux.0",
					.where = kernel->where,
					.width = kernel->width,
					.title =
						"pxelinux.0 fetches by TFTP alone, and the "
						"kernel is at a URL of HTTP",
					.observed = findings_printf(
						findings,
						"DHCP gives %s to BIOS machines",
						clean(judging, file)),
					.expected = "lpxelinux.0",
					.why = "\"Could not find kernel image\", unless iPXE "
					       "has started it",
					.fix = { "filename \"lpxelinux.0\"; with "
						 "lpxelinux.0 in the folder of the TFTP "
						 "server" },
				});
			return;
		}
	}
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	const struct judging judging = { findings_arena(findings), findings, inventory };

	judge_http(&judging);
	for (size_t i = 0; i < inventory->sources->pxelinux_count; i++)
		judge_labels(&judging, inventory->sources->pxelinux[i]);
	for (size_t i = 0; i < inventory->sources->boot_count; i++) {
		const struct boot_config *boot = inventory->sources->boot[i];

		if (boot->loader == BOOT_IPXE)
			continue;
		findings_saw(findings, boot->file);
		judge_name(&judging, boot);
		judge_mac(&judging, boot);
	}
}

static void subjects(const struct inventory *inventory, struct subjects *list)
{
	lint_subjects(inventory, list, judge);
}

const struct probe probe_lint_boot_config = {
	.id = "lint.boot-config",
	.title = "PXELINUX and GRUB find the file of each machine, and the label in it",
	.why = "a machine that does not find its own file gets the one for all others",
	.symptom =
		"a menu that waits, \"Could not find kernel image\", or a node of another role",
	.fix = "name the file, or the label, as the loader asks for it",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = subjects,
	.start = lint_start,
};
