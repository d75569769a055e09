"""10,000 nodes, forward and reverse, at two BIND servers; beside dnsperf with the same questions."""

import os
import re
from collections import Counter as Multiset

from . import measure, report
from .cluster import Cluster
from .servers import Counter, named
from .space import Servers, write

NODES = 10000
ADDRESSES = ["10.0.0.2", "10.0.0.3"]
ASKED = re.compile(r"query: (\S+) IN (\S+) (\S+) \((\S+)\)")


def asked(servers):
    """Every question that the servers logged, as (server, name, type, transport)."""
    questions = Multiset()
    for name in ("ns1", "ns2"):
        for match in ASKED.finditer(servers.log(name)):
            asked_name, kind, flags, server = match.groups()
            questions[(server, asked_name.lower(), kind, "tcp" if "T" in flags else "udp")] += 1
    return questions


def check_questions(table, options, servers, argv, cluster):
    """With the servers' query logs on: was each question asked, and none of them twice?"""
    wanted = {(server, *line.split(), "udp") for server in ADDRESSES
              for line in cluster.questions()}
    daemons = [named(servers, n, a, cluster.zones(), querylog=True)
               for n, a in zip(("ns1", "ns2"), ADDRESSES)]
    measure.once(argv, cwd=options.folder)
    for daemon in daemons:
        daemon.terminate()
        daemon.wait()
    questions = asked(servers)
    table.exactly("dns: questions never asked", len(wanted - set(questions)), 0)
    table.exactly("dns: questions asked more than once",
                  sum(1 for n in questions.values() if n > 1), 0)
    beside = len(set(questions) - wanted)
    table.add("dns: questions beside those", str(beside), "", "", "", None)
    return sum(questions.values())


def dnsperf(options, cluster, at_once):
    """Wall time of dnsperf at both servers, and its own count of seconds and losses."""
    data = f"{options.folder}/questions"
    if not os.path.exists(data):
        write(data, "".join(cluster.questions()))
    commands = [["dnsperf", "-s", server, "-d", data, "-n", "1"] for server in ADDRESSES]
    logs = [f"{options.folder}/dnsperf-{i}" for i in range(len(ADDRESSES))]
    if at_once:
        wall, outputs = measure.together(commands, logs)
    else:
        walls, outputs = zip(*[measure.together([c], [f]) for c, f in zip(commands, logs)])
        wall, outputs = sum(walls), [o[0] for o in outputs]
    own = [float(re.search(r"Run time \(s\):\s+(\S+)", o).group(1)) for o in outputs]
    return wall, max(own) if at_once else sum(own)


def run(table, options):
    cluster = Cluster(NODES)
    config = write(f"{options.folder}/cluster.yaml", cluster.config(ADDRESSES))
    file = f"{options.folder}/report.json"
    argv = [options.binary, "run", "-c", config, "--only", "dns.forward,dns.reverse", "-q",
            "--format", f"json={file}"]
    with Servers(options.folder) as servers:
        total = check_questions(table, options, servers, argv, cluster)
        for name, address in zip(("ns1", "ns2"), ADDRESSES):
            named(servers, name, address, cluster.zones())
        counter = Counter(servers)

        def ours():
            counter.reset()
            sample = measure.once(argv)
            return sample, counter.read("udp"), counter.read("tcp")

        samples, at_once, in_turn = measure.alternate(
            options.runs or 7, ours, lambda: dnsperf(options, cluster, True),
            lambda: dnsperf(options, cluster, False))
        memory = measure.memory(argv, options.folder)
    result = report.read(file)
    wall = measure.median([s.wall for s, _, _ in samples])
    loop = result["duration_ms"] / 1e3
    most = max(udp + tcp for _, udp, tcp in samples)
    table.add("dns: results", str(len(result["results"])), "", report.counts(result), "all pass",
              result["summary"]["pass"] == len(result["results"]))
    if not result["summary"]["pass"] == len(result["results"]):
        measure.say("  " + report.complaints(result))
    table.add("dns: questions that came over the wire", f"{most}", f"{total} by the logs", "",
              "the same", most == total)
    walls = {"at both at once": [w for w, _ in at_once], "one after the other": [w for w, _ in in_turn]}
    for how, values in walls.items():
        table.faster(f"dns: whole run, beside dnsperf {how}", wall, measure.median(values),
                     "dnsperf", 1)
    best = min(measure.median([own for _, own in s]) for s in (at_once, in_turn))
    table.add("dns: questions a second, whole run", f"{total / wall:,.0f}",
              f"dnsperf by its own clock {len(ADDRESSES) * len(cluster.questions()) / best:,.0f}",
              f"{best / wall * total / (len(ADDRESSES) * len(cluster.questions())):.2f} x",
              ">= 1 x", total / wall >= len(ADDRESSES) * len(cluster.questions()) / best)
    table.add("dns: of it, until the reports", measure.seconds(loop), "", "", "", None)
    table.add("dns: processor time", measure.seconds(measure.median([s.cpu for s, _, _ in samples])),
              "", "", "", None)
    table.at_most("dns: peak memory a result", memory / len(result["results"]), 2,
                  lambda value: f"{value:.2f}", " KiB")
