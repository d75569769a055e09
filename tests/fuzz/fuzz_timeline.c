/*
 * A capture that anybody may have made (pcap, in the byte order of this machine), as a timeline of
 * nodes known and unknown, in both formats: no crash, nothing on the terminal that moves the cursor.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/inventory.h"
#include "core/text.h"
#include "core/timeline/timeline.h"
#include "reports/timeline.h"

#define FILE_HEADER   24
#define PACKET_HEADER 16
#define LINK_TYPE_AT  20

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct addr addrs[] = {
	{.family = AF_INET,   .bytes = { 172, 16, 0, 21 }	 },
	{ .family = AF_INET,  .bytes = { 172, 16, 0, 31 }	 },
	{ .family = AF_INET6, .bytes = { 0xfd, [15] = 0x31 }},
	{ .family = AF_INET,  .bytes = { 172, 16, 0, 101 }  },
};
static struct node nodes[] = {
	{.fqdn = "m1.ocp45.example.localdomain",
	  .role = NODE_MASTER,
	  .addresses = { &addrs[0], 1 },
	  .mac = "52:54:00:00:00:15" },
	{ .fqdn = "w1.ocp45.example.localdomain",
	  .role = NODE_WORKER,
	  .addresses = { &addrs[1], 2 }		},
};
static struct host hosts[] = {
	{.fqdn = "bastion.example.localdomain",
	  .addresses = { &addrs[3], 1 },
	  .roles = HOST_DHCP | HOST_HTTP},
};
static const struct inventory inventory = {
	.cluster_name = "ocp45",
	.base_domain = "example.localdomain",
	.cluster_domain = "ocp45.example.localdomain",
	.nodes = nodes,
	.node_count = 2,
	.hosts = hosts,
	.host_count = 1,
};

static void happened(const struct timeline_event *event, void *arg)
{
	(void)arg;
	if (!text_is_utf8(event->text, strlen(event->text)))
		abort();
}

static void feed(struct timeline *timeline, const uint8_t *data, size_t size)
{
	uint32_t link_type, header[4];

	memcpy(&link_type, data + LINK_TYPE_AT, sizeof link_type);
	for (size_t at = FILE_HEADER; size - at >= PACKET_HEADER; at += header[2]) {
		memcpy(header, data + at, sizeof header);
		at += PACKET_HEADER;
		if (header[2] > size - at)
			break;
		timeline_feed(timeline, (int64_t)header[0] * 1000000 + header[1],
			      (int)link_type, (struct slice){ data + at, header[2] });
	}
}

static void show(const struct report_ops *ops, const struct report *report)
{
	const struct report_options options = { .width = 80, .verbose = true };
	char *text = NULL;
	size_t length;
	FILE *memory = open_memstream(&text, &length);

	if (!memory)
		abort();
	ops->write(memory, report, &options);
	fclose(memory);
	if (memchr(text, '\x1b', length) || memchr(text, 0, length) ||
	    !text_is_utf8(text, length))
		abort();
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct timeline_snapshot snapshot;
	struct report report = { .tool_version = "0",
				 .timeline = &snapshot,
				 .timeline_source = "fuzz" };
	struct timeline *timeline;
	struct arena *arena;

	if (size < FILE_HEADER)
		return 0;
	arena = arena_new();
	timeline = timeline_new(&inventory);
	timeline_on_event(timeline, happened, NULL);
	feed(timeline, data, size);
	snapshot = timeline_snapshot(timeline, arena);
	show(&timeline_text, &report);
	show(&timeline_json, &report);
	timeline_free(timeline);
	arena_free(arena);
	return 0;
}
