/*
 * libcurl and OpenSSL, loaded and set up in a thread of its own while the loop asks the DNS: on
 * the whole that takes as long as a run of a small cluster. http_warm() begins; it is declared in
 * io_http.h.
 */
#pragma once

struct engine;

/* Returns when libcurl may be called. Begins, where nobody did. */
void http_warm_wait(struct engine *engine);
