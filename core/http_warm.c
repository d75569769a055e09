#include "http_warm.h"

#include <stdbool.h>
#include <stdlib.h>

#include <curl/curl.h>
#include <openssl/ssl.h>
#include <uv.h>

#include "arena.h"
#include "engine.h"
#include "io_http.h"

struct warm {
	uv_thread_t thread;
	bool is_running; /* the thread, which nobody has joined */
};

static void *open_warm(struct engine *engine);
static void close_warm(void *state);

static const struct module module = { open_warm, close_warm };

/* libcurl is not called by anybody else before this has ended; OpenSSL may be. */
static void set_up(void *arg)
{
	(void)arg;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	/* Its first context makes OpenSSL read its configuration and find its algorithms. */
	SSL_CTX_free(SSL_CTX_new(TLS_client_method()));
}

static void *open_warm(struct engine *engine)
{
	struct warm *warm = mem_alloc(sizeof(*warm));

	(void)engine;
	warm->is_running = uv_thread_create(&warm->thread, set_up, NULL) == 0;
	if (!warm->is_running)
		set_up(NULL);
	return warm;
}

void http_warm(struct engine *engine)
{
	engine_module(engine, &module);
}

static void join(struct warm *warm)
{
	if (warm->is_running)
		uv_thread_join(&warm->thread);
	warm->is_running = false;
}

void http_warm_wait(struct engine *engine)
{
	join(engine_module(engine, &module));
}

static void close_warm(void *state)
{
	join(state);
	curl_global_cleanup();
	free(state);
}
