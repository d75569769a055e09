/*
 * Memory that is given back in one go.
 *
 * Results, evidence, inventory and configuration live as long as a run of the program; each of
 * them comes from an arena and is never freed alone. An arena never returns NULL: where the
 * system has no memory left the program says so and ends with status 3 (arena_oom).
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
/*
 * An arena for what is needed for a while only: freed with its parent, or before by arena_free().
 */
struct arena *arena_child(struct arena *parent);
/* Frees the arena, its children and all that came from them; takes NULL; returns NULL. */
struct arena *arena_free(struct arena *arena);

/* Zeroed memory, aligned for any type (beside a flexible array: for any but long double). */
void *arena_alloc(struct arena *arena, size_t size);
/* Memory of malloc(3) that is freed with the arena from now on; returns it. */
void *arena_adopt(struct arena *arena, void *memory);
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* Bytes handed out so far. */
size_t arena_used(const struct arena *arena);

/*
 * Makes room for one more element in an array that lives in the arena: `items` has `count` of
 * `size` bytes each. Returns the array, moved if it had to grow (capacities are powers of two).
 */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t size);

/* For memory outside an arena: malloc and friends that never return NULL. */
void *mem_alloc(size_t size);
void *mem_realloc(void *old, size_t size);
char *mem_strdup(const char *text);
_Noreturn void arena_oom(void);
