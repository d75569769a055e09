#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "config.h"
#include "config_write.h"
#include "inventory/derive.h"
#include "main.h"
#include "sources/sources.h"

static const char note[] =
	"Written by 'ocp-preflight init' from the files that are named under sources; a comment\n"
	"says where each fact was found. What stands here counts; what is deleted is taken from\n"
	"the files again. ocp-preflight.yaml(5) describes every key.";

/* Relative paths in the file start where it lies. */
static const char *absolute(struct arena *arena, const char *path)
{
	char folder[4096];

	if (*path == '/' || !getcwd(folder, sizeof folder))
		return path;
	return strcmp(path, ".") ? arena_printf(arena, "%s/%s", folder, path)
				 : arena_strdup(arena, folder);
}

static void make_list_absolute(struct arena *arena, struct config_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		list->items[i].value = absolute(arena, list->items[i].value);
}

static void make_absolute(struct arena *arena, struct config *config)
{
	struct config_text *const texts[] = {
		&config->install_config, &config->install_dir, &config->named,
		&config->dhcpd,		 &config->dnsmasq,     &config->hosts_file,
		&config->nginx,		 &config->apache
	};
	struct config_list *const lists[] = { &config->haproxy, &config->zones,
					      &config->ipxe, &config->pxelinux,
					      &config->grub };

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		if (texts[i]->value)
			texts[i]->value = absolute(arena, texts[i]->value);
	}
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
		make_list_absolute(arena, lists[i]);
}

/* A new file, or one that may be replaced. */
static FILE *open_output(const char *file, bool force)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC | (force ? O_TRUNC : O_EXCL),
		      0666);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");

	if (!out && fd >= 0)
		close(fd);
	return out;
}

static int write_file(const char *file, bool force, const struct config *config)
{
	FILE *out = open_output(file, force);
	bool failed;

	if (!out) {
		const int error = errno;

		fprintf(stderr, "ocp-preflight: cannot write %s: %s\n", file,
			error == EEXIST ? "it is there already; --force replaces it, "
					  "--output - shows what would be in it"
					: strerror(error));
		return EXIT_USAGE;
	}
	config_write(out, config, note);
	failed = ferror(out);
	if (fclose(out) == EOF || failed) {
		fprintf(stderr, "ocp-preflight: cannot write %s: %s\n", file,
			strerror(errno));
		return EXIT_INCOMPLETE;
	}
	fprintf(stderr, "%s is written; look through it, then: ocp-preflight\n", file);
	return EXIT_OK;
}

int command_init(struct program *program)
{
	const struct options *options = &program->options;
	const char *file = options->output ? options->output : "ocp-preflight.yaml";
	const struct facts *facts;
	const struct sources *sources;
	struct config *config;

	if (program_discover(program, &config) < 0) {
		diag_print(&program->diagnostics, stderr);
		program_say_missing(program);
		return EXIT_USAGE;
	}
	sources = sources_read(program->arena, config, options->root,
			       &program->diagnostics);
	diag_print(&program->diagnostics, stderr);
	config = inventory_derive(program->arena, config, sources, &facts);
	if (!strcmp(file, "-")) {
		config_write(stdout, config, note);
		return EXIT_OK;
	}
	if (!options->root && strchr(file, '/'))
		make_absolute(program->arena, config);
	return write_file(file, options->force, config);
}
