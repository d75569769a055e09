/*
 * The parts of grub_read(), for core/sources/grub*.c alone.
 */
#pragma once

#include "core/sources/grub.h"
#include "core/sources/grub_parse.h"
#include "core/sources/grub_variables.h"

/* A menuentry, to be run when the whole file has been. */
struct grub_item {
	const char *title, *id; /* id NULL: none */
	const struct grub_block *block;
	bool in_submenu;
	bool conditional; /* not on all ways */
};

/* A way through the script that is perhaps not taken; its parent comes before it. */
struct grub_way {
	size_t parent;
};

struct grub_words {
	struct boot_word *items;
	size_t count;
};

struct grub_runner {
	struct arena *arena;
	struct source_files *files;
	struct diagnostics *diagnostics;
	struct grub *result;
	struct boot_machine machine;
	const char *base_name; /* of the file, where it is for one machine; or NULL */
	struct grub_variables *variables;
	struct grub_item *items;
	size_t item_count;
	struct index *functions; /* name -> struct grub_block */
	unsigned depth, includes, statements;
	size_t expanded; /* bytes that variables have made */
	bool in_submenu;
	/* The ways, and the one that is being gone. */
	struct grub_way *ways;
	size_t way_count, way;
	/* The entry that is run, and what it has booted so far. */
	const char *title;
	size_t first_entry;
	size_t *entry_ways; /* of each boot entry */
};

/* A command's words with variables put in. */
struct grub_words grub_expand(struct grub_runner *runner,
			      const struct grub_statement *statement);
/*
 * "(http,172.16.0.101:8080)/vmlinuz" -> "http://172.16.0.101:8080/vmlinuz"; "(tftp)/vmlinuz",
 * "/vmlinuz" on the root device -> "/vmlinuz".
 */
const char *grub_url(struct grub_runner *runner, const char *path);

/* linux and initrd: true if the command is one of them. */
bool grub_boot_command(struct grub_runner *runner, const struct grub_words *words);
/* "linux", "linuxefi"...: what a command boots with; for what is misspelt. */
extern const char *const grub_boot_commands[];

void grub_run(struct grub_runner *runner, const struct grub_block *block);
