#include "options_table.h"

/* The text of a row, indented where it goes on. */
static void help_row(FILE *out, int width, const char *left, const char *right)
{
	fprintf(out, "  %-*s  ", width, left);
	for (; *right; right++) {
		fputc(*right, out);
		if (*right == '\n')
			fprintf(out, "%*s", width + 4, "");
	}
	fputc('\n', out);
}

void options_help(FILE *out)
{
	char left[64];

	fputs("Will this OpenShift cluster install? Asked before a node is switched on.\n\n"
	      "  ocp-preflight                            with ./ocp-preflight.yaml\n"
	      "  ocp-preflight --format text --format junit=preflight.xml\n"
	      "  ocp-preflight --phase bootstrap --only 'lb.*'\n"
	      "  ocp-preflight explain dns.reverse\n\n"
	      "Usage: ocp-preflight [COMMAND] [OPTION]...\n\nCommands:\n",
	      out);
	for (const struct command_word *row = command_table; row->name; row++) {
		snprintf(left, sizeof left, "%s%s%s", row->name, row->argument ? " " : "",
			 row->argument ? row->argument : "");
		help_row(out, 12, left, row->help);
	}
	fputs("\nOptions:\n", out);
	for (const struct option *option = option_table; option->name; option++) {
		char letter[] = { '-', option->letter, ',', ' ', '\0' };

		snprintf(left, sizeof left, "%s--%s%s%s",
			 option->letter ? letter : "    ", option->name,
			 option->value ? " " : "", option->value ? option->value : "");
		help_row(out, 24, left, option->help);
	}
	fputs("\nFormats: text, json, junit, tap, html, markdown, prometheus, sarif, github.\n"
	      "Exit status: 0 nothing failed, 1 a check failed, 2 bad usage or configuration,\n"
	      "3 a check could not be carried out or a report not be written, 130 interrupted.\n"
	      "More: man ocp-preflight, ocp-preflight.yaml(5), ocp-preflight-checks(7).\n",
	      out);
}
