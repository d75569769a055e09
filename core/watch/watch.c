#include "watch.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "core/arena.h"
#include "watch_state.h"

/* A clock that differs by so much was set, or the machine slept. */
#define CLOCK_STEP_MS 2000

int64_t watch_time(const struct watch *watch)
{
	return watch->clock_ms + (int64_t)((uv_hrtime() - watch->started_ns) / 1000000);
}

static int64_t wall_clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t watch_follow_clock(struct watch *watch)
{
	int64_t ahead_ms = wall_clock_ms() - watch_time(watch);

	/* Not in the time of a test, and not for what a clock is disciplined by. */
	if (watch->settings.leaps || llabs(ahead_ms) < CLOCK_STEP_MS)
		return 0;
	watch->clock_ms += ahead_ms;
	return ahead_ms;
}

const struct watch_model *watch_model(const struct watch *watch)
{
	return &watch->model;
}

uv_loop_t *watch_loop(struct watch *watch)
{
	return &watch->loop;
}

void watch_listen(struct watch *watch, struct watch_listener *listener)
{
	struct watch_listener **last = &watch->listeners;

	while (*last)
		last = &(*last)->next;
	listener->next = NULL;
	*last = listener;
}

/* --- the beginning --- */

int watch_new(const struct watch_settings *settings, struct watch **ret_watch,
	      char **ret_error)
{
	const struct options *options = settings->options;
	enum phase phase = options->phase_auto ? PHASE_PREBOOT : options->phase;
	struct arena *arena = arena_new();
	struct diagnostics diagnostics;
	struct generation *generation;
	struct watch *watch;
	int r;

	diag_init(&diagnostics, arena);
	r = generation_load(options, settings->load, settings->table, phase, &diagnostics,
			    &generation, ret_error);
	diag_print(&diagnostics, stderr);
	arena_free(arena);
	if (r < 0)
		return r;
	watch = mem_alloc(sizeof *watch);
	watch->settings = *settings;
	watch->seed = settings->seed;
	if (!watch->seed)
		(void)!getrandom(&watch->seed, sizeof watch->seed, GRND_NONBLOCK);
	watch->seed |= 1; /* never 0 */
	watch->started_ns = uv_hrtime();
	watch->clock_ms = wall_clock_ms();
	watch->model.started_ms = watch->model.phase_since_ms = watch->clock_ms;
	watch->model.phase = phase;
	watch->model.phase_auto = options->phase_auto;
	watch->phase_pinned = !options->phase_auto;
	phase_auto_init(&watch->phase, phase, watch->model.started_ms);
	watch->trigger_ms = watch->model.started_ms - WATCH_TRIGGER_GAP_MS;
	uv_loop_init(&watch->loop);
	uv_timer_init(&watch->loop, &watch->next);
	uv_timer_init(&watch->loop, &watch->stall);
	uv_timer_init(&watch->loop, &watch->deadline);
	watch->next.data = watch->stall.data = watch->deadline.data = watch;
	for (size_t i = 0; i < sizeof watch->signals / sizeof watch->signals[0]; i++) {
		uv_signal_init(&watch->loop, &watch->signals[i]);
		watch->signals[i].data = watch;
	}
	watch_adopt(watch, generation, false);
	*ret_watch = watch;
	return 0;
}

void watch_add_provider(struct watch *watch, const struct watch_provider *provider,
			void *arg)
{
	watch->providers = mem_realloc(
		watch->providers, (watch->provider_count + 1) * sizeof *watch->providers);
	watch->providers[watch->provider_count++] =
		(struct shown_by){ .provider = provider, .arg = arg };
}

/* --- what sets off a look --- */

void watch_trigger(struct watch *watch, const char *source, const char *what)
{
	struct watch_event event = { .kind = WATCH_TRIGGERED,
				     .source = source,
				     .text = what };

	watch->triggered = true;
	watch_tell(watch, &event);
	watch_schedule(watch);
}

static void link_changed(const char *what, void *arg)
{
	char text[160];

	(void)snprintf(text, sizeof text, "%s: looking again", what);
	watch_trigger(arg, "link", text);
}

static void look_now(struct watch *watch, const char *why)
{
	for (size_t i = 0; i < watch->provider_count; i++) {
		struct shown_by *by = &watch->providers[i];

		if (by->open && by->provider->look_now)
			by->provider->look_now(by->state);
	}
	watch_trigger(watch, "asked", why);
}

static void signalled(uv_signal_t *signal, int number)
{
	if (number == SIGUSR1)
		look_now(signal->data, "SIGUSR1: looking again");
	else
		watch_end(signal->data, WATCH_END_INTERRUPTED);
}

static void deadline_reached(uv_timer_t *timer)
{
	watch_end(timer->data, WATCH_END_DEADLINE);
}

void watch_leap(struct watch *watch, int64_t at_ms)
{
	int64_t ahead_ms = at_ms - watch_time(watch);
	int64_t left_ms = (int64_t)uv_timer_get_due_in(&watch->deadline);

	if (!watch->settings.leaps || watch->round || watch->slow_count || ahead_ms <= 0)
		return;
	if (!uv_is_active((uv_handle_t *)&watch->deadline)) {
		watch->clock_ms += ahead_ms;
		return;
	}
	ahead_ms = ahead_ms < left_ms ? ahead_ms : left_ms;
	watch->clock_ms += ahead_ms;
	uv_timer_start(&watch->deadline, deadline_reached, (uint64_t)(left_ms - ahead_ms),
		       0);
}

/* --- the life --- */

static int open_providers(struct watch *watch)
{
	for (size_t i = 0; i < watch->provider_count; i++) {
		struct shown_by *by = &watch->providers[i];
		int r = by->provider->open(watch, by->arg, &by->state);

		if (r < 0)
			return r;
		by->open = true;
	}
	return 0;
}

static void close_all(struct watch *watch)
{
	watch_drop_rounds(watch);
	for (size_t i = 0; i < watch->provider_count; i++) {
		struct shown_by *by = &watch->providers[i];

		if (by->open)
			by->provider->close(by->state);
		by->open = false;
	}
	watch->files = files_close(watch->files);
	watch->links = links_close(watch->links);
	uv_timer_stop(&watch->next);
	uv_timer_stop(&watch->stall);
	uv_timer_stop(&watch->deadline);
}

static void tell_start(struct watch *watch)
{
	const struct watch_model *model = &watch->model;
	const struct inventory *inventory = model->inventory;
	struct watch_event event = { .kind = WATCH_STARTED, .source = "watch" };
	char text[512];

	(void)snprintf(text, sizeof text, "watching %zu checks%s%s%s%s, phase %s%s",
		       model->check_count, inventory->cluster_domain ? " of " : "",
		       inventory->cluster_domain ? inventory->cluster_domain : "",
		       inventory->vantage.host ? " from " : "",
		       inventory->vantage.host ? inventory->vantage.host : "",
		       model->phase_auto ? "auto, now " : "", phase_name(model->phase));
	event.text = text;
	watch_tell(watch, &event);
}

int watch_go(struct watch *watch, enum watch_end *ret_end)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGUSR1 };
	const struct options *options = watch->settings.options;
	int r = open_providers(watch);

	if (r < 0) {
		close_all(watch);
		return r;
	}
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		uv_signal_start(&watch->signals[i], signalled, numbers[i]);
	watch->links = links_open(&watch->loop, link_changed, watch);
	if (options->deadline > 0)
		uv_timer_start(&watch->deadline, deadline_reached,
			       (uint64_t)(options->deadline * 1000), 0);
	watch->going = true;
	tell_start(watch);
	watch_settle(watch);
	watch_schedule(watch);
	if (!watch->ended)
		uv_run(&watch->loop, UV_RUN_DEFAULT);
	watch->going = false;
	close_all(watch);
	*ret_end = watch->end;
	return 0;
}

void watch_end(struct watch *watch, enum watch_end end)
{
	struct watch_event event = { .kind = WATCH_ENDED, .source = "watch" };

	if (watch->ended)
		return;
	watch->ended = true;
	watch->end = end;
	switch (end) {
	case WATCH_END_REACHED:
		event.text = "reached";
		event.tone = WATCH_GOOD;
		break;
	case WATCH_END_DEADLINE:
		event.text = watch->settings.options->until
				     ? "not reached within the deadline"
				     : "the deadline is over";
		break;
	case WATCH_END_INTERRUPTED:
		event.text = "interrupted";
		break;
	}
	watch_tell(watch, &event);
	uv_stop(&watch->loop);
}

struct watch *watch_free(struct watch *watch)
{
	if (!watch)
		return NULL;
	close_all(watch);
	uv_close((uv_handle_t *)&watch->next, NULL);
	uv_close((uv_handle_t *)&watch->stall, NULL);
	uv_close((uv_handle_t *)&watch->deadline, NULL);
	for (size_t i = 0; i < sizeof watch->signals / sizeof watch->signals[0]; i++)
		uv_close((uv_handle_t *)&watch->signals[i], NULL);
	/* A loop that was told to stop stops once more at once. */
	while (uv_loop_close(&watch->loop) == UV_EBUSY)
		uv_run(&watch->loop, UV_RUN_DEFAULT);
	watch_abandon(watch);
	watch_show_free(watch);
	free(watch);
	return NULL;
}

/* --- commands --- */

void watch_pause(struct watch *watch, bool pause)
{
	watch->model.paused = pause;
	watch->model.serial++;
	watch_schedule(watch);
}

void watch_look_now(struct watch *watch, const struct watch_check *check)
{
	if (!check) {
		look_now(watch, "asked for: looking again");
		return;
	}
	watch->records[check - watch->checks].now = true;
	watch_schedule(watch);
}

static void change_phase(struct watch *watch, bool pinned, enum phase phase)
{
	enum phase was = watch->phase.phase;

	watch->phase_pinned = pinned;
	watch->model.phase_auto = !pinned;
	watch->model.serial++;
	if (phase != was) {
		watch_drop_rounds(watch);
		phase_auto_init(&watch->phase, phase, watch_time(watch));
		watch_enter_phase(watch, was);
		watch_settle(watch);
	}
	watch_schedule(watch);
}

void watch_set_phase(struct watch *watch, enum phase phase)
{
	change_phase(watch, true, phase);
}

void watch_phase_auto(struct watch *watch)
{
	watch->records[watch->generation->shown].now = true;
	change_phase(watch, false, watch->phase.phase);
}

void watch_quit(struct watch *watch)
{
	watch_end(watch, WATCH_END_INTERRUPTED);
}
