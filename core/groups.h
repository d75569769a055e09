/*
 * Results that are told as one: what a reader repairs in one go. Reports and the watch show the same
 * groups in the same order.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "result.h"

/*
 * Results of one check with the same status and reason: told once where there are at least
 * GROUP_MIN of them.
 */
#define GROUP_MIN 3

struct group {
	const struct result **members; /* plan order */
	size_t count;
	unsigned waiting; /* results that are skipped because of any of them */
};

struct groups {
	struct group *items;
	size_t count;
};

/*
 * The groups of all results that `wanted` picks: what blocks the most first, then plan order. With
 * `apart` every result is a group of its own.
 */
void groups_make(const struct result *results, size_t count,
		 bool (*wanted)(const struct result *result, const void *arg),
		 const void *arg, bool apart, struct groups *ret_groups);
void groups_free(struct groups *groups);

/*
 * The fix lines of a group, each once: what all members have in common stands before and after
 * what each has of its own, so that "edit the zone" lines come before the one reload.
 * NULL-terminated; free(3) it.
 */
const char **group_fix(const struct group *group);
