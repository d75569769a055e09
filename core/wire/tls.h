/*
 * TLS records as they are seen from outside (RFC 8446, RFC 5246; SNI: RFC 6066): who is asked
 * for, and alerts that are not encrypted yet. Pure; slices point into the segment.
 */
#pragma once

#include "slice.h"

enum tls_content {
	TLS_CHANGE_CIPHER = 20,
	TLS_ALERT = 21,
	TLS_HANDSHAKE = 22,
	TLS_DATA = 23,
};

enum tls_alert {
	TLS_ALERT_BAD_CERTIFICATE = 42,
	TLS_ALERT_CERTIFICATE_EXPIRED = 45,
	TLS_ALERT_UNKNOWN_CA = 48,
};

struct tls_record {
	enum tls_content content;
	size_t length;		  /* of the record, with its header */
	bool is_client_hello;	  /* the whole of it was in the segment or not */
	struct slice server_name; /* SNI of a ClientHello; bytes NULL: none */
	bool has_alert;		  /* in clear */
	uint8_t alert;		  /* its description; others than enum tls_alert occur */
};

/* The first record of a segment. 0; -EBADMSG: this is no TLS record. */
int tls_record_decode(struct slice segment, struct tls_record *ret_record);
/* "unknown CA", "certificate expired"..., or NULL. */
const char *tls_alert_name(uint8_t alert);
