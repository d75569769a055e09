/*
 * The reader and dnsmasq agree about what is a right file: `dnsmasq --test` is asked about each.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/file.h"
#include "core/sources/dnsmasq.h"
#include "core/sources/files.h"
#include "tests/support/command.h"
#include "tests/support/suite.h"

#define MAC "00:50:56:96:11:c2"

static const char *const texts[] = {
	"",
	"# a comment\n",
	"no-resolv # x",
	"no-resolv=",
	"no-resolv\xe3\x80\x80",
	"noresolv",
	"port=0",
	"port=abc",
	"port",
	"domain=a.example",
	"domain",
	"domain=a.example,172.16.0.0/24,local",
	"expand-hosts=1",
	"local=/a.example/",
	"server=/a.example/172.16.0.1",
	"server=172.16.0.1#5353",
	"dhcp-host=" MAC ",172.16.0.21,m1,12h",
	"dhcp-host=" MAC ",172.16.0.300",
	"dhcp-host=" MAC ",m1,m2",
	"dhcp-host=zz:00,1.2.3.4",
	"dhcp-host=" MAC ",set:a,tag:b,[fd00::21],infinite",
	"dhcp-host=" MAC ",ignore",
	"dhcp-host=id:m1,m1",
	"dhcp-host=id:*,m1",
	"dhcp-host=00:50:56:*:*:*,ignore",
	"dhcp-host=" MAC ",172.16.0.21\ndhcp-host=00:50:56:96:11:c3,172.16.0.21",
	"dhcp-host=" MAC ",172.16.0.21\ndhcp-host=" MAC ",172.16.0.22",
	"dhcp-host",
	"dhcp-host=000:50:56:96:11:c2,172.16.0.21",
	"dhcp-host=00:50:56:96:111:c2,172.16.0.21",
	"dhcp-host=00::56:96:11:c2,172.16.0.21",
	"dhcp-host=" MAC ",m_1.a.b",
	"dhcp-host=" MAC ",m1!",
	"dhcp-host=" MAC ",-m1",
	"dhcp-host=" MAC ",m 1",
	"dhcp-host=" MAC ",m1\xe3\x80\x80",
	"dhcp-host=" MAC ",172.16.0.21 m1",
	"dhcp-range=172.16.0.50,172.16.0.60",
	"dhcp-range=172.16.0.50,172.16.0.60,255.255.0.255",
	"dhcp-range=172.16.0.50,172.16.0.60,172.16.0.1,12h",
	"dhcp-range=172.16.0.50,172.16.0.60,,12h",
	"dhcp-range=172.16.0.50,172.16.0.60,255.255.255.0,",
	"dhcp-range=172.16.0.50,255.255.255.0,12h",
	"dhcp-range=172.16.0.50,172.16.0.60,12h",
	"dhcp-range=172.16.0.50,172.16.0.60,255.255.255.0,172.16.0.255,12h",
	"dhcp-range=172.16.0.50,172.16.1.60,255.255.255.0,1h",
	"dhcp-range=172.16.0.60,172.16.0.50",
	"dhcp-range=172.16.0.0,static",
	"dhcp-range=172.16.0.0,static,255.255.255.0",
	"dhcp-range=172.16.0.0,proxy",
	"dhcp-range=172.16.0.50",
	"dhcp-range=set:a,172.16.0.50,172.16.0.60",
	"dhcp-range=tag:a,set:b,172.16.0.50,172.16.0.60",
	"dhcp-range=lan,172.16.0.50,172.16.0.60",
	"dhcp-range=172.16.0.50,172.16.0.60,when",
	"dhcp-range=fd00::100,fd00::1ff,64,1h",
	"dhcp-range=fd00::,ra-only",
	"dhcp-range=::1,::400,constructor:eth0",
	"dhcp-option=3,172.16.0.1",
	"dhcp-option=option:router,172.16.0.1",
	"dhcp-option=option:router",
	"dhcp-option=option:nope,1",
	"dhcp-option=option:router,x",
	"dhcp-option=tag:a,option:dns-server,172.16.0.1,172.16.0.2",
	"dhcp-option=42,0.0.0.0",
	"dhcp-option=nope,1",
	"dhcp-option=optin:router,172.16.0.1",
	"dhcp-option=x:y,3,172.16.0.1",
	"dhcp-option=,172.16.0.1",
	"dhcp-option=vendor:PXEClient,6,2b",
	"dhcp-option=encap:175,190,x",
	"dhcp-option=option6:dns-server,[fd00::1]",
	"dhcp-option=option:mtu,9000",
	"dhcp-option=119,a.example,b.example",
	"dhcp-option=252,\"a,b\"",
	"dhcp-boot=pxelinux.0",
	"dhcp-boot=tag:a,pxelinux.0,bastion,172.16.0.1",
	"dhcp-boot=tag:a",
	"dhcp-boot",
	"dhcp-match=set:a,option:client-arch,7",
	"dhcp-match=a,93,7",
	"dhcp-match=set:a,option:nope",
	"dhcp-match=set:a,175",
	"dhcp-match=set:a,",
	"dhcp-userclass=set:a,iPXE",
	"dhcp-vendorclass=set:a,PXEClient:Arch:00007",
	"dhcp-mac=set:a,00:50:56:*:*:*",
	"tag-if=set:a,tag:b,tag:!c",
	"pxe-service=x86PC,\"a\",b",
	"pxe-service=x86PC,\"a\"",
	"pxe-service=tag:a,X86-64_EFI,\"a, b\",b,172.16.0.1",
	"pxe-service=zzz,\"a\",b",
	"pxe-prompt=\"x\",10",
	"enable-tftp",
	"enable-tftp=eth0",
	"tftp-root=/srv",
	"address=/apps.example/172.16.0.1",
	"address=/apps.example/x.example/172.16.0.1",
	"address=/apps.example/",
	"address=/apps.example/#",
	"address=/apps.example/1.2.3",
	"address=172.16.0.1",
	"host-record=a.example,172.16.0.1",
	"host-record=a.example,b,172.16.0.1,fd00::1,300",
	"host-record=a.example",
	"host-record=a.example,b.example",
	"host-record=a.example,172.16.0.1 3",
	"host-record=,172.16.0.1",
	"ptr-record=1.0.16.172.in-addr.arpa,a.example",
	"ptr-record=1.0.16.172.in-addr.arpa,\"a.example\"",
	"cname=a.example,b.example",
	"cname=a.example,b.example,c.example,60",
	"cname=a.example",
	"txt-record=a.example,\"x, y\"",
	"listen-address=127.0.0.1,172.16.0.1",
	"listen-address=a",
	"interface=eth0",
	"bind-interfaces",
	"bind-interfaces\ninterface=eth0\n\n \t\nlog-dhcp",
	"dhcp-leasefile=/tmp/x",
	"dhcp-authoritative",
	"  dhcp-authoritative   # x",
	"dhcp-option=3,172.16.0.1 # x",
	"dhcp-option = option:router , 172.16.0.1",
	"dhcp-lease-max=150",
	"foo=bar",
	"=x",
};

static bool reader_accepts(const char *text)
{
	struct arena *arena = arena_new();
	struct source_files *files = source_files_new(arena, NULL);
	struct diagnostics diagnostics;
	struct dnsmasq dnsmasq;
	bool accepted;

	diag_init(&diagnostics, arena);
	dnsmasq_read(arena, NULL,
		     source_files_add(files, "dnsmasq.conf", text, strlen(text)),
		     &diagnostics, &dnsmasq);
	accepted = !diagnostics.errors;
	arena_free(arena);
	return accepted;
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

START_TEST(the_reader_refuses_what_dnsmasq_refuses)
{
	char path[] = "/tmp/dnsmasq-XXXXXX", output[4096];
	const char *const argv[] = { "dnsmasq", "--test", "-C", path, NULL };
	unsigned wrong = 0;

	ck_assert_int_ge(close(mkstemp(path)), 0);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		bool server, reader = reader_accepts(texts[i]);

		write_file(path, texts[i]);
		server = !command_run(argv, output, sizeof output);
		if (server == reader)
			continue;
		fprintf(stderr, "dnsmasq %s, the reader %s: %s\n%s",
			server ? "takes" : "refuses", reader ? "takes" : "refuses",
			texts[i], output);
		wrong++;
	}
	unlink(path);
	ck_assert_uint_eq(wrong, 0);
}
END_TEST

/* Each line of the example is in a comment: with the hash taken away it is read too. */
START_TEST(shipped_examples_are_right)
{
	static const char *const names[] = {
		"/usr/share/doc/dnsmasq-base/examples/dnsmasq.conf.example",
		"/usr/share/doc/dnsmasq/dnsmasq.conf.example",
		"/etc/dnsmasq.conf",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t length;
		char *bytes;

		if (file_read(names[i], 1 << 20, &bytes, &length) < 0)
			continue;
		ck_assert_msg(reader_accepts(bytes), "%s", names[i]);
		for (char *p = bytes; (p = strstr(p, "\n#")); p++) {
			char line[256];

			if (p[2] < 'a' || p[2] > 'z' ||
			    strcspn(p + 2, " \n") != strcspn(p + 2, "\n"))
				continue;
			snprintf(line, sizeof line, "%.*s", (int)strcspn(p + 2, "\n"),
				 p + 2);
			/* "listen-address=" waits for an address. */
			ck_assert_msg(line[strlen(line) - 1] == '=' ||
					      reader_accepts(line),
				      "%s", line);
		}
		free(bytes);
	}
}
END_TEST

SUITE_WHERE(command_is_installed("dnsmasq"), "core/sources/dnsmasq_server",
	    the_reader_refuses_what_dnsmasq_refuses, shipped_examples_are_right);
