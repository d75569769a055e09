/*
 * libcurl and OpenSSL, loaded and set up in a thread of its own while the loop asks the DNS: on
 * the whole that takes as long as a run of a small cluster. http_warm() begins; it is declared in
 * io_http.h. Once in a process, however many engines it has.
 */
#pragma once

/*
 * Returns when libcurl may be called, and sets it up where nobody did. Everybody who calls libcurl
 * calls this first, from the thread of the loop.
 */
void http_warm_wait(void);
