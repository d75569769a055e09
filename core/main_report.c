#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "main.h"

struct report_options program_screen(const struct options *options)
{
	struct report_options screen = { .verbose = options->verbose,
					 .quiet = options->quiet };
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");
	bool terminal = isatty(STDOUT_FILENO);
	struct winsize size;

	screen.utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	if (terminal && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		screen.width = size.ws_col;
	switch (options->color) {
	case COLOR_ALWAYS:
		screen.color = true;
		break;
	case COLOR_NEVER:
		break;
	case COLOR_AUTO:
		screen.color = terminal && !(no_color && *no_color) &&
			       !(term && !strcmp(term, "dumb"));
		break;
	}
	return screen;
}

/* A text report of a run that did not start would only repeat what standard error said. */
int program_write_reports(const struct program *program)
{
	struct report_options options = program_screen(&program->options);
	int worst = 0;

	for (size_t i = 0; i < program->options.format_count; i++) {
		const struct format_target *target = &program->options.formats[i];
		const struct report_ops *ops = report_find(target->format);
		struct report_options plain = { .verbose = options.verbose,
						.quiet = options.quiet,
						.utf8 = true };
		int r;

		if (program->report.refused && !target->file &&
		    !strcmp(ops->name, "text"))
			continue;
		r = report_write(ops, target->file, &program->report,
				 target->file ? &plain : &options, stderr);
		worst = r < 0 ? r : worst;
	}
	return worst;
}

int program_verdict(const struct program *program, bool written)
{
	const struct report *report = &program->report;

	if (report->refused)
		return EXIT_USAGE;
	if (report->interrupted)
		return EXIT_INTERRUPTED;
	if (report->summary[STATUS_FAIL] ||
	    (program->options.strict && report->summary[STATUS_WARN]))
		return EXIT_CHECK_FAILED;
	return report->summary[STATUS_ERROR] || !written ? EXIT_INCOMPLETE : EXIT_OK;
}
