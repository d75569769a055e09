/*
 * Who serves a port?
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/addr.h"
#include "core/arena.h"
#include "core/io_process.h"
#include "tests/support/suite.h"

static int listen_somewhere(in_port_t *ret_port)
{
	struct sockaddr_storage storage = { 0 };
	struct addr addr;
	socklen_t length;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(addr_parse("127.0.0.1", &addr), 0);
	length = addr_to_sockaddr(&addr, &storage);
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&storage, length), 0);
	ck_assert_int_eq(listen(fd, 1), 0);
	length = sizeof storage;
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&storage, &length), 0);
	ck_assert_int_eq(addr_from_sockaddr((const struct sockaddr *)&storage, &addr), 0);
	*ret_port = addr.port;
	return fd;
}

START_TEST(finds_ourselves)
{
	struct arena *arena = arena_new();
	struct process process;
	in_port_t port;
	int fd = listen_somewhere(&port);

	ck_assert_int_eq(process_serving(arena, port, &process), 0);
	ck_assert_int_eq(process.pid, getpid());
	ck_assert_uint_eq(process.uid, geteuid());
	ck_assert_uint_ge(process.group_count, 1);
	ck_assert_uint_eq(process.groups[0], getegid());
	(void)close(fd);
	ck_assert_int_eq(process_serving(arena, port, &process), -ENOENT);
	arena_free(arena);
}
END_TEST

/* A master of root, and a worker that is not. */
START_TEST(prefers_the_worker)
{
	struct arena *arena = arena_new();
	struct process process;
	int told[2];
	in_port_t port;
	int fd = listen_somewhere(&port);
	char byte;
	pid_t worker;

	if (geteuid() == 0) {
		ck_assert_int_eq(pipe(told), 0);
		worker = fork();
		if (worker == 0) {
			if (setgid(65534) < 0 || setuid(65534) < 0 ||
			    write(told[1], "", 1) < 0)
				_exit(1);
			(void)pause();
			_exit(0);
		}
		ck_assert_int_eq(read(told[0], &byte, 1), 1);
		ck_assert_int_eq(process_serving(arena, port, &process), 0);
		ck_assert_int_eq(process.pid, worker);
		ck_assert_uint_eq(process.uid, 65534);
		(void)kill(worker, SIGKILL);
		(void)waitpid(worker, NULL, 0);
	}
	(void)close(fd);
	arena_free(arena);
}
END_TEST

SUITE("io_process", finds_ourselves, prefers_the_worker);
