#include "run.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "engine.h"
#include "excerpt.h"
#include "sources/sources.h"
#include "text.h"

#define TEXT_MAX    4096 /* bytes of one sentence, line of a fix or value */
#define RELATED_MAX 64	 /* other places that one result names */
#define CAUSES_MAX  16	 /* causes that one skipped result names */

void run_init(struct run *run, struct engine *engine, unsigned number,
	      const struct plan_run *plan, const struct probe *probe,
	      struct result *result)
{
	run->engine = engine;
	run->plan = plan;
	run->result = result;
	result->number = number;
	result->probe = probe;
	result->subject = plan->subject->name;
	result->source = plan->subject->where;
}

const struct probe *run_check(const struct run *run)
{
	return run->result->probe;
}

const struct subject *run_subject(const struct run *run)
{
	return run->plan->subject;
}

const struct inventory *run_inventory(const struct run *run)
{
	return engine_inventory(run->engine);
}

void *run_state(const struct run *run)
{
	return run->state;
}

struct arena *run_arena(const struct run *run)
{
	return engine_arena(run->engine);
}

struct engine *run_engine(const struct run *run)
{
	return run->engine;
}

const struct result *run_other(const struct run *run, const char *id, const char *subject)
{
	long number = plan_find(engine_plan(run->engine), id, subject);

	return number < 0 ? NULL : engine_result(run->engine, (unsigned)number);
}

const struct result *run_other_bad(const struct run *run, const char *id,
				   bool (*fits)(const char *subject, const void *arg),
				   const void *arg)
{
	const struct plan *plan = engine_plan(run->engine);

	for (size_t f = 0; f < plan->family_count; f++) {
		const struct plan_family *family = &plan->families[f];

		for (unsigned i = 0; i < family->count && !strcmp(family->probe->id, id);
		     i++) {
			const struct result *result =
				engine_result(run->engine, family->first + i);

			if (result &&
			    (result->status == STATUS_FAIL ||
			     result->status == STATUS_WARN) &&
			    fits(result->subject, arg))
				return result;
		}
	}
	return NULL;
}

/* Formatted and clean. Nearly all text is plain ASCII and is copied once. */
static const char *clean_vprintf(struct run *run, const char *format, va_list args)
{
	char text[TEXT_MAX];
	int length = vsnprintf(text, sizeof text, format, args);
	size_t kept;

	if (length < 0)
		return "";
	kept = (size_t)length < sizeof text ? (size_t)length : sizeof text - 1;
	for (size_t i = 0; i < kept; i++) {
		if (text[i] < 0x20 || text[i] > 0x7e)
			return text_clean(run_arena(run), text, kept, TEXT_MAX);
	}
	return arena_strndup(run_arena(run), text, kept);
}

/* The verbs that set one field differ only in the field. */
#define SET_TEXT(run, field, format)                                     \
	do {                                                             \
		va_list args;                                            \
		assert((run)->stage < RUN_ENDED);                        \
		va_start(args, format);                                  \
		(run)->result->field = clean_vprintf(run, format, args); \
		va_end(args);                                            \
	} while (0)

void run_expectedf(struct run *run, const char *format, ...)
{
	SET_TEXT(run, expected, format);
}

void run_observedf(struct run *run, const char *format, ...)
{
	SET_TEXT(run, observed, format);
}

void run_whyf(struct run *run, const char *format, ...)
{
	SET_TEXT(run, why, format);
}

void run_reproducef(struct run *run, const char *format, ...)
{
	SET_TEXT(run, reproduce, format);
}

void run_reason(struct run *run, const char *reason)
{
	run->result->reason = reason;
}

void run_source(struct run *run, struct where where)
{
	run->result->source = where;
}

void run_excerpt(struct run *run, struct where where, unsigned width)
{
	const struct sources *sources = run_inventory(run)->sources;

	run->result->source = where;
	run->result->excerpt =
		sources ? excerpt_make(run_arena(run), sources->files, &where, width)
			: NULL;
}

void run_relatedf(struct run *run, struct where where, const char *format, ...)
{
	struct related *related;
	va_list args;

	assert(run->stage < RUN_ENDED);
	if (run->related_count == RELATED_MAX)
		return;
	related =
		arena_alloc(run_arena(run), (run->related_count + 2U) * sizeof *related);
	for (unsigned i = 0; i < run->related_count; i++)
		related[i] = run->result->related[i];
	va_start(args, format);
	related[run->related_count].where = where;
	related[run->related_count++].message = clean_vprintf(run, format, args);
	va_end(args);
	run->result->related = related;
}

void run_usable(struct run *run)
{
	run->result->usable = true;
}

/* Appends to the NULL-terminated list of the fix. */
static void add_fix(struct run *run, const char *line)
{
	const char **lines;

	if (run->fix_count == UINT16_MAX)
		return;
	lines = arena_alloc(run_arena(run), (run->fix_count + 2U) * sizeof(const char *));
	for (unsigned i = 0; i < run->fix_count; i++)
		lines[i] = run->result->fix[i];
	lines[run->fix_count++] = line;
	run->result->fix = lines;
}

void run_fixf(struct run *run, const char *format, ...)
{
	va_list args;

	assert(run->stage < RUN_ENDED);
	va_start(args, format);
	add_fix(run, clean_vprintf(run, format, args));
	va_end(args);
}

void run_evidencef(struct run *run, const char *key, const char *format, ...)
{
	const char *value;
	va_list args;

	assert(run->stage < RUN_ENDED);
	va_start(args, format);
	value = clean_vprintf(run, format, args);
	va_end(args);
	engine_add_evidence(run->engine, run->result->number, key, value);
}

/* What the check says in general stands in where the run said nothing of its own. */
static void add_defaults(struct run *run)
{
	struct result *result = run->result;
	const char *line = result->probe->fix;

	if (!result->why)
		result->why = result->probe->why;
	if (result->status == STATUS_FAIL && !result->observed)
		result->observed = result->title;
	if (result->fix)
		return;
	while (line && *line) {
		size_t length = strcspn(line, "\n");

		add_fix(run, arena_strndup(run_arena(run), line, length));
		line += length + (line[length] == '\n');
	}
}

static void end(struct run *run, enum status status)
{
	struct result *result = run->result;

	assert(run->stage < RUN_ENDED);
	result->status = status;
	if (status == STATUS_WARN || status == STATUS_FAIL)
		add_defaults(run);
	if (run->started_ns)
		result->duration_ms = (double)(uv_hrtime() - run->started_ns) / 1e6;
	run->stage = RUN_ENDED;
	while (run->ops) {
		struct op *op = run->ops;

		run->ops = op->next;
		if (op->next)
			op->next->link = &run->ops;
		if (op_is_complete(op))
			engine_unqueue_op(run->engine, op);
		op->cancel(op);
	}
	engine_run_ended(run->engine, run);
}

#define END(run, status, format)              \
	do {                                  \
		SET_TEXT(run, title, format); \
		end(run, status);             \
	} while (0)

void run_pass(struct run *run, const char *format, ...)
{
	END(run, STATUS_PASS, format);
}

void run_warn(struct run *run, const char *format, ...)
{
	END(run, STATUS_WARN, format);
}

void run_fail(struct run *run, const char *format, ...)
{
	END(run, STATUS_FAIL, format);
}

void run_skip(struct run *run, const char *format, ...)
{
	END(run, STATUS_SKIP, format);
}

void run_error(struct run *run, const char *format, ...)
{
	END(run, STATUS_ERROR, format);
}

/* Adds the root causes of `result` to the list, each once. */
static size_t add_causes(const struct result **causes, size_t count,
			 const struct result *result)
{
	if (result->status == STATUS_SKIP && result->blocked_by) {
		for (size_t i = 0; result->blocked_by[i]; i++)
			count = add_causes(causes, count, result->blocked_by[i]);
		return count;
	}
	for (size_t i = 0; i < count; i++) {
		if (causes[i] == result)
			return count;
	}
	if (count < CAUSES_MAX)
		causes[count++] = result;
	return count;
}

static void end_blocked(struct run *run, const struct result **causes, size_t count)
{
	const struct result **list =
		arena_alloc(run_arena(run), (count + 1) * sizeof *list);
	const char *title = NULL;

	memcpy(list, causes, count * sizeof *list);
	run->result->blocked_by = list;
	run->result->usable = false;
	/* The causes are the engine's own; only their counter is touched. */
	for (size_t i = 0; i < count; i++)
		((struct result *)(uintptr_t)causes[i])->blocks++;
	title = arena_printf(run_arena(run), "waits for %s %s", causes[0]->probe->id,
			     causes[0]->subject);
	if (count > 1)
		title = arena_printf(run_arena(run), "%s and %zu more", title, count - 1);
	run->result->title = title;
	end(run, STATUS_SKIP);
}

void run_blocked(struct run *run, const struct result *cause)
{
	const struct result *causes[CAUSES_MAX];
	size_t count = add_causes(causes, 0, cause);

	assert(run->stage < RUN_ENDED);
	end_blocked(run, causes, count);
}

/* A skip that waits for nothing says "does not apply"; it stands in nobody's way. */
static bool is_in_the_way(const struct result *result)
{
	if (result_is_good(result))
		return false;
	return result->status != STATUS_SKIP || result->blocked_by;
}

static size_t unmet_waits(const struct run *run, const struct result **causes)
{
	const struct plan *plan = engine_plan(run->engine);
	const struct plan_family *family = &plan->families[run->plan->family];
	size_t count = 0;

	for (unsigned w = 0; w < family->wait_count; w++) {
		const struct plan_family *other =
			&plan->families[family->waits[w].family];
		enum need_match match = family->waits[w].match;
		const struct result *unmet[CAUSES_MAX];
		unsigned bad = 0;
		size_t found = 0;

		if (match == NEED_AFTER)
			continue;
		for (unsigned i = 0; i < other->count; i++) {
			const struct result *result =
				engine_result(run->engine, other->first + i);

			if (is_in_the_way(result)) {
				found = add_causes(unmet, found, result);
				bad++;
			}
		}
		if (match == NEED_ANY && bad < other->count)
			continue;
		for (size_t i = 0; i < found; i++)
			count = add_causes(causes, count, unmet[i]);
	}
	return count;
}

void run_start(struct run *run)
{
	const struct result *causes[CAUSES_MAX];
	const struct probe *probe = run->result->probe;
	size_t count = unmet_waits(run, causes);

	for (unsigned i = 0; i < run->plan->edge_count; i++) {
		const struct plan_edge *edge = &run->plan->edges[i];
		const struct result *result = engine_result(run->engine, edge->run);

		if (edge->match != NEED_AFTER_SUBJECT &&
		    edge->match != NEED_AFTER_HOSTS && is_in_the_way(result))
			count = add_causes(causes, count, result);
	}
	run->stage = RUN_STARTED;
	run->started_ns = uv_hrtime();
	if (count) {
		end_blocked(run, causes, count);
		return;
	}
	if (probe->state_size)
		run->state = mem_alloc(probe->state_size);
	probe->start(run);
}

void run_abort(struct run *run, enum status status, const char *title)
{
	run->result->title = title;
	end(run, status);
}

void run_dispose(struct run *run)
{
	free(run->state);
	run->state = NULL;
	run->stage = RUN_SEALED;
}

bool run_is_here(struct run *run)
{
	const struct inventory *inventory = run_inventory(run);
	unsigned roles = run_subject(run)->roles;
	const char *names = NULL;

	if (inventory->vantage.roles & roles)
		return true;
	for (size_t i = 0; i < inventory->host_count; i++) {
		const struct host *host = &inventory->hosts[i];

		if (!(host->roles & roles))
			continue;
		names = names ? arena_printf(run_arena(run), "%s, %s", names, host->fqdn)
			      : host->fqdn;
	}
	if (names)
		run_skip(run, "belongs on %s (role %s): run ocp-preflight there", names,
			 host_roles_name(run_arena(run), roles));
	else
		run_skip(run,
			 "this machine is no host of role %s, and no such host is listed",
			 host_roles_name(run_arena(run), roles));
	return false;
}
