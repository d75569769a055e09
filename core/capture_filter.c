#include "capture_filter.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "arena.h"

/*
 * "GET ", "HEAD", "HTTP", "POST", "PUT " at `at` of a segment with `length` bytes there: core/wire/
 * http.c looks at no other. Whatever looks beyond the end of a packet has dropped it.
 */
static const char *http_heads(struct arena *arena, const char *length, const char *at)
{
	static const uint32_t words[] = { 0x47455420, 0x48454144, 0x48545450, 0x504f5354,
					  0x50555420 };
	const char *text = arena_printf(arena, "(%s >= 12 and (", length);

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		text = arena_printf(arena, "%s%s%s = 0x%x", text, i ? " or " : "", at,
				    words[i]);
	return arena_printf(arena, "%s))", text);
}

/*
 * What is read to its end. VLAN tags stand last: whatever comes after them in an expression is
 * looked for behind a tag.
 */
static const char *whole_packets(struct arena *arena, const char *tcp)
{
	return arena_printf(
		arena,
		"arp or icmp or icmp6 or (udp and (port 53 or port 67 or port 68 or port "
		"69 or port 123 or port 546 or port 547)) or (%s and ((ip and %s) or "
		"(ip6[6] = 6 and %s))) or vlan",
		tcp,
		http_heads(arena,
			   "ip[2:2] - ((ip[0] & 0xf) << 2) - ((tcp[12] & 0xf0) >> 2)",
			   "tcp[((tcp[12] & 0xf0) >> 2):4]"),
		http_heads(arena, "ip6[4:2] - ((ip6[52] & 0xf0) >> 2)",
			   "ip6[40 + ((ip6[52] & 0xf0) >> 2):4]"));
}

/* TFTP data have ports of their own; overlay networks are no boot. */
static const char *header_packets(struct arena *arena, const char *tcp)
{
	return arena_printf(arena, "%s or (udp and not port 6081 and not port 4789)",
			    tcp);
}

static const char *tcp_ports(struct arena *arena, const in_port_t *ports)
{
	const char *text =
		"(tcp and (port 80 or port 8080 or port 443 or port 6443 or port 22623";

	for (; *ports; ports++)
		text = arena_printf(arena, "%s or port %u", text, *ports);
	return arena_printf(arena, "%s))", text);
}

static int compile(pcap_t *pcap, const char *text, struct bpf_program *program)
{
	return pcap_compile(pcap, program, text, 1, PCAP_NETMASK_UNKNOWN) ? -EINVAL : 0;
}

static bool is_verdict(const struct bpf_insn *instruction)
{
	return instruction->code == (BPF_RET | BPF_K);
}

/* What the first does not want is for the second to decide, which keeps the headers. */
static struct bpf_program join(const struct bpf_program *whole,
			       const struct bpf_program *headers)
{
	struct bpf_program both = { .bf_len = whole->bf_len + headers->bf_len };
	struct bpf_insn *instruction;

	both.bf_insns = mem_alloc(both.bf_len * sizeof *both.bf_insns);
	memcpy(both.bf_insns, whole->bf_insns, whole->bf_len * sizeof *both.bf_insns);
	memcpy(both.bf_insns + whole->bf_len, headers->bf_insns,
	       headers->bf_len * sizeof *both.bf_insns);
	for (u_int i = 0; i < both.bf_len; i++) {
		instruction = &both.bf_insns[i];
		if (!is_verdict(instruction))
			continue;
		if (i >= whole->bf_len && instruction->k)
			instruction->k = CAPTURE_HEADERS;
		else if (i < whole->bf_len && !instruction->k)
			*instruction = (struct bpf_insn)BPF_STMT(BPF_JMP | BPF_JA,
								 whole->bf_len - i - 1);
	}
	return both;
}

int capture_filter(pcap_t *pcap, const in_port_t *ports, struct bpf_program *ret_program)
{
	struct arena *arena = arena_new();
	const char *tcp = tcp_ports(arena, ports);
	struct bpf_program whole, headers;
	int r = compile(pcap, whole_packets(arena, tcp), &whole);

	if (r >= 0) {
		r = compile(pcap, header_packets(arena, tcp), &headers);
		if (r >= 0) {
			*ret_program = join(&whole, &headers);
			pcap_freecode(&headers);
		}
		pcap_freecode(&whole);
	}
	arena_free(arena);
	return r;
}
