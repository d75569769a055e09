#!/bin/sh
# A watch on the command line: what it refuses, where what it says goes, how it ends.
. "$(dirname "$0")/_expect.sh"

small_config
only='--only=selinux.mode'
fails='--only=dns.server'

run watch --until nonsense
expect 2 "neither a word nor a check" err "--until: 'nonsense' is neither ready, pass nor a check"
run watch --until dns.forwad
expect 2 "a misspelt check" err "did you mean 'dns.forward'"
run --phase auto
expect 2 "phase auto without a watch" err '--phase auto fits'
run run --until pass
expect 2 "an option of the watch" err "--until does not fit the command 'run'"
run watch --events nowhere/events.json
expect 2 "events that cannot be written" err "--events: cannot write 'nowhere/events.json'"
run watch -c missing.yaml --format json=refused.json
expect 2 "no configuration" err 'missing\.yaml' refused.json '"refused"'

run watch "$only" --phase preboot --until pass --deadline 30 --format json=r.json
expect 0 "nothing fails" out 'watching [0-9]+ checks?' out 'pass is reached' r.json '"results"'
run watch "$fails" --phase preboot --until pass --deadline 5
expect 1 "not reached, for something fails" out 'FAIL  dns\.server' out 'not reached within' \
	out '^Not ready: '
run watch "$only" --until ready --deadline 3
expect 3 "not reached, although nothing fails" out 'not reached within'
run watch "$only" --deadline 2
expect 0 "a deadline without anything to wait for" out 'the deadline is over'

run watch "$only" --until pass --deadline 30 --events - --format json
expect 2 "two for standard output" err 'standard output'
run watch "$fails" --deadline 4 --events -
expect 1 "events on standard output" err 'FAIL  dns\.server' \
	out '^\{"schema":"ocp-preflight/event/1","time":"[^"]+Z","event":"start"' \
	out '"event":"change".*"check":"dns.server","status":"fail","was":null' \
	out '"event":"end".*"summary":\{'
grep -qv '^{.*}$' out && complain "something else than events on standard output"
run watch "$only" --until pass --deadline 30 --events events.json
run watch "$only" --until pass --deadline 30 --events events.json
[ "$(grep -c '"event":"start"' events.json)" -eq 2 ] || complain "events are not appended"

# shellcheck disable=SC2016 # for the command
run watch "$fails" --deadline 4 --on-change 'echo "$OCP_PREFLIGHT_EVENT $OCP_PREFLIGHT_CHECK $OCP_PREFLIGHT_STATUS" >>told'
expect 1 "a command for each change" told '^change dns\.server fail$' told '^start  $' told '^end  $'
run watch "$only" --until pass --deadline 30 --on-change 'sleep 60'
expect 0 "a command that does not end is ended"

# What nobody reads ends: where the lines go, and where the events go.
for spoken in '--phase=preboot' '--events=-'; do
	{
		timeout 60 unshare --net "$OCP_BINARY" watch "$fails" "$spoken" 2>err </dev/null
		echo $? >ended
	} | head -n 1 >out
	status=$(cat ended)
	expect 130 "nobody reads what a watch says with $spoken" out '.'
done

finish
