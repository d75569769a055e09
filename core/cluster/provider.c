#include "provider.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/cluster/watch.h"
#include "core/sources/kubeconfig.h"
#include "sections.h"

struct provider {
	struct watch *watch;
	struct arena *arena; /* of what follows; NULL: nobody is asked */
	struct kubeconfig kubeconfig;
	struct addresses addresses;
	struct cluster_watch *reading;
	enum cluster_connection told; /* the connection that was told last */
	char *told_version;	      /* "4.5.6 Partial" */
};

static const char *copy(struct arena *arena, const char *text)
{
	return text ? arena_strdup(arena, text) : NULL;
}

/* The inventory's goes with it; ours lives as long as it is read with. */
static void keep_kubeconfig(struct provider *provider, const struct inventory *inventory)
{
	struct kubeconfig *kept = &provider->kubeconfig;
	struct arena *arena = provider->arena;
	const struct addresses *api = &inventory->api.addresses;

	*kept = *inventory->kubeconfig;
	kept->file = copy(arena, kept->file);
	kept->context.value = copy(arena, kept->context.value);
	kept->server.value = copy(arena, kept->server.value);
	kept->tls_server_name = copy(arena, kept->tls_server_name);
	kept->ca.text = copy(arena, kept->ca.text);
	kept->certificate.text = copy(arena, kept->certificate.text);
	kept->key.text = copy(arena, kept->key.text);
	kept->token = copy(arena, kept->token);
	provider->addresses = (struct addresses){ NULL, 0 };
	if (!api->count || !strstr(kept->server.value, inventory->api.fqdn))
		return;
	provider->addresses.items =
		arena_alloc(arena, api->count * sizeof *provider->addresses.items);
	memcpy(provider->addresses.items, api->items,
	       api->count * sizeof *provider->addresses.items);
	provider->addresses.count = api->count;
}

static bool is_same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool is_same(const struct provider *provider, const struct inventory *inventory)
{
	const struct kubeconfig *a = &provider->kubeconfig, *b = inventory->kubeconfig;

	if (!provider->arena || !b)
		return !provider->arena && !b;
	return is_same_text(a->server.value, b->server.value) &&
	       is_same_text(a->tls_server_name, b->tls_server_name) &&
	       is_same_text(a->ca.text, b->ca.text) &&
	       is_same_text(a->certificate.text, b->certificate.text) &&
	       is_same_text(a->key.text, b->key.text) && is_same_text(a->token, b->token);
}

static void tell_connection(struct provider *provider, const struct cluster_state *state,
			    struct arena *arena)
{
	struct watch_note note = { .subject = provider->kubeconfig.server.value };
	bool good = state->connection == CLUSTER_OK;

	if (state->connection == provider->told || state->connection == CLUSTER_NOT_ASKED)
		return;
	note.tone = good ? WATCH_GOOD : WATCH_DOUBTFUL;
	note.text = good ? arena_printf(arena, "%s answers", note.subject)
			 : arena_printf(arena, "%s: %s", note.subject,
					cluster_connection_name(state->connection));
	note.cause = good ? NULL : state->connection_text;
	provider->told = state->connection;
	watch_note(provider->watch, &cluster_provider, &note);
}

static void tell_version(struct provider *provider, const struct cluster_state *state,
			 struct arena *arena)
{
	const struct cluster_version *version = &state->version;
	struct watch_note note = { .text = NULL };
	const char *text;

	if (version->seen.knowledge != CLUSTER_KNOWN)
		return;
	text = arena_printf(arena, "%s %s", version->version, version->state);
	if (is_same_text(text, provider->told_version))
		return;
	free(provider->told_version);
	provider->told_version = mem_strdup(text);
	note.text = arena_printf(arena, "version %s", text);
	note.tone = version->available.status == CLUSTER_YES ? WATCH_GOOD : WATCH_PLAIN;
	watch_note(provider->watch, &cluster_provider, &note);
}

static void tell_facts(struct provider *provider, const struct cluster_state *state)
{
	const struct cluster_version *version = &state->version;

	if (state->bootstrap.seen.knowledge == CLUSTER_KNOWN && state->bootstrap.complete)
		watch_tell_fact(provider->watch, WATCH_FACT_BOOTSTRAP_COMPLETE);
	if (version->seen.knowledge != CLUSTER_KNOWN)
		return;
	if (version->available.status == CLUSTER_YES)
		watch_tell_fact(provider->watch, WATCH_FACT_INSTALL_COMPLETE);
	else if (version->available.status == CLUSTER_NO)
		watch_tell_fact(provider->watch, WATCH_FACT_INSTALL_RUNNING);
}

static void changed(const struct cluster_state *state, enum cluster_part part, void *arg)
{
	struct provider *provider = arg;
	struct arena *arena = arena_new();
	struct watch_section sections[CLUSTER_SECTIONS];
	size_t count = cluster_sections(arena, state, sections);

	(void)part;
	watch_show_sections(provider->watch, &cluster_provider, sections, count);
	tell_connection(provider, state, arena);
	tell_version(provider, state, arena);
	tell_facts(provider, state);
	arena_free(arena);
}

static void stop(struct provider *provider)
{
	watch_keep_cluster(provider->watch, NULL);
	cluster_watch_stop(provider->reading);
	provider->reading = NULL;
	provider->arena = arena_free(provider->arena);
	provider->told = CLUSTER_NOT_ASKED;
}

static void inventory_changed(void *state, const struct inventory *inventory)
{
	struct provider *provider = state;
	struct cluster_options options = { .timeout = inventory->timeout };

	if (is_same(provider, inventory))
		return;
	stop(provider);
	if (!inventory->kubeconfig)
		return;
	provider->arena = arena_new();
	keep_kubeconfig(provider, inventory);
	options.kubeconfig = &provider->kubeconfig;
	options.addresses = provider->addresses;
	provider->reading = cluster_watch_start(watch_loop(provider->watch), &options,
						changed, provider);
	watch_keep_cluster(provider->watch, cluster_watch_state(provider->reading));
}

static int open_provider(struct watch *watch, void *arg, void **ret_state)
{
	struct provider *provider = mem_alloc(sizeof *provider);

	(void)arg;
	provider->watch = watch;
	provider->told = CLUSTER_NOT_ASKED;
	inventory_changed(provider, watch_model(watch)->inventory);
	*ret_state = provider;
	return 0;
}

static void close_provider(void *state)
{
	struct provider *provider = state;

	stop(provider);
	free(provider->told_version);
	free(provider);
}

const struct watch_provider cluster_provider = {
	.name = "cluster",
	.open = open_provider,
	.inventory_changed = inventory_changed,
	.close = close_provider,
};
