#include <stdint.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/files.h"
#include "core/sources/nginx.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Its includes lead nowhere. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct source_files *files = source_files_new(arena, "/nonexistent");
	struct web_question question = { .host = "bastion.example.com",
					 .port = 80,
					 .path = "/ocp/master.ign" };
	struct diagnostics diagnostics;
	struct web_server server;

	diag_init(&diagnostics, arena);
	nginx_read(arena, files,
		   source_files_add(files, "input", (const char *)data, size), true,
		   &diagnostics, &server);
	web_find(arena, &server, &question);
	question.host = "172.16.0.101";
	addr_parse(question.host, &question.addr);
	question.port = 8080;
	web_find(arena, &server, &question);
	arena_free(arena);
	return 0;
}
