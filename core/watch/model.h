/*
 * What a watch knows at this moment: all that a screen, a line or a report shows, and nothing of how
 * it was found out. Filled by the watch (watch.h), read by everybody else.
 *
 * Nothing in it is to be kept: pointers are valid until the reader returns to the loop. `serial`
 * grows with every change, so that a screen need not draw what it has drawn. All text is clean
 * (text_clean) and free of secrets. Times are milliseconds of the Unix clock.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/inventory.h"
#include "core/probe.h"
#include "core/result.h"

#define WATCH_HISTORY 20  /* raw results that a check remembers */
#define WATCH_OUTAGES 8	  /* outages that a check remembers; older ones are counted */
#define WATCH_LOG     500 /* lines of the log that are remembered */

/* How a line or a node is meant. */
enum watch_tone { WATCH_PLAIN, WATCH_GOOD, WATCH_DOUBTFUL, WATCH_BAD };

/* One look, as it came: before it was agreed upon by others. */
struct watch_sample {
	int64_t at_ms;
	enum status status;
};

/* From the first bad look of those that made a check fail to the first good one that ended it. */
struct watch_outage {
	int64_t from_ms, to_ms; /* to_ms 0: it lasts */
	const char *seen_first; /* title of the first bad result */
	const char *seen_last;	/* of the last */
	const char *ended_by; /* of the good one, or why nobody looks any more; or NULL */
	enum status worst;    /* STATUS_FAIL, STATUS_WARN or STATUS_ERROR */
	unsigned looks;	      /* how often it was seen */
};

/* One check of one subject. */
struct watch_check {
	const struct probe *probe;
	const char *subject;
	/* What is held to be true: what enough of the last looks agree on. Never NULL. */
	const struct result *shown;
	/* What the last look found; `shown` itself where that is the same. NULL: not looked yet. */
	const struct result *last;
	bool known; /* false: `shown` only says that nobody has looked (often enough) yet */
	bool running;	    /* being looked at now */
	unsigned looks;	    /* ever */
	int64_t looked_ms;  /* 0: never */
	int64_t changed_ms; /* when `shown` last changed its status; 0: never */
	int64_t due_ms;	    /* the next look */
	struct watch_sample history[WATCH_HISTORY]; /* oldest first */
	unsigned history_count;
	struct watch_outage outages[WATCH_OUTAGES]; /* oldest first; the last may last */
	unsigned outage_count;
	unsigned outages_ever;
	int64_t down_ms; /* sum of all outages that have ended */
};

/* All checks of one family: "dns". */
struct watch_family {
	const char *name; /* not terminated */
	int length;
	size_t count;
	size_t unknown; /* of these, not looked at yet; in none of the sums */
	size_t summary[STATUS_COUNT];
	/* The worst of all its checks at their last looks, the newest first. */
	enum status history[WATCH_HISTORY];
	unsigned history_count;
};

/*
 * A finding: one result, or several of one check and one reason told as one. What keeps the most
 * others waiting stands first; in the words and the order of the reports.
 */
struct watch_finding {
	const struct watch_check *const *members; /* never empty; members[0] tells it */
	size_t count;
	unsigned waiting;	/* checks that are skipped because of it */
	const char *const *fix; /* lines of all members, each once; ends with NULL */
	int64_t since_ms;	/* of the member that has it the longest */
};

/* A node's boot, as a provider sees it. */
struct watch_node {
	const char *name;    /* FQDN of the inventory, else its MAC */
	const char *role;    /* "master"; "" where it is not in the inventory */
	const char *mac;     /* or NULL */
	const char *address; /* or NULL */
	const char *stage;   /* "initramfs": nodes of one stage stand together */
	unsigned rank;	     /* of the stage in the course of an install, from 0 */
	int64_t since_ms;    /* in this stage since */
	const char *detail;  /* "412 of 812 MB, 94 MB/s", or NULL */
	const char *missing; /* what should have come, and the likely cause; or NULL */
	enum watch_tone tone;
};

/* Lines of a provider below a title: the state of the cluster, of the capture. */
struct watch_line {
	enum watch_tone tone;
	const char *text;
};
struct watch_section {
	const char *title; /* "cluster operators" */
	const struct watch_line *lines;
	size_t count;
};

/* One line of the log: what changed, as it is told without a screen too. */
struct watch_log_line {
	int64_t at_ms;
	enum watch_tone tone;
	const char *text;
};

struct watch_model {
	uint64_t serial;
	const struct inventory *inventory;
	const char *config_error; /* the file was changed and is wrong: the old one is in
				     force; the first message. Or NULL */

	enum phase phase;
	bool phase_auto; /* it moves on by what is seen */
	int64_t phase_since_ms;
	const char *phase_because; /* "m1...:6443 serves": what moved it; or NULL */

	int64_t started_ms;
	unsigned rounds; /* rounds of looks that are finished */
	bool paused;
	bool running;			/* a round is being carried out */
	size_t round_done, round_total; /* looks of that round */
	int64_t next_ms;		/* the next round; 0: none */

	/* Plan order, as in the reports. results[i] is checks[i].shown. */
	const struct watch_check *checks;
	const struct result *results;
	size_t check_count;
	size_t unknown; /* checks that are not known yet; in none of the sums */
	size_t summary[STATUS_COUNT];
	const struct watch_family *families;
	size_t family_count;
	/* Failures (with --strict warnings), and errors that keep others waiting; then warnings;
	   then the other errors. */
	const struct watch_finding *findings;
	size_t finding_count;

	const struct watch_node *nodes; /* by rank, then by name */
	size_t node_count;
	const struct watch_section *sections;
	size_t section_count;

	/* The i-th of the log, oldest first: log[(log_first + i) % WATCH_LOG]. */
	const struct watch_log_line *log;
	size_t log_first, log_count;
	uint64_t log_ever;
};
