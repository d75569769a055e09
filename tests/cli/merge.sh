#!/bin/sh
# Reports of two hosts become one: what was skipped on one and found on the other counts once.
. "$(dirname "$0")/_expect.sh"

small_config
run --only selinux.mode,dns.server --timeout 0.2 --format json=a.json
expect 1 "the first report" a.json '"dns.server"'
sed 's/"host": *"[^"]*"/"host": "other.example.localdomain"/' a.json >b.json
run merge a.json b.json --format json=both.json --format junit=both.xml
expect 1 "two reports" both.json '"dns.server"' both.json 'other\.example' both.xml '<testsuites'
[ "$(grep -c '"check": *"dns.server"' both.json)" -eq 1 ] || complain "dns.server stands twice"
run merge
expect 2 "merge without files" err 'merge FILE'
run merge nowhere.json
expect 2 "a report that is not there" err 'nowhere\.json'
echo '{"schema": "other"}' >c.json
run merge a.json c.json
expect 2 "no report of ours" err 'c\.json'
sed 's/"ocp45"/"other"/' a.json >d.json
run merge a.json d.json
expect 2 "another cluster" err 'd\.json'

finish
