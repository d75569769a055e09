/*
 * The reader and dhcpd agree about what is a right file: `dhcpd -t` is asked about each.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/file.h"
#include "core/sources/dhcpd.h"
#include "core/sources/files.h"
#include "tests/support/command.h"
#include "tests/support/suite.h"

#define SUBNET "subnet 10.0.0.0 netmask 255.255.255.0"
#define ARCH   "option arch code 93 = unsigned integer 16;\n"

static const char *const texts[] = {
	"",
	"# a comment\n",
	"authoritative;",
	"not authoritative;",
	"ddns-update-style none;",
	"default-lease-time 600; max-lease-time infinite;",
	"default-lease-time;",
	"default-lease-time ten;",
	"log-facility local7;",
	"deny unknown-clients; allow booting; allow bootp; ignore declines;",
	"deny unkown-clients;",
	"use-host-decl-names on;",
	"use-host-decl-names;",
	"use-host-decl-names yes;",
	"one-lease-per-client true; get-lease-hostnames off;",
	"next-server 10.0.0.1; filename \"pxelinux.0\"; server-name \"x\";",
	"next-server bastion.example.com;",
	"next-server 10.0.0.300;",
	"next-server \"10.0.0.1\";",
	"nextserver 10.0.0.1;",
	"filename pxelinux.0;",
	"filename pxelinux;",
	"option routers 10.0.0.1;",
	"option routers 10.0.0.1, 10.0.0.2;",
	"option routers 10.0.0.1 10.0.0.2;",
	"option routers 10.0.0.1,;",
	"option routers 10.0.0.1",
	"option router 10.0.0.1;",
	"option subnet-mask 255.255.255.0, 255.0.0.0;",
	"option domain-name \"example.com\";",
	"option domain-name example;",
	"option domain-name example.com;",
	"option domain-name \"a\", \"b\";",
	"option domain-search \"a.com\", \"b.com\";",
	"option domain-search a.com;",
	"option interface-mtu 9000;",
	"option interface-mtu big;",
	"option ntp-servers ntp.example.com, 10.0.0.2;",
	"option static-routes 10.1.0.0 10.0.0.1, 10.2.0.0 10.0.0.1;",
	"option ip-forwarding on;",
	"option vendor-class-identifier \"HTTPClient\";",
	"option vendor-class-identifier 01:02:0a;",
	"option dhcp-client-identifier 1:2:3;",
	"option unknown-209 01:02;",
	"option time-offset -18000;",
	"option host-name = concat(\"a\", \"b\");",
	"option host-name = \"a\" ;",
	"option dhcp.routers 10.0.0.1;",
	"option nowhere.x 1;",
	"option arch 7;",
	ARCH "option arch 7;",
	ARCH "option arch seven;",
	"option arch code 93 = unsigned integer 12;",
	"option arch code 93 unsigned integer 16;",
	"option arch code = unsigned integer 16;",
	"option x code 200 = text;\noption x \"a\";",
	"option x code 200 = string;\noption x 01:02;",
	"option x code 200 = array of ip-address;\noption x 10.0.0.1, 10.0.0.2;",
	"option x code 200 = { ip-address, integer 8 };\noption x 10.0.0.1 4;",
	"option x code 200 = array of { ip-address, integer 8 };",
	"option x code 200 = boolean;\noption x true;",
	"option x code 200 = domain-list;\noption x \"a.b\";",
	"option x code 200 = whatever;",
	"option rfc3442 code 121 = array of integer 8;\noption rfc3442 24, 10, 0, 0;",
	"option space ipxe;\noption ipxe.http code 19 = unsigned integer 8;\n"
	"option ipxe-encap-opts code 175 = encapsulate ipxe;\n"
	"if exists ipxe.http { filename \"a\"; }",
	"option ipxe.http code 19 = unsigned integer 8;",
	"option space a; option space a code width 1 length width 1;",
	"include \"/nowhere/at/all.conf\";",
	"include nowhere;",
	"host a { hardware ethernet 00:50:56:96:11:c2; fixed-address 10.0.0.1; }",
	"host a { hardware ethernet 0:50:56:96:11:C2; }",
	"host a { hardware ethernet 00:50:56:96:11; }",
	"host a { hardware ethernet 00-50-56-96-11-c2; }",
	"host a { hardware ethernet 00:50:56:96:11:zz; }",
	"host a { hardware 00:50:56:96:11:c2; }",
	"host a { hardware ethernet 00:50:56:96:11:c2 }",
	"host a { hardware ethernet 00:50:56:96:11:c2; hardware ethernet 00:50:56:96:11:c3; }",
	"host a { fixed-address 10.0.0.1, 10.0.0.2, a.example.com; }",
	"host a { fixed-address 10.0.0; }",
	"host a { fixed-address 10.0.0.1; fixed-address 10.0.0.2; }",
	"host a { fixed-address6 fd00::1; }",
	"host a { uid \"x\"; } host b { uid 01:02; }",
	"host a { host-identifier option dhcp6.client-id 00:01; }",
	"host a { if known { filename \"a\"; } }",
	"host a { } host a { }",
	"host a.example.com { }",
	"host { }",
	"host \"a\" { }",
	"host a { host b { } }",
	"host a { group { } }",
	"host a { option host-name \"a\"; ddns-hostname \"a\"; }",
	"host a {",
	"host a { }}",
	"hardware ethernet 00:50:56:96:11:c2;",
	"fixed-address 10.0.0.1;",
	"group { host a { } }",
	"group servers { host a { } }",
	"group { option routers 10.0.0.1; group { host a { } } }",
	SUBNET " { }",
	SUBNET " { range 10.0.0.10 10.0.0.20; }",
	SUBNET " { range 10.0.0.10; }",
	SUBNET " { range dynamic-bootp 10.0.0.10 10.0.0.20; }",
	SUBNET " { range 10.0.0.10-10.0.0.20; }",
	SUBNET " { range 10.0.0.10, 10.0.0.20; }",
	SUBNET " { pool { range 10.0.0.10 10.0.0.20; allow known-clients; } }",
	SUBNET " { pool { range 10.0.0.10 10.0.0.20; deny members of \"x\"; } }",
	"class \"x\" { } " SUBNET
	" { pool { range 10.0.0.10 10.0.0.20; deny members of \"x\";\n"
	" allow unknown clients; } }",
	SUBNET " { pool { } }",
	SUBNET " { host a { fixed-address 192.168.0.1; } }",
	SUBNET " { interface \"eth0\"; authoritative; }",
	SUBNET " { " SUBNET " { } }",
	SUBNET " option routers 10.0.0.1;",
	"subnet 10.0.0.1 netmask 255.255.255.0 { }",
	"subnet 10.0.0.0/24 { }",
	"subnet 10.0.0.0 255.255.255.0 { }",
	"subnet 10.0.0.0 netmask 255.255.255.0",
	"range 10.0.0.10 10.0.0.20;",
	"pool { range 10.0.0.10 10.0.0.20; }",
	"shared-network x { " SUBNET " { } subnet 10.0.1.0 netmask 255.255.255.0 { }\n"
	" pool { range 10.0.1.5 10.0.1.9; } }",
	"shared-network \"x y\" { " SUBNET " { } }",
	"shared-network { " SUBNET " { } }",
	"class \"a\" { match if substring(option vendor-class-identifier, 0, 9) = \"PXEClient\"; }",
	"class \"a\" { match if substring (option vendor-class-identifier,0,9) = \"PXEClient\";\n"
	" next-server 10.0.0.1; filename \"x\"; lease limit 4; }",
	"class \"a\" { match hardware; } subclass \"a\" 1:00:50:56:96:11:c2;\n"
	"subclass \"a\" 1:00:50:56:96:11:c3 { filename \"b\"; }",
	"class \"a\" { match option user-class; } subclass \"a\" \"iPXE\" { filename \"b\"; }",
	"class a { }",
	"class \"a\" { match substring(option user-class, 0); }",
	"class \"a\" { match if option user-class = \"a\" }",
	"class \"a\" { } class \"a\" { filename \"x\"; }",
	"class \"a\" { host b { } }",
	"subclass \"b\" 1:00:50:56:96:11:c2;",
	"if option user-class = \"iPXE\" { filename \"a\"; } else { filename \"b\"; }",
	"if exists user-class and option user-class = \"iPXE\" { filename \"a\"; }",
	"if (exists user-class) { filename \"a\"; }",
	"if (exists user-class and known) { filename \"a\"; }",
	"if (exists user-class) and (known) { filename \"a\"; }",
	"if exists user-class and (known or static) { filename \"a\"; }",
	"if not exists user-class { filename \"a\"; } elsif known { filename \"b\"; }\n"
	"else if static { filename \"c\"; } else { filename \"d\"; }",
	"if exists user-class { filename \"a\" }",
	"if exists user-class filename \"a\";",
	"if exists nothing { filename \"a\"; }",
	"if option user-class == \"iPXE\" { filename \"a\"; }",
	"if option user-class != \"iPXE\" { filename \"a\"; }",
	"if option vendor-class-identifier ~= \"^PXE\" { filename \"a\"; }",
	"if option user-class = iPXE { filename \"a\"; }",
	ARCH "if option arch = 00:07 or option arch = 00:09 { filename \"a\"; }",
	ARCH "if option arch = 7 { filename \"a\"; }",
	ARCH "if option arch = encode-int(7, 16) { filename \"a\"; }",
	"if option pxe-system-type = 00:07 { filename \"a\"; }",
	"if option arch = 00:07 { filename \"a\"; }",
	ARCH "if option arch = 00:07 or 00:09 { filename \"a\"; }",
	ARCH "if option arch = 00:07 and \"a\" { filename \"a\"; }",
	"if option user-class { filename \"a\"; }",
	"if (option user-class) { filename \"a\"; }",
	"if not option user-class { filename \"a\"; }",
	"if exists user-class option user-class = \"iPXE\" { filename \"a\"; }",
	"if exists user-class = \"a\" { filename \"a\"; }",
	"if known = 1 { filename \"a\"; }",
	"if 1 = 1 { filename \"a\"; }",
	"if encode-int(1, 8) { filename \"a\"; }",
	ARCH "if extract-int(option arch, 16) = 7 { filename \"a\"; }",
	"class \"x\" { match if option user-class; }",
	"class \"x\" { match if exists user-class and known; }",
	"if known { host a { } }",
	"if known { range 10.0.0.1 10.0.0.2; }",
	"if known { filename \"a\"; ",
	"if binary-to-ascii(16, 8, \":\", substring(hardware, 1, 6)) = \"0:50:56\" { filename \"a\"; }",
	"if suffix(lcase(option host-name), 3) = \".a\" { filename \"a\"; }",
	"if pick-first-value(option user-class, \"x\") = \"x\" { filename \"a\"; }",
	"on commit { set x = option host-name; log(info, concat(\"a\", option host-name)); }",
	"on commit or expiry { unset x; }",
	"log(info, \"a\");",
	"switch (option user-class) { case \"iPXE\": filename \"a\"; break; default: filename \"b\"; }",
	"set x = \"a\";",
	"append domain-name-servers 10.0.0.1; prepend domain-name \"a\"; default routers 10.0.0.1;",
	"supersede domain-name \"a\";",
	"key k { algorithm hmac-md5; secret \"aGVsbG8=\"; };",
	"key k { algorithm hmac-md5; secret aGVsbG8=; }",
	"key k { algorithm hmac-md5; secret aGVsbG8=; } zone a.example. { primary 10.0.0.1; key k; }",
	"zone a.example. { primary 10.0.0.1; }",
	"failover peer \"p\" { primary; address 10.0.0.1; port 647; peer address 10.0.0.2;\n"
	" peer port 647; max-response-delay 60; max-unacked-updates 10; mclt 3600; split 128;\n"
	" load balance max seconds 3; }\n" SUBNET
	" { pool { failover peer \"p\"; range 10.0.0.9; } }",
	"server-identifier 10.0.0.1;",
	"omapi-port 7911;",
	"option wpad code 252 = text;\noption wpad \"http://a/\\n\\000\";",
	"option host-name \"a",
	"option host-name \"a;\noption domain-name \"b\";\n",
	"option host-name \"a\nb\";",
	"\xe3\x80\x80option host-name \"a\";",
	"option host-name \"\xe3\x80\x80\";",
	"# \xe3\x80\x80\n",
	"host\xe3\x80\x80"
	"a { }",
	"<x>\n",
	"foo;",
	"foo",
	"}",
	"option domain-name \"a\" option host-name \"b\";",
	"min-lease-time 10; ping-check true; ping-timeout 1; update-static-leases on;",
	"lease-file-name \"/tmp/x\";",
	"always-broadcast on; dont-use-fsync true;",
	"adaptive-lease-time-threshold 50;",
	"%version 1;",
	"allow members of \"a\";",
	"option \"routers\" 10.0.0.1;",
	"option;",
	"option domain-name-servers ns1.example.org, ns2.example.org;",
	"option broadcast-address 10.0.0.255;",
	"option netbios-node-type 8;",
	"option tftp-server-name \"10.0.0.1\"; option bootfile-name \"x\";",
	"option root-path \"nfs:10.0.0.1:/x\"; option loader-pathprefix \"x/\";",
	"option fqdn.no-client-update on; option agent.circuit-id \"x\";",
	"option dhcp-parameter-request-list 1, 3, 6;",
	"OPTION ROUTERS 10.0.0.1; Host A { HARDWARE ETHERNET 00:50:56:96:11:C2; }",
};

static bool reader_accepts(const char *text)
{
	struct arena *arena = arena_new();
	struct source_files *files = source_files_new(arena, NULL);
	struct diagnostics diagnostics;
	struct dhcpd dhcpd;
	bool accepted;

	diag_init(&diagnostics, arena);
	dhcpd_read(arena, NULL, source_files_add(files, "dhcpd.conf", text, strlen(text)),
		   &diagnostics, &dhcpd);
	accepted = !diagnostics.errors;
	arena_free(arena);
	return accepted;
}

/* Of these the reader is right to say otherwise: dhcpd passes over them, or not, on its own ground. */
static bool is_excused(const char *text)
{
	/* The file is on another host, which is no error of this one. */
	return strstr(text, "/nowhere/at/all");
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

START_TEST(the_reader_refuses_what_dhcpd_refuses)
{
	char path[] = "/tmp/dhcpd-XXXXXX", output[4096];
	const char *const argv[] = { "dhcpd", "-t", "-4", "-cf", path, NULL };
	unsigned wrong = 0;

	ck_assert_int_ge(close(mkstemp(path)), 0);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		bool server, reader = reader_accepts(texts[i]);

		write_file(path, texts[i]);
		server = !command_run(argv, output, sizeof output);
		if (server == reader || is_excused(texts[i]))
			continue;
		fprintf(stderr, "dhcpd %s, the reader %s: %s\n",
			server ? "takes" : "refuses", reader ? "takes" : "refuses",
			texts[i]);
		wrong++;
	}
	unlink(path);
	ck_assert_uint_eq(wrong, 0);
}
END_TEST

START_TEST(shipped_examples_are_right)
{
	static const char *const files[] = {
		"/usr/share/doc/isc-dhcp-server/examples/dhcpd.conf.example",
		"/usr/share/doc/dhcp-server/dhcpd.conf.example",
		"/etc/dhcp/dhcpd.conf",
	};

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		size_t length;
		char *bytes;

		if (file_read(files[i], 1 << 20, &bytes, &length) < 0)
			continue;
		ck_assert_msg(reader_accepts(bytes), "%s", files[i]);
		free(bytes);
	}
}
END_TEST

SUITE_WHERE(command_is_installed("dhcpd"), "core/sources/dhcpd_server",
	    the_reader_refuses_what_dhcpd_refuses, shipped_examples_are_right);
