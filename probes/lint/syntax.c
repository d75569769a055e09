/*
 * lint.syntax: the programs that the files of the install are for can read them.
 */
#include <string.h>

#include "_lint.h"
#include "core/diag.h"
#include "core/sources/boot_entry.h"
#include "core/sources/dhcpd.h"
#include "core/sources/files.h"
#include "core/sources/named.h"
#include "core/sources/sources.h"
#include "core/sources/zones.h"

/* "haproxy.cfg:41" */
static const char *place(struct findings *findings, const struct where *where)
{
	return where->line ? findings_printf(findings, "%s:%u", where->file, where->line)
			   : where->file;
}

/* What the server itself says of the file; NULL: not known whose it is. */
static const char *checker(struct findings *findings, const struct sources *sources,
			   const char *file)
{
	const struct zones *zones = sources->zones;

	if (sources->haproxy_file && !strcmp(file, sources->haproxy_file))
		return findings_printf(findings, "haproxy -c -f %s", file);
	if (sources->dhcpd && !strcmp(file, sources->dhcpd->root->where.file))
		return findings_printf(findings, "dhcpd -t -cf %s", file);
	if (sources->dnsmasq_file && !strcmp(file, sources->dnsmasq_file))
		return findings_printf(findings, "dnsmasq --test -C %s", file);
	if (sources->named && !strcmp(file, sources->named->file))
		return findings_printf(findings, "named-checkconf -z %s", file);
	for (size_t i = 0; i < sources->boot_count; i++) {
		if (sources->boot[i]->loader == BOOT_GRUB &&
		    !strcmp(file, sources->boot[i]->file))
			return findings_printf(findings, "grub-script-check %s", file);
	}
	for (size_t i = 0; zones && i < zones->count; i++) {
		if (!strcmp(file, zones->items[i]->file))
			return findings_printf(findings, "named-checkzone %s %s",
					       zones->items[i]->origin, file);
	}
	return NULL;
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	const struct sources *sources = inventory->sources;
	const struct diagnostics *said = sources->diagnostics;

	for (size_t i = 0; i < source_files_count(sources->files); i++)
		findings_saw(findings, source_files_at(sources->files, i)->name);
	for (size_t i = 0; i < said->count; i++) {
		const struct diagnostic *item = &said->items[i];
		const char *check = item->where.file
					    ? checker(findings, sources, item->where.file)
					    : NULL;
		const char *help = item->help ? item->help
				   : check    ? "correct the line"
					      : NULL;

		findings_add(
			findings,
			&(struct finding){
				.status = item->warning ? STATUS_WARN : STATUS_FAIL,
				.subject = place(findings, &item->where),
				.where = item->where,
				.title = findings_printf(findings, "%s: %s",
							 item->where.file, item->message),
				.observed = item->message,
				.fix = {help, check},
		});
	}
}

const struct probe probe_lint_syntax = {
	.id = "lint.syntax",
	.title = "the programs that the files of the install are for can read them",
	.why = "a server that cannot read its file does not start, or leaves out what it cannot "
	       "read",
	.symptom =
		"the service is down after its next restart; a node or name is not known "
		"though it stands in the file",
	.fix = "correct the line, then let the server check its file: named-checkconf -z, "
	       "haproxy -c -f FILE, dhcpd -t -cf FILE",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
