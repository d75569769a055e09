#include "probes/http/_fetch.h"

#include <string.h>
#include <strings.h>

#include "core/http/url.h"

struct fetch {
	struct run *run;
	struct http_request request;
	const char *url;
	struct addresses addresses;
	struct fetched result;
	struct fetch_failure *failures;
	fetched_fn *fetched;
	void *arg;
};

static void resolved(const struct resolution *resolution, void *arg);
static void ask_next(struct fetch *fetch);
static void answered(const struct http_answer *answer, void *arg);

void fetch(struct run *run, const struct http_request *request,
	   const struct addresses *at, fetched_fn *fetched, void *arg)
{
	struct fetch *fetch = arena_alloc(run_arena(run), sizeof(*fetch));
	struct http_url url;

	fetch->run = run;
	fetch->request = *request;
	fetch->fetched = fetched;
	fetch->arg = arg;
	fetch->result.url = request->url;
	if (http_url_parse(run_arena(run), request->proxy ? request->proxy : request->url,
			   &url)) {
		/* io_http.c has the words for it. */
		http_ask(run, request, answered, fetch);
		return;
	}
	fetch->result.host = url.host;
	if (at && at->count && !request->proxy) {
		fetch->addresses = *at;
		ask_next(fetch);
		return;
	}
	resolve(run, url.host, resolved, fetch);
}

static void resolved(const struct resolution *resolution, void *arg)
{
	struct fetch *fetch = arg;

	fetch->addresses = resolution->addresses;
	fetch->result.all = resolution->addresses;
	fetch->result.dns = resolution->failure;
	if (!resolution->addresses.count)
		fetch->fetched(&fetch->result, fetch->arg);
	else
		ask_next(fetch);
}

static void ask_next(struct fetch *fetch)
{
	struct http_request request = fetch->request;

	fetch->result.addr = fetch->addresses.items[fetch->result.failure_count];
	fetch->result.addr.port = 0;
	if (request.proxy)
		request.proxy_address = fetch->result.addr;
	else
		request.address = fetch->result.addr;
	http_ask(fetch->run, &request, answered, fetch);
}

static void answered(const struct http_answer *answer, void *arg)
{
	struct fetch *fetch = arg;
	struct fetched *result = &fetch->result;
	bool has_no_connection =
		answer->outcome == HTTP_CONNECT_FAILED ||
		(answer->outcome == HTTP_PROXY_FAILED && answer->connect_errno);

	result->answer = answer;
	if (!has_no_connection || result->failure_count + 1 >= fetch->addresses.count) {
		fetch->fetched(result, fetch->arg);
		return;
	}
	if (!fetch->failures)
		fetch->failures =
			arena_alloc(run_arena(fetch->run),
				    fetch->addresses.count * sizeof(*fetch->failures));
	fetch->failures[result->failure_count].addr = result->addr;
	fetch->failures[result->failure_count++].answer = answer;
	result->failures = fetch->failures;
	ask_next(fetch);
}

struct http_request fetch_ignition(const char *url)
{
	return (struct http_request){ .url = url, .max_body = FETCH_IGNITION_MAX };
}

const char *fetch_failures_text(struct run *run, const struct fetched *fetched)
{
	const char *text = "";
	char buffer[ADDR_STRLEN];

	for (size_t i = 0; i < fetched->failure_count; i++)
		text = arena_printf(run_arena(run), "%s%s%s", text, i ? ", " : "",
				    addr_str(&fetched->failures[i].addr, buffer));
	return text;
}

bool fetch_is_html(const struct http_answer *answer)
{
	const char *body = (const char *)answer->body;
	size_t length = answer->body_length;

	while (length && strchr(" \t\r\n", *body) && *body) {
		body++;
		length--;
	}
	if (length >= 5 &&
	    (strncasecmp(body, "<html", 5) == 0 || strncasecmp(body, "<!doc", 5) == 0))
		return true;
	return answer->content_type &&
	       strncasecmp(answer->content_type, "text/html", 9) == 0;
}

const char *fetch_host_name(struct arena *arena, const char *url)
{
	struct http_url parts;
	struct addr addr;

	if (http_url_parse(arena, url, &parts) || !addr_parse(parts.host, &addr))
		return NULL;
	return parts.host;
}

bool fetch_is_taken_away(const struct run *run, const char *file, int status)
{
	return run_inventory(run)->phase == PHASE_INSTALL &&
	       (status == 404 || status == 410) &&
	       strcasestr(http_url_file(file), "bootstrap") &&
	       strcasestr(http_url_file(file), ".ign");
}
