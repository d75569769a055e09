#include "utf8.h"

#include <stdbool.h>

#define REPLACEMENT 0xfffdU

size_t utf8_next(const char *text, uint32_t *ret_code)
{
	const unsigned char *bytes = (const unsigned char *)text;
	size_t length;
	uint32_t code, least;

	if (bytes[0] < 0x80) {
		*ret_code = bytes[0];
		return 1;
	}
	if (bytes[0] >= 0xc2 && bytes[0] <= 0xdf) {
		length = 2;
		code = bytes[0] & 0x1fU;
		least = 0x80;
	} else if ((bytes[0] & 0xf0) == 0xe0) {
		length = 3;
		code = bytes[0] & 0x0fU;
		least = 0x800;
	} else if (bytes[0] >= 0xf0 && bytes[0] <= 0xf4) {
		length = 4;
		code = bytes[0] & 0x07U;
		least = 0x10000;
	} else {
		*ret_code = REPLACEMENT;
		return 1;
	}
	for (size_t i = 1; i < length; i++) {
		if ((bytes[i] & 0xc0) != 0x80) {
			*ret_code = REPLACEMENT;
			return i;
		}
		code = code << 6 | (bytes[i] & 0x3fU);
	}
	if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		code = REPLACEMENT;
	*ret_code = code;
	return length;
}

size_t utf8_columns(const char *text)
{
	size_t columns = 0;
	uint32_t code;

	for (; *text; text += utf8_next(text, &code))
		columns++;
	return columns;
}

/*
 * East Asian wide and fullwidth characters take two columns (Unicode, East_Asian_Width W and F; the
 * blocks that people really paste). What a terminal's own table says differs from one to the next.
 */
static bool is_wide(uint32_t code)
{
	return (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) ||
	       (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) ||
	       (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) ||
	       (code >= 0xffe0 && code <= 0xffe6) ||
	       (code >= 0x1f300 && code <= 0x1faff) ||
	       (code >= 0x20000 && code <= 0x3fffd);
}

/* Combining diacritical marks, zero width characters, variation selectors. */
static bool is_combining(uint32_t code)
{
	return (code >= 0x0300 && code <= 0x036f) || (code >= 0x200b && code <= 0x200f) ||
	       (code >= 0x20d0 && code <= 0x20ff) || (code >= 0xfe00 && code <= 0xfe0f);
}

unsigned utf8_width(uint32_t code)
{
	if (is_combining(code))
		return 0;
	return is_wide(code) ? 2 : 1;
}
