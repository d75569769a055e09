"""Running, timing, and the table at the end."""

import os
import statistics
import subprocess
import sys
import time


class Sample:
    """One run of one program."""

    def __init__(self, wall, usage, status, output):
        self.wall = wall
        self.cpu = usage.ru_utime + usage.ru_stime
        self.status = status
        self.output = output


def say(text):
    print(text, file=sys.stderr, flush=True)


def once(argv, stdout=None, env=None, cwd=None):
    """Wall time from before the start to after the end. Standard output goes to a file, if any."""
    target = os.open(stdout or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    here = os.getcwd()
    if cwd:
        os.chdir(cwd)
    try:
        actions = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                   (os.POSIX_SPAWN_DUP2, target, 1), (os.POSIX_SPAWN_DUP2, target, 2)]
        start = time.perf_counter()
        pid = os.posix_spawnp(argv[0], argv, env or os.environ, file_actions=actions)
        _, status, usage = os.wait4(pid, 0)
        wall = time.perf_counter() - start
    finally:
        os.chdir(here)
        os.close(target)
    output = None
    if stdout:
        with open(stdout, errors="replace") as file:
            output = file.read()
    return Sample(wall, usage, os.waitstatus_to_exitcode(status), output)


def together(argvs, stdouts):
    """Several programs at the same time; wall time until the last one has ended."""
    start = time.perf_counter()
    files = [open(path, "wb") for path in stdouts]
    children = [subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=file, stderr=file)
                for argv, file in zip(argvs, files)]
    for child in children:
        child.wait()
    wall = time.perf_counter() - start
    for file in files:
        file.close()
    outputs = []
    for path in stdouts:
        with open(path, errors="replace") as file:
            outputs.append(file.read())
    return wall, outputs


def memory(argv, folder):
    """Peak resident memory in KiB. By time(1): what Linux says of a child of ours includes us."""
    report = f"{folder}/memory"
    subprocess.run(["/usr/bin/time", "-f", "%M", "-o", report] + argv, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    with open(report) as file:
        return int(file.read().split()[-1])


def alternate(runs, *functions):
    """Calls each in turn, `runs` times, so that a disturbance hits all; a list of results each."""
    results = [[] for _ in functions]
    for function in functions:
        function()
    for _ in range(runs):
        for function, result in zip(functions, results):
            result.append(function())
    return results


def median(values):
    return statistics.median(values)


def seconds(value):
    if value < 0.0995:
        return f"{value * 1e3:.2f} ms" if value < 0.00995 else f"{value * 1e3:.1f} ms"
    return f"{value:.3f} s" if value < 9.995 else f"{value:.1f} s"


class Table:
    HEAD = ("figure", "ours", "other", "ratio", "target", "")

    def __init__(self):
        self.rows = []

    def add(self, figure, ours, other, ratio, target, reached):
        """`reached`: True, False, or None where there is no target."""
        mark = "" if reached is None else "reached" if reached else "MISSED"
        self.rows.append((figure, ours, other, ratio, target, mark))
        say(f"  {figure}: {ours}, {other or '-'}, {ratio} {mark}")

    def faster(self, figure, ours, other, other_name, times=None):
        """Both in seconds; `times`: how many times faster we have to be."""
        ratio = other / ours
        self.add(figure, seconds(ours), f"{other_name} {seconds(other)}", f"{ratio:.2f} x",
                 f">= {times:g} x" if times else "",
                 None if times is None else ratio >= times)

    def at_most(self, figure, value, limit, show=seconds, unit=""):
        self.add(figure, show(value) + unit, "", f"{value / limit:.2f}",
                 f"<= {show(limit)}{unit}", value <= limit)

    def exactly(self, figure, value, wanted):
        self.add(figure, str(value), "", "", f"= {wanted}", value == wanted)

    def note(self, figure, text):
        text = text.splitlines()[0]
        self.rows.append((figure, text, "", "", "", "not measured"))
        say(f"  {figure}: {text}")

    def print(self, markdown):
        rows = [self.HEAD] + self.rows
        widths = [max(len(row[i]) for row in rows) for i in range(len(self.HEAD))]
        for number, row in enumerate(rows):
            cells = [cell.ljust(width) for cell, width in zip(row, widths)]
            if markdown:
                print("| " + " | ".join(cells) + " |")
            else:
                print("  ".join(cells).rstrip())
            if number == 0:
                print("|" + "|".join("-" * (w + 2) for w in widths) + "|" if markdown
                      else "  ".join("-" * w for w in widths))
