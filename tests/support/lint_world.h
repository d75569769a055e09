/*
 * An inventory made of files in memory, and what a lint check says about it.
 */
#pragma once

#include <stddef.h>

#include "core/inventory.h"
#include "core/probe.h"
#include "core/result.h"

struct lint_world;

struct lint_world *lint_world_new(void);
struct lint_world *lint_world_free(struct lint_world *world);

/* Writes a file to the world's folder. */
void lint_world_file(struct lint_world *world, const char *name, const char *text);
/* The configuration, read when lint_world_judge() is called for the first time. */
void lint_world_config(struct lint_world *world, const char *text);
/* Carries out one check, in a phase. `ret_results` as many as returned. */
size_t lint_world_judge(struct lint_world *world, const struct probe *probe,
			enum phase phase, const struct result **ret_results);
/*
 * Fails the test unless the check finds exactly these, in order, ended by NULL:
 * "fail haproxy.cfg:41:31 kube_api/m1"; a pass is "pass haproxy.cfg".
 */
void lint_world_expect(struct lint_world *world, const struct probe *probe,
		       enum phase phase, const char *const *expected);
