/*
 * Why a host outside cannot be reached, told apart by what came back before HTTP did. Each has
 * another fix.
 */
#pragma once

#include "probes/http/_fetch.h"

/* Ends the run: no address, no connection, no TLS, no proxy. Not for HTTP_ANSWER. */
void egress_end_blocked(struct run *run, const struct fetched *fetched);
