#include "_cert.h"

#include <string.h>
#include <strings.h>

#include "core/arena.h"

#define NAMES_SHOWN 6

static bool name_fits(const char *name, const char *host)
{
	const char *rest;

	if (strncmp(name, "*.", 2) != 0)
		return !strcasecmp(name, host);
	rest = strchr(host, '.');
	return rest && rest != host && !strcasecmp(name + 1, rest);
}

bool cert_fits(const struct http_certificate *certificate, const char *host)
{
	for (size_t i = 0; certificate->names && certificate->names[i]; i++) {
		if (name_fits(certificate->names[i], host))
			return true;
	}
	return false;
}

const char *cert_names(struct arena *arena, const struct http_certificate *certificate)
{
	const char *text = NULL;
	size_t i;

	for (i = 0; certificate->names && certificate->names[i] && i < NAMES_SHOWN; i++)
		text = text ? arena_printf(arena, "%s, %s", text, certificate->names[i])
			    : certificate->names[i];
	if (!text)
		return "no name at all";
	return certificate->names[i] ? arena_printf(arena, "%s, ...", text) : text;
}

const char *cert_date(struct arena *arena, time_t when)
{
	char text[40] = "an impossible date";
	struct tm tm;

	if (gmtime_r(&when, &tm))
		strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &tm);
	return arena_strdup(arena, text);
}
