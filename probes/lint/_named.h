/*
 * For the checks of named.conf.
 */
#pragma once

#include "_zone.h"

/* The command that puts a changed named.conf into force. */
#define NAMED_RESTART "named-checkconf && systemctl restart named"

/* Whether all that it does not know itself is asked elsewhere. */
bool named_forwards(const struct zone_world *world);
/* A domain that the root does not know: who asks the Internet is told that it cannot exist. */
bool named_domain_is_private(const char *name);
/* An address of which nobody on the Internet has a reverse zone (RFC 1918, 4193, 6598). */
bool named_address_is_private(const struct addr *addr);
