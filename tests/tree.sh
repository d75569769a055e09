#!/bin/sh
# House rules that a program can check; each line of output is a breach.
#   tests/tree.sh [SOURCE_DIR]
set -u
cd "${1:-$(dirname "$0")/..}" || exit 2
breaches=$(mktemp)
trap 'rm -f "$breaches"' EXIT

say() {
	printf '%s\n' "$*" >>"$breaches"
}

sources=$(find core probes reports tests -name '*.c' -o -name '*.h' | sort)

# Files stay readable.
for file in $sources; do
	lines=$(wc -l <"$file")
	[ "$lines" -le 600 ] || say "$file: $lines lines; split it (600 at most)"
done

# Layers: core knows neither probes nor reports (main*.c hand the tables down); probes and reports
# do not know each other.
for file in $(find core -name '*.[ch]' ! -path 'core/main*'); do
	grep -nE '#include "(probes|reports)/' "$file" | sed "s|^|$file: core includes an outer layer: |" >>"$breaches"
done
grep -rnE '#include "reports/' probes | sed 's/^/a probe includes a report: /' >>"$breaches"
grep -rnE '#include "probes/' reports | sed 's/^/a report includes a probe: /' >>"$breaches"

# Probes never print.
grep -rnwE '(printf|fprintf|puts|fputs|perror)\(' probes --include='*.[ch]' |
	sed 's/^/a probe prints: /' >>"$breaches"

# The id is the path.
for file in $(find probes -name '*.c' ! -name '_*'); do
	id=$(printf '%s' "${file#probes/}" | sed 's|/|.|; s|\.c$||')
	grep -qF ".id = \"$id\"" "$file" || say "$file: has no '.id = \"$id\"'"
	test="tests/probes/$(dirname "${file#probes/}")/test_$(basename "$file" .c | tr - _).c"
	other="tests/probes/$(dirname "${file#probes/}")/test_$(basename "$file")"
	[ -e "$test" ] || [ -e "$other" ] || say "$file: has no test $test"
done

# Every header says what it is for and guards itself.
for file in $(find core probes reports -name '*.h'); do
	head -n 1 "$file" | grep -q '^/\*' || say "$file: does not start with what it is for"
	grep -q '^#pragma once' "$file" || say "$file: has no #pragma once"
done

if [ -s "$breaches" ]; then
	cat "$breaches"
	exit 1
fi
