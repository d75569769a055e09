/*
 * What the kernel hands over of the packets of an interface, for the timeline of boots: the rest
 * never leaves it, and of a segment of an image it keeps the headers, which say how far it is.
 */
#pragma once

#include <netinet/in.h>

#include <pcap/pcap.h>

/* Bytes of a packet of which only the headers are of use: with IPv6 and TCP options, and a little. */
#define CAPTURE_HEADERS 192

/*
 * A program for pcap_setfilter(3) that gives the length to keep (0: nothing). `ports`, 0 at its end,
 * are those of web servers beside the usual ones. 0, or -EINVAL: pcap_geterr(3) says why. The
 * instructions are the caller's: free(3).
 */
int capture_filter(pcap_t *pcap, const in_port_t *ports, struct bpf_program *ret_program);
