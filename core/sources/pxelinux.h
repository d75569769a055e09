/*
 * A file below pxelinux.cfg/ -> its labels, and what they boot, as PXELINUX takes lines
 * (com32/elflink/ldlinux/readconfig.c of Syslinux; syslinux.cfg(5)): a keyword in any case, then the
 * rest of the line. A comment is a line that begins with #; what stands behind a value belongs to
 * it. APPEND of a label takes the place of the one in front of all labels.
 *
 * A pure function of the bytes, and of the files that it includes.
 */
#pragma once

#include "core/sources/boot_entry.h"

struct arena;
struct diagnostics;
struct source_file;
struct source_files;

struct pxelinux_label {
	const char *name;
	struct where where;
	unsigned width;
};

/* DEFAULT, ONTIMEOUT...: a label, or a file. */
struct pxelinux_reference {
	const char *keyword; /* "DEFAULT" */
	const char *name;
	struct where where;
	unsigned width;
};

struct pxelinux {
	const char *file;
	struct boot_config boot;
	struct pxelinux_label *labels;
	size_t label_count;
	struct pxelinux_reference *references;
	size_t reference_count;
	bool partial; /* it includes a file that is not here */
};

/* Complains of what PXELINUX passes over in silence. */
void pxelinux_read(struct arena *arena, struct source_files *files,
		   const struct source_file *file, struct diagnostics *diagnostics,
		   struct pxelinux *ret_pxelinux);
