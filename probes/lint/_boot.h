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
const struct node *boot_machine_node(const struct inventory *inventory,
				     const struct boot_entry *entry);
/* The node that has the address, or else the name, that the entry's ip= gives; or NULL. */
const struct node *boot_addressed_node(const struct inventory *inventory,
				       const struct boot_entry *entry);
/* "kernel ... %s" as the program reads it: "APPEND ... ", "linux ... ". */
const char *boot_line(struct findings *findings, const struct boot_entry *entry,
		      const char *arguments);

/* A file that the entry fetches: kernel, initrds, image, root file system, ignition. */
struct boot_fetch {
	const char *url;  /* or a path of the server that booted it; without ? and # */
	const char *name; /* of the file */
	bool is_ignition;
	bool unknown; /* it holds what only the machine knows */
	struct where where;
	unsigned width;
	struct where from; /* see struct boot_word */
};

/* Several entries may be made of one line (see core/sources/ipxe_way.h): it is said once. */
void boot_add(struct findings *findings, const struct finding *finding);
/* That was said of another entry with the same variable: one `set` line, one finding. */
bool boot_is_said(struct findings *findings, const char *what, struct where from);

size_t boot_fetches(struct arena *arena, const struct boot_entry *entry,
		    struct boot_fetch **ret_fetches);

/* Which way to install a file belongs to, by its name. */
enum boot_kind {
	BOOT_OTHER,	/* not to tell */
	BOOT_INSTALLER, /* up to 4.5: "rhcos-4.5.6-x86_64-installer-kernel-x86_64" */
	BOOT_LIVE,	/* from 4.6 on: "rhcos-4.16.3-x86_64-live-kernel-x86_64" */
};

enum boot_kind boot_kind(const char *name);
/* One is of an installer, and the other of a live system. */
bool boot_kinds_differ(const char *a, const char *b);
/* "4.5.6" of CoreOS in a file's name, or NULL. */
const char *boot_version(struct arena *arena, const char *name);
