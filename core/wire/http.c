#include "http.h"

#include <errno.h>
#include <strings.h>

static const char *const methods[] = { "GET ", "HEAD ", "POST ", "PUT " };

bool http_is_head(struct slice segment)
{
	uint32_t word;

	if (segment.length < 12)
		return false;
	word = read_be32(segment.bytes);
	return word == 0x48545450 /* HTTP */ || word == 0x47455420 /* "GET " */ ||
	       word == 0x48454144 /* HEAD */ || word == 0x504f5354 /* POST */ ||
	       word == 0x50555420 /* "PUT " */;
}

/* Up to `stop`, which is taken too. false: it does not stand there. */
static bool take_until(struct slice *rest, char stop, struct slice *ret_part)
{
	const uint8_t *end =
		rest->length ? memchr(rest->bytes, stop, rest->length) : NULL;

	if (!end)
		return false;
	*ret_part = (struct slice){ rest->bytes, (size_t)(end - rest->bytes) };
	*rest = slice_after(*rest, ret_part->length + 1);
	return true;
}

/* A line without its end (CRLF, or LF alone as RFC 9112, 2.2 allows). */
static bool take_line(struct slice *rest, struct slice *ret_line)
{
	if (!take_until(rest, '\n', ret_line))
		return false;
	if (ret_line->length && ret_line->bytes[ret_line->length - 1] == '\r')
		ret_line->length--;
	return true;
}

static struct slice trim(struct slice text)
{
	while (text.length && (*text.bytes == ' ' || *text.bytes == '\t'))
		text = slice_after(text, 1);
	while (text.length && (text.bytes[text.length - 1] == ' ' ||
			       text.bytes[text.length - 1] == '\t'))
		text.length--;
	return text;
}

/* The leading digits, at most 18 of them. false: there are none, or too many. */
static bool read_number(struct slice text, uint64_t *ret_value)
{
	uint64_t value = 0;
	size_t i;

	for (i = 0; i < text.length && text.bytes[i] >= '0' && text.bytes[i] <= '9';
	     i++) {
		if (i == 18)
			return false;
		value = value * 10 + (text.bytes[i] - '0');
	}
	*ret_value = value;
	return i > 0;
}

static bool is_word(struct slice text, const char *word)
{
	return text.length == strlen(word) &&
	       !strncasecmp((const char *)text.bytes, word, text.length);
}

static void take_field(struct http_head *head, struct slice name, struct slice value)
{
	if (is_word(name, "Host")) {
		head->host = value;
	} else if (is_word(name, "User-Agent")) {
		head->user_agent = value;
	} else if (is_word(name, "Location")) {
		head->location = value;
	} else if (is_word(name, "Content-Length")) {
		head->has_content_length = read_number(value, &head->content_length);
	} else if (is_word(name, "Content-Range") && slice_starts(value, "bytes ")) {
		if (!read_number(slice_after(value, 6), &head->range_start))
			head->range_start = 0;
	}
}

/* "HTTP/1.1 200 OK" */
static int read_status_line(struct slice line, struct http_head *head)
{
	uint64_t status;

	if (line.length < 12 || !slice_starts(line, "HTTP/1.") || line.bytes[8] != ' ' ||
	    !read_number((struct slice){ line.bytes + 9, 3 }, &status) || status < 100 ||
	    status > 599)
		return -EBADMSG;
	head->is_response = true;
	head->status = (uint16_t)status;
	return 0;
}

/* "http://host/path" -> "/path" */
static struct slice path_of(struct slice target)
{
	struct slice rest = target, part;

	if (!slice_starts(target, "http://") && !slice_starts(target, "https://"))
		return target;
	if (!take_until(&rest, '/', &part) || !take_until(&rest, '/', &part) ||
	    !take_until(&rest, '/', &part))
		return target;
	return (struct slice){ rest.bytes - 1, rest.length + 1 };
}

/* "GET /pxeboot.ipxe HTTP/1.1" */
static int read_request_line(struct slice line, struct http_head *head)
{
	bool is_known = false;

	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		is_known |= slice_starts(line, methods[i]);
	if (!is_known || !take_until(&line, ' ', &head->method) ||
	    !take_until(&line, ' ', &head->target) || !slice_starts(line, "HTTP/1.") ||
	    !head->target.length)
		return -EBADMSG;
	head->target = path_of(head->target);
	return 0;
}

int http_head_decode(struct slice segment, struct http_head *ret_head)
{
	struct http_head head = { 0 };
	struct slice rest = segment, line, name;
	int r;

	if (rest.length > HTTP_HEAD_MAX)
		rest.length = HTTP_HEAD_MAX;
	if (!take_line(&rest, &line))
		return -EBADMSG;
	r = slice_starts(line, "HTTP/") ? read_status_line(line, &head)
					: read_request_line(line, &head);
	if (r < 0)
		return r;
	while (take_line(&rest, &line)) {
		if (!line.length) {
			head.is_complete = true;
			head.length = (size_t)(rest.bytes - segment.bytes);
			break;
		}
		if (take_until(&line, ':', &name))
			take_field(&head, name, trim(line));
	}
	*ret_head = head;
	return 0;
}
