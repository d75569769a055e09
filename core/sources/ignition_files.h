/*
 * The Ignition files on the disk: those of the install's folder (openshift-install --dir), or those
 * that the web server gives out. Also what else that folder says of itself.
 *
 * Nothing of the contents is kept but what core/ignition.h keeps; the files are not shown.
 */
#pragma once

#include <stddef.h>
#include <time.h>

#include "core/ignition_facts.h"
#include "core/inventory.h"

struct arena;
struct source_files;

struct ignition_source {
	const char *path;
	enum ignition_role role; /* by its name */
	enum ignition_role role_inside;
	const char *cluster_domain; /* that it is made for, or NULL */
	struct ignition ignition;
	struct x509_list roots;
	time_t modified;
	int error;	    /* negative errno: it cannot be read */
	struct where where; /* the file */
};

struct ignition_files {
	const char *folder;
	struct ignition_source *items; /* by name */
	size_t count;
	const char *cluster_name; /* of metadata.json, cleaned; or NULL */
	struct where metadata;
	time_t state_modified; /* of .openshift_install_state.json; 0: there is none */
	struct where state;
};

/* Reads every *.ign of the folder (not below it). 0, or a negative errno. */
int ignition_files_read(struct arena *arena, const struct source_files *files,
			const char *folder, struct ignition_files *ret_files);
