#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/index.h"
#include "core/sources/apache_reader.h"

#define VERSION_MINOR \
	4 /* 2.4, for more than ten years; what it is exactly is not known */

/* Never a module of their own; and those that some distributions build in. */
static const char *const built_in[] = { "core.c",      "core_module", "http_core.c",
					"http_module", "mod_so.c",    "so_module" };
static const char *const maybe_built_in[] = {
	"log_config_module",  "mod_log_config.c", "logio_module",     "mod_logio.c",
	"version_module",     "mod_version.c",	  "unixd_module",     "mod_unixd.c",
	"watchdog_module",    "mod_watchdog.c",	  "mpm_event_module", "mpm_worker_module",
	"mpm_prefork_module", "event.c",	  "worker.c",	      "prefork.c",
};

static bool is_in(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!strcmp(words[i], word))
			return true;
	}
	return false;
}

static void add_module(struct apache_reader *reader, const char *name)
{
	static char loaded;

	index_add(reader->modules, name, strlen(name), &loaded);
}

/* LoadModule alias_module modules/mod_alias.so */
void apache_load_module(struct apache_reader *reader, const struct apache_line *line)
{
	const char *file, *slash;
	size_t length;

	if (line->count < 3)
		return;
	if (apache_here(reader) == WEB_MAYBE) {
		reader->modules_partial = true;
		return;
	}
	file = line->words[2].text;
	slash = strrchr(file, '/');
	file = slash ? slash + 1 : file;
	length = strlen(file);
	add_module(reader, line->words[1].text);
	if (length > 3 && !strcmp(file + length - 3, ".so"))
		add_module(reader,
			   arena_printf(reader->arena, "%.*s.c", (int)length - 3, file));
	reader->module_count++;
}

static enum web_verdict has_module(const struct apache_reader *reader, const char *name)
{
	if (index_find(reader->modules, name, strlen(name)) ||
	    is_in(name, built_in, sizeof built_in / sizeof *built_in))
		return WEB_YES;
	if (is_in(name, maybe_built_in, sizeof maybe_built_in / sizeof *maybe_built_in) ||
	    reader->modules_partial || !reader->module_count)
		return WEB_MAYBE;
	return WEB_NO;
}

/* Options of the command line define as well; so what is not defined here may be. */
static enum web_verdict is_defined(const struct apache_reader *reader, const char *name)
{
	return index_find(reader->variables, name, strlen(name)) ? WEB_YES : WEB_MAYBE;
}

static enum web_verdict verdict(bool holds)
{
	return holds ? WEB_YES : WEB_NO;
}

/* ">= 2.4", "< 2.3", "2.4": of a version with three parts the last is not known. */
static enum web_verdict fits_version(const char *sign, const char *text)
{
	char *end;
	long major = strtol(text, &end, 10),
	     minor = *end == '.' ? strtol(end + 1, &end, 10) : 0;
	long order = major != 2 ? 2 - major : VERSION_MINOR - minor;

	if (*end || (strcmp(sign, ">=") != 0 && strcmp(sign, "<") != 0 &&
		     strcmp(sign, ">") != 0 && strcmp(sign, "<=") != 0))
		return WEB_MAYBE;
	/* 2.4.57 is not less than 2.4, and may be more. */
	if (!order && strcmp(sign, ">=") != 0 && strcmp(sign, "<") != 0)
		return WEB_MAYBE;
	return verdict((*sign == '>') == (order >= 0));
}

static enum web_verdict negate(enum web_verdict holds)
{
	return holds == WEB_MAYBE ? WEB_MAYBE : verdict(holds == WEB_NO);
}

enum web_verdict apache_condition(const struct apache_reader *reader, const char *name,
				  const struct apache_line *line)
{
	const char *what = line->count > 1 ? line->words[1].text : "";
	bool negative = *what == '!';
	enum web_verdict holds = WEB_MAYBE;

	what += negative;
	if (line->count > 1 && line->words[1].unknown)
		return WEB_MAYBE;
	if (!strcasecmp(name, "IfModule"))
		holds = has_module(reader, what);
	else if (!strcasecmp(name, "IfDefine"))
		holds = is_defined(reader, what);
	else if (!strcasecmp(name, "IfVersion") && line->count > 2)
		holds = fits_version(what, line->words[2].text);
	return negative ? negate(holds) : holds;
}
