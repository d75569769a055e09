/*
 * The folders that web and TFTP servers serve, as far as they are here.
 */
#pragma once

#include "_lint.h"

struct arena;

struct served {
	struct arena *arena;
	const struct inventory *inventory;
};

/* The names in a folder; NULL: it is not here. */
const char *const *served_list(const struct served *served, const char *folder,
			       size_t *ret_count);
bool served_holds(const struct served *served, const char *folder, const char *name);
/* The file of the folder that was probably meant, or NULL. */
const char *served_near(const struct served *served, const char *folder,
			const char *name);
/* "a/b" in "/srv" -> "/srv/a" */
const char *served_folder_of(const struct served *served, const char *root,
			     const char *path);
/* A program that firmware starts is in it: it is that of a TFTP server. */
bool served_has_loader(const struct served *served, const char *folder);
/* What stands behind the base URL; NULL: it is another server, or another part of it. */
const char *served_below_base(const struct served *served, const char *url);
/* Many hosts have such a folder as artifacts.docroot; the right one has some of what is booted. */
bool served_docroot_is_right(const struct served *served);

/* A file that is not where it is fetched from. */
struct served_lack {
	const char *folder; /* that has no such file; NULL: it is not here */
	const char *near;   /* what was probably meant, or NULL */
	enum status status;
};

/*
 * The file of a URL, after the configuration of the web server, artifacts.docroot, or the scripts
 * that are known. False: it is there, or nobody knows.
 */
bool served_lacks_url(const struct served *served, const char *url,
		      struct served_lack *ret_lack);
/* The same of a path below a folder of TFTP; `sure`: the server is configured to serve it. */
bool served_lacks_path(const struct served *served, const char *root, const char *path,
		       bool sure, struct served_lack *ret_lack);
