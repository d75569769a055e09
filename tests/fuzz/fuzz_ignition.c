/* Whatever comes instead of an Ignition file. */
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/ignition.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct ignition ignition;

	ignition_parse(arena, data, size, &ignition);
	arena_free(arena);
	return 0;
}
