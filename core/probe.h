/*
 * A check: data first, code second. Everything that a file in probes/ may use comes from this
 * header and the io_*.h that it needs.
 *
 * One check is one file, probes/<family>/<check>.c, ending in
 * `const struct probe probe_<family>_<check>` (hyphens as underscores); its id is its path. The
 * table of all checks is generated from the file names. The smallest complete one, made to be
 * copied, is probes/dns/external.c.
 */
#pragma once

#include <stddef.h>

#include "arena.h"
#include "inventory.h"
#include "result.h"

struct engine;
struct findings;
struct run;
struct subjects;

/* How a need is matched to runs of the other check. */
enum need_match {
	NEED_SUBJECT, /* the run with the same subject */
	NEED_HOST,    /* the run whose subject is this subject's host */
	NEED_ANY,     /* all runs of that check are awaited, one usable is enough */
	NEED_EACH,    /* all runs of that check are awaited and must be usable */
	NEED_AFTER, /* all runs are awaited, whatever they find; the probe looks (run_other) */
	NEED_AFTER_SUBJECT, /* the same subject's is awaited, whatever it finds */
	NEED_AFTER_HOSTS, /* those of this subject's `hosts` are awaited, whatever they find */
};

struct need {
	const char *id;
	enum need_match match;
};

/* What a check is asked about. Made by probe.subjects(), valid as long as the inventory. */
struct subject {
	const char *name; /* as in the report: "api.ocp45.example.localdomain:6443" */
	const char *host; /* key of NEED_HOST: "api.ocp45.example.localdomain", or NULL */
	const char *const *hosts; /* keys of NEED_AFTER_HOSTS, ends with NULL; or NULL */
	const void *item;   /* what the probe wants to remember: a node, an artifact... */
	struct where where; /* the line that asked for this check */
	unsigned roles;	    /* host-local checks: the roles it concerns (host_role) */
};

struct probe {
	const char *id;	      /* "dns.reverse"; for ever */
	const char *title;    /* what is true when it passes */
	const char *why;      /* what breaks later if it is not */
	const char *symptom;  /* what a person sees during the install */
	const char *fix;      /* advice where a run gives none; a line each */
	const char *requires; /* "root", "role loadbalancer"...; NULL: nothing */
	unsigned phases;      /* enum phase, or-ed */
	unsigned
		restless; /* phases in which what it asks restarts now and then (enum phase):
			      a watch is patient with it there */
	unsigned
		pace; /* seconds between looks of a watch while all is well; 0: its own */
	bool reads_files;	  /* asks files of the install only: part of `lint` */
	const struct need *needs; /* ends with id NULL; NULL: none */
	size_t state_size;	  /* zeroed memory for run_state(), freed at the end */

	/* Adds the subjects, in the order of the report. No packet, no file. */
	void (*subjects)(const struct inventory *inventory, struct subjects *subjects);
	/* Of a check that reads files: finds all that is wrong while the plan is made, for its
	   subjects() (probes/lint/_lint.h). */
	void (*judge)(const struct inventory *inventory, struct findings *findings);
	/* Begins what a run of it will wait for and what takes its time, before any run is started;
	   once a plan that holds one. NULL: nothing. */
	void (*prepare)(struct engine *engine);
	/* Begins; returns at once. Called when all needs are met. The first of the run_* verbs below
	   that says a status ends the run; it may be called in here. */
	void (*start)(struct run *run);
};

/* For probe.subjects(): `subject` is copied, its strings are not. */
void subject_add(struct subjects *subjects, const struct subject *subject);
struct arena *subjects_arena(struct subjects *subjects);
/* The check whose subjects they are. */
const struct probe *subjects_check(const struct subjects *subjects);

/* What a run knows. */
const struct probe *run_check(const struct run *run);
const struct subject *run_subject(const struct run *run);
const struct inventory *run_inventory(const struct run *run);
void *run_state(const struct run *run);
struct arena *run_arena(const struct run *run); /* lives as long as the report */
struct engine *run_engine(const struct run *run);

/*
 * The sealed result of another check, or NULL if it was not planned or is not finished. Only what
 * stands in `needs` is sure to be finished. run_other_any() finds the first that is not usable.
 */
const struct result *run_other(const struct run *run, const char *id,
			       const char *subject);

/* The first sealed failure or warning of a check whose subject fits; or NULL. */
const struct result *run_other_bad(const struct run *run, const char *id,
				   bool (*fits)(const char *subject, const void *arg),
				   const void *arg);

/* Facts for the result. Formatted text is cleaned. May be called several times: run_fixf() adds a
   line each time and replaces probe.fix, run_evidencef() adds a pair, the others replace. */
void run_reason(struct run *run, const char *reason); /* a literal */
void run_expectedf(struct run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void run_observedf(struct run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void run_whyf(struct run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void run_fixf(struct run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void run_reproducef(struct run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void run_evidencef(struct run *run, const char *key, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void run_source(struct run *run, struct where where);
/* The same, and the line itself with `width` characters of it marked (0: one). A line that may hold
   a secret, or that nobody read, is left out. */
void run_excerpt(struct run *run, struct where where, unsigned width);
/* Another place that has to do with it; may be called several times. */
void run_relatedf(struct run *run, struct where where, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* What depends on this run can be judged although it does not pass. */
void run_usable(struct run *run);

/* The end. Each gives the result's title, a full sentence that names the thing and what was seen.
   A second end is a bug (assert). After the end no operation calls back. */
void run_pass(struct run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void run_warn(struct run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void run_fail(struct run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void run_skip(struct run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void run_error(struct run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The cause is another result that did not pass: skip, with blocked_by. */
void run_blocked(struct run *run, const struct result *cause);

/*
 * For host-local checks: true if this machine has one of the subject's roles; else the run has
 * been ended as a skip that says on which host it belongs.
 */
bool run_is_here(struct run *run);
