/* Inside the timeline: whose packet it is. */
#pragma once

#include "state.h"

void nodes_init(struct timeline *timeline);
void nodes_clear(struct timeline *timeline);

/* NODE_NONE where nobody has it. The port does not count. */
uint32_t node_by_mac(const struct timeline *timeline, uint64_t mac);
uint32_t node_by_addr(const struct timeline *timeline, const struct addr *addr);
/*
 * Whose packet it is by its source address; where that is nobody's but the frame comes from a
 * node's MAC address, the address is the node's from now on.
 */
uint32_t node_of_source(struct timeline *timeline, const struct packet *packet);

/* The node with this MAC; takes a place for a stranger where there is none. */
uint32_t node_take_mac(struct timeline *timeline, uint64_t mac, int64_t time);
uint32_t node_take_addr(struct timeline *timeline, const struct addr *addr, int64_t time);

/* Seen now: shown from here on, and the last to give way. */
void node_touch(struct timeline *timeline, uint32_t node, int64_t time);
/* A stranger that has done more than to ask once. */
void node_prove(struct timeline *timeline, uint32_t node);

/*
 * The node has this address now. Where the inventory says that it is another node's, and that one
 * has no other MAC address by the inventory, the two are one: returns which it is from now on.
 */
uint32_t node_gets_addr(struct timeline *timeline, uint32_t node,
			const struct addr *addr);

/* Infrastructure of the inventory: never a node, whatever it fetches. */
bool is_infrastructure(const struct timeline *timeline, const struct addr *addr);

/* A step has begun; a later one stays reached. */
void node_reach(struct node_state *node, enum timeline_step step, int64_t time);
/* The same, and it is good: whatever was wrong before is over. */
void node_gets_on(struct node_state *node, enum timeline_step step, int64_t time);
/* The machine starts again: what was seen so far is the past. */
void node_boots_again(struct node_state *node, int64_t time);

/* "m1", "52:54:00:00:00:01", "172.16.0.21". */
#define NODE_NAME_LEN 256
const char *node_name(const struct timeline *timeline, const struct node_state *node,
		      char buffer[static NODE_NAME_LEN]);
#define MAC_STRLEN 18
const char *mac_str(uint64_t mac, char buffer[static MAC_STRLEN]);
/* false: this is none. */
bool mac_parse(const char *text, uint64_t *ret_mac);
