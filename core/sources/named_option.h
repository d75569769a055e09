/*
 * What named refuses in the options that its reader knows: values that are none, lists without
 * braces, semicolons that are missing in between. All add to the diagnostics.
 */
#pragma once

#include <stddef.h>

struct diagnostics;
struct named;
struct named_item;
struct named_match;
struct named_statement;

/* An option of `options`, a view or a zone. */
void named_option_check(struct diagnostics *diagnostics,
			const struct named_statement *statement);
/*
 * How many items of the statement belong together. Where there are more, a semicolon is missing
 * behind those, which is said, and the rest is the next statement.
 */
size_t named_statement_end(struct diagnostics *diagnostics,
			   const struct named_statement *statement);
/* It has been said before, in the same block. */
void named_refuse_again(struct diagnostics *diagnostics,
			const struct named_statement *statement);
/* "10.0.0.1 port 53": an element of `forwarders`. */
void named_forwarder_check(struct diagnostics *diagnostics,
			   const struct named_statement *statement);
/* An element of an address match list, from its item `first` (behind a '!'). */
void named_element_check(struct diagnostics *diagnostics,
			 const struct named_statement *statement, size_t first);
/* 10.0.0.1/8: bits behind the prefix. */
void named_prefix_check(struct diagnostics *diagnostics, const struct named_item *item,
			const struct named_match *match);
/* The third word of `zone "x" IN`. */
void named_class_check(struct diagnostics *diagnostics, const struct named_item *item);
/* With views every zone is in one. */
void named_views_check(struct diagnostics *diagnostics, const struct named *named);
