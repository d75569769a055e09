#include "timeline.h"

#include <stdlib.h>

#include "core/arena.h"
#include "feed.h"
#include "flow.h"
#include "nodes.h"
#include "state.h"

const char *timeline_step_id(enum timeline_step step)
{
	static const char *const ids[STEP_COUNT] = {
		[STEP_FW_DHCP] = "fw-dhcp",
		[STEP_OFFER] = "offer",
		[STEP_REQUEST] = "request",
		[STEP_ACK] = "ack",
		[STEP_TFTP] = "tftp",
		[STEP_IPXE_DHCP] = "ipxe-dhcp",
		[STEP_SCRIPT] = "script",
		[STEP_KERNEL] = "kernel",
		[STEP_INITRAMFS] = "initramfs",
		[STEP_OS_DHCP] = "os-dhcp",
		[STEP_ROOTFS] = "rootfs",
		[STEP_IGN] = "ign",
		[STEP_REBOOT] = "reboot",
		[STEP_FIRST_BOOT] = "first-boot",
		[STEP_DNS] = "dns",
		[STEP_MCS_POLL] = "mcs-poll",
		[STEP_MCS_GOT] = "mcs-got",
		[STEP_PULL] = "pull",
		[STEP_REBOOT_2] = "reboot-2",
		[STEP_PTR] = "ptr",
		[STEP_API] = "api",
		[STEP_NTP] = "ntp",
	};

	return ids[step];
}

const char *timeline_step_title(enum timeline_step step)
{
	static const char *const titles[STEP_COUNT] = {
		[STEP_FW_DHCP] = "firmware DHCP",
		[STEP_OFFER] = "offer",
		[STEP_REQUEST] = "request",
		[STEP_ACK] = "acknowledged",
		[STEP_TFTP] = "boot program",
		[STEP_IPXE_DHCP] = "iPXE DHCP",
		[STEP_SCRIPT] = "boot script",
		[STEP_KERNEL] = "kernel",
		[STEP_INITRAMFS] = "initramfs",
		[STEP_OS_DHCP] = "live system DHCP",
		[STEP_ROOTFS] = "image",
		[STEP_IGN] = "Ignition file",
		[STEP_REBOOT] = "reboot",
		[STEP_FIRST_BOOT] = "installed system DHCP",
		[STEP_DNS] = "DNS",
		[STEP_MCS_POLL] = "22623 tries",
		[STEP_MCS_GOT] = "22623 answer",
		[STEP_PULL] = "image pulls",
		[STEP_REBOOT_2] = "second reboot",
		[STEP_PTR] = "own name",
		[STEP_API] = "6443",
		[STEP_NTP] = "time",
	};

	return titles[step];
}

void learn_http_port(struct timeline *timeline, in_port_t port)
{
	in_port_t *place;

	if (!port || timeline->ports[port])
		return;
	place = &timeline->learned[timeline->ports_learned++ % PORTS_LEARNED];
	if (*place)
		timeline->ports[*place] = PORT_OTHER;
	*place = port;
	timeline->ports[port] = PORT_FETCH;
}

void learn_http_url(struct timeline *timeline, const char *url)
{
	unsigned port = 0;

	if (url && !strncmp(url, "http://", 7) &&
	    (sscanf(url, "http://[%*[^]]]:%5u", &port) == 1 ||
	     sscanf(url, "http://%*[^/:]:%5u", &port) == 1) &&
	    port < PORTS_MAX)
		learn_http_port(timeline, (in_port_t)port);
}

static void init_ports(struct timeline *timeline)
{
	const struct inventory *inventory = timeline->inventory;

	timeline->ports = mem_alloc(PORTS_MAX);
	timeline->ports[80] = PORT_FETCH;
	timeline->ports[8080] = PORT_FETCH;
	timeline->ports[443] = PORT_IS_PULL;
	timeline->ports[PORT_MCS] = PORT_IS_MCS;
	timeline->ports[PORT_API] = PORT_IS_API;
	if (inventory)
		learn_http_url(timeline, inventory->artifact_base_url);
}

struct timeline *timeline_new(const struct inventory *inventory)
{
	struct timeline *timeline = mem_alloc(sizeof *timeline);

	timeline->inventory = inventory;
	nodes_init(timeline);
	flows_init(timeline);
	init_ports(timeline);
	return timeline;
}

struct timeline *timeline_free(struct timeline *timeline)
{
	if (!timeline)
		return NULL;
	flows_clear(timeline);
	nodes_clear(timeline);
	free(timeline->ports);
	free(timeline);
	return NULL;
}

static bool feed_udp(struct timeline *timeline, const struct packet *packet, int64_t time)
{
	in_port_t to = packet->target.port, from = packet->source.port;

	if (to == PORT_DNS || from == PORT_DNS)
		return feed_dns(timeline, packet, time);
	if (to == 67 || to == 68)
		return feed_dhcp(timeline, packet, time);
	if (to == 547 || to == 546)
		return feed_dhcp6(timeline, packet, time);
	if (to == PORT_TFTP)
		return feed_tftp_request(timeline, packet, time);
	if (to == PORT_NTP || from == PORT_NTP)
		return feed_ntp(timeline, packet, time);
	return feed_tftp(timeline, packet, time);
}

static bool feed(struct timeline *timeline, const struct packet *packet, int64_t time)
{
	switch (packet->protocol) {
	case PACKET_UDP:
		return feed_udp(timeline, packet, time);
	case PACKET_TCP:
		return feed_tcp(timeline, packet, time);
	case PACKET_ARP:
		return feed_arp(timeline, packet, time);
	case PACKET_ICMP:
	case PACKET_ICMP6:
		return feed_icmp(timeline, packet, time);
	}
	return false;
}

void timeline_feed(struct timeline *timeline, int64_t time, int link_type,
		   struct slice frame)
{
	struct packet packet;

	timeline_advance(timeline, time);
	timeline->packets++;
	if (packet_decode(link_type, frame, &packet) < 0)
		return;
	timeline->used += feed(timeline, &packet, time);
}

void timeline_advance(struct timeline *timeline, int64_t now)
{
	if (!timeline->first)
		timeline->first = now;
	if (now > timeline->now)
		timeline->now = now;
}

void timeline_lose(struct timeline *timeline, uint64_t count, int64_t time)
{
	if (!timeline->lost)
		timeline->lost_since = time;
	timeline->lost += count;
}

int64_t timeline_now(const struct timeline *timeline)
{
	return timeline->now;
}
