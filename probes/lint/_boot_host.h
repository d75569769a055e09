/*
 * An address that machines are sent to for what they boot, and that nobody who serves files has.
 */
#pragma once

#include "_lint.h"

struct boot_stranger {
	const struct node *node; /* whose it is, or NULL */
	const struct host
		*host; /* whose was meant, or the only one that serves files, or NULL */
	bool is_near;  /* the address of `host` differs in its network alone */
};

/*
 * True: `addr` is of no host that is known, while one with these roles (enum host_role) is; or it
 * is that of a node.
 */
bool boot_is_stranger(const struct inventory *inventory, const struct addr *addr,
		      unsigned roles, struct boot_stranger *ret_stranger);
/*
 * The finding but for subject, place and width. `sentence`: "next-server is 192.2.0.101"; `text`:
 * the address as it stands.
 */
struct finding boot_stranger_finding(struct findings *findings,
				     const struct boot_stranger *stranger,
				     const char *text, const struct addr *addr,
				     const char *sentence);
