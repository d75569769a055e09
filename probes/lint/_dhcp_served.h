/*
 * Whether what DHCP names is there, for lint.dhcp-boot.
 */
#pragma once

#include "_dhcp.h"
#include "_lint.h"

/* The program or script, where the folder of its server is known. */
void dhcp_judge_served(const struct inventory *inventory, struct findings *findings,
		       const struct dhcp_plan *plan, const struct dhcp_boot *boot);
