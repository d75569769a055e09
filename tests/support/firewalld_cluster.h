/*
 * The balancer lb1 with its openings, for tests of firewalld's checks. A test that links this runs in
 * a network of its own, with eth0 (172.16.0.110, 172.16.0.111) and eth1 (10.0.0.1), or is skipped.
 */
#pragma once

#include "dns_world.h"
#include "firewalld_world.h"

/* lb1 with firewalld: {zone: public, services: [http, https, kube-apiserver, machine-config]}. */
void firewalld_cluster(struct world *world);
/* Starts firewalld (NULL: no bus), runs the three checks of it, ends it. */
void firewalld_run(struct world *world, const struct firewalld_world *firewalld);
