/* Captures of the wire, live. */
#include "io_capture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <pcap/pcap.h>

#include "arena.h"
#include "capture_filter.h"
#include "privilege.h"
#include "wire/link.h"

#define FRAMES_A_TURN 2000 /* then the rest of the loop has its turn */
#define BLOCK_MS      100  /* and a block of packets is handed over, full or not */
#define ERRORS_MAX    100

struct capture {
	uv_poll_t poll;
	pcap_t *pcap;
	capture_frame_fn *fn;
	void *arg;
	int link_type;
	char *interface;
	char *error; /* NULL: it goes on */
	unsigned drops;
	uint64_t lost;
	unsigned errors; /* of the socket, one after the other */
};

static void take_frame(u_char *user, const struct pcap_pkthdr *header,
		       const u_char *bytes)
{
	struct capture *capture = (struct capture *)(void *)user;
	int64_t time = (int64_t)header->ts.tv_sec * 1000000 + header->ts.tv_usec;

	capture->fn(time, capture->link_type, (struct slice){ bytes, header->caplen },
		    capture->arg);
}

static void stop(struct capture *capture, const char *why)
{
	size_t size = strlen(capture->interface) + strlen(why) + 3;

	uv_poll_stop(&capture->poll);
	capture->error = mem_alloc(size);
	snprintf(capture->error, size, "%s: %s", capture->interface, why);
}

static void frames_came(uv_poll_t *poll, int status, int events)
{
	struct capture *capture = poll->data;
	int r = pcap_dispatch(capture->pcap, FRAMES_A_TURN, take_frame,
			      (u_char *)(void *)capture);

	(void)events;
	capture->errors = status < 0 ? capture->errors + 1 : 0;
	if (r < 0)
		stop(capture, pcap_geterr(capture->pcap));
	else if (capture->errors > ERRORS_MAX)
		stop(capture, "it cannot be listened to any more");
	else if (status < 0)
		/* A link that went down says so once, and frames come again when it is up. */
		uv_poll_start(poll, UV_READABLE, frames_came);
}

static int set_filter(struct capture *capture, const in_port_t *ports)
{
	struct bpf_program program;
	int r;

	if (capture_filter(capture->pcap, ports, &program) < 0)
		return -EIO;
	r = pcap_setfilter(capture->pcap, &program);
	free(program.bf_insns);
	return r ? -EIO : 0;
}

static int activate(struct capture *capture, const in_port_t *ports,
		    char why[static PCAP_ERRBUF_SIZE])
{
	int r;

	pcap_set_snaplen(capture->pcap, CAPTURE_SNAPLEN);
	pcap_set_promisc(capture->pcap, 0);
	pcap_set_buffer_size(capture->pcap, CAPTURE_BUFFER);
	/* Not in immediate mode: packets come in blocks, packed (TPACKET_V3). */
	pcap_set_timeout(capture->pcap, BLOCK_MS);
	privilege_raise_raw(true);
	r = pcap_activate(capture->pcap);
	privilege_raise_raw(false);
	if (r == PCAP_ERROR_PERM_DENIED)
		return -EPERM;
	capture->link_type = r < 0 ? -1 : pcap_datalink(capture->pcap);
	if (r < 0 || set_filter(capture, ports) < 0) {
		snprintf(why, PCAP_ERRBUF_SIZE, "%s", pcap_geterr(capture->pcap));
		return -EIO;
	}
	if (!link_is_known(capture->link_type)) {
		snprintf(why, PCAP_ERRBUF_SIZE, "it shows frames of an unknown kind");
		return -EIO;
	}
	return pcap_setnonblock(capture->pcap, 1, why) ? -EIO : 0;
}

static void free_capture(struct capture *capture)
{
	if (capture->pcap)
		pcap_close(capture->pcap);
	free(capture->interface);
	free(capture->error);
	free(capture);
}

int capture_open(uv_loop_t *loop, const char *interface, const in_port_t *ports,
		 capture_frame_fn *fn, void *arg,
		 char message[static CAPTURE_MESSAGE_MAX], struct capture **ret_capture)
{
	struct capture *capture = mem_alloc(sizeof *capture);
	char why[PCAP_ERRBUF_SIZE] = "";
	int r;

	capture->fn = fn;
	capture->arg = arg;
	capture->interface = mem_strdup(interface);
	capture->pcap = pcap_create(interface, why);
	r = capture->pcap ? activate(capture, ports, why) : -EIO;
	if (r >= 0)
		r = uv_poll_init(loop, &capture->poll,
				 pcap_get_selectable_fd(capture->pcap));
	if (r < 0) {
		if (r == -EPERM)
			snprintf(
				message, CAPTURE_MESSAGE_MAX,
				"no right to listen on %s (CAP_NET_RAW): the boots on the wire "
				"are not shown; run it as root, or: setcap cap_net_raw=p "
				"ocp-preflight",
				interface);
		else
			snprintf(message, CAPTURE_MESSAGE_MAX, "cannot listen on %s: %s",
				 interface, *why ? why : uv_strerror(r));
		free_capture(capture);
		return r;
	}
	capture->poll.data = capture;
	uv_poll_start(&capture->poll, UV_READABLE, frames_came);
	*ret_capture = capture;
	return 0;
}

const char *capture_error(const struct capture *capture)
{
	return capture->error;
}

uint64_t capture_lost(struct capture *capture)
{
	struct pcap_stat stat;

	if (!pcap_stats(capture->pcap, &stat)) {
		/* libpcap counts in 32 bits. */
		capture->lost += stat.ps_drop + stat.ps_ifdrop - capture->drops;
		capture->drops = stat.ps_drop + stat.ps_ifdrop;
	}
	return capture->lost;
}

static void closed(uv_handle_t *handle)
{
	free_capture(handle->data);
}

struct capture *capture_close(struct capture *capture)
{
	if (capture)
		uv_close((uv_handle_t *)&capture->poll, closed);
	return NULL;
}
