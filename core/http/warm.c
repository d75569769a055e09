#include "warm.h"

#include <stdbool.h>

#include <curl/curl.h>
#include <openssl/ssl.h>
#include <uv.h>

#include "core/engine.h"
#include "core/io_http.h"

/* Of the whole process: a watch makes an engine for each round, and libcurl is loaded once. Only
   the thread of the loop touches it. */
static struct {
	uv_thread_t thread;
	bool is_begun;
	bool is_running; /* the thread, which nobody has joined */
} warm;

/* libcurl is not called by anybody else before this has ended; OpenSSL may be. */
static void set_up(void *arg)
{
	(void)arg;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	/* Its first context makes OpenSSL read its configuration and find its algorithms. */
	SSL_CTX_free(SSL_CTX_new(TLS_client_method()));
}

static void begin(void)
{
	warm.is_begun = true;
	warm.is_running = uv_thread_create(&warm.thread, set_up, NULL) == 0;
	if (!warm.is_running)
		set_up(NULL);
}

static void close_warm(void *state)
{
	(void)state;
	/* The process may end before anybody needed it. */
	if (warm.is_running)
		uv_thread_join(&warm.thread);
	warm.is_running = false;
}

static void *open_warm(struct engine *engine)
{
	(void)engine;
	if (!warm.is_begun)
		begin();
	return &warm;
}

static const struct module module = { open_warm, close_warm };

void http_warm(struct engine *engine)
{
	engine_module(engine, &module);
}

void http_warm_wait(void)
{
	if (warm.is_running)
		uv_thread_join(&warm.thread);
	warm.is_running = false;
	if (!warm.is_begun)
		set_up(NULL);
	warm.is_begun = true;
}
