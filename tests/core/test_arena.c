#include <stdint.h>
#include <string.h>

#include "core/arena.h"
#include "tests/support/suite.h"

START_TEST(memory_is_zeroed_aligned_and_apart)
{
	struct arena *arena = arena_new();
	unsigned char *last = NULL;

	for (size_t size = 1; size < 200000; size = size % 2 ? size + 1 : size * 3 + 1) {
		unsigned char *memory = arena_alloc(arena, size);

		ck_assert_uint_eq((uintptr_t)memory % _Alignof(uint64_t), 0);
		if (size % _Alignof(max_align_t) == 0)
			ck_assert_uint_eq((uintptr_t)memory % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			ck_assert_uint_eq(memory[i], 0);
		memset(memory, 0xa5, size);
		ck_assert_ptr_ne(memory, last);
		last = memory;
	}
	ck_assert_ptr_null(arena_free(arena));
}
END_TEST

START_TEST(formatted_text_may_be_long)
{
	struct arena *arena = arena_new();
	char *text = arena_printf(arena, "%0*d", 5000, 7);

	ck_assert_uint_eq(strlen(text), 5000);
	ck_assert_int_eq(text[4999], '7');
	ck_assert_str_eq(arena_strndup(arena, "abcdef", 3), "abc");
	arena_free(arena);
}
END_TEST

START_TEST(a_growing_array_keeps_its_items)
{
	struct arena *arena = arena_new();
	unsigned *items = NULL;

	for (unsigned i = 0; i < 1000; i++) {
		items = arena_grow(arena, items, i, sizeof *items);
		items[i] = i;
	}
	for (unsigned i = 0; i < 1000; i++)
		ck_assert_uint_eq(items[i], i);
	/* Doubling: less than four times what is held. */
	ck_assert_uint_lt(arena_used(arena), 4 * 1000 * sizeof *items);
	arena_free(arena);
}
END_TEST

/* What is left over, or freed twice, is seen by the address sanitizer. */
START_TEST(children_end_before_or_with_their_parent)
{
	struct arena *arena = arena_new();
	struct arena *first = arena_child(arena), *second = arena_child(arena);
	struct arena *third = arena_child(arena), *grandchild = arena_child(third);
	char *text = arena_strdup(arena, "stays");

	arena_strdup(first, "a");
	arena_strdup(second, "b");
	arena_strdup(grandchild, "c");
	ck_assert_ptr_null(arena_free(second));
	ck_assert_ptr_null(arena_free(first));
	ck_assert_str_eq(arena_strdup(third, text), "stays");
	arena_free(arena);
}
END_TEST

START_TEST(free_takes_null)
{
	ck_assert_ptr_null(arena_free(NULL));
}
END_TEST

/* The sanitizer tells where it is not freed, or twice. */
START_TEST(adopted_memory_goes_with_the_arena)
{
	struct arena *arena = arena_new();
	char *first = mem_strdup("first");

	ck_assert_ptr_eq(arena_adopt(arena, first), first);
	ck_assert_str_eq(arena_adopt(arena_child(arena), mem_strdup("second")), "second");
	arena_alloc(arena, 1 << 20);
	ck_assert_str_eq(first, "first");
	arena_free(arena);
}
END_TEST

SUITE("core/arena", adopted_memory_goes_with_the_arena,
      memory_is_zeroed_aligned_and_apart, formatted_text_may_be_long,
      a_growing_array_keeps_its_items, children_end_before_or_with_their_parent,
      free_takes_null);
