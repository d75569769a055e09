/*
 * lint.boot-files: the files that a script boots are of one release, on the host that serves them,
 * and each machine fetches the ignition of its role.
 */
#include <ctype.h>
#include <string.h>

#include "_boot.h"
#include "_dhcp_text.h"
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
	const char *host; /* NULL: not of http or https */
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

/* "rhcos-4.5.6-x86_64-metal.x86_64.raw.gz": 4.5.6; "rhcos-9.6.20250701-0-live-...": with its -0. */
static const char *version_of(struct arena *arena, const char *name)
{
	const char *at = strstr(name, "cos-");
	size_t length = 0;

	if (!at || !isdigit((unsigned char)at[4]))
		return NULL;
	at += 4;
	while (isdigit((unsigned char)at[length]) ||
	       ((at[length] == '.' || at[length] == '-') &&
		isdigit((unsigned char)at[length + 1])))
		length++;
	return memchr(at, '.', length) ? arena_strndup(arena, at, length) : NULL;
}

static void add(struct judging *judging, const struct boot_entry *entry,
		const struct boot_word *word, const char *url, bool ignition)
{
	struct arena *arena = findings_arena(judging->findings);
	size_t length = strcspn(url, "?#");
	const char *plain = arena_strndup(arena, url, length);
	unsigned skipped = (unsigned)(url - word->text);
	struct fetched *fetched;
	struct http_url parts;

	if (word->unknown || !strstr(plain, "://"))
		return;
	judging->all = arena_grow(arena, judging->all, judging->count, sizeof *fetched);
	fetched = &judging->all[judging->count++];
	*fetched = (struct fetched){ .entry = entry,
				     .where = word->where,
				     .width = word->width,
				     .url = plain,
				     .name = boot_base_name(plain),
				     .ignition = ignition };
	/* In the file as it is here, where no variable was put in. */
	if (word->width == strlen(word->text)) {
		fetched->where.column += skipped;
		fetched->width = (unsigned)length;
	}
	if (http_url_parse(arena, plain, &parts) >= 0) {
		size_t *count =
			index_find(judging->hosts, parts.host, strlen(parts.host));

		fetched->host = parts.host;
		if (!count) {
			count = arena_alloc(arena, sizeof *count);
			index_add(judging->hosts, parts.host, strlen(parts.host), count);
		}
		++*count;
	}
	fetched->version = ignition ? NULL : version_of(arena, fetched->name);
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
	static const char *const arguments[] = { "coreos.inst.image_url=",
						 "coreos.live.rootfs_url=",
						 "coreos.inst.ignition_url=", NULL };
	size_t first = judging->count;

	add(judging, entry, &entry->kernel, entry->kernel.text, false);
	for (size_t i = 0; i < entry->initrd_count; i++)
		add(judging, entry, &entry->initrds[i], entry->initrds[i].text, false);
	for (size_t i = 0; arguments[i]; i++) {
		const struct boot_word *word = boot_argument(entry, arguments[i]);

		if (word)
			add(judging, entry, word, word->text + strlen(arguments[i]),
			    strstr(arguments[i], "ignition") != NULL);
	}
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

	if (!fetched->version || !strcmp(fetched->version, judging->version) ||
	    fetched->whole)
		return;
	findings_add(
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

static void judge_role(const struct judging *judging, const struct fetched *fetched)
{
	struct findings *findings = judging->findings;
	enum role label, file;

	if (!fetched->ignition || !fetched->entry->label)
		return;
	label = role_of(fetched->entry->name);
	file = role_of(fetched->name);
	if (!label || !file || label == file || label == ROLE_SEVERAL ||
	    file == ROLE_SEVERAL)
		return;
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = boot_subject(findings, fetched->entry, "ignition"),
			.where = fetched->where,
			.width = fetched->width,
			.title = findings_printf(findings, "label %s fetches %s",
						 fetched->entry->name, fetched->name),
			.observed = fetched->name,
			.expected =
				findings_printf(findings, "%s.ign", role_names[label]),
			.why = "the ignition file decides what the machine becomes",
			.fix = { findings_printf(findings,
						 "coreos.inst.ignition_url=%.*s%s.ign",
						 (int)(fetched->name - fetched->url),
						 fetched->url, role_names[label]) },
		});
}

static bool knows_server(const struct inventory *inventory)
{
	for (size_t i = 0; i < inventory->host_count; i++) {
		if (inventory->hosts[i].roles & HOST_HTTP)
			return true;
	}
	return inventory->artifact_base_url != NULL;
}

/* A host that serves files and whose address differs in its network alone; or the only one. */
static const struct host *near_host(const struct inventory *inventory,
				    const struct addr *addr, bool *ret_near)
{
	const struct host *only = NULL;
	size_t count = 0;

	*ret_near = false;
	for (size_t i = 0; i < inventory->host_count; i++) {
		const struct host *host = &inventory->hosts[i];

		if (!(host->roles & HOST_HTTP) || !host->addresses.count)
			continue;
		for (size_t a = 0; a < host->addresses.count; a++) {
			if (!dhcp_is_near(&host->addresses.items[a], addr))
				continue;
			*ret_near = true;
			return host;
		}
		only = host;
		count++;
	}
	return count == 1 ? only : NULL;
}

/* Addresses alone: a name is judged by the checks of DNS, and may be anywhere. */
static void judge_host(const struct judging *judging, const struct fetched *fetched)
{
	const struct inventory *inventory = judging->inventory;
	struct findings *findings = judging->findings;
	struct arena *arena = findings_arena(findings);
	const struct node *node;
	const struct host *host;
	struct http_url base;
	struct addr addr;
	const char *right;
	size_t alike;
	bool near;
	static char seen;

	if (!fetched->host || addr_parse(fetched->host, &addr) < 0 ||
	    inventory_host_at(inventory, &addr) ||
	    (inventory->artifact_base_url &&
	     http_url_parse(arena, inventory->artifact_base_url, &base) >= 0 &&
	     !strcmp(base.host, fetched->host)) ||
	    index_add(judging->said, fetched->host, strlen(fetched->host), &seen))
		return;
	node = inventory_node_at(inventory, &addr);
	host = near_host(inventory, &addr, &near);
	right = host ? dhcp_addresses_text(arena, &host->addresses) : NULL;
	alike = *(size_t *)index_find(judging->hosts, fetched->host,
				      strlen(fetched->host));
	findings_add(
		findings,
		&(struct finding){
			.status = near || node ? STATUS_FAIL : STATUS_WARN,
			.subject = fetched->host,
			.where = fetched->where,
			.width = fetched->width,
			.title = node ? findings_printf(
						findings,
						"%zu file%s fetched from %s, and that "
						"is the node %s",
						alike, alike == 1 ? " is" : "s are",
						fetched->host, node->fqdn)
				      : findings_printf(
						findings,
						"%zu file%s fetched from %s, which is "
						"no host of the plan",
						alike, alike == 1 ? " is" : "s are",
						fetched->host),
			.observed = findings_printf(
				findings, "%s%s", fetched->host,
				dhcp_is_public(&addr) ? ", a public address" : ""),
			.expected = host ? findings_printf(findings, "%s (%s)", right,
							   host->fqdn)
					 : "the address of a host that serves files",
			.why = "machines ask there for what they boot, and wait",
			.fix = { host ? findings_printf(findings,
							"put %s in the place of %s",
							right, fetched->host)
				      : "name the host that serves the files, or add it to "
					"the hosts of the configuration" },
			.other = host ? host->where : (struct where){ 0 },
			.other_says =
				host ? findings_printf(findings, "%s is here", host->fqdn)
				     : NULL,
		});
}

static void judge_config(struct judging *judging, const struct boot_config *boot)
{
	struct arena *arena = findings_arena(judging->findings);
	bool servers = knows_server(judging->inventory);

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
		if (servers)
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

static void subjects(const struct inventory *inventory, struct subjects *list)
{
	lint_subjects(inventory, list, judge);
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
	.subjects = subjects,
	.start = lint_start,
};
