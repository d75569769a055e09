#include <stdint.h>

#include "core/arena.h"
#include "core/sources/ipxe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct ipxe result;

	ipxe_read(arena, "input", (const char *)data, size, &result);
	arena_free(arena);
	return 0;
}
