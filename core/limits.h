/*
 * How much at once, and for how long: every bound on what we put on the network or take from the
 * machine that is not a property of one protocol.
 *
 * A window of connects smaller than the number of dark targets multiplies the timeout, so the
 * window is as large as the descriptors allow.
 */
#pragma once

/* Descriptors that we use at most, however many the system would give. */
#define LIMIT_DESCRIPTORS 65536
/* Kept free of connects: reports, the loop, DNS sockets, HTTP transfers, libraries. */
#define LIMIT_DESCRIPTORS_RESERVE 64

/*
 * Attempts of one connect. The second starts after this part of the timeout, on a socket of its
 * own beside the first: one lost SYN costs a second until the kernel repeats it, which is as long
 * as some timeouts.
 */
#define LIMIT_CONNECT_ATTEMPTS 2
#define LIMIT_CONNECT_SECOND   0.5
/* What the second attempt gets beyond the timeout: this part of it, and at most so many ms. */
#define LIMIT_CONNECT_GRACE    0.25
#define LIMIT_CONNECT_GRACE_MS 250

/*
 * How long an accepted connection is listened to, milliseconds. HAProxy without a live server
 * closes within one, after a round trip: so at least LINGER_ROUND_TRIPS of the path's own.
 * Before the boot a silent connection is as good as a closed one and is asked again after
 * AGAIN_MS, when a HAProxy that has just started has checked its servers; later an open connection
 * is the proof of a live back end and gets more time to prove the opposite.
 */
#define LIMIT_LINGER_PREBOOT_MS	 10
#define LIMIT_LINGER_MS		 150
#define LIMIT_LINGER_AGAIN_MS	 250
#define LIMIT_LINGER_ROUND_TRIPS 3
#define LIMIT_LINGER_MAX_MS	 400
#define LIMIT_AGAIN_MS		 3000

/* The kernel's answer to a question about a route or neighbour, milliseconds. */
#define LIMIT_NETLINK_MS 100

/*
 * Raises the soft limit of descriptors to the hard one, on the first call. Returns how many
 * sockets may be open for connects at once; at least 16.
 */
unsigned limits_sockets(void);
