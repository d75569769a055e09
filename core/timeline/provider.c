#include "provider.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/arena.h"
#include "core/http/url.h"
#include "core/io_capture.h"
#include "core/io_interface.h"
#include "core/options.h"
#include "core/privilege.h"
#include "timeline.h"

#define INTERFACES_MAX 16
#define SHOW_MS	       1000 /* bytes of a download and silences are shown so often */

/* What has been told of a node's findings, so that it is told once. */
struct told {
	char *key; /* "m1 dns-nxdomain" */
	struct told *next;
};

struct provider {
	struct watch *watch;
	struct wire_tap *tap;
	struct timeline *timeline;
	struct capture *captures[INTERFACES_MAX];
	size_t capture_count;
	uint64_t lost; /* packets, by all of them */
	struct told *told;
	uv_timer_t timer;
};

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void frame_came(int64_t time, int link_type, struct slice frame, void *arg)
{
	struct provider *provider = arg;

	timeline_feed(provider->timeline, time, link_type, frame);
}

static void happened(const struct timeline_event *event, void *arg)
{
	const struct provider *provider = arg;
	struct arena *arena = arena_new();
	const struct watch_note note = {
		.tone = event->is_bad ? WATCH_BAD : WATCH_PLAIN,
		.at_ms = event->time / 1000,
		.subject = event->node,
		.text = arena_printf(arena, "%s: %s", event->node, event->text),
	};

	watch_note(provider->watch, &wire_provider, &note);
	arena_free(arena);
}

static const struct timeline_finding *finding_of(const struct timeline_snapshot *snapshot,
						 const char *node)
{
	const struct timeline_finding *worst = NULL;

	for (size_t i = 0; i < snapshot->finding_count; i++) {
		const struct timeline_finding *finding = &snapshot->findings[i];

		if (finding->node && !strcmp(finding->node, node) &&
		    (!worst || finding->severity >= worst->severity))
			worst = finding;
	}
	return worst;
}

static enum watch_tone tone_of(const struct timeline_finding *finding)
{
	if (!finding || finding->severity == FINDING_NOTE)
		return WATCH_PLAIN;
	return finding->severity == FINDING_STUCK ? WATCH_BAD : WATCH_DOUBTFUL;
}

/* "412 of 812 MB" of a download that runs; NULL: none does. */
static const char *progress_of(struct arena *arena, const struct timeline_node *node)
{
	for (size_t i = node->row_count; i-- > 0;) {
		const struct timeline_row *row = &node->rows[i];

		if (row->step != node->stage)
			continue;
		if (row->is_download && row->state == ROW_RUNNING && row->has_total)
			return arena_printf(arena, "%llu of %llu MB",
					    (unsigned long long)row->bytes / 1000000,
					    (unsigned long long)row->total / 1000000);
		return row->detail;
	}
	return NULL;
}

static void show_nodes(struct provider *provider,
		       const struct timeline_snapshot *snapshot, struct arena *arena)
{
	struct watch_node *nodes =
		arena_alloc(arena, (snapshot->node_count + 1) * sizeof *nodes);
	size_t count = 0;

	for (size_t i = 0; i < snapshot->node_count; i++) {
		const struct timeline_node *node = &snapshot->nodes[i];
		const struct timeline_finding *finding = finding_of(snapshot, node->name);

		nodes[count++] = (struct watch_node){
			.name = node->fqdn ? node->fqdn : node->name,
			.role = node->role ? node->role : "",
			.mac = node->mac,
			.address = node->address,
			.stage = node->is_seen ? timeline_step_id(node->stage)
					       : "not seen",
			.rank = node->is_seen ? (unsigned)node->stage + 1 : 0,
			.since_ms = node->since / 1000,
			.detail = progress_of(arena, node),
			.missing = finding ? finding->title : NULL,
			.tone = tone_of(finding),
		};
	}
	watch_show_nodes(provider->watch, &wire_provider, nodes, count);
}

static bool was_told(struct provider *provider, const char *key)
{
	struct told *told;

	for (told = provider->told; told; told = told->next) {
		if (!strcmp(told->key, key))
			return true;
	}
	told = mem_alloc(sizeof *told);
	told->key = mem_strdup(key);
	told->next = provider->told;
	provider->told = told;
	return false;
}

/* Strangers come and go, and what is told of them must not be remembered for ever. */
static void tell_findings(struct provider *provider,
			  const struct timeline_snapshot *snapshot, struct arena *arena)
{
	for (size_t i = 0; i < snapshot->finding_count; i++) {
		const struct timeline_finding *finding = &snapshot->findings[i];
		const struct watch_note note = {
			.tone = tone_of(finding),
			.subject = finding->node,
			.text = finding->title,
			.cause = finding->cause,
			.fix = finding->fix,
		};
		bool is_ours = !finding->node;

		for (size_t n = 0; !is_ours && n < snapshot->node_count; n++)
			is_ours = snapshot->nodes[n].fqdn &&
				  !strcmp(snapshot->nodes[n].name, finding->node);
		if (finding->severity == FINDING_NOTE || !is_ours ||
		    was_told(provider,
			     arena_printf(arena, "%s %s %s",
					  finding->node ? finding->node : "", finding->id,
					  finding->about ? finding->about : "")))
			continue;
		watch_note(provider->watch, &wire_provider, &note);
	}
}

static void tell_ended(struct provider *provider, struct arena *arena)
{
	for (size_t i = 0; i < provider->capture_count; i++) {
		const char *error = capture_error(provider->captures[i]);
		const struct watch_note note = { .tone = WATCH_DOUBTFUL, .text = error };

		if (error && !was_told(provider, arena_printf(arena, "lost %s", error)))
			watch_note(provider->watch, &wire_provider, &note);
	}
}

static void count_lost(struct provider *provider)
{
	uint64_t lost = 0;

	for (size_t i = 0; i < provider->capture_count; i++)
		lost += capture_lost(provider->captures[i]);
	if (lost > provider->lost)
		timeline_lose(provider->timeline, lost - provider->lost, now_us());
	provider->lost = lost;
}

/* In sight as long as the watch goes on: it was told once. */
static void show_lost(struct provider *provider, struct arena *arena)
{
	const struct watch_line line = {
		.tone = WATCH_DOUBTFUL,
		.text = arena_printf(arena,
				     "%llu packets lost: byte counts and gaps may be "
				     "wrong",
				     (unsigned long long)provider->lost),
	};
	const struct watch_section section = { "the wire", &line, 1 };

	if (provider->lost)
		watch_show_sections(provider->watch, &wire_provider, &section, 1);
}

static void show(uv_timer_t *timer)
{
	struct provider *provider = timer->data;
	struct arena *arena = arena_new();
	struct timeline_snapshot snapshot;

	timeline_advance(provider->timeline, now_us());
	count_lost(provider);
	snapshot = timeline_snapshot(provider->timeline, arena);
	show_nodes(provider, &snapshot, arena);
	tell_findings(provider, &snapshot, arena);
	tell_ended(provider, arena);
	show_lost(provider, arena);
	arena_free(arena);
}

static void follow(struct provider *provider, const struct inventory *inventory)
{
	timeline_free(provider->timeline);
	provider->timeline = timeline_new(inventory);
	timeline_on_event(provider->timeline, happened, provider);
	provider->tap->timeline = provider->capture_count ? provider->timeline : NULL;
}

/* Those that the user names, else those whose network holds an address of a node. */
static size_t find_interfaces(struct arena *arena, const struct options *options,
			      const struct inventory *inventory, const char **names)
{
	size_t count = 0;

	for (size_t i = 0; i < options->interface_count && count < INTERFACES_MAX; i++)
		names[count++] = options->interfaces[i];
	for (size_t n = 0; !options->interface_count && n < inventory->node_count; n++) {
		const struct addresses *addresses = &inventory->nodes[n].addresses;

		for (size_t a = 0; a < addresses->count && count < INTERFACES_MAX; a++) {
			const char *name = interface_of(arena, &addresses->items[a]);
			size_t known = 0;

			while (known < count && name && strcmp(names[known], name) != 0)
				known++;
			if (name && known == count)
				names[count++] = name;
		}
	}
	return count;
}

static int open_captures(struct provider *provider, const struct options *options,
			 const struct inventory *inventory)
{
	struct arena *arena = arena_new();
	const char *names[INTERFACES_MAX];
	char message[CAPTURE_MESSAGE_MAX];
	in_port_t ports[2] = { 0 };
	struct http_url url;
	size_t count = find_interfaces(arena, options, inventory, names);
	int worst = 0;

	if (inventory->artifact_base_url &&
	    http_url_parse(arena, inventory->artifact_base_url, &url) >= 0)
		ports[0] = url.port;
	for (size_t i = 0; i < count; i++) {
		int r = capture_open(watch_loop(provider->watch), names[i], ports,
				     frame_came, provider, message,
				     &provider->captures[provider->capture_count]);
		const struct watch_note note = { .tone = WATCH_DOUBTFUL,
						 .text = message };

		if (r >= 0) {
			provider->capture_count++;
			continue;
		}
		if (options->interface_count) {
			fprintf(stderr, "ocp-preflight: --interface: %s\n", message);
			worst = r;
		} else {
			watch_note(provider->watch, &wire_provider, &note);
			break; /* the others would say the same */
		}
	}
	arena_free(arena);
	return worst;
}

static void wire_close(void *state);

static int wire_open(struct watch *watch, void *arg, void **ret_state)
{
	struct provider *provider = mem_alloc(sizeof *provider);
	const struct inventory *inventory = watch_model(watch)->inventory;
	int r;

	provider->watch = watch;
	provider->tap = arg;
	follow(provider, inventory);
	uv_timer_init(watch_loop(watch), &provider->timer);
	provider->timer.data = provider;
	r = open_captures(provider, provider->tap->options, inventory);
	privilege_drop_raw();
	if (r < 0) {
		wire_close(provider);
		return r;
	}
	if (provider->capture_count) {
		provider->tap->timeline = provider->timeline;
		uv_timer_start(&provider->timer, show, SHOW_MS, SHOW_MS);
	}
	*ret_state = provider;
	return 0;
}

static void inventory_changed(void *state, const struct inventory *inventory)
{
	struct provider *provider = state;

	if (!timeline_adopt(provider->timeline, inventory))
		follow(provider, inventory);
}

static void timer_closed(uv_handle_t *handle)
{
	struct provider *provider = handle->data;

	provider->tap->timeline = NULL;
	timeline_free(provider->timeline);
	while (provider->told) {
		struct told *told = provider->told;

		provider->told = told->next;
		free(told->key);
		free(told);
	}
	free(provider);
}

static void wire_close(void *state)
{
	struct provider *provider = state;

	for (size_t i = 0; i < provider->capture_count; i++)
		capture_close(provider->captures[i]);
	provider->capture_count = 0;
	uv_close((uv_handle_t *)&provider->timer, timer_closed);
}

const struct watch_provider wire_provider = {
	.name = "wire",
	.open = wire_open,
	.inventory_changed = inventory_changed,
	.close = wire_close,
};
