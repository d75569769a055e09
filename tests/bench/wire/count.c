/* The least that a program that reads captures does: libpcap hands over, and it counts. */
#include <stdio.h>

#include <pcap/pcap.h>

struct total {
	unsigned long packets, bytes;
};

static void count(u_char *user, const struct pcap_pkthdr *header, const u_char *bytes)
{
	struct total *total = (struct total *)(void *)user;

	(void)bytes;
	total->packets++;
	total->bytes += header->len;
}

int main(int argc, char **argv)
{
	struct total total = { 0 };
	char error[PCAP_ERRBUF_SIZE] = "";
	pcap_t *pcap = argc == 2 ? pcap_open_offline(argv[1], error) : NULL;

	if (!pcap) {
		fprintf(stderr, "count: %s\n", error);
		return 2;
	}
	if (pcap_loop(pcap, -1, count, (u_char *)(void *)&total) < 0) {
		fprintf(stderr, "count: %s\n", pcap_geterr(pcap));
		return 1;
	}
	printf("%lu packets, %lu bytes\n", total.packets, total.bytes);
	pcap_close(pcap);
	return 0;
}
