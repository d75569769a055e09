/*
 * The Ignition files among the boot artifacts, fetched and read once for all checks.
 */
#pragma once

#include <time.h>

#include "core/ignition.h"
#include "probes/http/_fetch.h"

enum ignition_role {
	IGNITION_OTHER,
	IGNITION_BOOTSTRAP,
	IGNITION_MASTER,
	IGNITION_WORKER,
};

/* By the file's name: "bootstrap.ign", "ocp45-master.ign"... */
enum ignition_role ignition_role_of(const char *file);
/* "bootstrap", "master", "worker"; NULL for another. */
const char *ignition_role_word(enum ignition_role role);
/* True for *.ign. */
bool ignition_is_file(const struct artifact *artifact);

/* Adds all Ignition files whose role is in `roles` (1 << enum ignition_role, or-ed). */
void ignition_subjects(const struct inventory *inventory, struct subjects *subjects,
		       unsigned roles);

/* Lives as long as the report. */
struct ignition_file {
	const char *url;
	const char *problem; /* why there is nothing to read: "HTTP 404"; or NULL */
	const char *reason;  /* for run_reason(), with `problem` */
	int status;	     /* of HTTP; 0: none */
	struct ignition ignition;
};

typedef void ignition_read_fn(const struct ignition_file *file, void *arg);

void ignition_read(struct run *run, const char *url, ignition_read_fn *read, void *arg);

/*
 * The certificates that may be the cluster's root authority: bootstrap.ign names it, a pointer file
 * may bear other authorities beside it (of a company, or of a bundle). None: count 0.
 */
struct x509_list ignition_roots(struct arena *arena, const struct ignition *ignition);
/* "2026-01-31T12:00:00Z" */
const char *ignition_time(struct run *run, time_t time);
