/* A message as it came off the wire; the first byte says what the rest is taken for. */
#include <stdint.h>
#include <stdlib.h>

#include "core/text.h"
#include "core/wire/arp.h"
#include "core/wire/dhcp.h"
#include "core/wire/dhcp6.h"
#include "core/wire/dns.h"
#include "core/wire/http.h"
#include "core/wire/icmp.h"
#include "core/wire/link.h"
#include "core/wire/ntp.h"
#include "core/wire/packet.h"
#include "core/wire/tftp.h"
#include "core/wire/tls.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a decoder points at lies in the message. */
static void check(struct slice whole, struct slice part)
{
	if (!part.bytes) {
		if (part.length)
			abort();
		return;
	}
	if (part.bytes < whole.bytes || part.length > whole.length ||
	    part.bytes - whole.bytes > (ptrdiff_t)(whole.length - part.length))
		abort();
}

static void check_packet(int link_type, struct slice frame)
{
	struct packet packet;

	if (packet_decode(link_type, frame, &packet) >= 0)
		check(frame, packet.payload);
}

/* The short way says the same as that by the layers, which bare IP takes. */
static void check_short_way(struct slice frame)
{
	struct packet packet, other;

	if (frame.length < 15 || read_be16(frame.bytes + 12) != ETHERTYPE_IPV4 ||
	    packet_decode(LINK_ETHERNET, frame, &packet) < 0 ||
	    packet.protocol != PACKET_TCP)
		return;
	if (packet_decode(LINK_IPV4, slice_after(frame, 14), &other) < 0 ||
	    other.protocol != packet.protocol ||
	    other.payload.length != packet.payload.length ||
	    (packet.payload.length && other.payload.bytes != packet.payload.bytes) ||
	    other.full_length != packet.full_length ||
	    other.sequence != packet.sequence ||
	    other.acknowledged != packet.acknowledged || other.flags != packet.flags ||
	    memcmp(&other.source, &packet.source, sizeof other.source) ||
	    memcmp(&other.target, &packet.target, sizeof other.target))
		abort();
}

static void check_dhcp(struct slice message)
{
	struct dhcp dhcp;

	if (dhcp_decode(message, &dhcp) < 0)
		return;
	check(message, dhcp.host_name);
	check(message, dhcp.vendor_class);
	check(message, dhcp.client_id);
	check(message, dhcp.user_class);
	check(message, dhcp.uuid);
	check(message, dhcp.server_name);
	check(message, dhcp.boot_file);
}

static void check_dhcp6(struct slice message)
{
	struct dhcp6 dhcp;

	if (dhcp6_decode(message, &dhcp) < 0)
		return;
	check(message, dhcp.client_id);
	check(message, dhcp.server_id);
	check(message, dhcp.boot_url);
}

static void check_http(struct slice segment)
{
	struct http_head head;

	if (http_is_head(segment) && segment.length < 12)
		abort();
	if (http_head_decode(segment, &head) < 0)
		return;
	check(segment, head.method);
	check(segment, head.target);
	check(segment, head.host);
	check(segment, head.user_agent);
	check(segment, head.location);
	if (head.length > segment.length)
		abort();
}

static void check_tftp(struct slice message)
{
	struct tftp tftp;

	if (tftp_decode(message, &tftp) < 0)
		return;
	check(message, tftp.file);
	check(message, tftp.text);
}

static void check_tls(struct slice segment)
{
	struct tls_record record;

	if (tls_record_decode(segment, &record) >= 0)
		check(segment, record.server_name);
}

static void check_dns(struct slice message)
{
	struct dns_summary summary;

	if (dns_summary_read(message, &summary) < 0)
		return;
	if (!text_is_utf8(summary.name, __builtin_strlen(summary.name)) ||
	    !text_is_utf8(summary.target, __builtin_strlen(summary.target)))
		abort();
}

static void check_icmp(struct slice message)
{
	struct icmp icmp;

	(void)icmp_decode(message, &icmp);
	(void)icmp6_decode(message, &icmp);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int links[] = { LINK_NULL, LINK_RAW, LINK_LOOP, LINK_SLL,
				     LINK_SLL2 };
	struct slice rest = { data + 1, size - 1 };
	struct arp arp;
	struct ntp ntp;

	if (!size)
		return 0;
	switch (*data) {
	case 'e':
		check_packet(LINK_ETHERNET, rest);
		check_short_way(rest);
		break;
	case '0':
	case '1':
	case '2':
	case '3':
	case '4':
		check_packet(links[*data - '0'], rest);
		break;
	case 'a':
		(void)arp_decode(rest, &arp);
		break;
	case 'd':
		check_dhcp(rest);
		break;
	case '6':
		check_dhcp6(rest);
		break;
	case 'h':
		check_http(rest);
		break;
	case 'f':
		check_tftp(rest);
		break;
	case 't':
		check_tls(rest);
		break;
	case 'n':
		check_dns(rest);
		break;
	case 'i':
		check_icmp(rest);
		break;
	case 's':
		(void)ntp_decode(rest, &ntp);
		break;
	}
	return 0;
}
