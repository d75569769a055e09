/* acl, of which sections inherit none, and what stands behind `if` and `unless` (configuration manual, chapter 7). */
#include <string.h>

#include "core/arena.h"
#include "core/index.h"
#include "haproxy_reader.h"

void haproxy_acl(struct haproxy_reader *reader, const struct haproxy_line *line)
{
	static char declared;

	if (line->count < 2)
		return;
	if (!reader->acls)
		reader->acls = index_new(reader->arena, 0);
	index_add(reader->acls, line->words[1].text, strlen(line->words[1].text),
		  &declared);
}

/* TRUE, HTTP_1.1, METH_GET: those that HAProxy declares itself are in capitals. */
static bool is_predefined(const char *name)
{
	return *name && !strpbrk(name, "abcdefghijklmnopqrstuvwxyz");
}

static bool is_declared(const struct haproxy_reader *reader, const char *name)
{
	return is_predefined(name) ||
	       (reader->acls && index_find(reader->acls, name, strlen(name)));
}

static bool is_operator(const char *word)
{
	return !*word || !strcmp(word, "or") || !strcmp(word, "||");
}

void haproxy_condition(struct haproxy_reader *reader, const struct haproxy_line *line,
		       size_t from)
{
	bool anonymous = false;

	for (size_t i = from; i < line->count; i++) {
		const struct haproxy_word *word = &line->words[i];
		const char *text = word->text;

		/* { src 10.0.0.0/8 } declares what it tests. */
		if (anonymous) {
			anonymous = strcmp(text, "}") != 0;
			continue;
		}
		text += strspn(text, "!");
		if (!strcmp(text, "{"))
			anonymous = true;
		else if (!word->is_unknown && !is_operator(text) &&
			 !is_declared(reader, text))
			haproxy_error(reader, word->column,
				      "declare it before this line: acl NAME ...",
				      "there is no acl '%s' in this section", text);
	}
}
