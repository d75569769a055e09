# shellcheck shell=sh
# Sourced by the tests in this folder. Each case runs the program in a folder of its own and in an
# empty network namespace, then looks at its exit status and at what it said.
set -u
: "${OCP_BINARY:?path of the program}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
cases=0
failed=0

if ! unshare --net true 2>/dev/null; then
	echo "needs the right to make a network namespace"
	exit 77
fi

# run ARGUMENT...: sets $status; what was said is in out and err.
run() {
	timeout 60 unshare --net "$OCP_BINARY" "$@" >out 2>err </dev/null
	status=$?
}

complain() {
	failed=$((failed + 1))
	printf 'not ok: %s\n' "$*"
	sed 's/^/    out: /' out | head -n 20
	sed 's/^/    err: /' err | head -n 20
}

# expect STATUS WHAT [FILE PATTERN]...: every pattern (grep -E) stands in its file.
expect() {
	cases=$((cases + 1))
	wanted=$1
	what=$2
	shift 2
	[ "$status" -eq "$wanted" ] || complain "$what: exit status $status, expected $wanted"
	while [ $# -ge 2 ]; do
		grep -qE -e "$2" "$1" || complain "$what: no '$2' in $1"
		shift 2
	done
}

finish() {
	echo "$cases cases, $failed failed"
	[ "$failed" -eq 0 ]
	exit
}

# The smallest configuration with a verdict of its own.
small_config() {
	cat >ocp-preflight.yaml <<-'END'
	cluster: {name: ocp45, baseDomain: example.localdomain}
	dns: {servers: [127.0.0.1]}
	egress: {targets: ["https://127.0.0.2/v2/"]}
	END
}
