/*
 * Phase auto: how far the install is, from what serves. It only ever moves on, and only when looks
 * agree, so that an API server that restarts moves nothing. Pure; the caller brings what was seen
 * and the time. domain: B.3 (what a connection shows by phase), J.1 (what happens in order).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/inventory.h"

/* Looks that must agree, of the last so many. */
#define PHASE_AGREE  2
#define PHASE_WINDOW 3
/*
 * The machine config port serves some minutes before the API does. Only where it stays alone for so
 * long is that no longer expected.
 */
#define PHASE_API_PATIENCE_MS (10 * 60 * 1000)

/* One look at what serves. */
struct phase_look {
	bool bootstrap_config, bootstrap_api; /* its 22623 and 6443, asked directly */
	bool balancer_config,
		balancer_api; /* somebody serves them through the balancer */
	bool ingress;	      /* a router answers through the balancer */
	unsigned masters_config, masters_api; /* how many serve, asked directly */
};

struct phase_auto {
	enum phase phase;
	int64_t since_ms;
	enum phase wanted[PHASE_WINDOW]; /* by the last looks, the newest last */
	unsigned count;
	int64_t config_alone_ms; /* the config port serves without the API since; 0: no */
	bool bootstrap_complete; /* the cluster says so */
	bool install_complete;	 /* the cluster says so */
	bool install_running;	 /* the cluster says that it is not complete */
};

void phase_auto_init(struct phase_auto *state, enum phase phase, int64_t now_ms);
/* True if the phase moved. */
bool phase_auto_look(struct phase_auto *state, const struct phase_look *look,
		     int64_t now_ms);
/* After one of the facts was set: the same, without a look. */
bool phase_auto_fact(struct phase_auto *state, int64_t now_ms);
/* The last look wants another phase than the one in force: nothing else is to be judged yet. */
bool phase_auto_is_moving(const struct phase_auto *state);
/* "a master serves the API and the bootstrap node no more": what speaks for the phase; a literal. */
const char *phase_auto_because(const struct phase_auto *state);
