/*
 * Values out of a JSON report (contract: ocp-preflight/report/1). What has another type than it
 * should is taken for absent; text is cleaned again, since anybody may have written the file.
 * Everything lives in the arena.
 */
#pragma once

#include <time.h>

#include <jansson.h>

#include "core/inventory.h"
#include "core/result.h"

struct arena;

/* Taken of one array; more is left out. */
#define PARSED_ITEMS_MAX 1024

/* The string at a key, or NULL. */
const char *parsed_text(struct arena *arena, const json_t *object, const char *key);
/* "2026-01-31T12:00:00Z", or 0. */
time_t parsed_time(const char *text);
/* ["bastion", "http"] as bits of enum host_role. */
unsigned parsed_roles(const json_t *roles);
/* 0 and the status, or -EINVAL; takes NULL. */
int parsed_status(const char *name, enum status *ret_status);
/* Strings of an array, NULL-terminated; NULL where there are none. */
const char *const *parsed_strings(struct arena *arena, const json_t *array);
/* Of `blocked_on`: check and subject in turn, NULL-terminated; NULL where there are none. */
const char *const *parsed_blocked_on(struct arena *arena, const json_t *array);
/* NULL where there is none. */
const struct excerpt *parsed_excerpt(struct arena *arena, const json_t *excerpt);
const struct related *parsed_related(struct arena *arena, const json_t *array);
struct where parsed_source(struct arena *arena, const json_t *source);
