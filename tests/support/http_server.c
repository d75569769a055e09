#include "tests/support/http_server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include "core/addr.h"
#include "core/arena.h"

#define HEAD_MAX     8192
#define REQUESTS_MAX 2000
#define THREADS_MAX  2000

struct http_server {
	struct http_script script;
	SSL_CTX *context;
	int listener, stop;
	in_port_t port;
	pthread_t acceptor;
	pthread_t threads[THREADS_MAX];
	unsigned thread_count;
	pthread_mutex_t lock;
	char *requests[REQUESTS_MAX];
	unsigned request_count;
};

struct connection {
	struct http_server *server;
	int fd;
	SSL *ssl;
};

static void *accept_all(void *arg);
static void *serve(void *arg);

static SSL_CTX *make_context(const struct pki *pki, const struct pki *clients)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());

	SSL_CTX_use_certificate(context, pki->certificate);
	SSL_CTX_use_PrivateKey(context, pki->key);
	if (clients) {
		X509_STORE_add_cert(SSL_CTX_get_cert_store(context),
				    clients->certificate);
		SSL_CTX_set_verify(
			context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	}
	return context;
}

struct http_server *http_server_start(const struct http_script *script)
{
	struct http_server *server = mem_alloc(sizeof(*server));
	struct sockaddr_storage storage = { 0 };
	socklen_t length;
	struct addr addr;

	server->script = *script;
	if (script->certificate)
		server->context = make_context(script->certificate, script->clients);
	pthread_mutex_init(&server->lock, NULL);
	if (addr_parse(script->address ? script->address : "127.0.0.1", &addr))
		abort();
	addr.port = script->port;
	length = addr_to_sockaddr(&addr, &storage);
	server->listener = socket(addr.family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(server->listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int));
	server->stop = eventfd(0, EFD_CLOEXEC);
	if (bind(server->listener, (struct sockaddr *)&storage, length) ||
	    listen(server->listener, 1000) ||
	    getsockname(server->listener, (struct sockaddr *)&storage, &length) ||
	    addr_from_sockaddr((struct sockaddr *)&storage, &addr))
		abort();
	server->port = addr.port;
	pthread_create(&server->acceptor, NULL, accept_all, server);
	return server;
}

void http_server_stop(struct http_server *server)
{
	uint64_t one = 1;

	if (write(server->stop, &one, sizeof(one)) < 0)
		abort();
	pthread_join(server->acceptor, NULL);
	for (unsigned i = 0; i < server->thread_count; i++)
		pthread_join(server->threads[i], NULL);
	for (unsigned i = 0; i < server->request_count; i++)
		free(server->requests[i]);
	SSL_CTX_free(server->context);
	close(server->listener);
	close(server->stop);
	pthread_mutex_destroy(&server->lock);
	free(server);
}

in_port_t http_server_port(const struct http_server *server)
{
	return server->port;
}

static unsigned count(struct http_server *server, const char *text, bool anywhere)
{
	unsigned found = 0;

	pthread_mutex_lock(&server->lock);
	for (unsigned i = 0; i < server->request_count; i++) {
		const char *request = server->requests[i];

		found += anywhere ? strstr(request, text) != NULL
				  : strncmp(request, text, strlen(text)) == 0;
	}
	pthread_mutex_unlock(&server->lock);
	return found;
}

unsigned http_server_count(struct http_server *server, const char *request)
{
	return count(server, request, false);
}

unsigned http_server_count_with(struct http_server *server, const char *text)
{
	return count(server, text, true);
}

unsigned http_server_connections(struct http_server *server)
{
	unsigned connections;

	pthread_mutex_lock(&server->lock);
	connections = server->thread_count;
	pthread_mutex_unlock(&server->lock);
	return connections;
}

/* False: the server is to stop. */
static bool wait_for(struct http_server *server, int fd, int timeout_ms)
{
	struct pollfd fds[2] = {
		{.fd = server->stop, .events = POLLIN},
		{ .fd = fd,	    .events = POLLIN},
	};

	poll(fds, fd < 0 ? 1 : 2, timeout_ms);
	return !fds[0].revents;
}

static void *accept_all(void *arg)
{
	struct http_server *server = arg;

	while (wait_for(server, server->listener, -1)) {
		struct connection *connection = mem_alloc(sizeof(*connection));

		connection->server = server;
		connection->fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC);
		if (connection->fd < 0 || server->thread_count == THREADS_MAX)
			abort();
		pthread_mutex_lock(&server->lock);
		pthread_create(&server->threads[server->thread_count++], NULL, serve,
			       connection);
		pthread_mutex_unlock(&server->lock);
	}
	return NULL;
}

static ssize_t receive(struct connection *connection, char *bytes, size_t length)
{
	if (connection->ssl && SSL_pending(connection->ssl))
		return SSL_read(connection->ssl, bytes, (int)length);
	if (!wait_for(connection->server, connection->fd, -1))
		return -1;
	if (connection->ssl)
		return SSL_read(connection->ssl, bytes, (int)length);
	return recv(connection->fd, bytes, length, 0);
}

static bool put(struct connection *connection, const char *bytes, size_t length)
{
	while (length) {
		ssize_t sent =
			connection->ssl
				? SSL_write(connection->ssl, bytes, (int)length)
				: send(connection->fd, bytes, length, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		bytes += sent;
		length -= (size_t)sent;
	}
	return true;
}

/* Reads one head; false: there came none. */
static bool read_head(struct connection *connection, char head[static HEAD_MAX])
{
	struct http_server *server = connection->server;
	size_t used = 0;

	while (used < HEAD_MAX - 1) {
		ssize_t got = receive(connection, head + used, 1);

		if (got <= 0)
			return false;
		used++;
		head[used] = 0;
		if (used >= 4 && !strcmp(head + used - 4, "\r\n\r\n"))
			break;
	}
	pthread_mutex_lock(&server->lock);
	if (server->request_count < REQUESTS_MAX)
		server->requests[server->request_count++] = mem_strdup(head);
	pthread_mutex_unlock(&server->lock);
	return true;
}

static void reset(struct connection *connection)
{
	struct linger linger = { .l_onoff = 1 };

	setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

static void hang(struct connection *connection)
{
	char byte;

	while (recv(connection->fd, &byte, 1, MSG_DONTWAIT) > 0)
		;
	wait_for(connection->server, -1, -1);
}

static bool put_file(struct connection *connection, const struct http_reply *reply,
		     const char *head)
{
	size_t length = reply->file_length ? reply->file_length : strlen(reply->file);
	const char *range = strstr(head, "Range: bytes=");
	const char *headers = reply->headers ? reply->headers : "";
	size_t from = 0, to = length ? length - 1 : 0;
	char answer[1000];
	int used;

	if (range && !reply->no_ranges &&
	    sscanf(range, "Range: bytes=%zu-%zu", &from, &to) == 2) {
		if (from >= length) {
			static const char no[] = "HTTP/1.1 416 Range Not Satisfiable\r\n"
						 "Content-Length: 0\r\n\r\n";

			return put(connection, no, sizeof(no) - 1);
		}
		to = to < length ? to : length - 1;
		used = snprintf(answer, sizeof(answer),
				"HTTP/1.1 206 Partial Content\r\nContent-Length: %zu\r\n"
				"Content-Range: bytes %zu-%zu/%zu\r\n%s\r\n",
				to - from + 1, from, to, length, headers);
	} else {
		used = snprintf(answer, sizeof(answer),
				"HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n%s\r\n",
				length, headers);
	}
	if (!put(connection, answer, (size_t)used))
		return false;
	if (!strncmp(head, "HEAD", 4) || !length)
		return true;
	return put(connection, reply->file + from, to - from + 1);
}

static bool put_slowly(struct connection *connection, const struct http_reply *reply)
{
	for (const char *byte = reply->bytes; *byte; byte++) {
		if (!put(connection, byte, 1) ||
		    !wait_for(connection->server, -1, (int)reply->byte_ms))
			return false;
	}
	return true;
}

static void answer(struct connection *connection, const char *head)
{
	const struct http_script *script = &connection->server->script;
	const struct http_reply *reply = script->replies;
	char many[4096];

	while (reply < script->replies + script->count &&
	       strncmp(head, reply->request, strlen(reply->request)) != 0)
		reply++;
	if (reply == script->replies + script->count) {
		static const char none[] =
			"HTTP/1.1 404 Not Found\r\nServer: scripted\r\n"
			"Content-Length: 0\r\n\r\n";

		put(connection, none, sizeof(none) - 1);
		return;
	}
	if (reply->reset) {
		reset(connection);
		return;
	}
	if (reply->file)
		put_file(connection, reply, head);
	else if (reply->bytes && reply->byte_ms)
		put_slowly(connection, reply);
	else if (reply->bytes)
		put(connection, reply->bytes, strlen(reply->bytes));
	memset(many, reply->endless, sizeof(many));
	while (reply->endless && put(connection, many, sizeof(many)) &&
	       wait_for(connection->server, -1, 0))
		;
	if (reply->hang)
		hang(connection);
}

static void talk(struct connection *connection)
{
	const struct http_script *script = &connection->server->script;
	char head[HEAD_MAX];

	if (script->connect_reply) {
		if (!read_head(connection, head))
			return;
		if (strncmp(head, "CONNECT", strlen("CONNECT")) != 0) {
			answer(connection, head);
			return;
		}
		if (!*script->connect_reply)
			hang(connection);
		if (!put(connection, script->connect_reply,
			 strlen(script->connect_reply)) ||
		    !strstr(script->connect_reply, " 200"))
			return;
	}
	if (script->manner != HTTP_TLS_WELL) {
		if (!wait_for(connection->server, connection->fd, -1))
			return;
		if (script->manner == HTTP_TLS_RESET)
			reset(connection);
		else if (script->manner == HTTP_TLS_HANG)
			hang(connection);
		return;
	}
	if (connection->server->context) {
		connection->ssl = SSL_new(connection->server->context);
		SSL_set_fd(connection->ssl, connection->fd);
		if (SSL_accept(connection->ssl) != 1)
			return;
	}
	if (read_head(connection, head))
		answer(connection, head);
}

static void *serve(void *arg)
{
	struct connection *connection = arg;

	talk(connection);
	if (connection->ssl)
		SSL_shutdown(connection->ssl);
	SSL_free(connection->ssl);
	close(connection->fd);
	free(connection);
	return NULL;
}
