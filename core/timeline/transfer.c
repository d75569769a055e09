#include "transfer.h"

#include <ctype.h>

#include "event.h"
#include "nodes.h"

enum timeline_step transfer_step(enum transfer_kind kind)
{
	static const enum timeline_step steps[] = {
		[TRANSFER_NBP] = STEP_TFTP,	 [TRANSFER_SCRIPT] = STEP_SCRIPT,
		[TRANSFER_KERNEL] = STEP_KERNEL, [TRANSFER_INITRAMFS] = STEP_INITRAMFS,
		[TRANSFER_IMAGE] = STEP_ROOTFS,	 [TRANSFER_IGN] = STEP_IGN,
		[TRANSFER_COUNT] = STEP_COUNT,
	};

	return steps[kind];
}

const char *transfer_file_name(const char *path)
{
	const char *end = path + strcspn(path, "?#");
	const char *name = path;

	for (const char *p = path; p < end; p++)
		if (*p == '/' && p[1] && p[1] != '?')
			name = p + 1;
	return name;
}

static bool ends(const char *text, const char *tail)
{
	size_t length = strcspn(text, "?#"), tail_length = strlen(tail);

	return length >= tail_length &&
	       !strncmp(text + length - tail_length, tail, tail_length);
}

/* Files that only a firmware can start. */
static bool is_program(const char *name)
{
	static const char *const tails[] = { ".efi",  ".kpxe", ".kkpxe", ".pxe",
					     ".lkrn", ".0",    NULL };

	for (size_t i = 0; tails[i]; i++)
		if (ends(name, tails[i]))
			return true;
	return false;
}

static bool is_script(const char *path)
{
	return strstr(path, "ipxe") || strstr(path, ".cfg") || ends(path, ".php") ||
	       ends(path, ".txt");
}

enum transfer_kind transfer_kind_of(const struct node_state *node, struct slice path,
				    bool is_boot_program)
{
	char text[256];
	const char *name;

	text_keep(text, sizeof text, path);
	for (char *p = text; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	name = transfer_file_name(text);
	if (ends(name, ".sig") || ends(name, ".asc"))
		return TRANSFER_NONE;
	if (strstr(name, ".ign"))
		return TRANSFER_IGN;
	if (strstr(name, "rootfs") || strstr(name, ".raw") || strstr(name, "-metal"))
		return TRANSFER_IMAGE;
	if (strstr(name, "initramfs") || strstr(name, "initrd"))
		return TRANSFER_INITRAMFS;
	if (strstr(name, "kernel") || strstr(name, "vmlinuz") || strstr(name, "bzimage"))
		return TRANSFER_KERNEL;
	if (!is_boot_program)
		return TRANSFER_NONE;
	if (is_program(name))
		return TRANSFER_NBP;
	if (node->rounds[ROUND_IPXE].discover.count ||
	    node->rounds6[ROUND_IPXE].discover.count ||
	    node->transfers[TRANSFER_NBP].done_count || is_script(text))
		return TRANSFER_SCRIPT;
	return TRANSFER_NBP;
}

void transfer_begin(struct timeline *timeline, uint32_t index, enum transfer_kind kind,
		    struct slice path, const struct addr *server, int64_t time)
{
	struct node_state *node = &timeline->nodes[index];
	struct transfer *transfer = &node->transfers[kind];
	char file[NAME_BYTES];
	char address[ADDR_STRLEN];

	/* After the install: no step before the kernel counts, and with it all begins again. */
	if (node->is_installed && node->again.count && kind <= TRANSFER_SCRIPT)
		return;
	if (node->is_installed && kind == TRANSFER_KERNEL) {
		node_boots_again(node, time);
		node->boots++;
	}
	text_keep(file, sizeof file, path);
	node_touch(timeline, index, time);
	node_prove(timeline, index);
	if (strcmp(file, transfer->file) || !addr_same_port(server, &transfer->server)) {
		/* Another file: how often the last one was asked for is of no use. */
		*transfer = (struct transfer){ .done_count = transfer->done_count };
		memcpy(transfer->file, file, sizeof file);
		transfer->server = *server;
	}
	if (mark_note(&transfer->asked, time))
		event_tell(timeline, index, transfer_step(kind), false, time,
			   "asks %s for %s", addr_str(server, address),
			   transfer_file_name(file));
	transfer->state = TRANSFER_ASKED;
	transfer->bytes = transfer->total = 0;
	transfer->has_total = transfer->is_head = false;
	transfer->answered = 0;
	transfer->last = time;
	node->fetch.last = OUTCOME_NONE;
	mark_clear(&node->arp);
	/* That it asks shows that all before went well. */
	if (transfer->asked.count == 1)
		node_gets_on(node, transfer_step(kind), time);
}

void transfer_answer(struct timeline *timeline, uint32_t index, enum transfer_kind kind,
		     uint16_t status, bool is_error, int64_t time)
{
	struct transfer *transfer = &timeline->nodes[index].transfers[kind];
	bool is_new = !transfer->answered && transfer->status != status;

	transfer->answered = transfer->last = time;
	transfer->status = status;
	transfer->state = is_error ? TRANSFER_REFUSED : TRANSFER_RUNS;
	if (is_error && is_new)
		event_tell(timeline, index, transfer_step(kind), true, time,
			   "%s: %s %u%s%s", transfer_file_name(transfer->file),
			   transfer->is_tftp ? "TFTP error" : "HTTP", status,
			   *transfer->text ? " " : "", transfer->text);
	if (!is_error)
		node_gets_on(&timeline->nodes[index], transfer_step(kind), time);
}

void transfer_progress(struct timeline *timeline, uint32_t index, enum transfer_kind kind,
		       uint64_t bytes, int64_t time)
{
	struct node_state *node = &timeline->nodes[index];
	struct transfer *transfer = &node->transfers[kind];

	if (transfer->state != TRANSFER_RUNS)
		return;
	transfer->bytes = bytes;
	transfer->last = node->last = time;
	if (transfer->has_total && bytes >= transfer->total)
		transfer_end(timeline, index, kind, true, time);
}

void transfer_end(struct timeline *timeline, uint32_t index, enum transfer_kind kind,
		  bool is_whole, int64_t time)
{
	struct node_state *node = &timeline->nodes[index];
	struct transfer *transfer = &node->transfers[kind];

	if (transfer->state != TRANSFER_RUNS)
		return;
	transfer->last = time;
	transfer->state = is_whole ? TRANSFER_DONE : TRANSFER_BROKEN;
	if (!is_whole) {
		event_tell(timeline, index, transfer_step(kind), true, time,
			   "%s ends after %llu of %llu bytes",
			   transfer_file_name(transfer->file),
			   (unsigned long long)transfer->bytes,
			   (unsigned long long)transfer->total);
		return;
	}
	transfer->done_count++;
	node_gets_on(node, transfer_step(kind), time);
	event_tell(timeline, index, transfer_step(kind), false, time,
		   "has %s, %llu bytes", transfer_file_name(transfer->file),
		   (unsigned long long)transfer->bytes);
}
