/*
 * Inside the timeline: who answers at 22623 and 6443, whoever asks: by it one sees that a back end
 * lives while the balancer in front of it does not know.
 */
#pragma once

#include "state.h"

/* A SYN or RST segment; `server` is the side that serves. */
void service_note(struct timeline *timeline, const struct packet *packet,
		  const struct addr *server, bool to_server, int64_t time);
