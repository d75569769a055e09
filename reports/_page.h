/*
 * Lines on a terminal: wrapped at the report's width, coloured where the options say so, in ASCII
 * where the terminal shows no UTF-8. Commands and lines of configuration are never wrapped: they
 * are there to be copied.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct report_options;

/* Below this no column layout is readable. */
#define PAGE_WIDTH_MIN 60

/* SGR parameters (ECMA-48), for page_text() and page_lead(). */
#define PAGE_PLAIN   ""
#define PAGE_BOLD    "1"
#define PAGE_DIM     "2"
#define PAGE_RED     "1;31"
#define PAGE_GREEN   "32"
#define PAGE_YELLOW  "33"
#define PAGE_MAGENTA "35"
#define PAGE_CYAN    "36"

struct page {
	FILE *out;
	bool color, utf8;
	size_t width;  /* 0: do not wrap */
	size_t column; /* where the next character comes */
	size_t indent; /* where wrapped lines begin */
	bool gap;      /* a space is due before the next word */
};

void page_init(struct page *page, FILE *out, const struct report_options *options);

/* Text as it is, no wrapping. */
void page_raw(struct page *page, const char *sgr, const char *text);
void page_rawf(struct page *page, const char *sgr, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Words, wrapped; lines after the first begin at the column of page->indent. */
void page_words(struct page *page, const char *sgr, const char *text);
void page_wordsf(struct page *page, const char *sgr, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Spaces up to a column; at least one if the line is there or beyond. */
void page_to(struct page *page, size_t column);
/* Exactly so many spaces. */
void page_blanks(struct page *page, size_t count);
/* The columns that the text takes on this page. */
size_t page_columns(const struct page *page, const char *text);
void page_end(struct page *page);
/* An empty line. */
void page_blank(struct page *page);
