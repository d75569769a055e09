"""How long it takes until nothing has been done."""

from . import measure


def run(table, options):
    runs = options.runs or 60
    ours, dig, true = measure.alternate(
        runs, lambda: measure.once([options.binary, "--version"]).wall,
        lambda: measure.once(["dig", "-v"]).wall, lambda: measure.once(["true"]).wall)
    table.faster("start-up: --version", measure.median(ours), measure.median(dig), "dig -v", 1)
    table.add("start-up: an empty process", measure.seconds(measure.median(true)), "", "", "", None)
