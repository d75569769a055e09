/* TCP of the network that is only told of: downloads, and tries at services. */
#include <string.h>

#include "core/wire/tcp.h"
#include "wire_world.h"

#define PIECE 1400

/* A connection of a client, and where its two streams are. */
struct stream {
	struct wire *wire;
	const char *client, *server;
	unsigned client_port, server_port;
	uint32_t sent, received;
};

static void client_sends(struct stream *stream, unsigned flags, const void *bytes,
			 size_t length)
{
	wire_tcp(stream->wire, &(struct wire_segment){
				       .from = stream->client,
				       .to = stream->server,
				       .from_port = stream->client_port,
				       .to_port = stream->server_port,
				       .sequence = stream->sent,
				       .acknowledged = stream->received,
				       .flags = flags,
				       .payload = bytes,
				       .length = length,
			       });
	stream->sent +=
		(uint32_t)length + (flags & (TCP_FLAG_SYN | TCP_FLAG_FIN) ? 1U : 0U);
}

static void server_sends(struct stream *stream, unsigned flags, const void *bytes,
			 size_t length)
{
	wire_tcp(stream->wire, &(struct wire_segment){
				       .from = stream->server,
				       .to = stream->client,
				       .from_port = stream->server_port,
				       .to_port = stream->client_port,
				       .sequence = stream->received,
				       .acknowledged = stream->sent,
				       .flags = flags,
				       .payload = bytes,
				       .length = length,
			       });
	stream->received +=
		(uint32_t)length + (flags & (TCP_FLAG_SYN | TCP_FLAG_FIN) ? 1U : 0U);
}

static struct stream begin(struct wire *wire, const char *client, const char *server,
			   unsigned port)
{
	struct stream stream = {
		.wire = wire,
		.client = client,
		.server = server,
		.client_port = wire->port++,
		.server_port = port,
		.sent = 0xfffffff0U + wire->port, /* some of them wrap soon */
		.received = 0xffff0000U,
	};

	return stream;
}

static void shake_hands(struct stream *stream)
{
	client_sends(stream, TCP_FLAG_SYN, NULL, 0);
	server_sends(stream, TCP_FLAG_SYN | TCP_FLAG_ACK, NULL, 0);
	client_sends(stream, TCP_FLAG_ACK, NULL, 0);
}

static void part(struct stream *stream)
{
	server_sends(stream, TCP_FLAG_FIN | TCP_FLAG_ACK, NULL, 0);
	client_sends(stream, TCP_FLAG_FIN | TCP_FLAG_ACK, NULL, 0);
}

static void send_body(struct stream *stream, size_t length)
{
	static const uint8_t body[PIECE];

	while (length) {
		size_t piece = length < PIECE ? length : PIECE;

		server_sends(stream, TCP_FLAG_ACK, body, piece);
		length -= piece;
	}
}

void wire_fetch(struct wire *wire, const struct wire_fetch *fetch)
{
	const char *client =
		fetch->address ? fetch->address
			       : arena_printf(wire->arena, "172.16.0.%u", fetch->node);
	struct stream stream =
		begin(wire, client, fetch->server ? fetch->server : WIRE_WEB,
		      fetch->port ? fetch->port : 80);
	unsigned status = fetch->status ? fetch->status : 200;
	bool is_head = fetch->method && !strcmp(fetch->method, "HEAD");
	const char *text;

	shake_hands(&stream);
	text = arena_printf(wire->arena, "%s %s HTTP/1.1\r\nHost: %s\r\n%s%s%s\r\n",
			    fetch->method ? fetch->method : "GET", fetch->path,
			    stream.server, fetch->agent ? "User-Agent: " : "",
			    fetch->agent ? fetch->agent : "", fetch->agent ? "\r\n" : "");
	client_sends(&stream, TCP_FLAG_ACK, text, strlen(text));
	text = arena_printf(wire->arena,
			    "HTTP/1.1 %u Something\r\nContent-Length: %zu\r\n\r\n",
			    status, fetch->length);
	server_sends(&stream, TCP_FLAG_ACK, text, strlen(text));
	if (status == 200 && !is_head)
		send_body(&stream, fetch->sent ? fetch->sent : fetch->length);
	if (!fetch->stays_open)
		part(&stream);
}

/* A ClientHello for `name` (RFC 8446, 4.1.2), as small as one can be. */
static size_t client_hello(uint8_t *bytes, const char *name)
{
	size_t length = strlen(name);
	uint8_t *p = bytes + 5 + 4 + 2 + 32;

	memset(bytes, 0, 200);
	*p++ = 0;			/* session */
	memcpy(p, "\0\2\x13\1\1\0", 6); /* cipher suites, compression */
	p += 6;
	*p++ = 0;
	*p++ = (uint8_t)(length + 9);
	memcpy(p, "\0\0\0", 3); /* server_name */
	p += 3;
	*p++ = (uint8_t)(length + 5);
	*p++ = 0;
	*p++ = (uint8_t)(length + 3);
	*p++ = 0;
	*p++ = 0;
	*p++ = (uint8_t)length;
	memcpy(p, name, length);
	p += length;
	memcpy(bytes, "\x16\3\1", 3);
	bytes[4] = (uint8_t)(p - bytes - 5);
	bytes[5] = 1;
	bytes[8] = (uint8_t)(p - bytes - 9);
	return (size_t)(p - bytes);
}

static void talk_tls(struct stream *stream, enum wire_end end)
{
	static const uint8_t flight[1300] = { 0x16, 3, 3, 5, 0x0f };
	static const uint8_t finished[74] = { 0x17, 3, 3, 0, 69 };
	static const uint8_t request[300] = { 0x17, 3, 3, 1, 39 };
	static const uint8_t alert[24] = { 0x17, 3, 3, 0, 19 };
	uint8_t hello[300];

	client_sends(stream, TCP_FLAG_ACK, hello,
		     client_hello(hello, "api-int." WIRE_DOMAIN));
	if (end == WIRE_EOF) {
		part(stream);
		return;
	}
	if (end == WIRE_PLAIN) {
		server_sends(stream, TCP_FLAG_ACK, "HTTP/1.0 400 Bad Request\r\n\r\n",
			     28);
		part(stream);
		return;
	}
	server_sends(stream, TCP_FLAG_ACK, flight, sizeof flight);
	if (end == WIRE_UNTRUSTED) {
		client_sends(stream, TCP_FLAG_ACK, alert, sizeof alert);
		client_sends(stream, TCP_FLAG_FIN | TCP_FLAG_ACK, NULL, 0);
		return;
	}
	client_sends(stream, TCP_FLAG_ACK, finished, sizeof finished);
	client_sends(stream, TCP_FLAG_ACK, request, sizeof request);
	if (end == WIRE_SERVED)
		send_body(stream, 40000);
	else
		server_sends(stream, TCP_FLAG_ACK, flight, 200);
	part(stream);
}

void wire_connect(struct wire *wire, const char *from, const char *to, unsigned port,
		  enum wire_end end)
{
	struct stream stream = begin(wire, from, to, port);

	switch (end) {
	case WIRE_SILENT:
		for (int i = 0; i < 3; i++) {
			client_sends(&stream, TCP_FLAG_SYN, NULL, 0);
			stream.sent--;
			wire_pass(wire, 1 << i);
		}
		break;
	case WIRE_REFUSED:
		client_sends(&stream, TCP_FLAG_SYN, NULL, 0);
		stream.received = 0;
		server_sends(&stream, TCP_FLAG_RST | TCP_FLAG_ACK, NULL, 0);
		break;
	case WIRE_EOF:
	case WIRE_UNTRUSTED:
	case WIRE_ERROR:
	case WIRE_SERVED:
	case WIRE_PLAIN:
		shake_hands(&stream);
		talk_tls(&stream, end);
		break;
	}
}

/* Steps that end a boot here, in the order in which they are done. */
static void boot_from_network(struct wire *wire, unsigned node, const char *address,
			      enum timeline_step last)
{
	wire_lease(wire, node, WIRE_PXE, WIRE_DHCP, address, "ipxe.efi");
	if (last <= STEP_ACK)
		return;
	wire_tftp(wire, node, "ipxe.efi", 5000, 0);
	if (last <= STEP_TFTP)
		return;
	wire_pass(wire, 2);
	wire_lease(wire, node, WIRE_IPXE, WIRE_DHCP, address,
		   "http://172.16.0.101/pxeboot.ipxe");
}

static void load_system(struct wire *wire, unsigned node, enum timeline_step last)
{
	struct wire_fetch fetch = { .node = node, .agent = "iPXE/1.21.1" };
	static const struct {
		enum timeline_step step;
		const char *path;
		size_t length;
	} files[] = {
		{STEP_SCRIPT,     "/pxeboot.ipxe",			900  },
		{ STEP_KERNEL,    "/rhcos-live-kernel-x86_64",	    30000},
		{ STEP_INITRAMFS, "/rhcos-live-initramfs.x86_64.img", 90000},
	};

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		if (last < files[i].step)
			return;
		fetch.path = files[i].path;
		fetch.length = files[i].length;
		wire_fetch(wire, &fetch);
		wire_pass(wire, 1);
	}
}

static void install(struct wire *wire, unsigned node, const char *address,
		    const char *ign, enum timeline_step last)
{
	wire_pass(wire, 20);
	if (last < STEP_OS_DHCP)
		return;
	wire_lease(wire, node, WIRE_SYSTEM, WIRE_DHCP, address, NULL);
	if (last < STEP_ROOTFS)
		return;
	wire_fetch(wire, &(struct wire_fetch){ .node = node,
					       .path = "/rhcos-live-rootfs.x86_64.img",
					       .agent = "curl/7.76",
					       .length = 200000 });
	if (last < STEP_IGN)
		return;
	wire_pass(wire, 10);
	wire_fetch(wire,
		   &(struct wire_fetch){ .node = node, .path = ign, .length = 1800 });
}

static void run_installed(struct wire *wire, unsigned node, const char *address,
			  enum timeline_step last)
{
	const char *reverse = arena_printf(wire->arena, "%u.0.16.172.in-addr.arpa", node);
	const char *name = arena_printf(wire->arena, "m%u." WIRE_DOMAIN, node - 20);

	wire_pass(wire, 120);
	wire_lease(wire, node, WIRE_SYSTEM, WIRE_DHCP, address, NULL);
	if (last < STEP_DNS)
		return;
	wire_dns(wire, address, WIRE_DNS, "api-int." WIRE_DOMAIN, 1, 0, WIRE_VIP);
	if (last < STEP_MCS_POLL)
		return;
	for (int i = 0; i < 5; i++) {
		wire_connect(wire, address, WIRE_VIP, 22623, WIRE_EOF);
		wire_pass(wire, 5);
	}
	if (last < STEP_MCS_GOT)
		return;
	wire_connect(wire, address, WIRE_VIP, 22623, WIRE_SERVED);
	if (last < STEP_REBOOT_2)
		return;
	wire_pass(wire, 90);
	wire_lease(wire, node, WIRE_SYSTEM, WIRE_DHCP, address, NULL);
	if (last < STEP_PTR)
		return;
	wire_dns(wire, address, WIRE_DNS, reverse, 12, 0, name);
	if (last >= STEP_API)
		wire_connect(wire, address, WIRE_VIP, 6443, WIRE_SERVED);
	if (last >= STEP_NTP)
		wire_ntp(wire, node, WIRE_DHCP, 3);
}

void wire_boot(struct wire *wire, unsigned node, const char *ign, enum timeline_step last)
{
	const char *address = arena_printf(wire->arena, "172.16.0.%u", node);

	boot_from_network(wire, node, address, last);
	if (last >= STEP_SCRIPT)
		load_system(wire, node, last);
	if (last > STEP_INITRAMFS)
		install(wire, node, address, ign, last);
	if (last >= STEP_FIRST_BOOT)
		run_installed(wire, node, address, last);
}
