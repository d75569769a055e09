/*
 * lint.dhcp-boot: each kind of firmware is told a file that it can boot, and iPXE its script.
 *
 * Not by the words of the file but by its outcome: a machine of each kind asks, as firmware and
 * then as iPXE, and what it is told is judged.
 */
#include <string.h>
#include <strings.h>

#include "_boot_host.h"
#include "_dhcp_served.h"
#include "_dhcp_text.h"
#include "core/arena.h"
#include "core/index.h"
#include "core/text.h"

/* Architectures of RFC 4578 that an x86 machine may call itself. */
enum { BIOS = 0, UEFI = 7, UEFI_TOO = 9 };

struct judging {
	struct arena *arena;
	struct findings *findings;
	const struct inventory *inventory;
	const struct dhcp_plan *plan;
};

/* What a kind of machine is told, first and then as iPXE. */
struct answers {
	struct dhcp_boot bios, uefi, uefi_too;
	struct dhcp_boot bios_ipxe, uefi_ipxe;
};

static void add(const struct judging *judging, const struct finding *finding)
{
	struct finding copy = *finding;

	copy.fix[copy.fix[0] ? 1 : 0] = dhcp_restart(judging->arena, judging->plan);
	findings_add(judging->findings, &copy);
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), wanted = strlen(end);

	return length >= wanted && !strcasecmp(text + length - wanted, end);
}

static bool is_url(const char *file)
{
	return strstr(file, "://") != NULL;
}

/* A text, which only iPXE or PXELINUX itself can read. */
static bool is_text(const char *file)
{
	return ends_with(file, ".ipxe") || ends_with(file, ".cfg") ||
	       ends_with(file, ".conf") || ends_with(file, ".txt") ||
	       strstr(file, "pxelinux.cfg/") != NULL;
}

static bool is_efi(const char *file)
{
	return ends_with(file, ".efi");
}

/* Programs for BIOS. */
static bool is_bios(const char *file)
{
	return ends_with(file, ".kpxe") || ends_with(file, ".kkpxe") ||
	       ends_with(file, ".pxe") || ends_with(file, "pxelinux.0") ||
	       ends_with(file, ".kpxe.0");
}

/* iPXE itself, by the names that it is built with. */
static bool is_ipxe(const char *file)
{
	const char *name = dhcp_base_name(file);

	return (!strncasecmp(name, "ipxe", 4) && !is_text(name)) ||
	       !strncasecmp(name, "undionly", 8) || !strncasecmp(name, "snponly", 7) ||
	       !strncasecmp(name, "snp.efi", 7) || !strncasecmp(name, "gpxe", 4);
}

static bool is_told(const struct dhcp_boot *boot)
{
	return boot->file.text && *boot->file.text;
}

static struct dhcp_boot ask(const struct judging *judging, const struct dhcp_entry *entry,
			    int arch, bool ipxe)
{
	const struct dhcp_client client = {
		.arch = arch,
		.mac = entry && entry->mac_count ? entry->macs[0] : NULL,
		.vendor_class = arena_printf(judging->arena,
					     "PXEClient:Arch:%05d:UNDI:003016", arch),
		.user_class = ipxe ? "iPXE" : NULL,
		.ipxe = ipxe,
	};
	const struct dhcp_net *net = entry ? dhcp_entry_net(judging->plan, entry) : NULL;
	const struct dhcp_view *view =
		dhcp_view_new(judging->arena, judging->plan, &client);

	if (!net && judging->plan->net_count == 1)
		net = &judging->plan->nets[0];
	return dhcp_boot(view, net, entry);
}

static void say_unfit(const struct judging *judging, const struct dhcp_boot *boot,
		      const char *who, const char *kind, enum status status,
		      const char *fix)
{
	if (!findings_is_new(judging->findings, who, boot->file.where))
		return;
	add(judging,
	    &(struct finding){
		    .status = status,
		    .subject = findings_printf(judging->findings, "%s", who),
		    .where = boot->file.where,
		    .width = boot->file.width,
		    .title = findings_printf(judging->findings,
					     "%s machines are told to boot %s, which "
					     "is %s",
					     who, boot->file.text, kind),
		    .observed = boot->file.text,
		    .expected = fix,
		    .why = "firmware starts a program of its own kind and nothing else",
		    .fix = { findings_printf(judging->findings, "filename \"%s\";",
					     fix) },
	    });
}

/* Where one line is for all machines, all are of one kind. */
static bool tells_apart(const struct answers *answers)
{
	return !is_told(&answers->bios) || !is_told(&answers->uefi) ||
	       strcmp(answers->bios.file.text, answers->uefi.file.text) != 0 ||
	       answers->bios.file.where.line != answers->uefi.file.where.line;
}

static void judge_kinds(const struct judging *judging, const struct answers *answers)
{
	const struct dhcp_boot *bios = &answers->bios, *uefi = &answers->uefi;

	if (is_told(bios) && !bios->unsure) {
		if (is_text(bios->file.text) || is_url(bios->file.text))
			say_unfit(judging, bios, "BIOS", "no program for it", STATUS_WARN,
				  "undionly.kpxe");
		else if (is_efi(bios->file.text) && tells_apart(answers))
			say_unfit(judging, bios, "BIOS", "a program for UEFI",
				  STATUS_WARN, "undionly.kpxe");
	}
	if (is_told(uefi) && !uefi->unsure) {
		if (is_text(uefi->file.text))
			say_unfit(judging, uefi, "UEFI", "no program", STATUS_FAIL,
				  "ipxe.efi");
		else if (is_bios(uefi->file.text) && tells_apart(answers))
			say_unfit(judging, uefi, "UEFI", "a program for BIOS",
				  STATUS_WARN, "ipxe.efi");
	}
}

/* 00:07 and 00:09 are both UEFI on x86_64; which of them a firmware says differs. */
static void judge_types(const struct judging *judging, const struct answers *answers)
{
	const struct dhcp_boot *one = &answers->uefi, *two = &answers->uefi_too;
	bool first_missing =
		!is_told(one) || is_text(one->file.text) || is_bios(one->file.text);
	bool second_missing =
		!is_told(two) || is_text(two->file.text) || is_bios(two->file.text);
	const struct dhcp_boot *good = first_missing ? two : one;
	const struct dhcp_boot *bad = first_missing ? one : two;

	if (one->unsure || two->unsure || first_missing == second_missing ||
	    !findings_is_new(judging->findings, "types", good->file.where))
		return;
	add(judging,
	    &(struct finding){
		    .status = STATUS_WARN,
		    .subject = "UEFI types",
		    .where = good->file.where,
		    .width = good->file.width,
		    .title = findings_printf(
			    judging->findings,
			    "UEFI machines that call themselves %s are told %s",
			    first_missing ? "00:07" : "00:09",
			    is_told(bad) ? bad->file.text : "nothing to boot"),
		    .observed = findings_printf(judging->findings, "only %s is handled",
						first_missing ? "00:09" : "00:07"),
		    .expected = good->file.text,
		    .why = "firmware of one and the same kind says 00:07 or 00:09 (RFC 4578 and "
			   "its errata)",
		    .fix = { !strcmp(judging->plan->server, "dhcpd")
				     ? "if option arch = 00:07 or option arch = 00:09 {"
				     : "dhcp-match=set:efi,option:client-arch,7 and the same for "
				       "9" },
	    });
}

/* iPXE asks again, and shall not be told iPXE. */
static void judge_loop(const struct judging *judging, const struct dhcp_boot *first,
		       const struct dhcp_boot *second)
{
	if (!is_told(first) || !is_told(second) || first->unsure || second->unsure ||
	    !is_ipxe(first->file.text) || !is_ipxe(second->file.text) ||
	    !findings_is_new(judging->findings, "loop",
			     (struct where){ .file = judging->plan->file }))
		return;
	add(judging,
	    &(struct finding){
		    .status = STATUS_FAIL,
		    .subject = "iPXE loop",
		    .where = second->file.where,
		    .width = second->file.width,
		    .title = findings_printf(
			    judging->findings,
			    "iPXE is told to load %s, which is iPXE again",
			    second->file.text),
		    .observed = second->file.text,
		    .expected =
			    "the URL of the script, for clients of user class \"iPXE\"",
		    .why = "iPXE loads iPXE for ever, unless a script is built into it",
		    .fix = { !strcmp(judging->plan->server, "dhcpd")
				     ? "if exists user-class and option user-class = \"iPXE\" { "
				       "filename \"http://...\"; } else { ... }"
				     : "dhcp-userclass=set:ipxe,iPXE and "
				       "dhcp-boot=tag:ipxe,http://..." },
	    });
}

/* iPXE is loaded, and then told nothing. */
static void judge_script(const struct judging *judging, const struct dhcp_boot *first,
			 const struct dhcp_boot *second)
{
	if (!is_told(first) || is_told(second) || first->unsure || second->unsure ||
	    !is_ipxe(first->file.text) ||
	    !findings_is_new(judging->findings, "script", first->file.where))
		return;
	add(judging,
	    &(struct finding){
		    .status = STATUS_WARN,
		    .subject = "iPXE script",
		    .where = first->file.where,
		    .width = first->file.width,
		    .title = "iPXE is told no script",
		    .observed = findings_printf(judging->findings,
						"%s is loaded, and then told nothing",
						first->file.text),
		    .expected =
			    "the URL of the script, for clients of user class \"iPXE\"",
		    .why = "iPXE stops, unless a script is built into it",
		    .fix = { "filename \"http://.../boot.ipxe\";" },
	    });
}

static const char *boot_part(const char *what)
{
	return strstr(what, "TFTP") ? "next-server" : "filename";
}

/* An address that nobody of the plan has; names are left to the checks of DNS. */
static void judge_host(const struct judging *judging, const struct dhcp_value *value,
		       const char *host, const char *what)
{
	struct findings *findings = judging->findings;
	struct boot_stranger stranger;
	struct finding finding;
	struct addr addr;

	if (addr_parse(host, &addr) < 0 || !strcmp(host, "0.0.0.0") ||
	    !boot_is_stranger(judging->inventory, &addr,
			      HOST_HTTP | HOST_BASTION | HOST_DHCP, &stranger) ||
	    !findings_is_new(findings, what, value->where))
		return;
	finding =
		boot_stranger_finding(findings, &stranger, host, &addr,
				      findings_printf(findings, "%s is %s", what, host));
	finding.subject = findings_printf(findings, "%s/%s", boot_part(what), host);
	finding.where = value->where;
	finding.width = value->width;
	add(judging, &finding);
}

/* "http://172.16.0.101:8080/x" -> "172.16.0.101" */
static const char *url_host(const struct judging *judging, const char *url)
{
	const char *host = strstr(url, "://") + 3;
	size_t length = strcspn(host, "/");
	const char *text = arena_strndup(judging->arena, host, length);

	if (*text == '[')
		return arena_strndup(judging->arena, text + 1, strcspn(text + 1, "]"));
	return arena_strndup(judging->arena, text, strcspn(text, ":"));
}

static void judge_server(const struct judging *judging, const struct dhcp_boot *boot)
{
	bool dhcpd = !strcmp(judging->plan->server, "dhcpd");

	if (!is_told(boot) || boot->unsure)
		return;
	if (is_url(boot->file.text)) {
		judge_host(judging, &boot->file, url_host(judging, boot->file.text),
			   "the host of the script");
		return;
	}
	if (boot->server.text) {
		judge_host(judging, &boot->server, boot->server.text, "the TFTP server");
		return;
	}
	if (!dhcpd || judging->plan->incomplete ||
	    !findings_is_new(judging->findings, "next-server",
			     (struct where){ .file = judging->plan->file }))
		return;
	add(judging,
	    &(struct finding){
		    .status = STATUS_FAIL,
		    .subject = "next-server",
		    .where = boot->file.where,
		    .width = boot->file.width,
		    .title = findings_printf(judging->findings,
					     "machines are told to boot %s, and not "
					     "from which server",
					     boot->file.text),
		    .observed = "no next-server: dhcpd sends 0.0.0.0",
		    .expected = "the address of the TFTP server",
		    .why = "firmware does not know whom to ask for the file",
		    .fix = { "next-server ADDRESS;" },
	    });
}

static void judge_there(const struct judging *judging, const struct dhcp_boot *boot)
{
	if (is_told(boot) && !boot->unsure)
		dhcp_judge_served(judging->inventory, judging->findings, judging->plan,
				  boot);
}

static void judge_entry(const struct judging *judging, const struct dhcp_entry *entry)
{
	const struct answers answers = {
		.bios = ask(judging, entry, BIOS, false),
		.uefi = ask(judging, entry, UEFI, false),
		.uefi_too = ask(judging, entry, UEFI_TOO, false),
		.bios_ipxe = ask(judging, entry, BIOS, true),
		.uefi_ipxe = ask(judging, entry, UEFI, true),
	};

	judge_kinds(judging, &answers);
	judge_types(judging, &answers);
	judge_loop(judging, &answers.uefi, &answers.uefi_ipxe);
	judge_loop(judging, &answers.bios, &answers.bios_ipxe);
	judge_script(judging, &answers.uefi, &answers.uefi_ipxe);
	judge_server(judging, &answers.bios);
	judge_server(judging, &answers.uefi);
	judge_server(judging, &answers.uefi_ipxe);
	judge_there(judging, &answers.bios);
	judge_there(judging, &answers.uefi);
	judge_there(judging, &answers.bios_ipxe);
	judge_there(judging, &answers.uefi_ipxe);
}

/* Files that say it in the hosts themselves are asked host by host, up to some. */
#define ENTRIES_MAX 200

static void judge(const struct inventory *inventory, struct findings *findings)
{
	struct judging judging = { .arena = findings_arena(findings),
				   .findings = findings,
				   .inventory = inventory };
	const struct dhcp_plan *plans;
	size_t count = dhcp_plans(judging.arena, inventory, &plans);

	for (size_t i = 0; i < count; i++) {
		const struct dhcp_plan *plan = &plans[i];
		size_t asked = 0;

		judging.plan = plan;
		findings_saw(findings, plan->file);
		judge_entry(&judging, NULL);
		for (size_t e = 0; e < plan->entry_count && asked < ENTRIES_MAX; e++) {
			if (!plan->entries[e].node)
				continue;
			judge_entry(&judging, &plan->entries[e]);
			asked++;
		}
	}
}

const struct probe probe_lint_dhcp_boot = {
	.id = "lint.dhcp-boot",
	.title = "DHCP tells every machine a file that it can boot, and iPXE its script",
	.why = "firmware starts what DHCP names, from the server that DHCP names",
	.symptom =
		"\"No boot filename received\", a TFTP time-out, or iPXE that loads itself again "
		"and again",
	.fix = "give BIOS and UEFI a program each, and clients of user class iPXE the script",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
