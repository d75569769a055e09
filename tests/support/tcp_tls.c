#include "tcp_tls.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>

static void answer(SSL_CTX *context, int client, int status)
{
	SSL *ssl = SSL_new(context);
	char buffer[4096];

	SSL_set_fd(ssl, client);
	if (SSL_accept(ssl) == 1 && SSL_read(ssl, buffer, sizeof buffer) > 0) {
		int length = snprintf(buffer, sizeof buffer,
				      "HTTP/1.1 %d Status\r\nContent-Length: 2\r\n"
				      "Connection: close\r\n\r\nok",
				      status);

		SSL_write(ssl, buffer, length);
		SSL_shutdown(ssl);
	}
	SSL_free(ssl);
	close(client);
}

static void serve(struct addr *addr, const struct pki *pki, int status, int ready)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	struct sockaddr_storage sockaddr;
	socklen_t length = addr_to_sockaddr(addr, &sockaddr);
	int fd = socket(addr->family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int one = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(fd, (struct sockaddr *)&sockaddr, length) < 0 || listen(fd, 64) < 0 ||
	    SSL_CTX_use_certificate(context, pki->certificate) != 1 ||
	    SSL_CTX_use_PrivateKey(context, pki->key) != 1)
		_exit(1);
	length = sizeof sockaddr;
	getsockname(fd, (struct sockaddr *)&sockaddr, &length);
	addr_from_sockaddr((struct sockaddr *)&sockaddr, addr);
	if (write(ready, addr, sizeof *addr) != sizeof *addr)
		_exit(1);
	signal(SIGPIPE, SIG_IGN);
	for (;;) {
		int client = accept4(fd, NULL, NULL, SOCK_CLOEXEC);

		if (client >= 0)
			answer(context, client, status);
	}
}

pid_t tcp_tls_serve(struct addr *addr, const struct pki *pki, int status)
{
	int ready[2];
	pid_t pid;

	if (pipe2(ready, O_CLOEXEC) < 0)
		abort();
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve(addr, pki, status, ready[1]);
	}
	close(ready[1]);
	if (pid < 0 || read(ready[0], addr, sizeof *addr) != sizeof *addr)
		abort();
	close(ready[0]);
	return pid;
}
