#include "addr.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static size_t addr_length(const struct addr *addr)
{
	return addr->family == AF_INET6 ? 16 : 4;
}

int addr_parse(const char *text, struct addr *ret_addr)
{
	struct addr addr = { 0 };
	char copy[INET6_ADDRSTRLEN];
	const char *zone = strchr(text, '%');
	size_t length = zone ? (size_t)(zone - text) : strlen(text);

	if (length >= sizeof copy)
		return -EINVAL;
	memcpy(copy, text, length);
	copy[length] = '\0';
	if (!zone && inet_pton(AF_INET, copy, addr.bytes) == 1) {
		addr.family = AF_INET;
	} else if (inet_pton(AF_INET6, copy, addr.bytes) == 1) {
		addr.family = AF_INET6;
		if (zone) {
			addr.scope_id = if_nametoindex(zone + 1);
			if (!addr.scope_id)
				return -EINVAL;
		}
	} else {
		return -EINVAL;
	}
	*ret_addr = addr;
	return 0;
}

static int port_parse(const char *text, in_port_t *ret_port)
{
	char *end;
	unsigned long port;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	port = strtoul(text, &end, 10);
	if (*end || !port || port > 65535)
		return -EINVAL;
	*ret_port = (in_port_t)port;
	return 0;
}

int addr_parse_port(const char *text, in_port_t default_port, struct addr *ret_addr)
{
	const char *first = strchr(text, ':');
	const char *port = NULL;
	char host[ADDR_STRLEN];
	struct addr addr;
	size_t length;
	int r;

	if (*text == '[') {
		const char *end = strchr(text, ']');

		if (!end || (end[1] && end[1] != ':'))
			return -EINVAL;
		port = end[1] ? end + 2 : NULL;
		length = (size_t)(end - text) - 1;
		text++;
	} else if (first && !strchr(first + 1, ':')) {
		port = first + 1;
		length = (size_t)(first - text);
	} else {
		length = strlen(text);
	}
	if (length >= sizeof host)
		return -EINVAL;
	memcpy(host, text, length);
	host[length] = '\0';
	r = addr_parse(host, &addr);
	if (r < 0)
		return r;
	addr.port = default_port;
	if (port) {
		r = port_parse(port, &addr.port);
		if (r < 0)
			return r;
	}
	*ret_addr = addr;
	return 0;
}

/* A byte as a decimal number; returns where it ends. */
static char *put_byte(char *to, unsigned char byte)
{
	if (byte >= 100)
		*to++ = (char)('0' + byte / 100);
	if (byte >= 10)
		*to++ = (char)('0' + byte / 10 % 10);
	*to++ = (char)('0' + byte % 10);
	return to;
}

/* Four bytes and the dots between them, the next one by `step`: a report has tens of thousands. */
static char *put_quad(char *to, const unsigned char *byte, int step)
{
	for (int i = 0; i < 4; i++, byte += step) {
		if (i)
			*to++ = '.';
		to = put_byte(to, *byte);
	}
	*to = '\0';
	return to;
}

const char *addr_str(const struct addr *addr, char buffer[static ADDR_STRLEN])
{
	char zone[IF_NAMESIZE];

	if (addr->family == AF_INET) {
		put_quad(buffer, addr->bytes, 1);
		return buffer;
	}
	buffer[0] = '\0';
	if (!addr->family || !inet_ntop(addr->family, addr->bytes, buffer, ADDR_STRLEN))
		return buffer;
	if (addr->scope_id && if_indextoname(addr->scope_id, zone)) {
		size_t used = strlen(buffer);

		snprintf(buffer + used, ADDR_STRLEN - used, "%%%s", zone);
	}
	return buffer;
}

const char *addr_str_port(const struct addr *addr, char buffer[static ADDR_STRLEN])
{
	char plain[ADDR_STRLEN];

	addr_str(addr, plain);
	snprintf(buffer, ADDR_STRLEN,
		 addr->family == AF_INET6 ? "[%.64s]:%u" : "%.64s:%u", plain, addr->port);
	return buffer;
}

const char *addr_reverse(const struct addr *addr, char buffer[static ADDR_REVERSE_LEN])
{
	const unsigned char *b = addr->bytes;
	size_t used = 0;

	if (addr->family == AF_INET) {
		static const char zone[] = ".in-addr.arpa";

		memcpy(put_quad(buffer, b + 3, -1), zone, sizeof zone);
		return buffer;
	}
	for (int i = 15; i >= 0; i--) {
		used += (size_t)snprintf(buffer + used, ADDR_REVERSE_LEN - used, "%x.%x.",
					 b[i] & 0xfU, b[i] >> 4U);
	}
	snprintf(buffer + used, ADDR_REVERSE_LEN - used, "ip6.arpa");
	return buffer;
}

/* Lengths that the compiler knows: this is asked for every packet of a capture. */
static bool bytes_equal(const struct addr *a, const struct addr *b)
{
	return a->family == AF_INET6 ? !memcmp(a->bytes, b->bytes, 16)
				     : !memcmp(a->bytes, b->bytes, 4);
}

bool addr_equal(const struct addr *a, const struct addr *b)
{
	return a->family == b->family && bytes_equal(a, b) && a->scope_id == b->scope_id;
}

int addr_compare(const void *va, const void *vb)
{
	const struct addr *a = va, *b = vb;

	if (a->family != b->family)
		return a->family == AF_INET ? -1 : 1;
	return memcmp(a->bytes, b->bytes, addr_length(a));
}

bool addr_is_in(const struct addr *addr, const struct addr *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (addr_equal(addr, &list[i]))
			return true;
	}
	return false;
}

struct addr addr_with_port(struct addr addr, in_port_t port)
{
	addr.port = port;
	return addr;
}

socklen_t addr_to_sockaddr(const struct addr *addr, struct sockaddr_storage *ret_sockaddr)
{
	memset(ret_sockaddr, 0, sizeof *ret_sockaddr);
	if (addr->family == AF_INET6) {
		struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
					    .sin6_port = htons(addr->port),
					    .sin6_scope_id = addr->scope_id };

		memcpy(&in6.sin6_addr, addr->bytes, 16);
		memcpy(ret_sockaddr, &in6, sizeof in6);
		return sizeof in6;
	}
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(addr->port) };

	memcpy(&in.sin_addr, addr->bytes, 4);
	memcpy(ret_sockaddr, &in, sizeof in);
	return sizeof in;
}

int addr_from_sockaddr(const struct sockaddr *sockaddr, struct addr *ret_addr)
{
	struct addr addr = { 0 };

	if (sockaddr->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, sockaddr, sizeof in);
		memcpy(addr.bytes, &in.sin_addr, 4);
		addr.port = ntohs(in.sin_port);
	} else if (sockaddr->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;

		memcpy(&in6, sockaddr, sizeof in6);
		memcpy(addr.bytes, &in6.sin6_addr, 16);
		addr.port = ntohs(in6.sin6_port);
		if (IN6_IS_ADDR_LINKLOCAL(&in6.sin6_addr))
			addr.scope_id = in6.sin6_scope_id;
	} else {
		return -EAFNOSUPPORT;
	}
	addr.family = sockaddr->sa_family;
	*ret_addr = addr;
	return 0;
}

/* "1.0.16.172": the first label is the last byte; all of it must be of digits. */
static int parse_reverse_4(const char *name, size_t length, struct addr *ret_addr)
{
	char text[INET_ADDRSTRLEN];
	struct in_addr address;
	unsigned char bytes[4];

	if (length >= sizeof text)
		return -EINVAL;
	memcpy(text, name, length);
	text[length] = '\0';
	if (inet_pton(AF_INET, text, &address) != 1)
		return -EINVAL;
	memcpy(bytes, &address, sizeof bytes);
	*ret_addr = (struct addr){ .family = AF_INET };
	for (size_t i = 0; i < sizeof bytes; i++)
		ret_addr->bytes[i] = bytes[sizeof bytes - 1 - i];
	return 0;
}

/* "1.0.0. ... .d.f": 32 nibbles, the last one first. */
static int parse_reverse_6(const char *name, size_t length, struct addr *ret_addr)
{
	static const char digits[] = "0123456789abcdef";
	struct addr addr = { .family = AF_INET6 };

	if (length != 63)
		return -EINVAL;
	for (size_t i = 0; i < 32; i++) {
		/* Digits have that bit, letters get it: lower case. */
		const char *digit = memchr(digits, name[2 * i] | 0x20, 16);

		if (!digit || (i < 31 && name[2 * i + 1] != '.'))
			return -EINVAL;
		addr.bytes[15 - i / 2] |=
			(unsigned char)((digit - digits) << (i % 2 ? 4 : 0));
	}
	*ret_addr = addr;
	return 0;
}

int addr_parse_reverse(const char *name, struct addr *ret_addr)
{
	static const char four[] = ".in-addr.arpa", six[] = ".ip6.arpa";
	size_t length = strlen(name);

	if (length > sizeof four - 1 &&
	    !strcasecmp(name + length - (sizeof four - 1), four))
		return parse_reverse_4(name, length - (sizeof four - 1), ret_addr);
	if (length > sizeof six - 1 && !strcasecmp(name + length - (sizeof six - 1), six))
		return parse_reverse_6(name, length - (sizeof six - 1), ret_addr);
	return -EINVAL;
}

bool addr_is_outward(const struct addr *addr)
{
	static const unsigned char unspecified[16], loopback[16] = { [15] = 1 };

	if (!memcmp(addr->bytes, unspecified, sizeof unspecified))
		return false;
	if (addr->family == AF_INET)
		return addr->bytes[0] != 127 &&
		       !(addr->bytes[0] == 169 && addr->bytes[1] == 254);
	return memcmp(addr->bytes, loopback, sizeof loopback) &&
	       !(addr->bytes[0] == 0xfe && (addr->bytes[1] & 0xc0) == 0x80);
}
