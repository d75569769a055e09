#include <stdint.h>
#include <stdlib.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/install_config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct diagnostics diagnostics;
	struct install_config result;

	diag_init(&diagnostics, arena);
	install_config_read(arena, "input", (const char *)data, size, &diagnostics,
			    &result);
	/* The installer's file is never a reason not to run. */
	if (diagnostics.errors)
		abort();
	arena_free(arena);
	return 0;
}
