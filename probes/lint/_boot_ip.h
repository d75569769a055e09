/*
 * One ip= of a kernel, for lint.boot-network.
 */
#pragma once

#include "_boot.h"
#include "_network.h"
#include "core/sources/dracut_ip.h"

struct boot_ip {
	const struct boot_entry *entry;
	const struct boot_word *word;
	struct dracut_ip ip;
	struct addr client;	/* family 0: none, or no address */
	struct network network; /* of the client; prefix 0: not known */
};

/* What is wrong with its form and its numbers; fills what they give. */
void boot_ip_judge(const struct inventory *inventory, struct findings *findings,
		   struct boot_ip *ip);

/* A finding at a field of it. `what` ends the subject: "m1/ip=netmask". */
struct finding boot_ip_finding(struct findings *findings, const struct boot_ip *ip,
			       const struct dracut_ip_field *field, const char *what);
