#include "probes/http/_docroot.h"

#include <dirent.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "core/http/url.h"
#include "core/web_files.h"

#define FOLDERS_MAX 1000

struct local_file docroot_look(struct run *run, const struct artifact *artifact)
{
	struct local_file file = { 0 };
	struct stat st;

	if (!artifact->path || !run_inventory(run)->docroot ||
	    !(run_inventory(run)->vantage.roles & web_roles(run_inventory(run))) ||
	    stat(run_inventory(run)->docroot, &st))
		return file;
	file.is_known = true;
	if (stat(artifact->path, &st)) {
		file.is_known = errno != EACCES;
	} else {
		file.exists = true;
		file.size = st.st_size;
		file.mode = st.st_mode;
	}
	return file;
}

/* Same letters, whatever their case; below `folder`. */
static const char *find_in(struct run *run, const char *folder, const char *name,
			   const char *not_this)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	const char *found = NULL;

	if (!dir)
		return NULL;
	while (!found && (entry = readdir(dir))) {
		const char *path;

		if (strcasecmp(entry->d_name, name))
			continue;
		path = arena_printf(run_arena(run), "%s/%s", folder, entry->d_name);
		if (strcmp(path, not_this))
			found = path;
	}
	closedir(dir);
	return found;
}

const char *docroot_search(struct run *run, const struct artifact *artifact)
{
	const char *docroot = run_inventory(run)->docroot;
	const char *name = http_url_file(artifact->file);
	const char *found = find_in(run, docroot, name, artifact->path);
	const struct dirent *entry;
	unsigned folders = 0;
	DIR *dir;

	if (found)
		return found;
	dir = opendir(docroot);
	while (dir && !found && folders < FOLDERS_MAX && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.' || entry->d_type == DT_REG)
			continue;
		folders++;
		found = find_in(
			run,
			arena_printf(run_arena(run), "%s/%s", docroot, entry->d_name),
			name, artifact->path);
	}
	if (dir)
		closedir(dir);
	return found;
}

static const struct result *failed(const struct run *run, const char *id,
				   const char *subject)
{
	const struct result *result = subject ? run_other(run, id, subject) : NULL;

	if (!result || result->status == STATUS_PASS || result->status == STATUS_WARN)
		return NULL;
	return result->status == STATUS_FAIL || result->blocked_by ? result : NULL;
}

const struct result *docroot_cause(const struct run *run, const struct artifact *artifact)
{
	static const char *const ids[] = { "file.mode", "selinux.label" };
	const char *docroot = run_inventory(run)->docroot;

	for (size_t i = 0; i < 2; i++) {
		const struct result *result = failed(run, ids[i], artifact->path);

		if (!result)
			result = failed(run, ids[i], docroot);
		if (result)
			return result;
	}
	return NULL;
}
