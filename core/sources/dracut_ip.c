#include "core/sources/dracut_ip.h"

#include <string.h>

#include "core/addr.h"
#include "core/arena.h"

#define FIELDS_MAX 16

static const char *const kinds[] = { "none",	    "off",   "dhcp",	   "on",
				     "any",	    "dhcp6", "auto",	   "auto6",
				     "either6",	    "link6", "link-local", "ibft",
				     "single-dhcp", "fw",    "both",	   "bootp",
				     "rarp",	    NULL };

static bool is_word(const char *text, size_t length)
{
	for (size_t i = 0; kinds[i]; i++) {
		if (strlen(kinds[i]) == length && !strncmp(kinds[i], text, length))
			return true;
	}
	return false;
}

bool dracut_ip_is_kind(const char *text)
{
	for (;;) {
		size_t length = strcspn(text, ",");

		if (!is_word(text, length))
			return false;
		if (!text[length])
			return true;
		text += length + 1;
	}
}

/* Splits at colons; those inside [brackets] belong to an IPv6 address. */
static size_t split(struct arena *arena, const char *value, size_t length,
		    struct dracut_ip_field fields[static FIELDS_MAX])
{
	size_t count = 0, start = 0;

	while (count < FIELDS_MAX) {
		size_t end = start;
		bool brackets = start < length && value[start] == '[';

		while (end < length && (value[end] != ':' || brackets)) {
			brackets &= value[end] != ']';
			end++;
		}
		fields[count].offset = (unsigned)start;
		if (end > start + 1 && value[start] == '[' && value[end - 1] == ']') {
			fields[count].offset++;
			fields[count++].text =
				arena_strndup(arena, value + start + 1, end - start - 2);
		} else {
			fields[count++].text =
				arena_strndup(arena, value + start, end - start);
		}
		if (end >= length)
			break;
		start = end + 1;
	}
	return count;
}

void dracut_ip_read(struct arena *arena, const char *value, size_t length,
		    struct dracut_ip *ret_ip)
{
	struct dracut_ip_field fields[FIELDS_MAX];
	struct addr addr;

	for (size_t i = 0; i < FIELDS_MAX; i++)
		fields[i] = (struct dracut_ip_field){ .text = "" };
	*ret_ip = (struct dracut_ip){ .count = split(arena, value, length, fields) };
	for (size_t i = ret_ip->count; i < FIELDS_MAX; i++)
		fields[i].offset = (unsigned)length;
	if (ret_ip->count == 1) {
		ret_ip->form = DRACUT_IP_KIND;
		ret_ip->kind = fields[0];
		ret_ip->interface = fields[1];
	} else if (dracut_ip_is_kind(fields[1].text)) {
		ret_ip->form = DRACUT_IP_INTERFACE;
		ret_ip->interface = fields[0];
		ret_ip->kind = fields[1];
	} else {
		ret_ip->form = DRACUT_IP_CLIENT;
		ret_ip->interface = fields[5];
		ret_ip->kind = fields[6];
	}
	if (ret_ip->form != DRACUT_IP_CLIENT) {
		ret_ip->client = ret_ip->peer = ret_ip->gateway = ret_ip->netmask =
			ret_ip->host_name = ret_ip->dns[0] = ret_ip->dns[1] =
				fields[FIELDS_MAX - 1];
		return;
	}
	ret_ip->client = fields[0];
	ret_ip->peer = fields[1];
	ret_ip->gateway = fields[2];
	ret_ip->netmask = fields[3];
	ret_ip->host_name = fields[4];
	ret_ip->dns[0] = ret_ip->dns[1] = fields[FIELDS_MAX - 1];
	/* A number is an MTU. */
	if (addr_parse(fields[7].text, &addr) >= 0) {
		ret_ip->dns[0] = fields[7];
		ret_ip->dns[1] = fields[8];
	}
}
