/*
 * A watch over checks that end as a test says, look by look, without waiting for the next
 * one, and what it told.
 */
#pragma once

#include "core/options.h"
#include "core/watch/watch.h"

struct watch_world {
	struct options options;
	struct watch *watch;
	enum watch_end end;
	struct watch_listener listener;
	char *told; /* all lines, as people are told them */
	size_t told_length;
	/* Called when all is settled; watch_quit() ends it. */
	void (*settled)(struct watch_world *world);
	unsigned rounds; /* ends after so many; 0: never */
	bool refuses;	 /* the next load of the configuration fails */
	unsigned loads;
};

/*
 * Checks: a.base of "base"; b.one of "x" and "y", which need it; c.many of "1" to "5". Each ends as
 * its script says: a letter a look (p w f s e, F: fails for another reason, and h: not before
 * watch_world_release()), the last one for ever; without a script it passes.
 */
void watch_world_open(struct watch_world *world);
void watch_world_script(const char *id, const char *subject, const char *letters);
/* The look that hangs passes. */
void watch_world_release(void);
/* Makes the watch of `options` without running it. */
void watch_world_make(struct watch_world *world);
/* Makes it where there is none, and runs it to its end. */
void watch_world_go(struct watch_world *world);
void watch_world_close(struct watch_world *world);

/* The test fails where there is none. */
const struct watch_check *watch_world_check(const struct watch_world *world,
					    const char *id, const char *subject);
/* How often `part` stands in what was told. */
unsigned watch_world_count(const struct watch_world *world, const char *part);
