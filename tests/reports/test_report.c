#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/reports/sample.h"

static char folder[] = "/tmp/ocp-report-XXXXXX";

static const struct report_options plain;

static char *in_folder(struct arena *arena, const char *name)
{
	return arena_printf(arena, "%s/%s", folder, name);
}

static char *read_all(const char *path)
{
	static char text[65536];
	FILE *file = fopen(path, "r");
	size_t length;

	ck_assert_ptr_nonnull(file);
	length = fread(text, 1, sizeof(text) - 1, file);
	text[length] = '\0';
	fclose(file);
	return text;
}

/* How many files are there; `name` is not counted. */
static size_t others(const char *name)
{
	DIR *dir = opendir(folder);
	size_t count = 0;

	ck_assert_ptr_nonnull(dir);
	for (struct dirent *entry; (entry = readdir(dir));)
		count += entry->d_name[0] != '.' && strcmp(entry->d_name, name) != 0;
	closedir(dir);
	return count;
}

static int write_to(const char *path, char **ret_error)
{
	struct report report = sample_refused();
	char *error = NULL;
	size_t length;
	FILE *err = open_memstream(&error, &length);
	const int r = report_write(report_find("tap"), path, &report, &plain, err);

	fclose(err);
	if (ret_error)
		*ret_error = error;
	else
		free(error);
	return r;
}

static void make_folder(void)
{
	memset(folder + strlen(folder) - 6, 'X', 6);
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_folder(void)
{
	DIR *dir = opendir(folder);

	for (struct dirent *entry; dir && (entry = readdir(dir));)
		unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
	rmdir(folder);
}

START_TEST(test_find)
{
	static const char *const names[] = { "text", "json",	 "junit",      "tap",
					     "html", "markdown", "prometheus", "sarif" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		ck_assert_ptr_nonnull(report_find(names[i]));
		ck_assert_str_eq(report_find(names[i])->name, names[i]);
		ck_assert_ptr_nonnull(report_find(names[i])->help);
	}
	ck_assert_ptr_null(report_find("xml"));
	ck_assert_ptr_null(report_find(""));
}
END_TEST

START_TEST(test_family)
{
	ck_assert_uint_eq(report_family(&sample_server), 3);
	ck_assert_uint_eq(report_family(&sample_label), 7);
}
END_TEST

START_TEST(test_new_file)
{
	struct arena *arena = arena_new();
	const char *path = in_folder(arena, "out.tap");

	ck_assert_int_eq(write_to(path, NULL), 0);
	ck_assert_int_eq(strncmp(read_all(path), "TAP version 13\nBail out!", 24), 0);
	ck_assert_uint_eq(others("out.tap"), 0);
	arena_free(arena);
}
END_TEST

/* A reader that has the old report open keeps it whole; its mode stays. */
START_TEST(test_replaced_in_one_step)
{
	struct arena *arena = arena_new();
	const char *path = in_folder(arena, "out.tap");
	char old[16] = "";
	struct stat st;
	FILE *reader, *writer = fopen(path, "w");

	fputs("old report", writer);
	fclose(writer);
	ck_assert_int_eq(chmod(path, 0640), 0);
	reader = fopen(path, "r");
	ck_assert_int_eq(write_to(path, NULL), 0);
	ck_assert_ptr_nonnull(fgets(old, sizeof(old), reader));
	ck_assert_str_eq(old, "old report");
	fclose(reader);
	ck_assert_int_eq(strncmp(read_all(path), "TAP version 13\n", 15), 0);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0640);
	ck_assert_uint_eq(others("out.tap"), 0);
	arena_free(arena);
}
END_TEST

START_TEST(test_symbolic_link_stays)
{
	struct arena *arena = arena_new();
	const char *path = in_folder(arena, "link");
	const char *target = in_folder(arena, "target");
	struct stat st;

	fclose(fopen(target, "w"));
	ck_assert_int_eq(symlink("target", path), 0);
	ck_assert_int_eq(write_to(path, NULL), 0);
	ck_assert_int_eq(lstat(path, &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	ck_assert_int_eq(strncmp(read_all(target), "TAP version 13\n", 15), 0);
	arena_free(arena);
}
END_TEST

START_TEST(test_pipe)
{
	struct arena *arena = arena_new();
	char text[64] = "";
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(write_to(arena_printf(arena, "/dev/fd/%d", fds[1]), NULL), 0);
	ck_assert_int_gt(read(fds[0], text, sizeof(text) - 1), 0);
	ck_assert_int_eq(strncmp(text, "TAP version 13\n", 15), 0);
	close(fds[0]);
	close(fds[1]);
	arena_free(arena);
}
END_TEST

START_TEST(test_full_disk)
{
	char *error;

	ck_assert_int_eq(write_to("/dev/full", &error), -ENOSPC);
	ck_assert_str_eq(error,
			 "ocp-preflight: cannot write the tap report to /dev/full: "
			 "No space left on device\n");
	free(error);
}
END_TEST

START_TEST(test_no_such_folder)
{
	struct arena *arena = arena_new();
	char *error;

	ck_assert_int_eq(write_to(in_folder(arena, "none/out.tap"), &error), -ENOENT);
	ck_assert_contains(error, "none/out.tap: No such file or directory\n");
	free(error);
	ck_assert_int_eq(write_to(folder, &error), -EISDIR);
	free(error);
	arena_free(arena);
}
END_TEST

/* Standard output that takes nothing is an error as well. */
START_TEST(test_standard_output)
{
	char *error;
	const int full = open("/dev/full", O_WRONLY);
	const int old = dup(STDOUT_FILENO);

	fflush(stdout);
	dup2(full, STDOUT_FILENO);
	ck_assert_int_eq(write_to("-", &error), -ENOSPC);
	ck_assert_contains(error, "tap report to standard output: No space left");
	dup2(old, STDOUT_FILENO);
	close(old);
	close(full);
	clearerr(stdout);
	free(error);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("report");
	TCase *tcase = tcase_create("report");

	tcase_add_checked_fixture(tcase, make_folder, remove_folder);
	tcase_add_test(tcase, test_find);
	tcase_add_test(tcase, test_family);
	tcase_add_test(tcase, test_new_file);
	tcase_add_test(tcase, test_replaced_in_one_step);
	tcase_add_test(tcase, test_symbolic_link_stays);
	tcase_add_test(tcase, test_pipe);
	tcase_add_test(tcase, test_full_disk);
	tcase_add_test(tcase, test_no_such_folder);
	tcase_add_test(tcase, test_standard_output);
	return sample_main(suite, tcase);
}
