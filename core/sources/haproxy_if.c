/* .if .elif .else .endif (configuration manual, chapter 2.4). */
#include <string.h>

#include "haproxy_reader.h"

/*
 * Only numbers are decided here: features, versions and the environment are those of HAProxy, on
 * its machine.
 */
static enum haproxy_truth decide(const struct haproxy_line *line)
{
	const char *text = line->count > 1 ? line->words[1].text : "";

	if (line->count > 2)
		return HAPROXY_MAYBE;
	if (!*text && !(line->count > 1 && line->words[1].is_unknown))
		return HAPROXY_FALSE;
	if (text[strspn(text, "0123456789")])
		return HAPROXY_MAYBE;
	return text[strspn(text, "0")] ? HAPROXY_TRUE : HAPROXY_FALSE;
}

static enum haproxy_truth not(enum haproxy_truth a) {
	return a == HAPROXY_MAYBE  ? a
	       : a == HAPROXY_TRUE ? HAPROXY_FALSE
				   : HAPROXY_TRUE;
}

static enum haproxy_truth both(enum haproxy_truth a, enum haproxy_truth b)
{
	if (a == HAPROXY_FALSE || b == HAPROXY_FALSE)
		return HAPROXY_FALSE;
	return a == HAPROXY_TRUE && b == HAPROXY_TRUE ? HAPROXY_TRUE : HAPROXY_MAYBE;
}

enum haproxy_truth haproxy_if_here(const struct haproxy_reader *reader)
{
	enum haproxy_truth here = HAPROXY_TRUE;

	for (size_t i = 0; i < reader->if_count; i++)
		here = both(here, reader->ifs[i].here);
	return here;
}

static void open_if(struct haproxy_reader *reader, const struct haproxy_line *line)
{
	struct haproxy_if *new;

	if (reader->if_count == HAPROXY_IF_DEPTH) {
		reader->if_too_deep++;
		return;
	}
	new = &reader->ifs[reader->if_count++];
	new->here = decide(line);
	new->taken = new->here;
	new->in_else = false;
	new->where = haproxy_place(reader, line->words[0].column);
}

static void next_branch(struct haproxy_reader *reader, const struct haproxy_line *line,
			bool is_else)
{
	struct haproxy_if *top = &reader->ifs[reader->if_count - 1];
	enum haproxy_truth wanted = is_else ? HAPROXY_TRUE : decide(line);

	if (top->in_else)
		haproxy_error(reader, line->words[0].column, NULL,
			      "'%s' after '.else' is not permitted", line->words[0].text);
	top->here = both(not(top->taken), wanted);
	if (top->here == HAPROXY_TRUE || top->taken == HAPROXY_TRUE)
		top->taken = HAPROXY_TRUE;
	else if (top->here == HAPROXY_MAYBE)
		top->taken = HAPROXY_MAYBE;
	top->in_else |= is_else;
}

bool haproxy_if_line(struct haproxy_reader *reader, const struct haproxy_line *line)
{
	const char *word = line->words[0].text;
	bool is_end = !strcmp(word, ".endif"), is_else = !strcmp(word, ".else");

	if (!strcmp(word, ".if")) {
		open_if(reader, line);
		return true;
	}
	if (!is_end && !is_else && strcmp(word, ".elif"))
		return false;
	if (reader->if_too_deep) {
		reader->if_too_deep -= is_end;
		return true;
	}
	if (!reader->if_count) {
		haproxy_error(reader, line->words[0].column, NULL,
			      "'%s' without a '.if' before it", word);
		return true;
	}
	if (is_end)
		reader->if_count--;
	else
		next_branch(reader, line, is_else);
	return true;
}

void haproxy_if_end(struct haproxy_reader *reader)
{
	if (reader->if_count) {
		const struct where *where = &reader->ifs[reader->if_count - 1].where;
		unsigned line = reader->line, column = where->column;

		reader->if_count = 0;
		reader->line = where->line;
		haproxy_error(reader, column, "put '.endif' behind the block",
			      "this '.if' has no '.endif'");
		reader->line = line;
	}
	reader->if_count = 0;
	reader->if_too_deep = 0;
}
