#include "arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Large enough that 30,000 results need a few hundred blocks, small enough for one check.
 */
#define BLOCK_SIZE ((size_t)64 * 1024)

struct block {
	struct block *next;
	size_t used, size;
	alignas(max_align_t) unsigned char bytes[];
};

struct adopted {
	struct adopted *next;
	void *memory;
};

struct arena {
	struct block *blocks; /* the newest first; allocation is tried in it alone */
	size_t used;
	struct adopted *adopted;
	struct arena *children;
	struct arena *next,
		**link; /* among its parent's children; link NULL: no parent */
};

void arena_oom(void)
{
	static const char message[] = "ocp-preflight: out of memory\n";

	(void)!write(STDERR_FILENO, message, sizeof message - 1);
	_exit(3);
}

void *mem_alloc(size_t size)
{
	void *memory = calloc(1, size ? size : 1);

	if (!memory)
		arena_oom();
	return memory;
}

void *mem_realloc(void *old, size_t size)
{
	void *memory = realloc(old, size ? size : 1);

	if (!memory)
		arena_oom();
	return memory;
}

char *mem_strdup(const char *text)
{
	char *copy = strdup(text);

	if (!copy)
		arena_oom();
	return copy;
}

struct arena *arena_new(void)
{
	return mem_alloc(sizeof(struct arena));
}

struct arena *arena_child(struct arena *parent)
{
	struct arena *child = arena_new();

	child->next = parent->children;
	child->link = &parent->children;
	if (child->next)
		child->next->link = &child->next;
	parent->children = child;
	return child;
}

struct arena *arena_free(struct arena *arena)
{
	if (!arena)
		return NULL;
	while (arena->children)
		arena_free(arena->children);
	if (arena->link) {
		*arena->link = arena->next;
		if (arena->next)
			arena->next->link = arena->link;
	}
	/* The list itself is in the blocks. */
	for (struct adopted *item = arena->adopted; item; item = item->next)
		free(item->memory);
	while (arena->blocks) {
		struct block *block = arena->blocks;

		arena->blocks = block->next;
		free(block);
	}
	free(arena);
	return NULL;
}

static struct block *block_new(struct arena *arena, size_t size)
{
	struct block *block = mem_alloc(sizeof *block + size);

	block->size = size;
	/* A block made for one large object goes behind the one still being filled. */
	if (arena->blocks && size > BLOCK_SIZE) {
		block->next = arena->blocks->next;
		arena->blocks->next = block;
	} else {
		block->next = arena->blocks;
		arena->blocks = block;
	}
	return block;
}

static void *arena_take(struct arena *arena, size_t size, size_t align)
{
	struct block *block = arena->blocks;
	size_t start;

	if (size > SIZE_MAX / 2)
		arena_oom();
	if (size > BLOCK_SIZE / 4)
		block = block_new(arena, size > BLOCK_SIZE ? size : BLOCK_SIZE + 1);
	start = block ? (block->used + align - 1) & ~(align - 1) : 0;
	if (!block || start > block->size || block->size - start < size) {
		block = block_new(arena, BLOCK_SIZE);
		start = 0;
	}
	block->used = start + size;
	arena->used += size;
	return block->bytes + start;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	/* The size of a type is a multiple of its alignment. */
	return arena_take(arena, size,
			  size % alignof(max_align_t) ? alignof(uint64_t)
						      : alignof(max_align_t));
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
	char *copy = arena_take(arena, length + 1, 1);

	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

void *arena_adopt(struct arena *arena, void *memory)
{
	struct adopted *item = arena_alloc(arena, sizeof *item);

	item->memory = memory;
	item->next = arena->adopted;
	arena->adopted = item;
	return memory;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	char small[512];
	va_list again;
	char *text;
	int length;

	va_copy(again, args);
	length = vsnprintf(small, sizeof small, format, args);
	if (length < 0) {
		text = arena_strdup(arena, "");
	} else if ((size_t)length < sizeof small) {
		text = arena_strndup(arena, small, (size_t)length);
	} else {
		text = arena_take(arena, (size_t)length + 1, 1);
		vsnprintf(text, (size_t)length + 1, format, again);
	}
	va_end(again);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}

size_t arena_used(const struct arena *arena)
{
	return arena->used;
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t size)
{
	void *larger;

	/* Full exactly when the count is 0 or a power of two. */
	if (count & (count - 1))
		return items;
	if (count > SIZE_MAX / 2 / size)
		arena_oom();
	larger = arena_alloc(arena, (count ? count * 2 : 1) * size);
	if (count)
		memcpy(larger, items, count * size);
	return larger;
}
