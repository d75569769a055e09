/*
 * lint.boot-files: the files that a script boots are of one release, on the host that serves them,
 * and each machine fetches the ignition of its role.
 */
#include <ctype.h>
#include <string.h>

#include "_boot.h"
#include "_boot_host.h"
#include "core/arena.h"
#include "core/http/url.h"
#include "core/index.h"
#include "core/sources/sources.h"

/* A URL of a entry. */
struct fetched {
	const struct boot_entry *entry;
	struct where where;
	unsigned width;
	const char *url;
	const char *name;    /* of the file */
	const char *version; /* of CoreOS, in the name; NULL: none */
	bool ignition;
	struct where from; /* see struct boot_word */
	const char *host;  /* NULL: not of http or https */
	bool whole; /* all files of the entry have this version, and more than one has */
};

struct judging {
	struct findings *findings;
	const struct inventory *inventory;
	struct fetched *all;
	size_t count;
	const char *version; /* that most files have */
	const struct fetched *version_at;
	struct index *hosts; /* of the URLs -> size_t, how many files */
	struct index *said;
};

static void count_host(struct judging *judging, const char *host)
{
	size_t *count = index_find(judging->hosts, host, strlen(host));

	if (!count) {
		count = arena_alloc(findings_arena(judging->findings), sizeof *count);
		index_add(judging->hosts, host, strlen(host), count);
	}
	++*count;
}

static void add(struct judging *judging, const struct boot_entry *entry,
		const struct boot_fetch *fetch)
{
	struct arena *arena = findings_arena(judging->findings);
	struct fetched *fetched;
	struct http_url parts;

	if (fetch->unknown || (entry->loader == BOOT_IPXE && !strstr(fetch->url, "://")))
		return;
	judging->all = arena_grow(arena, judging->all, judging->count, sizeof *fetched);
	fetched = &judging->all[judging->count++];
	*fetched = (struct fetched){ .entry = entry,
				     .where = fetch->where,
				     .width = fetch->width,
				     .from = fetch->from,
				     .url = fetch->url,
				     .name = fetch->name,
				     .ignition = fetch->is_ignition };
	if (http_url_parse(arena, fetch->url, &parts) >= 0) {
		fetched->host = parts.host;
		count_host(judging, parts.host);
	}
	fetched->version = fetch->is_ignition ? NULL : boot_version(arena, fetched->name);
}

/* The last entry, from `first` on: all of one version, be it another than that of the others. */
static void mark_whole(struct judging *judging, size_t first)
{
	const char *version = NULL;
	size_t alike = 0;

	for (size_t i = first; i < judging->count; i++) {
		const char *own = judging->all[i].version;

		if (own && version && strcmp(own, version) != 0)
			return;
		version = own ? own : version;
		alike += own != NULL;
	}
	for (size_t i = first; i < judging->count; i++)
		judging->all[i].whole = alike > 1;
}

static void gather(struct judging *judging, const struct boot_entry *entry)
{
	struct boot_fetch *fetches;
	size_t count = boot_fetches(findings_arena(judging->findings), entry, &fetches);
	size_t first = judging->count;

	for (size_t i = 0; i < count; i++)
		add(judging, entry, &fetches[i]);
	mark_whole(judging, first);
}

/* The version that most files have, found in one pass over them and one over the versions. */
static void find_version(struct judging *judging)
{
	struct arena *arena = findings_arena(judging->findings);
	struct index *index = index_new(arena, 16);
	size_t most = 0;

	for (size_t i = 0; i < judging->count; i++) {
		const char *version = judging->all[i].version;
		size_t *count =
			version ? index_find(index, version, strlen(version)) : NULL;

		if (!version)
			continue;
		if (!count) {
			count = arena_alloc(arena, sizeof *count);
			index_add(index, version, strlen(version), count);
		}
		if (++*count > most) {
			most = *count;
			judging->version = version;
		}
	}
	for (size_t i = 0; i < judging->count && !judging->version_at; i++) {
		if (judging->all[i].version &&
		    !strcmp(judging->all[i].version, judging->version))
			judging->version_at = &judging->all[i];
	}
}

static void judge_version(const struct judging *judging, const struct fetched *fetched)
{
	struct findings *findings = judging->findings;

	/* Of two kinds of installer: told by lint.boot-release. */
	if (!fetched->version || !strcmp(fetched->version, judging->version) ||
	    fetched->whole || boot_kinds_differ(fetched->name, judging->version_at->name))
		return;
	if (boot_is_said(findings, fetched->name, fetched->from))
		return;
	boot_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = boot_subject(findings, fetched->entry, fetched->name),
			.where = fetched->where,
			.width = fetched->width,
			.title = findings_printf(
				findings, "%s boots %s, and other files are of %s",
				fetched->entry->name, fetched->name, judging->version),
			.observed = fetched->version,
			.expected = judging->version,
			.why = "kernel, initramfs and image work only with those of the same "
			       "version",
			.fix = { "put the names of one version there" },
			.other = judging->version_at->where,
			.other_says =
				findings_printf(findings, "of %s", judging->version),
		});
}

enum role { ROLE_NONE, ROLE_BOOTSTRAP, ROLE_MASTER, ROLE_WORKER, ROLE_SEVERAL };

static const struct {
	const char *word;
	enum role role;
} roles[] = {
	{"bootstrap", ROLE_BOOTSTRAP},
	 { "master",   ROLE_MASTER	 },
	{ "control",  ROLE_MASTER	 },
	 { "worker",   ROLE_WORKER	 },
	{ "compute",  ROLE_WORKER	 },
};

static const char *const role_names[] = { "", "bootstrap", "master", "worker", "" };

/* The role that a name is made with: "install-master-2"; a part of a word is none. */
static enum role role_of(const char *name)
{
	enum role found = ROLE_NONE;

	while (*name) {
		size_t length = 0;

		while (isalpha((unsigned char)name[length]))
			length++;
		for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
			size_t word = strlen(roles[i].word);

			if ((length != word &&
			     (length != word + 1 || name[word] != 's')) ||
			    strncmp(name, roles[i].word, word) != 0)
				continue;
			if (found && found != roles[i].role)
				return ROLE_SEVERAL;
			found = roles[i].role;
		}
		name += length ? length : 1;
	}
	return found;
}

/* What the entry is for: the machine that boots it, else what its label says. */
static enum role wanted_role(const struct judging *judging,
			     const struct boot_entry *entry, const struct node **ret_node)
{
	static const enum role of_nodes[] = {
		[NODE_BOOTSTRAP] = ROLE_BOOTSTRAP,
		[NODE_MASTER] = ROLE_MASTER,
		[NODE_WORKER] = ROLE_WORKER,
		[NODE_INFRA] = ROLE_WORKER,
	};

	*ret_node = boot_addressed_node(judging->inventory, entry);
	if (!*ret_node && entry->is_default)
		*ret_node = boot_machine_node(judging->inventory, entry);
	if (*ret_node)
		return of_nodes[(*ret_node)->role];
	return entry->label ? role_of(entry->label) : ROLE_NONE;
}

static void judge_role(const struct judging *judging, const struct fetched *fetched)
{
	struct findings *findings = judging->findings;
	const struct boot_entry *entry = fetched->entry;
	const struct node *node;
	enum role wanted, file;

	if (!fetched->ignition)
		return;
	wanted = wanted_role(judging, entry, &node);
	file = role_of(fetched->name);
	if (!wanted || !file || wanted == file || wanted == ROLE_SEVERAL ||
	    file == ROLE_SEVERAL)
		return;
	boot_add(findings,
		 &(struct finding){
			 .status = STATUS_FAIL,
			 .subject = boot_subject(findings, entry, "ignition"),
			 .where = fetched->where,
			 .width = fetched->width,
			 .title = node ? findings_printf(
						 findings,
						 "%s has the role %s and fetches %s",
						 node->fqdn, node_role_name(node->role),
						 fetched->name)
				       : findings_printf(findings, "label %s fetches %s",
							 entry->name, fetched->name),
			 .observed = fetched->name,
			 .expected =
				 findings_printf(findings, "%s.ign", role_names[wanted]),
			 .why = "the ignition file decides what the machine becomes",
			 .fix = { findings_printf(findings,
						  "coreos.inst.ignition_url=%.*s%s.ign",
						  (int)(fetched->name - fetched->url),
						  fetched->url, role_names[wanted]) },
			 .other = node ? node->where : (struct where){ 0 },
			 .other_says = "the node is here",
		 });
}

/* Addresses alone: a name is judged by the checks of DNS, and may be anywhere. */
static void judge_host(const struct judging *judging, const struct fetched *fetched)
{
	const struct inventory *inventory = judging->inventory;
	struct findings *findings = judging->findings;
	struct boot_stranger stranger;
	struct finding finding;
	struct http_url base;
	struct addr addr;
	size_t alike;
	static char seen;

	if (!fetched->host || addr_parse(fetched->host, &addr) < 0 ||
	    (inventory->artifact_base_url &&
	     http_url_parse(findings_arena(findings), inventory->artifact_base_url,
			    &base) >= 0 &&
	     !strcmp(base.host, fetched->host)) ||
	    (!boot_is_stranger(inventory, &addr, HOST_HTTP, &stranger) &&
	     (!inventory->artifact_base_url || inventory->artifacts_derived ||
	      inventory_host_at(inventory, &addr))) ||
	    index_add(judging->said, fetched->host, strlen(fetched->host), &seen))
		return;
	alike = *(size_t *)index_find(judging->hosts, fetched->host,
				      strlen(fetched->host));
	finding = boot_stranger_finding(
		findings, &stranger, fetched->host, &addr,
		findings_printf(findings, "%zu file%s fetched from %s", alike,
				alike == 1 ? " is" : "s are", fetched->host));
	finding.subject = fetched->host;
	finding.where = fetched->where;
	finding.width = fetched->width;
	boot_add(findings, &finding);
}

static void judge_config(struct judging *judging, const struct boot_config *boot)
{
	struct arena *arena = findings_arena(judging->findings);

	judging->all = NULL;
	judging->count = 0;
	judging->version = NULL;
	judging->version_at = NULL;
	judging->hosts = index_new(arena, 16);
	judging->said = index_new(arena, 16);
	for (size_t i = 0; i < boot->count; i++)
		gather(judging, &boot->entries[i]);
	find_version(judging);
	for (size_t i = 0; i < judging->count; i++) {
		judge_version(judging, &judging->all[i]);
		judge_role(judging, &judging->all[i]);
		judge_host(judging, &judging->all[i]);
	}
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	struct judging judging = { .findings = findings, .inventory = inventory };

	for (size_t i = 0; i < inventory->sources->boot_count; i++) {
		findings_saw(findings, inventory->sources->boot[i]->file);
		judge_config(&judging, inventory->sources->boot[i]);
	}
}

const struct probe probe_lint_boot_files = {
	.id = "lint.boot-files",
	.title = "scripts boot files of one version from the host that serves them",
	.why = "machines fetch what the script names, and nothing else",
	.symptom =
		"\"Connection timed out\" in iPXE, an emergency shell, or a master that "
		"becomes a worker",
	.fix = "correct the URL in the script",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
