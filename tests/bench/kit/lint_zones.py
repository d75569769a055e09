"""A zone of a million records."""

import os

from . import measure

RECORDS = 1_000_000
CONFIG = """cluster: {name: ocp45, baseDomain: example.localdomain}
sources: {zones: [db.example.localdomain]}
nodes: [{name: m1, role: master, addresses: [172.16.0.21]}]
"""
HEAD = """$TTL 3600
@ IN SOA ns1 root 2026010101 3600 900 604800 300
@ IN NS ns1
ns1 A 172.16.0.102
api.ocp45 A 172.16.0.111
api-int.ocp45 A 172.16.0.110
*.apps.ocp45 A 172.16.0.111
m1.ocp45 A 172.16.0.21
"""


def write_zone(folder):
    with open(f"{folder}/ocp-preflight.yaml", "w") as file:
        file.write(CONFIG)
    with open(f"{folder}/db.example.localdomain", "w") as file:
        file.write(HEAD)
        for i in range(RECORDS):
            file.write(f"host-{i:07d} IN A 10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}\n")


def run(table, options):
    folder = options.folder
    write_zone(folder)
    zone = f"{folder}/db.example.localdomain"
    ours, theirs = measure.alternate(
        options.runs or 5,
        lambda: measure.once([options.binary, "lint"], cwd=folder).wall,
        lambda: measure.once(["named-checkzone", "example.localdomain", zone]).wall)
    mine = measure.median(ours)
    table.faster("lint: a zone of a million records", mine, measure.median(theirs),
                 "named-checkzone", 2)
    size = os.path.getsize(zone) / 1e6
    table.add("lint: the same, rate", f"{RECORDS / mine / 1e6:.2f} M records/s", "", "",
              f"{size / mine:.0f} MB/s", None)
