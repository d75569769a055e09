/*
 * Text at the border: what came from the network, a file or the command line is made fit for
 * every report here, once, before it is stored.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

/*
 * A copy that is valid UTF-8 without control characters: C0, C1, DEL, marks that
 * turn the direction of text, and bytes that are no UTF-8 become \xNN, line feeds and tabs a space.
 * Longer than `max` bytes: cut, with "..." at the end.
 */
char *text_clean(struct arena *arena, const void *bytes, size_t length, size_t max);

/* True if the bytes are valid UTF-8 (RFC 3629: no surrogates, no overlong forms). */
bool text_is_utf8(const void *bytes, size_t length);

/*
 * How many letters are wrong, missing, too many or swapped (Damerau-Levenshtein), without case. Words
 * too long to be compared are far away.
 */
unsigned text_distance(const char *a, const char *b);

/*
 * The word of the NULL-terminated list that `word` was probably meant to be (Damerau-Levenshtein
 * distance of at most a third of its length), or NULL.
 */
const char *text_nearest(const char *word, const char *const *words);

/* True if `name` fits one of the comma separated globs (fnmatch(3)). */
bool text_matches(const char *name, const char *globs);

/* A copy of a URL without the user and password in front of its host ("***@proxy:3128"). */
char *text_mask_url(struct arena *arena, const char *url);

/* A copy in lower case, without a final dot: the form in which we compare DNS names. */
char *text_dns_name(struct arena *arena, const char *name);

/* RFC 1035 / RFC 1123 host name: labels of 1-63 letters, digits and hyphens, 253 in all. */
bool text_is_host_name(const char *name);
