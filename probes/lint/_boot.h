/*
 * Boot entries, whichever program reads their file, as the checks of what machines boot need them.
 */
#pragma once

#include "_lint.h"
#include "core/sources/boot_entry.h"

/* "master/initrd=" */
const char *boot_subject(struct findings *findings, const struct boot_entry *entry,
			 const char *what);
/* The node that the entry's file is for by its name, or NULL. */
const struct node *boot_node(const struct inventory *inventory,
			     const struct boot_entry *entry);
/* "kernel ... %s" as the program reads it: "APPEND ... ", "linux ... ". */
const char *boot_line(struct findings *findings, const struct boot_entry *entry,
		      const char *arguments);
