#include "io_nft.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <libmnl/libmnl.h>

#include "arena.h"

#define CHAINS_MAX 64
#define TRIES	   3 /* a dump that was changed meanwhile is asked for again */
#define WAIT_SEC   1

struct chain {
	uint8_t family;
	const char *table, *name;
};

struct look {
	struct arena *arena;
	struct nft_input *input;
	struct chain chains[CHAINS_MAX];
	size_t count;
};

static int dump(uint16_t type, mnl_cb_t each, struct look *look);
static int each_chain(const struct nlmsghdr *header, void *arg);
static int each_rule(const struct nlmsghdr *header, void *arg);

int nft_look(struct arena *arena, struct nft_input *ret_input)
{
	struct nft_input input = { 0 };
	struct look look = { .arena = arena, .input = &input };
	int r = dump(NFT_MSG_GETCHAIN, each_chain, &look);

	if (r == 0 && look.count)
		r = dump(NFT_MSG_GETRULE, each_rule, &look);
	if (r < 0)
		return r;
	*ret_input = input;
	return 0;
}

static int dump_once(struct mnl_socket *socket, uint16_t type, unsigned sequence,
		     mnl_cb_t each, struct look *look)
{
	char buffer[32768];
	struct nlmsghdr *header = mnl_nlmsg_put_header(buffer);
	struct nfgenmsg *message;
	unsigned port = mnl_socket_get_portid(socket);
	ssize_t length;
	int r;

	header->nlmsg_type = (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | type);
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	header->nlmsg_seq = sequence;
	message = mnl_nlmsg_put_extra_header(header, sizeof *message);
	message->nfgen_family = NFPROTO_UNSPEC;
	message->version = NFNETLINK_V0;
	if (mnl_socket_sendto(socket, header, header->nlmsg_len) < 0)
		return -errno;
	do {
		length = mnl_socket_recvfrom(socket, buffer, sizeof buffer);
		if (length < 0)
			return -errno;
		r = mnl_cb_run(buffer, (size_t)length, sequence, port, each, look);
	} while (r > 0);
	return r < 0 ? -errno : 0;
}

static int dump(uint16_t type, mnl_cb_t each, struct look *look)
{
	struct mnl_socket *socket = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC);
	struct timeval wait = { .tv_sec = WAIT_SEC };
	struct look before = *look;
	struct nft_input input = *look->input;
	int r = -EINTR;

	if (!socket)
		return errno == EPROTONOSUPPORT ? 0 : -errno;
	(void)setsockopt(mnl_socket_get_fd(socket), SOL_SOCKET, SO_RCVTIMEO, &wait,
			 sizeof wait);
	if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0)
		r = -errno;
	for (unsigned try = 1; r == -EINTR && try <= TRIES; try++) {
		*look = before;
		*look->input = input;
		r = dump_once(socket, type, try, each, look);
	}
	(void)mnl_socket_close(socket);
	/* A kernel without nf_tables knows no such messages. */
	return r == -EINVAL || r == -EOPNOTSUPP ? 0 : r;
}

struct text_of {
	uint16_t type;
	const char *text;
};

static int pick_text(const struct nlattr *attribute, void *arg)
{
	struct text_of *wanted = arg;

	if (mnl_attr_get_type(attribute) == wanted->type &&
	    mnl_attr_validate(attribute, MNL_TYPE_NUL_STRING) >= 0)
		wanted->text = mnl_attr_get_str(attribute);
	return MNL_CB_OK;
}

static const char *text_of(const struct nlmsghdr *header, uint16_t type)
{
	struct text_of wanted = { .type = type };

	(void)mnl_attr_parse(header, sizeof(struct nfgenmsg), pick_text, &wanted);
	return wanted.text;
}

/* What a chain says of itself beside its names. */
struct base {
	bool input;
	uint32_t policy;
};

static int pick_hook(const struct nlattr *attribute, void *arg)
{
	struct base *base = arg;

	if (mnl_attr_get_type(attribute) == NFTA_HOOK_HOOKNUM &&
	    mnl_attr_validate(attribute, MNL_TYPE_U32) >= 0)
		base->input = ntohl(mnl_attr_get_u32(attribute)) == NF_INET_LOCAL_IN;
	return MNL_CB_OK;
}

static int pick_base(const struct nlattr *attribute, void *arg)
{
	struct base *base = arg;

	if (mnl_attr_get_type(attribute) == NFTA_CHAIN_HOOK)
		(void)mnl_attr_parse_nested(attribute, pick_hook, base);
	if (mnl_attr_get_type(attribute) == NFTA_CHAIN_POLICY &&
	    mnl_attr_validate(attribute, MNL_TYPE_U32) >= 0)
		base->policy = ntohl(mnl_attr_get_u32(attribute));
	return MNL_CB_OK;
}

static const char *family_name(uint8_t family)
{
	switch (family) {
	case NFPROTO_INET:
		return "inet";
	case NFPROTO_IPV4:
		return "ip";
	case NFPROTO_IPV6:
		return "ip6";
	default:
		return NULL; /* bridge, arp, netdev: other hooks */
	}
}

static int each_chain(const struct nlmsghdr *header, void *arg)
{
	struct look *look = arg;
	const struct nfgenmsg *message = mnl_nlmsg_get_payload(header);
	const char *table = text_of(header, NFTA_CHAIN_TABLE);
	const char *name = text_of(header, NFTA_CHAIN_NAME);
	const char *type = text_of(header, NFTA_CHAIN_TYPE);
	struct base base = { .policy = NF_ACCEPT };
	struct nft_input *input = look->input;
	const char *shown;

	(void)mnl_attr_parse(header, sizeof *message, pick_base, &base);
	if (!family_name(message->nfgen_family) || !table || !name || !type ||
	    !base.input || strcmp(type, "filter") != 0 || look->count == CHAINS_MAX)
		return MNL_CB_OK;
	look->chains[look->count++] =
		(struct chain){ message->nfgen_family, arena_strdup(look->arena, table),
				arena_strdup(look->arena, name) };
	input->chains++;
	input->drops += base.policy == NF_DROP;
	shown = arena_printf(look->arena, "%s %s", family_name(message->nfgen_family),
			     table);
	if (!input->tables)
		input->tables = shown;
	else if (!strstr(input->tables, shown))
		input->tables = arena_printf(look->arena, "%s, %s", input->tables, shown);
	return MNL_CB_OK;
}

static int each_rule(const struct nlmsghdr *header, void *arg)
{
	struct look *look = arg;
	const struct nfgenmsg *message = mnl_nlmsg_get_payload(header);
	const char *table = text_of(header, NFTA_RULE_TABLE);
	const char *name = text_of(header, NFTA_RULE_CHAIN);

	for (size_t i = 0; table && name && i < look->count; i++)
		if (look->chains[i].family == message->nfgen_family &&
		    strcmp(look->chains[i].table, table) == 0 &&
		    strcmp(look->chains[i].name, name) == 0)
			look->input->rules++;
	return MNL_CB_OK;
}
