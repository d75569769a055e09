"""A capture of an install, a million packets, analysed offline beside what people read captures with."""

import os

from . import measure, wire_tools

PACKETS = 1_000_000
NODES = 40
CUT = 128  # bytes that tcpdump -s leaves of each packet


def run(table, options):
    folder = options.folder
    tools = wire_tools.build(folder, options.root)
    whole, cut = f"{folder}/whole.pcap", f"{folder}/cut.pcap"
    try:
        wire_tools.make(tools, whole, PACKETS, NODES)
        wire_tools.make(tools, cut, PACKETS, NODES, CUT)
        compare(table, options, tools, whole, "a million packets")
        compare(table, options, tools, cut, f"cut at {CUT} bytes")
        beside_tshark(table, options, whole)
        memory(table, options, whole)
    finally:
        for path in (whole, cut):
            if not options.keep and os.path.exists(path):
                os.unlink(path)


def read(options, capture):
    config = wire_tools.write_config(options.folder, NODES)
    return [options.binary, "watch", "-c", config, "--read", capture]


def compare(table, options, tools, capture, what):
    """Processor time: each is one thread, and what else this machine does is none of theirs."""
    argv = read(options, capture)
    # Timelines of machines that are not all through end with status 1.
    ours, tcpdump, loop = measure.alternate(
        options.runs or 7, lambda: measure.once(argv).cpu,
        lambda: measure.once(["tcpdump", "-nn", "-r", capture]).cpu,
        lambda: measure.once([tools["count"], capture]).cpu)
    mine, least = measure.median(ours), measure.median(loop)
    size = os.path.getsize(capture) / 1e6
    table.faster(f"wire: {what} ({size:.0f} MB)", mine, measure.median(tcpdump), "tcpdump -nn -r",
                 12)
    table.add(f"wire: {what}, beside a loop that counts", measure.seconds(mine),
              f"libpcap {measure.seconds(least)}", f"{mine / least:.2f} x as long", "<= 2 x",
              mine <= 2 * least)


def beside_tshark(table, options, capture):
    ours, theirs = (measure.once(argv).cpu for argv in (read(options, capture),
                                                        ["tshark", "-r", capture]))
    table.faster("wire: a million packets, beside tshark", ours, theirs, "tshark -r")


def memory(table, options, capture):
    peak = measure.memory(read(options, capture), options.folder)
    table.at_most("wire: peak memory", peak / 1024, 32, "{:.1f}".format, " MiB")
