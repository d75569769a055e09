/* Downloads: the boot program, the script, kernel, image and Ignition file. */
#include "contact.h"
#include "core/wire/dhcp.h"
#include "core/wire/tftp.h"
#include "findings.h"
#include "show.h"
#include "transfer.h"

#define ASKED_OFTEN  3
#define STALLS_AFTER (15 * SECOND)
#define WAITS_AFTER  (10 * SECOND)
/* A menu may wait so long for a key (ART: 300 s). */
#define MENU_LONG    (330 * SECOND)
#define MENU_SHORT   (30 * SECOND)
#define PROGRAM_LONG (60 * SECOND)
#define IPXE_AGAIN   2
/* A SYN or two may be lost, and are sent again after 1 and 2 seconds. */
#define SYN_LONG (6 * SECOND)

static const char *file_of(const struct findings *findings,
			   const struct transfer *transfer)
{
	return show_text(findings->arena, transfer->file);
}

static void explain_tftp_error(const struct transfer *transfer,
			       struct timeline_finding *finding)
{
	if (transfer->status == TFTP_NOT_FOUND) {
		finding->cause = "there is no such file below the TFTP server's root";
		finding->fix = "put the file there, or correct filename in dhcpd.conf "
			       "(relative to the root, /var/lib/tftpboot)";
	} else if (transfer->status == TFTP_ACCESS_VIOLATION) {
		finding->cause = "the server may not read it: mode or SELinux label";
		finding->fix = "chmod o+r the file; restorecon -Rv /var/lib/tftpboot "
			       "(tftpdir_t)";
	} else {
		finding->cause = "the TFTP server refuses";
		finding->fix = "journalctl -u tftp on the server";
	}
}

static void explain_status(const struct transfer *transfer, enum transfer_kind kind,
			   struct timeline_finding *finding)
{
	switch (transfer->status) {
	case 401:
	case 403:
		finding->cause =
			kind == TRANSFER_IGN
				? "the web server may not read the file: the installer "
				  "writes it with mode 0640, or its SELinux label is of "
				  "another folder"
				: "the web server may not read the file: its mode, a folder's "
				  "above it, or its SELinux label";
		finding->fix = "chmod o+r the file; restorecon -Rv its folder";
		break;
	case 404:
		finding->cause =
			"no file of that name below the web server's root: the name "
			"in the script or the kernel arguments, or the folder, is "
			"another";
		finding->fix = "compare the path with what lies in the web server's root";
		break;
	default:
		finding->cause = transfer->status >= 500 ? "the web server itself fails"
							 : "the web server refuses";
		finding->fix = "read the web server's error log";
	}
}

static void find_refused(struct findings *findings, const struct node_state *node,
			 enum transfer_kind kind, const struct transfer *transfer)
{
	struct arena *arena = findings->arena;
	struct timeline_finding *finding =
		finding_add(findings, node,
			    transfer->is_tftp	   ? "tftp-error"
			    : kind == TRANSFER_IGN ? "ign-refused"
						   : "http-error",
			    FINDING_STUCK, transfer->answered);

	finding->title = arena_printf(
		arena, "%s asked %s for %s: %s %u%s%s", finding->node,
		show_addr(arena, &transfer->server), file_of(findings, transfer),
		transfer->is_tftp ? "TFTP error" : "HTTP", transfer->status,
		*transfer->text ? " " : "", show_text(arena, transfer->text));
	if (transfer->is_tftp)
		explain_tftp_error(transfer, finding);
	else
		explain_status(transfer, kind, finding);
}

static void find_unanswered(struct findings *findings, const struct node_state *node,
			    const struct transfer *transfer)
{
	struct arena *arena = findings->arena;
	struct timeline_finding *finding;

	if (transfer->is_tftp
		    ? transfer->asked.count < ASKED_OFTEN
		    : findings->timeline->now - transfer->asked.last < WAITS_AFTER)
		return;
	/* Only one direction passes here: nobody's answers are seen. */
	if (!transfer->is_tftp && !findings->timeline->visible.http_answer.count)
		return;
	finding = finding_add(findings, node,
			      transfer->is_tftp ? "tftp-no-answer" : "http-no-answer",
			      FINDING_STUCK, transfer->asked.first);
	finding->title = arena_printf(
		arena, "%s asked %s for %s %u times over %s and got no answer",
		finding->node, show_addr(arena, &transfer->server),
		file_of(findings, transfer), transfer->asked.count,
		transfer->is_tftp ? "TFTP" : "HTTP");
	if (transfer->is_tftp) {
		finding->cause =
			"the TFTP server does not run (tftp.socket), or a firewall "
			"drops it";
		finding->fix =
			"systemctl enable --now tftp.socket; firewall-cmd --permanent "
			"--add-service=tftp && firewall-cmd --reload";
	} else {
		finding->cause = "the web server accepts but does not answer";
		finding->fix = "read the web server's error log";
	}
}

static void find_stalled(struct findings *findings, const struct node_state *node,
			 const struct transfer *transfer)
{
	struct arena *arena = findings->arena;
	bool is_broken = transfer->state == TRANSFER_BROKEN;
	struct timeline_finding *finding;

	if (!is_broken && (transfer->is_head || transfer->status >= 300 ||
			   findings->timeline->now - transfer->last < STALLS_AFTER))
		return;
	finding = finding_add(findings, node, "download-stalled", FINDING_STUCK,
			      transfer->last);
	finding->title = arena_printf(
		arena, "%s: %s %s after %s%s%s", finding->node,
		file_of(findings, transfer), is_broken ? "broke off" : "stands still",
		show_bytes(arena, transfer->bytes), transfer->has_total ? " of " : "",
		transfer->has_total ? show_bytes(arena, transfer->total) : "");
	finding->cause =
		is_broken ? "the connection was closed before the end: the server or "
			    "a proxy stopped, or the node was reset"
			  : "packets are lost from some size on (MTU), the link is "
			    "down, or one of the two has stopped";
	finding->fix = is_broken ? "read the web server's error log"
				 : "compare the MTU of both sides and of the switch";
}

static void find_in_transfer(struct findings *findings, const struct node_state *node,
			     enum transfer_kind kind)
{
	const struct transfer *transfer = &node->transfers[kind];

	switch ((enum transfer_state)transfer->state) {
	case TRANSFER_REFUSED:
		if (finding_is_now(node, transfer->answered))
			find_refused(findings, node, kind, transfer);
		break;
	case TRANSFER_ASKED:
		if (finding_is_now(node, transfer->asked.last))
			find_unanswered(findings, node, transfer);
		break;
	case TRANSFER_RUNS:
	case TRANSFER_BROKEN:
		if (finding_is_now(node, transfer->last))
			find_stalled(findings, node, transfer);
		break;
	case TRANSFER_NEVER:
	case TRANSFER_DONE:
		break;
	}
}

/* The web server cannot even be reached. */
static void find_no_connection(struct findings *findings, const struct node_state *node)
{
	const struct contact *fetch = &node->fetch;
	struct arena *arena = findings->arena;
	struct timeline_finding *finding;
	uint32_t times = fetch->counts[fetch->last];

	if (fetch->last == OUTCOME_NONE || !finding_is_now(node, fetch->tries.last))
		return;
	if (fetch->last == OUTCOME_SILENT &&
	    findings->timeline->now - fetch->since < SYN_LONG)
		return;
	finding = finding_add(findings, node, "http-no-connection", FINDING_STUCK,
			      fetch->since);
	finding->title = arena_printf(
		arena, "%s connects to %s: %s%s", finding->node,
		show_addr_port(arena, &fetch->server), outcome_name(fetch->last),
		times > 1 ? arena_printf(arena, ", %u times", times) : "");
	switch ((enum outcome)fetch->last) {
	case OUTCOME_REFUSED:
		finding->cause = "no web server listens there";
		finding->fix = "start it, or correct address and port of the URL";
		break;
	case OUTCOME_PROHIBITED:
		finding->cause = "a firewall rejects the port";
		finding->fix = "firewall-cmd --permanent --add-service=http && "
			       "firewall-cmd --reload";
		break;
	default:
		finding->cause =
			"the address of the URL is nobody's, or a firewall drops";
		finding->fix = "compare the URL with the web server's address, and the "
			       "node's route to it";
	}
}

static const struct dhcp_round *boot_lease(const struct node_state *node)
{
	const struct dhcp_round *round = &node->rounds[ROUND_IPXE];

	if (!round->ack.count)
		round = &node->rounds6[ROUND_IPXE];
	return round->ack.count ? round : NULL;
}

/* It asks who has the server's address, or the router's, and nobody says "I". */
static bool find_no_neighbour(struct findings *findings, const struct node_state *node)
{
	struct arena *arena = findings->arena;
	struct timeline_finding *finding;

	if (node->arp.count < ASKED_OFTEN || !finding_is_now(node, node->arp.last))
		return false;
	finding = finding_add(findings, node, "arp-no-answer", FINDING_STUCK,
			      node->arp.first);
	finding->title = arena_printf(
		arena, "%s looks for %s on its own network %u times, and nobody answers",
		finding->node, show_addr(arena, &node->arp_target), node->arp.count);
	finding->cause =
		"the address in the URL, or the router that DHCP gave, is nobody's";
	finding->fix =
		"compare the URL's host and option routers with the addresses of the "
		"machines";
	return true;
}

/* Another server than that of its address tells it what to boot; not to everybody. */
static bool has_proxy(const struct dhcp_round *round)
{
	for (unsigned i = 0; i < round->offer_count; i++)
		if (!round->offers[i].address.family)
			return true;
	return false;
}

static bool is_looping(const struct node_state *node)
{
	return node->ipxe_again >= IPXE_AGAIN && node->stage <= STEP_IPXE_DHCP;
}

static void find_no_script(struct findings *findings, const struct node_state *node)
{
	const struct dhcp_round *round = boot_lease(node);
	const struct timeline *timeline = findings->timeline;
	struct arena *arena = findings->arena;
	struct timeline_finding *finding;

	if (node->stage != STEP_IPXE_DHCP || !round ||
	    timeline->now - round->ack.last < WAITS_AFTER || is_looping(node))
		return;
	if (!*round->boot_file && has_proxy(round))
		return; /* maybe that one gave it a script */
	if (*round->boot_file && !timeline->visible.http.count)
		return; /* maybe it did, where we do not see it */
	finding = finding_add(findings, node, "script-not-asked", FINDING_STUCK,
			      round->ack.last);
	if (!*round->boot_file) {
		finding->title = arena_printf(
			arena, "iPXE on %s has an address but was given no script",
			finding->node);
		finding->cause =
			"the DHCP answer to iPXE (user class iPXE) has no filename";
		finding->fix =
			"in dhcpd.conf: if exists user-class and option user-class = "
			"\"iPXE\" { filename \"http://...\"; }";
		return;
	}
	finding->title =
		arena_printf(arena, "iPXE on %s has an address but does not fetch %s",
			     finding->node, show_text(arena, round->boot_file));
	finding->cause =
		"it cannot reach the URL: a name that it cannot resolve, or no route";
	finding->fix = "use an address in the URL that is on the node's network";
}

static void find_loop(struct findings *findings, const struct node_state *node)
{
	struct timeline_finding *finding;

	if (!is_looping(node))
		return;
	finding = finding_add(findings, node, "ipxe-loop", FINDING_STUCK,
			      node->transfers[TRANSFER_NBP].asked.first);
	finding->title =
		arena_printf(findings->arena, "%s loads iPXE over and over (%u times)",
			     finding->node, node->ipxe_again + 1);
	finding->cause =
		"the DHCP server gives iPXE the boot program again instead of its "
		"script";
	finding->fix =
		"in dhcpd.conf: if exists user-class and option user-class = \"iPXE\" "
		"{ filename \"http://...\"; } else { the boot program }";
}

static bool is_for_bios(const char *file)
{
	return strstr(file, ".kpxe") || strstr(file, ".kkpxe") ||
	       strstr(file, "pxelinux.0");
}

static bool is_uefi(uint16_t architecture)
{
	return architecture != DHCP_ARCH_NONE && architecture >= 6 && architecture != 14;
}

static void find_dead_program(struct findings *findings, const struct node_state *node)
{
	const struct transfer *program = &node->transfers[TRANSFER_NBP];
	uint16_t architecture = node->rounds[ROUND_FW].architecture;
	struct timeline_finding *finding;

	if (node->stage != STEP_TFTP || program->state != TRANSFER_DONE ||
	    findings->timeline->now - program->last < PROGRAM_LONG)
		return;
	finding = finding_add(findings, node, "boot-program-dead", FINDING_STUCK,
			      program->last);
	finding->title = arena_printf(findings->arena,
				      "%s has loaded %s, and nothing more is heard of it",
				      finding->node, file_of(findings, program));
	if (is_uefi(architecture) && is_for_bios(program->file))
		finding->cause = "a boot program for BIOS, on a machine with UEFI";
	else if (architecture == 0 && strstr(program->file, ".efi"))
		finding->cause = "a boot program for UEFI, on a machine with BIOS";
	else
		finding->cause =
			"it does not start: another architecture, or Secure Boot "
			"refuses it";
	finding->fix = "give each architecture its program in dhcpd.conf (option 93)";
}

static void find_waiting_menu(struct findings *findings, const struct node_state *node)
{
	const struct transfer *script = &node->transfers[TRANSFER_SCRIPT];
	int64_t waits = findings->timeline->now - script->last;
	struct timeline_finding *finding;

	if (node->stage != STEP_SCRIPT || script->state != TRANSFER_DONE ||
	    waits < MENU_SHORT)
		return;
	finding = finding_add(findings, node, "kernel-not-asked",
			      waits < MENU_LONG ? FINDING_WARN : FINDING_STUCK,
			      script->last);
	finding->title = arena_printf(findings->arena,
				      "%s has %s but has not asked for a kernel for %s",
				      finding->node, file_of(findings, script),
				      show_duration(findings->arena, waits));
	finding->cause =
		"the menu waits for a key, or the chosen item has no label to go to";
	finding->fix = "look at the console; in the script check the labels and the "
		       "--default and --timeout of choose";
}

void find_fetch(struct findings *findings, const struct node_state *node)
{
	for (int kind = 0; kind < TRANSFER_COUNT; kind++)
		find_in_transfer(findings, node, (enum transfer_kind)kind);
	find_no_connection(findings, node);
	if (!find_no_neighbour(findings, node) && node->fetch.last == OUTCOME_NONE)
		find_no_script(findings, node);
	find_loop(findings, node);
	find_dead_program(findings, node);
	find_waiting_menu(findings, node);
}
