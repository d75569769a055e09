/*
 * lint.syntax: the programs that the files of the install are for can read them.
 */
#include "_lint.h"
#include "core/diag.h"
#include "core/sources/files.h"
#include "core/sources/sources.h"

/* "haproxy.cfg:41" */
static const char *place(struct findings *findings, const struct where *where)
{
	return where->line ? findings_printf(findings, "%s:%u", where->file, where->line)
			   : where->file;
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	const struct sources *sources = inventory->sources;
	const struct diagnostics *said = sources->diagnostics;

	for (size_t i = 0; i < source_files_count(sources->files); i++)
		findings_saw(findings, source_files_at(sources->files, i)->name);
	for (size_t i = 0; i < said->count; i++) {
		const struct diagnostic *item = &said->items[i];

		findings_add(
			findings,
			&(struct finding){
				.status = item->warning ? STATUS_WARN : STATUS_FAIL,
				.subject = place(findings, &item->where),
				.where = item->where,
				.title = findings_printf(findings, "%s: %s",
							 item->where.file, item->message),
				.observed = item->message,
				.fix = { item->help },
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
