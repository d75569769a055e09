/*
 * What an answer of the API server means for the connection. Pure; only reader.c uses it.
 */
#pragma once

#include "core/cluster/state.h"

struct arena;
struct http_answer;

/* 403 and 404 count as CLUSTER_OK here: they are about the part that was asked for. */
enum cluster_connection cluster_connection_of(const struct http_answer *answer);
/* "HTTP 401", "connection refused", "its certificate does not verify (...)"; in the arena. */
const char *cluster_connection_words(struct arena *arena,
				     const struct http_answer *answer);
/* Another address of the server may do better. */
bool cluster_is_of_address(const struct http_answer *answer);
