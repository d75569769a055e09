#include "reports/_page.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "reports/_write.h"
#include "reports/report.h"

void page_init(struct page *page, FILE *out, const struct report_options *options)
{
	*page = (struct page){
		.out = out,
		.color = options->color,
		.utf8 = options->utf8,
		.width = options->width,
	};
	if (page->width > 0 && page->width < PAGE_WIDTH_MIN)
		page->width = PAGE_WIDTH_MIN;
}

static void page_sgr(const struct page *page, const char *sgr)
{
	if (page->color && *sgr)
		fprintf(page->out, "\x1b[%sm", sgr);
}

static void page_unsgr(const struct page *page, const char *sgr)
{
	if (page->color && *sgr)
		fputs("\x1b[0m", page->out);
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

/* Control characters are gone from results already; what is left of them would move the cursor. */
static void page_bytes(struct page *page, const char *text, size_t length)
{
	const char *end = text + length;

	while (text < end) {
		uint32_t code;
		const size_t taken = utf8_next(text, &code);

		if (code < 0x20 || (code >= 0x7f && code < 0xa0)) {
			page->column +=
				(size_t)fprintf(page->out, "\\x%02x", (unsigned)code);
		} else if (code < 0x80) {
			putc((int)code, page->out);
			page->column++;
		} else if (!page->utf8) {
			page->column +=
				(size_t)fprintf(page->out, "\\u%04x", (unsigned)code);
		} else {
			if (code == 0xfffd)
				fputs("\xef\xbf\xbd", page->out);
			else
				fwrite(text, 1, taken, page->out);
			page->column++;
		}
		text += taken;
	}
}

static void page_gap(struct page *page)
{
	if (page->gap) {
		putc(' ', page->out);
		page->column++;
	}
	page->gap = false;
}

void page_raw(struct page *page, const char *sgr, const char *text)
{
	if (!*text)
		return;
	page_gap(page);
	page_sgr(page, sgr);
	page_bytes(page, text, strlen(text));
	page_unsgr(page, sgr);
}

void page_words(struct page *page, const char *sgr, const char *text)
{
	page_sgr(page, sgr);
	while (*text) {
		const size_t spaces = strspn(text, " ");
		const size_t length = strcspn(text + spaces, " ");
		size_t columns = 0;

		text += spaces;
		if (spaces && page->column > page->indent)
			page->gap = true;
		for (size_t i = 0; i < length; i++)
			columns += ((unsigned char)text[i] & 0xc0) != 0x80;
		if (length && page->width && page->column > page->indent &&
		    page->column + page->gap + columns > page->width) {
			putc('\n', page->out);
			page->column = 0;
			page->gap = false;
			page_to(page, page->indent);
		}
		if (length)
			page_gap(page);
		page_bytes(page, text, length);
		text += length;
	}
	page_unsgr(page, sgr);
}

static char *formatted(const char *format, va_list args)
	__attribute__((format(printf, 1, 0)));

static char *formatted(const char *format, va_list args)
{
	char *text;

	if (vasprintf(&text, format, args) < 0)
		arena_oom();
	return text;
}

void page_rawf(struct page *page, const char *sgr, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = formatted(format, args);
	va_end(args);
	page_raw(page, sgr, text);
	free(text);
}

void page_wordsf(struct page *page, const char *sgr, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = formatted(format, args);
	va_end(args);
	page_words(page, sgr, text);
	free(text);
}

void page_to(struct page *page, size_t column)
{
	page->gap = false;
	if (page->column > 0 && page->column >= column)
		column = page->column + 1;
	for (; page->column < column; page->column++)
		putc(' ', page->out);
}

void page_blanks(struct page *page, size_t count)
{
	for (page->column += count; count; count--)
		putc(' ', page->out);
}

size_t page_columns(const struct page *page, const char *text)
{
	size_t columns = 0;

	while (*text) {
		uint32_t code;

		text += utf8_next(text, &code);
		if (code < 0x20 || (code >= 0x7f && code < 0xa0))
			columns += 4; /* \xNN */
		else if (code >= 0x80 && !page->utf8)
			columns += code > 0xffff ? 7 : 6; /* \uNNNN */
		else
			columns += is_wide(code) ? 2 : 1;
	}
	return columns;
}

void page_end(struct page *page)
{
	putc('\n', page->out);
	page->column = 0;
	page->gap = false;
}

void page_blank(struct page *page)
{
	if (page->column)
		page_end(page);
	putc('\n', page->out);
}
