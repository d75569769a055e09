#include "sources.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "core/arena.h"
#include "core/config.h"
#include "core/diag.h"
#include "core/file.h"
#include "dhcpd.h"
#include "files.h"
#include "haproxy.h"
#include "install_config.h"
#include "ipxe.h"

struct reading {
	struct arena *arena;
	const struct config *config;
	struct diagnostics *config_diagnostics; /* of the configuration */
	struct diagnostics *diagnostics;	/* of the files */
	struct sources *sources;
};

static void read_install_config(struct reading *reading);
static void read_haproxy(struct reading *reading);
static void read_dhcpd(struct reading *reading);
static void read_ipxe(struct reading *reading);
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
	};

	diag_init(reading.diagnostics, arena);
	reading.sources->files = source_files_new(arena, root);
	reading.sources->diagnostics = reading.diagnostics;
	read_install_config(&reading);
	read_haproxy(&reading);
	read_dhcpd(&reading);
	read_ipxe(&reading);
	must_exist(&reading, &config->named, "named");
	for (size_t i = 0; i < config->zones.count; i++)
		must_exist(&reading, &config->zones.items[i], "zones");
	must_exist(&reading, &config->egress_ca_file, "caFile");
	return reading.sources;
}

/*
 * One configuration serves on all hosts, and haproxy.cfg is on one of them only: an absolute path
 * that leads nowhere here is said and passed over. A relative one travels with the configuration.
 */
static void complain(struct reading *reading, const struct config_text *text,
		     const char *what, const char *path, int error)
{
	const char *file = source_files_path(reading->sources->files, path);

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
	install_config_read(reading->arena, file->name, file->bytes, file->length,
			    reading->diagnostics, install_config);
	reading->sources->install_config = install_config;
}

static void read_haproxy(struct reading *reading)
{
	const struct config_text *text = &reading->config->haproxy;
	struct source_file *file = open_source(reading, text, "haproxy");
	struct haproxy *haproxy;

	/* That it is HAProxy is known wherever its file is. */
	if (text->value)
		reading->sources->haproxy_file =
			config_path(reading->arena, reading->config, text->value);
	if (!file)
		return;
	haproxy = arena_alloc(reading->arena, sizeof *haproxy);
	haproxy_read(reading->arena, file->name, file->bytes, file->length,
		     reading->diagnostics, haproxy);
	reading->sources->haproxy = haproxy;
}

static void read_dhcpd(struct reading *reading)
{
	struct source_file *file = open_source(reading, &reading->config->dhcpd, "dhcpd");
	struct dhcpd *dhcpd;

	if (!file)
		return;
	dhcpd = arena_alloc(reading->arena, sizeof *dhcpd);
	dhcpd_read(reading->arena, file->name, file->bytes, file->length,
		   reading->diagnostics, dhcpd);
	reading->sources->dhcpd = dhcpd;
}

static void read_ipxe(struct reading *reading)
{
	struct source_file *file = open_source(reading, &reading->config->ipxe, "ipxe");
	struct ipxe *ipxe;

	if (!file)
		return;
	ipxe = arena_alloc(reading->arena, sizeof *ipxe);
	ipxe_read(reading->arena, file->name, file->bytes, file->length, ipxe);
	reading->sources->ipxe = ipxe;
}

/* named.conf is readable by root and named only; that it is there is all that is asked. */
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
