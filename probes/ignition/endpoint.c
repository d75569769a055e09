/*
 * master.ign and worker.ign send the node to the machine config server of their cluster:
 * https://api-int.<cluster domain>:22623/config/<role>.
 */
#include <string.h>

#include "core/resolve.h"
#include "probes/ignition/_file.h"

#define CONFIG_PORT 22623

struct state {
	struct run *run;
	const struct ignition_pointer *pointer;
	const char *role;
};

static void file_read(const struct ignition_file *file, void *arg);
static void resolved(const struct resolution *resolution, void *arg);
static void judge(struct state *state, bool is_host_right);

static void subjects(const struct inventory *inventory, struct subjects *subjects)
{
	ignition_subjects(inventory, subjects,
			  1u << IGNITION_MASTER | 1u << IGNITION_WORKER);
}

static void start(struct run *run)
{
	struct state *state = run_state(run);
	const struct artifact *artifact = run_subject(run)->item;

	state->run = run;
	state->role = ignition_role_word(ignition_role_of(artifact->file));
	run_reproducef(run, "curl -sS '%s' | jq '.ignition.config'", artifact->url);
	ignition_read(run, artifact->url, file_read, state);
}

/* The one that leads to a machine config server, else the first. */
static const struct ignition_pointer *choose(const struct ignition *ignition)
{
	for (size_t i = 0; i < ignition->pointer_count; i++) {
		const struct ignition_pointer *pointer = &ignition->pointers[i];

		if (pointer->path &&
		    !strncmp(pointer->path, "/config/", strlen("/config/")))
			return pointer;
	}
	for (size_t i = 0; i < ignition->pointer_count; i++) {
		if (ignition->pointers[i].source)
			return &ignition->pointers[i];
	}
	return NULL;
}

/* A file of one node may take in master.ign, from the same web server. */
static bool is_file_of_ours(const struct ignition_pointer *pointer)
{
	return pointer->host && pointer->port != CONFIG_PORT &&
	       !strstr(pointer->path, "/config/");
}

static void file_read(const struct ignition_file *file, void *arg)
{
	struct state *state = arg;
	const struct inventory *inventory = run_inventory(state->run);
	const struct endpoint *api_int = &inventory->api_int;
	struct addr addr;

	if (file->problem) {
		run_skip(state->run, "there is nothing to look at: %s", file->problem);
		return;
	}
	state->pointer = choose(&file->ignition);
	if (!state->pointer) {
		run_skip(state->run, "the file points to no other one");
		return;
	}
	if (is_file_of_ours(state->pointer)) {
		run_skip(state->run,
			 "it takes in %s, and does not point to a machine config server",
			 state->pointer->source);
		return;
	}
	if (!state->pointer->host || addr_parse(state->pointer->host, &addr)) {
		judge(state, state->pointer->host && api_int->fqdn &&
				     !strcmp(state->pointer->host, api_int->fqdn));
	} else if (api_int->addresses.count) {
		judge(state, addr_is_in(&addr, api_int->addresses.items,
					api_int->addresses.count));
	} else {
		resolve(state->run, api_int->fqdn, resolved, state);
	}
}

static void resolved(const struct resolution *resolution, void *arg)
{
	struct state *state = arg;
	struct addr addr;

	judge(state, !addr_parse(state->pointer->host, &addr) &&
			     addr_is_in(&addr, resolution->addresses.items,
					resolution->addresses.count));
}

static bool has_other_path(const struct state *state)
{
	const char *path = state->pointer->path;

	return !path || strncmp(path, "/config/", strlen("/config/")) != 0 ||
	       strcmp(path + strlen("/config/"), state->role) != 0;
}

static void judge(struct state *state, bool is_host_right)
{
	struct run *run = state->run;
	const struct artifact *artifact = run_subject(run)->item;
	const struct ignition_pointer *pointer = state->pointer;
	const char *api_int = run_inventory(run)->api_int.fqdn;
	const char *cluster = run_inventory(run)->cluster_domain;

	run_expectedf(run, "https://%s:%d/config/%s", api_int, CONFIG_PORT, state->role);
	run_observedf(run, "%s", pointer->source);
	run_reason(run, "ignition-endpoint");
	if (!is_host_right) {
		run_fixf(
			run,
			"in install-config.yaml: metadata.name and baseDomain must make %s",
			cluster);
		run_fixf(
			run,
			"openshift-install create ignition-configs --dir NEW_EMPTY_FOLDER, then "
			"copy all three *.ign");
		run_fail(run,
			 "%s sends the node to %s, which is not this cluster's api-int",
			 artifact->file, pointer->host ? pointer->host : pointer->source);
	} else if (has_other_path(state)) {
		run_whyf(run, "the node would get the configuration of another role");
		run_fixf(run,
			 "copy %s.ign itself to this place: were two files mixed up?",
			 state->role);
		run_fail(run, "%s asks for %s instead of /config/%s", artifact->file,
			 pointer->path, state->role);
	} else if (strcmp(pointer->scheme, "https") != 0 ||
		   pointer->port != CONFIG_PORT) {
		run_fixf(
			run,
			"openshift-install create ignition-configs --dir NEW_EMPTY_FOLDER, then "
			"copy all three *.ign");
		run_fail(
			run,
			"%s asks %s port %u, and the machine config server is https port %d",
			artifact->file, pointer->scheme, pointer->port, CONFIG_PORT);
	} else {
		run_pass(run, "%s sends the node to %s:%d for its role", artifact->file,
			 pointer->host, CONFIG_PORT);
	}
}

static const struct need needs[] = {
	{"ignition.valid", NEED_SUBJECT},
	{ NULL,		0		  },
};

const struct probe probe_ignition_endpoint = {
	.id = "ignition.endpoint",
	.title = "master.ign and worker.ign lead to this cluster's machine config server",
	.why = "the node asks there for its configuration, for ever: with a wrong address it never "
	       "gets one",
	.symptom =
		"node console: 'GET https://api-int...:22623/config/master: attempt #N', without "
		"end",
	.fix = "openshift-install create ignition-configs --dir NEW_EMPTY_FOLDER, from the right "
	       "install-config.yaml\n"
	       "copy all three *.ign to the web server",
	.phases = PHASE_PREBOOT | PHASE_BOOTSTRAP | PHASE_INSTALL,
	.pace = 120,
	.needs = needs,
	.state_size = sizeof(struct state),
	.subjects = subjects,
	.prepare = http_warm,
	.start = start,
};
