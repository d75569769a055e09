"""Reading large files of an install, beside the checkers of the servers that they are for."""

from . import lint_servers, lint_zones


def run(table, options):
    lint_zones.run(table, options)
    lint_servers.run(table, options)
