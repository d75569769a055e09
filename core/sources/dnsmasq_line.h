/*
 * A line of dnsmasq.conf in its parts: `key = value`, the value cut at its commas, quotes and
 * comments taken away (dnsmasq(8), CONFIG FILE).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/inventory.h"

struct arena;

struct dnsmasq_field {
	const char *text; /* without quotes and the white space around it */
	bool quoted;	  /* any of it stood in quotes */
	unsigned width;	  /* in the file, in bytes */
	struct where where;
};

struct dnsmasq_line {
	struct dnsmasq_field key;   /* text "": an empty line */
	struct dnsmasq_field value; /* all of it; text NULL: there is no '=' */
	const struct dnsmasq_field *fields;
	size_t count;
};

/* `where` is the line's place, its column 1. False: a quote is not closed. */
bool dnsmasq_line_parse(struct arena *arena, struct where where, const char *bytes,
			size_t length, struct dnsmasq_line *ret_line);
/* A line of a dhcp-hostsfile: the value alone. */
bool dnsmasq_value_parse(struct arena *arena, struct where where, const char *bytes,
			 size_t length, struct dnsmasq_line *ret_line);
