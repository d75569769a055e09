/*
 * A JSON report that anybody may have written, joined with itself and shown in every format: no
 * crash, no leak, nothing on the terminal that moves the cursor.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/probe.h"
#include "reports/merge.h"
#include "reports/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct probe probe = { .id = "dns.server",
				    .title = "",
				    .phases = PHASE_ALL };
static const struct probe *const table[] = { &probe, NULL };

static void show(const struct report_ops *ops, const struct report *report)
{
	const struct report_options options = { .width = 80, .verbose = true };
	char *text = NULL;
	size_t length;
	FILE *memory = open_memstream(&text, &length);

	if (!memory)
		abort();
	ops->write(memory, report, &options);
	fclose(memory);
	for (size_t i = 0; i < length; i++)
		if (text[i] == '\x1b' || text[i] == '\0')
			abort();
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct report report;
	char path[64];
	const char *const files[] = { path, path };
	FILE *err = fopen("/dev/null", "w");
	const int fd = memfd_create("report", MFD_CLOEXEC);

	if (fd < 0 || !err || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (merge_reports(arena, table, files, 2, err, &report) == 0)
		for (const struct report_ops *const *ops = report_table; *ops; ops++)
			show(*ops, &report);
	fclose(err);
	close(fd);
	arena_free(arena);
	return 0;
}
