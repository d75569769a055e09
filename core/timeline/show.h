/* Inside the timeline: what is remembered, in words, in an arena. */
#pragma once

#include "core/arena.h"
#include "state.h"

/* Text that came from the network, made fit to be shown. */
const char *show_text(struct arena *arena, const char *text);
const char *show_addr(struct arena *arena, const struct addr *addr);
const char *show_addr_port(struct arena *arena, const struct addr *addr);
/* "350 ms", "4.2 s", "12 min 5 s", "2 h 3 min". */
const char *show_duration(struct arena *arena, int64_t duration);
/* "812 B", "4.3 KB", "1.02 GB". */
const char *show_bytes(struct arena *arena, uint64_t bytes);
const char *show_node(const struct timeline *timeline, struct arena *arena,
		      const struct node_state *node);
/* A name without the cluster's domain: "api-int". */
const char *show_name(const struct timeline *timeline, struct arena *arena,
		      const char *name);
/* "UEFI x86_64 (0x0007)"; NULL: the client does not say. */
const char *show_architecture(struct arena *arena, uint16_t architecture);
/* "A", "AAAA", "PTR". */
const char *show_type(uint16_t type);
/* "NXDOMAIN"... of a question without a good answer. */
const char *show_rcode(uint8_t rcode);
