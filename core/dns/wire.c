#include "wire.h"

#include <arpa/nameser.h>
#include <errno.h>
#include <resolv.h>

#define POINTERS_MAX 16 /* from one part of a name to the next */

static uint16_t get16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

int dns_wire_question(const struct dns_wire *wire, const uint8_t **at,
		      struct dns_record *ret_record)
{
	int name = dn_skipname(*at, wire->end);

	if (name < 0 || wire->end - *at < name + NS_QFIXEDSZ)
		return -EBADMSG;
	*ret_record = (struct dns_record){ .owner = *at };
	*at += name;
	ret_record->type = get16(*at);
	ret_record->class = get16(*at + 2);
	*at += NS_QFIXEDSZ;
	return 0;
}

int dns_wire_record(const struct dns_wire *wire, const uint8_t **at,
		    struct dns_record *ret_record)
{
	int r = dns_wire_question(wire, at, ret_record);

	if (r < 0 || wire->end - *at < NS_INT32SZ + NS_INT16SZ)
		return -EBADMSG;
	ret_record->ttl = (uint32_t)get16(*at) << 16 | get16(*at + 2);
	ret_record->length = get16(*at + 4);
	ret_record->data = *at + 6;
	if (wire->end - ret_record->data < ret_record->length)
		return -EBADMSG;
	*at = ret_record->data + ret_record->length;
	return 0;
}

/* Lower-case letters, digits, '-' and '_', a bit each: what is written as it is. The rest may need
   a backslash. */
static const uint32_t plain[8] = {
	[1] = 0x3ffU << 16 | 1U << 13, [2] = 1U << 31, [3] = 0x3ffffffU << 1
};

static bool label_is(const uint8_t *label, size_t length, const char *text)
{
	for (size_t i = 0; i < length; i++) {
		uint8_t c = label[i];

		if (c >= 'A' && c <= 'Z')
			c |= 0x20;
		if (c != (uint8_t)text[i] || !(plain[c >> 5] >> (c & 31) & 1))
			return false;
	}
	return true;
}

bool dns_wire_is(const struct dns_wire *wire, const uint8_t *at, const char *name)
{
	unsigned pointers = 0;
	bool is_first = true;

	while (at < wire->end) {
		uint8_t length = *at++;

		if ((length & NS_CMPRSFLGS) == NS_CMPRSFLGS) {
			if (at == wire->end || ++pointers > POINTERS_MAX)
				return false;
			at = wire->base + ((length & ~NS_CMPRSFLGS) << 8 | *at);
			continue;
		}
		if (!length)
			return !is_first && !*name;
		if (length & NS_CMPRSFLGS || wire->end - at < length)
			return false;
		if (!is_first && *name++ != '.')
			return false;
		if (!label_is(at, length, name))
			return false;
		at += length;
		name += length;
		is_first = false;
	}
	return false;
}
