/*
 * Bytes on a stream, escaped for the format they go into. Text of results is clean already
 * (core/text.h); what follows here is each format's own quoting, and a last net: bytes that are no
 * UTF-8 become U+FFFD instead of a broken report.
 *
 * Numbers never depend on the locale. Write errors are left to report_write(), which looks at
 * ferror(3) once at the end.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "core/utf8.h"

struct related;
struct where;

/* As much room as write_time() needs. */
#define WRITE_TIME_LEN 32

/* Content and attribute values of XML 1.0 and of HTML. Characters that XML forbids: U+FFFD. */
void write_xml(FILE *out, const char *text);
/* A JSON string (RFC 8259), quotes included; NULL is `null`. */
void write_json(FILE *out, const char *text);
/* Text inside Markdown (CommonMark and GitHub's tables): nothing in it is markup. */
void write_markdown(FILE *out, const char *text);
/* A value in a workflow command of GitHub Actions: its message, or one of its properties. */
void write_github(FILE *out, const char *text, bool property);
/* A label value of Prometheus' text format, quotes included: only \\ \" \n are known there. */
void write_prometheus(FILE *out, const char *text);
/* "haproxy.cfg:41:31", escaped by `escape`, as far as it is known. */
void write_where(FILE *out, const struct where *where,
		 void (*escape)(FILE *out, const char *text));
/* "zone:12:1: the A record says 172.16.0.21", likewise; the place where it has one. */
void write_related(FILE *out, const struct related *related,
		   void (*escape)(FILE *out, const char *text));
/* A relative or absolute path as a URI reference (RFC 3986). */
void write_uri(FILE *out, const char *path);
/* "0.412" for value 0.4123 and 3 digits (0 to 9); what is no number or negative is 0. */
void write_decimal(FILE *out, double value, unsigned digits);

/* "2026-01-31T12:00:00", UTC; with "Z" where `zone` is 'Z', without where it is 0. */
const char *write_time(time_t time, char zone, char buffer[static WRITE_TIME_LEN]);
