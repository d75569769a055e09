/*
 * Inside the timeline: a file for each kind of traffic. Each takes a decoded packet and returns
 * true if it told something.
 */
#pragma once

#include "state.h"

bool feed_dhcp(struct timeline *timeline, const struct packet *packet, int64_t time);
bool feed_dhcp6(struct timeline *timeline, const struct packet *packet, int64_t time);
/* Requests to port 69. */
bool feed_tftp_request(struct timeline *timeline, const struct packet *packet,
		       int64_t time);
/* What goes on between the ports that client and server chose then. */
bool feed_tftp(struct timeline *timeline, const struct packet *packet, int64_t time);
bool feed_dns(struct timeline *timeline, const struct packet *packet, int64_t time);
bool feed_ntp(struct timeline *timeline, const struct packet *packet, int64_t time);
bool feed_arp(struct timeline *timeline, const struct packet *packet, int64_t time);
bool feed_icmp(struct timeline *timeline, const struct packet *packet, int64_t time);
bool feed_tcp(struct timeline *timeline, const struct packet *packet, int64_t time);

/* A web server is asked at this port: its connections are followed from now on. */
void learn_http_port(struct timeline *timeline, in_port_t port);
/* "http://172.16.0.101:8080/pxeboot.ipxe": the port of it. */
void learn_http_url(struct timeline *timeline, const char *url);
