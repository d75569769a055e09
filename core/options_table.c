#include "options_table.h"

#include <stdarg.h>
#include <string.h>

#include "arena.h"
#include "text.h"
#include "value.h"

#define SECONDS_MIN  0.01
#define TIMEOUT_MAX  3600.0
#define DEADLINE_MAX 86400.0

static bool set_config(struct options_parser *parser, const char *value);
static bool set_root(struct options_parser *parser, const char *value);
static bool set_phase(struct options_parser *parser, const char *value);
static bool set_only(struct options_parser *parser, const char *value);
static bool set_skip(struct options_parser *parser, const char *value);
static bool set_as(struct options_parser *parser, const char *value);
static bool set_timeout(struct options_parser *parser, const char *value);
static bool set_deadline(struct options_parser *parser, const char *value);
static bool set_format(struct options_parser *parser, const char *value);
static bool set_strict(struct options_parser *parser, const char *value);
static bool set_capture(struct options_parser *parser, const char *value);
static bool set_kubeconfig(struct options_parser *parser, const char *value);
static bool set_read(struct options_parser *parser, const char *value);
static bool set_interface(struct options_parser *parser, const char *value);
static bool set_until(struct options_parser *parser, const char *value);
static bool set_events(struct options_parser *parser, const char *value);
static bool set_on_change(struct options_parser *parser, const char *value);
static bool set_output(struct options_parser *parser, const char *value);
static bool set_force(struct options_parser *parser, const char *value);
static bool set_quiet(struct options_parser *parser, const char *value);
static bool set_verbose(struct options_parser *parser, const char *value);
static bool set_color(struct options_parser *parser, const char *value);
static bool set_help(struct options_parser *parser, const char *value);
static bool set_version(struct options_parser *parser, const char *value);

/* clang-format off */
const struct option option_table[OPTION_MAX] = {
	{ "config", 'c', "FILE", FITS_CHECKS, set_config,
	  "the configuration (./ocp-preflight.yaml; without one,\n"
	  "the files of the install are looked for)" },
	{ "root", 0, "DIR", FITS_CHECKS | FITS_INIT, set_root,
	  "take the files of the install from below this folder" },
	{ "phase", 0, "PHASE", FITS_CHECKS, set_phase,
	  "how far the install is: preboot (default), bootstrap,\n"
	  "install or ready; watch: auto (default), by what serves" },
	{ "only", 0, "GLOB[,GLOB]", FITS_CHECKS, set_only, "only these checks: 'dns.*,lb.port'" },
	{ "skip", 0, "GLOB[,GLOB]", FITS_CHECKS, set_skip, "all but these checks" },
	{ "as", 0, "HOST", FITS_RUN | FITS_WATCH, set_as,
	  "be this host of the configuration (found from this\n"
	  "machine's addresses)" },
	{ "timeout", 0, "SECONDS", FITS_RUN | FITS_WATCH, set_timeout, "for one attempt (2)" },
	{ "deadline", 0, "SECONDS", FITS_RUN | FITS_WATCH, set_deadline,
	  "for the whole run (120); watch: none" },
	{ "format", 0, "NAME[=FILE]", FITS_REPORT | FITS_LIST, set_format,
	  "how to report; may be given several times (text)" },
	{ "strict", 0, NULL, FITS_REPORT, set_strict, "a warning counts as a failure" },
	{ "capture", 0, "FILE", FITS_RUN | FITS_WATCH, set_capture,
	  "keep the packets of the checks in this pcap file" },
	{ "kubeconfig", 0, "FILE", FITS_RUN | FITS_WATCH, set_kubeconfig,
	  "ask the cluster itself with this (auth/kubeconfig\n"
	  "beside install-config.yaml)" },
	{ "read", 0, "FILE", FITS_WATCH, set_read,
	  "tell the boots in a capture instead of watching" },
	{ "interface", 0, "NAME", FITS_WATCH, set_interface,
	  "watch the boots on this interface (those of the nodes)" },
	{ "until", 0, "WHAT", FITS_WATCH, set_until,
	  "watch until ready, pass or a check passes" },
	{ "events", 0, "FILE", FITS_WATCH, set_events,
	  "append every event of the watch as a line of JSON" },
	{ "on-change", 0, "COMMAND", FITS_WATCH, set_on_change,
	  "run it with each change in its environment" },
	{ "output", 0, "FILE", FITS_INIT, set_output,
	  "where to write (./ocp-preflight.yaml; -: standard output)" },
	{ "force", 0, NULL, FITS_INIT, set_force, "replace a file that is there" },
	{ "quiet", 'q', NULL, FITS_REPORT | FITS_INIT, set_quiet, "say less, and nothing while it runs" },
	{ "verbose", 'v', NULL, FITS_ALL, set_verbose, "list every result" },
	{ "color", 0, "WHEN", FITS_ALL, set_color, "auto (default), always or never" },
	{ "help", 'h', NULL, FITS_ALL, set_help, "show this" },
	{ "version", 0, NULL, FITS_ALL, set_version, "show the version" },
	{ 0 },
};

const struct command_word command_table[COMMAND_MAX] = {
	{ "run", COMMAND_RUN, NULL, "run the checks once and report; the default" },
	{ "watch", COMMAND_WATCH, NULL, "keep checking and tell what changes" },
	{ "lint", COMMAND_LINT, NULL, "check the files of the install; sends no packet" },
	{ "init", COMMAND_INIT, NULL, "write ocp-preflight.yaml from the files that are found" },
	{ "list", COMMAND_LIST, NULL, "the checks: id, what it asks, phases, what it needs" },
	{ "explain", COMMAND_EXPLAIN, "ID", "why a check matters, the symptom, how to fix it" },
	{ "merge", COMMAND_MERGE, "FILE...", "join JSON reports of several hosts into one" },
	{ 0 },
};
/* clang-format on */

static const char *const color_words[] = { "auto", "always", "never", NULL };

/* All that is wrong is said, a line each. */
void options_complain(struct options_parser *parser, const char *help, const char *format,
		      ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = arena_vprintf(parser->arena, format, args);
	va_end(args);
	parser->failed = true;
	fprintf(parser->err, "ocp-preflight: %s\n",
		text_clean(parser->arena, text, strlen(text), 400));
	if (help)
		fprintf(parser->err, "  help: %s\n",
			text_clean(parser->arena, help, strlen(help), 1000));
}

/* "dns" and "dns." are meant to be "dns.*". */
const char *options_nearest_check(struct options_parser *parser, const char *word)
{
	size_t length = strlen(word);
	const char *family, *nearest;

	length -= length && word[length - 1] == '.';
	family = arena_printf(parser->arena, "%.*s.*", (int)length, word);
	for (const char *const *id = parser->checks; *id; id++) {
		if (text_matches(*id, family))
			return arena_printf(parser->arena, "did you mean '%s'?", family);
	}
	nearest = text_nearest(word, parser->checks);
	if (nearest)
		return arena_printf(parser->arena, "did you mean '%s'?", nearest);
	return "'ocp-preflight list' shows the checks";
}

/* The name of a file or folder, or another text that must not be empty. */
static bool set_text(struct options_parser *parser, const char *option, const char *what,
		     const char *value, const char **ret_text)
{
	if (!*value) {
		options_complain(parser, NULL, "--%s needs %s", option, what);
		return false;
	}
	*ret_text = value;
	return true;
}

static bool set_config(struct options_parser *parser, const char *value)
{
	return set_text(parser, "config", "the name of a file", value,
			&parser->options->config);
}

static bool set_root(struct options_parser *parser, const char *value)
{
	return set_text(parser, "root", "the name of a folder", value,
			&parser->options->root);
}

static bool set_phase(struct options_parser *parser, const char *value)
{
	static const char *const words[] = { "preboot", "bootstrap", "install", "ready",
					     NULL };

	parser->options->phase_auto = !strcmp(value, "auto");
	if (parser->options->phase_auto ||
	    phase_parse(value, &parser->options->phase) >= 0)
		return true;
	options_complain(parser, value_words_help(parser->arena, words, value),
			 "--phase: '%s' is not a phase", value);
	return false;
}

/* Every glob must fit a check: a misspelt one would quietly run too little or too much. */
static bool check_globs(struct options_parser *parser, const char *name,
			const char *globs)
{
	bool fits = true;

	for (;;) {
		size_t length = strcspn(globs, ",");
		const char *glob = arena_strndup(parser->arena, globs, length);
		const char *const *id = parser->checks;

		while (*id && !text_matches(*id, glob))
			id++;
		if (!*id) {
			fits = false;
			options_complain(parser, options_nearest_check(parser, glob),
					 "--%s: no check fits '%s'", name, glob);
		}
		if (!globs[length])
			return fits;
		globs += length + 1;
	}
}

static const char *join(struct options_parser *parser, const char *before,
			const char *globs)
{
	return before ? arena_printf(parser->arena, "%s,%s", before, globs) : globs;
}

static bool set_only(struct options_parser *parser, const char *value)
{
	parser->options->only = join(parser, parser->options->only, value);
	return check_globs(parser, "only", value);
}

static bool set_skip(struct options_parser *parser, const char *value)
{
	parser->options->skip = join(parser, parser->options->skip, value);
	return check_globs(parser, "skip", value);
}

static bool set_as(struct options_parser *parser, const char *value)
{
	if (!text_is_host_name(value)) {
		options_complain(parser,
				 "expected the name of a host of the configuration",
				 "--as: '%s' is not a host name", value);
		return false;
	}
	parser->options->as = value;
	return true;
}

/* "2", "0.5"; no exponent, no sign, whatever the locale. */
static bool set_seconds(struct options_parser *parser, const char *name,
			const char *value, double max, double *ret_seconds)
{
	size_t whole = strspn(value, "0123456789");
	size_t fraction =
		value[whole] == '.' ? strspn(value + whole + 1, "0123456789") : 0;
	double seconds = 0, scale = 1;

	if (whole && whole + fraction < 16 &&
	    !value[whole + (value[whole] == '.') + fraction] &&
	    (value[whole] != '.' || fraction)) {
		for (const char *p = value; *p; p++) {
			if (*p == '.')
				continue;
			seconds = seconds * 10 + (*p - '0');
			scale *= p > value + whole ? 10 : 1;
		}
		seconds /= scale;
	}
	if (seconds < SECONDS_MIN || seconds > max) {
		options_complain(parser, NULL,
				 "--%s: '%s' is not a number of seconds from %g to %g",
				 name, value, SECONDS_MIN, max);
		return false;
	}
	*ret_seconds = seconds;
	return true;
}

static bool set_timeout(struct options_parser *parser, const char *value)
{
	return set_seconds(parser, "timeout", value, TIMEOUT_MAX,
			   &parser->options->timeout);
}

static bool set_deadline(struct options_parser *parser, const char *value)
{
	return set_seconds(parser, "deadline", value, DEADLINE_MAX,
			   &parser->options->deadline);
}

static bool set_format(struct options_parser *parser, const char *value)
{
	struct options *options = parser->options;
	size_t length = strcspn(value, "=");
	const char *name = arena_strndup(parser->arena, value, length);
	const char *file = value[length] ? value + length + 1 : NULL;
	const char *const *known = parser->formats;

	while (*known && strcmp(*known, name))
		known++;
	if (!*known) {
		options_complain(parser,
				 value_words_help(parser->arena, parser->formats, name),
				 "--format: '%s' is not a format", name);
		return false;
	}
	if (file && !*file) {
		options_complain(parser, NULL, "--format %s= needs the name of a file",
				 name);
		return false;
	}
	if (file && !strcmp(file, "-"))
		file = NULL;
	options->formats = arena_grow(parser->arena, options->formats,
				      options->format_count, sizeof *options->formats);
	options->formats[options->format_count++] =
		(struct format_target){ *known, file };
	return true;
}

static bool set_strict(struct options_parser *parser, const char *value)
{
	(void)value;
	return parser->options->strict = true;
}

static bool set_capture(struct options_parser *parser, const char *value)
{
	return set_text(parser, "capture", "the name of a file", value,
			&parser->options->capture);
}

static bool set_kubeconfig(struct options_parser *parser, const char *value)
{
	return set_text(parser, "kubeconfig", "the name of a file", value,
			&parser->options->kubeconfig);
}

static bool set_read(struct options_parser *parser, const char *value)
{
	return set_text(parser, "read", "the name of a file", value,
			&parser->options->read);
}

static bool set_interface(struct options_parser *parser, const char *value)
{
	struct options *options = parser->options;
	const char **names;

	if (!*value) {
		options_complain(parser, NULL,
				 "--interface needs the name of an interface");
		return false;
	}
	names = arena_alloc(parser->arena,
			    (options->interface_count + 1) * sizeof *names);
	for (size_t i = 0; i < options->interface_count; i++)
		names[i] = options->interfaces[i];
	names[options->interface_count++] = value;
	options->interfaces = names;
	return true;
}

static bool set_until(struct options_parser *parser, const char *value)
{
	return set_text(parser, "until", "ready, pass or the id of a check", value,
			&parser->options->until);
}

static bool set_events(struct options_parser *parser, const char *value)
{
	return set_text(parser, "events", "the name of a file", value,
			&parser->options->events);
}

static bool set_on_change(struct options_parser *parser, const char *value)
{
	return set_text(parser, "on-change", "a command", value,
			&parser->options->on_change);
}

static bool set_output(struct options_parser *parser, const char *value)
{
	return set_text(parser, "output", "the name of a file", value,
			&parser->options->output);
}

static bool set_force(struct options_parser *parser, const char *value)
{
	(void)value;
	return parser->options->force = true;
}

static bool set_quiet(struct options_parser *parser, const char *value)
{
	(void)value;
	return parser->options->quiet = true;
}

static bool set_verbose(struct options_parser *parser, const char *value)
{
	(void)value;
	return parser->options->verbose = true;
}

static bool set_color(struct options_parser *parser, const char *value)
{
	for (size_t i = 0; color_words[i]; i++) {
		if (!strcmp(color_words[i], value)) {
			parser->options->color = (enum color)i;
			return true;
		}
	}
	options_complain(parser, value_words_help(parser->arena, color_words, value),
			 "--color: '%s' is not known", value);
	return false;
}

static bool set_help(struct options_parser *parser, const char *value)
{
	(void)value;
	parser->options->command = COMMAND_HELP;
	return true;
}

static bool set_version(struct options_parser *parser, const char *value)
{
	(void)value;
	parser->options->command = COMMAND_VERSION;
	return true;
}
