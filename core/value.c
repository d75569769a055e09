#include "value.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "addr.h"
#include "arena.h"
#include "text.h"

#define ZONE_NAME_MAX 17 /* firewalld's limit: it makes a chain name of it */

/* "22623", "1-65535" up to `end`. */
static bool is_port_range(const char *text, const char *end)
{
	unsigned long first, last;
	char *rest;

	if (!isdigit((unsigned char)*text))
		return false;
	first = last = strtoul(text, &rest, 10);
	if (*rest == '-' && isdigit((unsigned char)rest[1]))
		last = strtoul(rest + 1, &rest, 10);
	return rest == end && first && first <= last && last <= 65535;
}

static bool is_address(const char *text)
{
	struct addr addr;

	return addr_parse(text, &addr) >= 0;
}

static bool is_server(const char *text)
{
	struct addr addr;

	return addr_parse_port(text, 53, &addr) >= 0;
}

static bool is_version(const char *text)
{
	unsigned parts = 0;

	for (const char *p = text; *p; parts++) {
		size_t digits = strspn(p, "0123456789");

		if (!digits || digits > 6)
			return false;
		p += digits;
		if (*p == '-' && parts == 2)
			return p[1] != '\0'; /* 4.16.0-rc.1 */
		if (*p == '.' && p[1])
			p++;
		else if (*p)
			return false;
	}
	return parts == 2 || parts == 3;
}

static bool is_path(const char *text)
{
	return *text != '\0';
}

/* The host, with an optional port, between the slashes and the path of a URL. */
static bool is_url_host(const char *text, const char *end)
{
	char host[256];
	const char *port = NULL;
	struct addr addr;
	size_t length;

	if (*text == '[') {
		const char *close = memchr(text, ']', (size_t)(end - text));

		if (!close || (close + 1 < end && close[1] != ':'))
			return false;
		port = close + 1 < end ? close + 2 : NULL;
		text++;
		length = (size_t)(close - text);
	} else {
		const char *colon = memchr(text, ':', (size_t)(end - text));

		port = colon ? colon + 1 : NULL;
		length = (size_t)((colon ? colon : end) - text);
	}
	if (port &&
	    (memchr(port, '-', (size_t)(end - port)) || !is_port_range(port, end)))
		return false;
	if (length >= sizeof host)
		return false;
	memcpy(host, text, length);
	host[length] = '\0';
	if (text[-1] == '[')
		return addr_parse(host, &addr) >= 0 && addr.family == AF_INET6;
	/* A last label of digits alone is an address or nothing (RFC 3696, 2). */
	if (strspn(host, "0123456789.") == length)
		return addr_parse(host, &addr) >= 0;
	return text_is_host_name(host);
}

static bool is_http_url(const char *text, bool user_allowed)
{
	const char *host, *end;

	for (const char *p = text; *p; p++) {
		if (*p <= ' ' || *p >= 0x7f)
			return false;
	}
	if (!strncasecmp(text, "http://", 7))
		host = text + 7;
	else if (!strncasecmp(text, "https://", 8))
		host = text + 8;
	else
		return false;
	end = host + strcspn(host, "/?#");
	for (const char *at = memchr(host, '@', (size_t)(end - host)); at;
	     at = memchr(host, '@', (size_t)(end - host))) {
		if (!user_allowed)
			return false;
		host = at + 1;
	}
	return host < end && is_url_host(host, end);
}

static bool is_url(const char *text)
{
	return is_http_url(text, false) && !strpbrk(text, "?#");
}

static bool is_proxy(const char *text)
{
	return is_http_url(text, true) && !strpbrk(text, "?#");
}

static bool is_mac(const char *text)
{
	if (strlen(text) != 17)
		return false;
	for (int i = 0; i < 17; i++) {
		if (i % 3 == 2 ? text[i] != text[2] : !isxdigit((unsigned char)text[i]))
			return false;
	}
	return text[2] == ':' || text[2] == '-';
}

static bool is_word(const char *text)
{
	if (!isalnum((unsigned char)*text))
		return false;
	for (; *text; text++) {
		if (!isalnum((unsigned char)*text) && !strchr("_.+-", *text))
			return false;
	}
	return true;
}

static bool is_zone(const char *text)
{
	return is_word(text) && strlen(text) <= ZONE_NAME_MAX;
}

static bool is_opening(const char *text)
{
	const char *slash = strchr(text, '/');

	/* A number alone is a port whose protocol was forgotten. */
	if (!slash)
		return is_word(text) && !is_port_range(text, text + strlen(text));
	return is_port_range(text, slash) &&
	       (!strcmp(slash, "/tcp") || !strcmp(slash, "/udp") ||
		!strcmp(slash, "/sctp") || !strcmp(slash, "/dccp"));
}

/* Below the base URL: no way up and out, no URL of its own. */
static bool is_artifact(const char *text)
{
	const char *p = text;

	if (!*text || strstr(text, "://"))
		return false;
	while (*p) {
		size_t length = strcspn(p, "/");

		if (length == 2 && !strncmp(p, "..", 2))
			return false;
		p += length;
		p += *p == '/';
	}
	return p[-1] != '/';
}

/* "lint.zone-ttl" */
static bool is_check(const char *text)
{
	const char *dot = strchr(text, '.');

	return dot && dot > text && dot[1] &&
	       !text[strspn(text, "abcdefghijklmnopqrstuvwxyz-.")];
}

static bool is_text(const char *text)
{
	return text[strspn(text, " ")] != '\0';
}

/* RFC 3339, 5.6: full-date. */
static bool is_date(const char *text)
{
	static const char form[] = "0000-00-00";
	struct tm tm = { 0 };
	const char *end;
	int day;

	for (size_t i = 0; i < sizeof form; i++) {
		if (form[i] == '0' ? !isdigit((unsigned char)text[i])
				   : text[i] != form[i])
			return false;
	}
	end = strptime(text, "%Y-%m-%d", &tm);
	day = tm.tm_mday;
	/* 31 February is moved to a day that exists. */
	return end && !*end && timegm(&tm) != -1 && tm.tm_mday == day;
}

/* The order of enum node_role. */
static const char *const node_roles[] = { "bootstrap", "master", "worker", "infra",
					  NULL };
/* The order of the bits of enum host_role. */
static const char *const host_roles[] = {
	"bastion", "dns", "dhcp", "loadbalancer", "http", "ntp", NULL,
};

const struct value_kind value_address = {
	.what = "an IP address",
	.example = "172.16.0.21 or fd00::21",
	.valid = is_address,
};
const struct value_kind value_server = {
	.what = "the address of a DNS server",
	.example = "172.16.0.102, 172.16.0.102:5353 or [fd00::2]:53",
	.valid = is_server,
};
const struct value_kind value_cluster_name = {
	.what = "the name of a cluster",
	.example = "ocp45 (letters, digits and hyphens)",
	.valid = text_is_host_name,
};
const struct value_kind value_dns_name = {
	.what = "a DNS name",
	.example = "m1 or m1.ocp45.example.localdomain (letters, digits and hyphens)",
	.valid = text_is_host_name,
};
const struct value_kind value_version = {
	.what = "a version of OpenShift",
	.example = "4.5 or 4.16.3",
	.valid = is_version,
};
const struct value_kind value_path = {
	.what = "a path",
	.example = "/etc/haproxy/haproxy.cfg",
	.valid = is_path,
};
const struct value_kind value_url = {
	.what = "an http or https URL without user, password or query",
	.example = "http://bastion.example.localdomain:8080/",
	.valid = is_url,
	.secret = true,
};
const struct value_kind value_proxy = {
	.what = "the http or https URL of a proxy",
	.example = "http://proxy.example.localdomain:3128",
	.valid = is_proxy,
	.secret = true,
};
const struct value_kind value_mac = {
	.what = "a MAC address",
	.example = "00:50:56:96:11:c2",
	.valid = is_mac,
};
const struct value_kind value_node_role = { .what = "a role of a node",
					    .words = node_roles };
const struct value_kind value_host_role = { .what = "a role of a host",
					    .words = host_roles };
const struct value_kind value_zone = {
	.what = "the name of a firewalld zone",
	.example = "public",
	.valid = is_zone,
};
const struct value_kind value_opening = {
	.what = "a firewalld service or a port",
	.example = "https, 22623/tcp or 30000-32767/tcp",
	.valid = is_opening,
};
const struct value_kind value_artifact = {
	.what = "the name of a file below the base URL",
	.example = "bootstrap.ign",
	.valid = is_artifact,
};

const struct value_kind value_check = {
	.what = "the id of a check",
	.example = "lint.zone-ttl",
	.valid = is_check,
};
const struct value_kind value_subject = {
	.what = "the subject of a finding",
	.example = "kube_api/m1, or kube_api/* for all that fit",
	.valid = is_text,
};
const struct value_kind value_reason = {
	.what = "a reason",
	.example = "the second balancer comes in March",
	.valid = is_text,
};
const struct value_kind value_date = {
	.what = "a date",
	.example = "2027-03-31",
	.valid = is_date,
};

bool value_fits(const struct value_kind *kind, const char *text)
{
	if (kind->valid)
		return kind->valid(text);
	for (const char *const *word = kind->words; *word; word++) {
		if (!strcmp(*word, text))
			return true;
	}
	return false;
}

const char *value_message(struct arena *arena, const struct value_kind *kind,
			  const char *text)
{
	const char *at = kind->secret ? strrchr(text, '@') : NULL;
	const char *shown = at ? at : text;
	size_t length = kind->secret ? strcspn(shown, "?#") : strlen(shown);

	if (!*text)
		return arena_printf(arena, "empty text is not %s", kind->what);
	return arena_printf(arena, "'%s%.*s%s' is not %s", at ? "***" : "", (int)length,
			    shown, shown[length] ? "?***" : "", kind->what);
}

const char *value_help(struct arena *arena, const struct value_kind *kind,
		       const char *text)
{
	if (kind->words)
		return value_words_help(arena, kind->words, text);
	return arena_printf(arena, "expected %s, such as %s", kind->what, kind->example);
}

const char *value_words_help(struct arena *arena, const char *const *words,
			     const char *text)
{
	const char *nearest = text_nearest(text, words);
	const char *all = words[0];

	for (size_t i = 1; words[0] && words[i]; i++)
		all = arena_printf(arena, "%s, %s", all, words[i]);
	if (!nearest)
		return arena_printf(arena, "expected one of: %s", all);
	return arena_printf(arena, "did you mean '%s'? expected one of: %s", nearest,
			    all);
}
