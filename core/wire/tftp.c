#include "tftp.h"

#include <errno.h>
#include <strings.h>

/* RFC 2348: 8 to 65464. */
#define BLOCK_MAX 65464

/* Takes a string that a zero byte ends. false: there is none. */
static bool take_text(struct slice *rest, struct slice *ret_text)
{
	const uint8_t *end = rest->length ? memchr(rest->bytes, 0, rest->length) : NULL;

	if (!end)
		return false;
	*ret_text = (struct slice){ rest->bytes, (size_t)(end - rest->bytes) };
	*rest = slice_after(*rest, ret_text->length + 1);
	return true;
}

static bool is_word(struct slice text, const char *word)
{
	return text.length == strlen(word) &&
	       !strncasecmp((const char *)text.bytes, word, text.length);
}

/* Up to 18 digits: no sum overflows. 0 for what is no number. */
static uint64_t number(struct slice text)
{
	uint64_t value = 0;

	if (text.length > 18)
		return 0;
	for (size_t i = 0; i < text.length; i++) {
		if (text.bytes[i] < '0' || text.bytes[i] > '9')
			return 0;
		value = value * 10 + (text.bytes[i] - '0');
	}
	return value;
}

static void read_options(struct slice rest, struct tftp *tftp)
{
	struct slice name, value;

	while (take_text(&rest, &name) && take_text(&rest, &value)) {
		if (is_word(name, "blksize") && number(value) <= BLOCK_MAX)
			tftp->block_size = (uint32_t)number(value);
		if (is_word(name, "tsize"))
			tftp->total = number(value);
	}
}

static int read_request(struct slice rest, struct tftp *tftp)
{
	struct slice mode;

	if (!take_text(&rest, &tftp->file) || !take_text(&rest, &mode))
		return -EBADMSG;
	read_options(rest, tftp);
	return 0;
}

int tftp_decode(struct slice message, struct tftp *ret_tftp)
{
	struct tftp tftp = { 0 };
	struct slice rest;
	int r = 0;

	if (message.length < 4)
		return -EBADMSG;
	tftp.operation = read_be16(message.bytes);
	rest = slice_after(message, 2);
	switch (tftp.operation) {
	case TFTP_READ:
	case TFTP_WRITE:
		r = read_request(rest, &tftp);
		break;
	case TFTP_DATA:
	case TFTP_ACK:
		tftp.block = read_be16(rest.bytes);
		tftp.data_length = rest.length - 2;
		break;
	case TFTP_ERROR:
		tftp.error = read_be16(rest.bytes);
		tftp.text = slice_after(rest, 2);
		if (tftp.text.length && !tftp.text.bytes[tftp.text.length - 1])
			tftp.text.length--;
		break;
	case TFTP_OPTIONS:
		read_options(rest, &tftp);
		break;
	default:
		r = -EBADMSG;
	}
	if (r < 0)
		return r;
	*ret_tftp = tftp;
	return 0;
}
