#include "tests/support/boot_text.h"

#include "core/arena.h"
#include "core/sources/boot_entry.h"

static const char *add(struct arena *arena, const char *text,
		       const struct boot_word *word)
{
	return arena_printf(arena, "%s %s%s", text, word->text, word->unknown ? "?" : "");
}

const char *boot_text(struct arena *arena, const struct boot_entry *entry)
{
	const char *text =
		arena_printf(arena, "%s%s", entry->name, entry->is_default ? "*" : "");

	text = add(arena, text, &entry->kernel);
	for (size_t i = 0; i < entry->arg_count; i++)
		text = add(arena, text, &entry->args[i]);
	if (entry->initrd_count)
		text = arena_printf(arena, "%s |", text);
	for (size_t i = 0; i < entry->initrd_count; i++)
		text = add(arena, text, &entry->initrds[i]);
	return text;
}
