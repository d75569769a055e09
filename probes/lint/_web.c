#include "_web.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "core/arena.h"

#define FOLDERS_MAX 1000

struct web_urls web_judged_urls(const struct web_judging *judging)
{
	const struct inventory *inventory = judging->inventory;
	struct arena *arena = findings_arena(judging->findings);
	struct web_urls urls = web_urls_of_scripts(arena, inventory->sources);

	for (size_t i = 0; i < inventory->artifact_count; i++) {
		const struct artifact *artifact = &inventory->artifacts[i];
		struct web_url url = { .text = artifact->url, .where = artifact->where };
		bool known = inventory->artifacts_derived;

		for (size_t u = 0; !known && u < urls.count; u++)
			known = !strcmp(urls.items[u].text, artifact->url);
		if (known || http_url_parse(arena, url.text, &url.parts) < 0)
			continue;
		urls.items = arena_grow(arena, urls.items, urls.count, sizeof url);
		urls.items[urls.count++] = url;
	}
	return urls;
}

const char *web_origin(const struct web_judging *judging, const struct web_url *url)
{
	struct http_url origin = url->parts;

	origin.path = "/";
	return http_url_text(findings_arena(judging->findings), &origin);
}

const char *web_reload(const struct web_server *server)
{
	if (server->kind == WEB_NGINX)
		return "nginx -t && systemctl reload nginx";
	return strstr(server->file, "apache2")
		       ? "apache2ctl -t && systemctl reload apache2"
		       : "httpd -t && systemctl reload httpd";
}

static bool is_file(const char *path)
{
	struct stat status;

	return !stat(path, &status) && S_ISREG(status.st_mode);
}

const char *web_search(const struct web_judging *judging, const struct web_answer *answer)
{
	const char *name = http_url_file(answer->path), *found = NULL;
	const struct dirent *entry;
	DIR *folder = opendir(answer->folder);
	unsigned count = 0;

	while (folder && !found && count++ < FOLDERS_MAX && (entry = readdir(folder))) {
		const char *path =
			strcmp(entry->d_name, ".")
				? findings_printf(judging->findings, "%s/%s/%s",
						  answer->folder, entry->d_name, name)
				: findings_printf(judging->findings, "%s/%s",
						  answer->folder, name);

		if (!strcmp(entry->d_name, ".."))
			continue;
		if (strcmp(path, answer->path) != 0 && is_file(path))
			found = path;
	}
	if (folder)
		closedir(folder);
	return found;
}

bool web_is_fetched_from(const struct web_judging *judging,
			 const struct web_server *server)
{
	for (size_t i = 0; i < judging->urls.count; i++) {
		if (web_server_is_of(findings_arena(judging->findings),
				     judging->inventory, server,
				     judging->urls.items[i].parts.host))
			return true;
	}
	return false;
}

bool web_has_files(const struct web_judging *judging)
{
	struct arena *arena = findings_arena(judging->findings);

	for (size_t i = 0; i < judging->urls.count; i++) {
		const struct web_server *server;
		struct web_answer answer =
			web_ask(arena, judging->inventory, &judging->urls.items[i].parts,
				&server);

		if (server && server->is_local && answer.path && is_file(answer.path))
			return true;
	}
	return false;
}

enum status web_status(const struct web_judging *judging)
{
	return judging->server->is_found && !judging->has_files ? STATUS_WARN
								: STATUS_FAIL;
}

static bool is_any(const char *address)
{
	return !*address || !strcmp(address, "*") || !strcmp(address, "0.0.0.0");
}

/* Both want what a connection to this IPv4 address would come to. */
static bool takes(const struct haproxy_bind *bind, in_port_t port,
		  const struct addr *addr)
{
	struct addr own;

	if (bind->maybe || bind->interface || !bind->first || port < bind->first ||
	    port > bind->last || haproxy_is_unknown(bind->address))
		return false;
	if (is_any(bind->address))
		return !addr || addr->family == AF_INET;
	return addr_parse(bind->address, &own) >= 0 &&
	       (addr ? addr_equal(&own, addr) : own.family == AF_INET);
}

typedef bool bind_fn(const struct haproxy_bind *bind, const void *argument);

static const struct haproxy_bind *find_bind(const struct web_judging *judging,
					    bind_fn *fits, const void *argument)
{
	const struct haproxy *haproxy = judging->inventory->sources->haproxy;

	for (size_t s = 0; haproxy && s < haproxy->section_count; s++) {
		const struct haproxy_section *section = haproxy->sections[s];

		if (section->maybe || section->settings.disabled)
			continue;
		for (size_t i = 0; i < section->bind_count; i++) {
			if (fits(&section->binds[i], argument))
				return &section->binds[i];
		}
	}
	return NULL;
}

/* Files of this machine, of one tree, or of a host that has both parts. */
static bool is_one_machine(const struct web_judging *judging,
			   const struct web_server *server)
{
	const struct inventory *inventory = judging->inventory;
	const struct sources *sources = inventory->sources;

	if (sources->is_one_tree || (server->is_local && sources->haproxy_is_local))
		return true;
	for (size_t i = 0; i < inventory->host_count; i++) {
		unsigned roles = inventory->hosts[i].roles;

		if (roles & HOST_HTTP && roles & HOST_LOADBALANCER)
			return true;
	}
	return false;
}

struct target {
	const struct addr *addr;
	in_port_t port;
	bool one_machine;
};

/* All addresses of a balancer elsewhere are not those of the web server. */
static bool takes_target(const struct haproxy_bind *bind, const void *argument)
{
	const struct target *target = argument;

	return takes(bind, target->port, target->addr) &&
	       (target->one_machine || !is_any(bind->address));
}

bool web_balancer_listens(const struct web_judging *judging, const struct web_url *url)
{
	struct addresses addresses = web_host_addresses(
		findings_arena(judging->findings), judging->inventory, url->parts.host);
	const struct target target = {
		.addr = addresses.count ? &addresses.items[0] : NULL,
		.port = url->parts.port,
		.one_machine = is_one_machine(judging, judging->server),
	};

	return find_bind(judging, takes_target, &target);
}

/* A socket on an address of its own clashes with the same one only, or with one on all. */
static bool wants_same(const struct haproxy_bind *bind, const void *argument)
{
	const struct web_socket *socket = argument;
	const struct web_address *address = &socket->address;

	if (address->kind == WEB_ADDRESS_UNKNOWN || address->addr.family == AF_INET6)
		return false;
	return takes(bind, address->addr.port,
		     address->kind == WEB_ADDRESS_ONE ? &address->addr : NULL);
}

void web_clashes(const struct web_judging *judging, const struct web_server *server,
		 web_clash_fn *found)
{
	bool one = is_one_machine(judging, server);

	for (size_t i = 0; one && i < server->socket_count; i++) {
		const struct web_socket *socket = &server->sockets[i];
		const struct haproxy_bind *bind =
			socket->maybe ? NULL : find_bind(judging, wants_same, socket);

		if (bind)
			found(judging, server, socket, bind);
	}
}
