/*
 * libcurl and OpenSSL, loaded and set up in a thread of its own while the program reads its
 * configuration and asks the DNS: on the whole that takes as long as a run of a small cluster.
 * http_warm() begins, too; it is declared in io_http.h. Once in a process, however many engines it
 * has. All of these are for the first thread only.
 */
#pragma once

/* Begins, where nobody did. The earlier the better: the thread has no need of anything. */
void http_warm_begin(void);
/*
 * Returns when libcurl may be called, and sets it up where nobody did. Everybody who calls libcurl
 * calls this first. What is left to do is done by both threads.
 */
void http_warm_wait(void);
/* Before the process ends, where somebody began: nothing may be loading then. */
void http_warm_end(void);
