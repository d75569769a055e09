#include "zone_generate.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH_MAX 253

/* Digits at `p`; false: none, or too many. */
static bool read_number(const char **p, const char *end, long *ret_number)
{
	const char *start = *p;
	long number = 0;

	for (; *p < end && **p >= '0' && **p <= '9'; ++*p) {
		number = number * 10 + (**p - '0');
		if (number > INT_MAX)
			return false;
	}
	*ret_number = number;
	return *p > start;
}

static bool take(const char **p, const char *end, char c)
{
	if (*p == end || **p != c)
		return false;
	++*p;
	return true;
}

/* A semicolon outside of quotes begins a comment. */
static size_t without_comment(const char *text, size_t length)
{
	bool quoted = false;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\\')
			i++;
		else if (text[i] == '"')
			quoted = !quoted;
		else if (text[i] == ';' && !quoted)
			return i;
	}
	return length;
}

static size_t words(const char *text, size_t length)
{
	size_t count = 0;
	bool blank = true;

	for (size_t i = 0; i < length; i++) {
		bool now = text[i] == ' ' || text[i] == '\t';

		count += blank && !now;
		blank = now;
	}
	return count;
}

const char *zone_generate_parse(const char *text, size_t length,
				struct zone_generate *ret_generate)
{
	const char *p = text, *end = text + without_comment(text, length);
	struct zone_generate generate = { .step = 1 };

	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	if (!read_number(&p, end, &generate.next) || !take(&p, end, '-') ||
	    !read_number(&p, end, &generate.stop))
		return "$GENERATE needs a range such as 1-254";
	if (take(&p, end, '/') &&
	    (!read_number(&p, end, &generate.step) || !generate.step))
		return "the step of $GENERATE must be a number above 0";
	if (generate.next > generate.stop)
		return "the range of $GENERATE ends before it begins";
	if (p == end || (*p != ' ' && *p != '\t') || words(p, (size_t)(end - p)) < 3)
		return "$GENERATE needs an owner, a type and data behind its range";
	while (*p == ' ' || *p == '\t')
		p++;
	generate.left = p;
	generate.left_length = (size_t)(end - p);
	*ret_generate = generate;
	return NULL;
}

/* Hexadecimal digits from the last to the first, with dots: the names of ip6.arpa. */
static size_t write_nibbles(char *to, unsigned long value, long width, bool capital)
{
	const char *digits = capital ? "0123456789ABCDEF" : "0123456789abcdef";
	size_t length = 0;

	do {
		to[length++] = digits[value & 15];
		value >>= 4;
		width--;
		if (width > 0 || value) {
			to[length++] = '.';
			width--;
		}
	} while (value || width > 0);
	return length;
}

/* `to` has WIDTH_MAX + 64 bytes. */
static size_t write_value(char *to, long value, long width, char base)
{
	int room = WIDTH_MAX + 64;

	switch (base) {
	case 'o':
		return (size_t)snprintf(to, (size_t)room, "%0*lo", (int)width,
					(unsigned long)value);
	case 'x':
		return (size_t)snprintf(to, (size_t)room, "%0*lx", (int)width,
					(unsigned long)value);
	case 'X':
		return (size_t)snprintf(to, (size_t)room, "%0*lX", (int)width,
					(unsigned long)value);
	case 'n':
	case 'N':
		return write_nibbles(to, (unsigned long)value, width, base == 'N');
	default:
		return (size_t)snprintf(to, (size_t)room, "%0*ld", (int)width, value);
	}
}

/* "{offset,width,base}" behind a dollar. */
static bool read_modifier(const char **p, const char *end, long *ret_offset,
			  long *ret_width, char *ret_base)
{
	bool negative;

	++*p;
	negative = take(p, end, '-');
	if (!read_number(p, end, ret_offset))
		return false;
	if (negative)
		*ret_offset = -*ret_offset;
	if (take(p, end, ',') &&
	    (!read_number(p, end, ret_width) || *ret_width > WIDTH_MAX))
		return false;
	if (take(p, end, ',')) {
		if (*p == end || !memchr("doxXnN", **p, 6))
			return false;
		*ret_base = *(*p)++;
	}
	return take(p, end, '}');
}

/* One line without its end; 0: cannot be. */
static size_t expand(const struct zone_generate *generate, char *to)
{
	const char *p = generate->left, *end = p + generate->left_length;
	size_t length = 0;

	while (p < end) {
		long offset = 0, width = 0;
		char base = 'd';

		if (length + WIDTH_MAX + 64 + 2 > ZONE_GENERATED_LINE)
			return 0;
		if (*p == '\\' && p + 1 < end) {
			to[length++] = *p++;
			to[length++] = *p++;
			continue;
		}
		if (*p != '$') {
			to[length++] = *p++;
			continue;
		}
		p++;
		if (take(&p, end, '$')) {
			/* The scanner wants it escaped. */
			memcpy(to + length, "\\036", 4);
			length += 4;
			continue;
		}
		if (p < end && *p == '{' &&
		    !read_modifier(&p, end, &offset, &width, &base))
			return 0;
		if (generate->next + offset < 0)
			return 0;
		length += write_value(to + length, generate->next + offset, width, base);
	}
	return length;
}

size_t zone_generate_lines(struct zone_generate *generate, char *buffer, size_t size,
			   const char **ret_error)
{
	size_t length = 0;

	while (generate->next <= generate->stop && size - length >= ZONE_GENERATED_LINE) {
		size_t line = expand(generate, buffer + length);

		if (!line) {
			*ret_error = "the template of $GENERATE cannot be expanded";
			generate->next = generate->stop + 1;
			break;
		}
		length += line;
		buffer[length++] = '\n';
		generate->next += generate->step;
	}
	return length;
}
