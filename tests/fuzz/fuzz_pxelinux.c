#include <stdint.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/files.h"
#include "core/sources/pxelinux.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct source_files *files = source_files_new(arena, "/nonexistent");
	struct diagnostics diagnostics;
	struct pxelinux result;

	diag_init(&diagnostics, arena);
	/* An absolute name keeps what it includes from being looked for in the current folder. */
	pxelinux_read(arena, files,
		      source_files_add(files, "/input", (const char *)data, size),
		      &diagnostics, &result);
	arena_free(arena);
	return 0;
}
