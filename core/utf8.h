/*
 * UTF-8 (RFC 3629), one code point at a time, and how much room it takes on a terminal.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * The first code point of a string that is not empty; bytes that are no UTF-8 give U+FFFD. Returns
 * how many bytes it took, at least 1.
 */
size_t utf8_next(const char *text, uint32_t *ret_code);
/* Code points: columns on a terminal, near enough. */
size_t utf8_columns(const char *text);
/* Columns of a terminal: 2 for what is wide in East Asia, 0 for marks that combine, else 1. */
unsigned utf8_width(uint32_t code);
