"""A watch that listens while an install goes by, a hundred thousand packets a second on a veth."""

import contextlib
import json
import os

from . import measure, wire_tools
from .space import Servers

RATE = 100_000
SECONDS = 10
NODES = 40
PACKETS = 1_000_000
DOWNLOADS = 6  # of a boot; tests/bench/wire/boot.c


def run(table, options):
    folder = options.folder
    tools = wire_tools.build(folder, options.root)
    capture = f"{folder}/sent.pcap"
    wire_tools.make(tools, capture, PACKETS, NODES)
    config = wire_tools.write_config(folder, NODES)
    with Servers(folder) as servers:
        listen(table, options, servers, tools["send"], config, capture)


def listen(table, options, servers, send, config, capture):
    events = f"{options.folder}/events.jsonl"
    with contextlib.suppress(FileNotFoundError):
        os.unlink(events)
    sender = servers.start("send", "sh", "-c", f"sleep 1.5; exec {send} up0 {capture} {RATE} "
                           f"{SECONDS}")
    sample = measure.once([options.binary, "watch", "-q", "-c", config, "--only", "selinux.mode",
                           "--interface", "up0", "--events", events, "--deadline",
                           str(SECONDS + 4)])
    sender.wait()
    sent, seconds = (float(word) for word in servers.log("send").split())
    with open(events) as file:
        lines = [json.loads(line) for line in file]
    lost = [line["text"] for line in lines if "packet" in line["text"] and "lost" in line["text"]]
    has = sum(": has " in line["text"] for line in lines)
    table.add("live: packets a second", f"{sent / seconds:,.0f}", "", "", f">= {0.98 * RATE:,.0f}",
              sent / seconds >= 0.98 * RATE)
    table.add("live: packets lost", lost[0] if lost else "none", "", "", "none", not lost)
    table.add("live: downloads seen whole", str(has), "", "", f"{DOWNLOADS * NODES}",
              has >= DOWNLOADS * NODES)
    table.add("live: processor time a second", f"{sample.cpu / seconds * 100:.1f} % of a core", "",
              "", "< 100 %", sample.cpu < seconds)
