#include <stdint.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/files.h"
#include "core/sources/haproxy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct diagnostics diagnostics;
	const struct source_file file = { .name = "input",
					  .bytes = (const char *)data,
					  .length = size };
	const struct source_file *const list = &file;
	struct haproxy result;

	diag_init(&diagnostics, arena);
	haproxy_read(arena, &list, 1, &diagnostics, &result);
	arena_free(arena);
	return 0;
}
