/* The kubeconfig: the one that was asked for, or the installer's, where it left it. */
#include "core/sources/kubeconfig.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build.h"
#include "core/arena.h"
#include "core/diag.h"
#include "core/http/url.h"

#define IN_INSTALL_DIR "auth/kubeconfig"

static bool is_endpoint(const struct endpoint *endpoint, const char *host)
{
	struct addr addr;

	if (!addr_parse(host, &addr))
		return addr_is_in(&addr, endpoint->addresses.items,
				  endpoint->addresses.count);
	return !strcmp(host, endpoint->fqdn);
}

/* A kubeconfig that was only found may be of any cluster that somebody works with here. */
static bool is_of_cluster(struct builder *builder, const struct kubeconfig *kubeconfig)
{
	struct http_url url;

	return !http_url_parse(builder->arena, kubeconfig->server.value, &url) &&
	       (is_endpoint(&builder->inventory->api, url.host) ||
		is_endpoint(&builder->inventory->api_int, url.host));
}

static bool try_found(struct builder *builder, const char *path)
{
	struct diagnostics problems;
	struct kubeconfig *kubeconfig;
	bool is_early = builder->options->phase == PHASE_PREBOOT;
	int r;

	if (access(path, F_OK) < 0)
		return false;
	kubeconfig = arena_alloc(builder->arena, sizeof *kubeconfig);
	diag_init(&problems, builder->arena);
	r = kubeconfig_load(builder->arena, path, &problems, kubeconfig);
	if (!r && !is_of_cluster(builder, kubeconfig)) {
		diag_error(&problems, kubeconfig->server.where,
			   "with --kubeconfig FILE it is used all the same",
			   "it is of another cluster, and is not used");
		r = -1;
	}
	/* Nobody asks the cluster before it is there. */
	for (size_t i = 0; i < problems.count && !is_early; i++)
		diag_warning(builder->diagnostics, problems.items[i].where,
			     problems.items[i].help, "%s", problems.items[i].message);
	if (r < 0)
		return false;
	builder->inventory->kubeconfig = kubeconfig;
	return true;
}

static const char *beside(struct builder *builder, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return IN_INSTALL_DIR;
	return arena_printf(builder->arena, "%.*s/" IN_INSTALL_DIR, (int)(slash - path),
			    path);
}

/* As kubectl reads it, but for the joining of several: a list of files. */
static bool try_environment(struct builder *builder)
{
	const char *list = getenv("KUBECONFIG");

	while (list && *list) {
		size_t length = strcspn(list, ":");

		if (length &&
		    try_found(builder, arena_strndup(builder->arena, list, length)))
			return true;
		list += length + (list[length] == ':');
	}
	return false;
}

/* By whatever path it is called. */
static bool is_same_file(const char *a, const char *b)
{
	struct stat status_a, status_b;

	return a && b && !stat(a, &status_a) && !stat(b, &status_b) &&
	       status_a.st_dev == status_b.st_dev && status_a.st_ino == status_b.st_ino;
}

void builder_kubeconfig(struct builder *builder)
{
	const struct config *config = builder->config;
	const char *installer = config->install_config.value;
	const char *const places[] = {
		installer
			? beside(builder, config_path(builder->arena, config, installer))
			: NULL,
		config_path(builder->arena, config, IN_INSTALL_DIR),
		IN_INSTALL_DIR,
	};
	struct kubeconfig *kubeconfig;

	if (builder->options->kubeconfig) {
		kubeconfig = arena_alloc(builder->arena, sizeof *kubeconfig);
		if (!kubeconfig_load(builder->arena, builder->options->kubeconfig,
				     builder->diagnostics, kubeconfig))
			builder->inventory->kubeconfig = kubeconfig;
		return;
	}
	if (builder->options->root)
		return;
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		bool is_new = places[i] != NULL;

		for (size_t j = 0; is_new && j < i; j++)
			is_new = !is_same_file(places[j], places[i]);
		if (is_new && try_found(builder, places[i]))
			return;
	}
	try_environment(builder);
}
