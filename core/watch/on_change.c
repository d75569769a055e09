#include "on_change.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/arena.h"
#include "wording.h"

#define VARIABLES_MAX 16 /* that describe a change */

/* One execution: waiting, then running, then closing its handle. */
struct job {
	struct job *next;
	struct on_change *owner;
	struct arena *arena;
	char **environment; /* zeroed beyond its end */
	size_t environment_count;
	uv_process_t process;
	bool running;
};

struct on_change {
	struct watch_listener listener;
	struct watch *watch;
	const char *command;
	struct job *waiting, **last_waiting;
	struct job *running;
	size_t waiting_count, running_count;
	uv_timer_t grace;
	bool killed;
};

static void start_jobs(struct on_change *on_change);

static void free_job(struct job *job)
{
	arena_free(job->arena);
	free(job);
}

/* "NAME=value"; absent facts are set empty, so that a command needs no guard. */
static void set(struct job *job, const char *name, const char *value)
{
	job->environment[job->environment_count++] =
		arena_printf(job->arena, "OCP_PREFLIGHT_%s=%s", name, value ? value : "");
}

/* Ours, without what an outer watch may have set; with room for the change. */
static void inherit(struct job *job)
{
	size_t count = 0;

	while (environ[count])
		count++;
	job->environment =
		arena_alloc(job->arena, (count + VARIABLES_MAX + 1) * sizeof(char *));
	for (size_t i = 0; i < count; i++) {
		if (strncmp(environ[i], "OCP_PREFLIGHT_", 14) != 0)
			job->environment[job->environment_count++] =
				arena_strdup(job->arena, environ[i]);
	}
}

static void describe(struct job *job, const struct watch_event *event)
{
	const struct watch_model *model = watch_model(job->owner->watch);
	const struct result *result = event->check ? event->check->shown : NULL;
	char stamp[WORDING_STAMP_LEN];

	inherit(job);
	set(job, "EVENT", wording_kind(event->kind));
	set(job, "TIME", wording_stamp(event->at_ms, stamp));
	set(job, "PHASE", phase_name(model->phase));
	set(job, "SOURCE", event->source);
	set(job, "SUBJECT", event->subject);
	set(job, "TITLE", event->text);
	set(job, "LINE", wording_line(job->arena, event));
	set(job, "CHECK", result ? result->probe->id : NULL);
	set(job, "STATUS", result ? status_name(result->status) : NULL);
	set(job, "WAS", result && event->was_known ? status_name(event->was) : NULL);
	set(job, "OBSERVED", event->cause);
	set(job, "FIX", event->fix);
	set(job, "MORE", arena_printf(job->arena, "%zu", event->member_count));
}

static void job_closed(uv_handle_t *handle)
{
	struct job *job = handle->data;
	struct on_change *on_change = job->owner;
	struct job **link = &on_change->running;

	while (*link != job)
		link = &(*link)->next;
	*link = job->next;
	on_change->running_count--;
	free_job(job);
	start_jobs(on_change);
}

static void exited(uv_process_t *process, int64_t status, int number)
{
	(void)status;
	(void)number;
	uv_close((uv_handle_t *)process, job_closed);
}

static void start(struct job *job)
{
	struct on_change *on_change = job->owner;
	char *argv[] = { (char[]){ "/bin/sh" }, (char[]){ "-c" },
			 (char *)(uintptr_t)on_change->command, NULL };
	uv_stdio_container_t streams[] = {
		{.flags = UV_IGNORE	     },
		{  .flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO },
		{ .flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO },
	};
	uv_process_options_t options = {
		.exit_cb = exited,
		.file = argv[0],
		.args = argv,
		.env = job->environment,
		/* A session of its own: it can be ended with all that it started. */
		.flags = UV_PROCESS_DETACHED,
		.stdio_count = 3,
		.stdio = streams,
	};
	int r;

	job->process.data = job;
	job->next = on_change->running;
	on_change->running = job;
	on_change->running_count++;
	r = uv_spawn(watch_loop(on_change->watch), &job->process, &options);
	if (r < 0) {
		fprintf(stderr, "ocp-preflight: --on-change: cannot run /bin/sh: %s\n",
			uv_strerror(r));
		uv_close((uv_handle_t *)&job->process, job_closed);
		return;
	}
	job->running = true;
}

static struct job *take_waiting(struct on_change *on_change)
{
	struct job *job = on_change->waiting;

	on_change->waiting = job->next;
	if (!on_change->waiting)
		on_change->last_waiting = &on_change->waiting;
	on_change->waiting_count--;
	return job;
}

static void start_jobs(struct on_change *on_change)
{
	while (on_change->waiting && on_change->running_count < ON_CHANGE_AT_ONCE &&
	       !on_change->killed)
		start(take_waiting(on_change));
}

static void heard(const struct watch_event *event, void *arg)
{
	struct on_change *on_change = arg;
	struct job *job;

	if (!wording_is_news(event))
		return;
	if (on_change->waiting_count == ON_CHANGE_WAITING)
		free_job(take_waiting(on_change));
	job = mem_alloc(sizeof *job);
	job->owner = on_change;
	job->arena = arena_new();
	describe(job, event);
	*on_change->last_waiting = job;
	on_change->last_waiting = &job->next;
	on_change->waiting_count++;
	start_jobs(on_change);
}

struct on_change *on_change_open(struct watch *watch, const char *command)
{
	struct on_change *on_change = mem_alloc(sizeof *on_change);

	on_change->watch = watch;
	on_change->command = command;
	on_change->last_waiting = &on_change->waiting;
	on_change->listener = (struct watch_listener){ .event = heard, .arg = on_change };
	uv_timer_init(watch_loop(watch), &on_change->grace);
	on_change->grace.data = on_change;
	watch_listen(watch, &on_change->listener);
	return on_change;
}

static void signal_all(struct on_change *on_change, int number)
{
	for (struct job *job = on_change->running; job; job = job->next) {
		if (job->running)
			(void)kill(-job->process.pid, number);
	}
}

/* First asked, then made to. */
static void grace_is_over(uv_timer_t *timer)
{
	struct on_change *on_change = timer->data;

	signal_all(on_change, on_change->killed ? SIGKILL : SIGTERM);
	on_change->killed = true;
	uv_timer_start(timer, grace_is_over, ON_CHANGE_GRACE_MS, 0);
}

static void freed(uv_handle_t *handle)
{
	free(handle->data);
}

struct on_change *on_change_close(struct on_change *on_change)
{
	if (!on_change)
		return NULL;
	uv_timer_start(&on_change->grace, grace_is_over, ON_CHANGE_GRACE_MS, 0);
	while (on_change->running_count)
		uv_run(watch_loop(on_change->watch), UV_RUN_ONCE);
	while (on_change->waiting)
		free_job(take_waiting(on_change));
	uv_close((uv_handle_t *)&on_change->grace, freed);
	return NULL;
}
