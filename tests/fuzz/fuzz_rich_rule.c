/*
 * Any bytes as a rich rule: parsed or refused, and judged.
 */
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/firewall/rich.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct firewall *firewall = firewall_new(arena);
	struct firewall_zone *zone = firewall_add_zone(firewall, "public");
	struct firewall_rule rule;
	struct firewall_question question = { .port = 80, .protocol = "tcp" };
	struct addr source;
	char *text = arena_strndup(arena, (const char *)data, size);

	if (firewall_parse_rule(arena, text, &rule) == 0) {
		firewall_add_rule(firewall, &zone->set, &rule);
		(void)firewall_judge(firewall, &question);
		(void)addr_parse("172.16.0.21", &source);
		question.source = &source;
		(void)firewall_judge(firewall, &question);
	}
	arena_free(arena);
	return 0;
}
