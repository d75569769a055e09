#include "root.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"

#define LINKS_MAX 40 /* as in Linux (MAXSYMLINKS) */

/* "/srv/www" -> "/srv"; "" stays: the root is its own parent. */
static void go_up(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash)
		*slash = '\0';
}

const char *root_path(struct arena *arena, const char *root, const char *path)
{
	char *done = arena_strdup(arena, ""); /* inside the root, without links */
	unsigned links = 0;

	for (;;) {
		size_t length;
		const char *next, *real;
		char target[PATH_MAX];
		ssize_t size;

		path += strspn(path, "/");
		length = strcspn(path, "/");
		if (!length)
			return arena_printf(arena, "%s%s", root, done);
		if (length == 2 && !strncmp(path, "..", 2)) {
			go_up(done);
			path += length;
			continue;
		}
		if (length == 1 && *path == '.') {
			path += length;
			continue;
		}
		next = arena_printf(arena, "%s/%.*s", done, (int)length, path);
		real = arena_printf(arena, "%s%s", root, next);
		path += length;
		size = readlink(real, target, sizeof target - 1);
		if (size <= 0) {
			done = arena_strdup(arena, next);
			continue;
		}
		if (++links > LINKS_MAX)
			return "";
		target[size] = '\0';
		if (*target == '/')
			done = arena_strdup(arena, "");
		path = arena_printf(arena, "%s%s", target, path);
	}
}
