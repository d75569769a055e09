/* The first byte says what the rest is taken for. */
#include <stdint.h>
#include <stdlib.h>

#include "core/arena.h"
#include "core/cluster/read.h"
#include "core/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const char *text)
{
	if (!text || !text_is_utf8(text, __builtin_strlen(text)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct cluster_state state = { 0 };
	const char *next = NULL;

	switch (size ? *data++ : '0') {
	case '0':
		break;
	case 'n':
		cluster_read_nodes(arena, data, size - 1, &state.nodes, &next);
		for (size_t i = 0; i < state.nodes.count; i++)
			check(state.nodes.items[i].name);
		break;
	case 'c':
		cluster_read_csrs(arena, data, size - 1, &state.csrs, &next);
		for (size_t i = 0; i < state.csrs.count; i++)
			check(state.csrs.items[i].requestor);
		break;
	case 'o':
		cluster_read_operators(arena, data, size - 1, &state.operators, &next);
		for (size_t i = 0; i < state.operators.count; i++)
			check(state.operators.items[i].degraded.message);
		break;
	case 'p':
		cluster_read_routers(arena, data, size - 1, &state.routers, &next);
		break;
	case 'v':
		if (!cluster_read_version(arena, data, size - 1, &state.version))
			check(state.version.progressing.message);
		break;
	default:
		cluster_read_bootstrap(data, size - 1, &state.bootstrap);
		break;
	}
	arena_free(arena);
	return 0;
}
