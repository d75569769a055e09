/*
 * Runs a fuzz target over the files of a folder, without libFuzzer: each file as it is, cut at up
 * to 64 places, and with one byte changed at up to 64 places. What is changed depends on nothing
 * but the file, so a failure comes back.
 *
 *   fuzz_config FOLDER|FILE...
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/file.h"

#define VARIANTS 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t runs;

/* A copy of the very size, so that a sanitizer sees the first byte that is read too much. */
static void feed(const char *bytes, size_t length, size_t change, uint8_t by)
{
	uint8_t *copy = malloc(length ? length : 1);

	if (!copy)
		arena_oom();
	memcpy(copy, bytes, length);
	if (change < length)
		copy[change] ^= by;
	LLVMFuzzerTestOneInput(copy, length);
	free(copy);
	runs++;
}

static int replay_file(const char *path)
{
	size_t length, step;
	char *bytes;
	int r = file_read(path, FILE_TEXT_MAX, &bytes, &length);

	if (r < 0) {
		fprintf(stderr, "%s: %s\n", path, file_error(r));
		return r;
	}
	feed(bytes, length, SIZE_MAX, 0);
	step = length / VARIANTS + 1;
	for (size_t i = 0; i < length; i += step) {
		feed(bytes, i, SIZE_MAX, 0);
		feed(bytes, length, i, (uint8_t)(1U << (i / step % 8)));
	}
	free(bytes);
	return 0;
}

static int replay(const char *path)
{
	struct dirent **entries;
	int count = scandir(path, &entries, NULL, alphasort);
	int worst = 0;

	if (count < 0)
		return replay_file(path);
	for (int i = 0; i < count; i++) {
		char file[4096];

		if (*entries[i]->d_name != '.') {
			snprintf(file, sizeof file, "%s/%s", path, entries[i]->d_name);
			worst = replay_file(file) < 0 ? -1 : worst;
		}
		free(entries[i]);
	}
	free(entries);
	return worst;
}

int main(int argc, char **argv)
{
	int worst = 0;

	for (int i = 1; i < argc; i++)
		worst = replay(argv[i]) < 0 ? -1 : worst;
	if (!runs)
		fprintf(stderr, "%s: nothing to replay\n", argv[0]);
	printf("%zu inputs\n", runs);
	return worst < 0 || !runs ? EXIT_FAILURE : EXIT_SUCCESS;
}
