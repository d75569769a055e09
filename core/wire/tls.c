#include "tls.h"

#include <errno.h>

#define HEADER	      5
#define RECORD_MAX    (16384 + 2048) /* RFC 5246, 6.2.3 */
#define CLIENT_HELLO  1
#define EXTENSION_SNI 0
#define SNI_HOST_NAME 0
#define ALERT_LENGTH  2

/* Takes `length` bytes; false: there are not so many. */
static bool take(struct slice *rest, size_t length, struct slice *ret_part)
{
	if (rest->length < length)
		return false;
	*ret_part = (struct slice){ rest->bytes, length };
	*rest = slice_after(*rest, length);
	return true;
}

/* Takes a vector with a length of one or two bytes before it. */
static bool take_vector(struct slice *rest, size_t length_size, struct slice *ret_part)
{
	struct slice number;

	if (!take(rest, length_size, &number))
		return false;
	return take(rest, length_size == 1 ? number.bytes[0] : read_be16(number.bytes),
		    ret_part);
}

/* server_name extension: a list of names, of which the first host name is meant. */
static struct slice read_sni(struct slice value)
{
	struct slice list, type, name;

	if (!take_vector(&value, 2, &list))
		return (struct slice){ 0 };
	while (take(&list, 1, &type) && take_vector(&list, 2, &name))
		if (type.bytes[0] == SNI_HOST_NAME && name.length)
			return name;
	return (struct slice){ 0 };
}

/* The body of a ClientHello, as far as it is here. */
static struct slice find_sni(struct slice hello)
{
	struct slice part, extensions, type, value;

	if (!take(&hello, 2 + 32, &part) ||   /* version, random */
	    !take_vector(&hello, 1, &part) || /* session */
	    !take_vector(&hello, 2, &part) || /* cipher suites */
	    !take_vector(&hello, 1, &part) || /* compression */
	    !take(&hello, 2, &part))	      /* length of the extensions */
		return (struct slice){ 0 };
	extensions = hello;
	while (take(&extensions, 2, &type) && take_vector(&extensions, 2, &value))
		if (read_be16(type.bytes) == EXTENSION_SNI)
			return read_sni(value);
	return (struct slice){ 0 };
}

int tls_record_decode(struct slice segment, struct tls_record *ret_record)
{
	struct tls_record record = { 0 };
	struct slice body;
	size_t length;

	if (segment.length < HEADER || segment.bytes[0] < TLS_CHANGE_CIPHER ||
	    segment.bytes[0] > TLS_DATA || segment.bytes[1] != 3 || segment.bytes[2] > 4)
		return -EBADMSG;
	length = read_be16(segment.bytes + 3);
	if (!length || length > RECORD_MAX)
		return -EBADMSG;
	record.content = segment.bytes[0];
	record.length = HEADER + length;
	body = slice_after(segment, HEADER);
	if (body.length > length)
		body.length = length;
	if (record.content == TLS_ALERT && length == ALERT_LENGTH &&
	    body.length == ALERT_LENGTH) {
		record.has_alert = true;
		record.alert = body.bytes[1];
	}
	if (record.content == TLS_HANDSHAKE && body.length >= 4 &&
	    body.bytes[0] == CLIENT_HELLO) {
		record.is_client_hello = true;
		record.server_name = find_sni(slice_after(body, 4));
	}
	*ret_record = record;
	return 0;
}

const char *tls_alert_name(uint8_t alert)
{
	switch (alert) {
	case 40:
		return "handshake failure";
	case TLS_ALERT_BAD_CERTIFICATE:
		return "bad certificate";
	case 43:
		return "unsupported certificate";
	case 44:
		return "certificate revoked";
	case TLS_ALERT_CERTIFICATE_EXPIRED:
		return "certificate expired";
	case 46:
		return "certificate unknown";
	case TLS_ALERT_UNKNOWN_CA:
		return "unknown CA";
	case 70:
		return "protocol version";
	case 112:
		return "unrecognized name";
	default:
		return NULL;
	}
}
