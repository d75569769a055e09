#include <stdint.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/dhcpd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct diagnostics diagnostics;
	struct dhcpd result;

	diag_init(&diagnostics, arena);
	dhcpd_read(arena, "input", (const char *)data, size, &diagnostics, &result);
	arena_free(arena);
	return 0;
}
