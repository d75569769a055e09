/*
 * Where boot files are fetched from, out of the iPXE scripts, where the configuration does not say.
 */
#include <string.h>

#include "core/arena.h"
#include "core/index.h"
#include "core/web_url.h"
#include "derive_part.h"

/* "http://172.16.0.101:8080/ocp/" of ".../ocp/master.ign" */
static size_t folder_length(const char *url)
{
	return (size_t)(strrchr(url, '/') - url) + 1;
}

/* Scheme, host and port, with the slash behind them. */
static size_t origin_length(const char *url)
{
	const char *host = strstr(url, "://") + 3;

	return (size_t)(host - url) + strcspn(host, "/") + 1;
}

static bool has_prefix(const struct web_url *url, const char *prefix, size_t length)
{
	return !strncmp(url->text, prefix, length);
}

/* A URL whose origin most others have; the first of equals. */
static const struct web_url *most_used(struct arena *arena, const struct web_urls *urls)
{
	struct index *counts = index_new(arena, 16);
	const struct web_url *best = NULL;
	size_t most = 0;

	for (size_t i = 0; i < urls->count; i++) {
		const char *text = urls->items[i].text;
		size_t length = origin_length(text);
		size_t *count = index_find(counts, text, length);

		if (!count) {
			count = arena_alloc(arena, sizeof *count);
			index_add(counts, text, length, count);
		}
		if (++*count > most) {
			most = *count;
			best = &urls->items[i];
		}
	}
	return best;
}

/* The longest folder that all URLs of this one's origin are below. */
static size_t common_folder(const struct web_urls *urls, const struct web_url *first)
{
	size_t origin = origin_length(first->text), length = folder_length(first->text);

	for (size_t i = 0; i < urls->count; i++) {
		const struct web_url *url = &urls->items[i];

		while (has_prefix(url, first->text, origin) &&
		       !has_prefix(url, first->text, length)) {
			length--;
			while (first->text[length - 1] != '/')
				length--;
		}
	}
	return length;
}

static void add_files(struct deriving *deriving, const struct web_urls *urls)
{
	struct config *config = deriving->config;
	const char *base = config->base_url.value;
	size_t length = strlen(base);

	while (length && base[length - 1] == '/')
		length--;
	for (size_t i = 0; i < urls->count; i++) {
		const struct web_url *url = &urls->items[i];

		if (has_prefix(url, base, length) && url->text[length] == '/' &&
		    url->text[length + 1])
			derive_add(
				deriving->arena, &config->artifact_files,
				http_url_decode(deriving->arena, url->text + length + 1),
				url->where);
	}
}

/* A path alone, "http://host", has no file. */
static struct web_urls with_files(struct arena *arena, const struct web_urls *all)
{
	struct web_urls urls = {
		arena_alloc(arena, (all->count + 1) * sizeof *urls.items), 0
	};

	for (size_t i = 0; i < all->count; i++) {
		if (strchr(strstr(all->items[i].text, "://") + 3, '/'))
			urls.items[urls.count++] = all->items[i];
	}
	return urls;
}

void derive_artifacts(struct deriving *deriving)
{
	struct config *config = deriving->config;
	struct web_urls all, urls;
	const struct web_url *first;

	if (config->artifact_files.given)
		return;
	all = web_urls_of_scripts(deriving->arena, deriving->sources);
	urls = with_files(deriving->arena, &all);
	first = most_used(deriving->arena, &urls);
	if (!first)
		return;
	if (!config->base_url.value) {
		config->base_url.value = arena_strndup(deriving->arena, first->text,
						       common_folder(&urls, first));
		config->base_url.where = first->where;
		config->base_url_derived = true;
	}
	add_files(deriving, &urls);
}
