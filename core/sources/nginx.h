/*
 * nginx.conf, with what it includes -> struct web_server (nginx.org/en/docs: ngx_core_module,
 * ngx_http_core_module, ngx_http_access_module, ngx_http_rewrite_module).
 *
 * Diagnostics: errors where `nginx -t` refuses the file for its form, or for a directive that is
 * known here. A directive of a module that is not known here is never an error; what it may answer
 * is not known.
 */
#pragma once

#include "core/sources/web_server.h"

struct arena;
struct diagnostics;
struct source_file;
struct source_files;

/*
 * `copy`: the file was taken from its server; what it includes is looked for beside it, and need not
 * be there. A file that is not called nginx.conf may be a part of one: a `server` as conf.d/ has it.
 */
void nginx_read(struct arena *arena, struct source_files *files,
		const struct source_file *file, bool copy,
		struct diagnostics *diagnostics, struct web_server *ret_server);
