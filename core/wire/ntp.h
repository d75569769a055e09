/* NTP (RFC 5905), header only. Pure. */
#pragma once

#include "slice.h"

enum ntp_mode { NTP_CLIENT = 3, NTP_SERVER = 4 };

struct ntp {
	uint8_t mode;	 /* of enum ntp_mode, or any other */
	uint8_t stratum; /* 0: a kiss of death, or unspecified; 16: not synchronised */
	bool is_unsynchronised; /* leap indicator 3 */
};

/* 0, or -EBADMSG. */
int ntp_decode(struct slice message, struct ntp *ret_ntp);
