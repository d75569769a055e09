"""Command line; everything below it runs as the first process of namespaces of its own."""

import argparse
import importlib
import os
import shutil
import sys
import tempfile

from . import measure, space

NAMES = ["startup", "reference", "dark", "dns", "ports", "order", "lint", "wire", "live"]
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))


def find_binary(given):
    candidates = [given] if given else [
        os.environ.get("OCP_BINARY"), f"{ROOT}/build/ocp-preflight",
        f"{ROOT}/build/release/ocp-preflight", shutil.which("ocp-preflight")]
    for candidate in candidates:
        if candidate and os.access(candidate, os.X_OK):
            return os.path.abspath(candidate)
    sys.exit("tests/bench/run: no ocp-preflight; name it with --binary or OCP_BINARY")


def main(arguments):
    parser = argparse.ArgumentParser(prog="tests/bench/run", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {' '.join(NAMES)}")
    parser.add_argument("--binary", help="ocp-preflight to measure")
    parser.add_argument("--runs", type=int, default=0, help="runs of each figure")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    parser.add_argument("--keep", metavar="DIR", help="keep reports and logs here")
    options = parser.parse_args(arguments)
    names = options.names or NAMES
    for name in names:
        if name not in NAMES:
            parser.error(f"no benchmark '{name}'; known: {' '.join(NAMES)}")
    options.binary = find_binary(options.binary)
    if os.geteuid() != 0:
        sys.exit("tests/bench/run: needs root, for network namespaces")
    if not space.is_inside():
        space.enter_new([sys.executable, f"{ROOT}/tests/bench/run"] + arguments)
    return run(names, options)


def run(names, options):
    options.root = ROOT
    table = measure.Table()
    with tempfile.TemporaryDirectory(prefix="ocp-bench-") as folder:
        for name in names:
            options.folder = options.keep or folder
            os.makedirs(f"{options.folder}/{name}", exist_ok=True)
            options.folder = f"{options.folder}/{name}"
            measure.say(f"{name}:")
            try:
                importlib.import_module(f"kit.{name}").run(table, options)
            except space.NotPossible as error:
                table.note(name, str(error))
    table.print(options.markdown)
    return 0
