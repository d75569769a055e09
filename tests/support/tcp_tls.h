/*
 * A process that serves HTTPS like an API or machine config server: one certificate, one status.
 */
#pragma once

#include <sys/types.h>

#include "core/addr.h"
#include "tests/support/http_pki.h"

/* Its port is in `addr`, 0: any. To be ended by tcp_world_end(). */
pid_t tcp_tls_serve(struct addr *addr, const struct pki *pki, int status);
