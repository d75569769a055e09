#include "text.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "arena.h"

#define WORD_MAX     64 /* longer words are not compared */
#define LABEL_MAX    63 /* RFC 1035, 2.3.4 */
#define NAME_MAX_DNS 253

/* The length of the UTF-8 sequence at `p`, or 0 where there is none (RFC 3629). */
static size_t utf8_sequence(const unsigned char *p, size_t left)
{
	size_t length;
	uint32_t point;

	if (p[0] < 0x80)
		return 1;
	if (p[0] >= 0xc2 && p[0] <= 0xdf)
		length = 2;
	else if ((p[0] & 0xf0) == 0xe0)
		length = 3;
	else if (p[0] >= 0xf0 && p[0] <= 0xf4)
		length = 4;
	else
		return 0;
	if (left < length)
		return 0;
	point = p[0] & (0xffU >> (length + 1));
	for (size_t i = 1; i < length; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		point = point << 6 | (p[i] & 0x3f);
	}
	if (length == 3 && (point < 0x800 || (point >= 0xd800 && point <= 0xdfff)))
		return 0;
	if (length == 4 && (point < 0x10000 || point > 0x10ffff))
		return 0;
	return length;
}

bool text_is_utf8(const void *bytes, size_t length)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < length;) {
		size_t step = utf8_sequence(p + i, length - i);

		if (!step)
			return false;
		i += step;
	}
	return true;
}

/* C0, DEL, C1, and the two code points that XML forbids. */
static bool is_control(const unsigned char *p, size_t length)
{
	if (length == 1)
		return p[0] < 0x20 || p[0] == 0x7f;
	if (length == 2)
		return p[0] == 0xc2 && p[1] < 0xa0;
	/* U+200E, U+200F, U+2028 to U+202E, U+2066 to U+2069: they turn the text around them. */
	if (length == 3 && p[0] == 0xe2)
		return (p[1] == 0x80 && (p[2] == 0x8e || p[2] == 0x8f ||
					 (p[2] >= 0xa8 && p[2] <= 0xae))) ||
		       (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9);
	return length == 3 && p[0] == 0xef && p[1] == 0xbf && p[2] >= 0xbe;
}

char *text_clean(struct arena *arena, const void *bytes, size_t length, size_t max)
{
	const unsigned char *p = bytes;
	size_t limit = length < max ? length : max;
	char *text = arena_alloc(arena, limit * 4 + 4);
	size_t out = 0;
	size_t i = 0;

	while (i < length && out < max) {
		size_t step = utf8_sequence(p + i, length - i);

		if (step == 1 && (p[i] == '\n' || p[i] == '\t' || p[i] == '\r')) {
			text[out++] = ' ';
			i++;
		} else if (!step || is_control(p + i, step)) {
			step = step ? step : 1;
			if (out + 4 > max)
				break;
			out += (size_t)snprintf(text + out, 5, "\\x%02x", p[i]);
			i++;
		} else {
			if (out + step > max)
				break;
			memcpy(text + out, p + i, step);
			out += step;
			i += step;
		}
	}
	if (i < length) {
		memcpy(text + out, "...", 3);
		out += 3;
	}
	text[out] = '\0';
	return text;
}

unsigned text_distance(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);
	unsigned rows[3][WORD_MAX + 1];
	unsigned *before = rows[0], *last = rows[1], *now = rows[2];

	if (la > WORD_MAX || lb > WORD_MAX)
		return WORD_MAX;
	for (size_t j = 0; j <= lb; j++)
		last[j] = (unsigned)j;
	for (size_t i = 1; i <= la; i++) {
		unsigned *spare = before;

		now[0] = (unsigned)i;
		for (size_t j = 1; j <= lb; j++) {
			int ca = tolower((unsigned char)a[i - 1]);
			int cb = tolower((unsigned char)b[j - 1]);
			unsigned best = last[j - 1] + (ca != cb);

			if (last[j] + 1 < best)
				best = last[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && ca == tolower((unsigned char)b[j - 2]) &&
			    cb == tolower((unsigned char)a[i - 2]) &&
			    before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			now[j] = best;
		}
		before = last;
		last = now;
		now = spare;
	}
	return last[lb];
}

const char *text_nearest(const char *word, const char *const *words)
{
	const char *nearest = NULL;
	unsigned best = WORD_MAX;

	for (; *words; words++) {
		size_t longer =
			strlen(word) > strlen(*words) ? strlen(word) : strlen(*words);
		unsigned d = text_distance(word, *words);

		if (d < best && d <= (longer + 2) / 3) {
			best = d;
			nearest = *words;
		}
	}
	return nearest;
}

bool text_matches(const char *name, const char *globs)
{
	while (*globs) {
		size_t length = strcspn(globs, ",");
		char glob[256];

		if (length < sizeof glob) {
			memcpy(glob, globs, length);
			glob[length] = '\0';
			if (!fnmatch(glob, name, 0))
				return true;
		}
		globs += length;
		globs += *globs == ',';
	}
	return false;
}

char *text_mask_url(struct arena *arena, const char *url)
{
	const char *authority = strstr(url, "://");
	size_t length;
	const char *at = NULL;

	authority = authority ? authority + 3 : url;
	length = strcspn(authority, "/?#");
	for (size_t i = 0; i < length; i++) {
		if (authority[i] == '@')
			at = authority + i;
	}
	if (!at)
		return arena_strdup(arena, url);
	return arena_printf(arena, "%.*s***%s", (int)(authority - url), url, at);
}

char *text_dns_name(struct arena *arena, const char *name)
{
	size_t length = strlen(name);
	char *copy;

	if (length > 1 && name[length - 1] == '.')
		length--;
	copy = arena_strndup(arena, name, length);
	for (char *p = copy; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return copy;
}

bool text_is_host_name(const char *name)
{
	size_t length = strlen(name);
	size_t label = 0;

	if (length && name[length - 1] == '.')
		length--;
	if (!length || length > NAME_MAX_DNS)
		return false;
	for (size_t i = 0; i < length; i++) {
		char c = name[i];

		if (c == '.') {
			if (!label || name[i - 1] == '-')
				return false;
			label = 0;
			continue;
		}
		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && !(c == '-' && label))
			return false;
		if (++label > LABEL_MAX)
			return false;
	}
	return label && name[length - 1] != '-';
}
