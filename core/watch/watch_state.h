/*
 * The insides of a watch, for core/watch/watch*.c alone: what each file of them does, and what they
 * share.
 */
#pragma once

#include "core/diag.h"
#include "core/options.h"
#include "files.h"
#include "generation.h"
#include "kept.h"
#include "links.h"
#include "pace.h"
#include "phase_auto.h"
#include "round.h"
#include "verdict.h"
#include "watch.h"

/* Rounds are at least so far apart; looks at everything that something sets off, so far. */
#define WATCH_GAP_MS	     250
#define WATCH_TRIGGER_GAP_MS 5000
/* How long something that restarts now and then may fail before it is believed (probe.restless). */
#define WATCH_PATIENCE_MS 60000
/* How long the first look at the phase may take. */
#define WATCH_OPENING_MS 700
/* Families of so few checks are doubted together: what is wrong with one is told by another. */
#define WATCH_SMALL_FAMILY   16
#define WATCH_ROUND_DEADLINE 120.0 /* seconds */
/* A round in which nothing was found for so long does not hold up the next; so many at a time. */
#define WATCH_STALL_MS	  500
#define WATCH_SLOW_ROUNDS 4

/* What is remembered of one run of the plan; the survey has one too. */
struct record {
	struct kept *last;  /* as it came; NULL: not looked yet */
	struct kept *shown; /* as it is believed; may be `last`; NULL: not known */
	char *told_reason;  /* result.reason of what was told last; or NULL */
	char *first_doubt;  /* what the first look said that is not believed; or NULL */
	struct verdict verdict;
	struct pace pace;
	struct round *round; /* that looks at it now; or NULL */
	bool held;	     /* a slow round looks at it, or at what it needs */
	bool wanted;	     /* in the round that begins */
	bool fresh;	     /* its look is being believed */
	bool now;	     /* to be looked at whatever its pace says */
};

/* A check that was believed to be something else before this round. */
struct change {
	unsigned number;
	bool was_known, is_consequence;
	enum status was;
	int64_t was_since_ms;
};

/* What one provider shows. */
struct shown_by {
	const struct watch_provider *provider;
	void *arg, *state;
	bool open;
	struct arena *nodes_arena, *sections_arena;
	struct watch_node *nodes;
	size_t node_count;
	struct watch_section *sections;
	size_t section_count;
};

struct watch {
	struct watch_settings settings;
	uv_loop_t loop;
	uv_timer_t next, stall, deadline;
	uv_signal_t signals[4];
	struct files *files;
	struct links *links;
	struct watch_listener *listeners;
	struct shown_by *providers;
	const struct cluster_state *cluster; /* a provider's; NULL: none */
	size_t provider_count;

	uint64_t started_ns; /* uv_hrtime() at the start */
	int64_t clock_ms;    /* what the wall clock said then, by what it says now */
	uint32_t seed;

	struct generation *generation;
	struct record *records; /* by number; the last one is the survey's */
	struct round *round;	/* the newest; NULL: another may begin */
	/* Rounds that wait for something slow, and hold up only what needs that. */
	struct round *slow[WATCH_SLOW_ROUNDS];
	size_t slow_count;
	struct budget budget;
	struct phase_auto phase;
	bool phase_pinned;
	int64_t round_ms; /* when the last one began */
	int64_t trigger_ms; /* when everything was last looked at because something set it off */
	bool triggered;	      /* that is to be done again */
	bool somebody_serves; /* the look at the phase was cut short, but saw that */
	bool opening;	      /* the round looks at the phase alone */
	bool looked;	      /* the checks were looked at, in some phase */
	bool told_known;      /* WATCH_KNOWN was told since the plan is in force */

	struct change *changes; /* of the round that is being folded */
	size_t change_count;

	/* The model and the memory behind it. */
	struct watch_model model;
	struct watch_check *checks;
	struct result *results; /* believed, one for each check */
	void *result_causes;
	struct arena *shown_arena;    /* families and findings */
	struct arena *provided_arena; /* nodes and sections of all providers */
	struct watch_log_line log[WATCH_LOG];
	char *config_error;

	bool going, ended;
	enum watch_end end;
};

/* watch.c */
/* By how many ms the wall clock ran away, and is followed; 0: it did not. */
int64_t watch_follow_clock(struct watch *watch);
/* The time until then passes at once, where it may. */
void watch_leap(struct watch *watch, int64_t at_ms);
/* Something sets off a look at everything. */
void watch_trigger(struct watch *watch, const char *source, const char *what);
void watch_end(struct watch *watch, enum watch_end end);

/* watch_plan.c: which configuration and phase are in force. */
void watch_adopt(struct watch *watch, struct generation *generation, bool keep);
void watch_read_again(struct watch *watch, const char *file, size_t count);
/* Carries out what watch.phase says; no round is under way. */
void watch_enter_phase(struct watch *watch, enum phase was);
void watch_abandon(struct watch *watch);

/* watch_turn.c: rounds. */
void watch_schedule(struct watch *watch);
/* Drops what is under way, if anything: its answers belong to what was. */
void watch_drop_rounds(struct watch *watch);

/* watch_due.c: what the next round looks at. */
struct watch_due {
	size_t paced;	 /* looks that the budget has to allow */
	size_t ordered;	 /* new checks, and what somebody asks for */
	int64_t next_ms; /* of those that are not due; INT64_MAX: none */
};
/* Marks it: record.wanted. */
struct watch_due watch_find_due(struct watch *watch, int64_t now);
/* That round looks at the phase alone. */
bool watch_is_opening(const struct watch *watch);

/* watch_believe.c: what one look means for one check. */
void watch_believe(struct watch *watch, const struct result *results, int64_t now);
/* The lasting outage ends here, whatever the check would say. */
void watch_close_outage(struct watch_check *check, int64_t now, const char *why);
void watch_forget(struct watch_check *check); /* frees what its history points to */

/* watch_show.c: the model. */
void watch_show(struct watch *watch);
void watch_show_provided(struct watch *watch);
void watch_show_free(struct watch *watch);
void watch_log_add(struct watch *watch, enum watch_tone tone, int64_t at_ms,
		   const char *text);
bool watch_is_bad(const struct watch *watch, enum status status); /* fails a run */

/* watch_tell.c: events. */
void watch_tell(struct watch *watch, struct watch_event *event);
void watch_tell_changes(struct watch *watch);
void watch_settle(struct watch *watch);
