/*
 * A hash table from bytes to a value, in an arena: finds nodes among ten thousand, and the same
 * name said twice. Keys are not copied; they must live as long as the table.
 */
#pragma once

#include <stddef.h>

struct arena;
struct index;

struct index *index_new(struct arena *arena, size_t expected);
/* Adds the pair unless the key is there: NULL, or the value that was there before. */
void *index_add(struct index *index, const void *key, size_t length, void *value);
/* The value, or NULL. */
void *index_find(const struct index *index, const void *key, size_t length);
