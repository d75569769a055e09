/*
 * The reader beside GRUB's own parser: an error exactly where `grub-script-check` refuses the file,
 * and none in what comes with GRUB.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/file.h"
#include "core/sources/files.h"
#include "core/sources/grub.h"
#include "tests/support/command.h"
#include "tests/support/suite.h"

#define ENTRY "menuentry 'x' {\n linux /k\n initrd /i\n}\n"

static const char *const texts[] = {
	ENTRY,
	"",
	"# nothing\n",
	"set a=1 # a comment\n",
	"set a=b#c\n",
	"menuentry x { linux /k; initrd /i; }\n",
	"menuentry x { linux /k }\n",
	"menuentry x --class a --id=b {\n linux /k\n}\n",
	"menuentry x\n{\n linux /k\n}\n",
	"menuentry x {\n}\n",
	"menuentry x { ; }\n",
	"menuentry x {\n# only this\n}\n",
	"menuentry x {\n linux /k\n",
	"menuentry x {\n linux /k\n}}\n",
	ENTRY "}\n",
	"submenu s {\n" ENTRY ENTRY "}\n",
	"submenu s {\n" ENTRY,
	"{\n linux /k\n}\n",
	"menuentry x { linux /k } boot\n",
	/* quotes, words, lines */
	"set a='b\nc'\n",
	"set a=\"b\nc\"\n",
	"set a='b\n",
	"set a=\"b\n",
	"set a=\"b\\\"c\"\n",
	"set a='b\\'\n",
	"linux /k a \\\n b\n",
	"linux /k a\\\nb\n",
	"linux /k \\\r\n b\r\n",
	"linux /k ${a} $b $1 $? $ ${ $a{\n",
	"linux /k ${a-b}\n",
	"set a=$\"text\"\n",
	"linux /k a;b\n",
	"linux /k a&b\n",
	"linux /k a | b\n",
	"linux /k >b\n",
	"true && false\n",
	"true || false\n",
	"! true\n",
	/* words that open and close */
	"if true; then set a=1; fi\n",
	"if true; then\n set a=1\nelse\n set a=2\nfi\n",
	"if true; then\n set a=1\nelif false; then\n set a=2\nelse\n set a=3\nfi\n",
	"if [ a = b -o -f /c ]; then set a=1; fi\n",
	"if true then set a=1; fi\n",
	"if true; then\nfi\n",
	"if true; then set a=1; else fi\n",
	"if true; then set a=1;\n",
	"if true\n set a=1\nfi\n",
	"if true; then set a=1; done\n",
	"if true; then set a=1; fi b\n",
	"fi\n",
	"then\n",
	"else\n",
	"done\n",
	"for a in 1 2 3; do set b=$a; done\n",
	"for a in 1 2 3\ndo\n set b=$a\ndone\n",
	"for a in; do set b=$a; done\n",
	"for a; do set b=$a; done\n",
	"for a in 1; set b=$a; done\n",
	"while true; do set a=1; done\n",
	"until true; do set a=1; done\n",
	"while true; set a=1; done\n",
	"while true; do done\n",
	"function f { set a=1; }\n",
	"function f\n{\n set a=1\n}\n",
	"function f { }\n",
	"function f set a=1\n",
	"function { set a=1; }\n",
	"function if { set a=1; }\n",
	"echo if then else fi\n",
	"menuentry if { linux /k }\n",
	";\n",
	"set a=1;;set b=2\n",
};

static int read_errors(const char *name, const char *text, size_t length, char first[400])
{
	struct arena *arena = arena_new();
	struct source_files *files = source_files_new(arena, NULL);
	struct diagnostics diagnostics;
	struct grub grub;
	int errors;

	diag_init(&diagnostics, arena);
	grub_read(arena, files, source_files_add(files, name, text, length), &diagnostics,
		  &grub);
	errors = (int)diagnostics.errors;
	snprintf(first, 400, "%s", errors ? diag_first_error(&diagnostics) : "");
	arena_free(arena);
	return errors;
}

/* 0: taken; a script without a command is one, though the checker finds it strange. */
static int ask_grub(const char *path)
{
	const char *const argv[] = { "grub-script-check", path, NULL };
	char output[400];
	int status = command_run(argv, output, sizeof output);

	ck_assert_int_lt(status, 127);
	return strstr(output, "contains no commands") ? 0 : status;
}

START_TEST(refuses_what_grub_refuses)
{
	char path[] = "/tmp/ocp-grub-XXXXXX";
	size_t differ = 0;
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		size_t length = strlen(texts[i]);
		char first[400];
		int ours = read_errors(path, texts[i], length, first), theirs;

		ck_assert_int_eq(ftruncate(fd, 0), 0);
		ck_assert_int_eq(pwrite(fd, texts[i], length, 0), (ssize_t)length);
		theirs = ask_grub(path);
		if (!ours == !theirs)
			continue;
		differ++;
		fprintf(stderr, "GRUB says %d, we say %d (%s):\n%s\n", theirs, ours,
			first, texts[i]);
	}
	close(fd);
	unlink(path);
	ck_assert_uint_eq(differ, 0);
}
END_TEST

START_TEST(examples_of_the_package_have_no_error)
{
	static const char *const paths[] = {
		"/usr/share/doc/grub-common/examples/grub.cfg", "/boot/grub/grub.cfg"
	};
	char first[400];

	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		char *bytes;
		size_t length;
		int errors;

		if (file_read(paths[i], FILE_TEXT_MAX, &bytes, &length) < 0)
			continue;
		errors = read_errors(paths[i], bytes, length, first);
		free(bytes);
		ck_assert_msg(!errors, "%s: %s", paths[i], first);
	}
}
END_TEST

SUITE_WHERE(command_is_installed("grub-script-check"), "core/sources/grub_check",
	    refuses_what_grub_refuses, examples_of_the_package_have_no_error);
