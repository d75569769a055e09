#include "tests/support/http_asker.h"

#include <stdio.h>
#include <string.h>

#include <check.h>

struct question questions[ASKS_MAX];
size_t question_count;
struct inventory asker_inventory;
struct arena *asker_arena;
struct engine *asker_engine;

static void answered(const struct http_answer *answer, void *arg)
{
	struct run *run = arg;
	struct question *question = (struct question *)(uintptr_t)run_subject(run)->item;

	question->answer = answer;
	question->text = http_answer_text(run, answer);
	question->reason = http_answer_reason(answer);
	if (++question->answers == question->times || question->end_at_first)
		run_pass(run, "answered");
}

static void start(struct run *run)
{
	struct question *question = (struct question *)(uintptr_t)run_subject(run)->item;

	if (!question->times)
		question->times = 1;
	for (unsigned i = 0; i < question->times; i++)
		http_ask(run, &question->request, answered, run);
}

static void subjects(const struct inventory *nothing, struct subjects *subjects)
{
	(void)nothing;
	for (size_t i = 0; i < question_count; i++)
		subject_add(subjects, &(struct subject){
					      .name = arena_printf(asker_arena, "%zu", i),
					      .item = &questions[i],
				      });
}

static const struct probe asker = {
	.id = "test.ask",
	.title = "t",
	.why = "w",
	.phases = PHASE_ALL,
	.subjects = subjects,
	.start = start,
};
static const struct probe *const table[] = { &asker, NULL };

void asker_open(void)
{
	asker_arena = arena_new();
	asker_inventory = (struct inventory){ .phase = PHASE_PREBOOT, .timeout = 0.5 };
	memset(questions, 0, sizeof(questions));
	question_count = 0;
}

void asker_go_for(double deadline)
{
	const struct plan_options plan_options = { .phase = PHASE_PREBOOT };
	const struct engine_options engine_options = { .deadline = deadline };
	const struct plan *plan;

	ck_assert_int_eq(plan_new(asker_arena, table, &asker_inventory, &plan_options,
				  stderr, &plan),
			 0);
	asker_engine = engine_new(asker_arena, plan, &engine_options);
	ck_assert_int_eq(engine_go(asker_engine), 0);
}

void asker_go(void)
{
	asker_go_for(30);
	asker_engine = engine_free(asker_engine);
}

void asker_close(void)
{
	engine_free(asker_engine);
	asker_engine = NULL;
	asker_arena = arena_free(asker_arena);
}

struct question *ask(const char *scheme, const char *host,
		     const struct http_server *server, const char *path)
{
	struct question *question = &questions[question_count++];

	question->request = (struct http_request){
		.url = arena_printf(asker_arena, "%s://%s:%u%s", scheme, host,
				    server ? http_server_port(server) : 9, path),
		.max_body = 100,
	};
	ck_assert_int_eq(addr_parse("127.0.0.1", &question->request.address), 0);
	return question;
}

struct question *ask_through(const struct http_server *proxy, const char *url)
{
	struct question *question = &questions[question_count++];

	question->request = (struct http_request){
		.url = url,
		.proxy = arena_printf(asker_arena, "http://me:hunter2@proxy.test:%u",
				      proxy ? http_server_port(proxy) : 9),
		.max_body = 100,
	};
	ck_assert_int_eq(addr_parse("127.0.0.1", &question->request.proxy_address), 0);
	return question;
}
