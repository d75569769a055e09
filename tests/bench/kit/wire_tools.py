"""The small C programs of tests/bench/wire, and the captures that they write."""

import os
import shutil
import subprocess

from .space import NotPossible, call, write

PROGRAMS = {
    "make": (["make.c", "boot.c", "other.c", "frame.c"], []),
    "count": (["count.c"], ["-lpcap"]),
    "send": (["send.c"], ["-lpcap"]),
}


def build(folder, root):
    """Paths of the programs, by name."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        raise NotPossible("there is no C compiler")
    source = f"{root}/tests/bench/wire"
    tools = {}
    for name, (files, libraries) in PROGRAMS.items():
        tools[name] = f"{folder}/{name}"
        call(compiler, "-std=c17", "-O2", "-D_GNU_SOURCE", "-o", tools[name],
             *(f"{source}/{file}" for file in files), *libraries)
    return tools


def write_config(folder, nodes):
    """The machines of the captures, by the rule of boot.h."""
    lines = ["cluster: {name: ocp45, baseDomain: example.localdomain}", "nodes:"]
    lines += [f"  - {{name: n{i}, role: worker, addresses: [10.44.0.{10 + i}], "
              f'mac: "52:54:00:00:00:{i:02x}"}}' for i in range(nodes)]
    return write(f"{folder}/wire.yaml", "\n".join(lines) + "\n")


def make(tools, path, packets, nodes, cut=0):
    """A capture: always the same for the same numbers. `cut`: bytes left of a packet, 0: all."""
    with open(path, "wb") as file:
        done = subprocess.run([tools["make"], str(packets), str(nodes), str(cut)], stdout=file,
                              check=False)
    if done.returncode:
        raise NotPossible(f"{os.path.basename(path)}: could not be written")
