/*
 * A small cluster with a name server, for the tests of checks that read zones: clean as it stands;
 * a test replaces the file that it is about.
 */
#pragma once

#include "lint_world.h"

/* named.conf, example.zone and reverse.zone, with the configuration. */
struct lint_world *lint_zones_new(void);

/* The beginnings of both zones: 7 lines, up to the address of ns1; 5 lines, up to the NS. */
#define LINT_ZONE_HEAD                               \
	"$TTL 3600\n"                                \
	"@ IN SOA ns1.example.localdomain. root (\n" \
	"  2026010101 ; serial\n"                    \
	"  3600 900 604800 300 )\n"                  \
	"  IN NS ns1.example.localdomain.\n"         \
	"bastion IN A 172.16.0.101\n"                \
	"ns1 IN A 172.16.0.102\n"
#define LINT_ZONE_API                   \
	"api.ocp45 IN A 172.16.0.111\n" \
	"api-int.ocp45 IN A 172.16.0.110\n"
#define LINT_ZONE_APPS "*.apps.ocp45 IN A 172.16.0.111\n"
#define LINT_ZONE_NODES               \
	"bs.ocp45 IN A 172.16.0.11\n" \
	"m1.ocp45 IN A 172.16.0.21\n"
#define LINT_REVERSE_HEAD                            \
	"$TTL 3600\n"                                \
	"@ IN SOA ns1.example.localdomain. root (\n" \
	"  2026010101\n"                             \
	"  3600 900 604800 300 )\n"                  \
	"  IN NS ns1.example.localdomain.\n"
#define LINT_REVERSE_API                                  \
	"110 IN PTR api-int.ocp45.example.localdomain.\n" \
	"111 IN PTR api.ocp45.example.localdomain.\n"
#define LINT_REVERSE_NODES                          \
	"11 IN PTR bs.ocp45.example.localdomain.\n" \
	"21 IN PTR m1.ocp45.example.localdomain.\n"
#define LINT_NAMED_ZONES                                                             \
	"zone \"example.localdomain\" IN { type master; file \"example.zone\"; };\n" \
	"zone \"0.16.172.in-addr.arpa\" IN { type master; file \"reverse.zone\"; };\n"
