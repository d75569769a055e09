#include "io_record.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <pcap/pcap.h>

#include "arena.h"
#include "engine.h"
#include "io_record_state.h"
#include "plan.h"
#include "privilege.h"
#include "probe.h"
#include "record/file.h"
#include "record/filter.h"
#include "record/flows.h"
#include "record/keep.h"
#include "run.h"
#include "wire/link.h"
#include "wire/packet.h"

#define BUFFER	   (16 << 20) /* that the kernel keeps for each interface while we are busy */
#define SNAPLEN	   2048
#define AT_ONCE	   256 /* packets of one interface before the next gets its turn */
#define DRAIN_MAX  1000000
#define ERRORS_MAX 100
/* At the end, milliseconds: no packet for so long, and at most. */
#define DRAIN_QUIET_MS	 20
#define DRAIN_LONGEST_MS 300
#define ETHERNET_LEN	 14

static void free_recorder(struct recorder *recorder);

static int refuse(FILE *err, int error, const char *interface, const char *why)
{
	if (error == PCAP_ERROR_PERM_DENIED) {
		fputs("ocp-preflight: --capture: no right to capture packets (CAP_NET_RAW)\n"
		      "  help: run it as root, or: setcap cap_net_raw=p ocp-preflight\n",
		      err);
		return -EPERM;
	}
	fprintf(err, "ocp-preflight: --capture: cannot listen on %s: %s\n", interface,
		why);
	return -EIO;
}

static int set_filter(struct tap *tap, const char *filter)
{
	struct bpf_program program;
	int r;

	if (pcap_compile(tap->pcap, &program, filter, 1, PCAP_NETMASK_UNKNOWN))
		return PCAP_ERROR;
	r = pcap_setfilter(tap->pcap, &program);
	pcap_freecode(&program);
	return r;
}

static int open_tap(struct recorder *recorder, const char *interface, FILE *err)
{
	struct tap *tap = &recorder->taps[recorder->tap_count];
	char why[PCAP_ERRBUF_SIZE] = "";
	int r;

	tap->pcap = pcap_create(interface, why);
	if (!tap->pcap)
		return refuse(err, PCAP_ERROR, interface, why);
	recorder->tap_count++;
	tap->recorder = recorder;
	pcap_set_snaplen(tap->pcap, SNAPLEN);
	pcap_set_buffer_size(tap->pcap, BUFFER);
	pcap_set_immediate_mode(tap->pcap, 1);
	privilege_raise_raw(true);
	r = pcap_activate(tap->pcap);
	privilege_raise_raw(false);
	if (r < 0)
		return refuse(err, r, interface, pcap_geterr(tap->pcap));
	tap->link_type = pcap_datalink(tap->pcap);
	if (!link_is_known(tap->link_type))
		return refuse(err, PCAP_ERROR, interface,
			      "it shows frames of an unknown kind");
	if (set_filter(tap, recorder->filter))
		return refuse(err, PCAP_ERROR, interface, pcap_geterr(tap->pcap));
	if (pcap_setnonblock(tap->pcap, 1, why))
		return refuse(err, PCAP_ERROR, interface, why);
	return 0;
}

int record_open(const char *path, const struct inventory *inventory, FILE *err,
		struct recorder **ret_recorder)
{
	struct recorder *recorder = mem_alloc(sizeof *recorder);
	const char *names[RECORD_INTERFACES_MAX];
	size_t count;
	int r = 0;

	recorder->arena = arena_new();
	recorder->path = arena_strdup(recorder->arena, path);
	recorder->flows = flows_new();
	recorder->filter = mem_strdup(record_filter(recorder->arena, inventory));
	count = record_interfaces(recorder->arena, inventory, names);
	if (!count) {
		fputs("ocp-preflight: --capture: no route leads from here to anything that is "
		      "asked\n",
		      err);
		r = -ENETUNREACH;
	}
	for (size_t i = 0; i < count && !r; i++)
		r = open_tap(recorder, names[i], err);
	if (!r) {
		r = record_file_open(path, 0, &recorder->file);
		if (r < 0)
			fprintf(err, "ocp-preflight: --capture: cannot write '%s': %s\n",
				path, strerror(-r));
	}
	if (r < 0) {
		free_recorder(recorder);
		return r;
	}
	*ret_recorder = recorder;
	return 0;
}

static void free_recorder(struct recorder *recorder)
{
	flows_free(recorder->flows);
	arena_free(recorder->arena);
	for (size_t i = 0; i < recorder->tap_count; i++) {
		if (recorder->taps[i].pcap)
			pcap_close(recorder->taps[i].pcap);
	}
	free(recorder->filter);
	free(recorder);
}

/* One link type in the file: what is no Ethernet gets a header of it, with addresses of zeros. */
static void write_packet(struct recorder *recorder, const struct tap *tap,
			 struct timeval time, struct slice kept, size_t full_length)
{
	uint8_t bytes[SNAPLEN + ETHERNET_LEN] = { 0 };
	struct link link;
	size_t header;

	if (tap->link_type == LINK_ETHERNET) {
		record_file_add(recorder->file, time, kept, full_length);
		return;
	}
	if (link_decode(tap->link_type, kept, &link) < 0 || link.payload.length > SNAPLEN)
		return;
	header = kept.length - link.payload.length;
	bytes[12] = (uint8_t)(link.type >> 8);
	bytes[13] = (uint8_t)link.type;
	memcpy(bytes + ETHERNET_LEN, link.payload.bytes, link.payload.length);
	record_file_add(recorder->file, time,
			(struct slice){ bytes, ETHERNET_LEN + link.payload.length },
			full_length - header + ETHERNET_LEN);
}

static void packet_came(u_char *arg, const struct pcap_pkthdr *header,
			const u_char *bytes)
{
	struct tap *tap = (struct tap *)(void *)arg;
	struct recorder *recorder = tap->recorder;
	struct slice frame = { bytes, header->caplen };
	struct packet packet;

	if (packet_decode(tap->link_type, frame, &packet) < 0 ||
	    !flows_take(recorder->flows, &packet, record_file_count(recorder->file) + 1))
		return;
	frame.length = record_keep(&packet, frame);
	write_packet(recorder, tap, header->ts, frame, header->len);
}

static void readable(uv_poll_t *poll, int status, int events)
{
	struct tap *tap = poll->data;

	(void)events;
	tap->errors = status < 0 ? tap->errors + 1 : 0;
	if (pcap_dispatch(tap->pcap, AT_ONCE, packet_came, (u_char *)(void *)tap) < 0 ||
	    tap->errors > ERRORS_MAX)
		uv_poll_stop(poll); /* the interface is gone; the rest goes on */
	else if (status < 0)
		/* A link that went down says so once, and packets come again when it is up. */
		uv_poll_start(poll, UV_READABLE, readable);
}

void record_listen(struct recorder *recorder, uv_loop_t *loop)
{
	for (size_t i = 0; i < recorder->tap_count; i++) {
		struct tap *tap = &recorder->taps[i];
		int fd = pcap_get_selectable_fd(tap->pcap);

		if (fd < 0 || uv_poll_init(loop, &tap->poll, fd))
			continue;
		tap->polled = true;
		tap->poll.data = tap;
		recorder->handles++;
		uv_poll_start(&tap->poll, UV_READABLE, readable);
		/* Nobody stays for it. */
		uv_unref((uv_handle_t *)&tap->poll);
	}
}

/* Other files of the install may name other ports. */
void record_set_ports(struct recorder *recorder, const struct inventory *inventory)
{
	struct arena *scratch = arena_new();
	const char *filter = record_filter(scratch, inventory);

	if (strcmp(filter, recorder->filter) != 0) {
		free(recorder->filter);
		recorder->filter = mem_strdup(filter);
		for (size_t i = 0; i < recorder->tap_count; i++)
			(void)set_filter(&recorder->taps[i], filter);
	}
	arena_free(scratch);
}

static void read_all(struct recorder *recorder)
{
	for (size_t i = 0; i < recorder->tap_count; i++) {
		struct tap *tap = &recorder->taps[i];

		for (unsigned turns = 0; turns < DRAIN_MAX / AT_ONCE; turns++) {
			if (pcap_dispatch(tap->pcap, AT_ONCE, packet_came,
					  (u_char *)(void *)tap) <= 0)
				break;
		}
	}
}

/*
 * What was received has been captured, but the kernel's ring gives frames out in order: one that
 * another processor has not finished holds up those behind it. So until it is quiet for a moment.
 */
void record_drain(struct recorder *recorder)
{
	struct pollfd fds[RECORD_INTERFACES_MAX];
	uint64_t end = uv_hrtime() + DRAIN_LONGEST_MS * 1000000ULL;

	for (size_t i = 0; i < recorder->tap_count; i++)
		fds[i] = (struct pollfd){
			.fd = pcap_get_selectable_fd(recorder->taps[i].pcap),
			.events = POLLIN,
		};
	do
		read_all(recorder);
	while (uv_hrtime() < end && poll(fds, recorder->tap_count, DRAIN_QUIET_MS) > 0);
}

static void tap_closed(uv_handle_t *handle)
{
	struct tap *tap = handle->data;
	struct recorder *recorder = tap->recorder;

	if (!--recorder->handles)
		free_recorder(recorder);
}

int record_close(struct recorder *recorder, FILE *err)
{
	struct pcap_stat stat;
	unsigned dropped = 0;
	int r;

	if (!recorder)
		return 0;
	read_all(recorder);
	for (size_t i = 0; i < recorder->tap_count; i++) {
		if (!pcap_stats(recorder->taps[i].pcap, &stat))
			dropped += stat.ps_drop;
	}
	if (dropped)
		fprintf(err,
			"ocp-preflight: --capture: %u packets came too fast and are missing\n",
			dropped);
	r = record_file_close(recorder->file);
	if (r < 0)
		fprintf(err, "ocp-preflight: --capture: cannot write '%s': %s\n",
			recorder->path, strerror(-r));
	recorder->handles++;
	for (size_t i = 0; i < recorder->tap_count; i++) {
		/* The handle before the descriptor; that goes with the last of them. */
		if (recorder->taps[i].polled)
			uv_close((uv_handle_t *)&recorder->taps[i].poll, tap_closed);
	}
	if (!--recorder->handles)
		free_recorder(recorder);
	return r;
}
