/*
 * JSON that we publish a schema of: fixtures/schema/. Only the words of JSON Schema that are used
 * there are known; another one fails the test, so that no rule is believed to be checked and is not.
 */
#pragma once

#include <jansson.h>

/* The test fails unless the value is valid for fixtures/schema/<file>. */
void json_schema_check(const char *file, const json_t *value);
