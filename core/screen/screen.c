#include "screen.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/arena.h"
#include "draw.h"

#define DRAW_MS	 (1000 / SCREEN_DRAWS_A_SECOND)
#define CLOCK_MS 1000 /* times since and until go on without a change */
#define KEYS_MAX 64   /* read at once; a paste is longer */

struct screen {
	struct watch *watch;
	struct watch_listener listener;
	struct terminal *terminal;
	struct terminal_options options;
	struct view view;
	uv_poll_t keys;
	uv_timer_t clock, draw;
	uv_signal_t resized, stopped, continued;
	uint64_t drawn_serial;
	uint64_t drawn_ns; /* uv_hrtime() */
	unsigned open;	   /* handles that are not closed */
};

static void draw_now(struct screen *screen);

static void draw_due(uv_timer_t *timer)
{
	draw_now(timer->data);
}

/* Soon, but not more often than the eye wants. */
static void draw_soon(struct screen *screen)
{
	uint64_t since_ms = (uv_hrtime() - screen->drawn_ns) / 1000000;

	if (uv_is_active((uv_handle_t *)&screen->draw))
		return;
	uv_timer_start(&screen->draw, draw_due,
		       since_ms < DRAW_MS ? DRAW_MS - since_ms : 0, 0);
}

static void draw_now(struct screen *screen)
{
	const struct watch_model *model = watch_model(screen->watch);
	struct canvas *canvas;
	unsigned rows, columns;

	terminal_size(screen->terminal, &rows, &columns);
	canvas = canvas_new(rows, columns, screen->options.utf8);
	draw_screen(canvas, model, &screen->view, watch_time(screen->watch));
	terminal_show(screen->terminal, canvas);
	canvas_free(canvas);
	screen->drawn_serial = model->serial;
	screen->drawn_ns = uv_hrtime();
}

static void clock_ticked(uv_timer_t *timer)
{
	draw_soon(timer->data);
}

static void settled(void *arg)
{
	struct screen *screen = arg;

	if (watch_model(screen->watch)->serial != screen->drawn_serial)
		draw_soon(screen);
}

static void pin_next_phase(struct screen *screen)
{
	enum phase phase = watch_model(screen->watch)->phase;

	watch_set_phase(screen->watch,
			phase == PHASE_READY ? PHASE_PREBOOT : (enum phase)(phase << 1));
}

static void carry_out(struct screen *screen, enum view_ask ask)
{
	const struct watch_model *model = watch_model(screen->watch);

	switch (ask) {
	case ASK_NOTHING:
		break;
	case ASK_QUIT:
		watch_quit(screen->watch);
		break;
	case ASK_PAUSE:
		watch_pause(screen->watch, !model->paused);
		break;
	case ASK_LOOK_ALL:
		watch_look_now(screen->watch, NULL);
		break;
	case ASK_LOOK_ONE:
		watch_look_now(screen->watch, view_check(&screen->view, model));
		break;
	case ASK_PHASE_NEXT:
		pin_next_phase(screen);
		break;
	case ASK_PHASE_AUTO:
		watch_phase_auto(screen->watch);
		break;
	case ASK_REDRAW:
		terminal_redraw(screen->terminal);
		break;
	}
}

/* A key is answered at once. */
static void keys_came(uv_poll_t *poll, int status, int events)
{
	struct screen *screen = poll->data;
	int key = status < 0 ? -EIO : -EAGAIN;

	(void)events;
	for (unsigned i = 0; status >= 0 && i < KEYS_MAX; i++) {
		key = terminal_key(screen->terminal);
		if (key < 0)
			break;
		carry_out(screen, view_key(&screen->view, watch_model(screen->watch),
					   (unsigned)key));
	}
	if (key == -EIO) {
		uv_poll_stop(poll);
		watch_quit(screen->watch);
		return;
	}
	draw_now(screen);
}

static void size_changed(uv_signal_t *signal, int number)
{
	struct screen *screen = signal->data;

	(void)number;
	terminal_resize(screen->terminal);
	draw_now(screen);
}

/* Ctrl-Z: the shell's terminal comes first, then the stop that nobody can catch. */
static void suspend(uv_signal_t *signal, int number)
{
	struct screen *screen = signal->data;

	(void)number;
	terminal_leave(screen->terminal);
	kill(getpid(), SIGSTOP);
}

static void resume(uv_signal_t *signal, int number)
{
	struct screen *screen = signal->data;

	(void)number;
	terminal_return(screen->terminal);
	draw_now(screen);
}

static void start_signal(struct screen *screen, uv_signal_t *signal, uv_signal_cb handler,
			 int number)
{
	uv_signal_init(watch_loop(screen->watch), signal);
	signal->data = screen;
	uv_signal_start(signal, handler, number);
	uv_unref((uv_handle_t *)signal);
}

int screen_open(struct watch *watch, const struct terminal_options *options,
		struct screen **ret_screen)
{
	struct screen *screen = mem_alloc(sizeof *screen);
	uv_loop_t *loop = watch_loop(watch);
	int r = terminal_open(options, &screen->terminal);

	if (r < 0) {
		free(screen);
		return r;
	}
	screen->watch = watch;
	screen->options = *options;
	view_init(&screen->view);
	uv_poll_init(loop, &screen->keys, terminal_fd(screen->terminal));
	uv_timer_init(loop, &screen->clock);
	uv_timer_init(loop, &screen->draw);
	screen->keys.data = screen->clock.data = screen->draw.data = screen;
	uv_poll_start(&screen->keys, UV_READABLE, keys_came);
	uv_timer_start(&screen->clock, clock_ticked, CLOCK_MS, CLOCK_MS);
	start_signal(screen, &screen->resized, size_changed, SIGWINCH);
	start_signal(screen, &screen->stopped, suspend, SIGTSTP);
	start_signal(screen, &screen->continued, resume, SIGCONT);
	screen->listener = (struct watch_listener){ .settled = settled, .arg = screen };
	watch_listen(watch, &screen->listener);
	draw_now(screen);
	*ret_screen = screen;
	return 0;
}

static void closed(uv_handle_t *handle)
{
	struct screen *screen = handle->data;

	if (!--screen->open)
		free(screen);
}

static void close_handles(struct screen *screen)
{
	uv_handle_t *handles[] = {
		(uv_handle_t *)&screen->keys,	 (uv_handle_t *)&screen->clock,
		(uv_handle_t *)&screen->draw,	 (uv_handle_t *)&screen->resized,
		(uv_handle_t *)&screen->stopped, (uv_handle_t *)&screen->continued,
	};

	screen->open = sizeof handles / sizeof handles[0];
	for (size_t i = 0; i < sizeof handles / sizeof handles[0]; i++)
		uv_close(handles[i], closed);
}

struct screen *screen_close(struct screen *screen)
{
	if (!screen)
		return NULL;
	close_handles(screen);
	screen->terminal = terminal_close(screen->terminal);
	view_free(&screen->view);
	return NULL;
}
