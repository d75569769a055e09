/*
 * lint.boot-served: the folders that are served have each file that is booted.
 *
 * Only where such a folder is here: the one of artifacts.docroot where at least one of the files is
 * in it, and the one of the TFTP server where its loader is. Where none is, a name that is nearly
 * one of artifacts.files was meant to be it.
 */
#include <string.h>

#include "_boot.h"
#include "_served.h"
#include "core/arena.h"
#include "core/http/url.h"
#include "core/sources/sources.h"
#include "core/text.h"
#include "core/web_url.h"

struct judging {
	struct arena *arena;
	struct findings *findings;
	const struct inventory *inventory;
	const struct boot_config *boot;
	const struct boot_entry *entry;
	const struct boot_fetch *fetch;
	bool folder_is_right; /* that of the web server */
	struct served served;
};

static const char *clean(const struct judging *judging, const char *text)
{
	return text_clean(judging->arena, text, strlen(text), 200);
}

static void say(const struct judging *judging, enum status status, const char *title,
		const char *near)
{
	const struct boot_fetch *fetch = judging->fetch;
	struct findings *findings = judging->findings;
	const char *name = clean(judging, fetch->name);

	if (boot_is_said(findings, fetch->url, fetch->from))
		return;
	boot_add(findings,
		 &(struct finding){
			 .status = status,
			 .subject = boot_subject(findings, judging->entry, name),
			 .where = fetch->where,
			 .width = fetch->width,
			 .title = title,
			 .observed = clean(judging, fetch->url),
			 .expected = near ? clean(judging, near) : "a file that is there",
			 .why = "the server answers that there is no such file, and the "
				"machine stops",
			 .fix = { near ? findings_printf(findings, "did you mean %s?",
							 clean(judging, near))
				       : findings_printf(
						 findings,
						 "put %s there, or correct its name",
						 name) },
		 });
}

/* Of several versions: told by lint.boot-files. */
static bool is_mixed(const struct judging *judging)
{
	struct boot_fetch *fetches;
	size_t count = boot_fetches(judging->arena, judging->entry, &fetches);
	const char *first = NULL;

	for (size_t i = 0; i < count; i++) {
		const char *version = boot_version(judging->arena, fetches[i].name);

		if (first && version && strcmp(first, version) != 0)
			return true;
		first = version ? version : first;
	}
	return false;
}

/* False: the folder is not here. */
static bool judge_in(const struct judging *judging, const char *folder)
{
	const struct boot_fetch *fetch = judging->fetch;
	const char *near;
	size_t count;

	if (!*fetch->name || !served_list(&judging->served, folder, &count))
		return false;
	if (served_holds(&judging->served, folder, fetch->name))
		return true;
	near = served_near(&judging->served, folder, fetch->name);
	if (!near || !boot_version(judging->arena, fetch->name) || !is_mixed(judging))
		say(judging, STATUS_FAIL,
		    findings_printf(
			    judging->findings, "%s fetches %s, and %s has no such file",
			    judging->entry->name, clean(judging, fetch->name), folder),
		    near);
	return true;
}

/* A list need not be whole, so that only what is nearly in it is told. */
static void judge_listed(const struct judging *judging, const char *path)
{
	const struct inventory *inventory = judging->inventory;
	const char **files = arena_alloc(judging->arena,
					 (inventory->artifact_count + 1) * sizeof *files);
	const char *near;

	for (size_t i = 0; i < inventory->artifact_count; i++) {
		files[i] = inventory->artifacts[i].file;
		if (!strcmp(files[i] + (*files[i] == '/'), path))
			return;
	}
	near = text_nearest(path, files);
	if (near && !is_mixed(judging))
		say(judging, STATUS_WARN,
		    findings_printf(judging->findings,
				    "%s fetches %s, which artifacts.files does not list",
				    judging->entry->name, clean(judging, path)),
		    near);
}

/*
 * Its configuration says what becomes of the URL: told by lint.web-root. Where that only says which
 * file it is, it has to be looked for.
 */
static bool is_told_of_server(const struct judging *judging)
{
	const struct inventory *inventory = judging->inventory;
	const struct web_server *server;
	struct http_url url;
	struct web_answer answer;

	if (http_url_parse(judging->arena, judging->fetch->url, &url) < 0)
		return false;
	answer = web_ask(judging->arena, inventory, &url, &server);
	if (answer.outcome == WEB_FILE)
		return server->is_local && !inventory->artifact_folder;
	return answer.outcome != WEB_NOT_KNOWN;
}

static void judge_web(const struct judging *judging)
{
	const char *folder = judging->inventory->artifact_folder;
	const char *path = served_below_base(&judging->served, judging->fetch->url);

	if (!path || is_told_of_server(judging))
		return;
	if (judging->folder_is_right) {
		if (judge_in(judging, served_folder_of(&judging->served, folder, path)) ||
		    !served_holds(&judging->served, folder, judging->fetch->name))
			return;
		say(judging, STATUS_WARN,
		    findings_printf(judging->findings,
				    "%s fetches %s, which is in %s itself",
				    judging->entry->name, clean(judging, path), folder),
		    judging->fetch->name);
	} else {
		judge_listed(judging, path);
	}
}

static const char *parent(const struct judging *judging, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return strcmp(path, ".") != 0 && *path ? "." : NULL;
	return slash == path
		       ? NULL
		       : arena_strndup(judging->arena, path, (size_t)(slash - path));
}

/* Paths of the server that sent the file: which folder is its root, is not said. */
static void judge_tftp(const struct judging *judging)
{
	const struct boot_fetch *fetch = judging->fetch;
	const char *folder = parent(judging, judging->boot->file), *root;

	/* PXELINUX is in the folder above its pxelinux.cfg. */
	if (folder && judging->boot->loader == BOOT_PXELINUX) {
		if (strcmp(boot_base_name(folder), "pxelinux.cfg") != 0)
			return;
		folder = parent(judging, folder);
	}
	if (!folder || !served_has_loader(&judging->served, folder))
		return;
	for (root = folder; root; root = parent(judging, root)) {
		if (served_holds(&judging->served,
				 served_folder_of(&judging->served, root, fetch->url),
				 fetch->name))
			return;
		/* A relative path of PXELINUX begins in its own folder. */
		if (judging->boot->loader == BOOT_PXELINUX && *fetch->url != '/')
			break;
	}
	for (root = folder; root; root = parent(judging, root)) {
		if (judge_in(judging,
			     served_folder_of(&judging->served, root, fetch->url)) ||
		    (judging->boot->loader == BOOT_PXELINUX && *fetch->url != '/'))
			return;
	}
}

static void judge_entry(struct judging *judging)
{
	struct boot_fetch *fetches;
	size_t count = boot_fetches(judging->arena, judging->entry, &fetches);

	for (size_t i = 0; i < count; i++) {
		judging->fetch = &fetches[i];
		if (fetches[i].unknown || !*fetches[i].name)
			continue;
		if (strstr(fetches[i].url, "://"))
			judge_web(judging);
		else if (judging->entry->loader != BOOT_IPXE && *fetches[i].url != '(')
			judge_tftp(judging);
	}
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	struct judging judging = { .arena = findings_arena(findings),
				   .findings = findings,
				   .inventory = inventory };

	judging.served = (struct served){ judging.arena, inventory };
	judging.folder_is_right = served_docroot_is_right(&judging.served);
	for (size_t i = 0; i < inventory->sources->boot_count; i++) {
		judging.boot = inventory->sources->boot[i];
		findings_saw(findings, judging.boot->file);
		for (size_t e = 0; e < judging.boot->count; e++) {
			judging.entry = &judging.boot->entries[e];
			judge_entry(&judging);
		}
	}
}

const struct probe probe_lint_boot_served = {
	.id = "lint.boot-served",
	.title = "the folders that are served have the files that are booted",
	.why = "a name that differs in one letter is another file",
	.symptom =
		"\"No such file or directory\" in iPXE, a TFTP error, 404 in an emergency shell",
	.fix = "correct the name, or put the file into the folder",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
