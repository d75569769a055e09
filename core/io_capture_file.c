/* Captures that somebody made before. */
#include <errno.h>
#include <fcntl.h>
#include <stdio_ext.h>

#include <pcap/pcap.h>

#include "arena.h"
#include "gzip_stream.h"
#include "io_capture.h"
#include "wire/link.h"

/* Files are read in pieces of this size. */
#define READ_SIZE ((size_t)256 * 1024)

struct reader {
	capture_frame_fn *fn;
	void *arg;
	int link_type;
	uint64_t count;
};

static void take_frame(u_char *user, const struct pcap_pkthdr *header,
		       const u_char *bytes)
{
	struct reader *reader = (struct reader *)(void *)user;
	int64_t time = (int64_t)header->ts.tv_sec * 1000000 + header->ts.tv_usec;

	reader->count++;
	reader->fn(time, reader->link_type, (struct slice){ bytes, header->caplen },
		   reader->arg);
}

static const char *name_of(const char *path)
{
	return strcmp(path, "-") ? path : "standard input";
}

static int open_stream(const char *path, struct gzip_state *state, FILE **ret_file)
{
	int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC)
				   : fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);

	if (fd < 0)
		return -errno;
	*ret_file = gzip_stream_open(fd, state);
	return *ret_file ? 0 : -errno;
}

/* Why libpcap does not know it, where the first bytes say more than it can. */
static void explain_format(const char *path, const struct gzip_state *state,
			   const char *error, char message[static CAPTURE_MESSAGE_MAX])
{
	static const char *const tools[] = {
		[GZIP_OTHER_ZSTD] = "zstd",
		[GZIP_OTHER_XZ] = "xz",
		[GZIP_OTHER_BZIP2] = "bzip2",
	};

	if (state->compression)
		snprintf(message, CAPTURE_MESSAGE_MAX,
			 "%s: compressed by %s; unpack it on the way: %s -dc FILE | "
			 "ocp-preflight watch --read -",
			 name_of(path), tools[state->compression],
			 tools[state->compression]);
	else
		snprintf(message, CAPTURE_MESSAGE_MAX,
			 "%s: not a capture that can be read (pcap or pcapng, also "
			 "compressed by gzip): %s",
			 name_of(path), error);
}

static int read_frames(const char *path, pcap_t *pcap, struct reader *reader,
		       const struct gzip_state *state,
		       char message[static CAPTURE_MESSAGE_MAX])
{
	int r = pcap_loop(pcap, -1, take_frame, (u_char *)(void *)reader);

	if (r >= 0 && !state->is_cut && !state->is_damaged)
		return 0;
	snprintf(message, CAPTURE_MESSAGE_MAX,
		 "%s: the capture is %s after packet %llu (%s); what comes before it was "
		 "read",
		 name_of(path), state->is_damaged ? "damaged" : "cut short",
		 (unsigned long long)reader->count,
		 r < 0 ? pcap_geterr(pcap) : "the gzip data end too early");
	return 1;
}

int capture_read(const char *path, capture_frame_fn *fn, void *arg,
		 char message[static CAPTURE_MESSAGE_MAX])
{
	struct reader reader = { .fn = fn, .arg = arg };
	char error[PCAP_ERRBUF_SIZE] = "";
	struct gzip_state state;
	char *buffer;
	FILE *file;
	pcap_t *pcap;
	int r = open_stream(path, &state, &file);

	if (r < 0) {
		snprintf(message, CAPTURE_MESSAGE_MAX, "%s: %s", name_of(path),
			 strerror(-r));
		return r;
	}
	buffer = mem_alloc(READ_SIZE);
	setvbuf(file, buffer, _IOFBF, READ_SIZE);
	/* libpcap calls fread(3) twice a packet, and nobody else has the stream. */
	__fsetlocking(file, FSETLOCKING_BYCALLER);
	pcap = pcap_fopen_offline(file, error);
	if (!pcap) {
		explain_format(path, &state, error, message);
		fclose(file);
		free(buffer);
		return -EINVAL;
	}
	reader.link_type = pcap_datalink(pcap);
	if (link_is_known(reader.link_type)) {
		r = read_frames(path, pcap, &reader, &state, message);
	} else {
		snprintf(message, CAPTURE_MESSAGE_MAX,
			 "%s: packets of the link type %s are not known here",
			 name_of(path),
			 pcap_datalink_val_to_name(reader.link_type)
				 ? pcap_datalink_val_to_name(reader.link_type)
				 : "that nobody has named");
		r = -EPROTONOSUPPORT;
	}
	pcap_close(pcap);
	free(buffer);
	return r;
}
