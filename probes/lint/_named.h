/*
 * For the checks of named.conf.
 */
#pragma once

#include "_zone.h"

/* The command that puts a changed named.conf into force. */
#define NAMED_RESTART "named-checkconf && systemctl restart named"

/* Whether all that it does not know itself is asked elsewhere. */
bool named_forwards(const struct zone_world *world);
