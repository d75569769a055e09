/*
 * May the web server's user read each file, and enter every folder above it?
 */
#include <string.h>
#include <sys/stat.h>

#include "core/probe.h"
#include "core/web_files.h"

static void looked(struct run *run, const struct web_process *server,
		   const struct access_answer *answer);
static void refused(struct run *run, const struct web_process *server,
		    const struct access_answer *answer);
static bool waits_for_docroot(struct run *run, const struct web_process *server,
			      const struct access_answer *answer);

static void start(struct run *run)
{
	const struct web_process *server;
	struct access_answer answer;

	if (!run_is_here(run))
		return;
	server = web_server_of(run);
	access_look(run_arena(run), &server->user, run_subject(run)->name, &answer);
	if (!waits_for_docroot(run, server, &answer))
		looked(run, server, &answer);
}

/* A folder on the way to the docroot is the docroot's own result. */
static bool waits_for_docroot(struct run *run, const struct web_process *server,
			      const struct access_answer *answer)
{
	const char *docroot = run_inventory(run)->docroot;
	const struct result *cause;
	struct access_answer of_docroot;

	if (!docroot || strcmp(docroot, run_subject(run)->name) == 0)
		return false;
	access_look(run_arena(run), &server->user, docroot, &of_docroot);
	if (of_docroot.outcome == ACCESS_YES || of_docroot.outcome != answer->outcome ||
	    strcmp(of_docroot.at, answer->at) != 0)
		return false;
	cause = run_other(run, "file.mode", docroot);
	if (cause && cause->status != STATUS_PASS && cause->status != STATUS_WARN &&
	    cause->status != STATUS_SKIP)
		run_blocked(run, cause);
	else
		run_skip(run, "waits for the folder %s", docroot);
	return true;
}

static const char *user_name(const struct web_process *server)
{
	return server->user.name ? server->user.name : "others";
}

static void looked(struct run *run, const struct web_process *server,
		   const struct access_answer *answer)
{
	const char *path = run_subject(run)->name;
	mode_t mode = answer->mode;

	run_evidencef(run, "user", "%s, by %s", user_name(server), server->found_by);
	switch (answer->outcome) {
	case ACCESS_YES:
		break;
	case ACCESS_NO_ENTER:
	case ACCESS_NO_READ:
		refused(run, server, answer);
		return;
	case ACCESS_MISSING:
		run_skip(run, "%s does not exist here", answer->at);
		return;
	case ACCESS_UNKNOWN:
		run_observedf(run, "%s: %s", answer->at, strerror(answer->error));
		run_error(run, "could not look at %s", answer->at);
		return;
	}
	if (S_ISREG(mode) && mode & S_IWOTH) {
		run_reason(run, "file-writable");
		run_expectedf(run, "mode 0644");
		run_observedf(run, "mode %04o", (unsigned)(mode & 07777));
		run_whyf(run, "everybody on this host can change what the nodes install");
		run_fixf(run, "chmod 0644 %s", path);
		run_warn(run, "%s is writable by everybody (mode %04o)", path,
			 (unsigned)(mode & 07777));
		return;
	}
	run_pass(run, S_ISDIR(mode) ? "%s may enter %s" : "%s may read %s",
		 user_name(server), path);
}

static void refused(struct run *run, const struct web_process *server,
		    const struct access_answer *answer)
{
	const char *path = run_subject(run)->name;
	bool folder = answer->outcome == ACCESS_NO_ENTER;
	bool is_home = strncmp(answer->at, "/root", 5) == 0 && strlen(answer->at) == 5;

	run_reason(run, folder ? "file-folder-closed" : "file-unreadable");
	run_expectedf(run, folder ? "%s may enter %s" : "%s may read %s",
		      user_name(server), answer->at);
	run_observedf(run, "%s is mode %04o, owner %u:%u%s", answer->at,
		      (unsigned)(answer->mode & 07777), (unsigned)answer->uid,
		      (unsigned)answer->gid, answer->acl ? ", with an ACL" : "");
	run_whyf(run, "the web server answers 403 Forbidden for %s", path);
	if (is_home)
		run_fixf(run, "move the files to a folder that is not root's home");
	else if (answer->acl && server->user.name)
		run_fixf(run, "setfacl -m u:%s:%s %s", server->user.name,
			 folder ? "x" : "r", answer->at);
	else
		run_fixf(run, "chmod o+%s %s", folder ? "x" : "r", answer->at);
	run_reproducef(run, "namei -l %s", path);
	if (folder)
		run_fail(run, "%s may not enter %s, so it cannot read %s",
			 user_name(server), answer->at, path);
	else
		run_fail(run, "%s may not read %s (mode %04o)", user_name(server), path,
			 (unsigned)(answer->mode & 07777));
}

const struct probe probe_file_mode = {
	.id = "file.mode",
	.title = "the web server's user may read the file",
	.why = "a file that the web server may not read is a 403 for every node",
	.symptom = "Ignition or iPXE on the node repeats \"Forbidden\" (403)",
	.fix = "chmod o+r FILE\nchmod o+x FOLDER",
	.requires = "on the web server",
	.phases = PHASE_PREBOOT,
	.subjects = web_subjects,
	.start = start,
};
