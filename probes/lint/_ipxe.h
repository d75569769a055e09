/*
 * Stanzas of iPXE scripts, that the checks of what machines boot share.
 */
#pragma once

#include "_lint.h"
#include "core/sources/ipxe_script.h"

struct ipxe_stanza {
	const struct ipxe_label *label; /* NULL: in front of the first */
	const char *name; /* of the label, without what is no ASCII; or "the script" */
	struct ipxe_word kernel; /* the URL */
	const struct ipxe_word *args;
	size_t arg_count;
	bool args_known;	   /* none of them holds a variable of the machine */
	struct ipxe_word *initrds; /* the URLs */
	const char **initrd_names; /* as the kernel sees them: --name, or the file name */
	size_t initrd_count;
	bool boots, leaves; /* boot follows; goto or chain does, so all may follow */
};

/* The stanzas with a kernel, in order; returns how many. */
size_t ipxe_stanzas(struct arena *arena, const struct ipxe_script *script,
		    struct ipxe_stanza **ret_stanzas);
/*
 * The index of the next word that is no option, from `from`; count: none. Options with a value
 * stand in `valued`; "NAME=value" is one word.
 */
size_t ipxe_operand(const struct ipxe_command *command, size_t from,
		    const char *const *valued);
/* The value of --NAME; NULL: not given. `ret_word`: where. */
const char *ipxe_option(const struct ipxe_command *command, const char *name,
			const struct ipxe_word **ret_word);
/* It installs CoreOS: what its kernel or arguments are called says so. */
bool ipxe_is_coreos(const struct ipxe_stanza *stanza);
/* The argument NAME= (with its "="), or NULL. */
const struct ipxe_word *ipxe_argument(const struct ipxe_stanza *stanza, const char *name);
/* What follows the last '/'. */
const char *ipxe_base_name(const char *url);
/* "boot.ipxe/master" */
const char *ipxe_subject(struct findings *findings, const struct ipxe_stanza *stanza,
			 const char *what);
