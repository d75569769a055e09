#include "options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "options_table.h"
#include "text.h"
#include "value.h"

#define TIMEOUT_DEFAULT	 2.0
#define DEADLINE_DEFAULT 120.0

static bool parse_long(struct options_parser *parser, const char *text);
static bool parse_letters(struct options_parser *parser, const char *letters);
static void parse_word(struct options_parser *parser, const char *word);
static void settle_command(struct options_parser *parser);
static void settle_watch(struct options_parser *parser);
static void settle_formats(struct options_parser *parser);

int options_parse(struct arena *arena, int argc, char **argv, const char *const *formats,
		  const char *const *checks, FILE *err, struct options *ret_options)
{
	struct options options = { .phase = PHASE_PREBOOT,
				   .timeout = TIMEOUT_DEFAULT,
				   .deadline = DEADLINE_DEFAULT };
	struct options_parser parser = { .arena = arena,
					 .formats = formats,
					 .checks = checks,
					 .err = err,
					 .options = &options,
					 .argv = argv,
					 .argc = argc,
					 .next = 1 };
	bool only_words = false;

	while (parser.next < argc) {
		const char *text = argv[parser.next++];

		if (only_words || *text != '-' || !text[1])
			parse_word(&parser, text);
		else if (!strcmp(text, "--"))
			only_words = true;
		else if (text[1] == '-' ? !parse_long(&parser, text + 2)
					: !parse_letters(&parser, text + 1))
			break;
	}
	/* Whoever asks for help gets it, whatever else is on the line. */
	if (options.command != COMMAND_HELP && options.command != COMMAND_VERSION) {
		settle_command(&parser);
		settle_watch(&parser);
		settle_formats(&parser);
		if (parser.failed) {
			fputs("Try 'ocp-preflight --help'.\n", err);
			return -EINVAL;
		}
	}
	*ret_options = options;
	return 0;
}

/* False: stop reading. */
static bool apply(struct options_parser *parser, const struct option *option,
		  const char *shown, const char *value)
{
	if (option->value && !value) {
		if (parser->next == parser->argc) {
			options_complain(parser, NULL, "%s needs a value: %s %s", shown,
					 shown, option->value);
			return false;
		}
		value = parser->argv[parser->next++];
	}
	if (parser->seen_count < sizeof parser->seen / sizeof parser->seen[0])
		parser->seen[parser->seen_count++] = option->name;
	option->set(parser, value);
	return parser->options->command != COMMAND_HELP &&
	       parser->options->command != COMMAND_VERSION;
}

static const char *nearest_option(struct options_parser *parser, const char *name)
{
	const char *names[OPTION_MAX];
	const char *nearest;
	size_t count = 0;

	for (const struct option *option = option_table; option->name; option++)
		names[count++] = option->name;
	names[count] = NULL;
	nearest = text_nearest(name, names);
	return nearest ? arena_printf(parser->arena, "did you mean --%s?", nearest)
		       : NULL;
}

static bool parse_long(struct options_parser *parser, const char *text)
{
	size_t length = strcspn(text, "=");
	const char *name = arena_strndup(parser->arena, text, length);
	const char *value = text[length] ? text + length + 1 : NULL;
	const struct option *option = option_table;

	while (option->name && strcmp(option->name, name))
		option++;
	if (!option->name) {
		options_complain(parser, nearest_option(parser, name),
				 "unknown option --%s", name);
		return true;
	}
	if (value && !option->value) {
		options_complain(parser, NULL, "--%s takes no value", name);
		return true;
	}
	return apply(parser, option, arena_printf(parser->arena, "--%s", name), value);
}

/* "-qv", "-cFILE", "-c FILE". */
static bool parse_letters(struct options_parser *parser, const char *letters)
{
	for (; *letters; letters++) {
		const struct option *option = option_table;
		const char shown[] = { '-', *letters, '\0' };

		while (option->name && option->letter != *letters)
			option++;
		if (!option->name) {
			options_complain(parser, NULL, "unknown option -%c", *letters);
			return true;
		}
		if (option->value)
			return apply(parser, option, shown,
				     letters[1] ? letters + 1 : NULL);
		if (!apply(parser, option, shown, NULL))
			return false;
	}
	return true;
}

static void parse_word(struct options_parser *parser, const char *word)
{
	parser->words = arena_grow(parser->arena, parser->words, parser->word_count,
				   sizeof(const char *));
	parser->words[parser->word_count++] = word;
}

static void unknown_command(struct options_parser *parser, const char *word)
{
	const char *names[COMMAND_MAX];
	size_t count = 0;

	for (const struct command_word *row = command_table; row->name; row++)
		names[count++] = row->name;

	names[count] = NULL;
	options_complain(parser, value_words_help(parser->arena, names, word),
			 "unknown command '%s'", word);
}

static void settle_explain(struct options_parser *parser)
{
	const char *id = parser->words[1];

	if (parser->word_count < 2) {
		options_complain(parser, "'ocp-preflight list' shows the checks",
				 "explain needs the id of a check: explain ID");
		return;
	}
	for (const char *const *known = parser->checks; *known; known++) {
		if (!strcmp(*known, id)) {
			parser->options->argument = id;
			return;
		}
	}
	options_complain(parser, options_nearest_check(parser, id),
			 "there is no check '%s'", id);
}

static void settle_merge(struct options_parser *parser)
{
	if (parser->word_count < 2)
		options_complain(parser, "ocp-preflight run --format json=bastion.json",
				 "merge needs the reports to join: merge FILE...");
	parser->options->files = parser->words + 1;
	parser->options->file_count = parser->word_count - 1;
}

/* The command may stand behind options, so what fits it is known only now. */
static void settle_command(struct options_parser *parser)
{
	const struct command_word *row = command_table;
	size_t wanted;

	while (parser->word_count && row->name && strcmp(row->name, parser->words[0]))
		row++;
	if (!row->name) {
		unknown_command(parser, parser->words[0]);
		return;
	}
	parser->options->command = row->command;
	wanted = row->argument ? 2 : 1;
	if (row->command == COMMAND_MERGE)
		settle_merge(parser);
	else if (parser->word_count > wanted)
		options_complain(parser, NULL, "'%s' is too much: %s takes %s",
				 parser->words[wanted], row->name,
				 row->argument ? "one argument" : "no argument");
	if (row->command == COMMAND_EXPLAIN)
		settle_explain(parser);
	for (size_t i = 0; i < parser->seen_count; i++) {
		const struct option *option = option_table;

		while (strcmp(option->name, parser->seen[i]))
			option++;
		if (!(option->fits & 1U << row->command))
			options_complain(parser, NULL,
					 "--%s does not fit the command '%s'",
					 option->name, row->name);
	}
}

static bool was_given(const struct options_parser *parser, const char *name)
{
	for (size_t i = 0; i < parser->seen_count; i++) {
		if (!strcmp(parser->seen[i], name))
			return true;
	}
	return false;
}

static void settle_until(struct options_parser *parser)
{
	const char *until = parser->options->until;
	const char *const *known = parser->checks;

	if (!until || !strcmp(until, "ready") || !strcmp(until, "pass"))
		return;
	while (*known && strcmp(*known, until) != 0)
		known++;
	if (!*known)
		options_complain(parser, options_nearest_check(parser, until),
				 "--until: '%s' is neither ready, pass nor a check",
				 until);
}

/* A watch lasts until somebody ends it, and finds out itself how far the install is. */
static void settle_watch(struct options_parser *parser)
{
	struct options *options = parser->options;

	if (options->command != COMMAND_WATCH) {
		if (options->phase_auto)
			options_complain(parser, NULL,
					 "--phase auto fits the command 'watch' alone");
		return;
	}
	if (!was_given(parser, "phase"))
		options->phase_auto = true;
	if (!was_given(parser, "deadline"))
		options->deadline = 0;
	settle_until(parser);
}

static void settle_formats(struct options_parser *parser)
{
	struct options *options = parser->options;
	const char *first = NULL;

	/* A watch tells what changes; a report of it all is for those who ask. */
	if (!options->format_count && options->command != COMMAND_WATCH) {
		options->formats = arena_alloc(parser->arena, sizeof *options->formats);
		options->formats[options->format_count++].format = "text";
	}

	if (options->events && !strcmp(options->events, "-"))
		first = "the events";
	for (size_t i = 0; i < options->format_count; i++) {
		const struct format_target *target = &options->formats[i];

		if (options->command == COMMAND_LIST &&
		    (target->file ||
		     (strcmp(target->format, "text") && strcmp(target->format, "json"))))
			options_complain(parser, NULL,
					 "list writes text or json, to standard output");
		if (!target->file && first)
			options_complain(parser,
					 "give all but one a file: --format NAME=FILE",
					 "both %s and %s would go to standard output",
					 first, target->format);
		if (!target->file)
			first = target->format;
		for (size_t j = 0; target->file && j < i; j++) {
			if (options->formats[j].file &&
			    !strcmp(options->formats[j].file, target->file))
				options_complain(parser, NULL,
						 "both %s and %s would go to %s",
						 options->formats[j].format,
						 target->format, target->file);
		}
	}
}
