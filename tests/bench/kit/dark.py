"""Nothing answers: not the DNS server, not the balancer, not a node, not the web server."""

import os

from . import measure, report
from .cluster import Cluster
from .space import Servers, write

TIMEOUT = 1.0
# A datagram is sent three times. What waits for the silent DNS server is skipped then, so it is the
# only level of needs that takes its time; connects run beside it.
ALLOWED = 3 * TIMEOUT + 0.5
DNS, VIP = "10.41.0.53", "10.41.0.10"
MORE = """hosts:
  - {name: lb1, addresses: [10.41.0.10], roles: [loadbalancer]}
artifacts:
  baseUrl: http://10.41.0.80:8080/
  files: [bootstrap.ign, master.ign, worker.ign, rhcos.raw.gz]
egress: {targets: ["https://quay.io/v2/", "https://registry.redhat.io/v2/"]}
"""


def run(table, options):
    with Servers(options.folder) as servers:
        servers.blackhole("10.40.0.0/15")
        walls = {}
        for phase in ("preboot", "install", "ready"):
            for nodes in (10, 1000):
                # In phase install only masters are asked themselves.
                cluster = Cluster(nodes, "master" if phase == "install" else None, "10.40.0.1")
                config = write(f"{options.folder}/{nodes}.yaml", cluster.config(
                    [DNS], [VIP], [VIP], [VIP], MORE))
                file = f"{options.folder}/{phase}-{nodes}.json"
                argv = [options.binary, "run", "-c", config, "--phase", phase, "--timeout",
                        f"{TIMEOUT:g}", "-q", "--format", f"json={file}"]
                samples = [measure.once(argv) for _ in range(min(options.runs or 3, 3))]
                wall = walls[phase, nodes] = measure.median([s.wall for s in samples])
                result = report.read(file)
                figure = f"dark: {phase}, {nodes:,} nodes, timeout {TIMEOUT:g} s"
                table.add(figure, measure.seconds(wall), report.counts(result),
                          f"{wall / TIMEOUT:.2f} timeouts", f"<= {ALLOWED:g} s",
                          wall <= ALLOWED)
            table.add(f"dark: {phase}, 1,000 nodes beside 10", measure.seconds(walls[phase, 1000]),
                      measure.seconds(walls[phase, 10]),
                      f"{walls[phase, 1000] - walls[phase, 10]:+.3f} s", "<= +0.5 s",
                      walls[phase, 1000] - walls[phase, 10] <= 0.5)
        by_hand(table, options, walls["preboot", 10])


def by_hand(table, options, ours):
    """The script's parallel form only: one after the other it takes more than six minutes."""
    cluster = Cluster(10, first="10.40.0.1")
    environment = dict(os.environ, DNS=DNS, CLUSTER="ocp45.example.localdomain", API=VIP,
                       API_INT=VIP, INGRESS=VIP, HOSTS="lb1.example.localdomain",
                       NODES=" ".join(f"{n}={a}" for n, a in zip(cluster.names, cluster.addresses)),
                       PORTS="10.41.0.80:8080", URLS="http://10.41.0.80:8080/bootstrap.ign")
    sample = measure.once([f"{options.root}/tests/bench/by-hand.sh", "-P", "16"], env=environment,
                          stdout=f"{options.folder}/by-hand.log")
    table.faster("dark: preboot, 10 nodes, beside the script under xargs -P16", ours, sample.wall,
                 "script")
