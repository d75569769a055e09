#!/bin/sh
# Configurations that cannot be used: a place, what was expected, the nearest word, status 2; and a
# report all the same, so that CI has one.
. "$(dirname "$0")/_expect.sh"

run
expect 2 "no configuration" err 'ocp-preflight\.yaml'

: >ocp-preflight.yaml
run
expect 2 "an empty file" err 'empty'

rm ocp-preflight.yaml
mkdir ocp-preflight.yaml
run
expect 2 "a directory" err 'directory'
rmdir ocp-preflight.yaml

printf 'cluster: {name: \377\376}\n' >ocp-preflight.yaml
run
expect 2 "not UTF-8" err 'UTF-8'

printf 'cluster: &a {name: x, again: *a}\n' >ocp-preflight.yaml
run
expect 2 "a cyclic anchor" err 'ocp-preflight\.yaml:1'

awk 'BEGIN { for (i = 0; i < 200000; i++) printf "[" }' >ocp-preflight.yaml
run
expect 2 "200,000 brackets" err 'nest|deep|depth'

awk 'BEGIN { print "cluster: {name: a, baseDomain: b.example}"; print "nodes:";
	for (i = 0; i < 200000; i++) print "  - {name: n" i ", role: wroker, addresses: [10.0.0.1]}" }' \
	>ocp-preflight.yaml
run
expect 2 "10 MB of mistakes" err 'worker' err 'more'
[ "$(wc -l <err)" -lt 400 ] || complain "10 MB of mistakes: $(wc -l <err) lines of errors"

cat >ocp-preflight.yaml <<'END'
cluster: {name: ocp45, baseDomian: example.localdomain}
artefacts: {}
nodes:
  - {name: m1, role: mastr, addresses: [172.16.0.256]}
  - {name: "m 2", role: master, addresses: [172.16.0.22]}
  - {name: m3, role: master, addresses: [172.16.0.23]}
  - {name: m3, role: master, addresses: [172.16.0.24]}
END
run
expect 2 "several mistakes at once" err 'ocp-preflight\.yaml:1:24' err 'baseDomain' \
	err 'ocp-preflight\.yaml:2:1' err 'artifacts' err 'ocp-preflight\.yaml:4:2' err 'master' \
	err '172\.16\.0\.256' err 'm 2' err 'ocp-preflight\.yaml:7'

run --format json=report.json --format junit=report.xml
expect 2 "reports of a run that did not start" report.json '"refused"' \
	report.json '"schema": ?"ocp-preflight/report/1"' report.xml '<error'

printf 'cluster: {name: a, baseDomain: b.example}\nsources: {haproxy: nowhere.cfg}\n' \
	>ocp-preflight.yaml
run
expect 2 "a source that is not there" err 'ocp-preflight\.yaml:2' err 'nowhere\.cfg'

printf 'cluster: {name: a, baseDomain: b.example}
silence:
  - {check: lint.syntx, subject: "*", reason: a, until: 2999-01-01}
  - {check: dns.reverse, subject: "*", reason: a, until: 2999-01-01}
' >ocp-preflight.yaml
run lint
expect 2 "silence of what is no check, or asks the network" err 'ocp-preflight\.yaml:3:5' \
	err 'lint\.syntax' err 'ocp-preflight\.yaml:4:5' err '--skip'

small_config
run --as nobody
expect 2 "--as a host that is not listed" err 'nobody'
run --only 'nothing.*'
expect 2 "--only that fits nothing" err 'nothing'

finish
