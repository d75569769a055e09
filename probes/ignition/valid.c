/*
 * An Ignition file parses, has a version that this release understands, and is of the shape that
 * its role needs: bootstrap.ign is whole, master.ign and worker.ign only point elsewhere.
 */
#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "probes/ignition/_file.h"

#define TLS_FOLDER "/opt/openshift/tls/"
#define ALL_ROLES  (~0u)

static void file_read(const struct ignition_file *file, void *arg);
static bool judge_version(struct run *run, const struct ignition *ignition);
static bool judge_shape(struct run *run, const struct ignition *ignition);
static bool judge_certificates(struct run *run, const struct ignition *ignition);

static void subjects(const struct inventory *inventory, struct subjects *subjects)
{
	ignition_subjects(inventory, subjects, ALL_ROLES);
}

static const char *name(const struct run *run)
{
	const struct artifact *artifact = run_subject(run)->item;

	return artifact->file;
}

static void start(struct run *run)
{
	run_reproducef(run, "curl -sS '%s' | jq .ignition.version",
		       run_subject(run)->name);
	ignition_read(run, run_subject(run)->name, file_read, run);
}

static void fix_anew(struct run *run)
{
	run_fixf(run, "openshift-install create ignition-configs --dir NEW_EMPTY_FOLDER");
	run_fixf(
		run,
		"copy all three *.ign to the web server, and restart the nodes from them");
}

static void file_read(const struct ignition_file *file, void *arg)
{
	struct run *run = arg;
	const struct ignition *ignition = &file->ignition;

	if (fetch_is_taken_away(run, file->url, file->status)) {
		run_skip(run, "%s has been taken away; nobody needs it any more",
			 name(run));
		return;
	}
	if (file->problem) {
		run_reason(run, file->reason);
		run_observedf(run, "%s", file->problem);
		run_fixf(run, "ocp-preflight run --only http.artifact");
		run_fail(run, "%s cannot be fetched: %s", name(run), file->problem);
		return;
	}
	if (ignition->version)
		run_evidencef(run, "version", "%s", ignition->version);
	if (ignition->problem && ignition->problem != IGNITION_UNKNOWN_VERSION) {
		run_reason(run, "ignition-invalid");
		run_expectedf(run, "an Ignition file, specification 2.x or 3.x");
		if (ignition->line)
			run_observedf(run, "%s, at line %u, column %u", ignition->message,
				      ignition->line, ignition->column);
		else
			run_observedf(run, "%s", ignition->message);
		fix_anew(run);
		run_fail(run, "%s is no valid Ignition file: %s", name(run),
			 ignition->message);
		return;
	}
	if (!judge_version(run, ignition) || !judge_shape(run, ignition) ||
	    !judge_certificates(run, ignition))
		return;
	run_evidencef(run, "files", "%zu", ignition->file_count);
	run_evidencef(run, "units", "%zu", ignition->unit_count);
	run_pass(run, "%s is a valid Ignition file of version %s", name(run),
		 ignition->version);
}

static bool judge_version(struct run *run, const struct ignition *ignition)
{
	const char *release = run_inventory(run)->version;
	unsigned major, minor, spec;

	run_reason(run, "ignition-version");
	if (ignition->problem == IGNITION_UNKNOWN_VERSION) {
		run_expectedf(run, "2.0.0 to 2.4.0, or 3.0.0 to 3.6.0");
		run_observedf(run, "ignition.version %s", ignition->version);
		fix_anew(run);
		run_fail(run, "%s has a version that is not known: %s", name(run),
			 ignition->version);
		return false;
	}
	if (!release || sscanf(release, "%u.%u", &major, &minor) != 2 || major != 4)
		return true;
	spec = minor <= 5 ? 2 : 3;
	if (ignition->major == spec)
		return true;
	run_expectedf(run, "version %u.x: OpenShift %u.%u reads no other", spec, major,
		      minor);
	run_observedf(run, "version %s", ignition->version);
	run_fixf(run, "take openshift-install of %u.%u: openshift-install version", major,
		 minor);
	fix_anew(run);
	run_fail(run, "%s is of version %s, which OpenShift %u.%u does not read",
		 name(run), ignition->version, major, minor);
	return false;
}

/* The file that a machine config server serves is fetched through such a pointer. */
static const struct ignition_pointer *pointer_of(const struct ignition *ignition)
{
	for (size_t i = 0; i < ignition->pointer_count; i++) {
		const struct ignition_pointer *pointer = &ignition->pointers[i];

		if (pointer->host &&
		    (pointer->port == 22623 ||
		     !strncmp(pointer->path, "/config/", strlen("/config/"))))
			return pointer;
	}
	return NULL;
}

static bool judge_shape(struct run *run, const struct ignition *ignition)
{
	const struct artifact *artifact = run_subject(run)->item;
	enum ignition_role role = ignition_role_of(artifact->file);
	const struct ignition_pointer *pointer = pointer_of(ignition);

	run_reason(run, "ignition-role");
	if (role == IGNITION_OTHER)
		return true;
	if (role == IGNITION_BOOTSTRAP) {
		run_expectedf(run, "the whole configuration of a bootstrap node");
		/* It may be taken in by a small file of another name (append-bootstrap.ign). */
		if (!pointer && (ignition->file_count || ignition->pointer_count))
			return true;
		if (pointer)
			run_observedf(run, "a pointer to %s", pointer->source);
		else
			run_observedf(run, "no files in it");
		run_whyf(
			run,
			"the bootstrap node would wait for a cluster that it shall itself "
			"begin");
		run_fixf(run, "copy bootstrap.ign itself to this place");
		run_fail(
			run, "%s is not the configuration of a bootstrap node: %s",
			name(run),
			pointer ? "it points to a machine config server, as master.ign and "
				  "worker.ign do"
				: "it holds no files");
		return false;
	}
	if (ignition->pointer_count)
		return true;
	run_expectedf(run, "a pointer to /config/%s of the machine config server",
		      ignition_role_word(role));
	run_observedf(run, "no pointer, %zu files", ignition->file_count);
	run_whyf(run, "%s",
		 ignition->file_count
			 ? "the node would become a second bootstrap node"
			 : "the node would boot without ever joining the cluster");
	run_fixf(run, "copy %s.ign itself to this place", ignition_role_word(role));
	run_fail(run, "%s is not the configuration of a %s: %s", name(run),
		 ignition_role_word(role),
		 ignition->file_count ? "it is whole, as bootstrap.ign is"
				      : "it points nowhere");
	return false;
}

static bool judge_list(struct run *run, const struct ignition_certificates *items,
		       size_t count, const char *only_below)
{
	for (size_t i = 0; i < count; i++) {
		const struct ignition_certificates *item = &items[i];

		if (!item->problem || strncmp(item->path, only_below, strlen(only_below)))
			continue;
		run_observedf(run, "%s: %s", item->path, item->problem);
		fix_anew(run);
		run_fail(run, "%s holds a certificate that cannot be used: %s: %s",
			 name(run), item->path, item->problem);
		return false;
	}
	return true;
}

static bool judge_certificates(struct run *run, const struct ignition *ignition)
{
	run_reason(run, "ignition-certificate");
	run_expectedf(run, "certificates in PEM, in data URLs");
	if (!judge_list(run, ignition->authorities, ignition->authority_count, "") ||
	    !judge_list(run, ignition->files, ignition->file_certificate_count,
			TLS_FOLDER))
		return false;
	run_reason(run, NULL);
	run_expectedf(run, "an Ignition file, specification 2.x or 3.x");
	return true;
}

static const struct need needs[] = {
	{"http.artifact", NEED_SUBJECT},
	{ NULL,		0		  },
};

const struct probe probe_ignition_valid = {
	.id = "ignition.valid",
	.title =
		"the Ignition files parse, fit the release and are each of the right role",
	.why = "a node reads its Ignition file once, on first boot: what is wrong in it stops the "
	       "boot in an emergency shell",
	.symptom =
		"node console: 'Ignition failed: failed to parse config', 'unsupported config "
		"version', then an emergency shell",
	.fix = "openshift-install create ignition-configs --dir NEW_EMPTY_FOLDER\n"
	       "copy all three *.ign to the web server, and restart the nodes from them",
	.phases = PHASE_PREBOOT | PHASE_BOOTSTRAP | PHASE_INSTALL,
	.pace = 120,
	.needs = needs,
	.subjects = subjects,
	.prepare = http_warm,
	.start = start,
};
