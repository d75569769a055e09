#include <stdint.h>

#include "core/arena.h"
#include "core/sources/files.h"
#include "core/sources/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const struct zone_place place = { .files = source_files_new(arena,
								    "/nonexistent") };
	const struct zone *zone;

	zone = zone_read(
		arena, &place,
		source_files_add(place.files, "db.input", (const char *)data, size),
		"example.com");
	for (size_t i = 0; i < zone->record_count; i++)
		zone_lookup(zone, zone_owner(zone, zone_record_at(zone, i)), ZONE_A);
	zone_lookup(zone, "a.b.c.example.com", ZONE_PTR);
	arena_free(arena);
	return 0;
}
