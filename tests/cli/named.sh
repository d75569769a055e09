#!/bin/sh
# What lint says of zones and of named.conf is what BIND's own checkers say: each case is put to
# both. And the files that Debian ships get no word.
#   OCP_BINARY=.../ocp-preflight named.sh
set -u

for tool in named-checkzone named-checkconf; do
	command -v $tool >/dev/null && continue
	echo "$tool is not installed"
	exit 77
done
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory" || exit 1
failures=0
count=0

config() {
	cat >ocp-preflight.yaml <<END
cluster: {name: ocp45, baseDomain: example.com}
sources: {$1}
nodes: [{name: m1, role: master, addresses: [172.16.0.21]}]
END
}

# lint CHECK...: its exit status, 0 or 1.
lint() {
	"$OCP_BINARY" lint --only "$1" --color never >said 2>&1
	case $? in
	0) echo 0 ;;
	1) echo 1 ;;
	*) echo "broken: $(cat said)" ;;
	esac
}

compare() {
	count=$((count + 1))
	[ "$2" = "$3" ] && return
	echo "$1: BIND says $2, lint says $3"
	cat said
	failures=$((failures + 1))
}

# zone NAME, the file without its head from standard input: loads, or does not.
zone() {
	{
		printf '$TTL 1h\n@ IN SOA ns1 root 1 2 3 4 5\n@ IN NS ns1\nns1 A 172.16.0.1\n'
		cat
	} >db.example.com
	whole_zone "$1"
}

whole_zone() {
	config "zones: [db.example.com]"
	named-checkzone -k fail example.com db.example.com >/dev/null 2>&1
	compare "zone $1" "$(($? != 0))" "$(lint lint.zone-load)"
}

zone plain <<END
m1.ocp45 A 172.16.0.21
*.apps.ocp45 300 IN A 172.16.0.2
api.ocp45 CNAME ns1
t TXT "a;b" ( "c"
  "d" )
_x._tcp SRV 0 0 443 ns1
END
zone include <<END
\$INCLUDE /dev/null
\$ORIGIN ocp45
m1 A 172.16.0.21
END
printf 'a A 172.16.0.9\n' >part
zone included <<END
\$INCLUDE part sub
\$INCLUDE "part" ; again
b AAAA fd00::1
END
zone generate <<END
\$GENERATE 1-9/2 h\${0,3,d} A 172.16.1.\$
\$GENERATE 1-3 \$ CNAME h\$
END
zone not-included <<END
\$INCLUDE nowhere
END
zone cname-and-a <<END
x CNAME ns1
x A 172.16.0.3
END
zone cname-twice <<END
x CNAME ns1
x CNAME m1
END
zone cname-same-twice <<END
x CNAME ns1
x CNAME ns1
END
zone soa-twice <<END
@ SOA ns1 root 2 2 3 4 5
END
zone bad-address <<END
x A 172.16.0
END
zone bad-v6 <<END
x AAAA fe80::1::2
END
zone unknown-type <<END
x BOGUS y
END
zone unknown-directive <<END
\$NONSENSE y
END
zone parenthesis <<END
x TXT ( "a"
END
zone parenthesis-closed <<END
x A 172.16.0.1 )
END
zone underscore <<END
a_b A 172.16.0.3
END
zone underscore-text <<END
_a TXT x
_a._b CNAME ns1
END
zone underscore-mx <<END
a_b MX 5 ns1
END
zone underscore-targets <<END
@ MX 5 a_b
END
zone underscore-srv <<END
_x._tcp SRV 0 0 443 a_b
END
zone outside <<END
www.example.org. A 172.16.0.3
END
zone ns-outside <<END
@ NS ns.example.org.
END
zone ns-without-address <<END
@ NS ns2
END
zone ns-alias <<END
@ NS ns2
ns2 CNAME ns1
END
zone ns-v6 <<END
@ NS ns2
ns2 AAAA fd00::1
END
zone ns-wildcard <<END
@ NS ns2.w
*.w A 172.16.0.2
END
zone delegation <<END
sub NS ns.sub
ns.sub A 172.16.0.7
a_b.sub NS ns.sub
END
zone label-too-long <<END
a0123456789012345678901234567890123456789012345678901234567890123456789 A 172.16.0.1
END
printf '@ 60 IN NS ns1\nns1 60 A 172.16.0.1\n' >db.example.com
whole_zone no-soa
printf '@ 60 IN SOA a b 1 2 3 4 5\na 60 A 172.16.0.1\n' >db.example.com
whole_zone no-ns
printf '@ IN SOA ns1 b 1 2 3 4 5\n NS ns1\nns1 A 172.16.0.1\n' >db.example.com
whole_zone no-ttl
printf 'ns1 A 172.16.0.1\n@ IN SOA ns1 b 1 2 3 4 5\n NS ns1\n' >db.example.com
whole_zone no-ttl-before-soa
printf '$TTL 60\r\n@ IN SOA ns1 b (1 2 3 4\r\n 5)\r\n NS ns1\r\nns1 A 172.16.0.1\r\n' >db.example.com
whole_zone dos

# conf NAME, named.conf from standard input: named starts, or does not.
conf() {
	cat >named.conf
	config "named: $directory/named.conf"
	named-checkconf named.conf >/dev/null 2>&1
	compare "named.conf $1" "$(($? != 0))" "$(lint 'lint.syntax,lint.named-zone')"
}

printf '$TTL 60\n@ SOA ns1 b 1 2 3 4 5\n NS ns1\nns1 A 172.16.0.1\n' >db.good
printf 'zone "b" { type secondary; primaries { 10.0.0.1; }; };\n' >part.conf
printf 'zone "c" { type secondary; primaries { 10.0.0.1; }; };\n' >more.conf
names='zone "example.com" IN { type master; file "db.good"; };
zone "16.172.in-addr.arpa" { type master; file "db.good"; };'
head="options { directory \"$directory\"; recursion yes; };"
conf plain <<END
$head
# one
// two
/* three
*/
acl "nodes" { !172.16.0.9; 172.16.0.0/24; };
key "k" { algorithm hmac-sha256; secret "c2VjcmV0"; };
controls { inet 127.0.0.1 port 953 allow { localhost; } keys { "k"; }; };
logging { channel c { file "x" versions 3 size 5m; severity info; }; category default { c; }; };
include "part.conf";
include "$directory/more*.con[f]";
$names
END
conf views <<END
$head
view "in" { match-clients { 172.16.0.0/12; };
$names
};
view "out" { zone "example.com" { in-view "in"; }; };
END
conf not-included <<END
$head
include "nowhere.conf";
$names
END
conf no-semicolon-in-zone <<END
zone "example.com" { type master file "x"; };
END
conf no-semicolon-at-line <<END
$head
zone "example.com" {
	type master
	file "x";
};
END
conf no-semicolon-at-end <<END
$head
$names
acl x { any; }
END
conf no-semicolon-behind-block <<END
acl x { any; }
$head
$names
END
conf no-semicolon-in-list <<END
$head
acl x { any };
$names
END
conf not-closed <<END
$head
$names
zone "z" { type master; file "z";
END
conf closed-twice <<END
$head
$names
};
END
conf open-string <<END
$head
zone "example.com { type master; file "z"; };
END
conf open-comment <<END
$head
$names
/* for ever
END
conf unknown-statement <<END
$head
zoen "example.com" { type master; file "x"; };
END
conf remark <<END
<the first half is as shipped>
$head
$names
END
conf unknown-type <<END
$head
zone "example.com" { type mastr; file "x"; };
END
conf no-type <<END
$head
zone "example.com" { file "db.good"; };
zone "16.172.in-addr.arpa" { type master; file "db.good"; };
END
conf no-file <<END
$head
zone "example.com" { type master; };
zone "16.172.in-addr.arpa" { type master; file "db.good"; };
END
conf twice <<END
$head
$names
$names
END
conf another-twice <<END
$head
$names
include "part.conf";
include "part.conf";
END

# What Debian ships, as it is installed.
if [ -r /etc/bind/named.conf ] && [ -r /etc/bind/db.local ]; then
	config "named: /etc/bind/named.conf"
	compare "Debian's named.conf" 0 "$(lint 'lint.*')"
	for file in db.0 db.127 db.255 db.empty db.local; do
		config "zones: [/etc/bind/$file]"
		"$OCP_BINARY" lint --color never >said 2>&1
		compare "Debian's $file" 0 "$(grep -c -E '^(FAIL|WARN) .*lint\.(zone|syntax|named)' said)"
	done
fi
echo "$count cases, $failures differ"
[ "$failures" -eq 0 ]
