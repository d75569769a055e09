/*
 * bootstrap.ign, master.ign and worker.ign come from one run of the installer: each run makes a
 * root authority of its own, and files of two runs do not trust each other.
 */
#include <string.h>

#include <openssl/x509_vfy.h>

#include "probes/ignition/_file.h"

#define FILES_MAX   16 /* of one cluster there are three */
#define CONFIG_PORT 22623
#define ROLES	    (1u << IGNITION_BOOTSTRAP | 1u << IGNITION_MASTER | 1u << IGNITION_WORKER)

struct member {
	struct state *state;
	const struct artifact *artifact;
	struct x509_list roots; /* any of them; none: not to be had */
};

struct state {
	struct run *run;
	struct member members[FILES_MAX];
	size_t count, waiting;
	const struct member *self;
};

static void file_read(const struct ignition_file *file, void *arg);
static void all_read(struct state *state);
static void served(const struct fetched *fetched, void *arg);
static void judge_files(struct state *state);

static void subjects(const struct inventory *inventory, struct subjects *subjects)
{
	ignition_subjects(inventory, subjects, ROLES);
}

/* "http://bastion/ocp45/" of "http://bastion/ocp45/master.ign". */
static size_t folder_length(const char *url)
{
	const char *slash = strrchr(url, '/');

	return slash ? (size_t)(slash - url) + 1 : 0;
}

/* Another cluster's files may lie in another folder of the same server. */
static bool is_of_same_cluster(const struct artifact *a, const struct artifact *b)
{
	size_t length = folder_length(a->url);

	return length == folder_length(b->url) && !strncmp(a->url, b->url, length);
}

/* Those that ignition.valid found fault with are left out: that is said there. */
static bool is_readable(const struct run *run, const struct artifact *artifact)
{
	const struct result *valid = run_other(run, "ignition.valid", artifact->url);

	return !valid || valid->status == STATUS_PASS || valid->status == STATUS_WARN;
}

static void start(struct run *run)
{
	const struct inventory *inventory = run_inventory(run);
	const struct artifact *self = run_subject(run)->item;
	struct state *state = run_state(run);

	state->run = run;
	for (size_t i = 0; i < inventory->artifact_count && state->count < FILES_MAX;
	     i++) {
		const struct artifact *artifact = &inventory->artifacts[i];
		struct member *member = &state->members[state->count];

		if (!ignition_is_file(artifact) ||
		    !(ROLES & 1u << ignition_role_of(artifact->file)) ||
		    !is_of_same_cluster(artifact, self) || !is_readable(run, artifact))
			continue;
		member->state = state;
		member->artifact = artifact;
		if (artifact == self)
			state->self = member;
		state->count++;
	}
	run_reproducef(
		run,
		"curl -sS '%s' | jq -r "
		"'.ignition.security.tls.certificateAuthorities[0].source' | cut -d, -f2 | "
		"base64 -d | openssl x509 -noout -fingerprint -sha256 -dates",
		self->url);
	state->waiting = state->count;
	if (!state->self) {
		run_skip(run, "the file could not be read");
		return;
	}
	for (size_t i = 0; i < state->count; i++)
		ignition_read(run, state->members[i].artifact->url, file_read,
			      &state->members[i]);
}

static void file_read(const struct ignition_file *file, void *arg)
{
	struct member *member = arg;

	if (!file->problem)
		member->roots =
			ignition_roots(run_arena(member->state->run), &file->ignition);
	if (!--member->state->waiting)
		all_read(member->state);
}

static void all_read(struct state *state)
{
	const struct inventory *inventory = run_inventory(state->run);
	struct http_request request = {
		.url = arena_printf(run_arena(state->run), "https://%s:%d/healthz",
				    inventory->api_int.fqdn, CONFIG_PORT),
		.insecure = true,
	};

	if (!state->self->roots.count) {
		run_skip(state->run, "%s carries no root certificate",
			 state->self->artifact->file);
		return;
	}
	run_evidencef(state->run, "root_sha256", "%s",
		      state->self->roots.items[0].facts.sha256);
	run_evidencef(
		state->run, "root_created", "%s",
		ignition_time(state->run, state->self->roots.items[0].facts.not_before));
	if (inventory->phase == PHASE_PREBOOT || !inventory->api_int.fqdn)
		judge_files(state);
	else
		fetch(state->run, &request, &inventory->api_int.addresses, served, state);
}

static bool is_same(const struct member *a, const struct member *b)
{
	return ignition_have_common(&a->roots, &b->roots);
}

static bool do_all_agree(const struct state *state)
{
	for (size_t i = 0; i < state->count; i++) {
		if (state->members[i].roots.count &&
		    !is_same(state->self, &state->members[i]))
			return false;
	}
	return true;
}

/* Does what 22623 shows come from one of these? Dates are not the question here. */
static bool is_signed_by(const struct http_answer *answer, const struct x509_list *roots)
{
	struct x509_verdict verdict;

	if (x509_verify(answer->chain_der, answer->chain_der_length, answer->chain_count,
			roots, NULL, answer->chain[0].not_before + 1, &verdict))
		return false;
	return !verdict.error || verdict.error == X509_V_ERR_CERT_NOT_YET_VALID ||
	       verdict.error == X509_V_ERR_CERT_HAS_EXPIRED;
}

static void end_other_cluster(struct state *state, const struct http_answer *answer)
{
	struct run *run = state->run;
	const char *api_int = run_inventory(run)->api_int.fqdn;
	const struct result *first = state->self == &state->members[0]
					     ? NULL
					     : run_other(run, "ignition.generation",
							 state->members[0].artifact->url);
	const struct result *led =
		run_other(run, "lb.tls",
			  arena_printf(run_arena(run), "%s:%d", api_int, CONFIG_PORT));

	/* A balancer that does not lead to 22623 alone shows others' certificates. */
	if (led && led->status == STATUS_FAIL) {
		run_blocked(run, led);
		return;
	}
	/* All files are of one run, and the cluster of another: that is one cause. */
	if (first && first->status == STATUS_FAIL && do_all_agree(state)) {
		run_blocked(run, first);
		return;
	}
	run_reason(run, "ignition-generation");
	run_expectedf(run, "a certificate that %s (%.16s...) signed",
		      state->self->roots.items[0].facts.subject,
		      state->self->roots.items[0].facts.sha256);
	run_observedf(run, "%s:%d shows one by %s, of another key", api_int, CONFIG_PORT,
		      answer->chain[0].issuer);
	run_fixf(
		run,
		"serve the *.ign files that the running bootstrap node was installed from");
	run_fixf(run, "or install the bootstrap node again, from these");
	run_fail(run, "%s is of another run of the installer than what serves %s:%d",
		 state->self->artifact->file, api_int, CONFIG_PORT);
}

static void served(const struct fetched *fetched, void *arg)
{
	struct state *state = arg;
	const struct http_answer *answer = fetched->answer;

	/* Does it serve at all? lb.port and lb.tls say more. */
	if (answer && answer->chain_count && !is_signed_by(answer, &state->self->roots)) {
		end_other_cluster(state, answer);
		return;
	}
	if (answer && answer->chain_count) {
		run_pass(state->run,
			 "%s is of the same run of the installer as what serves %s:%d",
			 state->self->artifact->file,
			 run_inventory(state->run)->api_int.fqdn, CONFIG_PORT);
		return;
	}
	judge_files(state);
}

static size_t followers(const struct state *state, const struct member *member)
{
	size_t count = 0;

	for (size_t i = 0; i < state->count; i++)
		count += is_same(member, &state->members[i]);
	return count;
}

/*
 * The file to compare with: one of the most that agree; where none agrees with another, that of
 * the bootstrap node, which makes the cluster what it is. So one stray file is one failure.
 */
static const struct member *reference(const struct state *state)
{
	const struct member *best = NULL;
	size_t most = 0;

	for (size_t i = 0; i < state->count; i++) {
		const struct member *member = &state->members[i];
		size_t count = followers(state, member);
		bool is_bootstrap =
			ignition_role_of(member->artifact->file) == IGNITION_BOOTSTRAP;

		if (member->roots.count &&
		    (!best || count > most || (count == most && is_bootstrap))) {
			best = member;
			most = count;
		}
	}
	return best;
}

static void judge_files(struct state *state)
{
	struct run *run = state->run;
	const struct member *self = state->self, *other = reference(state);
	const struct http_certificate *root = &self->roots.items[0].facts;
	size_t with_root = 0;

	for (size_t i = 0; i < state->count; i++)
		with_root += state->members[i].roots.count != 0;
	if (with_root < 2) {
		run_skip(run, "there is no other Ignition file to compare with");
		return;
	}
	if (is_same(self, other)) {
		run_pass(run, "%s is of the same run of the installer as the other files",
			 self->artifact->file);
		return;
	}
	run_reason(run, "ignition-generation");
	run_expectedf(run, "the root authority of %s: %.16s..., made %s",
		      other->artifact->file, other->roots.items[0].facts.sha256,
		      ignition_time(run, other->roots.items[0].facts.not_before));
	run_observedf(run, "%.16s..., made %s", root->sha256,
		      ignition_time(run, root->not_before));
	run_fixf(
		run,
		"copy bootstrap.ign, master.ign and worker.ign again, all from the folder of "
		"one openshift-install run");
	run_fixf(run, "nodes that were already installed from %s: install them again",
		 self->artifact->file);
	run_fail(run, "%s is of another run of the installer than %s",
		 self->artifact->file, other->artifact->file);
}

static const struct need needs[] = {
	{"ignition.valid",  NEED_SUBJECT},
	{ "ignition.valid", NEED_AFTER  },
	{ "lb.tls",	    NEED_AFTER  },
	{ NULL,		0		  },
};

const struct probe probe_ignition_generation = {
	.id = "ignition.generation",
	.title = "bootstrap, master and worker files come from one run of the installer",
	.why = "nodes do not trust a cluster whose root authority is of another run",
	.symptom =
		"node console: 'x509: certificate signed by unknown authority' while it asks for "
		"/config/master, without end",
	.fix = "copy all three *.ign again, from the folder of one openshift-install run",
	.phases = PHASE_PREBOOT | PHASE_BOOTSTRAP | PHASE_INSTALL,
	.pace = 120,
	.needs = needs,
	.state_size = sizeof(struct state),
	.subjects = subjects,
	.prepare = http_warm,
	.start = start,
};
