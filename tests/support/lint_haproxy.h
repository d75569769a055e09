/*
 * A haproxy.cfg of the reference cluster in parts, and what a check says about one.
 */
#pragma once

#include "lint_world.h"

#define LINT_DEFAULTS            \
	"defaults\n"             \
	" mode tcp\n"            \
	" timeout connect 10s\n" \
	" timeout client 4h\n"   \
	" timeout server 4h\n"
#define LINT_API                                      \
	"frontend api\n"                              \
	" bind 172.16.0.110:6443,172.16.0.111:6443\n" \
	" default_backend masters\n"                  \
	"backend masters\n"                           \
	" server bs 172.16.0.11:6443 check backup\n"  \
	" server m1 172.16.0.21:6443 check\n"         \
	" server m2 172.16.0.22:6443 check\n"
#define LINT_MCS                               \
	"listen mcs\n"                         \
	" bind 172.16.0.110:22623\n"           \
	" server bs 172.16.0.11:22623 check\n" \
	" server m1 172.16.0.21:22623 check\n" \
	" server m2 172.16.0.22:22623 check\n"
#define LINT_HTTP                           \
	"listen web\n"                      \
	" bind 172.16.0.111:80\n"           \
	" server w1 172.16.0.31:80 check\n" \
	" server w2 172.16.0.32:80 check\n"
#define LINT_HTTPS                           \
	"listen tls\n"                       \
	" bind 172.16.0.111:443\n"           \
	" server w1 172.16.0.31:443 check\n" \
	" server w2 172.16.0.32:443 check\n"
#define LINT_HAPROXY LINT_DEFAULTS LINT_API LINT_MCS LINT_HTTP LINT_HTTPS

/*
 * As lint_world_expect(), with this haproxy.cfg and the reference cluster: bs .11, m1 m2 .21 .22,
 * w1 w2 .31 .32, api-int .110, api and ingress .111, lb1 a host.
 */
void lint_haproxy_expect(const struct probe *probe, enum phase phase, const char *text,
			 const char *const *expected);
/* The same with another list of nodes (YAML). */
void lint_haproxy_expect_nodes(const struct probe *probe, enum phase phase,
			       const char *nodes, const char *text,
			       const char *const *expected);
/* Nothing is found in the file. */
void lint_haproxy_clean(const struct probe *probe, const char *text);
