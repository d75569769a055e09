/*
 * Tells when this machine's links, addresses or routes change (rtnetlink(7) multicast, libmnl).
 */
#pragma once

#include <uv.h>

struct links;

/* A burst of changes is told once, this long after it began to be quiet; milliseconds. */
#define LINKS_QUIET_MS 300

/*
 * `changed` is called from the loop with what the first message of a burst said: "eth0: link is
 * up", "eth0: address 172.16.0.1 came", "a route went". NULL where the kernel gives no socket: then
 * nothing is told.
 */
struct links *links_open(uv_loop_t *loop, void (*changed)(const char *what, void *arg),
			 void *arg);
/* The loop goes on until its handles are closed. Takes NULL; returns NULL. */
struct links *links_close(struct links *links);
