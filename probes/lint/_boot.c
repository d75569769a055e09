#include "_boot.h"

#include <string.h>

const char *boot_subject(struct findings *findings, const struct boot_entry *entry,
			 const char *what)
{
	bool named = entry->loader != BOOT_IPXE || entry->label;

	return findings_printf(findings, "%s/%s", named ? entry->name : "script", what);
}

const struct node *boot_node(const struct inventory *inventory,
			     const struct boot_entry *entry)
{
	if (entry->machine.addr.family)
		return inventory_node_at(inventory, &entry->machine.addr);
	for (size_t i = 0; entry->machine.mac && i < inventory->node_count; i++) {
		const char *mac = inventory->nodes[i].mac;

		if (mac && !strcmp(mac, entry->machine.mac))
			return &inventory->nodes[i];
	}
	return NULL;
}

const char *boot_line(struct findings *findings, const struct boot_entry *entry,
		      const char *arguments)
{
	static const char *const lines[] = {
		[BOOT_IPXE] = "kernel ... ",
		[BOOT_PXELINUX] = "APPEND ... ",
		[BOOT_GRUB] = "linux ... ",
	};

	return findings_printf(findings, "%s%s", lines[entry->loader], arguments);
}
