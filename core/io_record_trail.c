#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "arena.h"
#include "engine.h"
#include "io_record_state.h"
#include "record/file.h"
#include "record/flows.h"
#include "run.h"

/* What a run's result rests on. */
struct use {
	unsigned run;
	in_port_t local_port; /* of a connection */
	const char *name;     /* of a question, in the arena; NULL: a connection */
	unsigned type;
	struct addr remote;
};

/* What the runs of one engine rest on. */
struct trail {
	struct recorder *recorder;
	uv_loop_t *loop; /* the engine's */
	struct arena *arena;
	uint32_t first; /* number of the first packet that may be its own */
	struct use *uses;
	size_t count;
};

static struct recorder *recorder_of(uv_loop_t *loop)
{
	return loop->data;
}

in_port_t record_socket(uv_loop_t *loop, int fd, const struct addr *remote)
{
	struct recorder *recorder = recorder_of(loop);
	struct sockaddr_storage storage;
	socklen_t length = sizeof storage, type_length = sizeof(int);
	struct addr local;
	int type = 0;

	if (!recorder || getsockname(fd, (struct sockaddr *)&storage, &length) < 0 ||
	    addr_from_sockaddr((struct sockaddr *)&storage, &local) < 0 || !local.port ||
	    getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_length) < 0)
		return 0;
	flows_add_socket(recorder->flows, type == SOCK_STREAM, local.port, remote);
	return local.port;
}

static void *open_trail(struct engine *engine)
{
	struct trail *trail = mem_alloc(sizeof *trail);

	trail->loop = engine_loop(engine);
	trail->recorder = recorder_of(trail->loop);
	trail->arena = arena_new();
	trail->first = record_file_count(trail->recorder->file) + 1;
	return trail;
}

static void close_trail(void *state)
{
	struct trail *trail = state;

	trail->loop->data = NULL;
	arena_free(trail->arena);
	free(trail);
}

static struct trail *trail_of(struct engine *engine)
{
	static const struct module module = { open_trail, close_trail };

	return recorder_of(engine_loop(engine)) ? engine_module(engine, &module) : NULL;
}

void record_follow(struct recorder *recorder, struct engine *engine)
{
	engine_loop(engine)->data = recorder;
	record_set_ports(recorder, engine_inventory(engine));
	(void)trail_of(engine);
}

static struct use *add_use(struct run *run)
{
	struct trail *trail = trail_of(run_engine(run));
	struct use *use;

	if (!trail)
		return NULL;
	trail->uses =
		arena_grow(trail->arena, trail->uses, trail->count, sizeof *trail->uses);
	use = &trail->uses[trail->count++];
	*use = (struct use){ .run = run->result->number };
	return use;
}

void record_connection(struct run *run, const struct addr *remote, in_port_t local_port)
{
	struct use *use = add_use(run);

	if (!use)
		return;
	use->remote = *remote;
	use->local_port = local_port;
}

void record_question(struct run *run, const struct addr *server, const char *name,
		     unsigned type)
{
	struct use *use = add_use(run);

	if (!use)
		return;
	use->remote = *server;
	use->name = arena_strdup(trail_of(run_engine(run))->arena, name);
	use->type = type;
}

static const struct ranges *ranges_of(const struct recorder *recorder,
				      const struct use *use)
{
	const struct ranges *ranges;

	if (use->name)
		return flows_of_question(recorder->flows, &use->remote, use->name,
					 use->type);
	ranges = flows_of_connection(recorder->flows, &use->remote, use->local_port);
	/* No packet of it: nobody answered the question who has the address. */
	return ranges ? ranges : flows_of_address(recorder->flows, &use->remote);
}

/* "api.test:6443": 6443; 0 where the subject names no port. An IPv6 address has more colons. */
static unsigned long subject_port(const char *subject)
{
	const char *colon = strrchr(subject, ':');
	char *end;
	unsigned long port;

	if (!colon || (colon != strchr(subject, ':') && colon[-1] != ']'))
		return 0;
	port = strtoul(colon + 1, &end, 10);
	return *end ? 0 : port;
}

/* A check of one port connects to others only to compare. */
static bool counts(const struct use *use, unsigned long port)
{
	return use->name || !port || use->remote.port == port;
}

static int by_run(const void *a, const void *b)
{
	const struct use *left = a, *right = b;

	return (left->run > right->run) - (left->run < right->run);
}

/* "run.pcap: 17-23, 31; run.pcap.1: 1-4"; "" for none that is still there. */
static const char *numbers(const struct recorder *recorder, struct arena *arena,
			   const struct ranges *ranges)
{
	struct record_part parts[RECORD_FILES];
	size_t count = record_file_parts(recorder->file, arena, parts);
	const char *text = "";

	for (size_t i = 0; i < count; i++) {
		const struct record_part *part = &parts[i];
		const char *list = ranges_text(arena, ranges, part->before + 1,
					       part->last, part->before);

		if (*list)
			text = arena_printf(arena, "%s%s%s: %s", text, *text ? "; " : "",
					    part->path, list);
	}
	return text;
}

/* Connections before the questions that led to them: where there are too many, those are told. */
static struct ranges join_uses(const struct trail *trail, const struct use *uses,
			       size_t count, unsigned long port)
{
	struct ranges all = { 0 };

	for (unsigned questions = 0; questions < 2; questions++) {
		for (size_t i = 0; i < count; i++) {
			const struct ranges *ranges =
				ranges_of(trail->recorder, &uses[i]);
			struct ranges own;

			if (!ranges || (uses[i].name != NULL) != questions ||
			    !counts(&uses[i], port))
				continue;
			own = ranges_since(ranges, trail->first);
			if (!questions || all.count + own.count <= RANGES_MAX)
				ranges_join(&all, &own);
			else
				all.untold = own.items[own.count - 1].last;
		}
	}
	return all;
}

static void explain(struct engine *engine, const struct trail *trail,
		    const struct use *uses, size_t count)
{
	unsigned number = uses[0].run;
	const char *subject = engine_results(engine)[number].subject;
	const struct ranges all = join_uses(trail, uses, count, subject_port(subject));
	const char *text = numbers(trail->recorder, engine_arena(engine), &all);

	if (*text)
		engine_add_evidence(engine, number, "packets", text);
}

int record_explain(struct engine *engine)
{
	struct trail *trail = trail_of(engine);
	size_t count, end, left = 0;

	if (!trail)
		return 0;
	record_drain(trail->recorder);
	count = trail->count;
	if (count)
		qsort(trail->uses, count, sizeof *trail->uses, by_run);
	for (size_t i = 0; i < count; i = end) {
		unsigned number = trail->uses[i].run;

		for (end = i; end < count && trail->uses[end].run == number;)
			end++;
		if (engine_result(engine, number)) {
			explain(engine, trail, &trail->uses[i], end - i);
			continue;
		}
		memmove(&trail->uses[left], &trail->uses[i],
			(end - i) * sizeof *trail->uses);
		left += end - i;
	}
	trail->count = left;
	return record_file_flush(trail->recorder->file);
}
