/*
 * Does anything filter what comes in, beside or without firewalld? The kernel's nf_tables are asked
 * by netlink (linux/netfilter/nf_tables.h): iptables-nft, ufw and nft itself all live there.
 *
 * Local and synchronous; needs CAP_NET_ADMIN.
 */
#pragma once

#include <stddef.h>

struct arena;

struct nft_input {
	size_t chains;	    /* base chains of type filter in the hook "input" */
	size_t rules;	    /* rules in them */
	size_t drops;	    /* those of them with policy drop */
	const char *tables; /* their tables: "inet site, ip filter"; NULL: none */
};

/* 0; -EPERM we may not look; or another negative errno. No nf_tables in this kernel: 0, no chains. */
int nft_look(struct arena *arena, struct nft_input *ret_input);
