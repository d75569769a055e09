#include "boot.h"

#include <stdio.h>
#include <string.h>

#define SEGMENT	   1448 /* 1,500 bytes with the headers */
#define TFTP_BLOCK 1428

static const struct host everybody = { 0, 0xffffffff };
static const struct host bastion = { 0x525400fe0001, 0x0a2d0001 };
static const struct host name_server = { 0x525400fe0002, 0x0a2d0002 };
static const struct host balancer = { 0x525400fe0003, 0x0a2d0003 };
static const struct host registry = { 0x525400fe0004, 0x0a2d0004 };

enum kind { LEASE, TFTP, HTTP, NAMES, TLS, TIME };

/* What a boot consists of; `size`: packets of data. */
struct part {
	enum kind kind;
	unsigned size;
	const char *file, *agent;
	const struct host *server;
	uint16_t port;
};

enum { LEASE_PXE, LEASE_IPXE, LEASE_SYSTEM };

static const struct part parts[] = {
	{LEASE,	 LEASE_PXE,    "ipxe.efi",				NULL,	      &bastion,	67   },
	{ TFTP,	200,	     "ipxe.efi",			 NULL,	       &bastion,	 69   },
	{ LEASE, LEASE_IPXE,   "http://10.45.0.1/pxeboot.ipxe",    NULL,		    &bastion,     67	 },
	{ HTTP,	1,		   "/pxeboot.ipxe",		    "iPXE/1.21.1",	   &bastion,     80	},
	{ HTTP,	900,	     "/rhcos-live-kernel-x86_64",	  "iPXE/1.21.1",	 &bastion,	   80   },
	{ HTTP,	3000,	      "/rhcos-live-initramfs.x86_64.img", "iPXE/1.21.1",	 &bastion,	   80   },
	{ LEASE, LEASE_SYSTEM, NULL,				     NULL,		   &bastion,     67	},
	{ HTTP,	6000,	      "/rhcos-live-rootfs.x86_64.img",    "curl/7.76.1",     &bastion,	80   },
	{ HTTP,	2,		   "/worker.ign",			  "Ignition/2.14.0", &bastion,     80	  },
	{ LEASE, LEASE_SYSTEM, NULL,				     NULL,		   &bastion,     67	},
	{ NAMES, 200,	      NULL,			       NULL,		  &name_server, 53   },
	{ TIME,	4,		   NULL,			       NULL,	       &bastion,	 123  },
	{ TLS,   200,	    NULL,			       NULL,		&balancer,	   22623},
	{ TLS,   2500,	     NULL,			       NULL,		 &registry,    443	},
	{ NAMES, 200,	      NULL,			       NULL,		  &name_server, 53   },
	{ TLS,   1500,	     NULL,			       NULL,		 &balancer,    6443 },
	{ NAMES, 400,	      NULL,			       NULL,		  &name_server, 53   },
	{ TIME,	16,	    NULL,			       NULL,		&bastion,	  123  },
	{ TLS,   500,	    NULL,			       NULL,		&balancer,	   6443 },
};

#define PARTS (sizeof parts / sizeof *parts)

void boot_init(struct boot *boot, unsigned number)
{
	*boot = (struct boot){
		.host = {0x525400000000 | number, 0x0a2c000a + number},
		.number = number,
		.transaction = number << 16,
		.port = 32768,
	};
}

static void put_option(struct frame *frame, unsigned code, const void *value,
		       size_t length)
{
	put8(frame, code);
	put8(frame, (unsigned)length);
	put(frame, value, length);
}

static void put_vendor_options(struct frame *frame, unsigned client)
{
	static const char pxe[] = "PXEClient:Arch:00007:UNDI:003016";

	if (client == LEASE_SYSTEM)
		return;
	put_option(frame, 60, pxe, sizeof pxe - 1);
	put_option(frame, 93, "\0\7", 2);
	if (client == LEASE_IPXE)
		put_option(frame, 77, "iPXE", 4);
}

static void put_dhcp(const struct boot *boot, struct frame *frame,
		     const struct part *part, unsigned type)
{
	const bool is_reply = type == 2 || type == 5;
	const size_t start = frame->length;

	put32(frame, is_reply ? 0x02010600 : 0x01010600);
	put32(frame, boot->transaction);
	put_zeros(frame, 8);
	put32(frame, is_reply ? boot->host.address : 0);
	put32(frame, is_reply && part->file ? bastion.address : 0);
	put_zeros(frame, 4);
	put_mac(frame, boot->host.mac);
	put_zeros(frame, 10 + 64 + 128);
	if (is_reply && part->file)
		memcpy(frame->bytes + start + 108, part->file, strlen(part->file));
	put32(frame, 0x63825363);
	put_option(frame, 53, &(uint8_t){ (uint8_t)type }, 1);
	if (is_reply)
		put_option(frame, 54, "\x0a\x2d\0\1", 4);
	else
		put_vendor_options(frame, part->size);
	put8(frame, 255);
	put_zeros(frame, 300 - (frame->length - start));
}

static bool lease(struct boot *boot, struct frame *frame, const struct part *part)
{
	static const unsigned types[] = { 1, 2, 3, 5 };
	const unsigned type = types[boot->step];

	if (!boot->step)
		boot->transaction++;
	if (type == 1 || type == 3)
		frame_udp(frame, &boot->host, 68, &everybody, 67, 300);
	else
		frame_udp(frame, &bastion, 67, &everybody, 68, 300);
	/* The client has no address yet. */
	if (type == 1 || type == 3)
		memset(frame->bytes + 26, 0, 4);
	put_dhcp(boot, frame, part, type);
	return boot->step == 3;
}

static void put_request(struct frame *frame, const struct boot *boot,
			const struct part *part)
{
	char text[64];
	int length = snprintf(text, sizeof text, "%c%s%coctet%cblksize%c%d", 1,
			      part->file, 0, 0, 0, TFTP_BLOCK);

	frame_udp(frame, &boot->host, boot->port, part->server, 69, (size_t)length + 2);
	put8(frame, 0);
	put(frame, text, (size_t)length + 1);
}

static bool tftp(struct boot *boot, struct frame *frame, const struct part *part)
{
	const unsigned block = (boot->step + 1) / 2;
	const bool is_last = block == part->size;
	const size_t length = is_last ? 100 : TFTP_BLOCK;
	static const char options[] = "\0\6blksize\0"
				      "1428";

	if (!boot->step) {
		boot->port++;
		put_request(frame, boot, part);
	} else if (boot->step == 1) {
		frame_udp(frame, part->server, 50000, &boot->host, boot->port,
			  sizeof options);
		put(frame, options, sizeof options);
	} else if (boot->step % 2 == 0) {
		frame_udp(frame, &boot->host, boot->port, part->server, 50000, 4);
		put32(frame, 4 << 16 | (block ? block - 1 : 0));
	} else {
		frame_udp(frame, part->server, 50000, &boot->host, boot->port,
			  4 + length);
		put32(frame, 3 << 16 | (block - 1));
		put_zeros(frame, length);
	}
	return is_last;
}

static void begin(struct boot *boot, const struct part *part)
{
	boot->connection = (struct connection){
		.client = &boot->host,
		.server = part->server,
		.client_port = ++boot->port,
		.server_port = part->port,
		.sent = boot->transaction * 2654435761U,
		.received = boot->transaction * 2246822519U,
	};
}

/* The first three steps and the last four of a connection. True: this was one of them. */
static bool handshake(struct boot *boot, struct frame *frame, const struct part *part,
		      unsigned last)
{
	struct connection *connection = &boot->connection;

	switch (boot->step) {
	case 0:
		begin(boot, part);
		frame_tcp(frame, connection, false, SYN, 0);
		return true;
	case 1:
		frame_tcp(frame, connection, true, SYN | ACK, 0);
		return true;
	case 2:
		frame_tcp(frame, connection, false, ACK, 0);
		return true;
	}
	if (boot->step < last - 2)
		return false;
	frame_tcp(frame, connection, boot->step == last - 2,
		  boot->step == last ? ACK : FIN | ACK, 0);
	return true;
}

static void send_text(struct frame *frame, struct connection *connection, bool by_server,
		      const char *text, size_t more)
{
	frame_tcp(frame, connection, by_server, PSH | ACK, strlen(text) + more);
	put(frame, text, strlen(text));
	put_zeros(frame, more);
}

/* Two segments of data, then an acknowledgement. */
static void body(struct boot *boot, struct frame *frame)
{
	const bool by_server = boot->step % 3 != 0;

	frame_tcp(frame, &boot->connection, by_server, ACK, by_server ? SEGMENT : 0);
	if (by_server)
		put_zeros(frame, SEGMENT);
}

static bool http(struct boot *boot, struct frame *frame, const struct part *part)
{
	const unsigned last = part->size * 3 / 2 + 8;
	char text[256];

	if (handshake(boot, frame, part, last))
		return boot->step == last;
	if (boot->step == 3) {
		snprintf(text, sizeof text,
			 "GET %s HTTP/1.1\r\nHost: 10.45.0.1\r\nUser-Agent: %s\r\n"
			 "Connection: keep-alive\r\n\r\n",
			 part->file, part->agent);
		send_text(frame, &boot->connection, false, text, 0);
	} else if (boot->step == 4) {
		unsigned segments = 0;

		for (unsigned step = 5; step < last - 2; step++)
			segments += step % 3 != 0;
		snprintf(text, sizeof text,
			 "HTTP/1.1 200 OK\r\nServer: nginx\r\n"
			 "Content-Type: application/octet-stream\r\n"
			 "Content-Length: %u\r\nAccept-Ranges: bytes\r\n\r\n",
			 100 + segments * SEGMENT);
		send_text(frame, &boot->connection, true, text, 100);
	} else {
		body(boot, frame);
	}
	return false;
}

static void send_record(struct boot *boot, struct frame *frame, bool by_server,
			const char *head, size_t length)
{
	frame_tcp(frame, &boot->connection, by_server, PSH | ACK, length);
	put(frame, head, 5);
	put_zeros(frame, length - 5);
}

static bool tls(struct boot *boot, struct frame *frame, const struct part *part)
{
	const unsigned last = part->size * 3 / 2 + 10;

	if (handshake(boot, frame, part, last))
		return boot->step == last;
	if (boot->step == 3)
		send_record(boot, frame, false, "\x16\3\1\1\x0f", 276);
	else if (boot->step == 4)
		send_record(boot, frame, true, "\x16\3\3\5\x0f", 1300);
	else if (boot->step == 5)
		send_record(boot, frame, false, "\x17\3\3\0\x45", 74);
	else if (boot->step == 6 || boot->step % 60 == 0)
		send_record(boot, frame, false, "\x17\3\3\1\x27", 300);
	else
		body(boot, frame);
	return false;
}

static void put_name(struct frame *frame, const char *name)
{
	while (*name) {
		const size_t length = strcspn(name, ".");

		put8(frame, (unsigned)length);
		put(frame, name, length);
		name += length + (name[length] == '.');
	}
	put8(frame, 0);
}

static bool names(struct boot *boot, struct frame *frame, const struct part *part)
{
	static const char *const asked[] = {
		"api-int.ocp45.example.localdomain",
		"quay.io",
		"api.ocp45.example.localdomain",
		"registry.redhat.io",
		"cdn.quay.io",
		"mirror.openshift.com",
	};
	const unsigned number = boot->step / 2;
	const char *name = asked[number % (sizeof asked / sizeof *asked)];
	const bool is_answer = boot->step % 2;
	const size_t length = 12 + strlen(name) + 2 + 4 + (is_answer ? 16 : 0);

	if (is_answer)
		frame_udp(frame, part->server, 53, &boot->host, boot->port, length);
	else
		frame_udp(frame, &boot->host, ++boot->port, part->server, 53, length);
	put16(frame, boot->transaction + number);
	put16(frame, is_answer ? 0x8580 : 0x0100);
	put16(frame, 1);
	put16(frame, is_answer);
	put32(frame, 0);
	put_name(frame, name);
	put32(frame, 1 << 16 | 1);
	if (is_answer) {
		put16(frame, 0xc00c);
		put32(frame, 1 << 16 | 1);
		put32(frame, 60);
		put16(frame, 4);
		put32(frame, balancer.address);
	}
	return boot->step + 1 == part->size;
}

static bool ask_time(struct boot *boot, struct frame *frame, const struct part *part)
{
	const bool is_answer = boot->step % 2;

	if (is_answer)
		frame_udp(frame, part->server, 123, &boot->host, 123, 48);
	else
		frame_udp(frame, &boot->host, 123, part->server, 123, 48);
	put32(frame, is_answer ? 0x24030600 : 0x23000600);
	put_zeros(frame, 44);
	return boot->step + 1 == part->size;
}

void boot_frame(struct boot *boot, struct frame *frame)
{
	static bool (*const writers[])(struct boot * boot, struct frame * frame,
				       const struct part *part) = {
		[LEASE] = lease, [TFTP] = tftp, [HTTP] = http,
		[NAMES] = names, [TLS] = tls,	[TIME] = ask_time,
	};
	const struct part *part = &parts[boot->part];

	if (!writers[part->kind](boot, frame, part)) {
		boot->step++;
		return;
	}
	boot->step = 0;
	boot->part = (boot->part + 1) % PARTS;
}
