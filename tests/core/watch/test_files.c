/*
 * Is every way to change a file noticed, and nothing else?
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/watch/files.h"
#include "tests/support/suite.h"

static char folder[] = "/tmp/test-files-XXXXXX";
static uv_loop_t loop;
static struct files *files;
static char told[256];
static size_t told_count, bursts;

static void changed(const char *path, size_t count, void *arg)
{
	ck_assert_ptr_eq(arg, &bursts);
	(void)snprintf(told, sizeof told, "%s", path);
	told_count = count;
	bursts++;
	uv_stop(&loop);
}

static const char *path_of(const char *name)
{
	static char path[2][256];
	static int turn;

	turn = !turn;
	(void)snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
	return path[turn];
}

static void write_file(const char *name, const char *text)
{
	FILE *out = fopen(path_of(name), "we");

	ck_assert_ptr_nonnull(out);
	fputs(text, out);
	ck_assert_int_eq(fclose(out), 0);
}

static void watch(const char *one, const char *two)
{
	char first[256], second[256];
	const char *const paths[] = { first, second };

	(void)snprintf(first, sizeof first, "%s", path_of(one));
	(void)snprintf(second, sizeof second, "%s", path_of(two));
	ck_assert_int_eq(uv_loop_init(&loop), 0);
	files = files_open(&loop, paths, 2, changed, &bursts);
}

static void give_up(uv_timer_t *timer)
{
	ck_abort_msg("nothing was told");
	(void)timer;
}

/* Until something is told; the limit ends a test that would hang. */
static void await(size_t burst, const char *name, size_t count)
{
	uv_timer_t limit;

	uv_timer_init(&loop, &limit);
	uv_timer_start(&limit, give_up, 20000, 0);
	while (bursts < burst)
		uv_run(&loop, UV_RUN_DEFAULT);
	uv_close((uv_handle_t *)&limit, NULL);
	uv_run(&loop, UV_RUN_NOWAIT);
	ck_assert_str_eq(told, path_of(name));
	ck_assert_uint_eq(told_count, count);
}

static void finish(void)
{
	files = files_close(files);
	uv_run(&loop, UV_RUN_DEFAULT);
	ck_assert_int_eq(uv_loop_close(&loop), 0);
}

START_TEST(written_replaced_removed_made)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	write_file("a", "1");
	write_file("b", "1");
	watch("a", "b");
	write_file("a", "12");
	await(1, "a", 1);
	/* As editors do it. */
	write_file("b.tmp", "123");
	ck_assert_int_eq(rename(path_of("b.tmp"), path_of("b")), 0);
	await(2, "b", 1);
	ck_assert_int_eq(unlink(path_of("a")), 0);
	await(3, "a", 1);
	write_file("a", "1");
	await(4, "a", 1);
	ck_assert_int_eq(chmod(path_of("a"), 0600), 0);
	await(5, "a", 1);
	finish();
}
END_TEST

START_TEST(a_burst_is_told_once)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	write_file("a", "1");
	watch("a", "b");
	for (int i = 0; i < 50; i++)
		write_file("a", i % 2 ? "1234" : "123");
	write_file("b", "1");
	await(1, "a", 2);
	ck_assert_uint_eq(bursts, 1);
	finish();
}
END_TEST

/* Reports and swap files beside it come and go; then the file itself changes. */
START_TEST(neighbours_tell_nothing)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	write_file("a", "1");
	watch("a", "b");
	for (int i = 0; i < 20; i++)
		write_file("report.json", "{}");
	for (int i = 0; i < 50; i++) {
		uv_run(&loop, UV_RUN_NOWAIT);
		ck_assert_uint_eq(bursts, 0);
	}
	write_file("a", "12");
	await(1, "a", 1);
	finish();
}
END_TEST

SUITE("core/watch/files", written_replaced_removed_made, a_burst_is_told_once,
      neighbours_tell_nothing);
