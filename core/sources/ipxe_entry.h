/*
 * What an iPXE script boots: each kernel, with the arguments and the initrds that it gets.
 */
#pragma once

#include "core/sources/ipxe_script.h"

void ipxe_entries(struct arena *arena, const struct ipxe_script *script,
		  struct boot_config *boot);
/*
 * The index of the next word that is no option, from `from`; count: none. Options with a value
 * stand in `valued`; "NAME=value" is one word.
 */
size_t ipxe_operand(const struct ipxe_command *command, size_t from,
		    const char *const *valued);
/* The value of --NAME; NULL: not given. `ret_word`: where. */
const char *ipxe_option(const struct ipxe_command *command, const char *name,
			const struct boot_word **ret_word);
