#include "json_schema.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

static void schema_check(const json_t *schema, const json_t *value, const char *path);
static bool schema_fits(const json_t *schema, const json_t *value);

static bool has_type(const json_t *value, const char *type)
{
	return (!strcmp(type, "object") && json_is_object(value)) ||
	       (!strcmp(type, "array") && json_is_array(value)) ||
	       (!strcmp(type, "string") && json_is_string(value)) ||
	       (!strcmp(type, "integer") && json_is_integer(value)) ||
	       (!strcmp(type, "number") && json_is_number(value)) ||
	       (!strcmp(type, "boolean") && json_is_boolean(value));
}

static bool in_enum(const json_t *words, const json_t *value)
{
	for (size_t i = 0; i < json_array_size(words); i++)
		if (json_equal(json_array_get(words, i), value))
			return true;
	return false;
}

static void schema_word(const char *word, const json_t *rule, const json_t *schema,
			const json_t *value, const char *path)
{
	const json_t *properties = json_object_get(schema, "properties");
	const char *key;
	json_t *item;
	size_t i;

	if (!strcmp(word, "type")) {
		ck_assert_msg(has_type(value, json_string_value(rule)), "%s: not %s",
			      path, json_string_value(rule));
	} else if (!strcmp(word, "const")) {
		ck_assert_msg(json_equal(rule, value), "%s: not the constant", path);
	} else if (!strcmp(word, "enum")) {
		ck_assert_msg(in_enum(rule, value), "%s: not in the list", path);
	} else if (!strcmp(word, "required")) {
		for (i = 0; i < json_array_size(rule); i++) {
			key = json_string_value(json_array_get(rule, i));
			ck_assert_msg(json_object_get(value, key) != NULL, "%s: no %s",
				      path, key);
		}
	} else if (!strcmp(word, "additionalProperties")) {
		ck_assert(json_is_false(rule));
		for (void *at = json_object_iter((json_t *)(uintptr_t)value); at;
		     at = json_object_iter_next((json_t *)(uintptr_t)value, at))
			ck_assert_msg(json_object_get(properties,
						      json_object_iter_key(at)) != NULL,
				      "%s: %s is not known", path,
				      json_object_iter_key(at));
	} else if (!strcmp(word, "properties")) {
		json_object_foreach((json_t *)(uintptr_t)rule, key,
				    item) if (json_object_get(value, key))
			schema_check(item, json_object_get(value, key), key);
	} else if (!strcmp(word, "items")) {
		json_array_foreach(value, i, item) schema_check(rule, item, path);
	} else if (!strcmp(word, "minItems")) {
		ck_assert_uint_ge(json_array_size(value),
				  (size_t)json_integer_value(rule));
	} else if (!strcmp(word, "minLength")) {
		ck_assert_uint_ge(json_string_length(value),
				  (size_t)json_integer_value(rule));
	} else if (!strcmp(word, "maxLength")) {
		ck_assert_uint_le(json_string_length(value),
				  (size_t)json_integer_value(rule));
	} else if (!strcmp(word, "minimum")) {
		ck_assert(json_number_value(value) >= json_number_value(rule));
	} else if (!strcmp(word, "allOf")) {
		json_array_foreach(rule, i, item) schema_check(item, value, path);
	} else if (!strcmp(word, "if")) {
		if (schema_fits(rule, value))
			schema_check(json_object_get(schema, "then"), value, path);
	} else {
		ck_assert_msg(!strcmp(word, "then") || !strcmp(word, "title") ||
				      !strcmp(word, "description") || word[0] == '$',
			      "the test does not know \"%s\"", word);
	}
}

static void schema_check(const json_t *schema, const json_t *value, const char *path)
{
	const char *word;
	json_t *rule;

	json_object_foreach((json_t *)(uintptr_t)schema, word, rule)
		schema_word(word, rule, schema, value, path);
}

/* Of `if`: properties with a constant, all there. */
static bool schema_fits(const json_t *schema, const json_t *value)
{
	const char *key;
	json_t *property;

	json_object_foreach(
		json_object_get(schema, "properties"), key,
		property) if (!json_equal(json_object_get(property, "const"),
					  json_object_get(value, key))) return false;
	return true;
}

void json_schema_check(const char *file, const json_t *value)
{
	const char *source = getenv("OCP_SOURCE_DIR");
	char path[512];
	json_error_t error;
	json_t *schema;

	snprintf(path, sizeof path, "%s/fixtures/schema/%s", source ? source : ".", file);
	schema = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	ck_assert_msg(schema != NULL, "%s: %s", path, error.text);
	schema_check(schema, value, file);
	json_decref(schema);
}
