/*
 * Sends the frames of a capture by an interface, in turn, at a rate of its own; only inside a network
 * namespace. Prints how many and in how many seconds.
 *
 *   send INTERFACE FILE RATE SECONDS
 */
#include <errno.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <pcap/pcap.h>

#define BATCH 64

struct frames {
	struct iovec *items;
	size_t count;
};

static void keep(u_char *user, const struct pcap_pkthdr *header, const u_char *bytes)
{
	struct frames *frames = (struct frames *)(void *)user;
	struct iovec frame = { malloc(header->caplen), header->caplen };

	/* The array doubles at each power of two. */
	if (!(frames->count & (frames->count - 1)))
		frames->items =
			realloc(frames->items, (frames->count ? frames->count * 2 : 1) *
						       sizeof *frames->items);
	if (!frame.iov_base || !frames->items)
		exit(1);
	memcpy(frame.iov_base, bytes, header->caplen);
	frames->items[frames->count++] = frame;
}

static struct frames load(const char *path)
{
	char error[PCAP_ERRBUF_SIZE] = "";
	pcap_t *pcap = pcap_open_offline(path, error);
	struct frames frames = { NULL, 0 };

	if (!pcap || pcap_loop(pcap, -1, keep, (u_char *)(void *)&frames) < 0) {
		fprintf(stderr, "send: %s\n", pcap ? pcap_geterr(pcap) : error);
		exit(1);
	}
	pcap_close(pcap);
	return frames;
}

static int open_socket(const char *interface)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET };
	/* Protocol 0: it sends only. */
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	address.sll_ifindex = (int)if_nametoindex(interface);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0) {
		perror("send");
		exit(1);
	}
	return fd;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static unsigned long send_batch(int fd, const struct frames *frames, unsigned long sent)
{
	struct mmsghdr messages[BATCH] = { 0 };
	int r;

	for (unsigned i = 0; i < BATCH; i++) {
		messages[i].msg_hdr.msg_iov = &frames->items[(sent + i) % frames->count];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	r = sendmmsg(fd, messages, BATCH, 0);
	if (r < 0 && errno != ENOBUFS && errno != EINTR) {
		perror("send");
		exit(1);
	}
	return r < 0 ? 0 : (unsigned long)r;
}

int main(int argc, char **argv)
{
	double rate = argc == 5 ? strtod(argv[3], NULL) : 0;
	double seconds = argc == 5 ? strtod(argv[4], NULL) : 0;
	unsigned long sent = 0;
	struct frames frames;
	double start;
	int fd;

	if (rate <= 0 || seconds <= 0)
		return 2;
	frames = load(argv[2]);
	if (!frames.count)
		return 2;
	fd = open_socket(argv[1]);
	start = now();
	while (now() - start < seconds) {
		const struct timespec moment = { 0, 200000 };

		if ((double)sent < rate * (now() - start))
			sent += send_batch(fd, &frames, sent);
		else
			nanosleep(&moment, NULL);
	}
	printf("%lu %.3f\n", sent, now() - start);
	return 0;
}
