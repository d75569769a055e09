"""2,000 ports that answer, beside nmap; 2,000 that do not, beside fping."""

import re

from . import measure, report
from .cluster import CLUSTER, Cluster, addresses
from .servers import certificate, haproxy
from .space import Servers, write

HOSTS = 1000


def nmap(options, targets, ports):
    log = f"{options.folder}/nmap.log"
    sample = measure.once(["nmap", "-sT", "-T5", "-n", "-Pn", "-p", ports, "-iL", targets,
                           "-oG", "-"], stdout=log)
    return sample.wall, len(re.findall(r"\d+/open/", sample.output))


def fping(options, targets):
    return measure.once(["fping", "-q", "-r", "0", "-t", "1000", "-i", "1", "-f", targets]).wall


def verdict(table, figure, result, wanted):
    passed = result["summary"]["pass"]
    table.add(figure, f"{passed} of {len(result['results'])}", "", report.counts(result),
              f"{wanted} pass", passed == wanted)
    if passed != wanted:
        measure.say("  " + report.complaints(result))


def fronts(table, options):
    """1,000 addresses behind api-int, 6443 and 22623 each; a balancer without members."""
    vips = addresses("10.30.0.1", HOSTS)
    targets = write(f"{options.folder}/fronts", "\n".join(vips) + "\n")
    config = write(f"{options.folder}/fronts.yaml", Cluster(4).config(
        ["10.0.0.2"], api=vips[:1], api_int=vips, ingress=vips[:1]))
    file = f"{options.folder}/fronts.json"
    argv = [options.binary, "run", "-c", config, "--only", "lb.port", "-q",
            "--format", f"json={file}"]
    with Servers(options.folder) as servers:
        servers.own("10.30.0.0/16")
        haproxy(servers, "balancer", [6443, 22623, 80, 443])
        ours, other = measure.alternate(options.runs or 7, lambda: measure.once(argv).wall,
                                        lambda: nmap(options, targets, "6443,22623"))
    table.faster("ports: 2,000 front ends (accepted, then closed)", measure.median(ours),
                 measure.median([wall for wall, _ in other]), "nmap -sT -T5", 1)
    verdict(table, "ports: front ends", report.read(file), 5)
    table.add("ports: found open by nmap", str(other[-1][1]), "", "", "", None)


def curl(options, addresses_):
    """The same 2,000 requests by curl --parallel."""
    urls = "".join(f"url = https://{a}:{port}/healthz\noutput = /dev/null\n"
                   for a in addresses_ for port in (6443, 22623))
    path = write(f"{options.folder}/urls", urls)
    return measure.once(["curl", "-s", "-k", "--parallel", "--parallel-max", "256", "--config",
                         path]).wall


def back_ends(table, options):
    """1,000 masters that serve 6443 and 22623 with TLS, in phase install."""
    cluster = Cluster(HOSTS, role="master", first="10.30.0.1")
    config = write(f"{options.folder}/masters.yaml", cluster.config(["10.0.0.2"]))
    file = f"{options.folder}/masters.json"
    argv = [options.binary, "run", "-c", config, "--only", "lb.backend", "--phase", "install",
            "-q", "--format", f"json={file}"]
    with Servers(options.folder) as servers:
        servers.own("10.30.0.0/16")
        pem = certificate(options.folder, "api." + CLUSTER, "api-int." + CLUSTER)
        haproxy(servers, "masters", [6443, 22623], certificate=pem)
        ours, other = measure.alternate(min(options.runs or 3, 3),
                                        lambda: measure.once(argv).wall,
                                        lambda: curl(options, cluster.addresses))
    table.faster("ports: 2,000 back ends (TLS, HTTP)", measure.median(ours),
                 measure.median(other), "curl --parallel")
    verdict(table, "ports: back ends", report.read(file), 2 * HOSTS)


def dark(table, options):
    """2,000 front ends that drop everything; one second's timeout."""
    vips = addresses("10.40.0.1", HOSTS)
    targets = write(f"{options.folder}/dark", "\n".join(addresses("10.40.0.1", 2 * HOSTS)) + "\n")
    config = write(f"{options.folder}/dark.yaml", Cluster(4).config(
        ["10.0.0.2"], api=vips[:1], api_int=vips, ingress=vips[:1]))
    file = f"{options.folder}/dark.json"
    argv = [options.binary, "run", "-c", config, "--only", "lb.port", "--phase", "install",
            "--timeout", "1", "-q", "--format", f"json={file}"]
    with Servers(options.folder) as servers:
        servers.blackhole("10.40.0.0/16")
        ours, other = measure.alternate(min(options.runs or 3, 3),
                                        lambda: measure.once(argv).wall,
                                        lambda: fping(options, targets))
    table.faster("ports: 2,000 dark ones, timeout 1 s", measure.median(ours),
                 measure.median(other), "fping", 1)
    result = report.read(file)
    table.add("ports: dark front ends", report.counts(result), "", "", "none passes",
              result["summary"]["pass"] == 0)


def run(table, options):
    fronts(table, options)
    back_ends(table, options)
    dark(table, options)
