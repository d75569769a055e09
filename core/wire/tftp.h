/* TFTP (RFC 1350, 2347 to 2349). Pure; slices point into the message. */
#pragma once

#include "slice.h"

enum tftp_operation {
	TFTP_READ = 1,
	TFTP_WRITE = 2,
	TFTP_DATA = 3,
	TFTP_ACK = 4,
	TFTP_ERROR = 5,
	TFTP_OPTIONS = 6, /* OACK */
};

enum tftp_error { TFTP_NOT_FOUND = 1, TFTP_ACCESS_VIOLATION = 2 };

struct tftp {
	enum tftp_operation operation;
	struct slice file;   /* READ, WRITE */
	uint16_t block;	     /* DATA, ACK */
	size_t data_length;  /* DATA, as captured */
	uint16_t error;	     /* ERROR; others than enum tftp_error occur */
	struct slice text;   /* ERROR */
	uint32_t block_size; /* options blksize and tsize; 0: not said */
	uint64_t total;
};

/* 0, or -EBADMSG. */
int tftp_decode(struct slice message, struct tftp *ret_tftp);
