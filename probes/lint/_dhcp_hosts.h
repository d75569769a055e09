/*
 * What the parts of lint.dhcp-hosts share.
 */
#pragma once

#include "_dhcp_text.h"

struct index;

struct dhcp_judging {
	struct arena *arena;
	struct findings *findings;
	const struct inventory *inventory;
	const struct dhcp_plan *plan;
	struct index *nodes; /* that have an entry in any file */
};

/* "dhcpd -t -cf FILE && systemctl restart dhcpd" */
const char *dhcp_fix_command(const struct dhcp_judging *judging);
/* The node's addresses as an entry has them: "172.16.0.21, fd00::21", for dnsmasq
   "172.16.0.21,[fd00::21]"; NULL: none are known. */
const char *dhcp_planned(const struct dhcp_judging *judging, const struct node *node);
/* _dhcp_missing.c: nodes that no file has an entry for. */
void dhcp_judge_missing(const struct dhcp_judging *judging);
