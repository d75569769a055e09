#include "_boot.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/sources/dracut_ip.h"

const char *boot_subject(struct findings *findings, const struct boot_entry *entry,
			 const char *what)
{
	bool named = entry->loader != BOOT_IPXE || entry->label;

	return findings_printf(findings, "%s/%s", named ? entry->name : "script", what);
}

const struct node *boot_machine_node(const struct inventory *inventory,
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

/* "m1", or its whole name. */
static const struct node *node_named(const struct inventory *inventory, const char *name)
{
	for (size_t i = 0; i < inventory->node_count; i++) {
		const char *fqdn = inventory->nodes[i].fqdn;
		size_t length = strlen(name);

		if (!strncasecmp(fqdn, name, length) &&
		    (!fqdn[length] || (fqdn[length] == '.' && !strchr(name, '.'))))
			return &inventory->nodes[i];
	}
	return NULL;
}

static const struct node *node_of_ip(const struct inventory *inventory,
				     struct arena *arena, const struct boot_word *word)
{
	const struct node *node = NULL;
	struct dracut_ip ip;
	struct addr addr;

	dracut_ip_read(arena, word->text + 3, strlen(word->text) - 3, &ip);
	if (addr_parse(ip.client.text, &addr) >= 0)
		node = inventory_node_at(inventory, &addr);
	return node || !*ip.host_name.text ? node
					   : node_named(inventory, ip.host_name.text);
}

const struct node *boot_addressed_node(const struct inventory *inventory,
				       const struct boot_entry *entry)
{
	struct arena *arena = arena_new();
	const struct node *node = NULL;

	for (size_t i = 0; i < entry->arg_count && !node; i++) {
		const struct boot_word *word = &entry->args[i];

		if (!strncmp(word->text, "ip=", 3) && !word->unknown)
			node = node_of_ip(inventory, arena, word);
	}
	arena_free(arena);
	return node;
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

void boot_add(struct findings *findings, const struct finding *finding)
{
	const char *key = findings_printf(findings, "%s\n%s\n%s",
					  finding->observed ? finding->observed : "",
					  finding->expected ? finding->expected : "",
					  finding->why ? finding->why : "");

	if (findings_is_new(findings, key, finding->where))
		findings_add(findings, finding);
}

bool boot_is_said(struct findings *findings, const char *what, struct where from)
{
	return from.file && !findings_is_new(findings, what, from);
}

static void add_fetch(struct arena *arena, struct boot_fetch **fetches, size_t *count,
		      const struct boot_word *word, size_t skip)
{
	const char *url = word->text + skip;
	size_t length = strcspn(url, "?#");
	struct boot_fetch *fetch;

	*fetches = arena_grow(arena, *fetches, *count, sizeof *fetch);
	fetch = &(*fetches)[(*count)++];
	*fetch = (struct boot_fetch){ .url = arena_strndup(arena, url, length),
				      .unknown = word->unknown,
				      .where = word->where,
				      .width = word->width,
				      .from = word->from };
	fetch->name = boot_base_name(fetch->url);
	/* In the file as it is here, where no variable was put in. */
	if (word->width == strlen(word->text)) {
		fetch->where.column += (unsigned)skip;
		fetch->width = (unsigned)length;
	}
}

size_t boot_fetches(struct arena *arena, const struct boot_entry *entry,
		    struct boot_fetch **ret_fetches)
{
	static const char *const arguments[] = { "coreos.inst.image_url=",
						 "coreos.live.rootfs_url=",
						 "coreos.inst.ignition_url=" };
	size_t count = 0;

	*ret_fetches = NULL;
	add_fetch(arena, ret_fetches, &count, &entry->kernel, 0);
	for (size_t i = 0; i < entry->initrd_count; i++)
		add_fetch(arena, ret_fetches, &count, &entry->initrds[i], 0);
	for (size_t i = 0; i < sizeof arguments / sizeof arguments[0]; i++) {
		const struct boot_word *word = boot_argument(entry, arguments[i]);

		if (!word)
			continue;
		add_fetch(arena, ret_fetches, &count, word, strlen(arguments[i]));
		(*ret_fetches)[count - 1].is_ignition = strstr(arguments[i], "ignition");
	}
	return count;
}

static const struct {
	const char *word;
	enum boot_kind kind;
} kinds[] = {
	{"-installer-kernel",     BOOT_INSTALLER},
	{ "-installer-initramfs", BOOT_INSTALLER},
	{ "-installer.",		 BOOT_INSTALLER},
	{ "-live-kernel",	  BOOT_LIVE	    },
	{ "-live-initramfs",	     BOOT_LIVE     },
	{ "-live-rootfs",	  BOOT_LIVE	    },
};

enum boot_kind boot_kind(const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strstr(name, kinds[i].word))
			return kinds[i].kind;
	}
	return BOOT_OTHER;
}

bool boot_kinds_differ(const char *a, const char *b)
{
	enum boot_kind left = boot_kind(a), right = boot_kind(b);

	return left && right && left != right;
}

/* "rhcos-4.5.6-x86_64-metal.x86_64.raw.gz": 4.5.6; "rhcos-9.6.20250701-0-live-...": with its -0. */
const char *boot_version(struct arena *arena, const char *name)
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
