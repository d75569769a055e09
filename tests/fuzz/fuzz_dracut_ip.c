#include <stdint.h>

#include "core/arena.h"
#include "core/sources/dracut_ip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct dracut_ip result;

	dracut_ip_read(arena, (const char *)data, size, &result);
	arena_free(arena);
	return 0;
}
