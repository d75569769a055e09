/*
 * May HAProxy bind and reach its ports? By the boolean haproxy_connect_any, by the ports' types or
 * by a local module: the kernel's policy is asked.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/io_selinux.h"
#include "core/probe.h"

#define BOOLEAN	      "haproxy_connect_any"
#define DOMAIN	      "system_u:system_r:haproxy_t:s0"
#define STORE	      "/var/lib/selinux/targeted/active"
#define UNRESERVED    "system_u:object_r:unreserved_port_t:s0"
#define OWN_PORTS_MAX 32

/* The ports of a cluster's balancer that the policy gives no type that haproxy_t may use. */
static const unsigned ports_of_cluster[] = { 6443, 22623 };

struct look {
	const char *type_6443, *type_22623; /* labels of the ports */
	int store_error;		    /* why local port types are not known */
	unsigned denied;		    /* first port that is denied, or 0 */
	const char *permission;		    /* "name_bind" or "name_connect" */
	bool asked;
};

static void look_at_ports(struct run *run, struct look *look);
static void denied(struct run *run, const struct look *look, enum selinux_mode mode,
		   int boolean);
static void persistent(struct run *run);

static void subjects(const struct inventory *inventory, struct subjects *subjects)
{
	unsigned roles = inventory->vantage.roles;

	for (size_t i = 0; i < inventory->host_count; i++)
		roles |= inventory->hosts[i].roles;
	if (roles & HOST_LOADBALANCER)
		subject_add(subjects, &(struct subject){ .name = BOOLEAN,
							 .roles = HOST_LOADBALANCER });
}

static bool has_haproxy(const struct inventory *inventory)
{
	return inventory->haproxy_file || access("/usr/sbin/haproxy", F_OK) == 0;
}

static void start(struct run *run)
{
	enum selinux_mode mode = selinux_mode();
	struct look look = { 0 };
	int boolean;

	if (!run_is_here(run))
		return;
	if (mode == SELINUX_ABSENT) {
		run_skip(run, "SELinux is not on here");
		return;
	}
	if (!has_haproxy(run_inventory(run))) {
		run_skip(run, "HAProxy is not on this host");
		return;
	}
	boolean = selinux_boolean(BOOLEAN);
	if (boolean == 1) {
		persistent(run);
		return;
	}
	look_at_ports(run, &look);
	if (look.denied && look.store_error == -EACCES)
		run_error(run, "%s is off, and local port types can be read by root only",
			  BOOLEAN);
	else if (look.denied)
		denied(run, &look, mode, boolean);
	else if (!look.asked)
		run_error(run, "%s is off, and the kernel's policy could not be asked",
			  BOOLEAN);
	else
		run_pass(run, "HAProxy may bind and reach 6443 and 22623 without %s",
			 BOOLEAN);
}

/* Local port types, as semanage port -a writes them: "portcon tcp 6443 user:role:type:level". */
static int read_local_ports(struct run *run, struct look *look)
{
	FILE *file = fopen(STORE "/ports.local", "re");
	char line[512];

	look->type_6443 = look->type_22623 = UNRESERVED;
	if (!file)
		return errno == ENOENT ? 0 : -errno;
	while (fgets(line, sizeof line, file)) {
		unsigned first, last;
		char label[256];

		if (sscanf(line, "portcon tcp %u-%u %255s", &first, &last, label) != 3) {
			if (sscanf(line, "portcon tcp %u %255s", &first, label) != 2)
				continue;
			last = first;
		}
		if (first <= 6443 && 6443 <= last)
			look->type_6443 = arena_strdup(run_arena(run), label);
		if (first <= 22623 && 22623 <= last)
			look->type_22623 = arena_strdup(run_arena(run), label);
	}
	(void)fclose(file);
	return 0;
}

static void look_at_ports(struct run *run, struct look *look)
{
	static const char *const permissions[] = { "name_bind", "name_connect" };

	look->store_error = read_local_ports(run, look);
	for (size_t i = 0; i < 2 && !look->denied; i++)
		for (size_t p = 0; p < 2 && !look->denied; p++) {
			const char *label = i == 0 ? look->type_6443 : look->type_22623;
			int r = selinux_allows(DOMAIN, label, "tcp_socket",
					       permissions[p]);

			if (r < 0)
				continue;
			look->asked = true;
			if (r == 0) {
				look->denied = ports_of_cluster[i];
				look->permission = permissions[p];
			}
		}
}

static void denied(struct run *run, const struct look *look, enum selinux_mode mode,
		   int boolean)
{
	run_reason(run, "selinux-port");
	run_expectedf(run, "haproxy_t may bind and connect to 6443 and 22623");
	run_observedf(run, "%s is %s; the policy denies haproxy_t %s on %u", BOOLEAN,
		      boolean == 0 ? "off" : "not known", look->permission, look->denied);
	if (boolean == -ENOENT) {
		run_fixf(run, "semanage port -a -t http_port_t -p tcp 6443");
		run_fixf(run, "semanage port -a -t http_port_t -p tcp 22623");
	} else {
		run_fixf(run, "setsebool -P %s=1", BOOLEAN);
	}
	run_reproducef(run, "getsebool %s", BOOLEAN);
	if (mode == SELINUX_ENFORCING)
		run_fail(run, "SELinux does not let HAProxy use port %u: %s is off",
			 look->denied, BOOLEAN);
	else
		run_warn(
			run,
			"SELinux will not let HAProxy use port %u once it enforces: %s is off",
			look->denied, BOOLEAN);
}

/* setsebool without -P is lost at the next boot. Only root can see what is written. */
static void persistent(struct run *run)
{
	FILE *file;
	char line[256];
	bool found = false;
	bool store = access(STORE, R_OK) == 0;

	file = fopen(STORE "/booleans.local", "re");
	if (!file && (errno != ENOENT || !store)) {
		run_pass(run, "%s is on", BOOLEAN);
		return;
	}
	while (file && fgets(line, sizeof line, file))
		if (strncmp(line, BOOLEAN, strlen(BOOLEAN)) == 0)
			found = strchr(line, '1') != NULL;
	if (file)
		(void)fclose(file);
	if (found) {
		run_pass(run, "%s is on, now and after the next boot", BOOLEAN);
		return;
	}
	run_reason(run, "selinux-boolean-runtime");
	run_observedf(run, "on now; not in " STORE "/booleans.local");
	run_whyf(run, "after the next boot HAProxy cannot bind its ports");
	run_fixf(run, "setsebool -P %s=1", BOOLEAN);
	run_warn(run, "%s is on, but off again after the next boot", BOOLEAN);
}

const struct probe probe_selinux_boolean = {
	.id = "selinux.boolean",
	.title = "HAProxy may bind and reach its ports",
	.why = "6443 and 22623 have no type that HAProxy's domain may use: it does not start, or "
	       "all back ends stay down",
	.symptom = "\"cannot bind socket\" in HAProxy's log, or health checks that say "
		   "\"General socket error (Permission denied)\"",
	.fix = "setsebool -P " BOOLEAN "=1",
	.requires = "role loadbalancer",
	.phases = PHASE_PREBOOT,
	.subjects = subjects,
	.start = start,
};
