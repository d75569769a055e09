#include "probes/ignition/_file.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/engine.h"
#include "core/http_url.h"

#define ROOT_PATH "/opt/openshift/tls/root-ca.crt"

/* Files that have been read, of one run of the program. */
struct reader {
	struct entry {
		struct entry *next;
		struct ignition_file file;
	} * first;
};

struct ask {
	struct run *run;
	const char *url;
	ignition_read_fn *read;
	void *arg;
};

static void answered(const struct fetched *fetched, void *arg);

enum ignition_role ignition_role_of(const char *file)
{
	const char *name = http_url_file(file);

	if (strcasestr(name, "bootstrap"))
		return IGNITION_BOOTSTRAP;
	if (strcasestr(name, "master"))
		return IGNITION_MASTER;
	if (strcasestr(name, "worker"))
		return IGNITION_WORKER;
	return IGNITION_OTHER;
}

const char *ignition_role_word(enum ignition_role role)
{
	switch (role) {
	case IGNITION_OTHER:
		return NULL;
	case IGNITION_BOOTSTRAP:
		return "bootstrap";
	case IGNITION_MASTER:
		return "master";
	case IGNITION_WORKER:
		return "worker";
	}
	return NULL;
}

bool ignition_is_file(const struct artifact *artifact)
{
	size_t length = strlen(artifact->file);

	return length > 4 && !strcasecmp(artifact->file + length - 4, ".ign");
}

void ignition_subjects(const struct inventory *inventory, struct subjects *subjects,
		       unsigned roles)
{
	for (size_t i = 0; i < inventory->artifact_count; i++) {
		const struct artifact *artifact = &inventory->artifacts[i];

		if (ignition_is_file(artifact) &&
		    roles & 1u << ignition_role_of(artifact->file))
			subject_add(subjects, &(struct subject){
						      .name = artifact->url,
						      .item = artifact,
						      .where = artifact->where,
					      });
	}
}

static void *open_reader(struct engine *engine)
{
	(void)engine;
	return mem_alloc(sizeof(struct reader));
}

static void close_reader(void *state)
{
	struct reader *reader = state;

	while (reader->first) {
		struct entry *entry = reader->first;

		reader->first = entry->next;
		free(entry);
	}
	free(reader);
}

static const struct module reader_module = { open_reader, close_reader };

void ignition_read(struct run *run, const char *url, ignition_read_fn *read, void *arg)
{
	struct ask *ask = arena_alloc(run_arena(run), sizeof(*ask));
	struct http_request request = fetch_ignition(url);

	*ask = (struct ask){ run, url, read, arg };
	fetch(run, &request, NULL, answered, ask);
}

static struct ignition_file read_answer(struct run *run, const char *url,
					const struct fetched *fetched)
{
	const struct http_answer *answer = fetched->answer;
	struct ignition_file file = { .url = url, .status = answer ? answer->status : 0 };

	if (!answer) {
		file.reason =
			fetched->dns ? dns_answer_reason(fetched->dns) : "dns-no-server";
		file.problem = "the name of its host does not resolve";
	} else if (answer->outcome != HTTP_ANSWER || answer->status != 200) {
		file.reason = http_answer_reason(answer);
		file.problem = http_answer_text(run, answer);
	} else if (answer->body_capped) {
		file.reason = "content";
		file.problem = "it is too large to be an Ignition file";
	} else {
		ignition_parse(run_arena(run), answer->body, answer->body_length,
			       &file.ignition);
	}
	return file;
}

static void answered(const struct fetched *fetched, void *arg)
{
	struct ask *ask = arg;
	struct reader *reader = engine_module(run_engine(ask->run), &reader_module);
	struct entry *entry;

	for (entry = reader->first; entry; entry = entry->next) {
		if (!strcmp(entry->file.url, ask->url)) {
			ask->read(&entry->file, ask->arg);
			return;
		}
	}
	entry = mem_alloc(sizeof(*entry));
	entry->file = read_answer(ask->run, ask->url, fetched);
	entry->next = reader->first;
	reader->first = entry;
	ask->read(&entry->file, ask->arg);
}

static void add_all(struct arena *arena, const struct x509_list *from,
		    struct x509_list *list)
{
	for (size_t i = 0; i < from->count; i++) {
		list->items =
			arena_grow(arena, list->items, list->count, sizeof(*list->items));
		list->items[list->count++] = from->items[i];
	}
}

struct x509_list ignition_roots(struct arena *arena, const struct ignition *ignition)
{
	struct x509_list list = { 0 };

	for (size_t i = 0; i < ignition->file_certificate_count; i++) {
		const struct ignition_certificates *file = &ignition->files[i];

		if (!strcmp(file->path, ROOT_PATH))
			add_all(arena, &file->list, &list);
	}
	if (list.count)
		return list;
	for (size_t i = 0; i < ignition->authority_count; i++)
		add_all(arena, &ignition->authorities[i].list, &list);
	return list;
}

const char *ignition_time(struct run *run, time_t time)
{
	char text[32];
	struct tm tm;

	if (!gmtime_r(&time, &tm) ||
	    !strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm))
		return "an unknown time";
	return arena_strdup(run_arena(run), text);
}
