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
    """With the servers' query logs on, all DNS checks: was each question asked, none twice?"""
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
    table.add("dns: questions beside those, of the other DNS checks", str(beside), "", "", "",
              None)
    return len(wanted)


def dnsperf(options, cluster, at_once):
    """Wall time of dnsperf at both servers, and its own count of seconds and losses."""
    data = f"{options.folder}/questions"
    if not os.path.exists(data):
        write(data, "".join(cluster.questions()))
    # -e: with EDNS, as our questions are.
    commands = [["dnsperf", "-e", "-s", server, "-d", data, "-n", "1"] for server in ADDRESSES]
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

    def argv(checks):
        return [options.binary, "run", "-c", config, "--only", checks, "-q", "--format",
                f"json={file}"]

    measured = argv("dns.forward,dns.reverse")
    memory = {}
    with Servers(options.folder) as servers:
        total = check_questions(table, options, servers, argv("dns.*"), cluster)
        for name, address in zip(("ns1", "ns2"), ADDRESSES):
            named(servers, name, address, cluster.zones())
        counter = Counter(servers)

        def ours():
            counter.reset()
            sample = measure.once(measured)
            return sample, counter.read("udp") + counter.read("tcp")

        samples, at_once, in_turn = measure.alternate(
            options.runs or 7, ours, lambda: dnsperf(options, cluster, True),
            lambda: dnsperf(options, cluster, False))
        result = report.read(file)
        for checks in ("dns.forward,dns.reverse", "dns.*"):
            peak = measure.memory(argv(checks), options.folder)
            memory[checks] = peak, len(report.read(file)["results"])
    show(table, result, samples, (at_once, in_turn), total)
    for checks, (peak, results) in memory.items():
        table.at_most(f"dns: peak memory a result, {checks}", peak / results, 2,
                      lambda value: f"{value:.2f}", " KiB")


def show(table, result, samples, others, total):
    wall = measure.median([s.wall for s, _ in samples])
    count = len(result["results"])
    table.add("dns: results", str(count), "", report.counts(result), "all pass",
              result["summary"]["pass"] == count)
    if result["summary"]["pass"] != count:
        measure.say("  " + report.complaints(result))
    seen = {number for _, number in samples}
    table.add("dns: questions over the wire", " ".join(map(str, sorted(seen))),
              f"{total} names and types", "", "the same", seen == {total})
    for how, values in zip(("at both servers at once", "one server after the other"), others):
        table.faster(f"dns: whole run, dnsperf {how}", wall,
                     measure.median([w for w, _ in values]), "dnsperf", 1)
    own = min(measure.median([clock for _, clock in values]) for values in others)
    table.add("dns: questions a second, whole run, dnsperf by its own clock",
              f"{total / wall:,.0f}", f"dnsperf {total / own:,.0f}", f"{own / wall:.2f} x", "",
              None)
    table.add("dns: processor time", measure.seconds(measure.median([s.cpu for s, _ in samples])),
              "", "", "", None)
