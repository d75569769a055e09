/*
 * Captures of real boots, looked at each second as a live watch does: what is said on the way must be
 * what stands at the end, and of good boots nothing.
 */
#include <dirent.h>
#include <string.h>

#include "core/io_capture.h"
#include "tests/support/suite.h"
#include "tests/support/wire_world.h"

#define ALARMS_MAX 16
#define PATH_SIZE  512

struct replay {
	struct timeline *timeline;
	int64_t looked;
	const char
		*alarms[ALARMS_MAX]; /* ids, each once; static strings of the timeline */
	size_t count;
};

static void look(struct replay *replay)
{
	struct arena *arena = arena_new();
	struct timeline_snapshot snapshot = timeline_snapshot(replay->timeline, arena);

	for (size_t i = 0; i < snapshot.finding_count; i++) {
		const struct timeline_finding *finding = &snapshot.findings[i];
		size_t at = 0;

		while (at < replay->count && strcmp(replay->alarms[at], finding->id) != 0)
			at++;
		if (finding->severity == FINDING_NOTE || at < replay->count)
			continue;
		ck_assert_uint_lt(replay->count, ALARMS_MAX);
		replay->alarms[replay->count++] = finding->id;
	}
	arena_free(arena);
}

static void take_frame(int64_t time, int link_type, struct slice frame, void *arg)
{
	struct replay *replay = arg;

	if (!replay->looked)
		replay->looked = time;
	/* A last packet that comes much later stands for the silence before it. */
	for (int i = 0; i < 60 && replay->looked + WIRE_SECOND < time; i++) {
		replay->looked += WIRE_SECOND;
		timeline_advance(replay->timeline, replay->looked);
		look(replay);
	}
	timeline_feed(replay->timeline, time, link_type, frame);
}

/* A second server's offer is a warning until the node takes it. */
static bool stands(const struct timeline_snapshot *snapshot, const char *id)
{
	return wire_finding(snapshot, id, "m1") ||
	       (!strcmp(id, "dhcp-other-server") &&
		wire_finding(snapshot, "dhcp-rogue-server", "m1"));
}

static void check_end(const struct replay *replay, const char *name)
{
	struct arena *arena = arena_new();
	struct timeline_snapshot snapshot = timeline_snapshot(replay->timeline, arena);

	for (size_t i = 0; i < replay->count; i++)
		ck_assert_msg(stands(&snapshot, replay->alarms[i]),
			      "%s: %s was told, and taken back", name, replay->alarms[i]);
	if (!strncmp(name, "good-", 5))
		ck_assert_msg(!replay->count, "%s: %s", name, replay->alarms[0]);
	arena_free(arena);
}

/* A node of the inventory with the MAC address of the captures. */
static const struct inventory *captured_inventory(struct arena *arena)
{
	const struct inventory *inventory = wire_inventory(arena);

	for (size_t i = 0; i < inventory->node_count; i++)
		if (!strncmp(inventory->nodes[i].fqdn, "m1.", 3))
			inventory->nodes[i].mac = "52:54:00:16:00:21";
	return inventory;
}

static void replay_boot(const char *folder, const char *name)
{
	struct arena *arena = arena_new();
	struct replay replay = { .timeline = timeline_new(captured_inventory(arena)) };
	char message[CAPTURE_MESSAGE_MAX] = "", path[PATH_SIZE];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	ck_assert_msg(!capture_read(path, take_frame, &replay, message), "%s", message);
	check_end(&replay, name);
	timeline_free(replay.timeline);
	arena_free(arena);
}

START_TEST(nothing_is_taken_back)
{
	char folder[PATH_SIZE / 2];
	const struct dirent *entry;
	size_t count = 0;
	DIR *dir;

	snprintf(folder, sizeof folder, "%s/fixtures/boots", getenv("OCP_SOURCE_DIR"));
	dir = opendir(folder);
	ck_assert_ptr_nonnull(dir);
	while ((entry = readdir(dir))) {
		if (!strstr(entry->d_name, ".pcap"))
			continue;
		replay_boot(folder, entry->d_name);
		count++;
	}
	closedir(dir);
	ck_assert_uint_ge(count, 30);
}
END_TEST

SUITE("core/timeline/boots", nothing_is_taken_back);
