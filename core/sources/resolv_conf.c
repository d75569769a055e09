#include "core/sources/resolv_conf.h"

#include <string.h>

#include "core/arena.h"

#define SERVERS_MAX 3 /* MAXNS of <resolv.h> */
#define PORT_DNS    53

void resolv_conf_read(struct arena *arena, const char *file, const char *bytes,
		      size_t length, struct name_server **ret_servers, size_t *ret_count)
{
	static const char keyword[] = "nameserver";
	const char *end = bytes + length;
	struct name_server *servers = NULL;
	size_t count = 0;

	for (unsigned line = 1; bytes < end && count < SERVERS_MAX; line++) {
		const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
		char *text = arena_strndup(arena, bytes,
					   (size_t)((newline ? newline : end) - bytes));
		char *value = text + strlen(keyword);
		struct name_server server = {
			.where = {file, line, 1}
		};

		bytes = newline ? newline + 1 : end;
		/* The keyword starts the line (resolv.conf(5)); blanks end it. */
		if (strncmp(text, keyword, strlen(keyword)) || !strspn(value, " \t"))
			continue;
		value += strspn(value, " \t");
		value[strcspn(value, " \t\r;#")] = '\0';
		if (addr_parse(value, &server.addr) < 0)
			continue;
		server.addr.port = PORT_DNS;
		server.text = value;
		servers = arena_grow(arena, servers, count, sizeof *servers);
		servers[count++] = server;
	}
	*ret_servers = servers;
	*ret_count = count;
}
