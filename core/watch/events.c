#include "events.h"

#include <errno.h>
#include <string.h>

#include <jansson.h>

#include "wording.h"

static void put(json_t *object, const char *key, const char *text)
{
	if (text && *text)
		json_object_set_new(object, key, json_string(text));
}

static void put_time(json_t *object, const char *key, int64_t at_ms)
{
	char stamp[WORDING_STAMP_LEN];

	if (at_ms)
		put(object, key, wording_stamp(at_ms, stamp));
}

static const char *tone_name(enum watch_tone tone)
{
	static const char *const names[] = { "plain", "good", "doubtful", "bad" };

	return names[tone];
}

static json_t *causes(const struct result *result)
{
	json_t *array = json_array();

	for (size_t i = 0; result->blocked_by[i]; i++) {
		json_t *cause = json_object();

		put(cause, "check", result->blocked_by[i]->probe->id);
		put(cause, "subject", result->blocked_by[i]->subject);
		json_array_append_new(array, cause);
	}
	return array;
}

static json_t *history(const struct watch_check *check)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < check->history_count; i++)
		json_array_append_new(array,
				      json_string(status_name(check->history[i].status)));
	return array;
}

static json_t *outage(const struct watch_outage *last)
{
	json_t *object = json_object();

	put_time(object, "from", last->from_ms);
	put_time(object, "to", last->to_ms);
	put(object, "worst", status_name(last->worst));
	put(object, "seen_first", last->seen_first);
	put(object, "seen_last", last->seen_last);
	put(object, "ended_by", last->ended_by);
	json_object_set_new(object, "looks", json_integer(last->looks));
	return object;
}

static void put_fix(json_t *object, const struct result *result)
{
	json_t *array = json_array();

	for (size_t i = 0; result->fix && result->fix[i]; i++)
		json_array_append_new(array, json_string(result->fix[i]));
	json_object_set_new(object, "fix", array);
}

static const char *evidence(const struct result *result, const char *key)
{
	for (unsigned i = 0; i < result->evidence_count; i++) {
		if (!strcmp(result->evidence[i].key, key))
			return result->evidence[i].value;
	}
	return NULL;
}

static void put_change(json_t *object, const struct watch_event *event)
{
	const struct watch_check *check = event->check;
	const struct result *result = check->shown;

	put(object, "check", result->probe->id);
	put(object, "status", status_name(result->status));
	json_object_set_new(object, "was",
			    event->was_known ? json_string(status_name(event->was))
					     : json_null());
	put_time(object, "was_since", event->was_since_ms);
	put(object, "reason", result->reason);
	put(object, "expected", result->expected);
	put(object, "observed", result->observed);
	put(object, "why", result->why);
	put(object, "packets", evidence(result, "packets"));
	if (result->fix)
		put_fix(object, result);
	if (result->blocked_by)
		json_object_set_new(object, "blocked_by", causes(result));
	if (result->blocks)
		json_object_set_new(object, "blocks", json_integer(result->blocks));
	if (event->is_consequence)
		json_object_set_new(object, "consequence", json_true());
	if (event->is_member)
		json_object_set_new(object, "member", json_true());
	if (event->member_count)
		json_object_set_new(object, "more",
				    json_integer((json_int_t)event->member_count));
	json_object_set_new(object, "history", history(check));
	if (check->outage_count)
		json_object_set_new(object, "outage",
				    outage(&check->outages[check->outage_count - 1]));
}

static json_t *summary(const struct watch_model *model)
{
	json_t *object = json_object();

	for (int status = 0; status < STATUS_COUNT; status++)
		json_object_set_new(object, status_name((enum status)status),
				    json_integer((json_int_t)model->summary[status]));
	json_object_set_new(object, "unknown", json_integer((json_int_t)model->unknown));
	json_object_set_new(object, "total",
			    json_integer((json_int_t)model->check_count));
	return object;
}

static json_t *describe(const struct watch_event *event, const struct watch_model *model)
{
	json_t *object = json_object();

	put(object, "schema", EVENT_SCHEMA);
	put_time(object, "time", event->at_ms);
	put(object, "event", wording_kind(event->kind));
	put(object, "tone", tone_name(event->tone));
	put(object, "source", event->source);
	put(object, "phase", phase_name(model->phase));
	put(object, "subject", event->subject);
	put(object, "text", event->text);
	if (event->kind == WATCH_CHANGED) {
		put_change(object, event);
	} else {
		put(object, "cause", event->cause);
		if (event->fix)
			json_object_set_new(object, "fix", json_pack("[s]", event->fix));
	}
	if (event->kind == WATCH_PHASED)
		put(object, "was_phase", phase_name(event->was_phase));
	if (event->kind == WATCH_KNOWN || event->kind == WATCH_ENDED)
		json_object_set_new(object, "summary", summary(model));
	return object;
}

static void write_event(const struct watch_event *event, void *arg)
{
	struct events *events = arg;
	json_t *object = describe(event, watch_model(events->watch));

	errno = 0;
	if (json_dumpf(object, events->out, JSON_COMPACT) < 0 ||
	    fputc('\n', events->out) == EOF || fflush(events->out) == EOF) {
		if (!events->error)
			events->error = errno ? -errno : -EIO;
		if (errno == EPIPE)
			watch_quit(events->watch);
	}
	json_decref(object);
}

/* Not while an event is being told. */
static void settled(void *arg)
{
	static const struct watch_provider source = { .name = "events" };
	struct events *events = arg;
	char text[512];

	if (!events->error || events->told)
		return;
	events->told = true;
	(void)snprintf(text, sizeof text, "cannot write '%s': %s", events->file,
		       strerror(-events->error));
	watch_note(events->watch, &source,
		   &(struct watch_note){ .tone = WATCH_DOUBTFUL, .text = text });
}

int events_open(struct events *events, struct watch *watch, const char *file)
{
	*events = (struct events){
		.listener = {.event = write_event, .settled = settled, .arg = events},
		.watch = watch,
		.file = file
	};
	events->out = strcmp(file, "-") ? fopen(file, "ae") : stdout;
	if (!events->out)
		return -errno;
	watch_listen(watch, &events->listener);
	return 0;
}

int events_close(struct events *events)
{
	if (events->out && events->out != stdout && fclose(events->out) == EOF &&
	    !events->error)
		events->error = -errno;
	events->out = NULL;
	return events->error;
}
