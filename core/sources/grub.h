/*
 * grub.cfg, grub.cfg-01-<mac>, grub.cfg-<address> -> what its menu entries boot.
 *
 * The script is followed as GRUB runs it, on all of its ways: what is set on a condition, what the
 * machine alone knows ($net_default_mac) and what a file says that is not here is not known. An
 * entry is run with what is set at the end of the file, as GRUB does; below submenu only exported
 * variables are there.
 *
 * A pure function of the bytes, and of the files that it names (configfile, source).
 */
#pragma once

#include "core/sources/boot_entry.h"

struct arena;
struct diagnostics;
struct source_file;
struct source_files;

struct grub {
	const char *file;
	struct boot_config boot;
};

void grub_read(struct arena *arena, struct source_files *files,
	       const struct source_file *file, struct diagnostics *diagnostics,
	       struct grub *ret_grub);
