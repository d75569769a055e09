#include "tests/support/web_ask.h"

#include <string.h>

#include <check.h>

#include "core/arena.h"
#include "core/http/url.h"

static const char *said(struct arena *arena, const struct web_answer *answer)
{
	static const char *const words[] = { "unknown", "nobody", "file", "no file",
					     "forbidden" };
	const char *text = words[answer->outcome];

	if (answer->path)
		text = arena_printf(arena, "%s %s", text, answer->path);
	if (answer->outcome == WEB_NO_FILE || answer->outcome == WEB_FORBIDDEN)
		text = arena_printf(arena, "%s (%s)", text, answer->says);
	if (answer->has_fallback)
		text = arena_printf(arena, "%s, or else", text);
	if (answer->outcome >= WEB_FILE)
		text = arena_printf(arena, "%s at %u:%u", text, answer->where.line,
				    answer->where.column);
	return text;
}

void web_expect(web_read_fn *read, const char *text, const struct web_case *cases)
{
	struct arena *arena = arena_new();
	struct web_server server;

	read(arena, text, &server);
	for (; cases->url; cases++) {
		struct web_question question = { 0 };
		struct web_answer answer;
		struct http_url url;

		ck_assert_int_eq(http_url_parse(arena, cases->url, &url), 0);
		question.host = url.host;
		question.port = url.port;
		question.path = url.path;
		(void)addr_parse(url.host, &question.addr);
		answer = web_find(arena, &server, &question);
		ck_assert_msg(!strcmp(said(arena, &answer), cases->expected),
			      "%s: expected '%s', got '%s'", cases->url, cases->expected,
			      said(arena, &answer));
	}
	arena_free(arena);
}
