#!/bin/sh
# Without a configuration: what is found is said, and used; init writes it down.
. "$(dirname "$0")/_expect.sh"

run
expect 2 "nothing here" err 'ocp-preflight\.yaml' err 'install-config\.yaml' \
	err '/etc/haproxy/haproxy\.cfg' err '--root'

run init
expect 2 "init with nothing here" err 'no file of an install'
[ ! -e ocp-preflight.yaml ] || complain "init wrote a file of nothing"

# A copy of a machine's files: the balancer's where it lies there, the rest flat.
mkdir -p copy/etc/haproxy copy/srv
cat >copy/install-config.yaml <<'END'
apiVersion: v1
baseDomain: example.localdomain
metadata:
  name: ocp45
controlPlane: {name: master, replicas: 1}
compute: [{name: worker, replicas: 0}]
networking:
  networkType: OVNKubernetes
  machineNetwork: [{cidr: 172.16.0.0/24}]
platform: {none: {}}
pullSecret: '{"auths": {"quay.io": {"auth": "cGxhbnRlZDpwbGFudGVk"}}}'
sshKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8VLmiNkKU2Vf1lYxgZ0t4xOqPqEwVn6f3q0aWmJc1t'
END
cat >copy/srv/haproxy.cfg <<'END'
defaults
  mode tcp
  timeout connect 10s
  timeout client 5m
  timeout server 5m
listen api
  bind 172.16.0.110:6443
  server bs 172.16.0.11:6443 check
  server m1 172.16.0.21:6443 check
listen config
  bind 172.16.0.110:22623
  server bs 172.16.0.11:22623 check
  server m1 172.16.0.21:22623 check
listen https
  bind 172.16.0.110:443
  server w1 172.16.0.31:443 check
listen http
  bind 172.16.0.110:80
  server w1 172.16.0.31:80 check
END
ln -s /srv/haproxy.cfg copy/etc/haproxy/haproxy.cfg
printf 'nameserver 127.0.0.53\n' >copy/etc/resolv.conf
# What a link out of the copy leads to is not looked at.
ln -s "$work/outside" copy/named.conf
printf 'zone "x" {};\n' >outside

run lint --root copy --only lint.syntax
expect 0 "a copy of the files" err 'installConfig +/install-config\.yaml' \
	err 'haproxy +/etc/haproxy/haproxy\.cfg' err 'cluster +ocp45\.example\.localdomain' \
	err 'bootstrap +bs\.ocp45.*haproxy\.cfg:8' err 'DNS server +127\.0\.0\.53' \
	out 'from /install-config\.yaml, /etc/haproxy/haproxy\.cfg$'
# RHEL's service reads the folder too.
mkdir copy/etc/haproxy/conf.d
printf 'listen stats\n  bind :9000\n  mode http\n  stats enable\n' >copy/etc/haproxy/conf.d/stats.cfg
run lint --root copy --only lint.syntax
expect 0 "conf.d belongs to haproxy.cfg" err 'haproxy +/etc/haproxy/haproxy\.cfg' \
	err 'haproxy +/etc/haproxy/conf\.d' out ' /etc/haproxy/haproxy\.cfg, /etc/haproxy/conf\.d$'
rm -r copy/etc/haproxy/conf.d
# A configuration that lies in the copy, by whatever path it is named.
printf 'sources: {installConfig: install-config.yaml}\n' >copy/pf.yaml
run lint --root "$PWD/copy" -c "$PWD/copy/pf.yaml" --only lint.syntax
expect 0 "paths of a configuration below the root"
rm copy/pf.yaml
grep -q 'named' err && complain "a link led out of the root"

run lint --root copy --only lint.syntax -q
[ -s err ] && complain "-q says what was found"
expect 0 "quietly"

cd copy || exit 2
rm named.conf
cp srv/haproxy.cfg .
run lint --only lint.syntax --format json
expect 0 "the current folder" out '"sources": \["install-config\.yaml", "haproxy\.cfg"'

run init
expect 0 "init" err 'is written' ocp-preflight.yaml '^  name: ocp45 +# install-config\.yaml:4$' \
	ocp-preflight.yaml 'haproxy: haproxy\.cfg' \
	ocp-preflight.yaml '\{name: w1, role: worker, addresses: \[172\.16\.0\.31\]\} +# haproxy\.cfg:16'
grep -q 'cGxhbnRlZDpwbGFudGVk' ocp-preflight.yaml err out && complain "init shows the pull secret"
cp ocp-preflight.yaml first

run init
expect 2 "a file that is there" err 'already' err '--force'
cmp -s first ocp-preflight.yaml || complain "a file that is there was touched"

run init --output -
expect 0 "standard output" out '^nodes:'
cmp -s first out || complain "--output - writes something else"

run init --force --output ../elsewhere.yaml
expect 0 "another folder" ../elsewhere.yaml "haproxy: $work/copy/haproxy\.cfg"

# What was written is complete: the same results with it as without.
run lint --format json
sed '/"duration_ms"\|"started"\|"sources"/d; s/"duration_ms": [0-9.]*//' out >with
mv ocp-preflight.yaml aside
run lint --format json
sed '/"duration_ms"\|"started"\|"sources"/d; s/"duration_ms": [0-9.]*//' out >without
cmp -s with without || complain "the written configuration says something else"
cases=$((cases + 1))
cd ..

finish
