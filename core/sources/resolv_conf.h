/*
 * resolv.conf(5) -> the DNS servers that this machine asks. A pure function of the bytes.
 */
#pragma once

#include <stddef.h>

#include "core/inventory.h"

struct arena;

/* As many as glibc would ask (three), port 53; `file` is what places are called. */
void resolv_conf_read(struct arena *arena, const char *file, const char *bytes, size_t length,
		      struct name_server **ret_servers, size_t *ret_count);
