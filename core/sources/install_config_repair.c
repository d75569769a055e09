#include <ctype.h>
#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "files.h"
#include "install_config_part.h"

#define REPAIRS_MAX 32			 /* lines that may be left out */
#define REPAIR_SIZE ((size_t)256 * 1024) /* no file that a person wrote is longer */

/* "(10)", "(2)(3)" at the end of a line: its first byte, or `end` where there is none. */
static const char *find_note(const char *line, const char *end)
{
	const char *note = end;

	for (;;) {
		const char *p = note;

		while (p > line && isspace((unsigned char)p[-1]))
			p--;
		if (p == line || p[-1] != ')')
			break;
		for (p--; p > line && isdigit((unsigned char)p[-1]);)
			p--;
		if (p == line || p[-1] != '(' || isdigit((unsigned char)*p) == 0)
			break;
		note = p - 1;
	}
	return note;
}

static bool is_wide_space(const char *p, const char *end)
{
	return end - p >= 3 && !memcmp(p, "\xe3\x80\x80", 3);
}

static bool is_no_break_space(const char *p, const char *end)
{
	return end - p >= 2 && !memcmp(p, "\xc2\xa0", 2);
}

/* Something stands in front of the note, with white space between them, and it is no comment. */
static bool is_note(const char *line, const char *note, const char *end)
{
	const char *p = note;

	if (note == end || note == line)
		return false;
	if (note - line >= 3 && is_wide_space(note - 3, end))
		p -= 3;
	else if (isspace((unsigned char)note[-1]))
		p--;
	else if (note - line >= 2 && is_no_break_space(note - 2, end))
		p -= 2;
	else
		return false;
	while (p > line && isspace((unsigned char)p[-1]))
		p--;
	return p > line && !memchr(line, '#', (size_t)(p - line));
}

/* The line as it should be, unless it must not be shown. */
static const char *corrected(struct install_config_reader *reader, const char *line,
			     const char *end)
{
	while (end > line && isspace((unsigned char)end[-1]))
		end--;
	if (install_config_is_secret(line, (size_t)(end - line)))
		return "end the line behind the value";
	return arena_strndup(reader->arena, line, (size_t)(end - line));
}

/* Takes notes and spaces that YAML does not know out of a line; says so once. */
static void clean_line(struct install_config_reader *reader, char *line, char *end,
		       unsigned number)
{
	char *note = line + (find_note(line, end) - line);
	const char *what = NULL;
	char *at = NULL;

	if (is_note(line, note, end)) {
		int length = (int)strcspn(note, " \t\r\n");

		at = note;
		what = arena_printf(
			reader->arena,
			"'%.*s' behind the value is no YAML: the installer takes it "
			"for a part of the value, or stops",
			length, note);
		memset(note, ' ', (size_t)(end - note));
	}
	for (char *p = line; p < end; p++) {
		size_t size = is_wide_space(p, end)	  ? 3
			      : is_no_break_space(p, end) ? 2
							  : 0;

		if (!size || memchr(line, '#', (size_t)(p - line)) ||
		    memchr(line, '"', (size_t)(p - line)))
			continue;
		if (!what) {
			at = p;
			what = size == 3
				       ? "an ideographic space (U+3000): YAML takes it for a "
					 "letter"
				       : "a no-break space (U+00A0): YAML takes it for a "
					 "letter";
		}
		memset(p, ' ', size);
	}
	if (what)
		diag_error(reader->diagnostics,
			   (struct where){ reader->file->name, number,
					   (unsigned)(at - line) + 1 },
			   corrected(reader, line, end), "%s", what);
}

static void clean(struct install_config_reader *reader, char *bytes, size_t length)
{
	char *end = bytes + length;
	unsigned number = 1;

	for (char *line = bytes; line < end; number++) {
		char *stop = memchr(line, '\n', (size_t)(end - line));

		stop = stop ? stop : end;
		clean_line(reader, line, stop, number);
		line = stop + 1;
	}
}

/* The line that stopped the parser becomes blank; false: there is none. */
static bool blank_line(char *bytes, size_t length, unsigned number)
{
	char *line = bytes, *end = bytes + length, *stop;

	while (line < end && --number) {
		char *next = memchr(line, '\n', (size_t)(end - line));

		line = next ? next + 1 : end;
	}
	if (line >= end)
		return false;
	stop = memchr(line, '\n', (size_t)(end - line));
	stop = stop ? stop : end;
	if (line + strspn(line, " \t\r") >= stop)
		return false;
	memset(line, ' ', (size_t)(stop - line));
	return true;
}

static const struct yaml *parse(struct install_config_reader *reader, const char *bytes,
				size_t length, struct diagnostic *ret_problem)
{
	struct diagnostics problems;
	struct yaml *root = NULL;

	diag_init(&problems, reader->scratch);
	*ret_problem = (struct diagnostic){ 0 };
	if (yaml_parse(reader->scratch, reader->file->name, bytes, length, &problems,
		       &root) < 0 &&
	    problems.count)
		*ret_problem = problems.items[0];
	return root;
}

const struct yaml *install_config_tree(struct install_config_reader *reader)
{
	size_t length = reader->file->length;
	char *bytes = arena_alloc(reader->scratch, length + 1);
	struct diagnostic problem, next;
	const struct yaml *first, *root;

	memcpy(bytes, reader->file->bytes, length);
	clean(reader, bytes, length);
	first = parse(reader, bytes, length, &problem);
	if (!problem.message)
		return first;
	/* Only the first: what comes after it may be its consequence. */
	reader->result->incomplete = true;
	diag_error(reader->diagnostics, problem.where,
		   problem.help ? arena_strdup(reader->arena, problem.help) : NULL, "%s",
		   problem.message);
	next = problem;
	for (unsigned i = 0; i < REPAIRS_MAX && length <= REPAIR_SIZE; i++) {
		if (!next.where.line || !blank_line(bytes, length, next.where.line))
			break;
		root = parse(reader, bytes, length, &next);
		if (!next.message)
			return root;
	}
	return first;
}
