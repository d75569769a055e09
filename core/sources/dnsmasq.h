/*
 * dnsmasq.conf, and the files that it names: the hosts, ranges, options and boot files of its DHCP
 * server, the records of its DNS server, its TFTP server (dnsmasq(8)). What a client is told in the
 * end is asked with dnsmasq_ask.h, what a name resolves to with dnsmasq_dns.h.
 *
 * A pure function of the bytes. What dnsmasq refuses is an error with its place, what it takes but
 * hardly means so a warning; the lines behind are still read.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/inventory.h"
#include "core/sources/dnsmasq_line.h"

struct arena;
struct diagnostics;
struct source_file;
struct source_files;

/* Tags that must be set ("efi"), or not ("!efi"). */
struct dnsmasq_tags {
	const char **items;
	size_t count;
};

/* dhcp-host */
struct dnsmasq_host {
	const char **macs; /* lower case with colons */
	size_t mac_count;
	const char *name;		 /* or NULL */
	struct dnsmasq_field *addresses; /* that parse, IPv6 without brackets */
	size_t address_count;
	bool ignored;
	bool wild;	     /* a pattern of MACs, or a client id: of no one machine */
	unsigned long lease; /* seconds; 0: that of the range */
	struct dnsmasq_tags tags, sets;
	struct where where, mac_where, name_where; /* where: of the value */
};

/* dhcp-range */
struct dnsmasq_range {
	struct addr low, high; /* high family 0: no dynamic addresses (static, proxy) */
	bool fixed_only;       /* static: hosts that have a dhcp-host only */
	bool proxy;	       /* another server gives the addresses */
	unsigned prefix;       /* of the mask; 0: that of the interface */
	const char *mask;      /* as written, or NULL */
	unsigned long lease;   /* seconds; 0: the default, an hour */
	struct dnsmasq_tags tags, sets;
	struct where where;
	unsigned width;
};

/* dhcp-option of the standard space */
struct dnsmasq_option {
	unsigned code;
	bool six;
	const struct dnsmasq_field *values;
	size_t count;
	struct dnsmasq_tags tags;
	struct where where;
};

/* dhcp-boot; and pxe-service, which has `arch` */
struct dnsmasq_boot {
	struct dnsmasq_tags tags;
	const char *file,
		*server; /* server: an address or a name; NULL: dnsmasq itself */
	struct where file_where, server_where;
	int arch; /* of a pxe-service; -1: dhcp-boot */
};

enum dnsmasq_matcher {
	DNSMASQ_OPTION,	      /* dhcp-match */
	DNSMASQ_VENDOR_CLASS, /* dhcp-vendorclass: a part of option 60 */
	DNSMASQ_USER_CLASS,   /* dhcp-userclass: a part of option 77 */
	DNSMASQ_MAC,	      /* dhcp-mac */
	DNSMASQ_TAG_IF,
	DNSMASQ_UNKNOWN, /* by what is not known here: relays, names */
};

/* What sets a tag. In the order of the file. */
struct dnsmasq_match {
	enum dnsmasq_matcher matcher;
	unsigned code;			/* of DNSMASQ_OPTION */
	const char *value;		/* NULL: that the client sends it is enough */
	struct dnsmasq_tags tags, sets; /* tags: of DNSMASQ_TAG_IF */
	struct where where;
};

enum dnsmasq_record_kind {
	DNSMASQ_ADDRESS, /* a name and its address; host-record, hosts files */
	DNSMASQ_DOMAIN,	 /* a name and all below it; address=/x/ */
	DNSMASQ_ALIAS,	 /* cname */
	DNSMASQ_POINTER, /* ptr-record */
};

/* Names are in lower case, without a final dot. */
struct dnsmasq_record {
	enum dnsmasq_record_kind kind;
	const char *name;
	const char *target; /* of an alias or a pointer */
	struct addr addr;   /* family 0: the name does not exist */
	bool reverse;	    /* the address has this name in the reverse zone too */
	struct where where;
	unsigned width;
};

struct dnsmasq {
	struct dnsmasq_host *hosts;
	size_t host_count;
	struct dnsmasq_range *ranges;
	size_t range_count;
	struct dnsmasq_option *options;
	size_t option_count;
	struct dnsmasq_boot *boots;
	size_t boot_count;
	struct dnsmasq_match *matches;
	size_t match_count;

	struct dnsmasq_record *records;
	size_t record_count;
	const char *domain; /* of `domain=`, without a range; or NULL */
	struct where domain_where;
	const char **local_domains; /* never asked elsewhere: local=/x/ */
	size_t local_domain_count;
	bool expand_hosts;
	bool serves_dns; /* port is not 0 */

	bool tftp;
	const char *tftp_root; /* or NULL */
	struct where tftp_where;
	struct addresses listen;
	/* A file that it names is not here: what is not said may stand there. */
	bool incomplete;
};

/* `files`: for what it names; NULL: that is not followed. */
void dnsmasq_read(struct arena *arena, struct source_files *files,
		  const struct source_file *file, struct diagnostics *diagnostics,
		  struct dnsmasq *ret_dnsmasq);

/* "12h", "45m", "infinite", "3600" -> seconds (infinite: ULONG_MAX); 0: no lease time. */
unsigned long dnsmasq_lease_parse(const char *text);
/* The code of an option that dnsmasq knows by this name, or 0. */
unsigned dnsmasq_option_code(const char *name);
