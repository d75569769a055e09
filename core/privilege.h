/*
 * The right to open raw sockets (CAP_NET_RAW, capabilities(7)), which only captures need.
 */
#pragma once

#include <stdbool.h>

/* A capability that the file's attributes permit is raised where it is needed, and lowered after. */
void privilege_raise_raw(bool raise);
/* Nobody needs to open more of them: the right is given up for good. */
void privilege_drop_raw(void);
