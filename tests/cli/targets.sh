#!/bin/sh
# Where reports go: several at once, and a target that cannot be written never ends with 0.
. "$(dirname "$0")/_expect.sh"

small_config
only='--only=selinux.mode'

run "$only" --format json=a.json --format junit=b.xml --format text
expect 0 "several formats" a.json '"results"' b.xml '<testsuites' out '.'
run "$only" --format json
expect 0 "JSON on standard output" out '"summary"'
[ "$(wc -c <err)" -eq 0 ] || complain "JSON on standard output: something on standard error"
run "$only" --format json=-
expect 0 "a dash is standard output" out '"summary"'

run "$only" --format json=nowhere/a.json
expect 3 "a folder that is not there" err 'nowhere/a\.json'
run "$only" --format json=/dev/full
expect 3 "a full disk" err '/dev/full'
timeout 60 unshare --net "$OCP_BINARY" "$only" --format json >/dev/full 2>err </dev/null
status=$?
expect 3 "a full standard output" err 'standard output'

timeout 60 unshare --net "$OCP_BINARY" "$only" --format json >&- 2>err </dev/null
status=$?
expect 3 "a closed standard output" err 'standard output'
timeout 60 unshare --net "$OCP_BINARY" "$only" --format json=c.json >out 2>&- <&-
status=$?
expect 0 "closed standard input and error" c.json '"results"'

{
	timeout 60 unshare --net "$OCP_BINARY" --only=dns.server --format json 2>err </dev/null
	echo $? >ended
} | true
status=$(cat ended)
expect 1 "nobody reads the report" err 'standard output'

echo old >keep.json
run "$only" --format json=keep.json
expect 0 "an old report is replaced" keep.json '"schema"'
for left in ./*.tmp* ./.*.tmp* ./*keep.json.*; do
	[ ! -e "$left" ] || complain "left behind: $left"
done

finish
