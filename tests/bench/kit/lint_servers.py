"""Files of 50,000 servers and hosts, beside the checkers of those who read them, and a site of
10,000 nodes that three files describe."""

import os

from . import measure

MANY = 50_000
NODES = 10_000
CONFIG = """cluster: {{name: ocp45, baseDomain: example.localdomain}}
sources: {{{sources}}}
nodes: {nodes}
"""
ONE_NODE = "[{name: m1, role: master, addresses: [10.0.0.1]}]"
DEFAULTS = "defaults\n mode tcp\n timeout connect 10s\n timeout client 5m\n timeout server 5m\n"
SUBNET = """authoritative;
subnet 10.0.0.0 netmask 255.0.0.0 {
 option routers 10.255.255.254;
 option domain-name-servers 10.255.255.1;
 option ntp-servers 10.255.255.2;
 default-lease-time 86400;
}
"""
LAN = """dhcp-range=10.0.0.0,static,255.0.0.0,24h
dhcp-option=option:router,10.255.255.254
dhcp-option=option:dns-server,10.255.255.1
dhcp-option=option:ntp-server,10.255.255.2
"""
SOA = "$TTL 3600\n@ IN SOA ns1.example.localdomain. root 2026010101 3600 900 604800 300\n" \
      "@ IN NS ns1.example.localdomain.\n"
ZONE = SOA + """ns1 A 10.255.255.1
api.ocp45 A 10.255.255.3
api-int.ocp45 A 10.255.255.3
*.apps.ocp45 A 10.255.255.3
"""
NAMED = """options { directory "."; listen-on { any; }; allow-query { any; }; };
zone "example.localdomain" { type primary; file "db.example"; };
zone "10.in-addr.arpa" { type primary; file "db.10"; };
"""


def address(i):
    return f"10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}"


def mac(i):
    return f"52:54:00:{i >> 16 & 255:02x}:{i >> 8 & 255:02x}:{i & 255:02x}"


def name(i):
    return f"m{i}" if i <= 3 else f"w{i}"


def write(folder, files):
    os.makedirs(folder, exist_ok=True)
    for path, text in files.items():
        with open(f"{folder}/{path}", "w") as file:
            file.write(text)
    return folder


def balancer(port, first, last):
    return f"frontend f{port}\n bind *:{port}\n default_backend b{port}\n" \
           f"backend b{port}\n balance source\n" + \
           "".join(f" server {name(i)} {address(i)}:{port} check inter 10s\n"
                   for i in range(first, last + 1))


def haproxy(folder):
    text = DEFAULTS + "".join(balancer(port, 1, MANY // 4) for port in (80, 443, 6443, 22623))
    return write(folder, {"haproxy.cfg": text, "ocp-preflight.yaml": CONFIG.format(
        sources="haproxy: haproxy.cfg", nodes=ONE_NODE)})


def hosts(count):
    return "".join(f"host {name(i)} {{ hardware ethernet {mac(i)}; fixed-address {address(i)};"
                   f" option host-name \"{name(i)}.ocp45.example.localdomain\"; }}\n"
                   for i in range(1, count + 1))


def dhcpd(folder):
    return write(folder, {"dhcpd.conf": SUBNET + hosts(MANY), "ocp-preflight.yaml": CONFIG.format(
        sources="dhcpd: dhcpd.conf", nodes=ONE_NODE)})


def dnsmasq(folder):
    lines = "".join(f"dhcp-host={mac(i)},{address(i)},{name(i)},24h\n"
                    for i in range(1, MANY + 1))
    return write(folder, {"dnsmasq.conf": LAN + lines, "ocp-preflight.yaml": CONFIG.format(
        sources="dnsmasq: dnsmasq.conf", nodes=ONE_NODE)})


def site(folder):
    """Zones, dhcpd.conf and haproxy.cfg of the same nodes."""
    nodes = "\n" + "".join(
        f"  - {{name: {name(i)}, role: {'master' if i <= 3 else 'worker'},"
        f" addresses: [{address(i)}], mac: \"{mac(i)}\"}}\n" for i in range(1, NODES + 1))
    front = "".join(balancer(port, 1, 3) for port in (6443, 22623)) + \
        "".join(balancer(port, 4, NODES) for port in (80, 443))
    forward = "".join(f"{name(i)}.ocp45 A {address(i)}\n" for i in range(1, NODES + 1))
    reverse = "".join(f"{i & 255}.{i >> 8 & 255}.{i >> 16 & 255} PTR"
                      f" {name(i)}.ocp45.example.localdomain.\n" for i in range(1, NODES + 1))
    return write(folder, {
        "haproxy.cfg": DEFAULTS + front, "dhcpd.conf": SUBNET + hosts(NODES),
        "named.conf": NAMED, "db.example": ZONE + forward, "db.10": SOA + reverse,
        "ocp-preflight.yaml": CONFIG.format(
            sources="haproxy: haproxy.cfg, dhcpd: dhcpd.conf, named: named.conf", nodes=nodes)})


def compare(table, options, figure, folder, checker, runs):
    """A checker that takes minutes is asked once, without the round that does not count."""
    both = [lambda: measure.once([options.binary, "lint"], cwd=folder).wall,
            lambda: measure.once(checker, cwd=folder).wall]
    mine, theirs = measure.alternate(runs, *both) if runs > 1 else [[one()] for one in both]
    table.faster(figure, measure.median(mine), measure.median(theirs),
                 " ".join(checker[:2]), 1)


def run(table, options):
    compare(table, options, "lint: haproxy.cfg of 50,000 servers",
            haproxy(f"{options.folder}/haproxy"), ["haproxy", "-c", "-f", "haproxy.cfg"], 1)
    compare(table, options, "lint: dhcpd.conf of 50,000 hosts",
            dhcpd(f"{options.folder}/dhcpd"),
            ["dhcpd", "-t", "-4", "-cf", "dhcpd.conf"], options.runs or 3)
    compare(table, options, "lint: dnsmasq.conf of 50,000 hosts",
            dnsmasq(f"{options.folder}/dnsmasq"),
            ["dnsmasq", "--test", "-C", "dnsmasq.conf"], 1)
    folder = site(f"{options.folder}/site")
    walls = [measure.once([options.binary, "lint"], cwd=folder).wall
             for _ in range(options.runs or 5)]
    table.at_most("lint: 10,000 nodes in zones, dhcpd.conf and haproxy.cfg",
                  measure.median(walls), 3.0)
