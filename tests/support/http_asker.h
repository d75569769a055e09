/*
 * Requests made by one check with as many subjects as there are questions, for tests of io_http.h.
 */
#pragma once

#include "core/arena.h"
#include "core/engine.h"
#include "core/io_http.h"
#include "core/probe.h"
#include "tests/support/http_server.h"

#define ASKS_MAX 600

/* One question, one subject. */
struct question {
	struct http_request request;
	unsigned times;	   /* asked by one run; 0 is once */
	bool end_at_first; /* the run ends at the first answer */
	unsigned answers;
	const struct http_answer *answer;
	const char *text, *reason;
};

extern struct question questions[ASKS_MAX];
extern size_t question_count;
extern struct inventory asker_inventory;
extern struct arena *asker_arena;
extern struct engine *asker_engine;

void asker_open(void);
void asker_close(void);
/* "SCHEME://HOST:PORT/PATH" at 127.0.0.1; `server` NULL: where nobody is. */
struct question *ask(const char *scheme, const char *host,
		     const struct http_server *server, const char *path);
/* Through a proxy that wants a password. */
struct question *ask_through(const struct http_server *proxy, const char *url);
/* Asks them all. The second leaves the engine there. */
void asker_go(void);
void asker_go_for(double deadline);
