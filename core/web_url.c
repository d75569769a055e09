#include "web_url.h"

#include <string.h>

#include "arena.h"
#include "index.h"
#include "sources/boot_entry.h"
#include "sources/hosts.h"
#include "sources/sources.h"
#include "sources/zones.h"

static void add_url(struct arena *arena, struct web_urls *urls, struct index *known,
		    const struct boot_word *word, const char *text)
{
	struct web_url url = { .where = word->where };

	if (word->unknown)
		return;
	url.text = arena_strndup(arena, text, strcspn(text, "?#"));
	if (http_url_parse(arena, url.text, &url.parts) < 0 || url.parts.has_user)
		return;
	if (index_add(known, url.text, strlen(url.text), known))
		return;
	/* The word stands there as it is, without variables put in. */
	if (word->width == strlen(word->text)) {
		url.where.column += (unsigned)(text - word->text);
		url.width = (unsigned)strlen(url.text);
	}
	urls->items = arena_grow(arena, urls->items, urls->count, sizeof *urls->items);
	urls->items[urls->count++] = url;
}

static void add_arguments(struct arena *arena, struct web_urls *urls, struct index *known,
			  const struct boot_entry *entry)
{
	static const char *const names[] = {
		"coreos.inst.image_url=", "coreos.live.rootfs_url=",
		"coreos.inst.ignition_url=", "ignition.config.url="
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct boot_word *word = boot_argument(entry, names[i]);

		if (word)
			add_url(arena, urls, known, word, word->text + strlen(names[i]));
	}
}

struct web_urls web_urls_of_scripts(struct arena *arena, const struct sources *sources)
{
	struct index *known = index_new(arena, 16);
	struct web_urls urls = { 0 };

	for (size_t i = 0; i < sources->boot_count; i++) {
		const struct boot_config *boot = sources->boot[i];

		for (size_t e = 0; e < boot->count; e++) {
			const struct boot_entry *entry = &boot->entries[e];

			if (entry->kernel.text)
				add_url(arena, &urls, known, &entry->kernel,
					entry->kernel.text);
			for (size_t w = 0; w < entry->initrd_count; w++)
				add_url(arena, &urls, known, &entry->initrds[w],
					entry->initrds[w].text);
			add_arguments(arena, &urls, known, entry);
		}
	}
	return urls;
}

static struct addresses one_address(struct arena *arena, const struct addr *addr)
{
	struct addresses addresses = { arena_alloc(arena, sizeof *addr), 1 };

	addresses.items[0] = *addr;
	return addresses;
}

struct addresses web_host_addresses(struct arena *arena,
				    const struct inventory *inventory, const char *host)
{
	const struct host *known = inventory_host(inventory, host);
	const struct hosts *hosts = inventory->sources->hosts;
	struct addresses addresses = { 0 };
	struct addr addr;

	if (addr_parse(host, &addr) >= 0)
		return one_address(arena, &addr);
	if (known && known->addresses.count)
		return known->addresses;
	if (inventory->sources->zones)
		addresses = zones_addresses(arena, inventory->sources->zones, NULL, host);
	for (size_t i = 0; hosts && !addresses.count && i < hosts->count; i++) {
		if (!strcmp(hosts->items[i].name, host))
			addresses = one_address(arena, &hosts->items[i].addr);
	}
	return addresses;
}

static bool is_loopback(const struct addr *addr)
{
	static const unsigned char one[16] = { [15] = 1 };

	return addr->family == AF_INET ? addr->bytes[0] == 127
				       : !memcmp(addr->bytes, one, sizeof one);
}

bool web_host_is_here(struct arena *arena, const struct inventory *inventory,
		      const char *host)
{
	const struct addresses *locals = &inventory->vantage.locals;
	struct addresses addresses = web_host_addresses(arena, inventory, host);

	for (size_t i = 0; i < addresses.count; i++) {
		if (is_loopback(&addresses.items[i]) ||
		    addr_is_in(&addresses.items[i], locals->items, locals->count))
			return true;
	}
	return !strcmp(host, "localhost");
}

/* Of a copy it is not known where it was: the host that serves files, if one is named. */
static bool may_serve(struct arena *arena, const struct inventory *inventory,
		      const char *host)
{
	struct addresses addresses = web_host_addresses(arena, inventory, host);
	bool named = false;

	for (size_t i = 0; i < inventory->host_count; i++) {
		const struct host *other = &inventory->hosts[i];

		if (!(other->roles & HOST_HTTP))
			continue;
		named = true;
		for (size_t a = 0; a < addresses.count; a++) {
			if (addr_is_in(&addresses.items[a], other->addresses.items,
				       other->addresses.count))
				return true;
		}
		if (!strcmp(other->fqdn, host))
			return true;
	}
	return !named;
}

bool web_server_is_of(struct arena *arena, const struct inventory *inventory,
		      const struct web_server *server, const char *host)
{
	return server->is_local ? web_host_is_here(arena, inventory, host)
				: may_serve(arena, inventory, host);
}

static bool is_same(const struct web_answer *a, const struct web_answer *b)
{
	return a->outcome == b->outcome && a->path && b->path &&
	       !strcmp(a->path, b->path);
}

struct web_answer web_ask(struct arena *arena, const struct inventory *inventory,
			  const struct http_url *url,
			  const struct web_server **ret_server)
{
	const struct web_server *servers[SOURCES_WEB_MAX];
	size_t count = sources_web(inventory->sources, servers);
	struct addresses addresses = web_host_addresses(arena, inventory, url->host);
	const struct web_question question = {
		.host = url->host,
		.addr = addresses.count ? addresses.items[0] : (struct addr){ 0 },
		.port = url->port,
		.path = http_url_decode(arena, url->path),
	};
	struct web_answer answer = { .outcome = WEB_NOT_KNOWN };

	*ret_server = NULL;
	for (size_t i = 0; i < count; i++) {
		struct web_answer own;

		if (!web_server_is_of(arena, inventory, servers[i], url->host))
			continue;
		own = web_find(arena, servers[i], &question);
		/* Both may be installed; the one that listens there serves. */
		if (*ret_server && answer.outcome != WEB_NOBODY &&
		    own.outcome != WEB_NOBODY && !is_same(&own, &answer))
			return (struct web_answer){ .outcome = WEB_NOT_KNOWN };
		if (*ret_server && own.outcome == WEB_NOBODY)
			continue;
		answer = own;
		*ret_server = servers[i];
	}
	return answer;
}
