#include "reports/_parsed.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "core/arena.h"
#include "core/text.h"

/* Of one string. */
#define STRING_MAX 65536

/* A clean copy, or NULL where there is no string. */
const char *parsed_text(struct arena *arena, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	return json_is_string(value) ? text_clean(arena, json_string_value(value),
						  json_string_length(value), STRING_MAX)
				     : NULL;
}

time_t parsed_time(const char *text)
{
	struct tm tm = { 0 };

	return text && strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm) ? timegm(&tm) : 0;
}

unsigned parsed_roles(const json_t *roles)
{
	static const struct {
		const char *name;
		unsigned role;
	} known[] = {
		{"bastion",	     HOST_BASTION	  },
		     { "dns",	      HOST_DNS	       },
		{ "dhcp",	  HOST_DHCP	    },
		     { "loadbalancer", HOST_LOADBALANCER},
		{ "http",	  HOST_HTTP	    },
		     { "ntp",	      HOST_NTP	       },
	};
	unsigned bits = 0;

	for (size_t i = 0; i < json_array_size(roles); i++) {
		const char *name = json_string_value(json_array_get(roles, i));

		for (size_t j = 0; name && j < sizeof(known) / sizeof(*known); j++)
			if (!strcmp(known[j].name, name))
				bits |= known[j].role;
	}
	return bits;
}

int parsed_status(const char *name, enum status *ret_status)
{
	for (int status = 0; name && status < STATUS_COUNT; status++) {
		if (!strcmp(status_name((enum status)status), name)) {
			*ret_status = (enum status)status;
			return 0;
		}
	}
	return -EINVAL;
}

/* Strings of an array, NULL-terminated; NULL where there are none. */
const char *const *parsed_strings(struct arena *arena, const json_t *array)
{
	size_t count = json_array_size(array), used = 0;
	const char **strings;

	if (count > PARSED_ITEMS_MAX)
		count = PARSED_ITEMS_MAX;
	if (!count)
		return NULL;
	strings = arena_alloc(arena, (count + 1) * sizeof(*strings));
	for (size_t i = 0; i < count; i++) {
		const json_t *item = json_array_get(array, i);

		if (json_is_string(item))
			strings[used++] =
				text_clean(arena, json_string_value(item),
					   json_string_length(item), STRING_MAX);
	}
	return used ? strings : NULL;
}

const char *const *parsed_blocked_on(struct arena *arena, const json_t *array)
{
	size_t count = json_array_size(array), used = 0;
	const char **strings;

	if (count > PARSED_ITEMS_MAX)
		count = PARSED_ITEMS_MAX;
	if (!count)
		return NULL;
	strings = arena_alloc(arena, (2 * count + 1) * sizeof(*strings));
	for (size_t i = 0; i < count; i++) {
		const char *check = parsed_text(arena, json_array_get(array, i), "check");
		const char *subject =
			parsed_text(arena, json_array_get(array, i), "subject");

		if (check && subject) {
			strings[used++] = check;
			strings[used++] = subject;
		}
	}
	return strings;
}

static unsigned parsed_number(const json_t *object, const char *key)
{
	const json_int_t number = json_integer_value(json_object_get(object, key));

	return number > 0 && number < INT32_MAX ? (unsigned)number : 0;
}

struct where parsed_source(struct arena *arena, const json_t *source)
{
	return (struct where){
		.file = parsed_text(arena, source, "file"),
		.line = parsed_number(source, "line"),
		.column = parsed_number(source, "column"),
	};
}

const struct excerpt *parsed_excerpt(struct arena *arena, const json_t *object)
{
	struct excerpt *excerpt = arena_alloc(arena, sizeof(*excerpt));

	excerpt->before = parsed_text(arena, object, "before");
	excerpt->marked = parsed_text(arena, object, "marked");
	excerpt->after = parsed_text(arena, object, "after");
	excerpt->column = parsed_number(object, "column");
	excerpt->width = parsed_number(object, "width");
	return excerpt->before && excerpt->marked && excerpt->after && excerpt->column
		       ? excerpt
		       : NULL;
}

const struct related *parsed_related(struct arena *arena, const json_t *array)
{
	size_t count = json_array_size(array), used = 0;
	struct related *related;

	if (count > PARSED_ITEMS_MAX)
		count = PARSED_ITEMS_MAX;
	if (!count)
		return NULL;
	related = arena_alloc(arena, (count + 1) * sizeof(*related));
	for (size_t i = 0; i < count; i++) {
		const json_t *item = json_array_get(array, i);

		related[used].where = parsed_source(arena, item);
		related[used].message = parsed_text(arena, item, "message");
		used += related[used].message != NULL;
	}
	return related;
}
