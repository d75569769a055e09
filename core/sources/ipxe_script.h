/*
 * iPXE script -> its commands and labels, as iPXE takes lines and words (src/image/script.c and
 * src/core/exec.c of iPXE): a final backslash joins lines, a word that begins with # begins a
 * comment, only ASCII white space ends a label, and what stands behind a label is a command.
 *
 * A variable is known where the script sets it once and on no condition; all else stays unknown, as
 * it stands there ("${role}"). For those that are set in several places see ipxe_way.h.
 */
#pragma once

#include <stddef.h>

#include "core/sources/boot_entry.h"

struct arena;

struct ipxe_label {
	const char *name;   /* its bytes */
	struct where where; /* of the name, behind the colon */
	unsigned width;
};

struct ipxe_command {
	struct boot_word *words; /* one at least */
	size_t count;
	size_t label;	   /* the label it is under, from 1; 0: in front of all */
	bool conditional;  /* follows || or && */
	bool behind_label; /* on the line of its label */
};

struct ipxe_script {
	bool starts;	    /* the very first bytes are #!ipxe */
	struct where magic; /* where that stands otherwise; line 0: nowhere */
	struct ipxe_label *labels;
	size_t label_count;
	struct ipxe_command *commands;
	size_t command_count;
};

void ipxe_script_read(struct arena *arena, const char *file, const char *bytes,
		      size_t length, struct ipxe_script *ret_script);
