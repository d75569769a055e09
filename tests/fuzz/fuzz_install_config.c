#include <stdint.h>
#include <stdlib.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/files.h"
#include "core/sources/install_config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct diagnostics diagnostics;
	struct install_config result;
	struct source_files *files;

	diag_init(&diagnostics, arena);
	files = source_files_new(arena, NULL);
	install_config_read(arena,
			    source_files_add(files, "input", (const char *)data, size),
			    &diagnostics, &result);
	/* Facts are facts only with a place. */
	if ((result.name.value && !result.name.where.line) ||
	    (result.cluster.count && !result.cluster.items[0].where.line))
		abort();
	arena_free(arena);
	return 0;
}
