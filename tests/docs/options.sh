#!/bin/sh
# ocp-preflight(1) names the options that --help names, and no others.
#   OCP_BINARY=.../ocp-preflight options.sh PAGE
set -eu
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

"$OCP_BINARY" --help | grep -o -e '--[a-z][a-z-]*' | sort -u >"$directory/program"
# Only where options are described: tags of lists.
grep '^\.It Fl' "$1" | grep -o -e 'Fl -[a-z][a-z-]*' | sed 's/^Fl -/--/' | sort -u >"$directory/page"
[ -s "$directory/program" ] || { echo "--help names no option"; exit 1; }
echo "< ocp-preflight --help    > $1"
diff "$directory/program" "$directory/page"
