#include <stdint.h>

#include "core/arena.h"
#include "core/sources/hosts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct hosts hosts;

	hosts_read(arena, "input", (const char *)data, size, &hosts);
	arena_free(arena);
	return 0;
}
