/* A captured frame: whose it is, and how much of it may be kept. */
#include <stdint.h>
#include <stdlib.h>

#include "core/record/flows.h"
#include "core/record/keep.h"
#include "core/wire/link.h"
#include "core/wire/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct flows *flows;
	struct slice frame = { data, size };
	struct packet packet;

	if (!flows)
		flows = flows_new();
	if (packet_decode(LINK_ETHERNET, frame, &packet) < 0)
		return 0;
	if (packet.protocol == PACKET_UDP || packet.protocol == PACKET_TCP)
		flows_add_socket(flows, packet.protocol == PACKET_TCP, packet.source.port,
				 &packet.target);
	flows_take(flows, &packet, 1);
	if (record_keep(&packet, frame) > size)
		abort();
	return 0;
}
