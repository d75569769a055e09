#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/options.h"
#include "tests/support/suite.h"

static const char *const formats[] = { "json", "junit", "text", NULL };
static const char *const checks[] = { "dns.forward", "dns.reverse", "lb.port", NULL };

static struct arena *arena;
static struct options options;
static char *said;

/* Words separated by blanks. */
static int parse(const char *line)
{
	char *argv[16] = { NULL };
	size_t length = 0;
	int argc = 0;
	FILE *err;
	char *text, *next;
	int r;

	free(said);
	arena = arena_free(arena);
	arena = arena_new();
	text = arena_strdup(arena, line);
	for (next = text; *next; next += strspn(next, " ")) {
		size_t word = strcspn(next, " ");

		argv[argc++] = arena_strndup(arena, next, word);
		next += word;
	}
	err = open_memstream(&said, &length);
	ck_assert_ptr_nonnull(err);
	r = options_parse(arena, argc, argv, formats, checks, err, &options);
	ck_assert_int_eq(fclose(err), 0);
	return r;
}

static void accepted(const char *line)
{
	ck_assert_msg(parse(line) == 0, "%s: %s", line, said);
	ck_assert_str_eq(said, "");
}

static void refused(const char *line, const char *message, const char *help)
{
	ck_assert_msg(parse(line) == -EINVAL, "%s is accepted", line);
	ck_assert_msg(strstr(said, message) != NULL, "%s: no '%s' in: %s", line, message,
		      said);
	if (help)
		ck_assert_msg(strstr(said, help) != NULL, "%s: no '%s' in: %s", line,
			      help, said);
	ck_assert_ptr_nonnull(strstr(said, "--help"));
}

static void finish(void)
{
	free(said);
	said = NULL;
	arena = arena_free(arena);
}

START_TEST(defaults)
{
	accepted("ocp-preflight");
	ck_assert_int_eq(options.command, COMMAND_RUN);
	ck_assert_ptr_null(options.config);
	ck_assert_int_eq(options.phase, PHASE_PREBOOT);
	ck_assert_double_eq(options.timeout, 2);
	ck_assert_double_eq(options.deadline, 120);
	ck_assert_uint_eq(options.format_count, 1);
	ck_assert_str_eq(options.formats[0].format, "text");
	ck_assert_ptr_null(options.formats[0].file);
	ck_assert_int_eq(options.color, COLOR_AUTO);
	finish();
}
END_TEST

START_TEST(every_option_both_ways)
{
	accepted(
		"p run --config=c.yaml --phase=ready --only=dns.* --skip=lb.port --as=lb1 "
		"--timeout=0.5 --deadline=30 --format=json=r.json --format=junit=- --strict "
		"-qv --color=never");
	ck_assert_str_eq(options.config, "c.yaml");
	ck_assert_int_eq(options.phase, PHASE_READY);
	ck_assert_str_eq(options.only, "dns.*");
	ck_assert_str_eq(options.skip, "lb.port");
	ck_assert_str_eq(options.as, "lb1");
	ck_assert_double_eq(options.timeout, 0.5);
	ck_assert_double_eq(options.deadline, 30);
	ck_assert_uint_eq(options.format_count, 2);
	ck_assert_str_eq(options.formats[0].format, "json");
	ck_assert_str_eq(options.formats[0].file, "r.json");
	ck_assert_str_eq(options.formats[1].format, "junit");
	ck_assert_ptr_null(options.formats[1].file);
	ck_assert(options.strict && options.quiet && options.verbose);
	ck_assert_int_eq(options.color, COLOR_NEVER);
	accepted("p --only dns.reverse --only lb.* -c a -v --phase install run");
	ck_assert_str_eq(options.only, "dns.reverse,lb.*");
	ck_assert_str_eq(options.config, "a");
	accepted("p -ca.yaml");
	ck_assert_str_eq(options.config, "a.yaml");
	accepted("p --timeout 3600 --deadline 86400");
	accepted("p --timeout 0.01");
	finish();
}
END_TEST

START_TEST(commands_stand_anywhere)
{
	accepted("p list");
	ck_assert_int_eq(options.command, COMMAND_LIST);
	accepted("p --format json list");
	ck_assert_str_eq(options.formats[0].format, "json");
	accepted("p list --format=json -v");
	accepted("p explain dns.reverse --color always");
	ck_assert_int_eq(options.command, COMMAND_EXPLAIN);
	ck_assert_str_eq(options.argument, "dns.reverse");
	accepted("p -- explain dns.reverse");
	accepted("p --help");
	ck_assert_int_eq(options.command, COMMAND_HELP);
	accepted("p explain --help");
	ck_assert_int_eq(options.command, COMMAND_HELP);
	accepted("p list --version --nonsense");
	ck_assert_int_eq(options.command, COMMAND_VERSION);
	finish();
}
END_TEST

START_TEST(misspelt_words_name_the_nearest)
{
	refused("p --fromat json", "unknown option --fromat", "did you mean --format?");
	refused("p --xyzzy", "unknown option --xyzzy", NULL);
	refused("p -x", "unknown option -x", NULL);
	refused("p lsit", "unknown command 'lsit'", "did you mean 'list'?");
	refused("p explain dns.revers", "there is no check 'dns.revers'",
		"did you mean 'dns.reverse'?");
	refused("p --phase prebot", "'prebot' is not a phase", "did you mean 'preboot'?");
	refused("p --phase all", "'all' is not a phase",
		"expected one of: preboot, bootstrap, install, ready");
	refused("p --format jsno", "'jsno' is not a format", "did you mean 'json'?");
	refused("p --color sometimes", "'sometimes' is not known",
		"expected one of: auto, always, never");
	refused("p --only dns.revrse", "no check fits 'dns.revrse'",
		"did you mean 'dns.reverse'?");
	refused("p --only dns", "no check fits 'dns'", "did you mean 'dns.*'?");
	refused("p --skip lb.*,", "no check fits ''", NULL);
	finish();
}
END_TEST

START_TEST(bad_values)
{
	static const char *const seconds[] = {
		"0",  "-1",  "soon", "1e3",   "3600.1", "0x10",	 "1.",
		".5", "nan", "2s",   "0.001", "",	"1.2.3", "99999999999999999999"
	};

	for (size_t i = 0; i < sizeof seconds / sizeof seconds[0]; i++) {
		char line[64];

		snprintf(line, sizeof line, "p --timeout=%s", seconds[i]);
		refused(line, "is not a number of seconds from 0.01 to 3600", NULL);
	}
	refused("p --timeout", "--timeout needs a value: --timeout SECONDS", NULL);
	refused("p -c", "-c needs a value: -c FILE", NULL);
	refused("p --config=", "--config needs the name of a file", NULL);
	refused("p --strict=yes", "--strict takes no value", NULL);
	refused("p --format json=", "needs the name of a file", NULL);
	refused("p --as a/b", "'a/b' is not a host name", NULL);
	refused("p --only \x1b[31m", "\\x1b", NULL);
	finish();
}
END_TEST

START_TEST(what_does_not_go_together)
{
	refused("p --format text --format json",
		"both text and json would go to standard output", "--format NAME=FILE");
	refused("p --format json=a --format junit=a", "both json and junit would go to a",
		NULL);
	refused("p explain", "explain needs the id of a check", "ocp-preflight list");
	refused("p explain lb.port dns.forward", "'dns.forward' is too much", NULL);
	refused("p run now", "'now' is too much: run takes no argument", NULL);
	refused("p run a b c d e f", "is too much", NULL);
	refused("p list --phase ready", "--phase does not fit the command 'list'", NULL);
	refused("p list --format junit", "list writes text or json", NULL);
	refused("p list --format json=x", "list writes text or json", NULL);
	refused("p explain lb.port --format json", "--format does not fit", NULL);
	finish();
}
END_TEST

START_TEST(what_is_not_built_is_said)
{
	static const char *const words[] = { "watch", "init" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		char line[64], message[64];

		snprintf(line, sizeof line, "p %s", words[i]);
		snprintf(message, sizeof message, "'%s' is not part of this version",
			 words[i]);
		refused(line, message, "run, lint, list, explain and merge");
	}
	finish();
}
END_TEST

START_TEST(all_mistakes_are_said)
{
	refused("p --fromat --phase x --timeout y lsit", "unknown option", "not a phase");
	ck_assert_ptr_nonnull(strstr(said, "seconds"));
	ck_assert_ptr_nonnull(strstr(said, "unknown command"));
	finish();
}
END_TEST

/* The completions are written by hand: an option or command that they lack is noticed here. */
START_TEST(help_and_completions_agree)
{
	static const char *const files[] = { "completion.bash", "_ocp-preflight",
					     "completion.fish" };
	const char *source = getenv("OCP_SOURCE_DIR");
	char *help = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&help, &length);

	ck_assert_ptr_nonnull(out);
	options_help(out);
	ck_assert_int_eq(fclose(out), 0);
	ck_assert_ptr_null(strstr(help, "capture"));
	for (size_t f = 0; source && f < sizeof files / sizeof files[0]; f++) {
		char path[4096], text[16384];
		size_t used;
		FILE *in;

		snprintf(path, sizeof path, "%s/man/%s", source, files[f]);
		in = fopen(path, "r");
		ck_assert_msg(in != NULL, "%s", path);
		used = fread(text, 1, sizeof text - 1, in);
		text[used] = '\0';
		ck_assert_int_eq(fclose(in), 0);
		/* "  -c, --config FILE": every word that starts with two hyphens. */
		for (char *p = strstr(help, "\nOptions:"); p; p = strstr(p, "--")) {
			char option[64] = "";

			if (*p == '\n') {
				p++;
				continue;
			}
			p += 2;
			memcpy(option, p, strcspn(p, " \n"));
			ck_assert_msg(strstr(text, option) != NULL, "%s lacks --%s",
				      files[f], option);
		}
	}
	free(help);
}
END_TEST

SUITE("options", defaults, every_option_both_ways, commands_stand_anywhere,
      misspelt_words_name_the_nearest, bad_values, what_does_not_go_together,
      what_is_not_built_is_said, all_mistakes_are_said, help_and_completions_agree);
