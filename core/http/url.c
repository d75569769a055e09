#include "url.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/text.h"

#define PORT_HTTP  80
#define PORT_HTTPS 443

static int parse_port(const char *text, size_t length, in_port_t *port)
{
	unsigned value = 0;

	if (!length)
		return 0; /* "host:" is the default port, RFC 3986 6.2.3 */
	if (length > 5)
		return -EINVAL;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -EINVAL;
		value = value * 10 + (unsigned)(text[i] - '0');
	}
	if (!value || value > 65535)
		return -EINVAL;
	*port = (in_port_t)value;
	return 0;
}

/* "host", "host:port", "[address]:port". */
static int parse_authority(struct arena *arena, const char *text, size_t length,
			   struct http_url *url)
{
	const char *end = text + length, *host_end, *rest;
	char *host;

	if (length && *text == '[') {
		host_end = memchr(text, ']', length);
		if (!host_end)
			return -EINVAL;
		text++;
		rest = host_end + 1;
	} else {
		host_end = memchr(text, ':', length);
		if (!host_end)
			host_end = end;
		rest = host_end;
	}
	if (host_end == text || (rest < end && *rest != ':'))
		return -EINVAL;
	for (const char *p = text; p < host_end; p++) {
		if (*p <= ' ' || *p == 0x7f)
			return -EINVAL;
	}
	host = arena_strndup(arena, text, (size_t)(host_end - text));
	url->host = text_dns_name(arena, host);
	if (!*url->host)
		return -EINVAL;
	return rest < end ? parse_port(rest + 1, (size_t)(end - rest - 1), &url->port)
			  : 0;
}

int http_url_parse(struct arena *arena, const char *text, struct http_url *ret_url)
{
	struct http_url url = { 0 };
	const char *authority, *authority_end, *at = NULL;
	size_t path_length;
	int r;

	if (strncasecmp(text, "http://", strlen("http://")) == 0) {
		url.scheme = "http";
		url.port = PORT_HTTP;
	} else if (strncasecmp(text, "https://", strlen("https://")) == 0) {
		url.scheme = "https";
		url.port = PORT_HTTPS;
	} else {
		return -EINVAL;
	}
	authority = text + strlen(url.scheme) + strlen("://");
	authority_end = authority + strcspn(authority, "/?#");
	for (const char *p = authority; p < authority_end; p++) {
		if (*p == '@')
			at = p;
	}
	url.has_user = at != NULL;
	if (at)
		authority = at + 1;
	r = parse_authority(arena, authority, (size_t)(authority_end - authority), &url);
	if (r)
		return r;
	path_length = strcspn(authority_end, "?#");
	url.has_query = authority_end[path_length] == '?';
	url.path = path_length ? arena_strndup(arena, authority_end, path_length) : "/";
	*ret_url = url;
	return 0;
}

const char *http_url_file(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

const char *http_url_text(struct arena *arena, const struct http_url *url)
{
	bool is_default =
		url->port == (strcmp(url->scheme, "https") == 0 ? PORT_HTTPS : PORT_HTTP);
	bool is_v6 = strchr(url->host, ':') != NULL;
	const char *text = arena_printf(arena, "%s://%s%s%s", url->scheme,
					is_v6 ? "[" : "", url->host, is_v6 ? "]" : "");

	if (!is_default)
		text = arena_printf(arena, "%s:%u", text, url->port);
	text = arena_printf(arena, "%s%s", text, url->path);
	return text_clean(arena, text, strlen(text), 2048);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

char *http_url_decode(struct arena *arena, const char *path)
{
	char *text = arena_strdup(arena, path);
	char *out = text;

	for (const char *p = text; *p; p++) {
		if (*p == '%' && hex_digit(p[1]) >= 0 && hex_digit(p[2]) >= 0 &&
		    (p[1] != '0' || p[2] != '0')) {
			*out++ = (char)(hex_digit(p[1]) << 4 | hex_digit(p[2]));
			p += 2;
		} else {
			*out++ = *p;
		}
	}
	*out = '\0';
	return text;
}
