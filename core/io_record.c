#include "io_record.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <pcap/pcap.h>

#include "arena.h"
#include "engine.h"
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

#define BUFFER	  (16 << 20) /* that the kernel keeps for each interface while we are busy */
#define SNAPLEN	  2048
#define AT_ONCE	  256 /* packets of one interface before the next gets its turn */
#define DRAIN_MAX 1000000
/* At the end, milliseconds: no packet for so long, and at most. */
#define DRAIN_QUIET_MS	 20
#define DRAIN_LONGEST_MS 300
#define ETHERNET_LEN	 14

/* What a run's result rests on. */
struct use {
	unsigned run;
	in_port_t local_port; /* of a connection */
	const char *name;     /* of a question, in the arena; NULL: a connection */
	unsigned type;
	struct addr remote;
};

struct tap {
	uv_poll_t poll;
	struct recorder *recorder;
	pcap_t *pcap;
	int link_type;
	bool polled;
};

struct recorder {
	struct arena *arena;
	const char *path;
	struct record_file *file;
	struct flows *flows;
	struct tap taps[RECORD_INTERFACES_MAX];
	size_t tap_count;
	uv_loop_t *loop;
	unsigned handles;
	struct arena *use_arena;
	struct use *uses;
	size_t use_count;
};

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

static int open_tap(struct recorder *recorder, const char *interface, const char *filter,
		    FILE *err)
{
	struct tap *tap = &recorder->taps[recorder->tap_count];
	char why[PCAP_ERRBUF_SIZE] = "";
	struct bpf_program program;
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
	if (pcap_compile(tap->pcap, &program, filter, 1, PCAP_NETMASK_UNKNOWN))
		return refuse(err, PCAP_ERROR, interface, pcap_geterr(tap->pcap));
	r = pcap_setfilter(tap->pcap, &program);
	pcap_freecode(&program);
	if (r || pcap_setnonblock(tap->pcap, 1, why))
		return refuse(err, PCAP_ERROR, interface,
			      r ? pcap_geterr(tap->pcap) : why);
	return 0;
}

int record_open(const char *path, const struct inventory *inventory, FILE *err,
		struct recorder **ret_recorder)
{
	struct recorder *recorder = mem_alloc(sizeof *recorder);
	const char *names[RECORD_INTERFACES_MAX], *filter;
	size_t count;
	int r = 0;

	recorder->arena = arena_new();
	recorder->use_arena = arena_child(recorder->arena);
	recorder->path = arena_strdup(recorder->arena, path);
	recorder->flows = flows_new();
	filter = record_filter(recorder->arena, inventory);
	count = record_interfaces(recorder->arena, inventory, names);
	if (!count) {
		fputs("ocp-preflight: --capture: no route leads from here to anything that is "
		      "asked\n",
		      err);
		r = -ENETUNREACH;
	}
	for (size_t i = 0; i < count && !r; i++)
		r = open_tap(recorder, names[i], filter, err);
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
	if (status < 0 ||
	    pcap_dispatch(tap->pcap, AT_ONCE, packet_came, (u_char *)(void *)tap) < 0)
		uv_poll_stop(poll); /* the interface is gone; the rest goes on */
}

void record_attach(struct recorder *recorder, uv_loop_t *loop)
{
	recorder->loop = loop;
	loop->data = recorder;
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
static void drain(struct recorder *recorder)
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

static struct recorder *recorder_of(uv_loop_t *loop)
{
	return loop->data;
}

in_port_t record_socket(uv_loop_t *loop, int fd, const struct addr *remote)
{
	struct recorder *recorder = recorder_of(loop);
	struct sockaddr_storage storage;
	socklen_t length = sizeof storage, type_length = sizeof(int);
	struct addr local;
	int type = 0;

	if (!recorder || getsockname(fd, (struct sockaddr *)&storage, &length) < 0 ||
	    addr_from_sockaddr((struct sockaddr *)&storage, &local) < 0 || !local.port ||
	    getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_length) < 0)
		return 0;
	flows_add_socket(recorder->flows, type == SOCK_STREAM, local.port, remote);
	return local.port;
}

static struct use *add_use(struct run *run)
{
	struct recorder *recorder = recorder_of(engine_loop(run_engine(run)));
	struct use *use;

	if (!recorder)
		return NULL;
	recorder->uses = arena_grow(recorder->use_arena, recorder->uses,
				    recorder->use_count, sizeof *recorder->uses);
	use = &recorder->uses[recorder->use_count++];
	*use = (struct use){ .run = run->result->number };
	return use;
}

void record_connection(struct run *run, const struct addr *remote, in_port_t local_port)
{
	struct use *use = add_use(run);

	if (!use)
		return;
	use->remote = *remote;
	use->local_port = local_port;
}

void record_question(struct run *run, const struct addr *server, const char *name,
		     unsigned type)
{
	struct use *use = add_use(run);

	if (!use)
		return;
	use->remote = *server;
	use->name =
		arena_strdup(recorder_of(engine_loop(run_engine(run)))->use_arena, name);
	use->type = type;
}

static const struct ranges *ranges_of(const struct recorder *recorder,
				      const struct use *use)
{
	const struct ranges *ranges;

	if (use->name)
		return flows_of_question(recorder->flows, &use->remote, use->name,
					 use->type);
	ranges = flows_of_connection(recorder->flows, &use->remote, use->local_port);
	/* No packet of it: nobody answered the question who has the address. */
	return ranges ? ranges : flows_of_address(recorder->flows, &use->remote);
}

/* "api.test:6443": 6443; 0 where the subject names no port. An IPv6 address has more colons. */
static unsigned long subject_port(const char *subject)
{
	const char *colon = strrchr(subject, ':');
	char *end;
	unsigned long port;

	if (!colon || (colon != strchr(subject, ':') && colon[-1] != ']'))
		return 0;
	port = strtoul(colon + 1, &end, 10);
	return *end ? 0 : port;
}

/* A check of one port connects to others only to compare. */
static bool counts(const struct use *use, unsigned long port)
{
	return use->name || !port || use->remote.port == port;
}

static int by_run(const void *a, const void *b)
{
	const struct use *left = a, *right = b;

	return (left->run > right->run) - (left->run < right->run);
}

static const char *numbers(const struct recorder *recorder, struct arena *arena,
			   const struct ranges *ranges)
{
	uint32_t before = record_file_before(recorder->file);
	uint32_t old = record_file_before_old(recorder->file);
	const char *now = ranges_text(arena, ranges, before + 1, UINT32_MAX, before);
	const char *then = ranges_text(arena, ranges, old + 1, before, old);

	if (!*then)
		return now;
	return arena_printf(arena, "%s.1: %s%s%s", recorder->path, then, *now ? "; " : "",
			    now);
}

/* Connections before the questions that led to them: where there are too many, those are told. */
static struct ranges join_uses(const struct recorder *recorder, const struct use *uses,
			       size_t count, unsigned long port)
{
	struct ranges all = { 0 };

	for (unsigned questions = 0; questions < 2; questions++) {
		for (size_t i = 0; i < count; i++) {
			const struct ranges *ranges = ranges_of(recorder, &uses[i]);

			if (!ranges || (uses[i].name != NULL) != questions ||
			    !counts(&uses[i], port))
				continue;
			if (questions && all.count + ranges->count > RANGES_MAX)
				all.more = true;
			else
				ranges_join(&all, ranges);
		}
	}
	return all;
}

void record_explain(struct recorder *recorder, struct engine *engine)
{
	const struct use *uses = recorder->uses;
	size_t count = recorder->use_count, end;

	drain(recorder);
	if (count)
		qsort(recorder->uses, count, sizeof *uses, by_run);
	for (size_t i = 0; i < count; i = end) {
		const struct result *result = &engine_results(engine)[uses[i].run];
		struct ranges all;
		const char *text;

		for (end = i; end < count && uses[end].run == uses[i].run;)
			end++;
		all = join_uses(recorder, &uses[i], end - i,
				subject_port(result->subject));
		text = numbers(recorder, engine_arena(engine), &all);
		if (*text)
			engine_add_evidence(engine, uses[i].run, "packets", text);
	}
	arena_free(recorder->use_arena);
	recorder->use_arena = arena_child(recorder->arena);
	recorder->uses = NULL;
	recorder->use_count = 0;
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
	if (recorder->loop)
		recorder->loop->data = NULL;
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
