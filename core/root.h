/*
 * Paths below another root directory (--root DIR: a copy of a machine's files, an image): links
 * are followed as that machine would follow them, and never lead out of it.
 */
#pragma once

struct arena;

/*
 * Where `path` (absolute) really is: links that stand in it are resolved, "/etc/x -> /srv/x" leads
 * to <root>/srv/x, "../../.." stops at the root. What does not exist keeps its name; too many
 * links give a path that does not exist.
 */
const char *root_path(struct arena *arena, const char *root, const char *path);
