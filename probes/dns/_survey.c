#include "_survey.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "core/http/url.h"

#define ADDRESSES_SHOWN 8

static void answered(void *arg);

/* Nobody to ask: why, in the result. */
static void end_without_server(struct run *run, const char *name)
{
	const struct inventory *inventory = run_inventory(run);

	if (inventory->name_server_count) {
		run_blocked(run, run_other(run, "dns.server",
					   inventory->name_servers[0].text));
		return;
	}
	run_fixf(run, "dns: {servers: [ADDRESS]} in ocp-preflight.yaml");
	run_error(run, "%s could not be asked for: no name server is known", name);
}

static void ask(struct survey *survey, struct run *run, const char *name,
		const enum dns_type *types, unsigned type_count,
		void (*done)(struct run *run))
{
	const struct inventory *inventory = run_inventory(run);
	struct dns_query *queries =
		mem_alloc(inventory->name_server_count * type_count * sizeof *queries);
	size_t count = 0;

	*survey = (struct survey){
		.run = run, .name = name, .done = done, .question_count = type_count
	};
	for (size_t i = 0; i < inventory->name_server_count; i++) {
		const struct name_server *server = &inventory->name_servers[i];

		if (!dns_server_is_usable(run, server))
			continue;
		survey->server_count++;
		for (unsigned t = 0; t < type_count; t++)
			queries[count++] = (struct dns_query){ server, name, types[t] };
	}
	if (count) {
		survey->answers =
			arena_alloc(run_arena(run), count * sizeof *survey->answers);
		dns_ask_all(run, queries, count, survey->answers, answered, survey);
	}
	free(queries);
	if (!count)
		end_without_server(run, name);
}

void survey_addresses(struct survey *survey, struct run *run, const char *name,
		      void (*done)(struct run *run))
{
	static const enum dns_type types[] = { DNS_A, DNS_AAAA };

	ask(survey, run, name, types, 2, done);
}

void survey_pointers(struct survey *survey, struct run *run, const char *name,
		     void (*done)(struct run *run))
{
	static const enum dns_type types[] = { DNS_PTR };

	ask(survey, run, name, types, 1, done);
}

static void answered(void *arg)
{
	struct survey *survey = arg;

	survey->findings = arena_alloc(run_arena(survey->run),
				       survey->server_count * sizeof *survey->findings);
	survey->done(survey->run);
}

const struct name_server *survey_server(const struct survey *survey, size_t i)
{
	return survey_answer(survey, i, 0)->server;
}

const struct dns_answer *survey_answer(const struct survey *survey, size_t i,
				       unsigned which)
{
	return survey->answers[i * survey->question_count + which];
}

bool survey_has_addresses(const struct survey *survey, size_t i)
{
	return dns_answer_has_data(survey_answer(survey, i, 0)) ||
	       dns_answer_has_data(survey_answer(survey, i, 1));
}

struct addresses survey_addresses_at(const struct survey *survey, size_t i)
{
	const struct dns_answer *a = survey_answer(survey, i, 0);
	const struct dns_answer *aaaa = survey_answer(survey, i, 1);
	size_t a_count = dns_answer_has_data(a) ? a->address_count : 0;
	size_t aaaa_count = dns_answer_has_data(aaaa) ? aaaa->address_count : 0;
	struct addresses all = { NULL, a_count + aaaa_count };

	/* Nearly always one family has all: nobody writes to the list, so it need not be copied. */
	if (!a_count || !aaaa_count) {
		const struct addr *only = a_count ? a->addresses : aaaa->addresses;

		all.items = all.count ? (struct addr *)(uintptr_t)only : NULL;
		return all;
	}
	all.items = arena_alloc(run_arena(survey->run), all.count * sizeof *all.items);
	memcpy(all.items, a->addresses, a_count * sizeof *all.items);
	memcpy(all.items + a_count, aaaa->addresses, aaaa_count * sizeof *all.items);
	return all;
}

/* "The name is there, without such a record": nothing is wrong with the server. */
static bool is_nodata(const struct dns_answer *answer)
{
	return answer->outcome == DNS_ANSWER && answer->rcode == 0 && !answer->cname_loop;
}

const struct dns_answer *survey_failure(const struct survey *survey, size_t i)
{
	const struct dns_answer *a = survey_answer(survey, i, 0);
	const struct dns_answer *aaaa = survey_answer(survey, i, 1);

	return is_nodata(a) && !is_nodata(aaaa) ? aaaa : a;
}

const struct finding *survey_worst(const struct survey *survey)
{
	const struct finding *worst = &survey->findings[0];

	for (size_t i = 1; i < survey->server_count; i++) {
		if (survey->findings[i].kind > worst->kind)
			worst = &survey->findings[i];
	}
	return worst;
}

const char *dns_join(struct arena *arena, const char *const *words, size_t count)
{
	const char *text = count ? words[0] : "";

	for (size_t i = 1; i < count; i++)
		text = arena_printf(arena, "%s%s%s", text,
				    i + 1 == count ? " and " : ", ", words[i]);
	return text;
}

const char *survey_observed(const struct survey *survey)
{
	struct arena *arena = run_arena(survey->run);
	const char **names = arena_alloc(arena, survey->server_count * sizeof *names);
	const char *text = NULL;

	for (size_t i = 0; i < survey->server_count; i++) {
		const char *found = survey->findings[i].text;
		size_t count = 0;
		bool seen = false;

		for (size_t j = 0; j < i; j++)
			seen = seen || strcmp(survey->findings[j].text, found) == 0;
		if (seen)
			continue;
		for (size_t j = i; j < survey->server_count; j++) {
			if (strcmp(survey->findings[j].text, found) == 0)
				names[count++] = survey_server(survey, j)->text;
		}
		found = arena_printf(arena, "%s from %s", found,
				     dns_join(arena, names, count));
		text = text ? arena_printf(arena, "%s; %s", text, found) : found;
	}
	return text;
}

const char *survey_at(const struct survey *survey, int kind)
{
	struct arena *arena = run_arena(survey->run);
	const char **names = arena_alloc(arena, survey->server_count * sizeof *names);
	size_t count = 0;

	for (size_t i = 0; i < survey->server_count; i++) {
		if (survey->findings[i].kind == kind)
			names[count++] = survey_server(survey, i)->text;
	}
	if (count == survey->server_count)
		return "";
	return arena_printf(arena, " at %s", dns_join(arena, names, count));
}

const char *dns_failure_text(struct run *run, const struct dns_answer *answer)
{
	const char *word = dns_answer_word(answer);
	char sender[ADDR_STRLEN];

	if (answer->outcome == DNS_PROHIBITED && !answer->icmp_sender &&
	    answer->error == EPERM)
		return "forbidden by this machine's own firewall";
	if (answer->outcome == DNS_ANSWER && answer->rcode == 3 && !answer->authoritative)
		return "NXDOMAIN (not from a zone of its own)";
	if (answer->outcome == DNS_ANSWER || !answer->icmp_sender)
		return word;
	return arena_printf(run_arena(run), "%s (ICMP from %s)", word,
			    addr_str(answer->icmp_sender, sender));
}

const char *dns_addresses_text(struct arena *arena, const struct addr *items,
			       size_t count)
{
	size_t shown = count > ADDRESSES_SHOWN ? ADDRESSES_SHOWN : count;
	char text[ADDR_STRLEN];
	const char *list = NULL;

	for (size_t i = 0; i < shown; i++) {
		addr_str(&items[i], text);
		list = list ? arena_printf(arena, "%s, %s", list, text)
			    : arena_strdup(arena, text);
	}
	if (shown < count)
		list = arena_printf(arena, "%s and %zu more", list, count - shown);
	return list ? list : "no address";
}

bool dns_addresses_equal(struct addresses a, struct addresses b)
{
	for (size_t i = 0; i < a.count; i++) {
		if (!addr_is_in(&a.items[i], b.items, b.count))
			return false;
	}
	for (size_t i = 0; i < b.count; i++) {
		if (!addr_is_in(&b.items[i], a.items, a.count))
			return false;
	}
	return true;
}

struct addresses dns_addresses_missing(struct arena *arena, struct addresses all,
				       struct addresses others)
{
	struct addresses missing = { NULL, 0 };

	for (size_t i = 0; i < all.count; i++) {
		if (addr_is_in(&all.items[i], others.items, others.count))
			continue;
		missing.items = arena_grow(arena, missing.items, missing.count,
					   sizeof *missing.items);
		missing.items[missing.count++] = all.items[i];
	}
	return missing;
}

bool dns_is_below(const char *name, const char *domain)
{
	size_t n = strlen(name), d = strlen(domain);

	return n >= d && strcmp(name + n - d, domain) == 0 &&
	       (n == d || name[n - d - 1] == '.');
}

const char *dns_relative(struct arena *arena, const char *name, const char *zone)
{
	if (!zone || !dns_is_below(name, zone))
		return arena_printf(arena, "%s.", name);
	if (strcmp(name, zone) == 0)
		return "@";
	return arena_strndup(arena, name, strlen(name) - strlen(zone) - 1);
}

void dns_fix_addresses(struct run *run, const char *zone, const char *name,
		       struct addresses addresses)
{
	const char *owner = dns_relative(run_arena(run), name, zone);
	char text[ADDR_STRLEN];

	for (size_t i = 0; i < addresses.count; i++) {
		const char *type = addresses.items[i].family == AF_INET ? "A" : "AAAA";

		addr_str(&addresses.items[i], text);
		if (zone)
			run_fixf(run, "in zone %s: %s IN %s %s", zone, owner, type, text);
		else
			run_fixf(run, "in its zone: %s IN %s %s", owner, type, text);
	}
}

static const char *type_name(enum dns_type type)
{
	switch (type) {
	case DNS_A:
		return "A";
	case DNS_NS:
		return "NS";
	case DNS_SOA:
		return "SOA";
	case DNS_PTR:
		return "PTR";
	case DNS_AAAA:
		return "AAAA";
	}
	return "ANY";
}

void dns_reproduce(struct run *run, const struct name_server *server, const char *name,
		   enum dns_type type)
{
	char text[ADDR_STRLEN];

	addr_str(&server->addr, text);
	if (server->addr.port == 53)
		run_reproducef(run, "dig @%s %s %s", text, name, type_name(type));
	else
		run_reproducef(run, "dig @%s -p %u %s %s", text, server->addr.port, name,
			       type_name(type));
}

const char *dns_random_name(struct arena *arena, const char *domain)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned char bytes[20];
	char label[sizeof bytes + 1];

	/* Only before the entropy pool is ready, at boot: a label that is merely odd has to do. */
	if (getrandom(bytes, sizeof bytes, GRND_NONBLOCK) < 0)
		memset(bytes, 7, sizeof bytes);
	for (size_t i = 0; i < sizeof bytes; i++)
		label[i] = digits[bytes[i] % 32];
	/* A label that begins with a letter is a host name for every reader. */
	label[0] = digits[bytes[0] % 26];
	label[sizeof bytes] = '\0';
	return arena_printf(arena, "%s.%s", label, domain);
}

const char *dns_url_host(struct arena *arena, const char *url)
{
	struct http_url parts;
	struct addr literal;

	if (http_url_parse(arena, url, &parts) || !addr_parse(parts.host, &literal))
		return NULL;
	return parts.host;
}

bool dns_is_outside(const struct inventory *inventory, const char *name)
{
	return !dns_is_below(name, inventory->base_domain) &&
	       !inventory_host(inventory, name) && !inventory_node(inventory, name);
}
