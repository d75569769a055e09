#include "reports/merge.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/arena.h"
#include "reports/_parsed.h"
#include "reports/report.h"

/* A report of 30,000 results has 15 MB. */
#define FILE_MAX (256L * 1024 * 1024)

struct merged {
	struct result result;	       /* fields that reports show */
	size_t rank;		       /* of its check in the table */
	size_t sequence;	       /* when it was first seen */
	const char *const *blocked_on; /* check and subject in turn, ends with NULL */
	unsigned next;		       /* in the index: 1 + entry, 0 none */
};

struct merge {
	struct arena *arena;
	const struct probe *const *table;
	FILE *err;
	const char *file; /* that is being read */
	struct merged *items;
	size_t count, room;
	unsigned *index; /* heads of chains: 1 + item */
	size_t index_size;
	struct probe **strangers; /* ids that are not in the table */
	size_t stranger_count;
	struct inventory *inventory;
	struct report report;
	const char *host; /* of the file that is being read */
};

static int read_file(struct merge *merge, const char *file);
static int read_head(struct merge *merge, const json_t *root);
static int read_result(struct merge *merge, const json_t *value);
static int finish(struct merge *merge);

int merge_reports(struct arena *arena, const struct probe *const *table,
		  const char *const *files, size_t count, FILE *err,
		  struct report *ret_report)
{
	struct merge merge = { .arena = arena, .table = table, .err = err };
	int r = count ? 0 : -EINVAL;

	if (!count)
		fprintf(err, "ocp-preflight: merge needs at least one report\n");
	merge.inventory = arena_alloc(arena, sizeof(*merge.inventory));
	for (size_t i = 0; i < count && r == 0; i++)
		r = read_file(&merge, files[i]);
	if (r == 0)
		r = finish(&merge);
	if (r == 0)
		*ret_report = merge.report;
	free(merge.items);
	free(merge.index);
	return r;
}

static int refuse(struct merge *merge, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static int refuse(struct merge *merge, const char *format, ...)
{
	va_list args;

	fprintf(merge->err, "%s: ", merge->file);
	va_start(args, format);
	vfprintf(merge->err, format, args);
	va_end(args);
	putc('\n', merge->err);
	return -EINVAL;
}

static int read_file(struct merge *merge, const char *file)
{
	FILE *in = fopen(file, "re");
	json_error_t error;
	struct stat st;
	json_t *root;
	int r;

	merge->file = file;
	if (!in) {
		r = -errno;
		refuse(merge, "%s", strerror(-r));
		return r;
	}
	if (fstat(fileno(in), &st) == 0 && st.st_size > FILE_MAX) {
		fclose(in);
		return refuse(merge, "larger than %ld bytes", FILE_MAX);
	}
	root = json_loadf(in, JSON_REJECT_DUPLICATES, &error);
	fclose(in);
	if (!root)
		return refuse(merge, "%d:%d: %s", error.line, error.column, error.text);
	r = read_head(merge, root);
	if (r == 0) {
		const json_t *results = json_object_get(root, "results");

		for (size_t i = 0; i < json_array_size(results) && r == 0; i++)
			r = read_result(merge, json_array_get(results, i));
	}
	json_decref(root);
	return r;
}

/* The same of all reports; the first says what it is. */
static int same(struct merge *merge, const char *what, const char **known,
		const char *said)
{
	said = said ? said : "";
	if (!*known)
		*known = said;
	if (strcmp(*known, said) != 0)
		return refuse(merge, "is of %s \"%s\", the reports before it of \"%s\"",
			      what, said, *known);
	return 0;
}

static int read_head(struct merge *merge, const json_t *root)
{
	const json_t *cluster = json_object_get(root, "cluster");
	const json_t *vantage = json_object_get(root, "vantage");
	const char *schema = json_string_value(json_object_get(root, "schema"));
	const char *phase = json_string_value(json_object_get(root, "phase"));
	const bool first = merge->report.started == 0;
	struct inventory *inventory = merge->inventory;
	struct report *report = &merge->report;
	enum phase said;
	double duration;
	time_t started;

	if (!schema || strcmp(schema, REPORT_SCHEMA) != 0 ||
	    !json_is_array(json_object_get(root, "results")))
		return refuse(merge,
			      "is no JSON report of ocp-preflight (schema " REPORT_SCHEMA
			      ")");
	if (json_object_get(root, "refused"))
		return refuse(merge, "is of a run that could not start: %s",
			      parsed_text(merge->arena, root, "refused"));
	if (same(merge, "cluster", &inventory->cluster_name,
		 parsed_text(merge->arena, cluster, "name")) < 0 ||
	    same(merge, "base domain", &inventory->base_domain,
		 parsed_text(merge->arena, cluster, "baseDomain")) < 0)
		return -EINVAL;
	if (!phase || phase_parse(phase, &said) < 0)
		return refuse(merge, "names no phase that is known");
	if (!first && said != report->phase)
		return refuse(merge, "is of phase %s, the reports before it of %s", phase,
			      phase_name(report->phase));
	report->phase = inventory->phase = said;
	started = parsed_time(json_string_value(json_object_get(root, "started")));
	if (first || started < report->started)
		report->started = started ? started : 1;
	duration = json_number_value(json_object_get(root, "duration_ms"));
	if (duration > report->duration_ms)
		report->duration_ms = duration;
	report->strict |= json_is_true(json_object_get(root, "strict"));
	report->lint |= json_is_true(json_object_get(root, "lint"));
	report->interrupted |= json_is_true(json_object_get(root, "interrupted"));
	merge->host = parsed_text(merge->arena, vantage, "host");
	if (!merge->host || !*merge->host)
		merge->host = merge->file;
	inventory->vantage.host =
		inventory->vantage.host
			? arena_printf(merge->arena, "%s, %s", inventory->vantage.host,
				       merge->host)
			: merge->host;
	inventory->vantage.roles |= parsed_roles(json_object_get(vantage, "roles"));
	return 0;
}

/* --- results by check and subject --- */

static size_t hash(const char *check, const char *subject)
{
	size_t value = 5381;

	for (; *check; check++)
		value = value * 33 + (unsigned char)*check;
	for (; *subject; subject++)
		value = value * 33 + (unsigned char)*subject;
	return value;
}

static struct merged *find(const struct merge *merge, const char *check,
			   const char *subject)
{
	size_t at = merge->index_size
			    ? merge->index[hash(check, subject) & (merge->index_size - 1)]
			    : 0;

	for (; at; at = merge->items[at - 1].next) {
		struct merged *item = &merge->items[at - 1];

		if (!strcmp(item->result.probe->id, check) &&
		    !strcmp(item->result.subject, subject))
			return item;
	}
	return NULL;
}

static void index_add(struct merge *merge, size_t number)
{
	struct merged *item = &merge->items[number];
	unsigned *head =
		&merge->index[hash(item->result.probe->id, item->result.subject) &
			      (merge->index_size - 1)];

	item->next = *head;
	*head = (unsigned)number + 1;
}

static struct merged *append(struct merge *merge, const struct merged *item)
{
	if (merge->count == merge->room) {
		merge->room = merge->room ? merge->room * 2 : 256;
		merge->items =
			mem_realloc(merge->items, merge->room * sizeof(*merge->items));
		free(merge->index);
		merge->index_size = merge->room * 2;
		merge->index = mem_alloc(merge->index_size * sizeof(*merge->index));
		memset(merge->index, 0, merge->index_size * sizeof(*merge->index));
		for (size_t i = 0; i < merge->count; i++)
			index_add(merge, i);
	}
	merge->items[merge->count] = *item;
	index_add(merge, merge->count);
	return &merge->items[merge->count++];
}

/* The check with this id; one that this program does not know is made up, and comes last. */
static const struct probe *find_probe(struct merge *merge, const char *id,
				      size_t *ret_rank)
{
	struct probe *stranger;
	size_t i = 0;

	for (; merge->table[i]; i++) {
		if (!strcmp(merge->table[i]->id, id)) {
			*ret_rank = i;
			return merge->table[i];
		}
	}
	for (size_t j = 0; j < merge->stranger_count; j++) {
		if (!strcmp(merge->strangers[j]->id, id)) {
			*ret_rank = i + j;
			return merge->strangers[j];
		}
	}
	stranger = arena_alloc(merge->arena, sizeof(*stranger));
	stranger->id = arena_strdup(merge->arena, id);
	stranger->title = stranger->id;
	merge->strangers = arena_grow(merge->arena, merge->strangers,
				      merge->stranger_count, sizeof(*merge->strangers));
	*ret_rank = i + merge->stranger_count;
	merge->strangers[merge->stranger_count++] = stranger;
	return stranger;
}

static void add_evidence(struct merge *merge, struct result *result, const char *key,
			 const char *value)
{
	struct evidence *evidence = arena_alloc(
		merge->arena, (result->evidence_count + 1) * sizeof(*evidence));

	if (result->evidence_count)
		memcpy(evidence, result->evidence,
		       result->evidence_count * sizeof(*evidence));
	evidence[result->evidence_count++] = (struct evidence){ key, value };
	result->evidence = evidence;
}

static void parsed_evidence(struct merge *merge, const json_t *array,
			    struct result *result)
{
	for (size_t i = 0; i < json_array_size(array) && i < PARSED_ITEMS_MAX; i++) {
		const char *key =
			parsed_text(merge->arena, json_array_get(array, i), "key");
		const char *value =
			parsed_text(merge->arena, json_array_get(array, i), "value");

		if (key && value)
			add_evidence(merge, result, key, value);
	}
}

/* The greater one is told. */
static unsigned weight(enum status status)
{
	switch (status) {
	case STATUS_SKIP:
		return 0;
	case STATUS_PASS:
		return 1;
	case STATUS_WARN:
		return 2;
	case STATUS_ERROR:
		return 3;
	case STATUS_FAIL:
		return 4;
	}
	return 0;
}

/* What this host found goes into the evidence; a skip found nothing. */
static void add_vantage(struct merge *merge, struct result *result, enum status status,
			const char *title)
{
	if (status != STATUS_SKIP)
		add_evidence(
			merge, result,
			arena_printf(merge->arena, "seen from %s", merge->host),
			arena_printf(merge->arena, "%s: %s", status_name(status), title));
}

/* The worse one stays, with what all hosts found. */
static void join(struct merge *merge, struct merged *old, const struct merged *new)
{
	const struct result before = old->result;
	const struct merged kept = *old;

	if (weight(new->result.status) <= weight(before.status)) {
		add_vantage(merge, &old->result, new->result.status, new->result.title);
		return;
	}
	old->result = new->result;
	old->blocked_on = new->blocked_on;
	old->rank = kept.rank;
	for (size_t i = 0; i < before.evidence_count; i++)
		if (!strncmp(before.evidence[i].key, "seen from ", 10))
			add_evidence(merge, &old->result, before.evidence[i].key,
				     before.evidence[i].value);
	add_vantage(merge, &old->result, new->result.status, new->result.title);
}

static int read_result(struct merge *merge, const json_t *value)
{
	const char *check = parsed_text(merge->arena, value, "check");
	const char *subject = parsed_text(merge->arena, value, "subject");
	const char *title = parsed_text(merge->arena, value, "title");
	const double duration = json_number_value(json_object_get(value, "duration_ms"));
	struct merged item = { .sequence = merge->count };
	struct result *result = &item.result;
	struct merged *old;

	if (!check || !strchr(check, '.') || !subject || !title ||
	    parsed_status(json_string_value(json_object_get(value, "status")),
			  &result->status) < 0)
		return refuse(merge,
			      "has a result without check, subject, status or title");
	result->probe = find_probe(merge, check, &item.rank);
	result->subject = subject;
	result->title = title;
	result->reason = parsed_text(merge->arena, value, "reason");
	result->expected = parsed_text(merge->arena, value, "expected");
	result->observed = parsed_text(merge->arena, value, "observed");
	result->why = parsed_text(merge->arena, value, "why");
	result->fix = parsed_strings(merge->arena, json_object_get(value, "fix"));
	result->reproduce = parsed_text(merge->arena, value, "reproduce");
	result->source = parsed_source(merge->arena, json_object_get(value, "source"));
	result->excerpt = parsed_excerpt(merge->arena, json_object_get(value, "excerpt"));
	result->related = parsed_related(merge->arena, json_object_get(value, "related"));
	result->duration_ms = duration > 0 ? duration : 0;
	parsed_evidence(merge, json_object_get(value, "evidence"), result);
	item.blocked_on =
		parsed_blocked_on(merge->arena, json_object_get(value, "blocked_on"));
	old = find(merge, check, subject);
	if (old) {
		join(merge, old, &item);
	} else {
		add_vantage(merge, result, result->status, title);
		append(merge, &item);
	}
	return 0;
}

/* --- the whole --- */

static int compare_items(const void *a, const void *b)
{
	const struct merged *one = a, *two = b;

	if (one->rank != two->rank)
		return one->rank < two->rank ? -1 : 1;
	return one->sequence < two->sequence ? -1 : 1;
}

static void link_causes(struct merge *merge, struct result *results, size_t number)
{
	const struct merged *item = &merge->items[number];
	const struct result **causes;
	size_t count = 0, room = 0;

	if (item->result.status != STATUS_SKIP || !item->blocked_on)
		return;
	while (item->blocked_on[room])
		room++;
	causes = arena_alloc(merge->arena, (room / 2 + 1) * sizeof(*causes));
	for (size_t i = 0; i < room; i += 2) {
		const struct merged *cause =
			find(merge, item->blocked_on[i], item->blocked_on[i + 1]);

		/* It passes from elsewhere: that is no cause. */
		if (!cause || cause->result.status == STATUS_PASS)
			continue;
		causes[count++] = &results[cause - merge->items];
		results[cause - merge->items].blocks++;
	}
	if (count)
		results[number].blocked_by = causes;
}

static int finish(struct merge *merge)
{
	struct inventory *inventory = merge->inventory;
	struct report *report = &merge->report;
	struct result *results =
		arena_alloc(merge->arena, (merge->count + 1) * sizeof(*results));

	if (merge->count)
		qsort(merge->items, merge->count, sizeof(*merge->items), compare_items);
	if (merge->index)
		memset(merge->index, 0, merge->index_size * sizeof(*merge->index));
	for (size_t i = 0; i < merge->count; i++) {
		index_add(merge, i);
		results[i] = merge->items[i].result;
		results[i].number = (unsigned)i;
		report->summary[results[i].status]++;
	}
	for (size_t i = 0; i < merge->count; i++)
		link_causes(merge, results, i);
	if (*inventory->cluster_name && *inventory->base_domain)
		inventory->cluster_domain =
			arena_printf(merge->arena, "%s.%s", inventory->cluster_name,
				     inventory->base_domain);
	report->tool_version = OCP_VERSION;
	report->inventory = inventory;
	report->results = results;
	report->count = merge->count;
	return 0;
}
