/*
 * What the wire shows of each node's boot, as a state machine fed with packets: live and from a
 * file alike. Its only clock is the time of the packets (and timeline_advance()), so a test, a
 * capture of last week and the wire of this second give the same.
 *
 * A node is known by its MAC address until a DHCP server has acknowledged an address, then by
 * both; the inventory, where there is one, gives it name, role and the address that was planned.
 * Machines that boot from the network and are in no inventory are shown too ("strangers").
 *
 * Memory has a ceiling whatever comes: nodes of the inventory have their place, strangers share
 * TIMELINE_STRANGERS_MAX, connections TIMELINE_FLOWS_MAX places; those not heard of for longest
 * give way. Feeding never allocates.
 *
 * Times are microseconds since 1970, UTC; 0: never.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "core/inventory.h"
#include "core/wire/slice.h"

#define TIMELINE_STRANGERS_MAX 512
#define TIMELINE_FLOWS_MAX     8192

struct arena;
struct timeline;

/* In the order of a boot. A node may skip steps (a bootstrap never polls 22623). */
enum timeline_step {
	STEP_FW_DHCP,	/* the firmware asks for an address */
	STEP_OFFER,	/* and by whom one is offered */
	STEP_REQUEST,	/*  */
	STEP_ACK,	/* or NAK */
	STEP_TFTP,	/* the network boot program */
	STEP_IPXE_DHCP, /* iPXE runs, and asks again */
	STEP_SCRIPT,
	STEP_KERNEL,
	STEP_INITRAMFS,
	STEP_OS_DHCP, /* the live system asks */
	STEP_ROOTFS,  /* or the raw image of 4.5 and before */
	STEP_IGN,     /* its role */
	STEP_REBOOT,
	STEP_FIRST_BOOT, /* the installed system asks for an address */
	STEP_DNS,
	STEP_MCS_POLL, /* tries at 22623 and what came back */
	STEP_MCS_GOT,  /* its configuration */
	STEP_PULL,     /* images */
	STEP_REBOOT_2, /* into the system of the cluster's release */
	STEP_PTR,      /* its name */
	STEP_API,      /* 6443 */
	STEP_NTP,
	STEP_COUNT
};

/* "fw-dhcp"; for programs. */
const char *timeline_step_id(enum timeline_step step);
/* "firmware DHCP"; for people. */
const char *timeline_step_title(enum timeline_step step);

/* The inventory may be NULL, and must live as long as the timeline. */
struct timeline *timeline_new(const struct inventory *inventory);
/*
 * Another inventory is in force, and the one before may still be read. False where its nodes are
 * others: then nothing has changed, and what was seen is of no use for it.
 */
bool timeline_adopt(struct timeline *timeline, const struct inventory *inventory);
/* Takes NULL; returns NULL. */
struct timeline *timeline_free(struct timeline *timeline);

/*
 * One captured frame; `link_type` as pcap_datalink(3) says, `frame` as much as was captured.
 * Packets may come a little out of order.
 */
void timeline_feed(struct timeline *timeline, int64_t time, int link_type,
		   struct slice frame);
/* Nothing came until `now`: silence is told by it. */
void timeline_advance(struct timeline *timeline, int64_t now);
int64_t timeline_now(const struct timeline *timeline);
/* So many packets never came to timeline_feed() up to now: what is missing may be missing for us. */
void timeline_lose(struct timeline *timeline, uint64_t count, int64_t time);

/*
 * A change, as it happens: a step reached, a server's answer that is another than before. The
 * text says the rest ("ack 172.16.0.21 from 172.16.0.101"). Strings live until the callback
 * returns. A flood of strangers is told as far as TIMELINE_EVENTS_A_SECOND allows.
 */
#define TIMELINE_EVENTS_A_SECOND 50

struct timeline_event {
	int64_t time;
	const char *node;    /* "m1"; a stranger's MAC or address */
	const char *mac;     /* "", if not known */
	const char *address; /* "", if not known */
	enum timeline_step step;
	bool is_bad;
	const char *text;
};

typedef void timeline_event_fn(const struct timeline_event *event, void *arg);
void timeline_on_event(struct timeline *timeline, timeline_event_fn *fn, void *arg);

/* What is known now, in an arena: for screens and reports. */

enum timeline_state {
	ROW_DONE,
	ROW_RUNNING, /* has begun */
	ROW_FAILED,  /* what came back is an error, or nothing came back */
	ROW_UNKNOWN, /* not seen, but a later step was: not visible from here, or not needed */
};

struct timeline_row {
	enum timeline_step step;
	enum timeline_state state;
	int64_t first;	  /* 0 with ROW_UNKNOWN */
	int64_t duration; /* from the first packet of the step to the last */
	unsigned count;	  /* how often it was asked for */
	const char *detail;
	/* Of downloads; has_total false: the server did not say. */
	bool is_download, has_total;
	uint64_t bytes, total;
};

enum timeline_severity {
	FINDING_NOTE,  /* good to know */
	FINDING_WARN,  /* will bite */
	FINDING_STUCK, /* the node does not get on */
};

struct timeline_finding {
	const char *id;	  /* "dhcp-no-offer": for programs, for ever */
	const char *node; /* NULL: not of one node */
	enum timeline_severity severity;
	int64_t since;
	const char *about; /* the name that was asked for; NULL: the id says it */
	const char *title; /* a sentence: what was seen */
	const char *cause; /* the likely one */
	const char *fix;   /* the one thing to do, or NULL */
};

struct timeline_node {
	const char *name;	   /* "m1", or a stranger's MAC or address */
	const char *fqdn;	   /* NULL: a stranger */
	const char *role;	   /* NULL: a stranger */
	const char *mac, *address; /* NULL: not known */
	const char *planned;	   /* NULL: not in the inventory */
	bool is_seen;		   /* false: nothing yet, and the rest is empty */
	enum timeline_step stage;  /* the last step that was reached */
	int64_t since;		   /* when */
	int64_t first, last;	   /* seen */
	unsigned boots;		   /* from the network, this one included */
	unsigned installs;	   /* completed before this boot */
	bool is_stuck;
	const struct timeline_row *rows; /* by time */
	size_t row_count;
};

struct timeline_snapshot {
	int64_t first, now;
	uint64_t packets; /* fed */
	uint64_t used;	  /* of them, told something */
	uint64_t lost;	  /* never came, as timeline_lose() was told */
	uint64_t evicted; /* strangers that had to give way */
	const struct timeline_node
		*nodes; /* those of the inventory first, in its order */
	size_t node_count;
	const struct timeline_finding *findings; /* the most important last */
	size_t finding_count;
	bool is_stuck; /* any of them FINDING_STUCK */
	/* Which kinds of traffic can be seen from here at all: "DHCP answers, HTTP". */
	const char *visible, *invisible;
};

struct timeline_snapshot timeline_snapshot(const struct timeline *timeline,
					   struct arena *arena);
