/*
 * The value of an expression of dhcpd.conf for a client, as far as it can be known.
 */
#pragma once

#include "core/sources/dhcp_client.h"
#include "core/sources/dhcpd_expression.h"

enum dhcpd_kind {
	DHCPD_UNKNOWN, /* depends on what is not known here */
	DHCPD_NONE,    /* the client does not send it */
	DHCPD_DATA,
	DHCPD_INTEGER,
	DHCPD_FALSE,
	DHCPD_TRUE,
};

struct dhcpd_result {
	enum dhcpd_kind kind;
	const char *data;
	size_t length;
	unsigned long number;
};

struct arena;

/* Memory of the result belongs to the arena. */
struct dhcpd_result dhcpd_eval(struct arena *arena,
			       const struct dhcpd_expression *expression,
			       const struct dhcp_client *client);
