/*
 * What machines boot over the network, in one form, whichever program reads the file: a script of
 * iPXE, a configuration of PXELINUX or of GRUB. Their readers make it; the checks judge it.
 *
 * Everything belongs to the arena of the reader.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/inventory.h"

struct arena;

enum boot_loader { BOOT_IPXE, BOOT_PXELINUX, BOOT_GRUB };

struct boot_word {
	const char *text; /* variables that are known put in; clean */
	bool unknown;	  /* holds what only the machine knows */
	struct where where;
	unsigned width; /* bytes, in the file */
	struct where
		from; /* the last variable put in was set here; file NULL: none was */
};

/* The machine that a file is for, as its name says ("01-00-50-56-96-11-c2", "AC10000B"). */
struct boot_machine {
	const char *mac;  /* lower case with colons, or NULL */
	struct addr addr; /* family 0: not said */
};

/* A kernel that is booted, with all that it gets. */
struct boot_entry {
	enum boot_loader loader;
	const char
		*label; /* as it stands in the file, with what a menu shows; NULL: none */
	const char *name; /* for messages: "master", "01-00-50-56-96-11-c2/linux" */
	struct boot_machine machine;
	bool is_default;	 /* what is booted when nobody chooses; iPXE: not told */
	struct boot_word kernel; /* the URL, or a path on the server that booted it */
	struct boot_word *args;
	size_t arg_count;
	bool args_known; /* the name of none of them holds what only the machine knows */
	struct boot_word *initrds; /* as the kernel */
	const char **initrd_names; /* as the kernel sees them: --name, or the file name */
	size_t initrd_count;
	bool boots,
		leaves; /* it is booted; what follows is in another file, or not known */
};

/*
 * A name that the kernel command line gives to the node with this address; without one (hostname=,
 * or ip=::::m1:ens3:dhcp) to the node that boots this line, which its name alone tells.
 */
struct boot_name {
	struct addr client; /* family 0: not given */
	const char *host_name;
	const char *mac;    /* of the machine whose file this is, or NULL */
	struct where where; /* of the argument */
};

/* One file, with those that it includes. */
struct boot_config {
	enum boot_loader loader;
	const char *file;
	struct boot_entry *entries;
	size_t count;
	struct boot_name *names;
	size_t name_count;
};

struct boot_entry *boot_entry_add(struct arena *arena, struct boot_config *config);
void boot_entry_add_argument(struct arena *arena, struct boot_entry *entry,
			     struct boot_word word);
void boot_entry_add_initrd(struct arena *arena, struct boot_entry *entry,
			   struct boot_word word, const char *name);
/* Takes what an argument says of the node's name, if it does. `mac`: of the machine, or NULL. */
void boot_config_add_name(struct arena *arena, struct boot_config *config,
			  const char *argument, size_t length, const char *mac,
			  struct where where);
/* The same for all arguments of all entries. */
void boot_config_add_names(struct arena *arena, struct boot_config *config);

/* The last argument NAME= (with its "="): that one counts. NULL: there is none. */
const struct boot_word *boot_argument(const struct boot_entry *entry, const char *name);
/* It installs CoreOS: what its kernel or arguments are called says so. */
bool boot_is_coreos(const struct boot_entry *entry);
/* What follows the last '/'. */
const char *boot_base_name(const char *url);
/* "iPXE", "PXELINUX", "GRUB" */
const char *boot_loader_name(enum boot_loader loader);

/*
 * "01-00-50-56-96-11-c2" (with the hardware type of Ethernet), "AC10000B" (upper case): false for
 * all else, also for the beginning of an address, which is for many machines.
 */
bool boot_machine_of(struct arena *arena, const char *name,
		     struct boot_machine *ret_machine);
