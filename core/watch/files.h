/*
 * Tells when one of some files is another than before: written, replaced by rename, removed, made,
 * its mode changed (inotify(7) on the folders that they are in, and a look now and then for file
 * systems that do not tell). What a file is, is what stat(2) says: a touch of its neighbours tells
 * nothing.
 */
#pragma once

#include <stddef.h>

#include <uv.h>

struct files;

/* A burst of changes is told once, this long after it began to be quiet; milliseconds. */
#define FILES_QUIET_MS 200
/* How often they are looked at without being told to. */
#define FILES_LOOK_MS 30000

/*
 * `changed` is called from the loop, once a burst, with the first file that changed and how many
 * did. The paths are copied. Never NULL: what cannot be watched is looked at now and then.
 */
struct files *files_open(uv_loop_t *loop, const char *const *paths, size_t count,
			 void (*changed)(const char *path, size_t count, void *arg),
			 void *arg);
/* The loop goes on until its handles are closed. Takes NULL; returns NULL. */
struct files *files_close(struct files *files);
