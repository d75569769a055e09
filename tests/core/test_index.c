#include <stdio.h>
#include <string.h>

#include "core/arena.h"
#include "core/index.h"
#include "tests/support/suite.h"

START_TEST(finds_what_was_added_first)
{
	struct arena *arena = arena_new();
	struct index *index = index_new(arena, 0);
	static int values[5000];
	char key[32];

	ck_assert_ptr_null(index_find(index, "a", 1));
	for (unsigned i = 0; i < 5000; i++) {
		snprintf(key, sizeof key, "key-%u", i);
		ck_assert_ptr_null(index_add(index, arena_strdup(arena, key), strlen(key),
					     &values[i]));
	}
	for (unsigned i = 0; i < 5000; i++) {
		snprintf(key, sizeof key, "key-%u", i);
		ck_assert_ptr_eq(index_find(index, key, strlen(key)), &values[i]);
		ck_assert_ptr_eq(index_add(index, key, strlen(key), &values[0]),
				 &values[i]);
	}
	ck_assert_ptr_null(index_find(index, "key-5000", 8));
	ck_assert_ptr_null(index_find(index, "key-1\0", 6)); /* length counts */
	ck_assert_ptr_null(index_find(index, "", 0));
	arena_free(arena);
}
END_TEST

SUITE("index", finds_what_was_added_first);
