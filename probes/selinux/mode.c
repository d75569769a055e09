/*
 * Does SELinux decide on this host, now and after the next boot? It informs.
 */
#include "core/host_here.h"
#include "core/io_selinux.h"
#include "core/probe.h"

#define ROLES (HOST_HTTP | HOST_LOADBALANCER)

static void subjects(const struct inventory *inventory, struct subjects *subjects)
{
	bool any = false;

	for (size_t i = 0; i < inventory->host_count; i++) {
		const struct host *host = &inventory->hosts[i];

		if (!(host->roles & ROLES))
			continue;
		any = true;
		subject_add(subjects, &(struct subject){ .name = host->fqdn,
							 .host = host->fqdn,
							 .where = host->where,
							 .roles = host->roles & ROLES });
	}
	if (!any && inventory->vantage.host && inventory->vantage.roles & ROLES)
		subject_add(
			subjects,
			&(struct subject){ .name = inventory->vantage.host,
					   .roles = inventory->vantage.roles & ROLES });
}

static void start(struct run *run)
{
	const char *host = run_subject(run)->name;
	enum selinux_mode mode = selinux_mode();
	enum selinux_mode boot;
	int r;

	if (!host_is_here(run_inventory(run), host)) {
		run_skip(run, "belongs on %s: run ocp-preflight there", host);
		return;
	}
	r = selinux_boot_mode(SELINUX_CONFIG_FILE, &boot);
	if (r < 0)
		boot = mode;
	if (mode == SELINUX_UNKNOWN) {
		run_error(run, "SELinux is on at %s, but its mode cannot be read", host);
	} else if (mode == SELINUX_ABSENT && r < 0) {
		run_skip(run, "%s has no SELinux", host);
	} else if (mode != boot) {
		run_reason(run, "selinux-boot-mode");
		run_observedf(run, "now %s; after the next boot %s (%s)",
			      selinux_mode_name(mode), selinux_mode_name(boot),
			      SELINUX_CONFIG_FILE);
		if (mode == SELINUX_PERMISSIVE && boot == SELINUX_ENFORCING)
			run_fixf(run, "setenforce 1");
		else
			run_fixf(run, "in " SELINUX_CONFIG_FILE ": SELINUX=%s",
				 selinux_mode_name(mode));
		run_warn(run, "SELinux on %s is %s now and %s after the next boot", host,
			 selinux_mode_name(mode), selinux_mode_name(boot));
	} else {
		run_pass(run, "SELinux on %s is %s", host, selinux_mode_name(mode));
	}
}

const struct probe probe_selinux_mode = {
	.id = "selinux.mode",
	.title = "SELinux is in the mode that the next boot will have",
	.why = "what works while SELinux is permissive stops when it enforces",
	.symptom = "after a reboot HAProxy does not start, or the web server answers 403",
	.fix = "make the mode of now and that of " SELINUX_CONFIG_FILE " agree",
	.requires = "on the host",
	.phases = PHASE_PREBOOT,
	.subjects = subjects,
	.start = start,
};
