/*
 * One name put to all usable name servers, and what each of them said: shared by the checks of this
 * family. A survey is a run's state, or the first member of it.
 */
#pragma once

#include <stdbool.h>

#include "core/io_dns.h"
#include "core/probe.h"
#include "core/resolve.h"

/* What one server said, as the check judges it. */
struct finding {
	const char *text; /* "NXDOMAIN", "172.16.0.99": the same for servers that agree */
	int kind;	  /* 0: fine; the check's own numbers, larger is worse */
	const struct dns_answer *answer; /* the one that the finding is about */
};

struct survey {
	struct run *run;
	const char *name;
	const struct dns_answer **answers; /* of each server: A, AAAA; or PTR */
	unsigned server_count;	 /* the usable ones, in the order of the inventory */
	unsigned question_count; /* 1 or 2 */
	void (*done)(struct run *run);
	struct finding *findings; /* one for each server, for the check to fill */
};

/*
 * Asks; `done` is called once all have answered. Where no server can be asked the run is ended
 * here. `name` must live as long as the run.
 */
void survey_addresses(struct survey *survey, struct run *run, const char *name,
		      void (*done)(struct run *run));
void survey_pointers(struct survey *survey, struct run *run, const char *name,
		     void (*done)(struct run *run));

const struct name_server *survey_server(const struct survey *survey, size_t i);
/* What server `i` says to A (`which` 0) and AAAA (1), or to PTR (0). */
const struct dns_answer *survey_answer(const struct survey *survey, size_t i,
				       unsigned which);
/* All its addresses, IPv4 first. */
struct addresses survey_addresses_at(const struct survey *survey, size_t i);
/* Whether A or AAAA gave data at server `i`. */
bool survey_has_addresses(const struct survey *survey, size_t i);
/* The answer that says best why there is no address: A, unless only AAAA went wrong. */
const struct dns_answer *survey_failure(const struct survey *survey, size_t i);

/* The first finding of the worst kind. */
const struct finding *survey_worst(const struct survey *survey);
/* "NXDOMAIN from 172.16.0.102 and 172.16.0.103; 172.16.0.99 from 172.16.0.104" */
const char *survey_observed(const struct survey *survey);
/* " at 172.16.0.103" where only some servers have this kind of finding, else "". */
const char *survey_at(const struct survey *survey, int kind);

/* "NXDOMAIN", "rejected by a firewall (ICMP from 172.16.0.102)": why there is no data. */
const char *dns_failure_text(struct run *run, const struct dns_answer *answer);
/* "172.16.0.110, 172.16.0.111"; of many the first eight; "no address" for none. */
const char *dns_addresses_text(struct arena *arena, const struct addr *items,
			       size_t count);
/* The addresses of `all` that are not in `others`. */
struct addresses dns_addresses_missing(struct arena *arena, struct addresses all,
				       struct addresses others);
bool dns_addresses_equal(struct addresses a, struct addresses b);
/* "a", "a and b", "a, b and c". */
const char *dns_join(struct arena *arena, const char *const *words, size_t count);

/* True if `name` is `domain` or ends in ".domain". */
bool dns_is_below(const char *name, const char *domain);
/* "m1.ocp45" of m1.ocp45.example.localdomain in zone example.localdomain, "@" for the zone itself;
   the whole name with a final dot where it is not in the zone, or the zone is NULL. */
const char *dns_relative(struct arena *arena, const char *name, const char *zone);
/* Adds "in zone Z: m1.ocp45 IN A 172.16.0.21" for each address to the fix. */
void dns_fix_addresses(struct run *run, const char *zone, const char *name,
		       struct addresses addresses);
/* "dig @172.16.0.102 m1.ocp45.example.localdomain A" as the command that reproduces it. */
void dns_reproduce(struct run *run, const struct name_server *server, const char *name,
		   enum dns_type type);

/* A label of 20 letters and digits that nobody can have put into a zone; never shown. */
const char *dns_random_name(struct arena *arena, const char *domain);

/* The host of an http(s) URL, in lower case, into the arena; NULL where it is a literal address. */
const char *dns_url_host(struct arena *arena, const char *url);
/* Neither a host of the inventory nor inside the base domain: somebody else's name. */
bool dns_is_outside(const struct inventory *inventory, const char *name);
