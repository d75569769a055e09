#include "core/cluster/reader.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/cluster/lookup.h"
#include "core/cluster/parts.h"
#include "core/cluster/verdict.h"
#include "core/http/loop.h"
#include "core/http/transfer.h"
#include "core/http/warm.h"
#include "core/sources/kubeconfig.h"

#define INTERVAL_MS	 1000
#define BODY_MAX	 ((size_t)16 * 1024 * 1024)
#define PAGE_LEAST	 10
#define PAGES_MAX	 2000
#define BODY_TIMES	 5 /* x timeout: for the answer, once connected */
#define STATUS_OK	 200
#define STATUS_FORBIDDEN 403
#define STATUS_NOT_FOUND 404

struct cluster_reader {
	uv_loop_t *loop;
	const struct kubeconfig *kubeconfig;
	struct http_identity identity;
	struct addresses addresses; /* the options', or of `lookup` */
	size_t address;		    /* which is asked */
	uint64_t interval, timeout; /* ms */
	cluster_read_fn *read;
	void *arg;

	struct arena *arena; /* as long as the reader: authorities, words */
	struct http_loop *http;
	struct http_stores *stores;
	uv_timer_t pace;     /* until the next request may begin */
	uv_timer_t patience; /* until the one under way has taken too long */
	uv_getaddrinfo_t lookup;
	bool looking_up, closing;
	unsigned handles; /* that are not closed yet */
	uint64_t
		last; /* ms of the loop's clock at which the last request began; 0: none did */

	struct cluster_state state;
	struct arena *parts[CLUSTER_PART_COUNT]; /* what the parts of `state` point to */
	struct arena *words;			 /* state.connection_text */

	/* The part that is read. */
	bool busy;
	enum cluster_part part;
	struct arena *draft_arena;
	struct cluster_state draft;
	const char *next_page; /* in draft_arena */
	unsigned page, pages;
	bool old_version[CLUSTER_PART_COUNT]; /* its path is the old one */
	size_t tried;			      /* addresses that did not do */

	in_port_t port; /* ours, of the last request */

	/* The request under way. */
	struct http_transfer transfer;
	struct arena *request_arena; /* NULL: none is */
};

static void request_later(struct cluster_reader *reader);
static void begin_request(uv_timer_t *timer);
static void transfer_finished(CURL *easy, CURLcode code, void *arg);
static void socket_closing(curl_socket_t fd, void *arg);
static void out_of_patience(uv_timer_t *timer);
static void look_up(struct cluster_reader *reader);
static void judge(struct cluster_reader *reader, const struct http_answer *answer);

struct cluster_reader *cluster_reader_new(uv_loop_t *loop,
					  const struct cluster_options *options,
					  cluster_read_fn *read, void *arg)
{
	struct cluster_reader *reader = mem_alloc(sizeof *reader);
	const struct kubeconfig *kubeconfig = options->kubeconfig;

	http_warm_wait();
	reader->loop = loop;
	reader->kubeconfig = kubeconfig;
	reader->identity = (struct http_identity){
		.ca_pem = kubeconfig->ca.text,
		.certificate_pem = kubeconfig->certificate.text,
		.key_pem = kubeconfig->key.text,
		.token = kubeconfig->token,
	};
	reader->addresses = options->addresses;
	reader->interval = options->interval_ms ? options->interval_ms : INTERVAL_MS;
	reader->timeout = (uint64_t)(options->timeout * 1000);
	reader->read = read;
	reader->arg = arg;
	reader->arena = arena_new();
	reader->stores = http_stores_new(reader->arena);
	reader->http = http_loop_new(loop, transfer_finished, socket_closing, reader);
	uv_timer_init(loop, &reader->pace);
	uv_timer_init(loop, &reader->patience);
	reader->pace.data = reader;
	reader->patience.data = reader;
	reader->lookup.data = reader;
	reader->handles = 2;
	reader->state.connection_text = "";
	return reader;
}

const struct cluster_state *cluster_reader_state(const struct cluster_reader *reader)
{
	return &reader->state;
}

void cluster_reader_fetch(struct cluster_reader *reader, enum cluster_part part)
{
	assert(!reader->busy);
	reader->busy = true;
	reader->part = part;
	reader->draft_arena = arena_new();
	reader->draft = (struct cluster_state){ 0 };
	reader->next_page = NULL;
	reader->page = cluster_part_info(part)->page;
	reader->pages = 0;
	reader->tried = 0;
	request_later(reader);
}

/* At the pace; never inside of the call. */
static void request_later(struct cluster_reader *reader)
{
	uint64_t now = uv_now(reader->loop);
	uint64_t due = reader->last ? reader->last + reader->interval : now;

	uv_timer_start(&reader->pace, begin_request, due > now ? due - now : 0, 0);
}

/* Base64 in the API's own words, but for what a URL may not hold (RFC 3986 2.3). */
static const char *encode(struct arena *arena, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	char *encoded = arena_alloc(arena, strlen(text) * 3 + 1), *out = encoded;

	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		if (isalnum(byte) || strchr("-._~", byte)) {
			*out++ = *text;
		} else {
			*out++ = '%';
			*out++ = digits[byte >> 4];
			*out++ = digits[byte & 15];
		}
	}
	return encoded;
}

static const char *url_of(const struct cluster_reader *reader)
{
	const struct cluster_part_info *info = cluster_part_info(reader->part);
	const char *path =
		reader->old_version[reader->part] ? info->old_path : info->path;
	struct arena *arena = reader->request_arena;
	const char *server = reader->kubeconfig->server.value;
	size_t length = strlen(server);
	struct http_url url;

	/* The certificate is for another name than the address is found by: ask for that one. */
	if (reader->kubeconfig->tls_server_name && !http_url_parse(arena, server, &url)) {
		url.host = reader->kubeconfig->tls_server_name;
		server = http_url_text(arena, &url);
		length = strlen(server);
	}
	while (length && server[length - 1] == '/')
		length--;
	server = arena_printf(arena, "%.*s%s", (int)length, server, path);
	if (!info->page)
		return server;
	server = arena_printf(arena, "%s%climit=%u", server,
			      strchr(path, '?') ? '&' : '?', reader->page);
	if (!reader->next_page)
		return server;
	return arena_printf(arena, "%s&continue=%s", server,
			    encode(arena, reader->next_page));
}

static void begin_request(uv_timer_t *timer)
{
	struct cluster_reader *reader = timer->data;
	struct http_request request = {
		.method = HTTP_GET,
		.max_body = BODY_MAX,
		.accept = "application/json",
		.identity = &reader->identity,
	};
	struct http_transfer *transfer = &reader->transfer;

	if (!reader->addresses.count) {
		look_up(reader);
		return;
	}
	reader->last = uv_now(reader->loop);
	reader->request_arena = arena_new();
	request.url = url_of(reader);
	request.address =
		reader->addresses.items[reader->address % reader->addresses.count];
	memset(transfer, 0, sizeof *transfer);
	if (!http_transfer_init(transfer, reader->request_arena, &request) ||
	    !http_transfer_open(transfer, reader->stores, reader)) {
		judge(reader, transfer->answer);
		return;
	}
	uv_timer_start(&reader->patience, out_of_patience, reader->timeout, 0);
	http_loop_add(reader->http, transfer->easy);
}

/* Twice: at first for the connection, then for the answer. */
static void out_of_patience(uv_timer_t *timer)
{
	struct cluster_reader *reader = timer->data;
	bool was_connected = reader->transfer.was_connected;

	if (!was_connected && http_transfer_connected(&reader->transfer)) {
		uv_timer_start(timer, out_of_patience, BODY_TIMES * reader->timeout, 0);
		return;
	}
	http_loop_drop(reader->http, reader->transfer.easy);
	http_transfer_timed_out(&reader->transfer);
	judge(reader, reader->transfer.answer);
}

static void transfer_done(uv_timer_t *timer)
{
	struct cluster_reader *reader = timer->data;

	judge(reader, reader->transfer.answer);
}

/* Whoever is told may close the reader, and libcurl is in the middle of something. */
static void transfer_finished(CURL *easy, CURLcode code, void *arg)
{
	struct cluster_reader *reader = arg;

	(void)easy;
	http_transfer_ended(&reader->transfer, code);
	uv_timer_start(&reader->patience, transfer_done, 0, 0);
}

static void socket_closing(curl_socket_t fd, void *arg)
{
	struct cluster_reader *reader = arg;

	if (reader->transfer.fd == fd)
		reader->transfer.fd = CURL_SOCKET_BAD;
}

static void end_request(struct cluster_reader *reader)
{
	http_transfer_close(&reader->transfer);
	reader->request_arena = arena_free(reader->request_arena);
}

/* `text` may be of the request's arena. */
static void set_connection(struct cluster_reader *reader,
			   enum cluster_connection connection, const char *text)
{
	struct cluster_state *state = &reader->state;
	struct arena *words = arena_new();

	if (state->connection != connection || !state->connection_since)
		state->connection_since = time(NULL);
	state->connection = connection;
	state->connection_text = arena_strdup(words, text);
	arena_free(reader->words);
	reader->words = words;
}

/* The part's own memory takes the place of what was known before. */
static void publish(struct cluster_reader *reader)
{
	cluster_part_mark(&reader->draft, reader->part, CLUSTER_KNOWN, time(NULL));
	cluster_index_part(reader->draft_arena, reader->part, &reader->draft);
	cluster_part_copy(&reader->draft, reader->part, &reader->state);
	arena_free(reader->parts[reader->part]);
	reader->parts[reader->part] = reader->draft_arena;
	reader->draft_arena = NULL;
}

static void end_part(struct cluster_reader *reader)
{
	reader->draft_arena = arena_free(reader->draft_arena);
	reader->busy = false;
	cluster_part_seen(&reader->state, reader->part)->port = reader->port;
	reader->read(reader->part, reader->arg);
}

/* What was known stays there to be shown as old. */
static void give_up(struct cluster_reader *reader, enum cluster_connection connection,
		    const char *text)
{
	const struct cluster_seen *seen = cluster_seen(&reader->state, reader->part);

	set_connection(reader, connection, text);
	cluster_part_mark(&reader->state, reader->part, CLUSTER_UNKNOWN, seen->at);
	end_request(reader);
	end_part(reader);
}

static bool is_nothing_known(const struct cluster_state *state)
{
	for (unsigned part = 0; part < CLUSTER_PART_COUNT; part++) {
		if (cluster_seen(state, (enum cluster_part)part)->knowledge ==
		    CLUSTER_KNOWN)
			return false;
	}
	return true;
}

static void without_part(struct cluster_reader *reader, int status)
{
	bool refused = status == STATUS_FORBIDDEN;
	struct cluster_state none = { 0 };

	cluster_part_mark(&none, reader->part, refused ? CLUSTER_REFUSED : CLUSTER_ABSENT,
			  time(NULL));
	cluster_part_copy(&none, reader->part, &reader->state);
	reader->parts[reader->part] = arena_free(reader->parts[reader->part]);
	if (refused && is_nothing_known(&reader->state))
		set_connection(reader, CLUSTER_FORBIDDEN, "HTTP 403");
	else
		set_connection(reader, CLUSTER_OK, "");
	end_request(reader);
	end_part(reader);
}

static void read_page(struct cluster_reader *reader, const struct http_answer *answer)
{
	const char *next;

	if (answer->body_capped && reader->page > PAGE_LEAST) {
		reader->page /= 2;
		end_request(reader);
		request_later(reader);
		return;
	}
	if (answer->body_capped ||
	    cluster_part_read(reader->draft_arena, reader->part, answer->body,
			      answer->body_length, &reader->draft, &next) < 0) {
		give_up(reader, CLUSTER_FAILING,
			answer->body_capped ? "its answer is larger than 16 MiB"
					    : "what it answers is no Kubernetes object");
		return;
	}
	end_request(reader);
	set_connection(reader, CLUSTER_OK, "");
	reader->next_page = next;
	if (next && ++reader->pages < PAGES_MAX &&
	    !cluster_seen(&reader->draft, reader->part)->truncated) {
		request_later(reader);
		return;
	}
	publish(reader);
	end_part(reader);
}

static void judge(struct cluster_reader *reader, const struct http_answer *answer)
{
	const struct cluster_part_info *info = cluster_part_info(reader->part);
	enum cluster_connection connection = cluster_connection_of(answer);
	bool *is_old = &reader->old_version[reader->part];

	reader->state.server = http_transfer_peer(&reader->transfer);
	reader->port = answer->local_port;
	if (cluster_is_of_address(answer)) {
		reader->address++;
		if (++reader->tried < reader->addresses.count) {
			end_request(reader);
			request_later(reader);
			return;
		}
	}
	if (connection != CLUSTER_OK) {
		give_up(reader, connection,
			cluster_connection_words(reader->request_arena, answer));
	} else if (answer->status == STATUS_OK) {
		read_page(reader, answer);
	} else if (answer->status == STATUS_NOT_FOUND && info->old_path && !*is_old) {
		*is_old = true;
		end_request(reader);
		request_later(reader);
	} else {
		/* Neither: a cluster that was upgraded meanwhile has the new one. */
		*is_old = false;
		without_part(reader, answer->status);
	}
}

static void looked_up(uv_getaddrinfo_t *lookup, int status, struct addrinfo *list)
{
	struct cluster_reader *reader = lookup->data;
	struct addr addr;

	reader->looking_up = false;
	for (const struct addrinfo *at = list; at && !reader->closing; at = at->ai_next) {
		if (addr_from_sockaddr(at->ai_addr, &addr) < 0)
			continue;
		addr.port = 0;
		reader->addresses.items =
			arena_grow(reader->arena, reader->addresses.items,
				   reader->addresses.count, sizeof addr);
		reader->addresses.items[reader->addresses.count++] = addr;
	}
	uv_freeaddrinfo(list);
	if (reader->closing) {
		if (!reader->handles)
			free(reader);
	} else if (reader->addresses.count) {
		request_later(reader);
	} else {
		give_up(reader, CLUSTER_UNREACHABLE,
			status ? uv_strerror(status) : "its name has no address");
	}
}

/* As oc(1) on this machine finds the server. */
static void look_up(struct cluster_reader *reader)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct arena *scratch = arena_new();
	struct http_url url;
	int r = UV_EINVAL;

	reader->last = uv_now(reader->loop);
	if (!http_url_parse(scratch, reader->kubeconfig->server.value, &url))
		r = uv_getaddrinfo(reader->loop, &reader->lookup, looked_up, url.host,
				   NULL, &hints);
	arena_free(scratch);
	reader->looking_up = !r;
	if (r)
		give_up(reader, CLUSTER_UNREACHABLE, uv_strerror(r));
}

static void handle_closed(uv_handle_t *handle)
{
	struct cluster_reader *reader = handle->data;

	if (!--reader->handles && !reader->looking_up)
		free(reader);
}

void cluster_reader_close(struct cluster_reader *reader)
{
	reader->closing = true;
	if (reader->request_arena) {
		if (reader->transfer.easy)
			http_loop_drop(reader->http, reader->transfer.easy);
		end_request(reader);
	}
	if (reader->looking_up)
		uv_cancel((uv_req_t *)&reader->lookup);
	http_loop_close(reader->http);
	reader->stores = http_stores_free(reader->stores);
	for (unsigned part = 0; part < CLUSTER_PART_COUNT; part++)
		arena_free(reader->parts[part]);
	arena_free(reader->draft_arena);
	arena_free(reader->words);
	arena_free(reader->arena);
	uv_close((uv_handle_t *)&reader->pace, handle_closed);
	uv_close((uv_handle_t *)&reader->patience, handle_closed);
}
