#include <math.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/late/late.h"
#include "tests/support/suite.h"

START_TEST(a_function_is_found)
{
	struct late_library library = { .soname = "libm.so.6" };
	double (*root)(double) = NULL;
	const void *handle;

	late_find(&library, "sqrt", &root, sizeof root);
	ck_assert_double_eq(root(9), 3);
	handle = library.handle;
	ck_assert_ptr_nonnull(handle);
	late_find(&library, "floor", &root, sizeof root);
	ck_assert_ptr_eq(library.handle, handle);
	ck_assert_double_eq(root(2.5), 2);
}
END_TEST

/* How a process ends that needs this, and what it says. */
static int end_of(const char *soname, const char *name, char words[512])
{
	struct late_library library = { .soname = soname };
	void (*function)(void);
	int pipe_fds[2], status = 0;
	size_t length = 0;
	ssize_t more;
	pid_t child;

	ck_assert_int_eq(pipe(pipe_fds), 0);
	child = fork();
	if (child == 0) {
		dup2(pipe_fds[1], STDERR_FILENO);
		late_find(&library, name, &function, sizeof function);
		_exit(0);
	}
	close(pipe_fds[1]);
	while ((more = read(pipe_fds[0], words + length, 511 - length)) > 0)
		length += (size_t)more;
	words[length] = '\0';
	close(pipe_fds[0]);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

START_TEST(what_is_missing_ends_the_program)
{
	char words[512];

	ck_assert_int_eq(end_of("libm.so.6", "sqrt", words), 0);
	ck_assert_str_eq(words, "");
	ck_assert_int_eq(end_of("libnobody.so.1", "sqrt", words), 3);
	ck_assert_ptr_nonnull(strstr(words, "cannot load libnobody.so.1: "));
	ck_assert_int_eq(end_of("libm.so.6", "nobody_has_this", words), 3);
	ck_assert_ptr_nonnull(strstr(words, "nobody_has_this"));
}
END_TEST

SUITE("core/late/late", a_function_is_found, what_is_missing_ends_the_program);
