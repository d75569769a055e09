#include "warm.h"

#include <stdatomic.h>
#include <stdbool.h>

#include <curl/curl.h>
#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <uv.h>

#include "core/engine.h"
#include "core/io_http.h"

/* Of the whole process: a watch makes an engine for each round, and libcurl is loaded once. Only
   the first thread touches it, but for the flag. */
static struct {
	uv_thread_t thread;
	bool is_begun;
	bool is_running;	 /* the thread, which nobody has joined */
	atomic_flag has_openssl; /* somebody sets it up, or has */
} warm = { .has_openssl = ATOMIC_FLAG_INIT };

/* Its first context makes OpenSSL read its configuration and find its algorithms. */
static void set_up_openssl(void)
{
	if (!atomic_flag_test_and_set(&warm.has_openssl))
		SSL_CTX_free(SSL_CTX_new(TLS_client_method()));
}

/* libcurl is not called by anybody else before this has ended; OpenSSL may be. */
static void set_up(void *arg)
{
	(void)arg;
	/* The process ends; nobody needs its algorithms freed one by one. */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	set_up_openssl();
}

void http_warm_begin(void)
{
	if (warm.is_begun)
		return;
	warm.is_begun = true;
	warm.is_running = uv_thread_create(&warm.thread, set_up, NULL) == 0;
	if (!warm.is_running)
		set_up(NULL);
}

void http_warm_wait(void)
{
	/* Without a cause to hurry nobody began, and one thread is enough. */
	if (!warm.is_begun)
		set_up(NULL);
	warm.is_begun = true;
	if (warm.is_running)
		set_up_openssl();
	http_warm_end();
}

void http_warm_end(void)
{
	if (warm.is_running)
		uv_thread_join(&warm.thread);
	warm.is_running = false;
}

static void *open_warm(struct engine *engine)
{
	(void)engine;
	http_warm_begin();
	return &warm;
}

static void close_warm(void *state)
{
	(void)state;
	/* The process may end before anybody needed it. */
	http_warm_end();
}

static const struct module module = { open_warm, close_warm };

void http_warm(struct engine *engine)
{
	engine_module(engine, &module);
}
