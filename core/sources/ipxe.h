/*
 * iPXE script -> which node is named by its kernel arguments. dracut.cmdline(7):
 * ip=<client>:[<peer>]:<gateway>:<netmask>:<hostname>:<interface>:<autoconf>.
 *
 * A pure function of the bytes; lines end as iPXE ends them (LF, one trailing CR dropped, a final
 * backslash continues).
 */
#pragma once

#include <stddef.h>

#include "core/inventory.h"
#include "core/sources/ipxe_script.h"

struct arena;

/* A name that the kernel command line gives to the node with this address; without one (hostname=,
   or ip=::::m1:ens3:dhcp) to the node that boots this line, which its name alone tells. */
struct ipxe_name {
	struct addr client; /* family 0: not given */
	const char *host_name;
	struct where where; /* of the argument */
};

struct ipxe {
	const char *file;
	struct ipxe_script script;
	struct ipxe_name *names;
	size_t count;
};

void ipxe_read(struct arena *arena, const char *file, const char *bytes, size_t length,
	       struct ipxe *ret_ipxe);
