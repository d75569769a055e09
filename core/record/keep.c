#include "core/record/keep.h"

#include "core/wire/dns.h"
#include "core/wire/http.h"
#include "core/wire/packet.h"
#include "core/wire/tls.h"

#define LINE_MAX_KEPT 200
#define ICMP_KEPT \
	96 /* its header, those of the packet that it quotes, nothing of what that carried */

/* "GET /bootstrap.ign?token=..." ends in front of the "?"; a password in front of an "@" does not
   begin. */
static size_t first_line(struct slice payload)
{
	size_t length = 0;

	while (length < payload.length && length < LINE_MAX_KEPT) {
		uint8_t byte = payload.bytes[length];

		if (byte == '@')
			return 0;
		if (byte == '?' || byte == '\r' || byte == '\n')
			break;
		length++;
	}
	return length;
}

static size_t of_tcp(const struct packet *packet)
{
	struct slice payload = packet->payload;
	struct tls_record record;
	struct dns_summary summary;

	if (!payload.length)
		return 0;
	if (!tls_record_decode(payload, &record))
		return payload.length;
	if (http_is_head(payload))
		return first_line(payload);
	if (payload.length > 2 && !dns_summary_read(slice_after(payload, 2), &summary))
		return payload.length;
	return 0;
}

static size_t of_udp(const struct packet *packet)
{
	struct dns_summary summary;

	return dns_summary_read(packet->payload, &summary) ? 0 : packet->payload.length;
}

size_t record_keep(const struct packet *packet, struct slice frame)
{
	/* A decoder may leave an empty payload anywhere; then the headers are all that there is. */
	size_t headers = packet->payload.bytes && packet->payload.length
				 ? (size_t)(packet->payload.bytes - frame.bytes)
				 : frame.length;
	size_t kept = 0;

	if (!packet->payload.length)
		return headers;
	switch (packet->protocol) {
	case PACKET_ARP:
		return frame.length;
	case PACKET_ICMP:
	case PACKET_ICMP6:
		kept = packet->payload.length < ICMP_KEPT ? packet->payload.length
							  : ICMP_KEPT;
		break;
	case PACKET_UDP:
		kept = of_udp(packet);
		break;
	case PACKET_TCP:
		kept = of_tcp(packet);
		break;
	}
	return headers + kept;
}
