#!/bin/sh
# ocp-preflight-checks(7) describes the checks of the program: each once, in their order, with
# their phases.
#   OCP_BINARY=.../ocp-preflight checks.sh PAGE
set -eu
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

# "dns.reverse: preboot, bootstrap": `list --format json` has an object a line.
"$OCP_BINARY" list --format json >"$directory/list.json"
sed -n 's/^ {"id": "\([^"]*\)".*"phases": \[\([^]]*\)\].*/\1: \2/p' "$directory/list.json" |
	tr -d '"' >"$directory/program"
awk '/^\.Ss / { id = $2 }
     phases { print id ": " $0; phases = 0 }
     /^\.It Phases$/ { phases = 1 }' "$1" >"$directory/page"

count=$(grep -c . "$directory/program" || true)
if [ "$count" -ne "$(grep -c '"id": ' "$directory/list.json" || true)" ]; then
	echo "this script cannot read the output of list --format json"
	exit 1
fi
if [ "$count" -eq 0 ]; then
	echo "the program lists no check"
	exit 1
fi
echo "< ocp-preflight list    > $1"
diff "$directory/program" "$directory/page"
# Nothing is described without its phases.
[ "$(grep -c '^\.Ss ' "$1")" -eq "$(grep -c . "$directory/page")" ]
