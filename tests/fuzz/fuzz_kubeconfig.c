#include <stdint.h>
#include <stdlib.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/kubeconfig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct diagnostics diagnostics;
	struct kubeconfig result;

	diag_init(&diagnostics, arena);
	/* What is accepted can be used: a server, and somebody to be there. */
	if (!kubeconfig_parse(arena, "input", (const char *)data, size, &diagnostics,
			      &result) &&
	    (!result.server.value || !(result.token || result.token_file.value ||
				       result.key.text || result.key.path)))
		abort();
	arena_free(arena);
	return 0;
}
