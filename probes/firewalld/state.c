/*
 * Does firewalld run on this host? Where it does not: does anything else filter?
 */
#include <errno.h>
#include <string.h>

#include "_firewalld.h"
#include "core/host_here.h"
#include "core/io_nft.h"

static void loaded(const struct firewall_loaded *loaded, void *arg);
static void runs(struct run *run, const struct firewall *firewall);
static void not_running(struct run *run);
static void not_installed(struct run *run);

static unsigned all_roles(const struct inventory *inventory)
{
	unsigned roles = 0;

	for (size_t i = 0; i < inventory->opening_count; i++)
		roles |= inventory->openings[i].roles;
	return roles;
}

static void subjects(const struct inventory *inventory, struct subjects *subjects)
{
	unsigned roles = all_roles(inventory);
	bool any = false;

	for (size_t i = 0; i < inventory->host_count; i++) {
		const struct host *host = &inventory->hosts[i];

		if (!(host->roles & roles))
			continue;
		any = true;
		subject_add(subjects, &(struct subject){ .name = host->fqdn,
							 .host = host->fqdn,
							 .item = host,
							 .where = host->where,
							 .roles = host->roles & roles });
	}
	if (!any && inventory->vantage.host && inventory->vantage.roles & roles)
		subject_add(
			subjects,
			&(struct subject){ .name = inventory->vantage.host,
					   .roles = inventory->vantage.roles & roles });
}

static void start(struct run *run)
{
	const char *host = run_subject(run)->name;

	if (!host_is_here(run_inventory(run), host))
		run_skip(run, "belongs on %s: run ocp-preflight there", host);
	else
		firewall_bus_load(run, FIREWALL_RUNTIME, FIREWALL_USED, loaded, run);
}

static void loaded(const struct firewall_loaded *loaded, void *arg)
{
	struct run *run = arg;
	const char *host = run_subject(run)->name;

	switch (loaded->outcome) {
	case FIREWALL_LOADED:
		runs(run, loaded->firewall);
		break;
	case FIREWALL_NOT_RUNNING:
		not_running(run);
		break;
	case FIREWALL_FAILED:
		run_reason(run, "firewalld-failed");
		run_observedf(run, "firewalld says of itself: FAILED");
		run_fixf(run, "journalctl -u firewalld");
		run_fixf(run, "firewall-cmd --check-config");
		run_fixf(run, "systemctl restart firewalld");
		run_fail(run, "firewalld on %s runs, but could not load its rules", host);
		break;
	case FIREWALL_DENIED:
		run_reason(run, "no-permission");
		run_observedf(run, "firewalld tells its settings to root only%s%s",
			      loaded->message ? ": " : "",
			      loaded->message ? loaded->message : "");
		run_fixf(run, "run ocp-preflight with sudo");
		run_error(run, "could not look at firewalld on %s without root", host);
		break;
	case FIREWALL_NO_ANSWER:
		run_reason(run, "firewalld-no-answer");
		run_observedf(run, "%s", loaded->message ? loaded->message : "no answer");
		run_error(run, "firewalld on %s did not answer", host);
		break;
	}
}

static void runs(struct run *run, const struct firewall *firewall)
{
	const char *host = run_subject(run)->name;

	run_evidencef(run, "default zone", "%s", firewall->default_zone);
	if (!firewall->panic) {
		run_pass(run, "firewalld runs on %s", host);
		return;
	}
	run_reason(run, "firewalld-panic");
	run_observedf(run, "firewalld is in panic mode: all packets are dropped");
	run_fixf(run, "firewall-cmd --panic-off");
	run_fail(run, "firewalld on %s is in panic mode", host);
}

static void not_running(struct run *run)
{
	const struct firewall *firewall = NULL;
	const char *host = run_subject(run)->name;
	struct nft_input input = { 0 };
	int r;

	if (firewall_files(run, &firewall) == -ENOENT) {
		not_installed(run);
		return;
	}
	r = nft_look(run_arena(run), &input);
	if (r < 0) {
		run_observedf(run, "firewalld is not on the bus; nftables: %s",
			      strerror(-r));
		run_skip(
			run,
			"firewalld does not run on %s; whether something else filters there "
			"can be seen by root only",
			host);
	} else if (input.rules || input.drops) {
		run_reason(run, "firewalld-off");
		run_observedf(
			run,
			"firewalld is not on the bus; nftables has %zu rule%s for input in "
			"%s%s",
			input.rules, input.rules == 1 ? "" : "s", input.tables,
			input.drops ? ", and drops the rest" : "");
		run_whyf(
			run,
			"rules that nobody looks after may close the ports of the cluster; "
			"firewalld's own settings are not in force");
		run_fixf(run, "nft list ruleset");
		run_fixf(run, "systemctl enable --now firewalld");
		run_warn(run, "firewalld does not run on %s, but something else filters",
			 host);
	} else {
		run_observedf(
			run,
			"firewalld is not on the bus; nftables has no rules for input");
		run_pass(run, "firewalld does not run on %s, and nothing else filters",
			 host);
	}
}

static void not_installed(struct run *run)
{
	const char *host = run_subject(run)->name;
	struct nft_input input = { 0 };

	if (nft_look(run_arena(run), &input) == 0 && (input.rules || input.drops))
		run_skip(
			run,
			"firewalld is not installed on %s; other rules filter input (%s) and "
			"are not judged",
			host, input.tables);
	else
		run_skip(run, "firewalld is not installed on %s", host);
}

const struct probe probe_firewalld_state = {
	.id = "firewalld.state",
	.title = "firewalld runs",
	.why = "the host's firewall decides whether nodes reach the balancer, DNS and the web "
	       "server; when firewalld is off or broken, its settings say nothing",
	.symptom = "nodes hang while they fetch files or ask for api-int:22623: "
		   "\"No route to host\", or timeouts",
	.fix = "systemctl enable --now firewalld",
	.requires = "root, on the host",
	.phases = PHASE_PREBOOT,
	.subjects = subjects,
	.start = start,
};
