#include "groups.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"

/* How long a chain of "waits for what waits for" may be; plans are far flatter. */
#define CHAIN_MAX 32

static bool is_like(const struct result *a, const struct result *b)
{
	/* Each finding in a file has a line of its own to show. */
	if (a->probe != b->probe || a->status != b->status || a->excerpt || b->excerpt)
		return a == b;
	if (!a->reason || !b->reason)
		return a->reason == b->reason;
	return strcmp(a->reason, b->reason) == 0;
}

static void group_add(struct group *group, const struct result *result)
{
	/* Room doubles whenever the count is a power of two. */
	if ((group->count & (group->count - 1)) == 0) {
		const size_t room = group->count ? group->count * 2 : 1;

		group->members =
			mem_realloc(group->members, room * sizeof(*group->members));
	}
	group->members[group->count++] = result;
}

static struct group *groups_add(struct groups *groups, size_t *room)
{
	if (groups->count == *room) {
		*room = *room ? *room * 2 : 8;
		groups->items =
			mem_realloc(groups->items, *room * sizeof(*groups->items));
	}
	groups->items[groups->count] = (struct group){ 0 };
	return &groups->items[groups->count++];
}

/* A group of several holds all that are like its first. */
static bool waits_for(const struct result *result, const struct group *group,
		      unsigned depth)
{
	if (!result->blocked_by || depth == CHAIN_MAX)
		return false;
	for (const struct result *const *cause = result->blocked_by; *cause; cause++) {
		if (is_like(*cause, group->members[0]))
			return true;
		if ((*cause)->status == STATUS_SKIP &&
		    waits_for(*cause, group, depth + 1))
			return true;
	}
	return false;
}

/* Members may block the same results: those count once. */
static unsigned group_waiting(const struct result *results, size_t count,
			      const struct group *group)
{
	unsigned sum = 0, blockers = 0, waiting = 0;

	for (size_t i = 0; i < group->count; i++) {
		sum += group->members[i]->blocks;
		blockers += group->members[i]->blocks > 0;
	}
	if (blockers <= 1)
		return sum;
	for (size_t i = 0; i < count; i++)
		if (results[i].status == STATUS_SKIP)
			waiting += waits_for(&results[i], group, 0);
	return waiting;
}

/* A group that is too small to be told as one is taken apart. */
static void group_split(const struct group *group, struct groups *ret_groups,
			size_t *room)
{
	for (size_t i = 0; i < group->count; i++)
		group_add(groups_add(ret_groups, room), group->members[i]);
	free(group->members);
}

static int compare_groups(const void *a, const void *b)
{
	const struct group *one = a, *two = b;

	if (one->waiting != two->waiting)
		return one->waiting > two->waiting ? -1 : 1;
	if (one->members[0]->number != two->members[0]->number)
		return one->members[0]->number < two->members[0]->number ? -1 : 1;
	return 0;
}

void groups_make(const struct result *results, size_t count,
		 bool (*wanted)(const struct result *result, const void *arg),
		 const void *arg, bool apart, struct groups *ret_groups)
{
	struct groups alike = { 0 }, groups = { 0 };
	size_t alike_room = 0, room = 0;

	for (size_t i = 0; i < count; i++) {
		const struct result *result = &results[i];
		size_t j = apart ? alike.count : 0;

		if (!wanted(result, arg))
			continue;
		/* Kinds of failure are few, whatever the number of failures. */
		while (j < alike.count && !is_like(alike.items[j].members[0], result))
			j++;
		group_add(j < alike.count ? &alike.items[j]
					  : groups_add(&alike, &alike_room),
			  result);
	}
	for (size_t i = 0; i < alike.count; i++) {
		if (alike.items[i].count >= GROUP_MIN)
			*groups_add(&groups, &room) = alike.items[i];
		else
			group_split(&alike.items[i], &groups, &room);
	}
	free(alike.items);
	for (size_t i = 0; i < groups.count; i++)
		groups.items[i].waiting = group_waiting(results, count, &groups.items[i]);
	if (groups.count > 1)
		qsort(groups.items, groups.count, sizeof(*groups.items), compare_groups);
	*ret_groups = groups;
}

void groups_free(struct groups *groups)
{
	for (size_t i = 0; i < groups->count; i++)
		free(groups->items[i].members);
	free(groups->items);
	*groups = (struct groups){ 0 };
}

static size_t fix_count(const struct result *result)
{
	size_t count = 0;

	while (result->fix && result->fix[count])
		count++;
	return count;
}

/* How many lines, from the first (or the last), all members that have any have in common. */
static size_t fix_common(const struct group *group, size_t limit, bool last)
{
	const struct result *first = group->members[0];
	const size_t first_count = fix_count(first);

	for (size_t i = 1; i < group->count; i++) {
		const struct result *other = group->members[i];
		const size_t count = fix_count(other);
		size_t same = 0;

		if (count == 0)
			continue;
		if (count < limit)
			limit = count;
		while (same < limit &&
		       strcmp(first->fix[last ? first_count - 1 - same : same],
			      other->fix[last ? count - 1 - same : same]) == 0)
			same++;
		limit = same;
	}
	return limit;
}

const char **group_fix(const struct group *group)
{
	const size_t first_count = fix_count(group->members[0]);
	const size_t before = fix_common(group, first_count, false);
	const size_t after = fix_common(group, first_count - before, true);
	size_t count = 0, room = 1;
	const char **lines;

	for (size_t i = 0; i < group->count; i++)
		room += fix_count(group->members[i]);
	lines = mem_alloc(room * sizeof(*lines));
	for (size_t i = 0; i < before; i++)
		lines[count++] = group->members[0]->fix[i];
	for (size_t i = 0; i < group->count; i++) {
		const size_t own = fix_count(group->members[i]);

		for (size_t j = before; j + after < own; j++) {
			const char *line = group->members[i]->fix[j];

			/* Neighbours often say the same. */
			if (count == 0 || strcmp(lines[count - 1], line) != 0)
				lines[count++] = line;
		}
	}
	for (size_t i = first_count - after; i < first_count; i++)
		lines[count++] = group->members[0]->fix[i];
	lines[count] = NULL;
	return lines;
}
