#include <stdint.h>

#include "core/arena.h"
#include "core/sources/resolv_conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct name_server *servers;
	size_t count;

	resolv_conf_read(arena, "input", (const char *)data, size, &servers, &count);
	arena_free(arena);
	return 0;
}
