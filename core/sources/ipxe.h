/*
 * iPXE script -> its commands and labels, what it boots, and which node is named by its kernel
 * arguments.
 *
 * A pure function of the bytes; lines end as iPXE ends them (LF, one trailing CR dropped, a final
 * backslash continues).
 */
#pragma once

#include <stddef.h>

#include "core/sources/boot_entry.h"
#include "core/sources/ipxe_script.h"

struct arena;

struct ipxe {
	const char *file;
	struct ipxe_script script;
	struct boot_config boot;
};

void ipxe_read(struct arena *arena, const char *file, const char *bytes, size_t length,
	       struct ipxe *ret_ipxe);
