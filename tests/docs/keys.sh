#!/bin/sh
# ocp-preflight.yaml(5) describes every key of the configuration, and no others.
#   keys.sh CONFIG_C PAGE
set -eu
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

grep -o '\.key = "[A-Za-z]*"' "$1" | cut -d'"' -f2 | sort >"$directory/program"
awk '/^\.Ss / { print $2 }
     /^\.It Li / { print $3 }' "$2" | sort >"$directory/page"
[ -s "$directory/program" ] || { echo "no key found in $1"; exit 1; }
echo "< $1    > $2"
diff "$directory/program" "$directory/page"
