/*
 * Does a certificate belong to a name, and is it in force?
 */
#pragma once

#include <stdbool.h>
#include <time.h>

#include "core/io_http.h"

struct arena;

/* A DNS name of subjectAltName, a wildcard for exactly one label (RFC 6125 6.4.3), fits `host`. */
bool cert_fits(const struct http_certificate *certificate, const char *host);
/* "api.ocp45.example.localdomain, *.apps..."; into the arena; at most six names. */
const char *cert_names(struct arena *arena, const struct http_certificate *certificate);
/* "2026-01-31 12:00:00 UTC", into the arena. */
const char *cert_date(struct arena *arena, time_t when);
