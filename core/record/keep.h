/*
 * How much of a packet goes into a capture file that people will hand on: what says how the network
 * behaves, and no secret. Pure.
 *
 * Kept whole: DNS, ARP, neighbour discovery, and what TLS shows, which is encrypted or a handshake.
 * Of HTTP in clear the first line, up to its query; never fields (credentials for a proxy) or bodies
 * (ignition files hold keys and the pull secret). Of everything else the headers.
 */
#pragma once

#include <stddef.h>

struct packet;
struct slice;

/* Bytes of the frame that may be kept. `frame` is what `packet` was decoded from. */
size_t record_keep(const struct packet *packet, struct slice frame);
