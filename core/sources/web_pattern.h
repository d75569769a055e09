/*
 * The patterns of web servers: regular expressions in Perl's manner (PCRE), and names with wildcards.
 */
#pragma once

#include <stdbool.h>

#include "core/sources/web_server.h"

/*
 * Whether the expression matches somewhere in `text`. WEB_MAYBE where it uses what POSIX has not, or
 * has otherwise: it is not judged.
 */
enum web_verdict web_regex(const char *pattern, bool ignore_case, const char *text);

/* fnmatch(3); WEB_MAYBE for a pattern with so many stars that it would take its time. */
enum web_verdict web_glob(const char *pattern, const char *text, int flags);

/* "*.example.com", ".example.com" (the same, and the name itself), "www.example.*", or a plain name;
   without case. */
bool web_name_matches(const char *pattern, const char *name);
