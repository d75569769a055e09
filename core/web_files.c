#include "web_files.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "arena.h"
#include "engine.h"
#include "http/url.h"
#include "io_process.h"
#include "probe.h"
#include "sources/sources.h"
#include "sources/web_server.h"

unsigned web_roles(const struct inventory *inventory)
{
	for (size_t i = 0; i < inventory->host_count; i++)
		if (inventory->hosts[i].roles & HOST_HTTP)
			return HOST_HTTP;
	for (size_t i = 0; i < inventory->host_count; i++)
		if (inventory->hosts[i].roles & HOST_BASTION)
			return HOST_BASTION;
	return HOST_HTTP | HOST_BASTION;
}

void web_subjects(const struct inventory *inventory, struct subjects *subjects)
{
	unsigned roles = web_roles(inventory);

	if (inventory->docroot)
		subject_add(subjects, &(struct subject){ .name = inventory->docroot,
							 .roles = roles });
	for (size_t i = 0; i < inventory->artifact_count; i++) {
		const struct artifact *artifact = &inventory->artifacts[i];

		if (artifact->path)
			subject_add(subjects, &(struct subject){ .name = artifact->path,
								 .item = artifact,
								 .where = artifact->where,
								 .roles = roles });
	}
}

char *web_server_user(struct arena *arena, const char *file)
{
	FILE *stream = fopen(file, "re");
	char line[512];
	char *user = NULL;

	if (!stream)
		return NULL;
	while (!user && fgets(line, sizeof line, stream)) {
		const char *word = line + strspn(line, " \t");
		size_t length;

		if (strncasecmp(word, "user", 4) != 0 || !strspn(word + 4, " \t"))
			continue;
		word += 4 + strspn(word + 4, " \t");
		length = strcspn(word, " \t\r\n;");
		if (length)
			user = arena_strndup(arena, word, length);
	}
	(void)fclose(stream);
	return user;
}

static bool find_running(struct arena *arena, const struct inventory *inventory,
			 struct web_process *server)
{
	char buffer[16384];
	struct passwd passwd, *entry = NULL;
	struct process process;
	struct http_url url;

	if (!inventory->artifact_base_url ||
	    http_url_parse(arena, inventory->artifact_base_url, &url) < 0 ||
	    process_serving(arena, url.port, &process) < 0)
		return false;
	(void)getpwuid_r(process.uid, &passwd, buffer, sizeof buffer, &entry);
	server->pid = (int)process.pid;
	server->found_by =
		arena_printf(arena, "%s (pid %d)", process.name, (int)process.pid);
	server->user = (struct access_user){
		.name = entry ? arena_strdup(arena, entry->pw_name)
			      : arena_printf(arena, "uid %u", process.uid),
		.uid = process.uid,
		.groups = process.groups,
		.group_count = process.group_count,
	};
	return true;
}

/* The user of the configuration that was read, where it is this machine's. */
static bool find_configured(struct arena *arena, const struct inventory *inventory,
			    struct web_process *server)
{
	const struct web_server *servers[SOURCES_WEB_MAX];
	size_t count = inventory->sources ? sources_web(inventory->sources, servers) : 0;

	for (size_t i = 0; i < count; i++) {
		if (!servers[i]->is_local || !servers[i]->user ||
		    access_user_find(arena, servers[i]->user, &server->user))
			continue;
		server->found_by = arena_printf(arena, "user in %s", servers[i]->file);
		return true;
	}
	return false;
}

static void find_server(struct arena *arena, const struct inventory *inventory,
			struct web_process *ret_server)
{
	static const char *const files[] = { "/etc/nginx/nginx.conf",
					     "/etc/httpd/conf/httpd.conf", NULL };
	static const char *const users[] = { "nginx", "apache", "www-data", NULL };

	memset(ret_server, 0, sizeof *ret_server);
	if (find_running(arena, inventory, ret_server))
		return;
	if (find_configured(arena, inventory, ret_server))
		return;
	for (size_t i = 0; files[i]; i++) {
		const char *user = web_server_user(arena, files[i]);

		if (user && access_user_find(arena, user, &ret_server->user) == 0) {
			ret_server->found_by =
				arena_printf(arena, "user in %s", files[i]);
			return;
		}
	}
	for (size_t i = 0; users[i]; i++)
		if (access_user_find(arena, users[i], &ret_server->user) == 0) {
			ret_server->found_by = "the usual user of a web server here";
			return;
		}
	ret_server->found_by = "no web server's user was found: the bits of others count";
}

static void *look_once(struct engine *engine)
{
	struct web_process *server = arena_alloc(engine_arena(engine), sizeof *server);

	find_server(engine_arena(engine), engine_inventory(engine), server);
	return server;
}

static void keep(void *server)
{
	(void)server; /* the arena's */
}

const struct web_process *web_server_of(struct run *run)
{
	static const struct module module = { .open = look_once, .close = keep };

	return engine_module(run_engine(run), &module);
}
