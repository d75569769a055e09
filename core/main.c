#include "main.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "version.h"

static const char **report_names(struct arena *arena)
{
	const char **names;
	size_t count = 0;

	while (report_table[count])
		count++;
	names = arena_alloc(arena, (count + 1) * sizeof *names);
	for (size_t i = 0; i < count; i++)
		names[i] = report_table[i]->name;
	return names;
}

static int command(struct program *program)
{
	switch (program->options.command) {
	case COMMAND_RUN:
	case COMMAND_LINT:
		return command_run(program);
	case COMMAND_WATCH:
		return program->options.read ? command_read(program)
					     : command_watch(program);
	case COMMAND_INIT:
		return command_init(program);
	case COMMAND_LIST:
		return command_list(program);
	case COMMAND_EXPLAIN:
		return command_explain(program);
	case COMMAND_MERGE:
		return command_merge(program);
	case COMMAND_HELP:
		options_help(stdout);
		return EXIT_OK;
	case COMMAND_VERSION:
		version_print(stdout);
		return EXIT_OK;
	}
	return EXIT_USAGE;
}

/*
 * A descriptor that the caller closed would be given to the next file or socket. In its place comes
 * one that can be neither read nor written as its stream wants: that stays an error, and is seen.
 */
static void hold_standard_streams(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)open("/dev/null", fd ? O_RDONLY : O_WRONLY);
	}
}

int main(int argc, char **argv)
{
	struct program program = { .arena = arena_new() };
	int status = EXIT_USAGE;

	hold_standard_streams();
	/* A peer or a reader that has gone is an error of that write, not the end of the program
	   and of its reports. */
	signal(SIGPIPE, SIG_IGN);
	/* Only LC_CTYPE: numbers in reports keep their point. */
	setlocale(LC_CTYPE, "");
	diag_init(&program.diagnostics, program.arena);
	if (options_parse(program.arena, argc, argv, report_names(program.arena),
			  program_check_ids(program.arena), stderr,
			  &program.options) >= 0)
		status = command(&program);
	if (fflush(stdout) == EOF || ferror(stdout)) {
		fprintf(stderr, "ocp-preflight: cannot write to standard output: %s\n",
			strerror(errno));
		status = status ? status : EXIT_INCOMPLETE;
	}
	arena_free(program.arena);
	return status;
}
