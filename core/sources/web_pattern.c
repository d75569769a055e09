#include "core/sources/web_pattern.h"

#include <ctype.h>
#include <fnmatch.h>
#include <regex.h>
#include <string.h>
#include <strings.h>

#define PATTERN_MAX 256
#define TEXT_MAX    4096
#define STARS_MAX   4

/* What Perl and POSIX take alike: no classes by backslash, no lazy or counted repetition. */
static bool is_common(const char *pattern)
{
	bool in_set = false;
	char last = '\0';

	if (strlen(pattern) > PATTERN_MAX)
		return false;
	for (const char *p = pattern; *p; last = *p++) {
		if ((unsigned char)*p >= 0x80)
			return false;
		if (in_set) {
			if (*p == '\\' || *p == '[')
				return false;
			in_set = *p != ']';
			continue;
		}
		if (*p == '\\') {
			if (!p[1] || isalnum((unsigned char)p[1]) || strchr("<>`'", p[1]))
				return false;
			p++;
			/* Whatever it is, it is a character. */
			continue;
		}
		if (*p == '{' || (strchr("?+*", *p) && (!last || strchr("?+*(|^", last))))
			return false;
		if (*p == '[') {
			in_set = true;
			p += p[1] == '^';
			if (p[1] == ']')
				return false;
		}
	}
	return !in_set;
}

enum web_verdict web_regex(const char *pattern, bool ignore_case, const char *text)
{
	regex_t regex;
	int r;

	if (!is_common(pattern) || strlen(text) > TEXT_MAX ||
	    regcomp(&regex, pattern,
		    REG_EXTENDED | REG_NOSUB | (ignore_case ? REG_ICASE : 0)))
		return WEB_MAYBE;
	r = regexec(&regex, text, 0, NULL, 0);
	regfree(&regex);
	return r == 0 ? WEB_YES : r == REG_NOMATCH ? WEB_NO : WEB_MAYBE;
}

enum web_verdict web_glob(const char *pattern, const char *text, int flags)
{
	size_t stars = 0;

	for (const char *p = pattern; *p; p++)
		stars += *p == '*';
	if (stars > STARS_MAX)
		return WEB_MAYBE;
	return fnmatch(pattern, text, flags) ? WEB_NO : WEB_YES;
}

bool web_name_matches(const char *pattern, const char *name)
{
	size_t length = strlen(pattern), size = strlen(name);

	if (*pattern == '.')
		return !strcasecmp(pattern + 1, name) ||
		       (size > length && !strcasecmp(name + size - length, pattern));
	if (!strpbrk(pattern, "*?"))
		return !strcasecmp(pattern, name);
	return web_glob(pattern, name, FNM_CASEFOLD | FNM_NOESCAPE) == WEB_YES;
}
