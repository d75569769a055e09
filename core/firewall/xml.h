/*
 * firewalld's files -> struct firewall: firewalld.conf and the XML of zones, services, policies and
 * ipsets (firewalld.conf(5), firewalld.zone(5), firewalld.service(5), firewalld.policy(5)). Asked
 * where the daemon does not run. A file below the site's folder stands for the whole of the one
 * with the same name below the vendor's.
 */
#pragma once

#include <stddef.h>

#include "firewall.h"

#define FIREWALL_SITE_FOLDER   "/etc/firewalld"
#define FIREWALL_VENDOR_FOLDER "/usr/lib/firewalld"

enum firewall_kind {
	FIREWALL_ZONE,
	FIREWALL_SERVICE_FILE,
	FIREWALL_POLICY,
	FIREWALL_IPSET
};

/*
 * Reads the two folders. Files that cannot be parsed are left out, as firewalld leaves them out;
 * their number goes to `ret_broken` (may be NULL). 0; -ENOENT where the vendor's folder has no
 * zones (firewalld is not installed); -EACCES where we may not look.
 */
int firewall_xml_load(struct arena *arena, const char *site_folder,
		      const char *vendor_folder, size_t *ret_broken,
		      const struct firewall **ret_firewall);

/* The zones alone. 0; -EACCES where we may not look; -ENOENT where there are none. */
int firewall_xml_load_zones(struct arena *arena, const char *site_folder,
			    const char *vendor_folder,
			    const struct firewall **ret_firewall);

/*
 * One object that only the vendor's folder defines, so that it is as it was shipped and firewalld
 * reads it as we do. 0; else nothing was added: -EEXIST the site has its own; -EACCES we may not
 * look for one; -ENOENT, -EINVAL.
 */
int firewall_xml_load_shipped(struct firewall *firewall, enum firewall_kind kind,
			      const char *name, const char *site_folder,
			      const char *vendor_folder);
/* The names of all objects of a kind, sorted, where all of them are as shipped. As above. */
int firewall_xml_shipped_names(struct firewall *firewall, enum firewall_kind kind,
			       const char *site_folder, const char *vendor_folder,
			       struct firewall_names *ret_names);

/* One file from memory, at most 1 MiB. 0, or -EINVAL: no XML, or not of this kind. */
int firewall_xml_parse(struct firewall *firewall, enum firewall_kind kind,
		       const char *name, const char *bytes, size_t length);
