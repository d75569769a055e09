/*
 * A YAML document as a tree of values, each with its place (libyaml's events; YAML 1.1 syntax,
 * YAML 1.2 if it only holds what people write). Scalars stay text: what they mean is the
 * caller's business.
 *
 * One document a file, UTF-8, at most 64 levels and two million values, an alias counts as what it
 * stands for; cyclic anchors, keys that come twice and keys that are no text are errors.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "inventory.h"

struct arena;
struct diagnostics;

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml {
	enum yaml_kind kind;
	bool plain;		   /* YAML_TEXT without quotes */
	const char *text;	   /* YAML_TEXT: UTF-8 without zero bytes; else NULL */
	size_t count;		   /* children */
	struct yaml *first, *last; /* children in the order of the file */
	struct yaml *next;	   /* the parent's next child */
	struct yaml *key;	   /* child of a YAML_MAP: its key; else NULL */
	struct where where, end;   /* the first character; the one after the last */
	size_t weight; /* values below and this one, aliases counted in full */
};

/*
 * What is wrong goes to `diagnostics`, which never quotes a value. 0, or -EINVAL; the tree, as far
 * as it could be read, is given out either way (NULL: nothing of it).
 */
int yaml_parse(struct arena *arena, const char *name, const char *bytes, size_t length,
	       struct diagnostics *diagnostics, struct yaml **ret_root);

/* The value of a key of a map, or NULL: no such key, no map, `map` NULL. */
const struct yaml *yaml_get(const struct yaml *map, const char *key);
/* True for a value that was left out: nothing at all, "~" or "null" without quotes. */
bool yaml_is_null(const struct yaml *value);
/* "a mapping", "a list", "text": for messages. */
const char *yaml_kind_name(enum yaml_kind kind);
