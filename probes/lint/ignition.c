/*
 * lint.ignition: the Ignition files in the folder of the install are of one run of the installer,
 * for this cluster, each for the role in its name, and young enough to be used.
 */
#include <string.h>
#include <time.h>

#include "_lint.h"
#include "_release.h"
#include "core/arena.h"
#include "core/file.h"
#include "core/sources/ignition_files.h"
#include "core/sources/sources.h"

#define LEAST_LEFT  (2 * 3600) /* seconds; an install takes about an hour */
#define CLOCK_SLACK 60	       /* seconds that two clocks may differ without a word */
#define NEW_FOLDER                                                                          \
	"openshift-install create ignition-configs --dir NEW_EMPTY_FOLDER (in the old one " \
	".openshift_install_state.json brings the old certificates back)"

struct judging {
	const struct inventory *inventory;
	const struct ignition_files *files;
	struct findings *findings;
};

static const char *name_of(const struct ignition_source *source)
{
	const char *slash = strrchr(source->path, '/');

	return slash ? slash + 1 : source->path;
}

static const char *time_text(struct findings *findings, time_t time)
{
	char text[32];
	struct tm tm;

	if (!gmtime_r(&time, &tm) ||
	    !strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm))
		return "an unknown time";
	return findings_printf(findings, "%s", text);
}

static void add(const struct judging *judging, const struct ignition_source *source,
		const char *subject, struct finding finding)
{
	finding.subject =
		findings_printf(judging->findings, "%s%s", name_of(source), subject);
	finding.where = source->where;
	findings_add(judging->findings, &finding);
}

/* False: there is nothing more to say of it. */
static bool judge_readable(const struct judging *judging,
			   const struct ignition_source *source)
{
	const struct ignition *ignition = &source->ignition;

	if (source->error < 0) {
		add(judging, source, "",
		    (struct finding){ .status = STATUS_WARN,
				      .title = findings_printf(
					      judging->findings, "%s cannot be read: %s",
					      name_of(source), file_error(source->error)),
				      .observed = file_error(source->error),
				      .why = "what is wrong in it cannot be told",
				      .fix = { "run with sudo, or make it readable" } });
		return false;
	}
	if (!ignition->problem)
		return true;
	add(judging, source, "",
	    (struct finding){ .status = STATUS_FAIL,
			      .title = findings_printf(
				      judging->findings, "%s is no Ignition file: %s",
				      name_of(source), ignition->message),
			      .observed = ignition->message,
			      .expected = "an Ignition file, specification 2.x or 3.x",
			      .why = "a node that gets it ends in the emergency shell",
			      .fix = { NEW_FOLDER } });
	return false;
}

static void judge_version(const struct judging *judging,
			  const struct ignition_source *source)
{
	const struct inventory *inventory = judging->inventory;
	const unsigned major = source->ignition.major;

	if (!(release_is_before(inventory, 6) && major == 3) &&
	    !(release_is_from(inventory, 6) && major == 2))
		return;
	add(judging, source, "/version",
	    (struct finding){
		    .status = STATUS_FAIL,
		    .title = findings_printf(
			    judging->findings,
			    "%s is of version %s, which OpenShift %s does not read",
			    name_of(source), source->ignition.version,
			    inventory->version),
		    .observed = source->ignition.version,
		    .expected = major == 2 ? "3.x, from 4.6 on" : "2.x, up to 4.5",
		    .why = "a node of that release refuses it and ends in the emergency shell",
		    .fix = {
			    "take openshift-install of that release: openshift-install version",
			    NEW_FOLDER}
	 });
}

static void judge_role(const struct judging *judging,
		       const struct ignition_source *source)
{
	const char *wanted = ignition_role_word(source->role);
	const char *found = ignition_role_word(source->role_inside);

	if (!wanted || !found || source->role == source->role_inside)
		return;
	/* A small bootstrap file that takes in the whole one by its URL. */
	if (source->role == IGNITION_BOOTSTRAP && !source->ignition.file_count &&
	    source->role_inside == IGNITION_OTHER)
		return;
	add(judging, source, "/role",
	    (struct finding){
		    .status = STATUS_FAIL,
		    .title = findings_printf(judging->findings,
					     "%s is the configuration of a %s node",
					     name_of(source), found),
		    .observed = found,
		    .expected = wanted,
		    .why = source->role == IGNITION_BOOTSTRAP
				   ? "the bootstrap node would wait for a cluster that it shall "
				     "itself begin"
				   : "the node takes the other's part, and its own is missing",
		    .fix = { findings_printf(judging->findings,
					     "copy %s.ign itself to this place",
					     wanted) } });
}

static void judge_cluster(const struct judging *judging,
			  const struct ignition_source *source)
{
	const struct inventory *inventory = judging->inventory;

	if (!source->cluster_domain ||
	    !strcmp(source->cluster_domain, inventory->cluster_domain))
		return;
	add(judging, source, "/cluster",
	    (struct finding){
		    .status = STATUS_FAIL,
		    .title = findings_printf(judging->findings,
					     "%s is made for the cluster %s",
					     name_of(source), source->cluster_domain),
		    .observed = source->cluster_domain,
		    .expected = inventory->cluster_domain,
		    .why = "nodes that get it ask api-int of the other cluster for ever",
		    .fix = {"correct metadata.name and baseDomain in install-config.yaml",
			     NEW_FOLDER},
		    .other = inventory->cluster_where,
		    .other_says = "the cluster's name"
	       });
}

/* After the bootstrap is complete its file is used no more. */
static void judge_dates(const struct judging *judging,
			const struct ignition_source *source)
{
	struct findings *findings = judging->findings;
	const struct ignition_dates dates = ignition_dates_of(&source->ignition);
	const time_t now = time(NULL);
	struct finding finding = {
		.status = STATUS_FAIL,
		.expected = "in force now and for 2 h more",
		.fix = {NEW_FOLDER, "copy all three *.ign to the web server; nodes that "
				     "are already installed start again from them"}
	};

	if (source->role == IGNITION_MASTER || source->role == IGNITION_WORKER ||
	    !dates.count || judging->inventory->phase > PHASE_BOOTSTRAP)
		return;
	finding.observed =
		findings_printf(findings, "%s in %s; this host's clock says %s",
				time_text(findings, dates.first_to_end->facts.not_after),
				dates.end_path, time_text(findings, now));
	if (dates.first_to_end->facts.not_after <= now) {
		finding.title = findings_printf(
			findings, "%s is too old: its certificates expired at %s",
			name_of(source),
			time_text(findings, dates.first_to_end->facts.not_after));
	} else if (dates.last_to_begin->facts.not_before > now + CLOCK_SLACK) {
		finding.title = findings_printf(
			findings, "%s is not in force yet: its certificates begin at %s",
			name_of(source),
			time_text(findings, dates.last_to_begin->facts.not_before));
		finding.fix[0] =
			"chronyc tracking: set the clocks right, of this host and of "
			"the one that made the file";
	} else if (dates.first_to_end->facts.not_after - now < LEAST_LEFT) {
		finding.status = STATUS_WARN;
		finding.title = findings_printf(
			findings, "the certificates in %s end at %s", name_of(source),
			time_text(findings, dates.first_to_end->facts.not_after));
	} else {
		return;
	}
	finding.why =
		"the installer makes them for 24 hours: with expired ones the control "
		"plane never comes up";
	if (judging->files->state_modified) {
		finding.other = judging->files->state;
		finding.other_says =
			"brings the old certificates back as long as it is there";
	}
	add(judging, source, "/expiry", finding);
}

/* The file to compare with is that of the bootstrap node, which makes the cluster what it is. */
static const struct ignition_source *reference(const struct ignition_files *files)
{
	const struct ignition_source *found = NULL;

	for (size_t i = 0; i < files->count; i++) {
		const struct ignition_source *source = &files->items[i];

		if (source->roots.count && (!found || source->role == IGNITION_BOOTSTRAP))
			found = source;
	}
	return found;
}

static void judge_generation(const struct judging *judging,
			     const struct ignition_source *source)
{
	const struct ignition_source *other = reference(judging->files);

	if (!source->roots.count || !other || other == source ||
	    !ignition_role_word(source->role) ||
	    ignition_have_common(&source->roots, &other->roots))
		return;
	add(judging, source, "/generation",
	    (struct finding){
		    .status = STATUS_FAIL,
		    .title = findings_printf(
			    judging->findings,
			    "%s is of another run of the installer than %s",
			    name_of(source), name_of(other)),
		    .observed = findings_printf(
			    judging->findings, "root authority %.16s..., made %s",
			    source->roots.items[0].facts.sha256,
			    time_text(judging->findings,
				      source->roots.items[0].facts.not_before)),
		    .expected = findings_printf(
			    judging->findings, "%.16s..., made %s",
			    other->roots.items[0].facts.sha256,
			    time_text(judging->findings,
				      other->roots.items[0].facts.not_before)),
		    .why = "each run makes an authority of its own, and nodes do not trust a "
			   "cluster of another one",
		    .fix = { "copy all three *.ign from the folder of one run" },
		    .other = other->where,
		    .other_says = "the file that it is compared with" });
}

static void judge_metadata(const struct judging *judging)
{
	const struct ignition_files *files = judging->files;
	const char *name = judging->inventory->cluster_name;

	if (!files->cluster_name || !strcmp(files->cluster_name, name))
		return;
	findings_add(
		judging->findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = "metadata.json",
			.where = files->metadata,
			.title = findings_printf(judging->findings,
						 "%s is the folder of the cluster %s",
						 files->folder, files->cluster_name),
			.observed = files->cluster_name,
			.expected = name,
			.why = "the ignition files in it are for another cluster",
			.fix = { NEW_FOLDER },
			.other = judging->inventory->cluster_where,
			.other_says = "the cluster's name" });
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	const struct judging judging = {
		.inventory = inventory,
		.files = inventory->sources->ignition_files,
		.findings = findings,
	};

	if (!judging.files || !judging.files->count)
		return;
	findings_saw(findings, judging.files->folder);
	for (size_t i = 0; i < judging.files->count; i++) {
		const struct ignition_source *source = &judging.files->items[i];

		if (!judge_readable(&judging, source))
			continue;
		judge_version(&judging, source);
		judge_role(&judging, source);
		judge_cluster(&judging, source);
		judge_dates(&judging, source);
		judge_generation(&judging, source);
	}
	judge_metadata(&judging);
}

const struct probe probe_lint_ignition = {
	.id = "lint.ignition",
	.title =
		"the ignition files are of one run of the installer, for this cluster, and young",
	.why = "a node takes the file as it is: one of another cluster, run or role, or an old one, "
	       "never becomes part of this cluster",
	.symptom =
		"node console: 'x509: certificate signed by unknown authority' or 'no such host' "
		"for /config/master, without end; wait-for bootstrap-complete: 'certificate has "
		"expired'",
	.fix = "openshift-install create ignition-configs --dir NEW_EMPTY_FOLDER\n"
	       "copy all three *.ign to the web server",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
