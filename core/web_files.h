/*
 * The files that the inventory's web server gives to nodes, as the checks that look at them on the
 * disk need them.
 */
#pragma once

#include <stdbool.h>

#include "access_mode.h"
#include "inventory.h"

struct arena;
struct run;
struct subjects;

/* Roles of the host that has the files: http, or bastion where no host is http. */
unsigned web_roles(const struct inventory *inventory);

/* The document root and each artifact below it, for the host that has them. A probe.subjects(). */
void web_subjects(const struct inventory *inventory, struct subjects *subjects);

struct web_process {
	const char *found_by; /* "nginx (pid 812)", "user in /etc/nginx/nginx.conf"... */
	int pid;	      /* 0: not found running */
	struct access_user user; /* name NULL: not known */
};

/*
 * As whom the web server reads files: the process that serves the base URL's port, else `user` in
 * the usual configuration files, else a usual user of this machine. Looked for once per run of the
 * program; lives as long as the report.
 */
const struct web_process *web_server_of(struct run *run);

/* The user that a configuration file names ("user nginx;", "User apache"), or NULL. */
char *web_server_user(struct arena *arena, const char *file);
