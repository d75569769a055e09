/*
 * What the files dnsmasq*.c that read dnsmasq.conf share.
 */
#pragma once

#include "core/sources/dnsmasq.h"

struct dnsmasq_reader {
	struct arena *arena;
	struct source_files *files;
	struct diagnostics *diagnostics;
	struct dnsmasq *dnsmasq;
	struct index *keys;	 /* struct dnsmasq_key by name */
	struct index *addresses; /* those of dhcp-host lines: where each was said */
	unsigned depth, file_count;
};

/* A key and what its value is for; reads the line's value. */
typedef void dnsmasq_key_fn(struct dnsmasq_reader *reader,
			    const struct dnsmasq_line *line);

enum dnsmasq_argument { DNSMASQ_FLAG, DNSMASQ_WANTED, DNSMASQ_OPTIONAL };

struct dnsmasq_key {
	const char *name;
	enum dnsmasq_argument argument;
	dnsmasq_key_fn *read; /* NULL: of no concern here */
};

/* dnsmasq refuses the file because of this. */
void dnsmasq_refuse(struct dnsmasq_reader *reader, const struct dnsmasq_field *field,
		    const char *help, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void dnsmasq_doubt(struct dnsmasq_reader *reader, const struct dnsmasq_field *field,
		   const char *help, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* A tag to test or to set: "tag:efi", "set:efi", "net:efi"; false: the field is none. */
bool dnsmasq_tag_parse(struct dnsmasq_reader *reader, const struct dnsmasq_field *field,
		       struct dnsmasq_tags *tags, struct dnsmasq_tags *sets);
void dnsmasq_tags_add(struct dnsmasq_reader *reader, struct dnsmasq_tags *tags,
		      const char *tag);

/* dnsmasq.c */
void dnsmasq_read_file(struct dnsmasq_reader *reader, const struct source_file *file);
void dnsmasq_line_read(struct dnsmasq_reader *reader, const struct dnsmasq_line *line);

/* dnsmasq_key.c: all keys, in the order of their names. */
extern const struct dnsmasq_key dnsmasq_keys[];
extern const size_t dnsmasq_key_count;

/* dnsmasq_files.c */
dnsmasq_key_fn dnsmasq_conf_file, dnsmasq_conf_dir, dnsmasq_hosts_file, dnsmasq_opts_file,
	dnsmasq_addn_hosts;
/* dnsmasq_dhcp.c */
dnsmasq_key_fn dnsmasq_dhcp_host, dnsmasq_dhcp_range, dnsmasq_dhcp_option;
/* dnsmasq_boot.c */
dnsmasq_key_fn dnsmasq_dhcp_boot, dnsmasq_pxe_service, dnsmasq_dhcp_match,
	dnsmasq_vendor_class, dnsmasq_user_class, dnsmasq_dhcp_mac, dnsmasq_tag_if,
	dnsmasq_unknown_match;
/* dnsmasq_record.c */
dnsmasq_key_fn dnsmasq_address, dnsmasq_host_record, dnsmasq_ptr_record, dnsmasq_cname,
	dnsmasq_local, dnsmasq_domain, dnsmasq_expand_hosts;
/* dnsmasq_server.c */
dnsmasq_key_fn dnsmasq_port, dnsmasq_tftp, dnsmasq_tftp_root, dnsmasq_listen;
