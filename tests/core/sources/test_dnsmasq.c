#include <limits.h>
#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/dnsmasq_ask.h"
#include "core/sources/files.h"
#include "tests/support/suite.h"

static struct arena *arena;
static struct source_files *files;
static struct diagnostics diagnostics;
static struct dnsmasq dnsmasq;

static const struct dhcp_client bios = { .arch = 0,
					 .vendor_class =
						 "PXEClient:Arch:00000:UNDI:002001" };
static const struct dhcp_client uefi = { .arch = 7,
					 .vendor_class =
						 "PXEClient:Arch:00007:UNDI:003016" };
static const struct dhcp_client ipxe = { .arch = 7,
					 .vendor_class =
						 "PXEClient:Arch:00007:UNDI:003010",
					 .user_class = "iPXE",
					 .ipxe = true };

static void begin(void)
{
	arena = arena_new();
	files = source_files_new(arena, NULL);
	diag_init(&diagnostics, arena);
}

static void read_text(const char *text)
{
	begin();
	dnsmasq_read(arena, files,
		     source_files_add(files, "dnsmasq.conf", text, strlen(text)),
		     &diagnostics, &dnsmasq);
}

static void finish(void)
{
	arena_free(arena);
}

static void assert_place(struct where where, unsigned line, unsigned column)
{
	ck_assert_str_eq(where.file, "dnsmasq.conf");
	ck_assert_uint_eq(where.line, line);
	ck_assert_uint_eq(where.column, column);
}

static void assert_said(size_t i, unsigned line, unsigned column, const char *part)
{
	ck_assert_uint_lt(i, diagnostics.count);
	ck_assert_msg(strstr(diagnostics.items[i].message, part), "%s",
		      diagnostics.items[i].message);
	assert_place(diagnostics.items[i].where, line, column);
}

START_TEST(a_host_has_its_parts)
{
	const struct dnsmasq_host *host;

	read_text(
		"# dhcp-host=1\n"
		" dhcp-host = 0:50:56:96:11:C2 , set:red, 172.16.0.21,m1,[fd00::21],12h # m1\n"
		"dhcp-host=id:01:02,m2,infinite\n"
		"dhcp-host=00:50:56:*:*:*,ignore\n"
		"dhcp-host=06-00:20:e0:3b:13:af,11:22:33:44:55:66,\"m3\"\n");
	ck_assert_uint_eq(diagnostics.count, 0);
	ck_assert_uint_eq(dnsmasq.host_count, 4);
	host = &dnsmasq.hosts[0];
	ck_assert_str_eq(host->macs[0], "00:50:56:96:11:c2");
	assert_place(host->mac_where, 2, 14);
	ck_assert_str_eq(host->name, "m1");
	assert_place(host->name_where, 2, 54);
	ck_assert_uint_eq(host->address_count, 2);
	ck_assert_str_eq(host->addresses[0].text, "172.16.0.21");
	assert_place(host->addresses[0].where, 2, 42);
	ck_assert_str_eq(host->addresses[1].text, "fd00::21");
	ck_assert_str_eq(host->sets.items[0], "red");
	ck_assert_uint_eq(host->lease, 12 * 3600);
	ck_assert(dnsmasq.hosts[1].wild);
	ck_assert_uint_eq(dnsmasq.hosts[1].lease, ULONG_MAX);
	ck_assert(dnsmasq.hosts[2].ignored && dnsmasq.hosts[2].wild);
	ck_assert_uint_eq(dnsmasq.hosts[3].mac_count, 2);
	ck_assert_str_eq(dnsmasq.hosts[3].macs[0], "00:20:e0:3b:13:af");
	ck_assert_str_eq(dnsmasq.hosts[3].name, "m3");
	finish();
}
END_TEST

START_TEST(ranges_and_options_are_read)
{
	bool unsure;
	const struct dnsmasq_view *view;
	struct addr addr;

	read_text("dhcp-range=set:lan,172.16.0.200,172.16.0.220,255.255.255.128,12h\n"
		  "dhcp-range=172.17.0.0,static,255.255.0.0\n"
		  "dhcp-range=172.18.0.0,proxy\n"
		  "dhcp-range=fd00::100,fd00::1ff,64,1h\n"
		  "dhcp-option=option:router,172.16.0.1\n"
		  "dhcp-option=tag:lan,3,172.16.0.2\n"
		  "dhcp-option=tag:nobody,3,172.16.0.3\n"
		  "dhcp-option=vendor:PXEClient,6,2b\n"
		  "dhcp-option=option:ntp-server\n"
		  "dhcp-option=option6:dns-server,[fd00::2]\n");
	ck_assert_uint_eq(diagnostics.count, 0);
	ck_assert_uint_eq(dnsmasq.range_count, 4);
	ck_assert_uint_eq(dnsmasq.ranges[0].prefix, 25);
	ck_assert_uint_eq(dnsmasq.ranges[0].lease, 12 * 3600);
	assert_place(dnsmasq.ranges[0].where, 1, 20);
	ck_assert(dnsmasq.ranges[1].fixed_only);
	ck_assert_uint_eq(dnsmasq.ranges[1].prefix, 16);
	ck_assert(dnsmasq.ranges[2].proxy);
	ck_assert_uint_eq(dnsmasq.ranges[3].prefix, 64);
	ck_assert_int_eq(addr_parse("172.17.99.9", &addr), 0);
	ck_assert_ptr_eq(dnsmasq_range_at(&dnsmasq, &addr), &dnsmasq.ranges[1]);
	ck_assert_uint_eq(dnsmasq.option_count, 5);
	view = dnsmasq_view_new(arena, &dnsmasq, &uefi);
	ck_assert_str_eq(dnsmasq_ask_option(view, 3, &unsure)->values[0].text,
			 "172.16.0.1");
	/* Which range a client is in is not known here, nor whether "nobody" is an interface. */
	ck_assert(unsure);
	ck_assert_uint_eq(dnsmasq_ask_option(view, 42, &unsure)->count, 0);
	ck_assert(!unsure);
	finish();
}
END_TEST

static const char *boot_of(const struct dhcp_client *client)
{
	bool unsure;
	const struct dnsmasq_boot *boot =
		dnsmasq_ask_boot(dnsmasq_view_new(arena, &dnsmasq, client), &unsure);

	return unsure ? "unsure" : boot ? boot->file : "nothing";
}

START_TEST(tags_decide_what_is_booted)
{
	read_text("dhcp-match=set:efi,option:client-arch,7\n"
		  "dhcp-match=set:efi,93,9\n"
		  "dhcp-userclass=set:ipxe,iPXE\n"
		  "tag-if=set:first,tag:efi,tag:!ipxe\n"
		  "dhcp-boot=undionly.kpxe\n"
		  "dhcp-boot=tag:first,efi/ipxe.efi,bastion,172.16.0.101\n"
		  "dhcp-boot=tag:ipxe,http://172.16.0.101/boot.ipxe\n");
	ck_assert_uint_eq(diagnostics.count, 0);
	ck_assert_str_eq(boot_of(&bios), "undionly.kpxe");
	ck_assert_str_eq(boot_of(&uefi), "efi/ipxe.efi");
	ck_assert_str_eq(boot_of(&ipxe), "http://172.16.0.101/boot.ipxe");
	ck_assert_str_eq(dnsmasq.boots[1].server, "172.16.0.101");
	assert_place(dnsmasq.boots[1].server_where, 6, 42);
	assert_place(dnsmasq.boots[1].file_where, 6, 21);
	finish();
	read_text("dhcp-match=set:ipxe,175\n"
		  "dhcp-vendorclass=set:bios,PXEClient:Arch:00000\n"
		  "dhcp-boot=tag:!ipxe,tag:bios,undionly.kpxe\n"
		  "dhcp-boot=tag:ipxe,menu.ipxe\n"
		  "pxe-service=tag:!ipxe,x86-64_EFI,\"install, now\",ipxe.efi\n");
	ck_assert_uint_eq(diagnostics.count, 0);
	ck_assert_str_eq(boot_of(&bios), "undionly.kpxe");
	ck_assert_str_eq(boot_of(&uefi), "ipxe.efi");
	ck_assert_str_eq(boot_of(&ipxe), "menu.ipxe");
	finish();
	read_text("dhcp-boot=tag:eth1,a\n");
	ck_assert_str_eq(boot_of(&bios), "unsure");
	finish();
}
END_TEST

START_TEST(records_are_read)
{
	static const struct {
		enum dnsmasq_record_kind kind;
		const char *name, *target, *address;
	} expected[] = {
		{DNSMASQ_DOMAIN,	  "apps.ocp45.example",	NULL,		      "172.16.0.111"},
		{ DNSMASQ_DOMAIN,  "bad.example",		 NULL,	       NULL	    },
		{ DNSMASQ_ADDRESS, "api.ocp45.example",	NULL,		      "172.16.0.111"},
		{ DNSMASQ_ADDRESS, "api",			  NULL,		"172.16.0.111"},
		{ DNSMASQ_POINTER, "21.0.16.172.in-addr.arpa", "m1.ocp45.example", NULL		},
		{ DNSMASQ_ALIAS,	 "a.example",		      "c.example",	   NULL		},
		{ DNSMASQ_ALIAS,	 "b.example",		      "c.example",	   NULL		},
	};

	read_text(
		"address=/.Apps.ocp45.example/172.16.0.111\n"
		"address=/bad.example/\n"
		"host-record=api.ocp45.example,api,172.16.0.111,300\n"
		"ptr-record=21.0.16.172.in-addr.arpa,\"m1.ocp45.example\"\n"
		"cname=a.example,b.example,c.example,60\n"
		"local=/example/\ndomain=ocp45.example\nexpand-hosts\nport=0\n"
		"enable-tftp\ntftp-root=/srv/tftp\nlisten-address=127.0.0.1,172.16.0.102\n");
	ck_assert_uint_eq(diagnostics.count, 0);
	ck_assert_uint_eq(dnsmasq.record_count, sizeof expected / sizeof *expected);
	for (size_t i = 0; i < dnsmasq.record_count; i++) {
		const struct dnsmasq_record *record = &dnsmasq.records[i];
		char text[ADDR_STRLEN];

		ck_assert_int_eq(record->kind, expected[i].kind);
		ck_assert_str_eq(record->name, expected[i].name);
		ck_assert_int_eq(!record->target, !expected[i].target);
		if (record->target)
			ck_assert_str_eq(record->target, expected[i].target);
		if (expected[i].address)
			ck_assert_str_eq(addr_str(&record->addr, text),
					 expected[i].address);
		else
			ck_assert_int_eq(record->addr.family, 0);
	}
	ck_assert(dnsmasq.records[2].reverse && !dnsmasq.records[3].reverse);
	assert_place(dnsmasq.records[2].where, 3, 13);
	ck_assert_str_eq(dnsmasq.local_domains[0], "example");
	ck_assert_str_eq(dnsmasq.domain, "ocp45.example");
	ck_assert(dnsmasq.expand_hosts && !dnsmasq.serves_dns && dnsmasq.tftp);
	ck_assert_str_eq(dnsmasq.tftp_root, "/srv/tftp");
	ck_assert_uint_eq(dnsmasq.listen.count, 2);
	finish();
}
END_TEST

START_TEST(mistakes_have_their_place)
{
	read_text("dhcp-hsot=a\n"
		  "expand-hosts=1\n"
		  "domain\n"
		  "dhcp-host=zz:00,1.2.3.4\n"
		  "dhcp-host=00:50:56:96:11:c2,172.16.0.300\n"
		  "dhcp-range=172.16.0.50\n"
		  "dhcp-range=172.16.0.50,172.16.1.60,255.255.255.0\n"
		  "dhcp-option=option:nope,1\n"
		  "dhcp-option=3,here\n"
		  "address=/x/172.16.0\n"
		  "dhcp-boot=\"x\n"
		  "no-resolv\xe3\x80\x80\n"
		  "dhcp-host=00:50:56:96:11:c2,172.16.0.21\n"
		  "dhcp-host=00:50:56:96:11:c3,172.16.0.21\n");
	assert_said(0, 1, 1, "knows no option 'dhcp-hsot'");
	ck_assert_str_eq(diagnostics.items[0].help, "did you mean 'dhcp-host'?");
	assert_said(1, 2, 14, "takes no value");
	assert_said(2, 3, 1, "wants a value");
	assert_said(3, 4, 11, "'zz:00' is no hardware address");
	assert_said(4, 5, 29, "takes it for the host's name");
	ck_assert(diagnostics.items[4].warning);
	assert_said(5, 6, 12, "one address");
	assert_said(6, 7, 36, "beyond its own network");
	assert_said(7, 8, 13, "no DHCP option 'option:nope'");
	assert_said(8, 9, 15, "'here' is no address");
	assert_said(9, 10, 9, "is no address");
	assert_said(10, 11, 1, "not closed");
	assert_said(11, 12, 1, "is not ASCII");
	assert_said(12, 14, 29, "another dhcp-host already, in dnsmasq.conf:13");
	ck_assert_uint_eq(diagnostics.count, 13);
	finish();
}
END_TEST

START_TEST(other_files_are_followed)
{
	static const char main_file[] =
		"conf-file=/a/more.conf\ndhcp-hostsfile=/a/hosts\n"
		"addn-hosts=/a/names\nconf-file=/a/none\n";
	static const char more[] = "domain=x.example\n",
			  hosts[] = "# m1\n00:50:56:96:11:c2,m1\n",
			  names[] = "172.16.0.21 m1.example m1 # node\n\n::1 x\n";

	begin();
	source_files_add(files, "/a/more.conf", more, strlen(more));
	source_files_add(files, "/a/hosts", hosts, strlen(hosts));
	source_files_add(files, "/a/names", names, strlen(names));
	dnsmasq_read(
		arena, files,
		source_files_add(files, "dnsmasq.conf", main_file, strlen(main_file)),
		&diagnostics, &dnsmasq);
	ck_assert_uint_eq(diagnostics.count, 1);
	assert_said(0, 4, 11, "cannot read '/a/none'");
	ck_assert(dnsmasq.incomplete);
	ck_assert_str_eq(dnsmasq.domain, "x.example");
	ck_assert_uint_eq(dnsmasq.host_count, 1);
	ck_assert_str_eq(dnsmasq.hosts[0].name_where.file, "/a/hosts");
	ck_assert_uint_eq(dnsmasq.hosts[0].name_where.line, 2);
	ck_assert_uint_eq(dnsmasq.record_count, 3);
	ck_assert_str_eq(dnsmasq.records[0].name, "m1.example");
	ck_assert_uint_eq(dnsmasq.records[0].where.column, 13);
	finish();
	read_text("conf-file=dnsmasq.conf\n");
	ck_assert_uint_eq(diagnostics.errors, 1);
	finish();
}
END_TEST

SUITE("core/sources/dnsmasq", a_host_has_its_parts, ranges_and_options_are_read,
      tags_decide_what_is_booted, records_are_read, mistakes_have_their_place,
      other_files_are_followed);
