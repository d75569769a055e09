#include "reports/_facts.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "reports/_write.h"

/* How long a chain of "waits for what waits for" may be; plans are far flatter. */
#define CHAIN_MAX 32

bool fact_fails(const struct report *report, const struct result *result)
{
	return result->status == STATUS_FAIL ||
	       (report->strict && result->status == STATUS_WARN);
}

char *fact_path(const struct report *report, const char *file)
{
	const char *root = report->root;
	char *path;
	int length;

	while (root && !strncmp(root, "./", 2))
		root += strspn(root + 1, "/") + 1;
	if (!root || *file != '/') {
		root = "";
	} else if (!*root || !strcmp(root, ".")) {
		root = "";
		file += strspn(file, "/");
	}
	length = (int)strlen(root);
	while (length && root[length - 1] == '/')
		length--;
	if (asprintf(&path, "%.*s%s", length, root, file) < 0)
		arena_oom();
	return path;
}

int fact_exit_status(const struct report *report)
{
	if (report->refused)
		return 2;
	if (report->interrupted)
		return 130;
	if (report->summary[STATUS_FAIL] ||
	    (report->strict && report->summary[STATUS_WARN]))
		return 1;
	return report->summary[STATUS_ERROR] ? 3 : 0;
}

bool family_has(const struct family *family, const struct result *result)
{
	return report_family(result->probe) == (size_t)family->length &&
	       memcmp(result->probe->id, family->name, (size_t)family->length) == 0;
}

size_t fact_families(const struct report *report, struct family **ret_families)
{
	struct family *families = NULL;
	size_t count = 0, at = 0;

	for (size_t i = 0; i < report->count; i++) {
		const struct result *result = &report->results[i];

		/* Neighbours are nearly always of one family. */
		if (at >= count || !family_has(&families[at], result))
			for (at = 0; at < count && !family_has(&families[at], result);)
				at++;
		if (at == count) {
			families = mem_realloc(families, ++count * sizeof(*families));
			families[at] = (struct family){
				.name = result->probe->id,
				.length = (int)report_family(result->probe),
			};
		}
		families[at].count++;
		families[at].summary[result->status]++;
		families[at].duration_ms += result->duration_ms;
	}
	*ret_families = families;
	return count;
}

const struct result *fact_root(const struct result *result)
{
	for (unsigned i = 0; i < CHAIN_MAX; i++) {
		if (!result->blocked_by || !result->blocked_by[0])
			return i > 0 ? result : NULL;
		result = result->blocked_by[0];
	}
	return result;
}

/* --- groups of like results --- */

struct wish {
	const struct report *report;
	bool (*wanted)(const struct report *report, const struct result *result);
};

static bool is_wished(const struct result *result, const void *arg)
{
	const struct wish *wish = arg;

	return wish->wanted(wish->report, result);
}

void fact_groups(const struct report *report,
		 bool (*wanted)(const struct report *report, const struct result *result),
		 bool apart, struct groups *ret_groups)
{
	const struct wish wish = { report, wanted };

	groups_make(report->results, report->count, is_wished, &wish, apart, ret_groups);
}

/* --- what was skipped --- */

static const char *skip_reason(const struct result *result)
{
	return result->observed ? result->observed : result->title;
}

static bool is_same_wait(const struct waiting *waiting, const struct result *root,
			 const struct result *result)
{
	if (waiting->root || root)
		return waiting->root == root;
	if (strcmp(waiting->reason, skip_reason(result)) == 0)
		return true;
	/* Titles name the subject; the reason behind them is the same. */
	return !waiting->first->observed && !result->observed && waiting->first->reason &&
	       result->reason && waiting->first->probe == result->probe &&
	       strcmp(waiting->first->reason, result->reason) == 0;
}

static int compare_waiting(const void *a, const void *b)
{
	const struct waiting *one = a, *two = b;

	if (one->count != two->count)
		return one->count > two->count ? -1 : 1;
	return one->first->number < two->first->number ? -1 : 1;
}

size_t fact_waiting(const struct report *report, struct waiting **ret_waiting)
{
	struct waiting *waiting = NULL;
	size_t count = 0;

	for (size_t i = 0; i < report->count; i++) {
		const struct result *result = &report->results[i];
		const struct result *root;
		size_t at = 0;

		if (result->status != STATUS_SKIP)
			continue;
		root = fact_root(result);
		while (at < count && !is_same_wait(&waiting[at], root, result))
			at++;
		if (at == count) {
			waiting = mem_realloc(waiting, ++count * sizeof(*waiting));
			waiting[at] = (struct waiting){
				.root = root,
				.reason = root ? NULL : skip_reason(result),
				.first = result,
			};
		}
		waiting[at].count++;
	}
	if (count > 1)
		qsort(waiting, count, sizeof(*waiting), compare_waiting);
	*ret_waiting = waiting;
	return count;
}

/* --- sentences --- */

const char *fact_cluster(const struct report *report)
{
	return report->inventory && report->inventory->cluster_domain
		       ? report->inventory->cluster_domain
		       : "";
}

const char *fact_host(const struct report *report)
{
	return report->inventory && report->inventory->vantage.host
		       ? report->inventory->vantage.host
		       : "";
}

void write_duration(FILE *out, double ms)
{
	if (ms < 9.95)
		write_decimal(out, ms, 1);
	else if (ms < 99.5)
		write_decimal(out, ms, 0);
	if (ms < 99.5) {
		fputs(" ms", out);
	} else if (ms < 59950) {
		write_decimal(out, ms / 1000, 1);
		fputs(" s", out);
	} else {
		/* A report that is merged may say anything. */
		const double longest = 1e9;
		const unsigned long seconds =
			(unsigned long)(ms < longest ? ms / 1000 + 0.5 : longest / 1000);

		fprintf(out, "%lu min %lu s", seconds / 60, seconds % 60);
	}
}

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

/* The one to begin with: what blocks the most. */
static const struct result *first_fault(const struct report *report)
{
	const struct result *first = NULL;

	for (size_t i = 0; i < report->count; i++) {
		const struct result *result = &report->results[i];

		if (fact_fails(report, result) &&
		    (!first || result->blocks > first->blocks))
			first = result;
	}
	return first;
}

/* ", 1 warning and 4 skipped" */
static void write_besides(FILE *out, const struct report *report)
{
	const size_t warn = report->strict ? 0 : report->summary[STATUS_WARN];
	const size_t error = report->summary[STATUS_ERROR],
		     skip = report->summary[STATUS_SKIP];

	if (warn)
		fprintf(out, ", %zu warning%s", warn, plural(warn));
	if (error)
		fprintf(out, ", %zu not carried out", error);
	if (skip)
		fprintf(out, ", %zu skipped", skip);
}

void write_verdict(FILE *out, const struct report *report)
{
	const size_t pass = report->summary[STATUS_PASS],
		     error = report->summary[STATUS_ERROR];
	const size_t faults = report->summary[STATUS_FAIL] +
			      (report->strict ? report->summary[STATUS_WARN] : 0);
	const size_t judged = pass + report->summary[STATUS_WARN];

	if (report->refused) {
		fprintf(out, "Not run: %s", report->refused);
		return;
	}
	if (report->interrupted)
		fputs("Interrupted. ", out);
	if (faults) {
		const struct result *first = first_fault(report);

		fprintf(out, "Not %s: %zu fault%s in %zu check%s",
			report->lint ? "clean" : "ready", faults, plural(faults),
			report->count, plural(report->count));
		write_besides(out, report);
		fputs(", ", out);
		write_duration(out, report->duration_ms);
		fputc('.', out);
		if (first && faults > 1)
			fprintf(out, " Fix %s (%s) first.", first->probe->id,
				first->subject);
	} else if (report->interrupted) {
		fprintf(out, "No verdict: %zu of %zu checks passed", pass, report->count);
		write_besides(out, report);
		fputs(", ", out);
		write_duration(out, report->duration_ms);
		fputc('.', out);
	} else if (error) {
		fprintf(out,
			"Not known: nothing failed, but %zu check%s could not be carried out; "
			"%zu passed, ",
			error, plural(error), pass);
		write_duration(out, report->duration_ms);
		fputc('.', out);
	} else if (judged == 0) {
		fprintf(out, "Nothing was checked: %zu skipped.", report->count);
	} else {
		fprintf(out, "%s: %zu check%s passed", report->lint ? "Clean" : "Ready",
			pass, plural(pass));
		write_besides(out, report);
		fputs(", ", out);
		write_duration(out, report->duration_ms);
		fputc('.', out);
		if (report->phase == PHASE_PREBOOT && !report->lint)
			fputs(" The ground is prepared for the bootstrap node.", out);
	}
}

char *fact_verdict(const struct report *report)
{
	char *verdict = NULL;
	size_t length;
	FILE *memory = open_memstream(&verdict, &length);

	if (!memory)
		arena_oom();
	write_verdict(memory, report);
	if (fclose(memory) != 0)
		arena_oom();
	return verdict;
}
