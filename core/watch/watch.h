/*
 * A watch: the checks of a plan, each repeated at its own pace, until somebody says stop. It owns
 * the loop, the model (model.h), the log, and everything that sets off a look: time, changed files,
 * changed links and routes, signals.
 *
 * Three kinds of others work with it: a listener is told every event (lines, JSON, a command, the
 * screen); a provider brings what the checks cannot see (each node's boot on the wire, the cluster's
 * own state); a user interface gives commands.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "generation.h"
#include "model.h"

struct watch;

/* --- events --- */

enum watch_event_kind {
	WATCH_STARTED, /* the first of all */
	WATCH_KNOWN, /* all checks are known now: after the start, and after the phase moved */
	WATCH_CHANGED, /* a check is held to be something else than before, or bad for another reason */
	WATCH_PHASED,	  /* the phase moved */
	WATCH_CONFIGURED, /* the configuration was read again, or refused (tone WATCH_BAD) */
	WATCH_TRIGGERED, /* something sets off a look: a file, a link, a route, a signal */
	WATCH_NOTED,	 /* a provider has something to say */
	WATCH_REACHED,	 /* what --until waits for */
	WATCH_ENDED,	 /* the last of all */
};

/* Valid during the call. */
struct watch_event {
	enum watch_event_kind kind;
	enum watch_tone tone;
	int64_t at_ms;
	const char *text;    /* a sentence: what */
	const char *source;  /* "checks", "phase", "config", "link", a provider's name */
	const char *subject; /* a node, a file, an interface; or NULL */
	const char *cause;   /* or NULL */
	const char *fix;     /* the first line of it, or NULL */

	/* WATCH_CHANGED: the check and its status before. */
	const struct watch_check *check;
	bool was_known;
	enum status was;
	int64_t was_since_ms;
	/* Told as one with others of the same round, and not the one that tells it. */
	bool is_member;
	size_t member_count; /* of the one that tells it: how many more */
	/* Waits for another check, or waited: the cause has told it. */
	bool is_consequence;
	/* WATCH_PHASED. */
	enum phase was_phase;
};

struct watch_listener {
	void (*event)(const struct watch_event *event, void *arg); /* or NULL */
	/* All events of a turn have been told; the model is as it will be drawn. Or NULL. */
	void (*settled)(void *arg);
	void *arg;
	struct watch_listener *next; /* the watch's */
};

/* The listener must live as long as the watch; first come, first told. */
void watch_listen(struct watch *watch, struct watch_listener *listener);

/* --- the life of a watch --- */

struct engine;
struct options;

enum watch_end {
	WATCH_END_REACHED,     /* what --until waits for */
	WATCH_END_DEADLINE,    /* --deadline came first */
	WATCH_END_INTERRUPTED, /* SIGINT, SIGTERM, a key, nobody reads */
};

struct watch_settings {
	const struct options *options;
	const struct probe *const *table;
	load_fn *load;
	/* Before a round asks anything, and after results of it were sealed, before they are
	   believed: evidence may be added (engine.h). Or NULL. */
	void (*begins)(struct engine *engine, void *arg);
	void (*sealed)(struct engine *engine, void *arg);
	void *arg;
	/* For tests: when nothing is under way, its clock leaps to the next look or the deadline. */
	bool leaps;
	uint32_t seed; /* of the jitter; 0: a random one */
};

/*
 * Reads the configuration; what is wrong goes to standard error. 0, or -EINVAL with *ret_error (the
 * caller's to free): the first of the messages.
 */
int watch_new(const struct watch_settings *settings, struct watch **ret_watch,
	      char **ret_error);
/* Until one of the ends comes; SIGUSR1 looks at once. 0, or a provider's negative errno. */
int watch_go(struct watch *watch, enum watch_end *ret_end);
/*
 * After all who have handles on the loop have begun to close them; waits for that. Takes NULL;
 * returns NULL.
 */
struct watch *watch_free(struct watch *watch);

/* --- for user interfaces --- */

const struct watch_model *watch_model(const struct watch *watch);
uv_loop_t *watch_loop(struct watch *watch);
/* Its clock, which the model's times are of; milliseconds. */
int64_t watch_time(const struct watch *watch);
/* Nothing is looked at while it is paused; what is under way is finished. */
void watch_pause(struct watch *watch, bool pause);
/* Looks again at once: at one check (of the model) and what it needs, or NULL: at all. */
void watch_look_now(struct watch *watch, const struct watch_check *check);
/* Pins the phase. */
void watch_set_phase(struct watch *watch, enum phase phase);
/* Gives it back to what is seen, from where it stands. */
void watch_phase_auto(struct watch *watch);
/* Ends the watch as SIGINT does. */
void watch_quit(struct watch *watch);

/* --- for providers --- */

struct watch_provider {
	const char *name; /* "wire", "cluster": event.source */
	/*
	 * Starts; handles go on watch_loop(). `arg` is what watch_add_provider() was given. 0, or a
	 * negative errno after a sentence on standard error: the watch does not start.
	 */
	int (*open)(struct watch *watch, void *arg, void **ret_state);
	/* Another inventory is in force; the old one is gone when this returns. Or NULL. */
	void (*inventory_changed)(void *state, const struct inventory *inventory);
	/* Somebody wants to know now (a key, SIGUSR1). Or NULL. */
	void (*look_now)(void *state);
	/* Closes all handles; the loop goes on until their close callbacks have run. */
	void (*close)(void *state);
};

/* Before watch_go(). `provider` and `arg` must live as long as the watch. */
void watch_add_provider(struct watch *watch, const struct watch_provider *provider,
			void *arg);

/* A line of the log and an event for all listeners; `fix`, `cause`, `subject` may be NULL. */
struct watch_note {
	enum watch_tone tone;
	int64_t at_ms; /* 0: now */
	const char *subject, *text, *cause, *fix;
};
void watch_note(struct watch *watch, const struct watch_provider *provider,
		const struct watch_note *note);
/* All nodes that this provider sees, in the place of what it said before; copied. */
void watch_show_nodes(struct watch *watch, const struct watch_provider *provider,
		      const struct watch_node *nodes, size_t count);
/* The same for its sections of lines. */
void watch_show_sections(struct watch *watch, const struct watch_provider *provider,
			 const struct watch_section *sections, size_t count);

/* What moves phase auto beside our own looks. */
enum watch_fact {
	WATCH_FACT_BOOTSTRAP_COMPLETE, /* kube-system/bootstrap says status: complete */
	WATCH_FACT_INSTALL_COMPLETE,   /* the cluster version is Available */
	WATCH_FACT_INSTALL_RUNNING,    /* it is known not to be: no other sign counts */
};
void watch_tell_fact(struct watch *watch, enum watch_fact fact);
/*
 * What a provider keeps reading of the cluster, for the checks to take their answers from; NULL: they
 * ask themselves. The round that is under way is dropped, for it may look at the old one.
 */
struct cluster_state;
void watch_keep_cluster(struct watch *watch, const struct cluster_state *state);
