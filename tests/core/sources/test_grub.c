#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/files.h"
#include "core/sources/grub.h"
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

static struct grub read_text(const char *name, const char *text)
{
	struct grub grub;

	grub_read(arena, files, source_files_add(files, name, text, strlen(text)),
		  &diagnostics, &grub);
	return grub;
}

static void expect(const char *text, const char *const *expected)
{
	struct grub grub;

	set_up();
	grub = read_text("grub.cfg", text);
	for (size_t i = 0; expected[i]; i++) {
		ck_assert_uint_lt(i, grub.boot.count);
		ck_assert_str_eq(boot_text(arena, &grub.boot.entries[i]), expected[i]);
		ck_assert_ptr_nonnull(expected[i]);
	}
	ck_assert(!grub.boot.count || expected[grub.boot.count - 1]);
	ck_assert_uint_eq(diagnostics.count, 0);
	arena_free(arena);
}

#define EXPECT(text, ...) expect(text, ((const char *const[]){ __VA_ARGS__, NULL }))

START_TEST(entries_boot_what_they_say)
{
	EXPECT("set timeout=10 # seconds\r\n"
	       "menuentry 'Install master' --class red --id m {\r\n"
	       "  linux (http,172.16.0.101:8080)/k a=\"1 2\" \\\r\n"
	       "     b\\ c 'd'\"$\"\r\n"
	       "  initrd (tftp,h)i /j\r\n"
	       "}\r\n"
	       "submenu More {\n menuentry w { linuxefi (pxe)/k; initrdefi (http)/i }\n}\n",
	       "Install master* http://172.16.0.101:8080/k a=1 2 b c d$ | tftp://h/i /j",
	       "w /k | /i");
	/* No menu at all. */
	EXPECT("linux /k a\ninitrd /i\nboot\n", "the script* /k a | /i");
}
END_TEST

START_TEST(variables_are_put_in_where_they_are_sure)
{
	EXPECT("set root='(http,h)'\nset args=\"a b\"\n"
	       "if [ x$x = y ]; then set c=1; else c=2; fi\n"
	       "for i in 1 2; do set d=$i; done\n"
	       "menuentry a { set f=inside\n linux /k $args \"$args\" $c $d $e $f }\n"
	       "menuentry b { linux /k $f ${late} }\nset late=end\n",
	       "a* http://h/k a b a b ${c}? ${d}? ${e}? inside",
	       "b http://h/k ${f}? end");
	EXPECT("set a=1\nset b=2\nexport b\nsubmenu s { menuentry x { linux $a $b } }\n"
	       "menuentry y { linux $a $b }\n",
	       "x ${a}? 2", "y 1 2");
	EXPECT("set a=1\nread a\nsearch --no-floppy --set=b --label x\n"
	       "linux $a $b\n",
	       "the script* ${a}? ${b}?");
}
END_TEST

START_TEST(ways_have_their_kernels)
{
	EXPECT("menuentry m {\n if [ $grub_platform = efi ]; then\n  linuxefi /k efi\n"
	       "  initrdefi /e\n elif true; then linux16 /k pc\n else\n  linux /k\n fi\n"
	       " initrd /i\n}\n",
	       "m* /k efi | /e /i", "m* /k pc | /i", "m* /k | /i");
}
END_TEST

START_TEST(the_default_is_found)
{
	EXPECT("set default=1\nmenuentry a { linux a }\nmenuentry b { linux b }\n", "a a",
	       "b* b");
	EXPECT("set default=bb\nmenuentry a { linux a }\nmenuentry b --id=bb { linux b }\n",
	       "a a", "b* b");
	EXPECT("set default=$saved_entry\nmenuentry a { linux a }\n", "a a");
	/* The first is a menu. */
	EXPECT("submenu s { menuentry a { linux a } }\nmenuentry b { linux b }\n", "a a",
	       "b b");
}
END_TEST

START_TEST(files_are_followed)
{
	static const char common[] =
		"set base=(http,h)\nfunction args { set args=$1; }\n";
	struct grub grub;

	set_up();
	source_files_add(files, "t/efi/common.cfg", common, strlen(common));
	grub = read_text("t/efi/grub.cfg-01-00-50-56-96-11-c2",
			 "source $prefix/common.cfg\nargs x\n. /none.cfg\n"
			 "configfile /${x}.cfg\n"
			 "menuentry a { linux $base/k ip=10.0.0.2::::m1::none $args }\n");
	ck_assert_str_eq(boot_text(arena, &grub.boot.entries[0]),
			 "grub.cfg-01-00-50-56-96-11-c2/a* http://h/k "
			 "ip=10.0.0.2::::m1::none ${args}?");
	ck_assert_str_eq(grub.boot.entries[0].machine.mac, "00:50:56:96:11:c2");
	ck_assert_uint_eq(grub.boot.name_count, 1);
	/* For ever. */
	read_text("loop.cfg",
		  "function f { menuentry x { f }\n f }\nf\nsource loop.cfg\n");
	ck_assert_uint_eq(diagnostics.count, 0);
	arena_free(arena);
}
END_TEST

START_TEST(places_are_those_of_the_file)
{
	struct grub grub;
	const struct boot_entry *entry;

	set_up();
	grub = read_text("grub.cfg",
			 "set a=1 ; menuentry x {\n\tlinux /k \\\n  b'c d' $a\n}");
	entry = &grub.boot.entries[0];
	ck_assert_uint_eq(entry->kernel.where.line, 2);
	ck_assert_uint_eq(entry->kernel.where.column, 8);
	ck_assert_uint_eq(entry->args[0].where.line, 3);
	ck_assert_uint_eq(entry->args[0].where.column, 3);
	ck_assert_uint_eq(entry->args[0].width, 6);
	ck_assert_uint_eq(entry->args[1].where.column, 10);
	arena_free(arena);
}
END_TEST

static void refused(const char *text, unsigned line, unsigned column)
{
	set_up();
	read_text("grub.cfg", text);
	ck_assert_uint_eq(diagnostics.errors, 1);
	ck_assert_uint_eq(diagnostics.items[0].where.line, line);
	ck_assert_uint_eq(diagnostics.items[0].where.column, column);
	arena_free(arena);
}

START_TEST(what_grub_refuses_is_told_once)
{
	refused("menuentry x {\n linux /k\n", 1, 13);
	refused("menuentry x\n{\n linux /k\n}\n", 2, 1);
	refused("set a=1\n}\n", 2, 1);
	refused("if true; then\n set a=1\n", 1, 1);
	refused("if true\n set a=1\nfi\n", 1, 1);
	refused("set a=\"b\nset c=d\n", 1, 7);
	refused("menuentry x { }\n", 1, 13);
	refused("set a=1 && set b=2\n", 1, 9);
	refused("while true; do set a=1\nmenuentry x {\nlinux k\n}\n", 1, 1);
	refused("menuentry x {\n linx /k\n}\n", 2, 2);
}
END_TEST

SUITE("core/sources/grub", entries_boot_what_they_say,
      variables_are_put_in_where_they_are_sure, ways_have_their_kernels,
      the_default_is_found, files_are_followed, places_are_those_of_the_file,
      what_grub_refuses_is_told_once);
