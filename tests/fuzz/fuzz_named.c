#include <stdint.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/files.h"
#include "core/sources/named.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Its includes lead nowhere. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct source_files *files = source_files_new(arena, "/nonexistent");
	const struct named_view *view;
	struct diagnostics diagnostics;
	struct named named;
	struct addr addr;

	diag_init(&diagnostics, arena);
	named_read(arena, files,
		   source_files_add(files, "input", (const char *)data, size), true,
		   &diagnostics, &named);
	addr_parse("172.16.0.21", &addr);
	named_view_of(&named, &addr, &view);
	named_matches_addr(&named, &named.options.allow_query, &addr);
	arena_free(arena);
	return 0;
}
