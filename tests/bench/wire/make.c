/*
 * Writes a capture of an install to standard output: machines that boot, at the same time and one
 * boot after the other, and beside them what else is on such a network. Always the same.
 *
 *   make PACKETS NODES [CUT]
 *
 * CUT: bytes that are kept of a packet, as by tcpdump -s.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot.h"
#include "frame.h"
#include "other.h"

#define START	    UINT64_C(1769853600000000) /* 2026-01-31T10:00:00Z, microseconds */
#define SPREAD_US   1100		       /* between two packets, at most */
#define BURST	    8			       /* packets of a machine in a row */
#define OTHERS_OF_8 1			       /* of eight turns */

static uint32_t seed = 1;

static uint32_t chance(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)seed * below >> 32);
}

static void write_frame(const struct frame *frame, size_t cut)
{
	const size_t kept = frame->length < cut ? frame->length : cut;
	static uint64_t now = START;
	uint32_t header[4];

	now += chance(SPREAD_US);
	header[0] = (uint32_t)(now / 1000000);
	header[1] = (uint32_t)(now % 1000000);
	header[2] = (uint32_t)kept;
	header[3] = (uint32_t)frame->length;
	fwrite(header, sizeof header, 1, stdout);
	fwrite(frame->bytes, kept, 1, stdout);
}

static void write_packets(unsigned long packets, struct boot *boots, uint32_t nodes,
			  size_t cut)
{
	struct frame frame;

	while (packets) {
		if (chance(8) < OTHERS_OF_8) {
			other_frame(&frame, chance);
			write_frame(&frame, cut);
			packets--;
			continue;
		}
		struct boot *boot = &boots[chance(nodes)];

		for (uint32_t i = 1 + chance(BURST); i && packets; i--, packets--) {
			boot_frame(boot, &frame);
			write_frame(&frame, cut);
		}
	}
}

int main(int argc, char **argv)
{
	static const uint32_t header[] = { 0xa1b2c3d4, 2 | 4 << 16, 0, 0, 262144, 1 };
	unsigned long packets = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;
	uint32_t nodes = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 40;
	size_t cut = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
	struct boot *boots;

	if (!packets || !nodes)
		return 2;
	boots = calloc(nodes, sizeof *boots);
	if (!boots)
		return 1;
	for (uint32_t i = 0; i < nodes; i++)
		boot_init(&boots[i], i);
	fwrite(header, sizeof header, 1, stdout);
	write_packets(packets, boots, nodes, cut ? cut : SIZE_MAX);
	free(boots);
	return fflush(stdout) || ferror(stdout) ? 1 : 0;
}
