#include "plan.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "text.h"

/* Those of one check; the list itself does not stay. */
struct subjects {
	struct arena *arena;
	const struct probe *check;
	const struct subject **items;
	size_t count, room;
};

/* Open addressing; never more than half full. Each entry is a run's number + 1. */
struct plan_index {
	size_t mask;
	unsigned slots[];
};

void subject_add(struct subjects *subjects, const struct subject *subject)
{
	struct subject *copy = arena_alloc(subjects->arena, sizeof *copy);

	*copy = *subject;
	if (subjects->count == subjects->room) {
		subjects->room = subjects->room ? subjects->room * 2 : 64;
		subjects->items = mem_realloc(subjects->items,
					      subjects->room * sizeof *subjects->items);
	}
	subjects->items[subjects->count++] = copy;
}

struct arena *subjects_arena(struct subjects *subjects)
{
	return subjects->arena;
}

const struct probe *subjects_check(const struct subjects *subjects)
{
	return subjects->check;
}

/* FNV-1a over both strings. */
static uint64_t hash_run(const char *id, const char *subject)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (const char *p = id; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 0x100000001b3u;
	hash *= 0x100000001b3u;
	for (const char *p = subject; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 0x100000001b3u;
	return hash ^ hash >> 32;
}

static size_t index_slot(const struct plan *plan, const char *id, const char *subject)
{
	size_t slot = hash_run(id, subject) & plan->index->mask;

	for (; plan->index->slots[slot]; slot = (slot + 1) & plan->index->mask) {
		const struct plan_run *run = &plan->runs[plan->index->slots[slot] - 1];

		if (!strcmp(plan->families[run->family].probe->id, id) &&
		    !strcmp(run->subject->name, subject))
			break;
	}
	return slot;
}

long plan_find(const struct plan *plan, const char *id, const char *subject)
{
	return (long)plan->index->slots[index_slot(plan, id, subject)] - 1;
}

static long table_find(const struct probe *const *table, const char *id)
{
	for (long i = 0; table[i]; i++) {
		if (!strcmp(table[i]->id, id))
			return i;
	}
	return -1;
}

/* Depth first; `state` is 0 for not seen, 1 for on the path, 2 for done. */
static int check_cycle(const struct probe *const *table, long at, unsigned char *state,
		       FILE *err)
{
	if (state[at] == 2)
		return 0;
	if (state[at] == 1) {
		fprintf(err,
			"ocp-preflight: the needs of check '%s' lead back to itself\n",
			table[at]->id);
		return -EINVAL;
	}
	state[at] = 1;
	for (const struct need *need = table[at]->needs; need && need->id; need++) {
		long other = table_find(table, need->id);
		int r;

		if (other < 0) {
			fprintf(err,
				"ocp-preflight: check '%s' needs '%s', which does not exist\n",
				table[at]->id, need->id);
			return -EINVAL;
		}
		r = check_cycle(table, other, state, err);
		if (r < 0)
			return r;
	}
	state[at] = 2;
	return 0;
}

static int check_table(struct arena *arena, const struct probe *const *table, FILE *err)
{
	unsigned char *state;
	long count = 0;

	while (table[count])
		count++;
	state = arena_alloc(arena, (size_t)count + 1);
	for (long i = 0; i < count; i++) {
		int r;

		if (table_find(table, table[i]->id) != i) {
			fprintf(err, "ocp-preflight: there are two checks '%s'\n",
				table[i]->id);
			return -EINVAL;
		}
		r = check_cycle(table, i, state, err);
		if (r < 0)
			return r;
	}
	return 0;
}

static bool is_wanted(const struct probe *probe, const struct plan_options *options)
{
	if (options->files_only ? !probe->reads_files : !(probe->phases & options->phase))
		return false;
	if (options->only && !text_matches(probe->id, options->only))
		return false;
	return !(options->skip && text_matches(probe->id, options->skip));
}

/* Runs without edges, while they are gathered. */
struct gathered {
	struct arena *arena;
	struct plan *plan;
	struct plan_family *families; /* the arena's */
	struct plan_run *runs;	      /* not the arena's */
	struct subjects subjects;     /* of one family */
};

static void gather_family(struct gathered *gathered, const struct probe *probe)
{
	struct plan *plan = gathered->plan;
	struct subjects *subjects = &gathered->subjects;
	struct plan_family *family;

	subjects->count = 0;
	subjects->check = probe;
	probe->subjects(plan->inventory, subjects);
	gathered->families = arena_grow(gathered->arena, gathered->families,
					plan->family_count, sizeof *gathered->families);
	family = &gathered->families[plan->family_count];
	family->probe = probe;
	family->first = (unsigned)plan->count;
	family->count = (unsigned)subjects->count;
	gathered->runs = mem_realloc(gathered->runs, (plan->count + subjects->count) *
							     sizeof *gathered->runs);
	for (size_t i = 0; i < subjects->count; i++)
		gathered->runs[plan->count++] =
			(struct plan_run){ .subject = subjects->items[i],
					   .family = (unsigned)plan->family_count };
	plan->family_count++;
}

/* Fills `families` in table order; the runs come in memory that is not the arena's. */
static struct plan_run *gather_runs(struct arena *arena, struct plan *plan,
				    const struct probe *const *table,
				    const struct plan_options *options)
{
	struct gathered gathered = { .arena = arena,
				     .plan = plan,
				     .subjects.arena = arena };

	for (; *table; table++) {
		if (is_wanted(*table, options))
			gather_family(&gathered, *table);
	}
	if (options->extra)
		gather_family(&gathered, options->extra);
	free(gathered.subjects.items);
	plan->families = gathered.families;
	return gathered.runs;
}

/* A subject that comes twice counts once. */
static void add_index(struct arena *arena, struct plan *plan)
{
	struct plan_index *index;
	size_t slots = 16;

	while (slots < plan->count * 2)
		slots *= 2;
	index = arena_alloc(arena, sizeof *index + slots * sizeof index->slots[0]);
	index->mask = slots - 1;
	plan->index = index;
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_run *run = &plan->runs[i];
		size_t slot = index_slot(plan, plan->families[run->family].probe->id,
					 run->subject->name);

		if (!index->slots[slot])
			index->slots[slot] = (unsigned)i + 1;
	}
}

static void add_runs(struct arena *arena, struct plan *plan,
		     const struct probe *const *table, const struct plan_options *options)
{
	struct plan_run *gathered = gather_runs(arena, plan, table, options);
	struct plan_run *runs = arena_alloc(arena, plan->count * sizeof *runs);

	/* Exactly as many: what an array leaves behind while it grows stays in an arena. */
	if (plan->count)
		memcpy(runs, gathered, plan->count * sizeof *runs);
	free(gathered);
	plan->runs = runs;
	add_index(arena, plan);
}

static void add_edge(struct arena *arena, struct plan_run *run, long other,
		     enum need_match match)
{
	struct plan_edge *edges = NULL;

	if (other < 0)
		return;
	edges = arena_alloc(arena, (run->edge_count + 1) * sizeof *edges);
	if (run->edge_count)
		memcpy(edges, run->edges, run->edge_count * sizeof *edges);
	edges[run->edge_count] =
		(struct plan_edge){ .run = (unsigned)other, .match = match };
	run->edges = edges;
	run->edge_count++;
}

static void add_wait(struct arena *arena, const struct plan *plan,
		     struct plan_family *family, const struct need *need)
{
	struct plan_wait *waits;

	for (size_t i = 0; i < plan->family_count; i++) {
		if (strcmp(plan->families[i].probe->id, need->id) ||
		    !plan->families[i].count)
			continue;
		waits = arena_alloc(arena, (family->wait_count + 1) * sizeof *waits);
		if (family->wait_count)
			memcpy(waits, family->waits, family->wait_count * sizeof *waits);
		waits[family->wait_count].family = (unsigned)i;
		waits[family->wait_count++].match = need->match;
		family->waits = waits;
	}
}

/* To the runs of the needed check that this subject names. */
static void add_keyed(struct arena *arena, const struct plan *plan, struct plan_run *run,
		      const struct need *need)
{
	const struct subject *subject = run->subject;
	const char *const one[] = {
		need->match == NEED_HOST ? subject->host : subject->name,
		NULL,
	};
	const char *const *key = need->match == NEED_AFTER_HOSTS ? subject->hosts : one;

	for (; key && *key; key++)
		add_edge(arena, run, plan_find(plan, need->id, *key), need->match);
}

/* A need whose check is not part of this plan counts as met. */
static void add_edges(struct arena *arena, struct plan *plan,
		      struct plan_family *families, struct plan_run *runs)
{
	for (size_t f = 0; f < plan->family_count; f++) {
		const struct need *need = families[f].probe->needs;

		for (; need && need->id; need++) {
			if (need->match != NEED_HOST && need->match != NEED_SUBJECT &&
			    need->match != NEED_AFTER_SUBJECT &&
			    need->match != NEED_AFTER_HOSTS) {
				add_wait(arena, plan, &families[f], need);
				continue;
			}
			for (unsigned i = 0; i < families[f].count; i++)
				add_keyed(arena, plan, &runs[families[f].first + i],
					  need);
		}
	}
}

static int check_only(const struct probe *const *table, const char *globs, FILE *err)
{
	for (; *table; table++) {
		if (text_matches((*table)->id, globs))
			return 0;
	}
	fprintf(err,
		"ocp-preflight: --only %s fits no check; 'ocp-preflight list' shows them all\n",
		globs);
	return -EINVAL;
}

int plan_new(struct arena *arena, const struct probe *const *table,
	     const struct inventory *inventory, const struct plan_options *options,
	     FILE *err, const struct plan **ret_plan)
{
	struct plan *plan = arena_alloc(arena, sizeof *plan);
	int r;

	r = check_table(arena, table, err);
	if (r < 0)
		return r;
	if (options->only) {
		r = check_only(table, options->only, err);
		if (r < 0)
			return r;
	}
	plan->inventory = inventory;
	add_runs(arena, plan, table, options);
	/* Ours until we hand it out. */
	add_edges(arena, plan, (struct plan_family *)(uintptr_t)plan->families,
		  (struct plan_run *)(uintptr_t)plan->runs);
	*ret_plan = plan;
	return 0;
}
