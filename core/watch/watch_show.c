#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/groups.h"
#include "watch_state.h"

/* What stands for a check that nobody knows anything of yet. */
static void show_unknown(const struct watch *watch, size_t number)
{
	const struct watch_check *check = &watch->checks[number];
	struct result *result = &watch->results[number];
	bool looked = watch->records[number].last;

	*result = (struct result){
		.probe = check->probe,
		.subject = check->subject,
		.number = (unsigned)number,
		.status = STATUS_SKIP,
		.title = looked ? "looked at again before it is believed"
				: "not looked at yet",
	};
}

static void show_results(struct watch *watch)
{
	size_t count = watch->generation->shown;
	struct kept **shown = mem_alloc((count + 1) * sizeof *shown);

	free(watch->results);
	free(watch->result_causes);
	watch->results = mem_alloc((count + 1) * sizeof *watch->results);
	for (size_t i = 0; i < count; i++) {
		shown[i] = watch->records[i].shown;
		if (!shown[i])
			show_unknown(watch, i);
	}
	watch->result_causes = kept_join(shown, count, watch->results);
	free(shown);
}

static void show_checks(struct watch *watch)
{
	struct watch_model *model = &watch->model;

	model->unknown = 0;
	memset(model->summary, 0, sizeof model->summary);
	for (size_t i = 0; i < watch->generation->shown; i++) {
		const struct record *record = &watch->records[i];
		struct watch_check *check = &watch->checks[i];

		check->shown = &watch->results[i];
		check->known = record->shown;
		check->last = NULL;
		if (record->last)
			check->last = record->last == record->shown
					      ? check->shown
					      : &record->last->result;
		check->due_ms = record->pace.due_ms;
		if (check->known)
			model->summary[check->shown->status]++;
		else
			model->unknown++;
	}
	model->checks = watch->checks;
	model->results = watch->results;
	model->check_count = watch->generation->shown;
}

static void add_history(struct watch_family *family, const struct watch_check *check)
{
	static const int badness[STATUS_COUNT] = {
		[STATUS_SKIP] = 0, [STATUS_PASS] = 1, [STATUS_ERROR] = 2,
		[STATUS_WARN] = 3, [STATUS_FAIL] = 4,
	};

	for (unsigned i = 0; i < check->history_count; i++) {
		enum status status = check->history[check->history_count - 1 - i].status;

		if (i == family->history_count)
			family->history[family->history_count++] = status;
		else if (badness[status] > badness[family->history[i]])
			family->history[i] = status;
	}
}

static void show_families(struct watch *watch)
{
	struct watch_model *model = &watch->model;
	struct watch_family *families = NULL;
	size_t count = 0;

	for (size_t i = 0; i < model->check_count; i++) {
		const struct watch_check *check = &watch->checks[i];
		const char *id = check->probe->id;
		int length = (int)strcspn(id, ".");
		size_t at = count;

		/* Plan order: neighbours are nearly always of one family. */
		while (at && !(families[at - 1].length == length &&
			       !memcmp(families[at - 1].name, id, (size_t)length)))
			at--;
		if (!at) {
			families = arena_grow(watch->shown_arena, families, count,
					      sizeof *families);
			families[count] =
				(struct watch_family){ .name = id, .length = length };
			at = ++count;
		}
		families[at - 1].count++;
		if (check->known)
			families[at - 1].summary[check->shown->status]++;
		else
			families[at - 1].unknown++;
		add_history(&families[at - 1], check);
	}
	model->families = families;
	model->family_count = count;
}

bool watch_is_bad(const struct watch *watch, enum status status)
{
	return status == STATUS_FAIL ||
	       (status == STATUS_WARN && watch->settings.options->strict);
}

/* As the text report has it. */
static bool is_cause(const struct result *result, const void *arg)
{
	return watch_is_bad(arg, result->status) ||
	       (result->status == STATUS_ERROR && result->blocks > 0);
}

static bool is_warning(const struct result *result, const void *arg)
{
	return result->status == STATUS_WARN && !watch_is_bad(arg, STATUS_WARN);
}

static bool is_plain_error(const struct result *result, const void *arg)
{
	(void)arg;
	return result->status == STATUS_ERROR && result->blocks == 0;
}

static const char *const *copy_fix(struct watch *watch, const struct group *group)
{
	const char **lines = group_fix(group), **copy;
	size_t count = 0;

	while (lines[count])
		count++;
	copy = arena_alloc(watch->shown_arena, (count + 1) * sizeof *copy);
	/* The lines are the results' own. */
	memcpy(copy, lines, count * sizeof *copy);
	free(lines);
	return copy;
}

static void add_finding(struct watch *watch, const struct group *group,
			struct watch_finding *finding)
{
	const struct watch_check **members =
		arena_alloc(watch->shown_arena, group->count * sizeof *members);

	*finding = (struct watch_finding){ .members = members,
					   .count = group->count,
					   .waiting = group->waiting,
					   .fix = copy_fix(watch, group) };
	for (size_t i = 0; i < group->count; i++) {
		members[i] = &watch->checks[group->members[i]->number];
		if (!finding->since_ms || members[i]->changed_ms < finding->since_ms)
			finding->since_ms = members[i]->changed_ms;
	}
}

static void show_findings(struct watch *watch)
{
	static bool (*const wanted[])(const struct result *,
				      const void *) = { is_cause, is_warning,
							is_plain_error };
	struct watch_model *model = &watch->model;
	struct watch_finding *findings = NULL;
	size_t count = 0;

	for (size_t w = 0; w < sizeof wanted / sizeof wanted[0]; w++) {
		struct groups groups;

		groups_make(watch->results, model->check_count, wanted[w], watch, false,
			    &groups);
		for (size_t i = 0; i < groups.count; i++) {
			findings = arena_grow(watch->shown_arena, findings, count,
					      sizeof *findings);
			add_finding(watch, &groups.items[i], &findings[count++]);
		}
		groups_free(&groups);
	}
	model->findings = findings;
	model->finding_count = count;
}

static int compare_nodes(const void *a, const void *b)
{
	const struct watch_node *one = a, *two = b;

	if (one->rank != two->rank)
		return one->rank < two->rank ? -1 : 1;
	return strcmp(one->name, two->name);
}

/* Of all providers. */
static void join_provided(struct watch *watch)
{
	struct watch_model *model = &watch->model;
	struct watch_node *nodes;
	struct watch_section *sections;
	size_t node_count = 0, section_count = 0;

	for (size_t i = 0; i < watch->provider_count; i++) {
		node_count += watch->providers[i].node_count;
		section_count += watch->providers[i].section_count;
	}
	nodes = arena_alloc(watch->provided_arena, (node_count + 1) * sizeof *nodes);
	sections = arena_alloc(watch->provided_arena,
			       (section_count + 1) * sizeof *sections);
	node_count = section_count = 0;
	for (size_t i = 0; i < watch->provider_count; i++) {
		const struct shown_by *by = &watch->providers[i];

		for (size_t j = 0; j < by->node_count; j++)
			nodes[node_count++] = by->nodes[j];
		for (size_t j = 0; j < by->section_count; j++)
			sections[section_count++] = by->sections[j];
	}
	if (node_count > 1)
		qsort(nodes, node_count, sizeof *nodes, compare_nodes);
	model->nodes = nodes;
	model->node_count = node_count;
	model->sections = sections;
	model->section_count = section_count;
}

void watch_show_provided(struct watch *watch)
{
	arena_free(watch->provided_arena);
	watch->provided_arena = arena_new();
	join_provided(watch);
	watch->model.serial++;
}

void watch_show(struct watch *watch)
{
	arena_free(watch->shown_arena);
	watch->shown_arena = arena_new();
	show_results(watch);
	show_checks(watch);
	show_families(watch);
	show_findings(watch);
	watch->model.serial++;
}

void watch_log_add(struct watch *watch, enum watch_tone tone, int64_t at_ms,
		   const char *text)
{
	struct watch_model *model = &watch->model;
	struct watch_log_line *line;

	if (model->log_count == WATCH_LOG) {
		line = &watch->log[model->log_first];
		model->log_first = (model->log_first + 1) % WATCH_LOG;
		free((char *)(uintptr_t)line->text);
	} else {
		line = &watch->log[model->log_count++];
	}
	*line = (struct watch_log_line){ at_ms, tone, mem_strdup(text) };
	model->log = watch->log;
	model->log_ever++;
	model->serial++;
}

void watch_show_free(struct watch *watch)
{
	for (size_t i = 0; i < watch->model.log_count; i++)
		free((char *)(uintptr_t)watch->log[i].text);
	for (size_t i = 0; i < watch->provider_count; i++) {
		arena_free(watch->providers[i].nodes_arena);
		arena_free(watch->providers[i].sections_arena);
	}
	free(watch->providers);
	free(watch->changes);
	free(watch->results);
	free(watch->result_causes);
	free(watch->config_error);
	arena_free(watch->shown_arena);
	arena_free(watch->provided_arena);
}
