/*
 * Are all events lines of JSON that the published schema knows?
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/watch/events.h"
#include "tests/support/json_schema.h"
#include "tests/support/suite.h"
#include "tests/support/watch_world.h"

static struct watch_world world;
static char path[] = "/tmp/test-events-XXXXXX";

static int open_wire(struct watch *watch, void *arg, void **ret_state)
{
	(void)watch;
	*ret_state = arg;
	return 0;
}

static void close_wire(void *state)
{
	(void)state;
}

static const struct watch_provider wire = { .name = "wire",
					    .open = open_wire,
					    .close = close_wire };

/* One of each kind. */
static void make_all_kinds(struct watch_world *of)
{
	const struct watch_note note = { .tone = WATCH_BAD,
					 .subject = "m1",
					 .text = "m1 has no name",
					 .cause = "NXDOMAIN",
					 .fix = "add the \"record\"" };

	if (watch_model(of->watch)->rounds < 8)
		return;
	of->settled = NULL;
	watch_note(of->watch, &wire, &note);
	watch_look_now(of->watch, NULL);
	watch_set_phase(of->watch, PHASE_BOOTSTRAP);
}

/* Reads the file; counts its lines by kind. */
static unsigned count(const char *kind, const char *key, json_t **ret_last)
{
	FILE *in = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	unsigned found = 0;

	ck_assert_ptr_nonnull(in);
	while (getline(&line, &size, in) > 0) {
		json_error_t error;
		json_t *value = json_loads(line, JSON_REJECT_DUPLICATES, &error);

		ck_assert_msg(value != NULL, "%s: %s", error.text, line);
		json_schema_check("event-1.json", value);
		if (!strcmp(json_string_value(json_object_get(value, "event")), kind) &&
		    (!key || json_object_get(value, key))) {
			found++;
			json_decref(*ret_last);
			*ret_last = json_incref(value);
		}
		json_decref(value);
	}
	free(line);
	ck_assert_int_eq(fclose(in), 0);
	return found;
}

START_TEST(all_are_valid)
{
	static const char *const kinds[] = { "start",	"known", "change",  "phase",
					     "trigger", "note",	 "reached", "end" };
	struct events events;
	json_t *last = NULL;
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	close(fd);
	watch_world_open(&world);
	watch_world_script("a.base", "base", "ppfffffffffp");
	watch_world_script("c.many", "1", "fffffffffp");
	watch_world_script("c.many", "2", "fffffffffp");
	watch_world_script("c.many", "3", "fffffffffp");
	world.settled = make_all_kinds;
	world.options.until = "pass";
	world.options.deadline = 3600;
	watch_world_make(&world);
	ck_assert_int_eq(events_open(&events, world.watch, path), 0);
	watch_add_provider(world.watch, &wire, NULL);
	watch_world_go(&world);
	ck_assert_int_eq(events_close(&events), 0);
	ck_assert_int_eq(world.end, WATCH_END_REACHED);
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		ck_assert_msg(count(kinds[i], NULL, &last) > 0, "no %s", kinds[i]);
	ck_assert_uint_gt(count("change", "blocked_by", &last), 0);
	ck_assert_uint_gt(count("change", "more", &last), 0);
	ck_assert_uint_gt(count("change", "member", &last), 0);
	ck_assert_uint_gt(count("change", "consequence", &last), 0);
	ck_assert_uint_gt(count("change", "outage", &last), 0);
	ck_assert_uint_eq(count("note", "fix", &last), 1);
	ck_assert_str_eq(
		json_string_value(json_array_get(json_object_get(last, "fix"), 0)),
		"add the \"record\"");
	json_decref(last);
	watch_world_close(&world);
	unlink(path);
}
END_TEST

START_TEST(what_is_not_written_is_said)
{
	struct events events;

	watch_world_open(&world);
	world.rounds = 2;
	watch_world_make(&world);
	ck_assert_int_eq(events_open(&events, world.watch, "/nowhere/events"), -ENOENT);
	ck_assert_int_eq(events_open(&events, world.watch, "/dev/full"), 0);
	watch_world_go(&world);
	/* At once, and once. */
	ck_assert_uint_eq(
		watch_world_count(
			&world,
			"events  cannot write '/dev/full': No space left on device"),
		1);
	ck_assert_int_eq(events_close(&events), -ENOSPC);
	watch_world_close(&world);
}
END_TEST

SUITE("core/watch/events", all_are_valid, what_is_not_written_is_said);
