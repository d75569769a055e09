/*
 * bootstrap.ign carries certificates that the installer made for 24 hours. master.ign and
 * worker.ign carry only the root authority, which is good for ten years.
 */
#include <string.h>

#include "probes/ignition/_file.h"

#define LEAST_LEFT  (2 * 3600) /* seconds; an install takes about an hour */
#define CLOCK_SLACK 60	       /* seconds that two clocks may differ without a word */
#define FRESH_HOURS 12	       /* the documentation's advice */

static void file_read(const struct ignition_file *file, void *arg);
static void judge(struct run *run, const struct ignition_dates *found);

static void subjects(const struct inventory *inventory, struct subjects *subjects)
{
	ignition_subjects(inventory, subjects, 1u << IGNITION_BOOTSTRAP);
}

static void start(struct run *run)
{
	run_reproducef(
		run,
		"curl -sS '%s' | jq -r '.storage.files[] | select(.path | "
		"endswith(\"kube-apiserver-lb-server.crt\")) | .contents.source' | cut -d, "
		"-f2 | base64 -d | openssl x509 -noout -dates",
		run_subject(run)->name);
	ignition_read(run, run_subject(run)->name, file_read, run);
}

static void file_read(const struct ignition_file *file, void *arg)
{
	struct run *run = arg;
	struct ignition_dates found;

	if (file->problem) {
		run_skip(run, "there is nothing to date: %s", file->problem);
		return;
	}
	found = ignition_dates_of(&file->ignition);
	if (!found.count) {
		run_skip(run, "there are no certificates in the file");
		return;
	}
	judge(run, &found);
}

/* "1 d 2 h", "21 h 3 min", "5 min". */
static const char *duration(struct run *run, time_t seconds)
{
	long minutes = (long)(seconds / 60), hours = minutes / 60;

	if (hours >= 48)
		return arena_printf(run_arena(run), "%ld d %ld h", hours / 24,
				    hours % 24);
	if (hours)
		return arena_printf(run_arena(run), "%ld h %ld min", hours, minutes % 60);
	return arena_printf(run_arena(run), "%ld min", minutes);
}

static void fix_anew(struct run *run)
{
	run_fixf(
		run,
		"openshift-install create ignition-configs --dir NEW_EMPTY_FOLDER (in the old "
		"one .openshift_install_state.json brings the old certificates back)");
	run_fixf(
		run,
		"copy all three *.ign to the web server; nodes that were already installed "
		"start again from them");
}

static void judge(struct run *run, const struct ignition_dates *found)
{
	const struct artifact *artifact = run_subject(run)->item;
	const struct http_certificate *end = &found->first_to_end->facts;
	const struct http_certificate *begin = &found->last_to_begin->facts;
	time_t now = time(NULL), left = end->not_after - now;
	const char *until = ignition_time(run, end->not_after);

	run_evidencef(run, "certificates", "%u", found->count);
	run_evidencef(run, "first_to_end", "%s", found->end_path);
	run_evidencef(run, "not_after", "%s", until);
	run_evidencef(run, "created", "%s", ignition_time(run, begin->not_before));
	run_evidencef(run, "advice", "start the nodes within %d h of creation",
		      FRESH_HOURS);
	run_expectedf(run, "in force now and for %d h more", LEAST_LEFT / 3600);
	run_observedf(run, "%s (%s) ends %s; this host's clock says %s", end->subject,
		      found->end_path, until, ignition_time(run, now));
	run_reason(run, "certificate-date");
	if (left <= 0) {
		fix_anew(run);
		run_fail(run, "%s is %s too old: its certificates expired at %s",
			 artifact->file, duration(run, -left), until);
	} else if (begin->not_before > now + CLOCK_SLACK) {
		run_observedf(run, "%s (%s) begins %s; this host's clock says %s",
			      begin->subject, found->begin_path,
			      ignition_time(run, begin->not_before),
			      ignition_time(run, now));
		run_fixf(
			run,
			"chronyc tracking: set this host's clock right, and that of the host "
			"that made the file");
		run_fixf(run,
			 "if the file was made by a clock that was ahead: make it anew");
		run_fail(run, "%s is not in force yet: its certificates begin at %s",
			 artifact->file, ignition_time(run, begin->not_before));
	} else if (left < LEAST_LEFT) {
		fix_anew(run);
		run_warn(run, "the certificates in %s are valid for %s more only",
			 artifact->file, duration(run, left));
	} else {
		run_pass(run, "the certificates in %s are valid for %s more",
			 artifact->file, duration(run, left));
	}
}

static const struct need needs[] = {
	{"ignition.valid", NEED_SUBJECT},
	{ NULL,		0		  },
};

const struct probe probe_ignition_expiry = {
	.id = "ignition.expiry",
	.title = "the short-lived certificates in bootstrap.ign are in force",
	.why = "the installer makes them for 24 hours: with expired ones the control plane never "
	       "comes up",
	.symptom =
		"openshift-install wait-for bootstrap-complete: 'x509: certificate has expired or "
		"is not yet valid'; the same in bootkube's and kubelet's log",
	.fix = "openshift-install create ignition-configs --dir NEW_EMPTY_FOLDER\n"
	       "copy all three *.ign to the web server, and restart the nodes from them",
	.phases = PHASE_PREBOOT | PHASE_BOOTSTRAP | PHASE_INSTALL,
	.pace = 120,
	.needs = needs,
	.subjects = subjects,
	.prepare = http_warm,
	.start = start,
};
