#include "loop.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/io_record.h"

struct watcher {
	uv_poll_t poll;
	struct http_loop *loop;
	struct watcher *next, **link;
	curl_socket_t fd;
};

struct http_loop {
	uv_loop_t *loop;
	uv_timer_t timer;
	CURLM *multi;
	struct watcher *watchers;
	http_finished_fn *finished;
	http_closing_fn *closing;
	void *arg;
};

static int socket_wanted(CURL *easy, curl_socket_t fd, int what, void *arg,
			 void *socket_arg);
static int timer_wanted(CURLM *multi, long timeout_ms, void *arg);
static int close_wanted(void *arg, curl_socket_t fd);
static void socket_ready(uv_poll_t *poll, int status, int events);
static void timer_expired(uv_timer_t *timer);
static void act(struct http_loop *loop, curl_socket_t fd, int events);

struct http_loop *http_loop_new(uv_loop_t *uv, http_finished_fn *finished,
				http_closing_fn *closing, void *arg)
{
	struct http_loop *loop = mem_alloc(sizeof(*loop));

	loop->loop = uv;
	loop->finished = finished;
	loop->closing = closing;
	loop->arg = arg;
	loop->multi = curl_multi_init();
	if (!loop->multi)
		arena_oom();
	curl_multi_setopt(loop->multi, CURLMOPT_SOCKETFUNCTION, socket_wanted);
	curl_multi_setopt(loop->multi, CURLMOPT_SOCKETDATA, loop);
	curl_multi_setopt(loop->multi, CURLMOPT_TIMERFUNCTION, timer_wanted);
	curl_multi_setopt(loop->multi, CURLMOPT_TIMERDATA, loop);
	uv_timer_init(uv, &loop->timer);
	loop->timer.data = loop;
	return loop;
}

void http_loop_add(struct http_loop *loop, CURL *easy)
{
	curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_wanted);
	curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, loop);
	if (curl_multi_add_handle(loop->multi, easy) != CURLM_OK)
		arena_oom();
}

void http_loop_drop(struct http_loop *loop, CURL *easy)
{
	curl_multi_remove_handle(loop->multi, easy);
}

static void watcher_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void unwatch(struct watcher *watcher)
{
	*watcher->link = watcher->next;
	if (watcher->next)
		watcher->next->link = watcher->link;
	uv_poll_stop(&watcher->poll);
	uv_close((uv_handle_t *)&watcher->poll, watcher_closed);
}

static struct watcher *watcher_of(struct http_loop *loop, curl_socket_t fd)
{
	struct watcher *watcher = loop->watchers;

	while (watcher && watcher->fd != fd)
		watcher = watcher->next;
	return watcher;
}

static struct watcher *watch(struct http_loop *loop, curl_socket_t fd)
{
	struct watcher *watcher = mem_alloc(sizeof(*watcher));

	if (uv_poll_init_socket(loop->loop, &watcher->poll, fd)) {
		free(watcher);
		return NULL;
	}
	watcher->poll.data = watcher;
	watcher->loop = loop;
	watcher->fd = fd;
	watcher->link = &loop->watchers;
	watcher->next = loop->watchers;
	if (watcher->next)
		watcher->next->link = &watcher->next;
	loop->watchers = watcher;
	return watcher;
}

static int socket_wanted(CURL *easy, curl_socket_t fd, int what, void *arg,
			 void *socket_arg)
{
	struct http_loop *loop = arg;
	struct watcher *watcher = watcher_of(loop, fd);
	int events = 0;

	(void)easy;
	(void)socket_arg;
	if (what == CURL_POLL_REMOVE) {
		if (watcher)
			unwatch(watcher);
		return 0;
	}
	if (!watcher) {
		/* Right after its connect(2). */
		record_socket(loop->loop, fd, NULL);
		watcher = watch(loop, fd);
	}
	if (!watcher)
		return -1;
	if (what & CURL_POLL_IN)
		events |= UV_READABLE;
	if (what & CURL_POLL_OUT)
		events |= UV_WRITABLE;
	uv_poll_start(&watcher->poll, events, socket_ready);
	return 0;
}

/* Only arms: libcurl must not be called from here. */
static int timer_wanted(CURLM *multi, long timeout_ms, void *arg)
{
	struct http_loop *loop = arg;

	(void)multi;
	if (timeout_ms < 0)
		uv_timer_stop(&loop->timer);
	else
		uv_timer_start(&loop->timer, timer_expired, (uint64_t)timeout_ms, 0);
	return 0;
}

/* libcurl says REMOVE before it closes, or after it, or not at all. Here it is surely before. */
static int close_wanted(void *arg, curl_socket_t fd)
{
	struct http_loop *loop = arg;
	struct watcher *watcher = watcher_of(loop, fd);

	if (watcher)
		unwatch(watcher);
	loop->closing(fd, loop->arg);
	return close(fd);
}

static void socket_ready(uv_poll_t *poll, int status, int events)
{
	struct watcher *watcher = poll->data;
	int flags = 0;

	if (status < 0)
		flags |= CURL_CSELECT_ERR;
	if (events & UV_READABLE)
		flags |= CURL_CSELECT_IN;
	if (events & UV_WRITABLE)
		flags |= CURL_CSELECT_OUT;
	act(watcher->loop, watcher->fd, flags);
}

static void timer_expired(uv_timer_t *timer)
{
	act(timer->data, CURL_SOCKET_TIMEOUT, 0);
}

static void act(struct http_loop *loop, curl_socket_t fd, int events)
{
	int running, left;
	CURLMsg *message;

	curl_multi_socket_action(loop->multi, fd, events, &running);
	while ((message = curl_multi_info_read(loop->multi, &left))) {
		CURL *easy = message->easy_handle;
		CURLcode code = message->data.result;

		if (message->msg != CURLMSG_DONE)
			continue;
		/* The message is gone with this. */
		curl_multi_remove_handle(loop->multi, easy);
		loop->finished(easy, code, loop->arg);
	}
}

static void timer_closed(uv_handle_t *handle)
{
	free(handle->data);
}

void http_loop_close(struct http_loop *loop)
{
	curl_multi_cleanup(loop->multi);
	assert(!loop->watchers);
	uv_close((uv_handle_t *)&loop->timer, timer_closed);
}
