/*
 * All that the files of the install say, as their readers (the other headers of this folder) give
 * it: a value for each kind of file, NULL where there is none. Made once by sources_read(), before
 * the rest of the inventory, which is derived from it; lint checks compare the parts.
 */
#pragma once

#include "core/inventory.h"

struct arena;
struct boot_config;
struct config;
struct dhcpd;
struct dnsmasq;
struct diagnostics;
struct haproxy;
struct ignition_files;
struct hosts;
struct install_config;
struct ipxe;
struct named;
struct pxelinux;
struct zones;
struct source_files;
struct web_server;

struct sources {
	struct source_files *files; /* all that was read */
	/*
	 * What is wrong in them. An error: the program that the file is for refuses it, or takes
	 * it for something else. Never a reason to stop.
	 */
	const struct diagnostics *diagnostics;

	const struct install_config *install_config;
	const char *haproxy_file; /* known even where it cannot be read here */
	bool haproxy_is_local;	  /* it is this machine's, not a copy of another's */
	bool is_one_tree;	  /* all are of one other machine (--root) */
	const struct haproxy *haproxy;
	const struct dhcpd *dhcpd;
	const struct dnsmasq *dnsmasq;
	const char *dnsmasq_file;
	const struct ipxe *const
		*ipxe; /* the scripts, in the order of the configuration */
	size_t ipxe_count;
	const struct pxelinux *const *pxelinux;
	size_t pxelinux_count;
	/* What machines boot: the scripts, then the files of PXELINUX, then those of GRUB. */
	const struct boot_config **boot;
	size_t boot_count;
	const struct ignition_files *ignition_files; /* of installDir */
	const struct named *named;
	const struct zones *zones; /* of named.conf, and those named alone */
	const struct hosts *hosts;
	const struct web_server *nginx, *apache;
	bool incomplete; /* something that the configuration names could not be read here */
};

/* The web servers that are known, at most two; returns how many. */
#define SOURCES_WEB_MAX 2
size_t sources_web(const struct sources *sources,
		   const struct web_server *ret_servers[static SOURCES_WEB_MAX]);

/*
 * Reads what the configuration names. `diagnostics` gets what is wrong with the configuration: a
 * relative path that leads nowhere is an error, an absolute one (the file is on another host) a
 * warning. `root`: see source_files_new().
 */
const struct sources *sources_read(struct arena *arena, const struct config *config,
				   const char *root, struct diagnostics *diagnostics);
