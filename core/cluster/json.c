#include "core/cluster/json.h"

#include <stdio.h>
#include <string.h>

#include "core/arena.h"
#include "core/text.h"

#define TEXT_MAX     1000
#define KEY_MAX	     80
#define CONTINUE_MAX 8192

json_t *cluster_json(const void *bytes, size_t length, const char *kind)
{
	json_t *root = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, NULL);
	const char *own = json_string_value(json_object_get(root, "kind"));
	size_t own_length = own ? strlen(own) : 0, kind_length = strlen(kind);

	if (own_length >= kind_length && !strcmp(own + own_length - kind_length, kind))
		return root;
	json_decref(root);
	return NULL;
}

json_t *cluster_at(json_t *value, const char *path)
{
	char key[KEY_MAX];

	while (value && *path) {
		size_t length = strcspn(path, "/");

		if (length >= sizeof key)
			return NULL;
		memcpy(key, path, length);
		key[length] = '\0';
		value = json_object_get(value, key);
		path += length + (path[length] == '/');
	}
	return value;
}

const char *cluster_text(struct arena *arena, json_t *value, const char *path)
{
	json_t *text = cluster_at(value, path);

	return json_is_string(text) ? text_clean(arena, json_string_value(text),
						 json_string_length(text), TEXT_MAX)
				    : "";
}

time_t cluster_time(json_t *value, const char *path)
{
	const char *text = json_string_value(cluster_at(value, path));
	int year, month, day, hour, minute, second;
	struct tm tm = { 0 };

	if (!text || sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d", &year, &month, &day, &hour,
			    &minute, &second) != 6)
		return 0;
	tm.tm_year = year - 1900;
	tm.tm_mon = month - 1;
	tm.tm_mday = day;
	tm.tm_hour = hour;
	tm.tm_min = minute;
	tm.tm_sec = second;
	return timegm(&tm);
}

static enum cluster_answer answer_of(json_t *condition)
{
	const char *status = json_string_value(json_object_get(condition, "status"));

	if (status && !strcmp(status, "True"))
		return CLUSTER_YES;
	return status && !strcmp(status, "False") ? CLUSTER_NO : CLUSTER_UNSAID;
}

struct cluster_condition cluster_condition(struct arena *arena, json_t *object,
					   const char *type)
{
	json_t *conditions = cluster_at(object, "status/conditions"), *condition;
	struct cluster_condition result = { .message = "" };
	size_t i;

	json_array_foreach(conditions, i, condition)
	{
		const char *own = json_string_value(json_object_get(condition, "type"));

		if (!own || strcmp(own, type))
			continue;
		result.status = answer_of(condition);
		result.message = cluster_text(arena, condition, "message");
		result.since = cluster_time(condition, "lastTransitionTime");
		break;
	}
	return result;
}

const char *cluster_continue(struct arena *arena, json_t *list)
{
	const char *text = json_string_value(cluster_at(list, "metadata/continue"));

	return text && *text && strlen(text) < CONTINUE_MAX ? arena_strdup(arena, text)
							    : NULL;
}
