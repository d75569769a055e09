/*
 * Any bytes as each kind of firewalld's XML files, and a question to what came of it.
 */
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/firewall/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct firewall *firewall = firewall_new(arena);
	struct firewall_question question = { .port = 80, .protocol = "tcp" };
	struct addr source;

	for (int kind = FIREWALL_ZONE; kind <= FIREWALL_IPSET; kind++)
		(void)firewall_xml_parse(firewall, (enum firewall_kind)kind, "public",
					 (const char *)data, size);
	(void)addr_parse("172.16.0.21", &source);
	(void)firewall_judge(firewall, &question);
	question.source = &source;
	(void)firewall_judge(firewall, &question);
	arena_free(arena);
	return 0;
}
