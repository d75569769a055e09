"""The same network, answering in a different order each time: are the reports the same?"""

import json

from . import measure, report
from .cluster import BASE, CLUSTER, Cluster
from .servers import certificate, haproxy, named
from .space import Servers, write

NODES = 60
DNS = ["10.0.0.2", "10.0.0.3"]
FAULTS = 5  # of each kind


def faulty(zones, server):
    """Missing and wrong records, and servers that disagree: failures have more to say."""
    zones = dict(zones)
    for kind, number in enumerate(range(10, 10 + 3 * FAULTS)):
        name, fourth = f"n{number:05d}", number + 1
        if kind < FAULTS:
            zones["20.10.in-addr.arpa"] = zones["20.10.in-addr.arpa"].replace(
                f"\n{fourth}.0 IN PTR {name}.{CLUSTER}.", "")
        elif kind < 2 * FAULTS:
            zones[BASE] += f"{name}.ocp45 IN A 10.20.200.{fourth}\n"
        elif server:
            zones[BASE] = zones[BASE].replace(f"\n{name}.ocp45 IN A 10.20.0.{fourth}", "")
    return zones


def different(first, second):
    """Where two reports differ, for a reader."""
    for one, other in zip(first["results"], second["results"]):
        if one != other:
            return f"{json.dumps(one)}\n    {json.dumps(other)}"
    return "not in the results"


def run(table, options):
    cluster = Cluster(NODES)
    config = write(f"{options.folder}/cluster.yaml", cluster.config(DNS))
    pem = certificate(options.folder, "api." + CLUSTER, "api-int." + CLUSTER)
    runs = options.runs or 8
    for phase in ("preboot", "install"):
        reports = []
        with Servers(options.folder, link="jitter") as servers:
            servers.own("10.20.0.0/16")
            for number, address in enumerate(DNS):
                named(servers, f"ns{number}", address, faulty(cluster.zones(), number))
            haproxy(servers, "nodes", [6443, 22623, 80, 443],
                    certificate=pem if phase == "install" else None)
            for seed in range(runs):
                loss = 0.01 if seed % 2 else 0
                file = f"{options.folder}/{phase}-{seed}.json"
                servers.jitter(seed, 40, loss)
                measure.once([options.binary, "run", "-c", config, "--phase", phase, "-q",
                              "--timeout", "3", "--format", f"json={file}"])
                reports.append(report.without_times(report.read(file)))
        texts = [json.dumps(r) for r in reports]
        table.exactly(f"order: {phase}, different reports of {runs} runs (jitter, half of them "
                      "with 1 % loss)", len(set(texts)), 1)
        measure.say(f"  {report.counts(reports[0])}")
        for text, other in zip(texts[1:], reports[1:]):
            if text != texts[0]:
                measure.say(f"    {different(reports[0], other)}")
                break
