#include "transfer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/text.h"

#define HEADERS_MAX    (64u << 10) /* bytes of all headers of one answer */
#define HEADER_MAX     500	   /* bytes kept of one value */
#define BODY_FIRST     4096
#define STATUS_OK      200
#define STATUS_FAILURE 300

static size_t header_came(char *bytes, size_t size, size_t count, void *arg);
static size_t body_came(char *bytes, size_t size, size_t count, void *arg);
static curl_socket_t socket_needed(void *arg, curlsocktype purpose,
				   struct curl_sockaddr *address);

static const char *copy(struct arena *arena, const char *text)
{
	return text ? arena_strdup(arena, text) : NULL;
}

bool http_transfer_init(struct http_transfer *transfer, struct arena *arena,
			const struct http_request *request)
{
	const char *problem = NULL;

	transfer->arena = arena;
	transfer->answer = arena_alloc(arena, sizeof(*transfer->answer));
	transfer->fd = CURL_SOCKET_BAD;
	transfer->request = *request;
	transfer->request.url = copy(arena, request->url);
	transfer->request.proxy = copy(arena, request->proxy);
	transfer->request.ca_file = copy(arena, request->ca_file);
	transfer->request.range = copy(arena, request->range);
	transfer->request.accept = copy(arena, request->accept);
	transfer->answer->content_length = -1;
	if (http_url_parse(arena, request->url, &transfer->url))
		problem = "the URL is no http or https URL";
	else if (request->proxy &&
		 http_url_parse(arena, request->proxy, &transfer->proxy))
		problem = "the proxy is no http or https URL";
	else if (!request->address.family && !request->proxy)
		problem = "no address to connect to";
	else if (request->identity &&
		 (strcmp(transfer->url.scheme, "https") != 0 || request->insecure))
		problem = "credentials are only sent over TLS that is verified";
	if (!problem)
		return true;
	transfer->answer->outcome = HTTP_LOCAL_ERROR;
	transfer->answer->message = problem;
	return false;
}

static struct curl_slist *append(struct curl_slist *list, const char *text)
{
	list = curl_slist_append(list, text);
	if (!list)
		arena_oom();
	return list;
}

/* libcurl never resolves: it is told where host and proxy are. */
static void set_addresses(struct http_transfer *transfer)
{
	const struct http_request *request = &transfer->request;
	char text[ADDR_STRLEN], entry[512];
	bool is_v6;

	if (request->proxy && !addr_parse(transfer->proxy.host, &(struct addr){ 0 }))
		return;
	if (request->proxy) {
		addr_str(&request->proxy_address, text);
		is_v6 = request->proxy_address.family == AF_INET6;
		snprintf(entry, sizeof(entry), "%s:%u:%s%s%s", transfer->proxy.host,
			 transfer->proxy.port, is_v6 ? "[" : "", text, is_v6 ? "]" : "");
		transfer->resolve = append(NULL, entry);
		curl_easy_setopt(transfer->easy, CURLOPT_RESOLVE, transfer->resolve);
	} else {
		addr_str(&request->address, text);
		is_v6 = request->address.family == AF_INET6;
		text[strcspn(text, "%")] = 0;
		snprintf(entry, sizeof(entry), "::%s%s%s:%u", is_v6 ? "[" : "", text,
			 is_v6 ? "]" : "", transfer->url.port);
		transfer->connect_to = append(NULL, entry);
		curl_easy_setopt(transfer->easy, CURLOPT_CONNECT_TO,
				 transfer->connect_to);
		if (request->address.scope_id)
			curl_easy_setopt(transfer->easy, CURLOPT_ADDRESS_SCOPE,
					 (long)request->address.scope_id);
	}
}

static void set_request(struct http_transfer *transfer)
{
	const struct http_request *request = &transfer->request;
	CURL *easy = transfer->easy;

	curl_easy_setopt(easy, CURLOPT_URL, request->url);
	curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "ocp-preflight/" OCP_VERSION);
	curl_easy_setopt(easy, CURLOPT_NOBODY, request->method == HTTP_HEAD ? 1L : 0L);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	if (request->range)
		curl_easy_setopt(easy, CURLOPT_RANGE, request->range);
	if (request->accept)
		transfer->headers =
			append(NULL, arena_printf(transfer->arena, "Accept: %s",
						  request->accept));
	if (request->identity && request->identity->token)
		transfer->headers =
			append(transfer->headers,
			       arena_printf(transfer->arena, "Authorization: Bearer %s",
					    request->identity->token));
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers);
	/* For the host, not for a proxy in front of it. */
	curl_easy_setopt(easy, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
	/* An empty proxy, and an empty list of exceptions: the environment does not count. */
	curl_easy_setopt(easy, CURLOPT_PROXY, request->proxy ? request->proxy : "");
	curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS,
			 (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
#if LIBCURL_VERSION_NUM >= 0x074000
	curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
#endif
}

static void set_callbacks(struct http_transfer *transfer)
{
	CURL *easy = transfer->easy;

	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, header_came);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body_came);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, socket_needed);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->error);
}

static struct http_store *store_of(const struct http_transfer *transfer,
				   struct http_stores *stores)
{
	const struct http_identity *identity = transfer->request.identity;

	return identity && identity->ca_pem
		       ? http_stores_get_pem(stores, identity->ca_pem)
		       : http_stores_get(stores, transfer->request.ca_file);
}

bool http_transfer_open(struct http_transfer *transfer, struct http_stores *stores,
			void *arg)
{
	bool is_https = strcmp(transfer->url.scheme, "https") == 0;

	transfer->easy = curl_easy_init();
	if (!transfer->easy)
		arena_oom();
	curl_easy_setopt(transfer->easy, CURLOPT_PRIVATE, arg);
	curl_easy_setopt(transfer->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(transfer->easy, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(transfer->easy, CURLOPT_FORBID_REUSE, 1L);
	/* io_http.c has timers of its own, which know whether TCP stands; these are far away. */
	curl_easy_setopt(transfer->easy, CURLOPT_CONNECTTIMEOUT_MS, 3600000L);
	set_request(transfer);
	set_addresses(transfer);
	set_callbacks(transfer);
	transfer->tls.arena = transfer->arena;
	transfer->tls.host = transfer->url.host;
	transfer->tls.insecure = transfer->request.insecure;
	transfer->tls.identity = transfer->request.identity;
	if (transfer->request.proxy && strcmp(transfer->proxy.scheme, "https") == 0)
		transfer->tls.proxy_host = transfer->proxy.host;
	if (is_https || transfer->tls.proxy_host) {
		transfer->tls.store = store_of(transfer, stores);
		http_tls_apply(transfer->easy, &transfer->tls);
	}
	/* Plain http needs no authorities, whatever file of them is configured. */
	if (!is_https && !transfer->tls.proxy_host)
		return true;
	if (transfer->tls.store ||
	    (!transfer->request.ca_file && !transfer->request.identity))
		return true;
	transfer->answer->outcome = HTTP_LOCAL_ERROR;
	transfer->answer->message = "the authorities given hold no certificate";
	if (transfer->request.ca_file)
		transfer->answer->message = arena_printf(
			transfer->arena, "no certificates can be read from %s",
			transfer->request.ca_file);
	return false;
}

static curl_socket_t socket_needed(void *arg, curlsocktype purpose,
				   struct curl_sockaddr *address)
{
	struct http_transfer *transfer = arg;

	(void)purpose;
	transfer->was_opened = true;
	transfer->fd = socket(address->family, address->socktype | SOCK_CLOEXEC,
			      address->protocol);
	if (transfer->fd < 0) {
		transfer->socket_error = errno;
		return CURL_SOCKET_BAD;
	}
	return transfer->fd;
}

bool http_transfer_connected(struct http_transfer *transfer)
{
	struct sockaddr_storage peer;
	socklen_t length = sizeof(peer);

	if (!transfer->was_connected && transfer->fd != CURL_SOCKET_BAD)
		transfer->was_connected =
			getpeername(transfer->fd, (struct sockaddr *)&peer, &length) == 0;
	return transfer->was_connected;
}

/* A status line begins the headers of another answer: 100, the proxy's to CONNECT, the host's. */
static void status_line(struct http_transfer *transfer, const char *line, size_t length)
{
	struct http_answer *answer = transfer->answer;
	const char *space = memchr(line, ' ', length);

	answer->content_type = answer->content_encoding = answer->server = NULL;
	answer->via = answer->location = NULL;
	answer->content_range = answer->www_authenticate = NULL;
	answer->registry_version = answer->last_modified = answer->squid_error = NULL;
	answer->version = text_clean(transfer->arena, line,
				     space ? (size_t)(space - line) : length, 20);
	transfer->in_headers = true;
}

static const char **header_field(struct http_answer *answer, const char *name,
				 size_t length)
{
	/* clang-format off */
	const struct {
		const char *name;
		const char **field;
	} known[] = {
		{ "Content-Type", &answer->content_type },
		{ "Content-Encoding", &answer->content_encoding },
		{ "Server", &answer->server },
		{ "Via", &answer->via },
		{ "Location", &answer->location },
		{ "Content-Range", &answer->content_range },
		{ "WWW-Authenticate", &answer->www_authenticate },
		{ "Docker-Distribution-Api-Version", &answer->registry_version },
		{ "Last-Modified", &answer->last_modified },
		{ "X-Squid-Error", &answer->squid_error },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strlen(known[i].name) == length &&
		    strncasecmp(known[i].name, name, length) == 0)
			return known[i].field;
	}
	return NULL;
}

static void header_line(struct http_transfer *transfer, const char *line, size_t length)
{
	const char *colon = memchr(line, ':', length), *value;
	const char **field;
	size_t value_length;
	const char *text;

	if (!colon)
		return;
	field = header_field(transfer->answer, line, (size_t)(colon - line));
	if (!field)
		return;
	value = colon + 1;
	while (value < line + length && (*value == ' ' || *value == '\t'))
		value++;
	value_length = (size_t)(line + length - value);
	while (value_length && strchr(" \t\r\n", value[value_length - 1]))
		value_length--;
	text = text_clean(transfer->arena, value, value_length, HEADER_MAX);
	/* RFC 9110 5.3: the same field again goes on where the first one ended. */
	*field = *field && strlen(*field) < HEADER_MAX
			 ? arena_printf(transfer->arena, "%s, %s", *field, text)
			 : text;
}

static size_t header_came(char *bytes, size_t size, size_t count, void *arg)
{
	struct http_transfer *transfer = arg;
	size_t length = size * count;

	transfer->header_bytes += length;
	if (transfer->header_bytes > HEADERS_MAX) {
		transfer->broken = "its headers are larger than 64 KiB";
		return 0;
	}
	/* After the blank line only trailers of a chunked body come: nothing of them counts. */
	if (length > 5 && strncasecmp(bytes, "HTTP/", 5) == 0)
		status_line(transfer, bytes, length);
	else if (length <= 2 && transfer->in_headers)
		transfer->in_headers = false;
	else if (transfer->in_headers)
		header_line(transfer, bytes, length);
	return length;
}

static void keep(struct http_transfer *transfer, const char *bytes, size_t length)
{
	struct http_answer *answer = transfer->answer;
	size_t needed = answer->body_length + length;

	if (needed > transfer->body_room) {
		size_t room = transfer->body_room ? transfer->body_room : BODY_FIRST;

		while (room < needed)
			room *= 2;
		transfer->body = mem_realloc(transfer->body, room);
		transfer->body_room = room;
	}
	memcpy(transfer->body + answer->body_length, bytes, length);
	answer->body_length += length;
}

static size_t body_came(char *bytes, size_t size, size_t count, void *arg)
{
	struct http_transfer *transfer = arg;
	struct http_answer *answer = transfer->answer;
	size_t length = size * count;
	size_t wanted = transfer->request.max_body - answer->body_length;

	transfer->received += length;
	if (length <= wanted) {
		if (length)
			keep(transfer, bytes, length);
		return length;
	}
	if (wanted)
		keep(transfer, bytes, wanted);
	answer->body_capped = true;
	return 0; /* ends the transfer, with CURLE_WRITE_ERROR */
}

static int status_of(CURL *easy, CURLINFO info)
{
	long status = 0;

	curl_easy_getinfo(easy, info, &status);
	return status >= 100 && status <= 999 ? (int)status : 0;
}

/* What is known whatever became of the transfer. */
static void read_facts(struct http_transfer *transfer)
{
	struct http_answer *answer = transfer->answer;
	const struct x509_list *chain = &transfer->tls.chain;
	curl_off_t length = -1, total_us = 0;
	long local_port = 0;

	http_transfer_connected(transfer);
	answer->status = status_of(transfer->easy, CURLINFO_RESPONSE_CODE);
	answer->proxy_status = status_of(transfer->easy, CURLINFO_HTTP_CONNECTCODE);
	if (answer->proxy_status && answer->proxy_status >= STATUS_FAILURE)
		answer->status = 0;
	if (answer->status)
		curl_easy_getinfo(transfer->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T,
				  &length);
	answer->content_length = length;
	curl_easy_getinfo(transfer->easy, CURLINFO_LOCAL_PORT, &local_port);
	answer->local_port = (in_port_t)local_port;
	curl_easy_getinfo(transfer->easy, CURLINFO_TOTAL_TIME_T, &total_us);
	answer->total_ms = (double)total_us / 1000;
	if (chain->count) {
		struct http_certificate *facts =
			arena_alloc(transfer->arena, chain->count * sizeof(*facts));
		const unsigned char **der =
			arena_alloc(transfer->arena, chain->count * sizeof(*der));
		size_t *lengths =
			arena_alloc(transfer->arena, chain->count * sizeof(*lengths));

		for (size_t i = 0; i < chain->count; i++) {
			facts[i] = chain->items[i].facts;
			der[i] = chain->items[i].der;
			lengths[i] = chain->items[i].der_length;
		}
		answer->chain = facts;
		answer->chain_der = der;
		answer->chain_der_length = lengths;
		answer->chain_count = chain->count;
	}
	answer->verify_error = transfer->tls.verify_error;
	answer->verify_text = transfer->tls.verify_text;
	answer->name_mismatch = transfer->tls.name_mismatch;
	if (answer->body_length) {
		unsigned char *body =
			arena_alloc(transfer->arena, answer->body_length + 1);

		answer->body = memcpy(body, transfer->body, answer->body_length);
	}
}

static bool is_tunnel(const struct http_transfer *transfer)
{
	return transfer->request.proxy && strcmp(transfer->url.scheme, "https") == 0;
}

/* TCP stood but TLS with the host did not: no request was ever sent. */
static bool is_before_tls(const struct http_transfer *transfer)
{
	curl_off_t appconnect = 0;

	if (strcmp(transfer->url.scheme, "https") != 0)
		return false;
	curl_easy_getinfo(transfer->easy, CURLINFO_APPCONNECT_TIME_T, &appconnect);
	return appconnect == 0;
}

static enum http_outcome connect_failed(struct http_transfer *transfer)
{
	struct http_answer *answer = transfer->answer;
	long error = 0;

	curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &error);
	if (transfer->socket_error) {
		answer->connect_errno = transfer->socket_error;
		return HTTP_LOCAL_ERROR;
	}
	answer->connect_errno = error ? (int)error : ECONNREFUSED;
	return transfer->request.proxy ? HTTP_PROXY_FAILED : HTTP_CONNECT_FAILED;
}

static enum http_outcome outcome_of(struct http_transfer *transfer, CURLcode code)
{
	struct http_answer *answer = transfer->answer;

	if (transfer->tls.identity_problem)
		return HTTP_LOCAL_ERROR;
	if (transfer->tls.refused)
		return HTTP_TLS_UNTRUSTED;
	if (transfer->tls.proxy_refused)
		return HTTP_PROXY_FAILED;
	if (is_tunnel(transfer) && answer->proxy_status >= STATUS_FAILURE)
		return HTTP_PROXY_FAILED;
	if (code == CURLE_OK || (code == CURLE_WRITE_ERROR && answer->body_capped))
		return answer->status ? HTTP_ANSWER : HTTP_BROKEN;
	/* libcurl says so, too, of one header line that is larger than it cares to keep. */
	if (code == CURLE_OUT_OF_MEMORY && transfer->in_headers)
		transfer->broken = "one of its headers is too large";
	else if (code == CURLE_OUT_OF_MEMORY)
		arena_oom();
	if (code == CURLE_OPERATION_TIMEDOUT)
		return HTTP_TIMEOUT;
	/* "Could not connect" is also what newer versions say of a refused CONNECT. */
	if (code == CURLE_COULDNT_CONNECT && !transfer->tls.handshakes &&
	    !answer->proxy_status)
		return connect_failed(transfer);
	if (is_tunnel(transfer) && !answer->proxy_status)
		return HTTP_PROXY_FAILED;
	if (answer->status)
		return HTTP_BROKEN;
	if (code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION ||
	    (is_before_tls(transfer) &&
	     (code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR ||
	      code == CURLE_GOT_NOTHING)))
		return HTTP_TLS_FAILED;
	return transfer->was_opened ? HTTP_BROKEN : HTTP_LOCAL_ERROR;
}

void http_transfer_ended(struct http_transfer *transfer, CURLcode code)
{
	struct http_answer *answer = transfer->answer;
	const char *message = transfer->error;
	size_t length;

	read_facts(transfer);
	answer->outcome = outcome_of(transfer, code);
	if (answer->outcome == HTTP_ANSWER)
		return;
	/* libcurl's words may quote the proxy's URL with its password. */
	if (!*message || transfer->request.proxy || transfer->url.has_user)
		message = code ? curl_easy_strerror(code) : "no answer";
	if (transfer->broken)
		message = transfer->broken;
	if (transfer->tls.identity_problem)
		message = transfer->tls.identity_problem;
	if (transfer->tls.proxy_refused)
		message = arena_printf(transfer->arena,
				       "the proxy's own certificate does not verify: %s",
				       transfer->tls.proxy_refused);
	else if (answer->outcome == HTTP_PROXY_FAILED && !answer->proxy_status &&
		 !answer->connect_errno)
		message = "the proxy closed the connection instead of answering CONNECT";
	else if (answer->outcome == HTTP_LOCAL_ERROR && answer->connect_errno)
		message = strerror(answer->connect_errno);
	length = strlen(message);
	while (length && message[length - 1] == ' ')
		length--;
	answer->message = text_clean(transfer->arena, message, length, HEADER_MAX);
}

void http_transfer_timed_out(struct http_transfer *transfer)
{
	struct http_answer *answer = transfer->answer;

	read_facts(transfer);
	if (!transfer->was_connected) {
		answer->outcome =
			transfer->request.proxy ? HTTP_PROXY_FAILED : HTTP_CONNECT_FAILED;
		answer->connect_errno = ETIMEDOUT;
		answer->message = "no answer to the connection attempt";
	} else if (is_tunnel(transfer) && !answer->proxy_status) {
		answer->outcome = HTTP_PROXY_FAILED;
		answer->message = "the proxy did not answer CONNECT in time";
	} else {
		answer->outcome = HTTP_TIMEOUT;
		answer->message = answer->status ? "the answer came too slowly"
				  : is_before_tls(transfer)
					  ? "the TLS handshake got no answer"
					  : "connected, but no answer in time";
	}
}

void http_transfer_close(struct http_transfer *transfer)
{
	if (transfer->easy)
		curl_easy_cleanup(transfer->easy);
	curl_slist_free_all(transfer->connect_to);
	curl_slist_free_all(transfer->resolve);
	curl_slist_free_all(transfer->headers);
	free(transfer->body);
	transfer->easy = NULL;
	transfer->connect_to = transfer->resolve = transfer->headers = NULL;
	transfer->body = NULL;
	transfer->body_room = 0;
}

struct addr http_transfer_peer(const struct http_transfer *transfer)
{
	if (transfer->request.proxy)
		return addr_with_port(transfer->request.proxy_address,
				      transfer->proxy.port);
	return addr_with_port(transfer->request.address, transfer->url.port);
}
