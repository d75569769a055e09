#include "core/sources/dnsmasq_ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"

enum truth { NO, YES, MAYBE };

struct tag {
	const char *name;
	enum truth set;
};

struct dnsmasq_view {
	struct arena *arena;
	const struct dnsmasq *dnsmasq;
	struct dhcp_client client;
	struct tag *tags;
	size_t count;
};

static void set_tag(struct dnsmasq_view *view, const char *name, enum truth set)
{
	for (size_t i = 0; i < view->count; i++) {
		if (strcmp(view->tags[i].name, name) != 0)
			continue;
		if (view->tags[i].set != YES)
			view->tags[i].set = set;
		return;
	}
	view->tags = arena_grow(view->arena, view->tags, view->count, sizeof *view->tags);
	view->tags[view->count++] = (struct tag){ name, set };
}

/* What no line sets may be the name of the interface on which the client asks. */
static enum truth find_tag(const struct dnsmasq_view *view, const char *name)
{
	size_t length = strlen(name);

	if (length && name[length - 1] == '*')
		return MAYBE;
	for (size_t i = 0; i < view->count; i++) {
		if (!strcmp(view->tags[i].name, name))
			return view->tags[i].set;
	}
	return !strcmp(name, "known") || !strcmp(name, "bootp") ? NO : MAYBE;
}

static enum truth test(const struct dnsmasq_view *view, const struct dnsmasq_tags *tags)
{
	enum truth all = YES;

	for (size_t i = 0; i < tags->count; i++) {
		const char *name = tags->items[i];
		bool negated = *name == '!' || *name == '#';
		enum truth set = find_tag(view, negated ? name + 1 : name);

		if (negated && set != MAYBE)
			set = set == YES ? NO : YES;
		if (set == NO)
			return NO;
		if (set == MAYBE)
			all = MAYBE;
	}
	return all;
}

static enum truth has_part(const char *whole, const char *part)
{
	return whole && strstr(whole, part) ? YES : NO;
}

/* A number among the architectures, or the two bytes: "7", "00:07". */
static enum truth has_arch(int arch, const char *value)
{
	unsigned high, low;
	int used = 0;
	char *end;
	long number;

	if (arch < 0)
		return NO;
	if (!value)
		return YES;
	if (sscanf(value, "%2x:%2x%n", &high, &low, &used) == 2 && !value[used])
		return (unsigned)arch == (high << 8 | low) ? YES : NO;
	number = strtol(value, &end, 10);
	if (*end || end == value)
		return MAYBE;
	return number == arch ? YES : NO;
}

static enum truth matches_option(const struct dnsmasq_view *view,
				 const struct dnsmasq_match *match)
{
	const struct dhcp_client *client = &view->client;

	switch (match->code) {
	case 60:
		return !client->vendor_class ? NO
		       : match->value ? has_part(client->vendor_class, match->value)
				      : YES;
	case 77:
		return !client->user_class ? NO
		       : match->value	   ? has_part(client->user_class, match->value)
					   : YES;
	case 93:
		return has_arch(client->arch, match->value);
	case 175:
		return !client->ipxe ? NO : match->value ? MAYBE : YES;
	default:
		return MAYBE;
	}
}

static enum truth matches_mac(const struct dnsmasq_view *view, const char *pattern)
{
	const char *mac = view->client.mac;

	if (!mac)
		return MAYBE;
	while (*mac && *pattern) {
		size_t m = strcspn(mac, ":"), p = strcspn(pattern, ":");

		if (*pattern != '*' && (m != p || strncasecmp(mac, pattern, m) != 0))
			return NO;
		mac += m + (mac[m] == ':');
		pattern += p + (pattern[p] == ':');
	}
	return *mac || *pattern ? NO : YES;
}

static enum truth matches(const struct dnsmasq_view *view,
			  const struct dnsmasq_match *match)
{
	switch (match->matcher) {
	case DNSMASQ_OPTION:
		return matches_option(view, match);
	case DNSMASQ_VENDOR_CLASS:
		return has_part(view->client.vendor_class, match->value);
	case DNSMASQ_USER_CLASS:
		return has_part(view->client.user_class, match->value);
	case DNSMASQ_MAC:
		return matches_mac(view, match->value);
	case DNSMASQ_TAG_IF:
		return test(view, &match->tags);
	default:
		return MAYBE;
	}
}

/* tag-if is judged behind all others, in its order. */
static void set_matches(struct dnsmasq_view *view, bool tag_if)
{
	const struct dnsmasq *dnsmasq = view->dnsmasq;

	for (size_t i = 0; i < dnsmasq->match_count; i++) {
		const struct dnsmasq_match *match = &dnsmasq->matches[i];
		enum truth set;

		if ((match->matcher == DNSMASQ_TAG_IF) != tag_if)
			continue;
		set = matches(view, match);
		for (size_t t = 0; t < match->sets.count; t++)
			set_tag(view, match->sets.items[t], set);
	}
}

/* A tag that some host or range sets is not set where that is not said to hold. */
static void declare_tags(struct dnsmasq_view *view)
{
	const struct dnsmasq *dnsmasq = view->dnsmasq;

	for (size_t i = 0; i < dnsmasq->range_count; i++) {
		for (size_t t = 0; t < dnsmasq->ranges[i].sets.count; t++)
			set_tag(view, dnsmasq->ranges[i].sets.items[t],
				dnsmasq->range_count == 1 ? YES : MAYBE);
	}
}

struct dnsmasq_view *dnsmasq_view_of(struct arena *arena, const struct dnsmasq *dnsmasq,
				     const struct dhcp_client *client,
				     const struct dnsmasq_host *host)
{
	struct dnsmasq_view *view = arena_alloc(arena, sizeof *view);

	view->arena = arena;
	view->dnsmasq = dnsmasq;
	view->client = *client;
	declare_tags(view);
	set_matches(view, false);
	if (host) {
		set_tag(view, "known", YES);
		for (size_t i = 0; i < host->sets.count; i++)
			set_tag(view, host->sets.items[i], YES);
	}
	set_matches(view, true);
	return view;
}

struct dnsmasq_view *dnsmasq_view_new(struct arena *arena, const struct dnsmasq *dnsmasq,
				      const struct dhcp_client *client)
{
	return dnsmasq_view_of(arena, dnsmasq, client, NULL);
}

const struct dnsmasq_option *dnsmasq_ask_option(const struct dnsmasq_view *view,
						unsigned code, bool *ret_unsure)
{
	const struct dnsmasq *dnsmasq = view->dnsmasq;
	const struct dnsmasq_option *plain = NULL;

	*ret_unsure = false;
	for (size_t i = dnsmasq->option_count; i-- > 0;) {
		const struct dnsmasq_option *option = &dnsmasq->options[i];
		enum truth fits;

		if (option->six || option->code != code)
			continue;
		if (!option->tags.count) {
			plain = plain ? plain : option;
			continue;
		}
		fits = test(view, &option->tags);
		if (fits == YES)
			return option;
		if (fits == MAYBE)
			*ret_unsure = true;
	}
	return plain;
}

static bool is_for(const struct dnsmasq_boot *boot, int arch)
{
	/* Which of 7 and 9 a name means has changed between versions. */
	return boot->arch == arch ||
	       ((boot->arch == 7 || boot->arch == 9) && (arch == 7 || arch == 9));
}

const struct dnsmasq_boot *dnsmasq_ask_boot(const struct dnsmasq_view *view,
					    bool *ret_unsure)
{
	const struct dnsmasq *dnsmasq = view->dnsmasq;
	const struct dnsmasq_boot *plain = NULL, *tagged = NULL, *service = NULL;

	*ret_unsure = false;
	for (size_t i = dnsmasq->boot_count; i-- > 0;) {
		const struct dnsmasq_boot *boot = &dnsmasq->boots[i];
		enum truth fits = test(view, &boot->tags);

		if (fits == MAYBE)
			*ret_unsure = true;
		if (fits != YES)
			continue;
		if (boot->arch >= 0)
			service = !service && is_for(boot, view->client.arch) ? boot
									      : service;
		else if (boot->tags.count)
			tagged = tagged ? tagged : boot;
		else
			plain = plain ? plain : boot;
	}
	/* iPXE takes the file name; firmware takes the menu. */
	if (service && !view->client.ipxe)
		return service;
	return tagged ? tagged : plain;
}

static bool holds(const struct dnsmasq_range *range, const struct addr *addr)
{
	unsigned prefix = range->prefix;

	if (range->low.family != addr->family)
		return false;
	if (!prefix)
		prefix = addr->family == AF_INET ? 24 : 64;
	for (unsigned i = 0; i < prefix; i++) {
		if ((range->low.bytes[i / 8] ^ addr->bytes[i / 8]) & (0x80 >> i % 8))
			return false;
	}
	return true;
}

const struct dnsmasq_range *dnsmasq_range_at(const struct dnsmasq *dnsmasq,
					     const struct addr *addr)
{
	for (size_t i = 0; i < dnsmasq->range_count; i++) {
		if (holds(&dnsmasq->ranges[i], addr))
			return &dnsmasq->ranges[i];
	}
	return NULL;
}
