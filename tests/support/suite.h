/*
 * The frame of a unit test: SUITE(name, case, case, ...) at the end of a test file makes its main.
 * SUITE_WHERE(condition, name, ...) is skipped where the condition does not hold.
 */
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

#include <check.h>

#define SUITE(suite_title, ...) SUITE_WHERE(true, suite_title, __VA_ARGS__)

#define SUITE_SKIPPED 77 /* for CTest */

#ifndef SUITE_SECONDS
#define SUITE_SECONDS 60 /* for each case */
#endif

#define SUITE_WHERE(condition, suite_title, ...)                            \
	int main(void)                                                      \
	{                                                                   \
		const TTest *const cases[] = { __VA_ARGS__ };               \
		Suite *suite = suite_create(suite_title);                   \
		TCase *tcase = tcase_create("all");                         \
		SRunner *runner;                                            \
		int failed;                                                 \
                                                                            \
		signal(SIGPIPE, SIG_IGN); /* as main.c does */              \
		if (!(condition))                                           \
			return SUITE_SKIPPED;                               \
		for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) \
			tcase_add_test(tcase, cases[i]);                    \
		tcase_set_timeout(tcase, SUITE_SECONDS);                    \
		suite_add_tcase(suite, tcase);                              \
		runner = srunner_create(suite);                             \
		srunner_run_all(runner, CK_NORMAL);                         \
		failed = srunner_ntests_failed(runner);                     \
		srunner_free(runner);                                       \
		return failed ? EXIT_FAILURE : EXIT_SUCCESS;                \
	}                                                                   \
	_Static_assert(1, "takes the semicolon")
