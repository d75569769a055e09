/*
 * An IPv4 or IPv6 address, with a port where one makes sense. A plain value: copy it.
 */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

struct addr {
	sa_family_t family;	 /* AF_INET, AF_INET6; 0: no address */
	in_port_t port;		 /* host byte order; 0: none */
	uint32_t scope_id;	 /* interface of a link-local IPv6 address; else 0 */
	unsigned char bytes[16]; /* network byte order; IPv4 uses the first four */
};

/* "fd00::ffff:255.255.255.255%interface", brackets and port included. */
#define ADDR_STRLEN 80
/* 32 nibbles with dots and "ip6.arpa". */
#define ADDR_REVERSE_LEN 80

/* 0, or -EINVAL. "172.16.0.1", "fd00::1", "fe80::1%eth0"; no port. */
int addr_parse(const char *text, struct addr *ret_addr);
/* The same with an optional port: "172.16.0.1:53", "[fd00::1]:53", "fd00::1". */
int addr_parse_port(const char *text, in_port_t default_port, struct addr *ret_addr);

/* The address alone, without port. Returns `buffer`. */
const char *addr_str(const struct addr *addr, char buffer[static ADDR_STRLEN]);
/* "172.16.0.1:53" or "[fd00::1]:53". */
const char *addr_str_port(const struct addr *addr, char buffer[static ADDR_STRLEN]);
/* The name of its PTR record, without final dot: "1.0.16.172.in-addr.arpa" (RFC 1035, 3596). */
const char *addr_reverse(const struct addr *addr, char buffer[static ADDR_REVERSE_LEN]);

/* The other way: 0, or -EINVAL where the name is not that of one address. */
int addr_parse_reverse(const char *name, struct addr *ret_addr);

/* Family and bytes; the port does not count. */
bool addr_equal(const struct addr *a, const struct addr *b);
int addr_compare(const void *a, const void *b); /* for qsort(3) */
bool addr_is_in(const struct addr *addr, const struct addr *list, size_t count);
/* One that another machine can reach: not unspecified, loopback or link-local. */
bool addr_is_outward(const struct addr *addr);
struct addr addr_with_port(struct addr addr, in_port_t port);

socklen_t addr_to_sockaddr(const struct addr *addr,
			   struct sockaddr_storage *ret_sockaddr);
/* 0, or -EAFNOSUPPORT. */
int addr_from_sockaddr(const struct sockaddr *sockaddr, struct addr *ret_addr);
