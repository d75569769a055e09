#include <ifaddrs.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "diag.h"
#include "inventory/build.h"
#include "text.h"
#include "value.h"
#include "web_url.h"

static void find_self(struct builder *builder);
static void be_host(struct builder *builder);
static void add_implied_roles(struct builder *builder);

void builder_vantage(struct builder *builder)
{
	struct vantage *vantage = &builder->inventory->vantage;
	char name[256] = "";

	if (builder->options->as)
		be_host(builder);
	else
		find_self(builder);
	if (vantage->self) {
		vantage->host = vantage->self->fqdn;
		return;
	}
	if (gethostname(name, sizeof name - 1) < 0 || !*name)
		memcpy(name, "localhost", sizeof "localhost");
	vantage->host = text_dns_name(
		builder->arena, text_clean(builder->arena, name, strlen(name), 255));
}

/* An address that a balancer holds on its loopback interface (anycast, IPVS) is one of ours too:
   it is the address that decides, not the interface. */
void builder_locals(struct builder *builder)
{
	struct addresses *locals = &builder->inventory->vantage.locals;
	struct ifaddrs *interfaces;

	if (getifaddrs(&interfaces) < 0)
		return;
	for (const struct ifaddrs *at = interfaces; at; at = at->ifa_next) {
		struct addr addr;

		if (!at->ifa_addr || addr_from_sockaddr(at->ifa_addr, &addr) < 0 ||
		    !addr_is_outward(&addr) ||
		    addr_is_in(&addr, locals->items, locals->count))
			continue;
		addr.port = 0;
		locals->items = arena_grow(builder->arena, locals->items, locals->count,
					   sizeof addr);
		locals->items[locals->count++] = addr;
	}
	freeifaddrs(interfaces);
}

static bool bears(const struct addresses *locals, const struct addresses *addresses)
{
	for (size_t i = 0; i < addresses->count; i++) {
		if (addr_is_in(&addresses->items[i], locals->items, locals->count))
			return true;
	}
	return false;
}

/* One machine may be listed as several hosts (bastion and web server): it has all their roles. */
static void find_self(struct builder *builder)
{
	struct inventory *inventory = builder->inventory;
	struct vantage *vantage = &inventory->vantage;

	for (size_t i = 0; i < inventory->host_count; i++) {
		const struct host *host = &inventory->hosts[i];

		if (!bears(&vantage->locals, &host->addresses))
			continue;
		if (!vantage->self)
			vantage->self = host;
		vantage->roles |= host->roles;
	}
	add_implied_roles(builder);
}

/* Boot files are fetched from this machine, and how its web server finds them is known. */
static bool serves_files(struct builder *builder)
{
	const struct inventory *inventory = builder->inventory;
	const struct sources *sources = inventory->sources;
	struct http_url url;

	return (sources->nginx || sources->apache) && inventory->artifact_base_url &&
	       http_url_parse(builder->arena, inventory->artifact_base_url, &url) >= 0 &&
	       web_host_is_here(builder->arena, inventory, url.host);
}

static void add_implied_roles(struct builder *builder)
{
	struct inventory *inventory = builder->inventory;
	struct vantage *vantage = &inventory->vantage;
	struct stat status;

	if (bears(&vantage->locals, &inventory->api.addresses) ||
	    bears(&vantage->locals, &inventory->api_int.addresses) ||
	    bears(&vantage->locals, &inventory->ingress.addresses))
		vantage->roles |= HOST_LOADBALANCER;
	for (size_t i = 0; i < inventory->name_server_count; i++) {
		if (addr_is_in(&inventory->name_servers[i].addr, vantage->locals.items,
			       vantage->locals.count))
			vantage->roles |= HOST_DNS;
	}
	if (serves_files(builder))
		vantage->roles |= HOST_HTTP;
	/* Nobody said which host serves the files, but here they are. */
	if (builder->config->docroot.value && !inventory->host_count && !vantage->roles &&
	    !stat(inventory->docroot, &status) && S_ISDIR(status.st_mode))
		vantage->roles |= HOST_HTTP;
}

/* --as HOST: a full name, or its first label. */
static void be_host(struct builder *builder)
{
	struct inventory *inventory = builder->inventory;
	const char *name = text_dns_name(builder->arena, builder->options->as);
	const struct host *by_label = NULL, *by_name = NULL;
	const char **words;

	words = arena_alloc(builder->arena,
			    (inventory->host_count * 2 + 1) * sizeof *words);
	inventory->vantage.forced = true;
	for (size_t i = 0; i < inventory->host_count; i++) {
		const struct host *host = &inventory->hosts[i];
		const char *label = arena_strndup(builder->arena, host->fqdn,
						  strcspn(host->fqdn, "."));

		if (!by_name && !strcmp(host->fqdn, name))
			by_name = host;
		if (!by_label && !strcmp(label, name))
			by_label = host;
		words[i] = host->fqdn;
		words[inventory->host_count + i] = label;
	}
	inventory->vantage.self = by_name ? by_name : by_label;
	if (inventory->vantage.self) {
		inventory->vantage.roles = inventory->vantage.self->roles;
		return;
	}
	name = text_nearest(name, words);
	words[inventory->host_count] = NULL;
	diag_error(builder->diagnostics, (struct where){ 0 },
		   !inventory->host_count ? "the configuration lists no hosts"
		   : name ? arena_printf(builder->arena, "did you mean '%s'?", name)
			  : value_words_help(builder->arena, words, ""),
		   "--as: '%s' is no host of the configuration", builder->options->as);
}
