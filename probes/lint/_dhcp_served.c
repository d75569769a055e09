#include "_dhcp_served.h"

#include <string.h>

#include "_dhcp_text.h"
#include "_served.h"
#include "core/arena.h"
#include "core/sources/dnsmasq.h"
#include "core/sources/files.h"
#include "core/sources/sources.h"
#include "core/text.h"

/* Where the packages of TFTP servers have their files; dhcpd does not know. */
static const char *const tftp_folders[] = { "/var/lib/tftpboot", "/srv/tftp" };

static bool lacks_at_tftp(const struct served *served, const struct dhcp_plan *plan,
			  const struct dhcp_boot *boot, struct served_lack *ret_lack)
{
	const struct dnsmasq *dnsmasq = plan->source;
	bool has_root = source_files_has_root(served->inventory->sources->files);

	if (!strcmp(plan->server, "dnsmasq"))
		return dnsmasq->tftp && dnsmasq->tftp_root && !boot->server.text &&
		       served_lacks_path(served, dnsmasq->tftp_root, boot->file.text,
					 true, ret_lack);
	/* Those of this machine are not those of a copy. */
	if (!has_root && strncmp(plan->file, "/etc/", 5) != 0)
		return false;
	for (size_t i = 0; i < sizeof tftp_folders / sizeof *tftp_folders; i++) {
		if (served_lacks_path(served, tftp_folders[i], boot->file.text, false,
				      ret_lack))
			return true;
	}
	return false;
}

void dhcp_judge_served(const struct inventory *inventory, struct findings *findings,
		       const struct dhcp_plan *plan, const struct dhcp_boot *boot)
{
	const struct served served = { findings_arena(findings), inventory };
	const struct dhcp_value *file = &boot->file;
	bool is_url = strstr(file->text, "://") != NULL;
	struct served_lack lack;
	const char *near;

	if (is_url ? !served_lacks_url(&served, file->text, &lack)
		   : !lacks_at_tftp(&served, plan, boot, &lack))
		return;
	if (!findings_is_new(findings, "served", file->where))
		return;
	near = lack.near ? text_clean(served.arena, lack.near, strlen(lack.near), 200)
			 : NULL;
	findings_add(
		findings,
		&(struct finding){
			.status = lack.status,
			.subject = findings_printf(findings, "file/%s",
						   dhcp_base_name(file->text)),
			.where = file->where,
			.width = file->width,
			.title =
				lack.folder
					? findings_printf(
						  findings,
						  "machines are told to boot %s, and %s has "
						  "no such file",
						  file->text, lack.folder)
					: findings_printf(
						  findings,
						  "iPXE is sent to %s, and the script that is "
						  "known here is %s",
						  file->text, near),
			.observed = file->text,
			.expected = near ? near : "a file that is there",
			.why = "the server answers that there is no such file, and the "
			       "machine boots nothing",
			.fix = {near ? findings_printf(findings, "did you mean %s?",
				near)
				      : "put the file there, or correct its name",
				 dhcp_restart(served.arena, plan)},
	});
}
