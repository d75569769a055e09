/*
 * What a boot entry is, in one line, for tests: "master* http://x/k a=1 b=2 | http://x/i", with a star
 * where it is the default and ? behind what is not known.
 */
#pragma once

struct arena;
struct boot_entry;

const char *boot_text(struct arena *arena, const struct boot_entry *entry);
