/*
 * The parts of pxelinux_read(), for core/sources/pxelinux*.c alone.
 */
#pragma once

#include "core/sources/pxelinux.h"

/* What a line says behind its keyword. */
struct pxelinux_value {
	struct boot_word *words;
	size_t count;
};

/* What is known of a label until the next one begins. */
struct pxelinux_open_label {
	const char *name; /* NULL: in front of all */
	const char *title;
	struct boot_word kernel; /* text NULL: none */
	bool linux_kernel;	 /* booted as Linux */
	struct pxelinux_value kernel_rest, append, initrd;
	bool has_append,
		has_appends; /* has_appends: more than one, of which the last counts */
	bool has_sysappend;
	unsigned long sysappend;
};

struct pxelinux_reader {
	struct arena *arena;
	struct source_files *files;
	struct diagnostics *diagnostics;
	struct pxelinux *result;
	struct boot_machine machine;
	const char *base_name; /* of the file, where it is for one machine; or NULL */
	const struct source_file *file; /* the one that is read now */
	unsigned depth, includes, unknown;
	bool in_help;		      /* TEXT HELP */
	struct pxelinux_value append; /* in front of all labels */
	unsigned long sysappend;
	struct pxelinux_open_label label;
	const char *menu_default;
};

/* A path without what PXELINUX alone understands ("::a", "192.168.2.3::a"); or a URL. */
const char *pxelinux_path(struct arena *arena, const char *text);
/* Makes a boot entry of the label that is open, if it boots Linux, and closes it. */
void pxelinux_close_label(struct pxelinux_reader *reader);
/* Which entry is booted when nobody chooses. */
void pxelinux_find_default(const struct pxelinux_reader *reader);
