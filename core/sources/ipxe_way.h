/*
 * The ways through an iPXE script on which a variable that is set in several places has one value:
 * from a label, or from an item of a menu, to a kernel.
 *
 *     :master
 *     set role master
 *     goto install
 *     :install
 *     kernel ... coreos.inst.ignition_url=${base}/${role}.ign
 */
#pragma once

#include "core/sources/ipxe_script.h"

/* A value on the way; NULL: it is set, and to what is not known. */
struct ipxe_setting {
	const char *name, *value;
	struct where where;
};

struct ipxe_way {
	const char *name; /* of the label, or of the item */
	size_t kernel;	  /* index of the command that it leads to */
	struct ipxe_setting *settings;
	size_t count;
};

struct ipxe_ways {
	struct ipxe_way
		*items; /* those on which more is known of the kernel than without */
	size_t count;
};

void ipxe_ways_find(struct arena *arena, const struct ipxe_script *script,
		    struct ipxe_ways *ret_ways);
/*
 * The command with the values of the way put in. Its words keep their places; `from` is where the
 * variable was set, or the place of the word itself: one line, for however many ways.
 */
struct ipxe_command ipxe_way_apply(struct arena *arena, const struct ipxe_way *way,
				   const struct ipxe_command *command);
