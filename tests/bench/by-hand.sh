#!/bin/bash
# What people run today before they switch a node on: dig, nc and curl, one after the other.
#
#   by-hand.sh [-P JOBS]      JOBS at a time, by xargs; default: one after the other, in this shell
#
# What to ask comes from the environment:
#   DNS=172.16.0.102  CLUSTER=ocp45.example.localdomain
#   NODES="bs=172.16.0.11 m1=172.16.0.21"  API=172.16.0.111  API_INT=172.16.0.110  INGRESS=172.16.0.111
#   HOSTS="ns1.example.localdomain"  PORTS="172.16.0.101:80"  URLS="http://.../bootstrap.ign"
set -u

lookups() {
	for name in api api-int console.apps; do
		echo "dig +short @$DNS $name.$CLUSTER"
	done
	for node in $NODES; do
		echo "dig +short @$DNS ${node%=*}.$CLUSTER"
		echo "dig +short @$DNS -x ${node#*=}"
	done
	echo "dig +short @$DNS -x $API"
	echo "dig +short @$DNS -x $API_INT"
	for host in ${HOSTS:-}; do
		echo "dig +short @$DNS $host"
	done
}

connects() {
	for port in "$API:6443" "$API_INT:6443" "$API_INT:22623" "$INGRESS:80" "$INGRESS:443" \
		${PORTS:-}; do
		echo "nc -z -w 5 ${port%:*} ${port#*:}"
	done
}

heads() {
	for url in ${URLS:-}; do
		echo "curl -s -o /dev/null -w %{http_code} --connect-timeout 5 ${CURL:-} -I $url"
	done
}

failed=0
if [ "${1:-}" = -P ]; then
	{ lookups; connects; heads; } | xargs -P "$2" -L 1 env || failed=1
else
	while read -r -a words; do
		"${words[@]}" </dev/null || { echo "failed: ${words[*]}"; failed=1; }
	done < <(lookups; connects; heads)
fi
exit $failed
