#!/bin/sh
# watch --read on the command line: where the names of the nodes come from, what can be read.
captures=$(cd "$(dirname "$0")/../../fixtures/corpus/timeline" && pwd)
. "$(dirname "$0")/_expect.sh"

run watch --read "$captures/good.pcap"
expect 0 "without a configuration" out '^52:54:00:00:00:15 172\.16\.0\.21 \(not in' \
	out '1 node seen, none of them stuck'
[ -s err ] && complain "something is said about a configuration that nobody needs"

run watch --read missing.pcap
expect 2 "no such file" err 'missing\.pcap: No such file'
echo "no capture" >text
run watch --read text
expect 2 "another file" err 'text: not a capture that can be read'
head -c 20000 "$captures/good.pcap" >cut.pcap
run watch --read cut.pcap
expect 0 "cut in the middle" err 'cut short after packet [0-9]+' out '1 node seen'
gzip -c "$captures/good.pcap" >good.pcap.gz
run watch --read good.pcap.gz --format json
expect 0 "packed by gzip" out '"source": "good\.pcap\.gz".*"packets": 157'

cat >nodes.yaml <<'END'
cluster: {name: ocp45, baseDomain: example.localdomain}
nodes:
  - {name: m1, role: master, addresses: [172.16.0.21], mac: "52:54:00:00:00:15"}
END
run watch --read "$captures/good.pcap" -c nodes.yaml
expect 0 "a configuration" out '^m1 master 52:54:00:00:00:15'
echo "nodes: [" >broken.yaml
run watch --read "$captures/good.pcap" -c broken.yaml
expect 2 "a broken configuration" err 'broken\.yaml:'

# A copy of a machine's files is as good.
mkdir copy
cat >copy/haproxy.cfg <<'END'
defaults
  mode tcp
  timeout connect 10s
  timeout client 5m
  timeout server 5m
listen api
  bind 172.16.0.110:6443
  server m1.ocp45.example.localdomain 172.16.0.21:6443 check
listen config
  bind 172.16.0.110:22623
  server m1.ocp45.example.localdomain 172.16.0.21:22623 check
END
run watch --read "$captures/good.pcap" --root copy
expect 0 "files that say too little" err 'haproxy +/haproxy\.cfg' err 'says too little' \
	out '^52:54:00:00:00:15'
cat >copy/install-config.yaml <<'END'
apiVersion: v1
baseDomain: example.localdomain
metadata: {name: ocp45}
controlPlane: {name: master, replicas: 1}
compute: [{name: worker, replicas: 0}]
networking: {networkType: OVNKubernetes, machineNetwork: [{cidr: 172.16.0.0/24}]}
platform: {none: {}}
pullSecret: '{"auths": {"quay.io": {"auth": "cGxhbnRlZDpwbGFudGVk"}}}'
sshKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8VLmiNkKU2Vf1lYxgZ0t4xOqPqEwVn6f3q0aWmJc1t'
END
run watch --read "$captures/good.pcap" --root copy
expect 0 "files" err 'installConfig +/install-config\.yaml' out '^m1 master'

finish
