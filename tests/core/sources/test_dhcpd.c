#include <stdio.h>
#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/dhcpd_ask.h"
#include "core/sources/files.h"
#include "tests/support/suite.h"

static struct arena *arena;
static struct source_files *files;
static struct diagnostics diagnostics;
static struct dhcpd dhcpd;

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
static const struct dhcp_client installed = { .arch = -1 };

static void read_text(const char *text)
{
	arena = arena_new();
	files = source_files_new(arena, NULL);
	diag_init(&diagnostics, arena);
	dhcpd_read(arena, files,
		   source_files_add(files, "dhcpd.conf", text, strlen(text)),
		   &diagnostics, &dhcpd);
}

static void finish(void)
{
	arena_free(arena);
}

static void assert_place(struct where where, unsigned line, unsigned column)
{
	ck_assert_str_eq(where.file, "dhcpd.conf");
	ck_assert_uint_eq(where.line, line);
	ck_assert_uint_eq(where.column, column);
}

static void assert_error(size_t i, unsigned line, unsigned column, const char *part)
{
	ck_assert_uint_lt(i, diagnostics.count);
	ck_assert_msg(strstr(diagnostics.items[i].message, part), "%s",
		      diagnostics.items[i].message);
	assert_place(diagnostics.items[i].where, line, column);
}

static const char *ask(const struct dhcp_client *client, const char *name)
{
	struct dhcpd_told told = dhcpd_ask_parameter(
		dhcpd_view_new(arena, &dhcpd, client), NULL, NULL, name);

	if (!told.setting)
		return "nothing";
	return told.unsure ? "unsure" : told.setting->values[0].text;
}

START_TEST(a_host_has_its_mac_address_and_name)
{
	const struct dhcpd_host *host;
	const char *what;
	struct where where;

	read_text("# option host-name \"no\";\n"
		  "subnet 172.16.0.0 netmask 255.255.255.0 {\n"
		  "  host m1 {\n"
		  "    hardware ethernet 0:50:56:96:11:C2;\n"
		  "    fixed-address 172.16.0.21, m1.example;\n"
		  "    option host-name \"m1.ocp45.example.localdomain\";\n"
		  "  }\n"
		  "}\n");
	ck_assert_uint_eq(diagnostics.count, 0);
	ck_assert_uint_eq(dhcpd.count, 1);
	host = &dhcpd.hosts[0];
	ck_assert_str_eq(host->name, "m1");
	assert_place(host->where, 3, 8);
	ck_assert_str_eq(host->mac, "00:50:56:96:11:c2");
	assert_place(host->mac_where, 4, 23);
	ck_assert_uint_eq(host->address_count, 2);
	ck_assert_str_eq(host->addresses[0].text, "172.16.0.21");
	assert_place(host->addresses[0].where, 5, 19);
	assert_place(host->addresses[1].where, 5, 32);
	ck_assert_ptr_eq(dhcpd_host_subnet(&dhcpd, host), &dhcpd.subnets[0]);
	ck_assert_str_eq(dhcpd_host_name(dhcpd_view_new(arena, &dhcpd, &installed), host,
					 &what, &where),
			 "m1.ocp45.example.localdomain");
	ck_assert_str_eq(what, "option host-name");
	assert_place(where, 6, 5);
	finish();
}
END_TEST

static const char *name_of(size_t host)
{
	const char *what;
	struct where where;

	return dhcpd_host_name(dhcpd_view_new(arena, &dhcpd, &installed),
			       &dhcpd.hosts[host], &what, &where);
}

START_TEST(declared_names_count_where_they_are_used)
{
	read_text("host a { hardware ethernet 00:00:00:00:00:01; }\n"
		  "group {\n use-host-decl-names on;\n"
		  " host b.example { hardware ethernet 00:00:00:00:00:02; }\n"
		  " group { use-host-decl-names off; host c { } }\n"
		  "}\n"
		  "host d { }\n");
	ck_assert_uint_eq(dhcpd.count, 4);
	ck_assert_ptr_null(name_of(0));
	ck_assert_str_eq(name_of(1), "b.example");
	ck_assert_ptr_null(name_of(2));
	ck_assert_ptr_null(name_of(3));
	finish();
}
END_TEST

START_TEST(names_are_put_together)
{
	read_text(
		"option host-name = concat(lcase(host-decl-name), \".ocp45.example\");\n"
		"host M1 { hardware ethernet 00:00:00:00:00:01; }\n"
		"host m2 { option host-name = pick(option host-name, host-decl-name); }\n");
	ck_assert_uint_eq(diagnostics.count, 0);
	ck_assert_str_eq(name_of(0), "m1.ocp45.example");
	ck_assert_ptr_null(name_of(1));
	finish();
}
END_TEST

START_TEST(inner_statements_hold)
{
	const struct dhcpd_view *view;
	struct dhcpd_told told;

	read_text("option routers 10.0.0.1;\n"
		  "option domain-name-servers 10.0.0.9;\n"
		  "shared-network lan {\n"
		  " subnet 10.0.0.0 netmask 255.255.255.0 { option routers 10.0.0.2; }\n"
		  "}\n"
		  "group { option routers 10.0.0.3;\n"
		  " host a { fixed-address 10.0.0.21; option routers 10.0.0.4; }\n"
		  " host b { fixed-address 10.0.0.22; }\n"
		  "}\n"
		  "host c { fixed-address 10.0.0.23; }\n"
		  "host d { fixed-address 10.9.0.23; }\n");
	ck_assert_uint_eq(diagnostics.count, 0);
	view = dhcpd_view_new(arena, &dhcpd, &installed);
	for (size_t i = 0; i < 4; i++) {
		static const char *const routers[] = { "10.0.0.4", "10.0.0.3", "10.0.0.2",
						       "10.0.0.1" };
		const struct dhcpd_host *host = &dhcpd.hosts[i];

		told = dhcpd_ask_option(view, dhcpd_host_subnet(&dhcpd, host), host, 3);
		ck_assert_str_eq(told.setting->values[0].text, routers[i]);
		ck_assert(!told.unsure);
		told = dhcpd_ask_option(view, dhcpd_host_subnet(&dhcpd, host), host, 6);
		ck_assert_str_eq(told.setting->values[0].text, "10.0.0.9");
	}
	finish();
}
END_TEST

/* As guides to network boot have it. */
static const char chain[] =
	"option arch code 93 = unsigned integer 16;\n"
	"class \"pxeclients\" {\n"
	"  match if substring (option vendor-class-identifier, 0, 9) = \"PXEClient\";\n"
	"  next-server 10.0.0.101;\n"
	"  if option arch = 00:07 {\n"
	"    if exists user-class and option user-class = \"iPXE\" {\n"
	"      filename \"http://10.0.0.101/boot.ipxe\";\n"
	"    } else {\n"
	"      filename \"efi/ipxe.efi\";\n"
	"    }\n"
	"  } elsif option arch = 00:0b {\n"
	"    filename \"arm.efi\";\n"
	"  } else {\n"
	"    filename \"undionly.kpxe\";\n"
	"  }\n"
	"}\n";

START_TEST(conditions_decide_by_the_client)
{
	struct dhcp_client arm = uefi;

	arm.arch = 11;
	read_text(chain);
	ck_assert_uint_eq(diagnostics.count, 0);
	ck_assert_str_eq(ask(&bios, "filename"), "undionly.kpxe");
	ck_assert_str_eq(ask(&uefi, "filename"), "efi/ipxe.efi");
	ck_assert_str_eq(ask(&ipxe, "filename"), "http://10.0.0.101/boot.ipxe");
	ck_assert_str_eq(ask(&arm, "filename"), "arm.efi");
	ck_assert_str_eq(ask(&installed, "filename"), "nothing");
	ck_assert_str_eq(ask(&bios, "next-server"), "10.0.0.101");
	finish();
}
END_TEST

START_TEST(what_cannot_be_known_is_unsure)
{
	read_text("if option agent.circuit-id = \"x\" { filename \"a\"; }\n"
		  "next-server 10.0.0.1;\n"
		  "if option agent.circuit-id = \"x\" { next-server 10.0.0.2; }\n"
		  "else { next-server 10.0.0.3; }\n");
	ck_assert_str_eq(ask(&uefi, "filename"), "unsure");
	ck_assert_str_eq(ask(&uefi, "next-server"), "unsure");
	finish();
}
END_TEST

START_TEST(expressions_are_evaluated)
{
	static const struct {
		const char *condition;
		bool holds; /* of iPXE on UEFI */
	} table[] = {
		{"option pxe-system-type = 00:07",				    true },
		{ "option pxe-system-type = 7",					false},
		{ "option pxe-system-type = encode-int(7, 16)",			true },
		{ "extract-int(option pxe-system-type, 16) = 7",			 true },
		{ "option user-class = \"iPXE\"",				  true },
		{ "option user-class = \"gPXE\"",				  false},
		{ "option user-class != \"gPXE\"",				   true },
		{ "option user-class ~= \"^iP\"",				  true },
		{ "option user-class ~~ \"ipxe$\"",				    true },
		{ "option user-class ~= \"ipxe\"",				   false},
		{ "exists user-class and not exists vendor-class-identifier",     false},
		{ "exists user-class or exists vendor-class-identifier",		 true },
		{ "substring(option vendor-class-identifier, 15, 5) = \"00007\"", true },
		{ "suffix(option vendor-class-identifier, 4) = \"3010\"",	  true },
		{ "lcase(option user-class) = \"ipxe\"",				 true },
		{ "ucase(option user-class) = \"IPXE\"",				 true },
		{ "concat(\"a\", option user-class, \"b\") = \"aiPXEb\"",	  true },
		{ "pick-first-value(option user-class, \"x\") = \"iPXE\"",	   true },
		{ "(exists user-class)",					  true },
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		char text[256];

		snprintf(text, sizeof text,
			 "if %s { filename \"yes\"; } else { filename \"no\"; }",
			 table[i].condition);
		read_text(text);
		ck_assert_uint_eq(diagnostics.count, 0);
		ck_assert_msg(
			!strcmp(ask(&ipxe, "filename"), table[i].holds ? "yes" : "no"),
			"%s: %s", table[i].condition, ask(&ipxe, "filename"));
		finish();
	}
}
END_TEST

START_TEST(a_subclass_names_its_client)
{
	struct dhcp_client client = uefi;

	read_text("class \"nodes\" { match hardware; filename \"a\"; }\n"
		  "subclass \"nodes\" 1:00:50:56:96:11:c2;\n"
		  "subclass \"nodes\" 1:00:50:56:96:11:c3 { filename \"b\"; }\n");
	ck_assert_uint_eq(diagnostics.count, 0);
	client.mac = "00:50:56:96:11:c2";
	ck_assert_str_eq(ask(&client, "filename"), "a");
	client.mac = "00:50:56:96:11:c3";
	ck_assert_str_eq(ask(&client, "filename"), "b");
	client.mac = "00:50:56:96:11:c4";
	ck_assert_str_eq(ask(&client, "filename"), "nothing");
	finish();
}
END_TEST

START_TEST(networks_have_their_places)
{
	read_text(
		"subnet 172.16.0.0 netmask 255.255.255.128 {\n"
		"  range 172.16.0.50 172.16.0.60;\n"
		"  pool { allow known-clients; range 172.16.0.99 172.16.0.90; }\n"
		"}\n"
		"subnet6 fd00:1::/64 { range6 fd00:1::100 fd00:1::1ff; range6 fd00:1::200/120; }\n");
	ck_assert_uint_eq(diagnostics.count, 0);
	ck_assert_uint_eq(dhcpd.subnet_count, 2);
	ck_assert_uint_eq(dhcpd.subnets[0].prefix, 25);
	assert_place(dhcpd.subnets[0].where, 1, 8);
	ck_assert_uint_eq(dhcpd.subnets[0].width, 34);
	ck_assert_uint_eq(dhcpd.subnets[1].prefix, 64);
	ck_assert_uint_eq(dhcpd.range_count, 4);
	assert_place(dhcpd.ranges[0].where, 2, 9);
	ck_assert_uint_eq(dhcpd.ranges[0].width, 23);
	ck_assert_int_lt(addr_compare(&dhcpd.ranges[1].low, &dhcpd.ranges[1].high), 0);
	ck_assert_int_eq(dhcpd.ranges[1].scope->kind, DHCPD_POOL);
	ck_assert_uint_eq(dhcpd.ranges[3].high.bytes[15], 0xff);
	finish();
}
END_TEST

START_TEST(mistakes_have_their_place_and_are_not_the_end)
{
	read_text("}\n"
		  "if option arch = 00:07 { filename \"a\"; } else { filename \"b\"; }\n"
		  "option routrs 10.0.0.1;\n"
		  "host m1 { hardware ethernet zz:00; option host-name \"open\n; }\n"
		  "option routers 10.0.0.1\n"
		  "option domain-name \"x\";\n"
		  "next-sever 10.0.0.1;\n"
		  "host m2 { fixed-address 10.0.0.2; }\n"
		  "group {\n");
	assert_error(0, 1, 1, "closes nothing");
	assert_error(1, 2, 11, "'arch' is used and declared nowhere");
	ck_assert_ptr_nonnull(strstr(diagnostics.items[1].help,
				     "option arch code 93 = unsigned integer 16;"));
	assert_error(2, 3, 8, "'routrs'");
	ck_assert_str_eq(diagnostics.items[2].help, "did you mean 'routers'?");
	assert_error(3, 4, 29, "'zz:00' is no hardware address");
	assert_error(4, 4, 53, "not closed");
	assert_error(5, 6, 24, "the semicolon behind '10.0.0.1' is missing");
	assert_error(6, 8, 1, "knows no statement 'next-sever'");
	ck_assert_str_eq(diagnostics.items[6].help, "did you mean 'next-server'?");
	assert_error(7, 11, 1, "begins in line 10");
	ck_assert_uint_eq(diagnostics.count, 8);
	ck_assert_uint_eq(dhcpd.count, 2);
	/* What the name of the option stands for is guessed, to say more about the file. */
	ck_assert_str_eq(ask(&uefi, "filename"), "a");
	ck_assert_str_eq(ask(&bios, "filename"), "b");
	finish();
}
END_TEST

START_TEST(wide_spaces_are_named)
{
	read_text(
		"host m1 {\xe3\x80\x80 }\noption host-name \"\xe3\x80\x80\"; # \xe3\x80\x80\n");
	ck_assert_uint_eq(diagnostics.count, 1);
	assert_error(0, 1, 10, "is not ASCII");
	finish();
}
END_TEST

START_TEST(what_is_included_belongs_to_the_file)
{
	static const char outer[] = "include \"/etc/dhcp/inner.conf\";\noption arch 7;\n";
	static const char inner[] =
		"option arch code 93 = unsigned integer 16;\nhost m2 { }\n";

	arena = arena_new();
	files = source_files_new(arena, NULL);
	diag_init(&diagnostics, arena);
	source_files_add(files, "/etc/dhcp/inner.conf", inner, strlen(inner));
	dhcpd_read(arena, files,
		   source_files_add(files, "dhcpd.conf", outer, strlen(outer)),
		   &diagnostics, &dhcpd);
	ck_assert_uint_eq(diagnostics.count, 0);
	ck_assert_uint_eq(dhcpd.count, 1);
	ck_assert_str_eq(dhcpd.hosts[0].where.file, "/etc/dhcp/inner.conf");
	ck_assert(!dhcpd.incomplete);
	finish();
	/* In a file that is not here anything may be declared. */
	read_text("include \"/nowhere/x.conf\";\noption arch 7;\n");
	ck_assert_uint_eq(diagnostics.errors, 0);
	ck_assert_uint_eq(diagnostics.count, 1);
	assert_place(diagnostics.items[0].where, 1, 9);
	ck_assert(dhcpd.incomplete);
	finish();
	read_text("include \"dhcpd.conf\";\n");
	ck_assert_uint_eq(diagnostics.errors, 1);
	finish();
}
END_TEST

START_TEST(depth_is_bounded)
{
	static const char *const pieces[] = { "{", "group {", "if known {",    "host a {",
					      "(", "not ",    "class \"a\" {", "x(" };

	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		size_t length = strlen(pieces[i]);
		char *text = mem_alloc(5000 * length + 4);

		memcpy(text, "if ", 3);
		for (size_t n = 0; n < 5000; n++)
			memcpy(text + 3 + n * length, pieces[i], length);
		text[3 + 5000 * length] = '\0';
		read_text(text);
		ck_assert_uint_gt(diagnostics.errors, 0);
		finish();
		free(text);
	}
}
END_TEST

/* One brace, one fault. */
START_TEST(a_missing_brace_is_said_once)
{
	read_text("host a { hardware ethernet 00:00:00:00:00:01;\n"
		  "host b { hardware ethernet 00:00:00:00:00:02; }\n"
		  "host c { hardware ethernet 00:00:00:00:00:03; }\n");
	ck_assert_uint_eq(diagnostics.count, 1);
	ck_assert_uint_eq(diagnostics.items[0].where.line, 2);
	ck_assert_uint_eq(dhcpd.count, 3);
	finish();
}
END_TEST

SUITE("core/sources/dhcpd", a_missing_brace_is_said_once, names_are_put_together,
      a_host_has_its_mac_address_and_name, declared_names_count_where_they_are_used,
      inner_statements_hold, conditions_decide_by_the_client,
      what_cannot_be_known_is_unsure, expressions_are_evaluated,
      a_subclass_names_its_client, networks_have_their_places,
      mistakes_have_their_place_and_are_not_the_end, wide_spaces_are_named,
      what_is_included_belongs_to_the_file, depth_is_bounded);
