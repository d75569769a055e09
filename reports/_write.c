#include "reports/_write.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "core/arena.h"
#include "core/result.h"
#include "core/text.h"

#define REPLACEMENT 0xfffdU

static const char *xml_entity(uint32_t code)
{
	switch (code) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	}
	/* XML 1.0, production 2 (Char). */
	if ((code < 0x20 && code != '\t' && code != '\n' && code != '\r') ||
	    (code >= 0x7f && code < 0xa0) || code == 0xfffe || code == 0xffff ||
	    code == REPLACEMENT)
		return "\xef\xbf\xbd";
	return NULL;
}

void write_xml(FILE *out, const char *text)
{
	const char *from = text;
	uint32_t code;

	while (*text) {
		const size_t length = utf8_next(text, &code);
		const char *entity = xml_entity(code);

		if (entity) {
			fwrite(from, 1, (size_t)(text - from), out);
			fputs(entity, out);
			from = text + length;
		}
		text += length;
	}
	fwrite(from, 1, (size_t)(text - from), out);
}

/* True if the string can stand between quotes as it is. Nearly all of them can. */
static bool json_is_plain(const char *text)
{
	for (; *text; text++)
		if (*text < 0x20 || *text > 0x7e || *text == '"' || *text == '\\')
			return false;
	return true;
}

static int json_bytes(const char *bytes, size_t length, void *out)
{
	return fwrite(bytes, 1, length, out) == length ? 0 : -1;
}

void write_json(FILE *out, const char *text)
{
	struct arena *arena = NULL;
	json_t *string;

	if (!text) {
		fputs("null", out);
		return;
	}
	if (json_is_plain(text)) {
		putc('"', out);
		fputs(text, out);
		putc('"', out);
		return;
	}
	string = json_string(text);
	if (!string) {
		/* Not UTF-8: no report is lost over that. */
		arena = arena_new();
		string = json_string(text_clean(arena, text, strlen(text), SIZE_MAX));
	}
	if (!string)
		arena_oom();
	json_dump_callback(string, json_bytes, out, JSON_ENCODE_ANY);
	json_decref(string);
	arena_free(arena);
}

void write_markdown(FILE *out, const char *text)
{
	while (*text) {
		uint32_t code;
		const size_t length = utf8_next(text, &code);

		if (code < 0x20 || code == 0x7f)
			putc(' ', out);
		else if (code == '<')
			fputs("&lt;", out);
		else if (code == '>')
			fputs("&gt;", out);
		else if (code == '&')
			fputs("&amp;", out);
		else if (code == '@')
			/* On forges an @ would call a user. */
			fputs("&#64;", out);
		else if (code < 0x80 && strchr("\\`*_{}[]()#+!|~$", (int)code))
			fprintf(out, "\\%c", (int)code);
		else if (code == REPLACEMENT)
			fputs("\xef\xbf\xbd", out);
		else
			fwrite(text, 1, length, out);
		text += length;
	}
}

void write_prometheus(FILE *out, const char *text)
{
	putc('"', out);
	while (*text) {
		uint32_t code;
		const size_t length = utf8_next(text, &code);

		if (code == '\n')
			fputs("\\n", out);
		else if (code == '"' || code == '\\')
			fprintf(out, "\\%c", (int)code);
		else if (code == REPLACEMENT)
			fputs("\xef\xbf\xbd", out);
		else
			fwrite(text, 1, length, out);
		text += length;
	}
	putc('"', out);
}

void write_uri(FILE *out, const char *path)
{
	static const char keep[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				   "0123456789-._~/";

	if (path[0] == '/')
		fputs("file://", out);
	for (; *path; path++) {
		if (strchr(keep, *path))
			putc(*path, out);
		else
			fprintf(out, "%%%02X", (unsigned)(unsigned char)*path);
	}
}

void write_decimal(FILE *out, double value, unsigned digits)
{
	unsigned long long scale = 1, number;
	char text[48], *p = text + sizeof text - 1;

	for (unsigned i = 0; i < digits; i++)
		scale *= 10;
	/* Also false for NaN. */
	if (!(value > 0))
		value = 0;
	if (value > 1e9)
		value = 1e9;
	number = (unsigned long long)(value * (double)scale + 0.5);
	/* From the end, each digit; printf(3) takes ten times as long. */
	*p = '\0';
	for (unsigned i = 0; i < digits; i++) {
		*--p = (char)('0' + number % 10);
		number /= 10;
	}
	if (digits)
		*--p = '.';
	do {
		*--p = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	fputs(p, out);
}

const char *write_time(time_t time, char zone, char buffer[static WRITE_TIME_LEN])
{
	struct tm tm;
	size_t length;

	if (!gmtime_r(&time, &tm)) {
		time = 0;
		gmtime_r(&time, &tm);
	}
	length = strftime(buffer, WRITE_TIME_LEN - 1, "%Y-%m-%dT%H:%M:%S", &tm);
	buffer[length] = zone;
	buffer[length + (zone != 0)] = '\0';
	return buffer;
}

void write_where(FILE *out, const struct where *where,
		 void (*escape)(FILE *out, const char *text))
{
	escape(out, where->file);
	if (where->line)
		fprintf(out, ":%u", where->line);
	if (where->line && where->column)
		fprintf(out, ":%u", where->column);
}

void write_related(FILE *out, const struct related *related,
		   void (*escape)(FILE *out, const char *text))
{
	if (related->where.file) {
		write_where(out, &related->where, escape);
		fputs(": ", out);
	}
	escape(out, related->message);
}

void write_github(FILE *out, const char *text, bool property)
{
	for (; *text; text++) {
		if (strchr("%\r\n", *text) || (property && strchr(":,", *text)))
			fprintf(out, "%%%02X", (unsigned char)*text);
		else
			putc(*text, out);
	}
}
