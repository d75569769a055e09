/*
 * httpd.conf or apache2.conf, with what it includes -> struct web_server (httpd.apache.org/docs/2.4:
 * configuring, sections, vhosts/details, mod_alias, mod_authz_core).
 *
 * What is in a block that cannot be decided here (<IfDefine>, <IfFile>, a module that may be built
 * in) is read, and what hangs on it is not known. Diagnostics: errors where `httpd -t` refuses the
 * file for its form, or for a directive that is known here.
 */
#pragma once

#include "core/sources/web_server.h"

struct arena;
struct diagnostics;
struct source_file;
struct source_files;

/*
 * `copy`: the file was taken from its server; what it includes is looked for beside it, and need not
 * be there. Debian's envvars is read if it is beside the file.
 */
void apache_read(struct arena *arena, struct source_files *files,
		 const struct source_file *file, bool copy,
		 struct diagnostics *diagnostics, struct web_server *ret_server);
