/* From the kernel to the installed system: silence, the wrong role, boot loops. */
#include "findings.h"
#include "show.h"
#include "transfer.h"

/* Boots that end at the same step. */
#define SAME_END 2
/* After the install a machine may look at the network first and go on to its disk. */
#define AGAIN_LONG (120 * SECOND)

/* Steps after which silence is not normal for longer than this. */
static const struct quiet {
	enum timeline_step stage;
	int64_t limit;
	const char *id, *what, *cause, *fix;
} silences[] = {
	{STEP_KERNEL,      60 * SECOND,   "initramfs-not-asked",
	  "has a kernel but has not asked for an initramfs",	    "the script has no initrd line, or the download failed on its console",
	  "look at the console and at the script's initrd line"																		      },
	{ STEP_INITRAMFS,  180 * SECOND,	"kernel-silent",
	  "has kernel and initramfs, and has been silent since",	  "the kernel does not come up, or the live system has no driver for this network "
	  "card; a console that is not there hides it",			 "look at the console (console=tty0 console=ttyS0,115200n8: the last one gets the "
	  "messages)"									 },
	{ STEP_OS_DHCP,	180 * SECOND,  "live-silent",
	  "runs the live system, which has been silent since",	  "it does not know what to fetch: coreos.live.rootfs_url or coreos.inst.* of the "
	  "kernel arguments, or a name in them that does not resolve",	    "compare the kernel arguments with the release's documentation"	  },
	{ STEP_ROOTFS,     300 * SECOND,  "image-silent",
	  "has the image, and has been silent since",		   "it is not installing: coreos.inst.ignition_url is absent, or the installer "
	  "stopped in its emergency shell",						"look at the console; check coreos.inst.install_dev and ignition_url"},
	{ STEP_IGN,	    1200 * SECOND, "install-silent",
	  "has its Ignition file, and has been silent since",	   "it could not write the disk (coreos.inst.install_dev names another), or does not "
	  "reboot",								"look at the console"						},
	{ STEP_REBOOT,     300 * SECOND,  "reboot-silent",
	  "has been installed and rebooted, and has been silent since", "it does not boot from its disk, or its network is not configured",
	  "look at the console and at the boot order"																				},
	{ STEP_FIRST_BOOT, 300 * SECOND,	 "first-boot-silent",
	  "has booted the installed system, and has been silent since", "Ignition failed for good (a 4xx, or a file that it cannot read)",
	  "look at the console"																						      },
};

static int64_t last_sign(const struct node_state *node)
{
	return node->last > node->progress ? node->last : node->progress;
}

/* What comes next would be seen here only if such traffic is seen at all. */
static bool is_next_visible(const struct timeline *timeline, enum timeline_step stage)
{
	switch (stage) {
	case STEP_OS_DHCP:
	case STEP_ROOTFS:
		return timeline->visible.http.count;
	case STEP_FIRST_BOOT:
		return timeline->visible.dns.count || timeline->visible.mcs.count;
	default:
		return true;
	}
}

/* Other findings say better what it waits for. */
static bool has_finding(const struct findings *findings, const struct node_state *node)
{
	const char *name = show_node(findings->timeline, findings->arena, node);

	for (size_t i = 0; i < findings->count; i++)
		if (findings->items[i].node && !strcmp(findings->items[i].node, name) &&
		    findings->items[i].severity == FINDING_STUCK)
			return true;
	return false;
}

static void find_silence(struct findings *findings, const struct node_state *node)
{
	int64_t lasts = findings->timeline->now - last_sign(node);

	for (size_t i = 0; i < sizeof silences / sizeof *silences; i++) {
		const struct quiet *quiet = &silences[i];
		struct timeline_finding *finding;

		if (quiet->stage != node->stage || lasts < quiet->limit ||
		    !is_next_visible(findings->timeline, node->stage) ||
		    has_finding(findings, node))
			continue;
		finding = finding_add(findings, node, quiet->id, FINDING_STUCK,
				      last_sign(node));
		finding->title =
			arena_printf(findings->arena, "%s %s (%s)", finding->node,
				     quiet->what, show_duration(findings->arena, lasts));
		finding->cause = quiet->cause;
		finding->fix = quiet->fix;
	}
}

/* The role that an Ignition file is for by its name; -1: it does not say. */
static int role_of_file(const char *path)
{
	const char *name = transfer_file_name(path);

	if (strcasestr(name, "bootstrap"))
		return NODE_BOOTSTRAP;
	if (strcasestr(name, "master"))
		return NODE_MASTER;
	if (strcasestr(name, "worker"))
		return NODE_WORKER;
	return -1;
}

static int role_of_node(const struct node *node)
{
	return node->role == NODE_INFRA ? NODE_WORKER : (int)node->role;
}

static void find_wrong_role(struct findings *findings, const struct node_state *node)
{
	const struct transfer *ign = &node->transfers[TRANSFER_IGN];
	int role = role_of_file(ign->file);
	const char *wanted;
	struct timeline_finding *finding;

	if (!ign->asked.count || !node->known || role < 0 ||
	    role == role_of_node(node->known) || ign->state == TRANSFER_REFUSED)
		return;
	wanted = node_role_name((enum node_role)role_of_node(node->known));
	finding = finding_add(findings, node, "ign-wrong-role", FINDING_STUCK,
			      ign->asked.last);
	finding->title =
		arena_printf(findings->arena, "%s fetched %s, and is a %s", finding->node,
			     show_text(findings->arena, transfer_file_name(ign->file)),
			     node_role_name(node->known->role));
	finding->cause =
		"the wrong item of the boot menu, or the kernel arguments of another "
		"role";
	finding->fix = arena_printf(findings->arena,
				    "boot it again from the network with "
				    "coreos.inst.ignition_url=.../%s.ign",
				    wanted);
}

static void find_boot_loop(struct findings *findings, const struct node_state *node)
{
	struct timeline_finding *finding;
	const char *order =
		"the disk must come before the network, or the menu must exit "
		"to it";

	if (node->installs && node->stage >= STEP_KERNEL && !node->is_installed) {
		finding = finding_add(findings, node, "boot-loop-install", FINDING_STUCK,
				      node->booted);
		finding->title = arena_printf(
			findings->arena,
			"%s has been installed %u time%s and installs itself again",
			finding->node, node->installs, node->installs == 1 ? "" : "s");
		finding->cause =
			"it boots from the network first, and the script installs "
			"whoever comes";
		finding->fix = order;
		return;
	}
	if (node->again.count && node->stage <= STEP_REBOOT &&
	    findings->timeline->now - node->again.last > AGAIN_LONG) {
		finding = finding_add(findings, node, "boot-order", FINDING_WARN,
				      node->again.first);
		finding->title = arena_printf(
			findings->arena,
			"%s boots from the network again after the install, and does not "
			"come to its disk",
			finding->node);
		finding->cause = "the boot order, or a menu that waits";
		finding->fix = order;
	}
}

static void find_repeated_end(struct findings *findings, const struct node_state *node)
{
	unsigned same = 0;
	enum timeline_step stage;
	struct timeline_finding *finding;

	if (!node->past_count || node->is_installed)
		return;
	stage = node->past[node->past_count - 1].stage;
	for (unsigned i = node->past_count; i-- > 0;) {
		if (node->past[i].stage != stage || node->past[i].was_installed)
			break;
		same++;
	}
	if (same < SAME_END || node->stage > stage)
		return;
	finding = finding_add(findings, node, "boot-repeats", FINDING_STUCK,
			      node->past[node->past_count - same].first);
	finding->title = arena_printf(
		findings->arena,
		"%s has booted from the network %u times and never got past %s",
		finding->node, node->boots, timeline_step_title(stage));
	finding->cause =
		"it is reset at that step each time: a watchdog, a kernel that panics, "
		"or somebody at the power button";
	finding->fix = "look at the console at that step";
}

void find_install(struct findings *findings, const struct node_state *node)
{
	find_wrong_role(findings, node);
	find_boot_loop(findings, node);
	find_repeated_end(findings, node);
	find_silence(findings, node);
}
