/*
 * The Test Anything Protocol, version 13: readers of Perl's `prove` refuse 14, and nothing of it is
 * needed.
 */
#include "reports/_facts.h"
#include "reports/_write.h"

static void write_description(FILE *out, const char *text);
static void write_point(FILE *out, const struct report *report,
			const struct result *result, size_t number);
static void write_block(FILE *out, const struct result *result);

static void tap_write(FILE *out, const struct report *report,
		      const struct report_options *options)
{
	(void)options;
	fputs("TAP version 13\n", out);
	if (report->refused) {
		fputs("Bail out! ", out);
		write_description(out, report->refused);
		putc('\n', out);
		return;
	}
	fprintf(out, "1..%zu", report->count);
	fputs(report->count ? "\n" : " # SKIP no check fits\n", out);
	for (size_t i = 0; i < report->count; i++)
		write_point(out, report, &report->results[i], i + 1);
	if (report->interrupted)
		fputs("# interrupted\n", out);
}

/* A # begins a directive, a \ escapes it. */
static void write_description(FILE *out, const char *text)
{
	while (*text) {
		uint32_t code;
		const size_t length = utf8_next(text, &code);

		if (code < 0x20 || (code >= 0x7f && code < 0xa0))
			putc(' ', out);
		else if (code == 0xfffd)
			fputs("\xef\xbf\xbd", out);
		else if (code == '#' || code == '\\')
			fprintf(out, "\\%c", (int)code);
		else
			fwrite(text, 1, length, out);
		text += length;
	}
}

static void write_point(FILE *out, const struct report *report,
			const struct result *result, size_t number)
{
	const bool bad = fact_fails(report, result) || result->status == STATUS_ERROR;

	fprintf(out, "%s %zu - %s ", bad ? "not ok" : "ok", number, result->probe->id);
	write_description(out, result->subject ? result->subject : "");
	if (result->status == STATUS_SKIP) {
		fputs(" # SKIP ", out);
		write_description(out, result->title ? result->title : "");
		putc('\n', out);
		return;
	}
	fputs(": ", out);
	write_description(out, result->title ? result->title : "");
	putc('\n', out);
	if (result->status != STATUS_PASS)
		write_block(out, result);
}

static void write_key(FILE *out, const char *key, const char *value)
{
	if (!value)
		return;
	fprintf(out, "  %s: ", key);
	write_json(out, value);
	putc('\n', out);
}

/* A YAML block; every JSON string is a YAML string. */
static void write_block(FILE *out, const struct result *result)
{
	fputs("  ---\n", out);
	fprintf(out, "  severity: %s\n", status_name(result->status));
	write_key(out, "reason", result->reason);
	write_key(out, "observed", result->observed);
	write_key(out, "expected", result->expected);
	write_key(out, "why", result->why);
	if (result->fix && result->fix[0])
		fputs("  fix:\n", out);
	for (size_t i = 0; result->fix && result->fix[i]; i++) {
		fputs("    - ", out);
		write_json(out, result->fix[i]);
		putc('\n', out);
	}
	write_key(out, "reproduce", result->reproduce);
	write_key(out, "file", result->source.file);
	if (result->source.file && result->source.line)
		fprintf(out, "  line: %u\n", result->source.line);
	fputs("  ...\n", out);
}

const struct report_ops report_tap = {
	.name = "tap",
	.help = "Test Anything Protocol, version 13",
	.write = tap_write,
};
