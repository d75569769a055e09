#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/files.h"
#include "core/sources/pxelinux.h"
#include "tests/support/boot_text.h"
#include "tests/support/suite.h"

static struct arena *arena;
static struct source_files *files;
static struct diagnostics diagnostics;

static void set_up(void)
{
	arena = arena_new();
	files = source_files_new(arena, NULL);
	diag_init(&diagnostics, arena);
}

static struct pxelinux read_text(const char *name, const char *text)
{
	struct pxelinux pxelinux;

	pxelinux_read(arena, files, source_files_add(files, name, text, strlen(text)),
		      &diagnostics, &pxelinux);
	return pxelinux;
}

static void expect(const struct pxelinux *pxelinux, size_t index, const char *text)
{
	ck_assert_uint_lt(index, pxelinux->boot.count);
	ck_assert_str_eq(boot_text(arena, &pxelinux->boot.entries[index]), text);
}

START_TEST(labels_boot_what_they_say)
{
	struct pxelinux pxelinux;

	set_up();
	pxelinux = read_text("pxelinux.cfg/default",
			     "# a comment\r\n"
			     "default menu.c32\r\n"
			     "ONTIMEOUT m\r\n"
			     "APPEND quiet\r\n"
			     "label m\r\n"
			     "  menu label Install ^master\r\n"
			     "  kernel http://h/k first\r\n"
			     "  append a=1  initrd=http://h/i,/j # no comment\r\n"
			     "LABEL w\n\tLINUX ::k\n\tINITRD i1,i2\n"
			     "LABEL bare\n KERNEL k\n APPEND -\n"
			     "LABEL local\n LOCALBOOT 0\n"
			     "LABEL memtest\n COM32 x.c32\nLABEL other\n KERNEL y.C32\n");
	ck_assert_uint_eq(pxelinux.boot.count, 3);
	expect(&pxelinux, 0,
	       "m* http://h/k first a=1 initrd=http://h/i,/j # no comment | http://h/i /j");
	ck_assert_str_eq(pxelinux.boot.entries[0].label, "m Install master");
	expect(&pxelinux, 1, "w /k initrd=i1,i2 quiet | i1 i2");
	expect(&pxelinux, 2, "bare k");
	ck_assert_uint_eq(pxelinux.label_count, 6);
	ck_assert_uint_eq(pxelinux.reference_count, 2);
	ck_assert_uint_eq(diagnostics.count, 0);
	arena_free(arena);
}
END_TEST

START_TEST(places_are_those_of_the_file)
{
	struct pxelinux pxelinux;
	const struct boot_entry *entry;

	set_up();
	pxelinux = read_text("default", "label m\n  kernel k\n\tappend a initrd=i,j b\n");
	entry = &pxelinux.boot.entries[0];
	ck_assert_uint_eq(entry->kernel.where.line, 2);
	ck_assert_uint_eq(entry->kernel.where.column, 10);
	ck_assert_uint_eq(entry->args[2].where.column, 22);
	ck_assert_uint_eq(entry->initrds[1].where.line, 3);
	ck_assert_uint_eq(entry->initrds[1].where.column, 20);
	ck_assert_uint_eq(entry->initrds[1].width, 1);
	arena_free(arena);
}
END_TEST

START_TEST(a_file_may_be_for_one_machine)
{
	struct pxelinux pxelinux;
	struct addr addr;

	set_up();
	pxelinux =
		read_text("pxelinux.cfg/01-00-50-56-96-11-c2",
			  "label linux\nkernel k\nappend ip=::::m1.example:ens3:dhcp\n");
	expect(&pxelinux, 0, "01-00-50-56-96-11-c2/linux* k ip=::::m1.example:ens3:dhcp");
	ck_assert_str_eq(pxelinux.boot.entries[0].machine.mac, "00:50:56:96:11:c2");
	ck_assert_uint_eq(pxelinux.boot.name_count, 1);
	ck_assert_str_eq(pxelinux.boot.names[0].host_name, "m1.example");
	ck_assert_str_eq(pxelinux.boot.names[0].mac, "00:50:56:96:11:c2");
	pxelinux = read_text("AC10000B", "label linux\nkernel k\n");
	ck_assert_int_eq(addr_parse("172.16.0.11", &addr), 0);
	ck_assert(addr_equal(&pxelinux.boot.entries[0].machine.addr, &addr));
	/* Of many machines, or of none. */
	pxelinux = read_text("AC1000", "label linux\nkernel k\n");
	ck_assert_int_eq(pxelinux.boot.entries[0].machine.addr.family, 0);
	pxelinux = read_text("01-00-50-56-96-11-C2", "label linux\nkernel k\n");
	ck_assert_ptr_null(pxelinux.boot.entries[0].machine.mac);
	arena_free(arena);
}
END_TEST

START_TEST(files_are_included)
{
	static const char common[] = "APPEND x\n";
	struct pxelinux pxelinux;

	set_up();
	source_files_add(files, "t/common.cfg", common, strlen(common));
	pxelinux = read_text("t/pxelinux.cfg/default",
			     "INCLUDE common.cfg\nlabel a\nkernel k\n"
			     "menu include ../none.cfg None\n");
	expect(&pxelinux, 0, "a* k x");
	ck_assert(pxelinux.partial);
	/* For ever. */
	read_text("t/pxelinux.cfg/loop", "include pxelinux.cfg/loop\n");
	ck_assert_uint_ge(diagnostics.errors, 1);
	arena_free(arena);
}
END_TEST

START_TEST(what_is_passed_over_is_told)
{
	set_up();
	read_text("default",
		  "label a\n kernel k\n  apend x\n append a\n append b\n"
		  "INITRD\nlabel\n text help\n apend in a help text\n endtext\n"
		  "sysappend 2\nsome words\n");
	ck_assert_uint_eq(diagnostics.count, 4);
	ck_assert_uint_eq(diagnostics.items[0].where.line, 3);
	ck_assert_uint_eq(diagnostics.items[0].where.column, 3);
	ck_assert_str_eq(diagnostics.items[0].help, "did you mean 'append'?");
	ck_assert_uint_eq(diagnostics.items[1].where.line, 4);
	ck_assert_uint_eq(diagnostics.items[2].where.line, 6);
	ck_assert_uint_eq(diagnostics.items[3].where.line, 7);
	arena_free(arena);
}
END_TEST

START_TEST(sysappend_tells_an_address)
{
	struct pxelinux pxelinux;

	set_up();
	pxelinux = read_text("default", "IPAPPEND 2\nlabel a\nkernel k\nlabel b\n"
					"sysappend 0x3\nkernel k\n");
	expect(&pxelinux, 0, "a k");
	expect(&pxelinux, 1, "b k ip=?");
	ck_assert(pxelinux.boot.entries[1].args_known);
	arena_free(arena);
}
END_TEST

SUITE("core/sources/pxelinux", labels_boot_what_they_say, places_are_those_of_the_file,
      a_file_may_be_for_one_machine, files_are_included, what_is_passed_over_is_told,
      sysappend_tells_an_address);
