/*
 * What the file behind a URL looks like on this machine, where the web server runs here.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "core/probe.h"

struct local_file {
	bool is_known; /* the document root is on this machine, so the rest can be told */
	bool exists;
	int64_t size;
	mode_t mode;
	const char *elsewhere; /* where a file of this name lies instead; or NULL */
};

struct local_file docroot_look(struct run *run, const struct artifact *artifact);
/* The same name in another folder below the document root, or in other letters. Looks one level
   deep. Path, or NULL. */
const char *docroot_search(struct run *run, const struct artifact *artifact);
/* The finding on this path or the document root that makes a web server say 403, or NULL. */
const struct result *docroot_cause(const struct run *run,
				   const struct artifact *artifact);
