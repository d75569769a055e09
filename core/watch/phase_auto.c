#include "phase_auto.h"

#include <string.h>

void phase_auto_init(struct phase_auto *state, enum phase phase, int64_t now_ms)
{
	*state = (struct phase_auto){ .phase = phase, .since_ms = now_ms };
}

static bool config_serves(const struct phase_look *look)
{
	return look->bootstrap_config || look->masters_config || look->balancer_config;
}

static bool api_serves(const struct phase_look *look)
{
	return look->bootstrap_api || look->masters_api || look->balancer_api;
}

/*
 * Masters serve what the bootstrap node served, and it serves no more. Each that serves the API must
 * serve the configuration too, or, where a firewall keeps that port for nodes, the balancer.
 */
static bool masters_took_over(const struct phase_look *look)
{
	if (!look->masters_api || look->bootstrap_api || look->bootstrap_config)
		return false;
	return look->masters_config ? look->masters_config >= look->masters_api
				    : look->balancer_config;
}

/* What this one look says, had nothing been known before. */
static enum phase wanted(struct phase_auto *state, const struct phase_look *look,
			 int64_t now_ms)
{
	bool bootstrap_up = look->bootstrap_api || look->bootstrap_config;

	/* Where nodes cannot be reached directly a router is the first sign of the masters. */
	if (look->ingress && !bootstrap_up && api_serves(look))
		return state->install_running ? PHASE_INSTALL : PHASE_READY;
	if (masters_took_over(look))
		return PHASE_INSTALL;
	if (!config_serves(look) || api_serves(look))
		state->config_alone_ms = 0;
	else if (!state->config_alone_ms)
		state->config_alone_ms = now_ms;
	if (look->masters_api)
		return PHASE_BOOTSTRAP;
	if (!config_serves(look))
		return PHASE_PREBOOT;
	if (!api_serves(look) && now_ms - state->config_alone_ms < PHASE_API_PATIENCE_MS)
		return PHASE_PREBOOT;
	return PHASE_BOOTSTRAP;
}

static bool move(struct phase_auto *state, enum phase phase, int64_t now_ms)
{
	if (phase <= state->phase)
		return false;
	state->phase = phase;
	state->since_ms = now_ms;
	return true;
}

bool phase_auto_fact(struct phase_auto *state, int64_t now_ms)
{
	if (state->install_complete)
		return move(state, PHASE_READY, now_ms);
	return state->bootstrap_complete && move(state, PHASE_INSTALL, now_ms);
}

bool phase_auto_look(struct phase_auto *state, const struct phase_look *look,
		     int64_t now_ms)
{
	enum phase newest = wanted(state, look, now_ms);
	enum phase agreed = PHASE_PREBOOT;

	if (state->count == PHASE_WINDOW) {
		memmove(state->wanted, state->wanted + 1,
			(PHASE_WINDOW - 1) * sizeof state->wanted[0]);
		state->count--;
	}
	state->wanted[state->count++] = newest;
	/* The furthest that enough looks reach. */
	for (unsigned phase = PHASE_PREBOOT; phase <= PHASE_READY; phase <<= 1) {
		unsigned reaching = 0;

		for (unsigned i = 0; i < state->count; i++)
			reaching += state->wanted[i] >= phase;
		if (reaching >= PHASE_AGREE)
			agreed = (enum phase)phase;
	}
	/* A look that contradicts is waited for, whatever the two before it said. */
	if (newest < agreed)
		return false;
	return move(state, agreed, now_ms);
}

bool phase_auto_is_moving(const struct phase_auto *state)
{
	return state->count && state->wanted[state->count - 1] > state->phase;
}

const char *phase_auto_because(const struct phase_auto *state)
{
	switch (state->phase) {
	case PHASE_PREBOOT:
		return "no node serves yet";
	case PHASE_BOOTSTRAP:
		return "the bootstrap node serves";
	case PHASE_INSTALL:
		if (state->bootstrap_complete)
			return "the cluster says that the bootstrap is complete";
		return "masters serve the API, the bootstrap node no more";
	case PHASE_READY:
		if (state->install_complete)
			return "the cluster says that the install is complete";
		return "a router answers behind the balancer";
	case PHASE_ALL:
		break;
	}
	return "?";
}
