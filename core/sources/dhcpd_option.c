#include "core/sources/dhcpd_option.h"

#include <strings.h>

#include "core/text.h"

/* clang-format off */
static const struct dhcpd_known options[] = {
	{ "subnet-mask", "I", 1 },
	{ "time-offset", "l", 2 },
	{ "routers", "IA", 3 },
	{ "time-servers", "IA", 4 },
	{ "ien116-name-servers", "IA", 5 },
	{ "domain-name-servers", "IA", 6 },
	{ "log-servers", "IA", 7 },
	{ "cookie-servers", "IA", 8 },
	{ "lpr-servers", "IA", 9 },
	{ "impress-servers", "IA", 10 },
	{ "resource-location-servers", "IA", 11 },
	{ "host-name", "t", 12 },
	{ "boot-size", "S", 13 },
	{ "merit-dump", "t", 14 },
	{ "domain-name", "t", 15 },
	{ "swap-server", "I", 16 },
	{ "root-path", "t", 17 },
	{ "extensions-path", "t", 18 },
	{ "ip-forwarding", "f", 19 },
	{ "non-local-source-routing", "f", 20 },
	{ "policy-filter", "IIA", 21 },
	{ "max-dgram-reassembly", "S", 22 },
	{ "default-ip-ttl", "B", 23 },
	{ "path-mtu-aging-timeout", "L", 24 },
	{ "path-mtu-plateau-table", "SA", 25 },
	{ "interface-mtu", "S", 26 },
	{ "all-subnets-local", "f", 27 },
	{ "broadcast-address", "I", 28 },
	{ "perform-mask-discovery", "f", 29 },
	{ "mask-supplier", "f", 30 },
	{ "router-discovery", "f", 31 },
	{ "router-solicitation-address", "I", 32 },
	{ "static-routes", "IIA", 33 },
	{ "trailer-encapsulation", "f", 34 },
	{ "arp-cache-timeout", "L", 35 },
	{ "ieee802-3-encapsulation", "f", 36 },
	{ "default-tcp-ttl", "B", 37 },
	{ "tcp-keepalive-interval", "L", 38 },
	{ "tcp-keepalive-garbage", "f", 39 },
	{ "nis-domain", "t", 40 },
	{ "nis-servers", "IA", 41 },
	{ "ntp-servers", "IA", 42 },
	{ "vendor-encapsulated-options", "*", 43 },
	{ "netbios-name-servers", "IA", 44 },
	{ "netbios-dd-server", "IA", 45 },
	{ "netbios-node-type", "B", 46 },
	{ "netbios-scope", "t", 47 },
	{ "font-servers", "IA", 48 },
	{ "x-display-manager", "IA", 49 },
	{ "dhcp-requested-address", "I", 50 },
	{ "dhcp-lease-time", "L", 51 },
	{ "dhcp-option-overload", "B", 52 },
	{ "dhcp-message-type", "B", 53 },
	{ "dhcp-server-identifier", "I", 54 },
	{ "dhcp-parameter-request-list", "BA", 55 },
	{ "dhcp-message", "t", 56 },
	{ "dhcp-max-message-size", "S", 57 },
	{ "dhcp-renewal-time", "L", 58 },
	{ "dhcp-rebinding-time", "L", 59 },
	{ "vendor-class-identifier", "X", 60 },
	{ "dhcp-client-identifier", "X", 61 },
	{ "nwip-domain", "t", 62 },
	{ "nwip-suboptions", "*", 63 },
	{ "nisplus-domain", "t", 64 },
	{ "nisplus-servers", "IA", 65 },
	{ "tftp-server-name", "t", 66 },
	{ "bootfile-name", "t", 67 },
	{ "mobile-ip-home-agent", "IA", 68 },
	{ "smtp-server", "IA", 69 },
	{ "pop-server", "IA", 70 },
	{ "nntp-server", "IA", 71 },
	{ "www-server", "IA", 72 },
	{ "finger-server", "IA", 73 },
	{ "irc-server", "IA", 74 },
	{ "streettalk-server", "IA", 75 },
	{ "streettalk-directory-assistance-server", "IA", 76 },
	{ "user-class", "t", 77 },
	{ "slp-directory-agent", "fIa", 78 },
	{ "slp-service-scope", "*", 79 },
	{ "fqdn", "*", 81 },
	{ "relay-agent-information", "*", 82 },
	{ "nds-servers", "IA", 85 },
	{ "nds-tree-name", "t", 86 },
	{ "nds-context", "t", 87 },
	{ "bcms-controller-names", "D", 88 },
	{ "bcms-controller-address", "Ia", 89 },
	{ "client-last-transaction-time", "L", 91 },
	{ "associated-ip", "Ia", 92 },
	{ "pxe-system-type", "Sa", 93 },
	{ "pxe-interface-id", "BBB", 94 },
	{ "pxe-client-id", "*", 97 },
	{ "uap-servers", "t", 98 },
	{ "geoconf-civic", "X", 99 },
	{ "pcode", "t", 100 },
	{ "tcode", "t", 101 },
	{ "v6-only-preferred", "L", 108 },
	{ "netinfo-server-address", "Ia", 112 },
	{ "netinfo-server-tag", "t", 113 },
	{ "default-url", "t", 114 },
	{ "auto-config", "B", 116 },
	{ "name-service-search", "Sa", 117 },
	{ "subnet-selection", "I", 118 },
	{ "domain-search", "D", 119 },
	{ "vivco", "*", 124 },
	{ "vivso", "*", 125 },
	{ "pana-agent", "Ia", 136 },
	{ "v4-lost", "d", 137 },
	{ "capwap-ac-v4", "Ia", 138 },
	{ "sip-ua-cs-domains", "D", 141 },
	{ "ipv4-address-andsf", "IA", 142 },
	{ "rdnss-selection", "*", 146 },
	{ "tftp-server-address", "Ia", 150 },
	{ "v4-portparams", "BBS", 159 },
	{ "v4-captive-portal", "t", 160 },
	{ "loader-configfile", "t", 209 },
	{ "loader-pathprefix", "t", 210 },
	{ "loader-reboottime", "L", 211 },
	{ "option-6rd", "*", 212 },
	{ "v4-access-domain", "d", 213 },
};

static const struct dhcpd_known parameters[] = {
	{ "default-lease-time", "T", 0 },
	{ "max-lease-time", "T", 0 },
	{ "min-lease-time", "T", 0 },
	{ "dynamic-bootp-lease-cutoff", "T", 0 },
	{ "dynamic-bootp-lease-length", "L", 0 },
	{ "boot-unknown-clients", "f", 0 },
	{ "dynamic-bootp", "f", 0 },
	{ "allow-bootp", "f", 0 },
	{ "allow-booting", "f", 0 },
	{ "one-lease-per-client", "f", 0 },
	{ "get-lease-hostnames", "f", 0 },
	{ "use-host-decl-names", "f", 0 },
	{ "use-lease-addr-for-default-route", "f", 0 },
	{ "min-secs", "B", 0 },
	{ "filename", "t", 0 },
	{ "server-name", "t", 0 },
	{ "next-server", "I", 0 },
	{ "authoritative", "f", 0 },
	{ "vendor-option-space", "U", 0 },
	{ "always-reply-rfc1048", "f", 0 },
	{ "site-option-space", "X", 0 },
	{ "always-broadcast", "f", 0 },
	{ "ddns-domainname", "t", 0 },
	{ "ddns-hostname", "t", 0 },
	{ "ddns-rev-domainname", "t", 0 },
	{ "lease-file-name", "t", 0 },
	{ "pid-file-name", "t", 0 },
	{ "duplicates", "f", 0 },
	{ "declines", "f", 0 },
	{ "ddns-updates", "f", 0 },
	{ "omapi-port", "S", 0 },
	{ "local-port", "S", 0 },
	{ "limited-broadcast-address", "I", 0 },
	{ "remote-port", "S", 0 },
	{ "local-address", "I", 0 },
	{ "omapi-key", "k", 0 },
	{ "stash-agent-options", "f", 0 },
	{ "ddns-ttl", "T", 0 },
	{ "ddns-update-style", "N", 0 },
	{ "client-updates", "f", 0 },
	{ "update-optimization", "f", 0 },
	{ "ping-check", "f", 0 },
	{ "update-static-leases", "f", 0 },
	{ "log-facility", "N", 0 },
	{ "do-forward-updates", "f", 0 },
	{ "ping-timeout", "T", 0 },
	{ "infinite-is-reserved", "f", 0 },
	{ "update-conflict-detection", "f", 0 },
	{ "leasequery", "f", 0 },
	{ "adaptive-lease-time-threshold", "B", 0 },
	{ "do-reverse-updates", "f", 0 },
	{ "fqdn-reply", "f", 0 },
	{ "preferred-lifetime", "T", 0 },
	{ "dhcpv6-lease-file-name", "t", 0 },
	{ "dhcpv6-pid-file-name", "t", 0 },
	{ "limit-addrs-per-ia", "L", 0 },
	{ "limit-prefs-per-ia", "L", 0 },
	{ "delayed-ack", "S", 0 },
	{ "max-ack-delay", "L", 0 },
	{ "ldap-server", "t", 0 },
	{ "ldap-port", "L", 0 },
	{ "ldap-username", "t", 0 },
	{ "ldap-password", "t", 0 },
	{ "ldap-base-dn", "t", 0 },
	{ "ldap-method", "N", 0 },
	{ "ldap-debug-file", "t", 0 },
	{ "ldap-dhcp-server-cn", "t", 0 },
	{ "ldap-referrals", "f", 0 },
	{ "ldap-init-retry", "L", 0 },
	{ "dhcp-cache-threshold", "B", 0 },
	{ "dont-use-fsync", "f", 0 },
	{ "ddns-local-address4", "I", 0 },
	{ "ddns-local-address6", "6", 0 },
	{ "ignore-client-uids", "f", 0 },
	{ "log-threshold-low", "B", 0 },
	{ "log-threshold-high", "B", 0 },
	{ "echo-client-id", "f", 0 },
	{ "server-id-check", "f", 0 },
	{ "prefix-length-mode", "N", 0 },
	{ "dhcpv6-set-tee-times", "f", 0 },
	{ "abandon-lease-time", "T", 0 },
	{ "use-eui-64", "f", 0 },
	{ "persist-eui-64-leases", "f", 0 },
	{ "check-secs-byte-order", "f", 0 },
	{ "ddns-dual-stack-mixed-mode", "f", 0 },
	{ "ddns-guard-id-must-match", "f", 0 },
	{ "ddns-other-guard-is-dynamic", "f", 0 },
	{ "release-on-roam", "f", 0 },
	{ "local-address6", "6", 0 },
	{ "bind-local-address6", "f", 0 },
	{ "ping-cltt-secs", "T", 0 },
	{ "ping-timeout-ms", "T", 0 },
	{ "ldap-ssl", "N", 0 },
	{ "server-identifier", "I", 0 },
};

/* From the guides of iPXE, Syslinux, Cobbler, Foreman, Fedora and Debian. */
static const struct dhcpd_known customary[] = {
	{ "arch", "S", 93 },
	{ "arch-type", "S", 93 },
	{ "architecture", "S", 93 },
	{ "architecture-type", "S", 93 },
	{ "client-arch", "S", 93 },
	{ "client-arch-type", "S", 93 },
	{ "client-architecture", "S", 93 },
	{ "client-system-arch", "S", 93 },
	{ "pxe-arch", "S", 93 },
	{ "pxe-system-type", "S", 93 },
	{ "system-arch", "S", 93 },
	{ "ipxe-encap-opts", "*", 175 },
	{ "gpxe-encap-opts", "*", 175 },
};
/* clang-format on */

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct dhcpd_known *find(const struct dhcpd_known *table, size_t count,
				      const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (!strcasecmp(table[i].name, name))
			return &table[i];
	}
	return NULL;
}

const struct dhcpd_known *dhcpd_option_known(const char *name)
{
	return find(options, COUNT(options), name);
}

const struct dhcpd_known *dhcpd_option_by_code(unsigned code)
{
	for (size_t i = 0; i < COUNT(options); i++) {
		if (options[i].code == code)
			return &options[i];
	}
	return NULL;
}

const struct dhcpd_known *dhcpd_parameter_known(const char *name)
{
	return find(parameters, COUNT(parameters), name);
}

unsigned dhcpd_option_customary(const char *name)
{
	const struct dhcpd_known *known = find(customary, COUNT(customary), name);

	return known ? known->code : 0;
}

static const char *nearest(const struct dhcpd_known *table, size_t count,
			   const char *name)
{
	const char *words[160] = { 0 };

	for (size_t i = 0; i < count && i + 1 < COUNT(words); i++)
		words[i] = table[i].name;
	return text_nearest(name, words);
}

const char *dhcpd_option_nearest(const char *name)
{
	return nearest(options, COUNT(options), name);
}

const char *dhcpd_parameter_nearest(const char *name)
{
	return nearest(parameters, COUNT(parameters), name);
}
