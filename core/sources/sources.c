#include "sources.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "apache.h"
#include "core/arena.h"
#include "core/config.h"
#include "core/diag.h"
#include "core/file.h"
#include "dhcpd.h"
#include "dnsmasq.h"
#include "files.h"
#include "grub.h"
#include "haproxy.h"
#include "hosts.h"
#include "ignition_files.h"
#include "install_config.h"
#include "ipxe.h"
#include "named.h"
#include "nginx.h"
#include "pxelinux.h"
#include "zones.h"

/* nginx_read(), apache_read() */
typedef void web_read_fn(struct arena *arena, struct source_files *files,
			 const struct source_file *file, bool copy,
			 struct diagnostics *diagnostics, struct web_server *ret_server);

struct reading {
	struct arena *arena;
	const struct config *config;
	struct diagnostics *config_diagnostics; /* of the configuration */
	struct diagnostics *diagnostics;	/* of the files */
	struct sources *sources;
	const char *root;
};

static void read_install_config(struct reading *reading);
static void read_haproxy(struct reading *reading);
static void read_dhcpd(struct reading *reading);
static void read_dnsmasq(struct reading *reading);
static void read_ipxe(struct reading *reading);
static void read_pxelinux(struct reading *reading);
static void read_grub(struct reading *reading);
static void read_install_dir(struct reading *reading);
static void read_named(struct reading *reading);
static void read_zones(struct reading *reading);
static void read_hosts(struct reading *reading);
static void read_web(struct reading *reading);
static void must_exist(struct reading *reading, const struct config_text *text,
		       const char *what);

const struct sources *sources_read(struct arena *arena, const struct config *config,
				   const char *root, struct diagnostics *diagnostics)
{
	struct reading reading = {
		.arena = arena,
		.config = config,
		.config_diagnostics = diagnostics,
		.diagnostics = arena_alloc(arena, sizeof *reading.diagnostics),
		.sources = arena_alloc(arena, sizeof *reading.sources),
		.root = root && *root ? root : NULL,
	};

	diag_init(reading.diagnostics, arena);
	reading.sources->files = source_files_new(arena, root);
	reading.sources->diagnostics = reading.diagnostics;
	reading.sources->is_one_tree = reading.root != NULL;
	read_install_config(&reading);
	read_haproxy(&reading);
	read_dhcpd(&reading);
	read_dnsmasq(&reading);
	read_ipxe(&reading);
	read_pxelinux(&reading);
	read_grub(&reading);
	read_install_dir(&reading);
	read_named(&reading);
	read_zones(&reading);
	read_hosts(&reading);
	read_web(&reading);
	must_exist(&reading, &config->egress_ca_file, "caFile");
	return reading.sources;
}

/* A file that does not lie where a server has it: its relatives may lie beside it. */
static bool is_copy(const struct reading *reading, const struct config_text *text)
{
	return *text->value != '/' || (reading->root && !strchr(text->value + 1, '/'));
}

/*
 * One configuration serves on all hosts, and haproxy.cfg is on one of them only: an absolute path
 * that leads nowhere here is said and passed over. A relative one travels with the configuration.
 */
static void complain(struct reading *reading, const struct config_text *text,
		     const char *what, const char *path, int error)
{
	const char *file = source_files_path(reading->sources->files, path);

	reading->sources->incomplete = true;
	if (*text->value == '/' && (error == -ENOENT || error == -EACCES))
		diag_warning(reading->config_diagnostics, text->where,
			     error == -EACCES ? "run with sudo, or make it readable"
					      : "what it says is not known here",
			     "%s: cannot read '%s': %s", what, file, file_error(error));
	else
		diag_error(reading->config_diagnostics, text->where, NULL,
			   "%s: cannot read '%s': %s", what, file, file_error(error));
}

/* NULL: not named, or not readable, which has been said. */
static struct source_file *open_source(struct reading *reading,
				       const struct config_text *text, const char *what)
{
	struct source_file *file;
	const char *path;
	int r;

	if (!text->value)
		return NULL;
	path = config_path(reading->arena, reading->config, text->value);
	r = source_files_open(reading->sources->files, path, &file);
	if (r >= 0)
		return file;
	complain(reading, text, what, path, r);
	return NULL;
}

static void read_install_config(struct reading *reading)
{
	struct source_file *file =
		open_source(reading, &reading->config->install_config, "installConfig");
	struct install_config *install_config;

	if (!file)
		return;
	install_config = arena_alloc(reading->arena, sizeof *install_config);
	install_config_read(reading->arena, file, reading->diagnostics, install_config);
	reading->sources->install_config = install_config;
}

/* All of the list is one configuration, as with several -f. */
static void read_haproxy(struct reading *reading)
{
	const struct config_list *list = &reading->config->haproxy;
	const struct source_file **files = NULL;
	struct haproxy *haproxy;
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct config_text *text = &list->items[i];
		const char *path =
			config_path(reading->arena, reading->config, text->value);
		size_t before = count;
		int r = haproxy_open(reading->arena, reading->sources->files, path,
				     &files, &count);

		/* That it is HAProxy is known wherever its file is. */
		if (!i)
			reading->sources->haproxy_file = path;
		reading->sources->haproxy_is_local =
			!is_copy(reading, text) && !reading->root;
		if (r < 0)
			complain(reading, text, "haproxy", path, r);
		else if (count == before)
			diag_error(reading->config_diagnostics, text->where, NULL,
				   "haproxy: there is no *.cfg in the folder '%s'", path);
	}
	if (!count)
		return;
	haproxy = arena_alloc(reading->arena, sizeof *haproxy);
	haproxy_read(reading->arena, files, count, reading->diagnostics, haproxy);
	reading->sources->haproxy = haproxy;
}

static void read_dhcpd(struct reading *reading)
{
	struct source_file *file = open_source(reading, &reading->config->dhcpd, "dhcpd");
	struct dhcpd *dhcpd;

	if (!file)
		return;
	dhcpd = arena_alloc(reading->arena, sizeof *dhcpd);
	dhcpd_read(reading->arena, reading->sources->files, file, reading->diagnostics,
		   dhcpd);
	reading->sources->dhcpd = dhcpd;
}

static void read_dnsmasq(struct reading *reading)
{
	struct source_file *file =
		open_source(reading, &reading->config->dnsmasq, "dnsmasq");
	struct dnsmasq *dnsmasq;

	if (!file)
		return;
	dnsmasq = arena_alloc(reading->arena, sizeof *dnsmasq);
	dnsmasq_read(reading->arena, reading->sources->files, file, reading->diagnostics,
		     dnsmasq);
	reading->sources->dnsmasq = dnsmasq;
	reading->sources->dnsmasq_file = file->name;
}

static void add_boot(struct reading *reading, const struct boot_config *boot)
{
	struct sources *sources = reading->sources;

	sources->boot = arena_grow(reading->arena, sources->boot, sources->boot_count,
				   sizeof(struct boot_config *));
	sources->boot[sources->boot_count++] = boot;
}

static void read_ipxe(struct reading *reading)
{
	const struct config_list *list = &reading->config->ipxe;
	const struct ipxe **scripts =
		arena_alloc(reading->arena, list->count * sizeof(struct ipxe *));

	reading->sources->ipxe = scripts;
	for (size_t i = 0; i < list->count; i++) {
		struct source_file *file = open_source(reading, &list->items[i], "ipxe");
		struct ipxe *ipxe;

		if (!file)
			continue;
		ipxe = arena_alloc(reading->arena, sizeof *ipxe);
		ipxe_read(reading->arena, file->name, file->bytes, file->length, ipxe);
		scripts[reading->sources->ipxe_count++] = ipxe;
		add_boot(reading, &ipxe->boot);
	}
}

static void read_pxelinux(struct reading *reading)
{
	const struct config_list *list = &reading->config->pxelinux;
	const struct pxelinux **all =
		arena_alloc(reading->arena, list->count * sizeof(struct pxelinux *));

	reading->sources->pxelinux = all;
	for (size_t i = 0; i < list->count; i++) {
		struct source_file *file =
			open_source(reading, &list->items[i], "pxelinux");
		struct pxelinux *pxelinux;

		if (!file)
			continue;
		pxelinux = arena_alloc(reading->arena, sizeof *pxelinux);
		pxelinux_read(reading->arena, reading->sources->files, file,
			      reading->diagnostics, pxelinux);
		all[reading->sources->pxelinux_count++] = pxelinux;
		add_boot(reading, &pxelinux->boot);
	}
}

static void read_grub(struct reading *reading)
{
	const struct config_list *list = &reading->config->grub;

	for (size_t i = 0; i < list->count; i++) {
		struct source_file *file = open_source(reading, &list->items[i], "grub");
		struct grub *grub;

		if (!file)
			continue;
		grub = arena_alloc(reading->arena, sizeof *grub);
		grub_read(reading->arena, reading->sources->files, file,
			  reading->diagnostics, grub);
		add_boot(reading, &grub->boot);
	}
}

static void read_install_dir(struct reading *reading)
{
	const struct config_text *text = &reading->config->install_dir;
	struct ignition_files *files;
	const char *path;
	int r;

	if (!text->value)
		return;
	path = config_path(reading->arena, reading->config, text->value);
	files = arena_alloc(reading->arena, sizeof *files);
	r = ignition_files_read(reading->arena, reading->sources->files, path, files);
	if (r >= 0)
		reading->sources->ignition_files = files;
	else
		complain(reading, text, "installDir", path, r);
}

static void read_named(struct reading *reading)
{
	const struct config_text *text = &reading->config->named;
	struct source_file *file = open_source(reading, text, "named");
	struct named *named;

	if (!file)
		return;
	named = arena_alloc(reading->arena, sizeof *named);
	named_read(reading->arena, reading->sources->files, file, is_copy(reading, text),
		   reading->diagnostics, named);
	reading->sources->named = named;
}

/* Those of named.conf and those that the configuration names. */
static void read_zones(struct reading *reading)
{
	const struct config *config = reading->config;
	const char **paths =
		arena_alloc(reading->arena, (config->zones.count + 1) * sizeof *paths);
	struct where *wheres =
		arena_alloc(reading->arena, (config->zones.count + 1) * sizeof *wheres);
	struct zones_options options = {
		.named = reading->sources->named,
		.named_is_copy = config->named.value && is_copy(reading, &config->named),
		.partial = reading->root != NULL,
		.paths = paths,
		.wheres = wheres,
	};

	for (size_t i = 0; i < config->zones.count; i++) {
		const struct config_text *text = &config->zones.items[i];

		if (!open_source(reading, text, "zones"))
			continue;
		paths[options.path_count] =
			config_path(reading->arena, config, text->value);
		wheres[options.path_count++] = text->where;
	}
	if (options.named || options.path_count)
		reading->sources->zones =
			zones_read(reading->arena, reading->sources->files, &options);
}

static void read_hosts(struct reading *reading)
{
	struct source_file *file =
		open_source(reading, &reading->config->hosts_file, "hosts");
	struct hosts *hosts;

	if (!file)
		return;
	hosts = arena_alloc(reading->arena, sizeof *hosts);
	hosts_read(reading->arena, file->name, file->bytes, file->length, hosts);
	reading->sources->hosts = hosts;
}

static const struct web_server *read_server(struct reading *reading,
					    const struct config_text *text,
					    const char *what, web_read_fn *read_file)
{
	struct source_file *file = open_source(reading, text, what);
	struct web_server *server;

	if (!file)
		return NULL;
	server = arena_alloc(reading->arena, sizeof *server);
	read_file(reading->arena, reading->sources->files, file, is_copy(reading, text),
		  reading->diagnostics, server);
	server->is_local = !is_copy(reading, text) && !reading->root;
	server->is_found = !reading->config->file;
	return server;
}

static void read_web(struct reading *reading)
{
	reading->sources->nginx =
		read_server(reading, &reading->config->nginx, "nginx", nginx_read);
	reading->sources->apache =
		read_server(reading, &reading->config->apache, "apache", apache_read);
}

size_t sources_web(const struct sources *sources,
		   const struct web_server *ret_servers[static SOURCES_WEB_MAX])
{
	size_t count = 0;

	if (sources->nginx)
		ret_servers[count++] = sources->nginx;
	if (sources->apache)
		ret_servers[count++] = sources->apache;
	return count;
}

/* That it is there is all that is asked. */
static void must_exist(struct reading *reading, const struct config_text *text,
		       const char *what)
{
	struct stat status;
	const char *path;
	int r = 0;

	if (!text->value)
		return;
	path = config_path(reading->arena, reading->config, text->value);
	if (stat(source_files_path(reading->sources->files, path), &status) < 0)
		r = -errno;
	else if (S_ISDIR(status.st_mode))
		r = -EISDIR;
	if (r < 0 && r != -EACCES)
		complain(reading, text, what, path, r);
}
