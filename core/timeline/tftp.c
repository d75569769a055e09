/* TFTP: a request to port 69, then data between the two ports that were chosen for it. */
#include "core/wire/tftp.h"

#include "feed.h"
#include "nodes.h"
#include "transfer.h"

#define FOLLOW	      (30 * SECOND) /* packets of a download are looked for so long */
#define BLOCK_DEFAULT 512	    /* RFC 1350 */
#define DATA_HEADER   4
/* RFC 2347: the client does not like the options; PXE firmware stops so after it knows the size. */
#define ERROR_OPTION 8

bool feed_tftp_request(struct timeline *timeline, const struct packet *packet,
		       int64_t time)
{
	struct tftp tftp;
	struct transfer *transfer;
	enum transfer_kind kind;
	uint32_t index = node_of_source(timeline, packet);

	if (index == NODE_NONE || tftp_decode(packet->payload, &tftp) < 0 ||
	    tftp.operation != TFTP_READ)
		return false;
	mark_note(&timeline->visible.tftp, time);
	kind = transfer_kind_of(&timeline->nodes[index], tftp.file, true);
	if (kind == TRANSFER_NONE)
		return false;
	transfer_begin(timeline, index, kind, tftp.file, &packet->target, time);
	transfer = &timeline->nodes[index].transfers[kind];
	/* After the install it is not noted: the download of before stays as it was. */
	if (transfer->state != TRANSFER_ASKED)
		return true;
	transfer->is_tftp = true;
	transfer->block_size = BLOCK_DEFAULT;
	transfer->client_port = packet->source.port;
	timeline->tftp_until = time + FOLLOW;
	return true;
}

static enum transfer_kind find_transfer(const struct node_state *node,
					const struct packet *packet)
{
	int kind = 0;

	while (kind < TRANSFER_COUNT &&
	       !(node->transfers[kind].is_tftp &&
		 node->transfers[kind].client_port == packet->target.port &&
		 addr_equal(&node->transfers[kind].server, &packet->source)))
		kind++;
	return (enum transfer_kind)kind;
}

static void note_data(struct timeline *timeline, uint32_t index, enum transfer_kind kind,
		      const struct tftp *tftp, const struct packet *packet, int64_t time)
{
	struct transfer *transfer = &timeline->nodes[index].transfers[kind];
	size_t length = packet->full_length - DATA_HEADER;
	uint64_t before = transfer->bytes;
	uint16_t expected;

	if (!transfer->answered)
		transfer_answer(timeline, index, kind, 0, false, time);
	if (!transfer->block_size)
		return;
	expected = (uint16_t)(before / transfer->block_size + 1);
	/* Sent again: it was counted. After a loss of ours: the number says how far it is. */
	if ((int16_t)(tftp->block - expected) < 0)
		return;
	before += (uint64_t)(uint16_t)(tftp->block - expected) * transfer->block_size;
	transfer_progress(timeline, index, kind, before + length, time);
	if (length < transfer->block_size)
		transfer_end(timeline, index, kind, true, time);
}

static void note_error(struct timeline *timeline, uint32_t index, enum transfer_kind kind,
		       const struct tftp *tftp, int64_t time)
{
	struct transfer *transfer = &timeline->nodes[index].transfers[kind];

	if (tftp->error == ERROR_OPTION)
		return;
	text_keep(transfer->text, sizeof transfer->text, tftp->text);
	transfer_answer(timeline, index, kind, tftp->error, true, time);
}

static void note_options(struct timeline *timeline, uint32_t index,
			 enum transfer_kind kind, const struct tftp *tftp, int64_t time)
{
	struct transfer *transfer = &timeline->nodes[index].transfers[kind];

	if (tftp->block_size)
		transfer->block_size = (uint16_t)tftp->block_size;
	if (tftp->total) {
		transfer->has_total = true;
		transfer->total = tftp->total;
	}
	transfer_answer(timeline, index, kind, 0, false, time);
}

bool feed_tftp(struct timeline *timeline, const struct packet *packet, int64_t time)
{
	enum transfer_kind kind;
	struct tftp tftp;
	uint32_t index;

	if (time > timeline->tftp_until)
		return false;
	index = node_by_addr(timeline, &packet->target);
	if (index == NODE_NONE)
		return false;
	kind = find_transfer(&timeline->nodes[index], packet);
	if (kind == TRANSFER_NONE || tftp_decode(packet->payload, &tftp) < 0)
		return false;
	timeline->tftp_until = time + FOLLOW;
	switch (tftp.operation) {
	case TFTP_DATA:
		note_data(timeline, index, kind, &tftp, packet, time);
		return true;
	case TFTP_OPTIONS:
		note_options(timeline, index, kind, &tftp, time);
		return true;
	case TFTP_ERROR:
		note_error(timeline, index, kind, &tftp, time);
		return true;
	case TFTP_READ:
	case TFTP_WRITE:
	case TFTP_ACK:
		return false;
	}
	return false;
}
