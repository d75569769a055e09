/* A machine that boots from the network, installs itself, joins the cluster, and begins again. */
#pragma once

#include "frame.h"

/* Node n has the MAC address 52:54:00:00:<n> and the IPv4 address 10.44.0.0 + 10 + n. */
struct boot {
	struct host host;
	unsigned number;
	unsigned part, step; /* of the script */
	uint32_t transaction;
	struct connection connection;
	uint16_t port; /* the next one */
};

void boot_init(struct boot *boot, unsigned number);
/* The next packet of it. */
void boot_frame(struct boot *boot, struct frame *frame);
