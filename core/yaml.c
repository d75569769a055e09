#include "yaml.h"

#include <errno.h>
#include <string.h>

#include <yaml.h>

#include "arena.h"
#include "diag.h"
#include "index.h"
#include "text.h"

#define DEPTH_MAX  64	   /* libyaml takes quadratic time in the depth */
#define VALUES_MAX 2000000 /* some 120 bytes each */

struct anchor {
	const char *name;
	struct yaml *value;
	bool complete; /* an alias inside the value itself would make a circle */
};

struct reader {
	struct arena *arena;
	const char *name, *bytes;
	size_t length;
	struct diagnostics *diagnostics;
	yaml_parser_t parser;
	struct yaml *root;
	struct yaml *open[DEPTH_MAX]; /* maps and lists that are being read */
	struct yaml *key[DEPTH_MAX];  /* of each map: the key that waits for its value */
	struct anchor *anchor[DEPTH_MAX];
	struct index *keys[DEPTH_MAX]; /* of each map: what it has, from the 16th on */
	unsigned depth;
	struct index *anchors;
	size_t values;
	unsigned documents;
	bool failed;
};

static bool check_bytes(struct reader *reader);
static void report_syntax(struct reader *reader);
static bool event(struct reader *reader, const yaml_event_t *event);

static struct where place(const struct reader *reader, const yaml_mark_t *mark)
{
	return (struct where){ reader->name, (unsigned)mark->line + 1,
			       (unsigned)mark->column + 1 };
}

int yaml_parse(struct arena *arena, const char *name, const char *bytes, size_t length,
	       struct diagnostics *diagnostics, struct yaml **ret_root)
{
	struct reader reader = { .arena = arena,
				 .name = name,
				 .diagnostics = diagnostics };
	bool done = false;

	*ret_root = NULL;
	if (length >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3)) {
		bytes += 3;
		length -= 3;
	}
	reader.bytes = bytes;
	reader.length = length;
	if (!check_bytes(&reader))
		return -EINVAL;
	if (!yaml_parser_initialize(&reader.parser))
		arena_oom();
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader.parser, (const unsigned char *)bytes,
				     length);
	while (!done) {
		yaml_event_t next;

		if (!yaml_parser_parse(&reader.parser, &next)) {
			report_syntax(&reader);
			break;
		}
		done = !event(&reader, &next) || next.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&next);
	}
	yaml_parser_delete(&reader.parser);
	if (!reader.root && !reader.failed) {
		diag_error(diagnostics, (struct where){ name, 0, 0 }, NULL,
			   "the file says nothing: it has only comments or blank lines");
		reader.failed = true;
	}
	*ret_root = reader.root;
	return reader.failed ? -EINVAL : 0;
}

/* The place of a byte. Columns count characters, like libyaml's. */
static struct where place_of_byte(const struct reader *reader, size_t offset)
{
	struct where where = { reader->name, 1, 1 };

	for (size_t i = 0; i < offset && i < reader->length; i++) {
		if (reader->bytes[i] == '\n') {
			where.line++;
			where.column = 1;
		} else if (((unsigned char)reader->bytes[i] & 0xc0) != 0x80) {
			where.column++;
		}
	}
	return where;
}

/* The first byte that is no UTF-8. */
static size_t bad_byte(const char *bytes, size_t length)
{
	size_t i = 0;

	while (i < length) {
		size_t step = 1;

		while (step <= 4 && i + step <= length && !text_is_utf8(bytes + i, step))
			step++;
		if (step > 4 || i + step > length)
			return i;
		i += step;
	}
	return i;
}

static bool check_bytes(struct reader *reader)
{
	struct where where = { reader->name, 0, 0 };

	if (!reader->length) {
		diag_error(reader->diagnostics, where, NULL, "the file is empty");
		return false;
	}
	if (text_is_utf8(reader->bytes, reader->length))
		return true;
	where = place_of_byte(reader, bad_byte(reader->bytes, reader->length));
	diag_error(reader->diagnostics, where,
		   !memcmp(reader->bytes, "\xff\xfe", reader->length < 2 ? 1 : 2)
			   ? "this looks like UTF-16: save the file as UTF-8"
			   : "save the file as UTF-8",
		   "this is not UTF-8 text");
	return false;
}

/* What a person would see at the place where libyaml gave up. */
static const char *syntax_help(const struct reader *reader)
{
	/* libyaml's index counts characters, so look the byte up by line and column. */
	const yaml_mark_t *mark = &reader->parser.problem_mark;
	const char *p = reader->bytes, *end = p + reader->length;
	size_t line = mark->line, column = mark->column;

	for (; line && p < end; p++)
		line -= *p == '\n';
	while (column && p < end && *p != '\n') {
		p++;
		while (p < end && ((unsigned char)*p & 0xc0) == 0x80)
			p++;
		column--;
	}
	if (p < end && *p == '\t')
		return "there is a tab; YAML is indented with spaces";
	if (end - p >= 3 && !memcmp(p, "\xe3\x80\x80", 3))
		return "there is an ideographic space (U+3000); use plain spaces";
	if (end - p >= 2 && !memcmp(p, "\xc2\xa0", 2))
		return "there is a no-break space (U+00A0); use plain spaces";
	return NULL;
}

static void report_syntax(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	const char *problem = parser->problem ? parser->problem : "cannot be read";

	reader->failed = true;
	if (parser->error == YAML_MEMORY_ERROR)
		arena_oom();
	if (parser->error == YAML_READER_ERROR) {
		diag_error(reader->diagnostics,
			   place_of_byte(reader, parser->problem_offset), NULL,
			   "this is not YAML: %s", problem);
		return;
	}
	if (parser->context && parser->context_mark.line != parser->problem_mark.line) {
		diag_error(reader->diagnostics, place(reader, &parser->problem_mark),
			   syntax_help(reader),
			   "this is not YAML: %s (%s from line %zu on)", problem,
			   parser->context, parser->context_mark.line + 1);
		return;
	}
	diag_error(reader->diagnostics, place(reader, &parser->problem_mark),
		   syntax_help(reader), "this is not YAML: %s", problem);
}

static bool refuse(struct reader *reader, const yaml_mark_t *mark, const char *message)
{
	diag_error(reader->diagnostics, place(reader, mark), NULL, "%s", message);
	reader->failed = true;
	return false;
}

static bool attach(struct reader *reader, struct yaml *value);

static struct yaml *make(struct reader *reader, enum yaml_kind kind,
			 const yaml_event_t *event)
{
	struct yaml *value = arena_alloc(reader->arena, sizeof *value);

	value->kind = kind;
	value->where = place(reader, &event->start_mark);
	value->end = place(reader, &event->end_mark);
	value->weight = 1;
	return value;
}

static struct anchor *remember(struct reader *reader, const yaml_char_t *name,
			       struct yaml *value, bool complete)
{
	struct anchor *anchor, *before;

	if (!name)
		return NULL;
	if (!reader->anchors)
		reader->anchors = index_new(reader->arena, 0);
	anchor = arena_alloc(reader->arena, sizeof *anchor);
	anchor->name = arena_strdup(reader->arena, (const char *)name);
	before = index_add(reader->anchors, anchor->name, strlen(anchor->name), anchor);
	/* YAML lets a later anchor take the name over. */
	anchor = before ? before : anchor;
	anchor->value = value;
	anchor->complete = complete;
	return anchor;
}

static bool open_collection(struct reader *reader, enum yaml_kind kind,
			    const yaml_event_t *event, const yaml_char_t *name)
{
	struct yaml *value = make(reader, kind, event);

	if (reader->depth == DEPTH_MAX)
		return refuse(
			reader, &event->start_mark,
			"nested too deep: more than 64 levels of lists and mappings");
	if (!attach(reader, value))
		return false;
	reader->open[reader->depth] = value;
	reader->key[reader->depth] = NULL;
	reader->keys[reader->depth] = NULL;
	reader->anchor[reader->depth++] = remember(reader, name, value, false);
	return true;
}

static bool close_collection(struct reader *reader, const yaml_event_t *event)
{
	struct yaml *value = reader->open[--reader->depth];
	struct anchor *anchor = reader->anchor[reader->depth];

	value->end = place(reader, &event->end_mark);
	if (anchor && anchor->value == value)
		anchor->complete = true;
	if (reader->depth)
		reader->open[reader->depth - 1]->weight += value->weight;
	return true;
}

static bool scalar(struct reader *reader, const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value;
	size_t length = event->data.scalar.length;
	struct yaml *value = make(reader, YAML_TEXT, event);

	if (memchr(text, '\0', length))
		return refuse(reader, &event->start_mark, "a value holds a zero byte");
	value->text = arena_strndup(reader->arena, text, length);
	value->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	remember(reader, event->data.scalar.anchor, value, true);
	return attach(reader, value);
}

/* A copy of the anchored value that shares its children. */
static bool alias(struct reader *reader, const yaml_event_t *event)
{
	const char *name = (const char *)event->data.alias.anchor;
	struct anchor *anchor =
		reader->anchors ? index_find(reader->anchors, name, strlen(name)) : NULL;
	struct yaml *value;

	if (!anchor)
		return refuse(reader, &event->start_mark,
			      "this alias has no anchor before it");
	if (!anchor->complete)
		return refuse(
			reader, &event->start_mark,
			"this alias stands inside what it refers to: an endless value");
	value = arena_alloc(reader->arena, sizeof *value);
	*value = *anchor->value;
	value->next = value->key = NULL;
	value->where = place(reader, &event->start_mark);
	value->end = place(reader, &event->end_mark);
	if (!attach(reader, value))
		return false;
	/* A collection under construction is weighed when it closes; this one is closed. */
	if (reader->depth && value->kind != YAML_TEXT)
		reader->open[reader->depth - 1]->weight += value->weight;
	return true;
}

static bool is_duplicate(struct reader *reader, struct yaml *map, struct yaml *key)
{
	unsigned level = reader->depth - 1;
	struct yaml *before = NULL;

	if (map->count < 16) {
		for (struct yaml *child = map->first; child && !before;
		     child = child->next)
			before = strcmp(child->key->text, key->text) ? NULL : child->key;
	} else {
		if (!reader->keys[level]) {
			reader->keys[level] = index_new(reader->arena, map->count * 2);
			for (struct yaml *child = map->first; child; child = child->next)
				index_add(reader->keys[level], child->key->text,
					  strlen(child->key->text), child->key);
		}
		before =
			index_add(reader->keys[level], key->text, strlen(key->text), key);
	}
	if (!before)
		return false;
	diag_error(reader->diagnostics, key->where, NULL,
		   "the key '%s' is here twice; first in line %u", key->text,
		   before->where.line);
	reader->failed = true;
	return true;
}

/* Puts a value where it belongs: the root, a list's next item, a map's key or value. */
static bool attach(struct reader *reader, struct yaml *value)
{
	struct yaml *parent = reader->depth ? reader->open[reader->depth - 1] : NULL;
	yaml_mark_t mark = { 0, value->where.line - 1, value->where.column - 1 };

	reader->values += value->weight;
	if (reader->values > VALUES_MAX)
		return refuse(reader, &mark,
			      "more than 2,000,000 values, aliases counted in full");
	if (!parent) {
		reader->root = value;
		return true;
	}
	if (parent->kind == YAML_MAP && !reader->key[reader->depth - 1]) {
		if (value->kind != YAML_TEXT)
			return refuse(reader, &mark,
				      "a key must be a word, not a list or mapping");
		reader->key[reader->depth - 1] = value;
		parent->weight++;
		return true;
	}
	if (parent->kind == YAML_MAP) {
		value->key = reader->key[reader->depth - 1];
		reader->key[reader->depth - 1] = NULL;
		if (is_duplicate(reader, parent, value->key))
			return true; /* the first one stays; the rest is read all the same */
	}
	if (parent->last)
		parent->last->next = value;
	else
		parent->first = value;
	parent->last = value;
	parent->count++;
	parent->weight += value->kind == YAML_TEXT;
	return true;
}

static bool event(struct reader *reader, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (reader->documents++)
			return refuse(reader, &event->start_mark,
				      "a second document starts here; only one is read");
		return true;
	case YAML_SCALAR_EVENT:
		return scalar(reader, event);
	case YAML_ALIAS_EVENT:
		return alias(reader, event);
	case YAML_SEQUENCE_START_EVENT:
		return open_collection(reader, YAML_LIST, event,
				       event->data.sequence_start.anchor);
	case YAML_MAPPING_START_EVENT:
		return open_collection(reader, YAML_MAP, event,
				       event->data.mapping_start.anchor);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return close_collection(reader, event);
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		return true;
	}
	return true;
}

const struct yaml *yaml_get(const struct yaml *map, const char *key)
{
	if (!map || map->kind != YAML_MAP)
		return NULL;
	for (const struct yaml *child = map->first; child; child = child->next) {
		if (!strcmp(child->key->text, key))
			return child;
	}
	return NULL;
}

bool yaml_is_null(const struct yaml *value)
{
	return !value || (value->kind == YAML_TEXT && value->plain &&
			  (!*value->text || !strcmp(value->text, "~") ||
			   !strcmp(value->text, "null") || !strcmp(value->text, "Null") ||
			   !strcmp(value->text, "NULL")));
}

const char *yaml_kind_name(enum yaml_kind kind)
{
	switch (kind) {
	case YAML_TEXT:
		return "text";
	case YAML_LIST:
		return "a list";
	case YAML_MAP:
		return "a mapping";
	}
	return "something else";
}
