#!/bin/sh
# Every manual page passes mandoc's lint without a word.
#   mandoc.sh MAN_DIRECTORY
set -u

if ! command -v mandoc >/dev/null; then
	echo "mandoc is not installed"
	exit 77
fi
said=$(mandoc -Tlint -W warning "$1"/*.1 "$1"/*.5 "$1"/*.7 2>&1)
status=$?
printf '%s' "$said"
[ $status -eq 0 ] && [ -z "$said" ]
