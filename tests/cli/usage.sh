#!/bin/sh
# Commands and options: what is asked for comes, what is misspelt is refused with the right word.
. "$(dirname "$0")/_expect.sh"

run --help
expect 0 "--help" out 'ocp-preflight' out '--format' out '--phase'
run --version
expect 0 "--version" out '^ocp-preflight [0-9]' out 'c-ares/'
run list
expect 0 "list" out 'dns\.reverse' out 'firewalld\.permanent'
run list --format json
expect 0 "list as JSON" out '"id": ?"lb\.port"'
for id in dns.server dns.forward dns.reverse dns.wildcard dns.no-wildcard dns.consistency \
	dns.external lb.port lb.exposure lb.backend lb.tls egress.registry http.artifact \
	ignition.valid ignition.expiry ignition.generation ignition.endpoint selinux.mode \
	selinux.label selinux.boolean file.mode firewalld.state firewalld.service \
	firewalld.permanent; do
	run explain $id
	expect 0 "explain $id" out "$id"
	run list --format json
	expect 0 "list has $id" out "\"$id\""
done

run explain dns.revers
expect 2 "a misspelt id" err 'dns\.reverse'
run explain
expect 2 "explain without an id" err 'explain'
run --pahse preboot
expect 2 "a misspelt option" err '--phase'
run --phase prebot
expect 2 "a misspelt phase" err 'preboot'
run --format jsn
expect 2 "a misspelt format" err 'json'
run --timeout soon
expect 2 "a timeout that is no number" err 'timeout'
run --timeout -1
expect 2 "a negative timeout" err 'timeout'
run --color sometimes
expect 2 "a colour that is none" err 'auto'
run rnu
expect 2 "a misspelt command" err 'run'
run --config
expect 2 "an option without its value" err 'config'

finish
