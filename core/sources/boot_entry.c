#include "core/sources/boot_entry.h"

#include <ctype.h>
#include <string.h>

#include "core/arena.h"
#include "core/sources/dracut_ip.h"

struct boot_entry *boot_entry_add(struct arena *arena, struct boot_config *config)
{
	struct boot_entry *entry;

	config->entries = arena_grow(arena, config->entries, config->count,
				     sizeof *config->entries);
	entry = &config->entries[config->count++];
	*entry = (struct boot_entry){ .loader = config->loader, .args_known = true };
	return entry;
}

/* "coreos.inst.ignition_url=http://x/${role}.ign" is that argument, whatever the variable holds. */
static bool is_name_known(const struct boot_word *word)
{
	size_t name = strcspn(word->text, "=$");

	return !word->unknown || word->text[name] == '=';
}

void boot_entry_add_argument(struct arena *arena, struct boot_entry *entry,
			     struct boot_word word)
{
	entry->args = arena_grow(arena, entry->args, entry->arg_count, sizeof word);
	entry->args[entry->arg_count++] = word;
	entry->args_known &= is_name_known(&word);
}

void boot_entry_add_initrd(struct arena *arena, struct boot_entry *entry,
			   struct boot_word word, const char *name)
{
	entry->initrds =
		arena_grow(arena, entry->initrds, entry->initrd_count, sizeof word);
	entry->initrd_names = arena_grow(arena, entry->initrd_names, entry->initrd_count,
					 sizeof(const char *));
	entry->initrds[entry->initrd_count] = word;
	entry->initrd_names[entry->initrd_count++] =
		name ? name : boot_base_name(word.text);
}

static void add_name(struct arena *arena, struct boot_config *config,
		     struct boot_name name)
{
	config->names = arena_grow(arena, config->names, config->name_count, sizeof name);
	config->names[config->name_count++] = name;
}

void boot_config_add_name(struct arena *arena, struct boot_config *config,
			  const char *argument, size_t length, const char *mac,
			  struct where where)
{
	struct boot_name name = { .mac = mac, .where = where };
	struct dracut_ip ip;

	if (length > 3 && !strncmp(argument, "ip=", 3)) {
		dracut_ip_read(arena, argument + 3, length - 3, &ip);
		if (ip.form != DRACUT_IP_CLIENT || !*ip.host_name.text ||
		    (*ip.client.text && addr_parse(ip.client.text, &name.client) < 0))
			return;
		name.host_name = ip.host_name.text;
	} else if (length > 9 && !strncmp(argument, "hostname=", 9)) {
		name.host_name = arena_strndup(arena, argument + 9, length - 9);
	} else {
		return;
	}
	add_name(arena, config, name);
}

void boot_config_add_names(struct arena *arena, struct boot_config *config)
{
	for (size_t i = 0; i < config->count; i++) {
		const struct boot_entry *entry = &config->entries[i];
		const char *mac = entry->is_default ? entry->machine.mac : NULL;

		for (size_t a = 0; a < entry->arg_count; a++) {
			const struct boot_word *word = &entry->args[a];

			if (!word->unknown)
				boot_config_add_name(arena, config, word->text,
						     strlen(word->text), mac,
						     word->where);
		}
	}
}

const struct boot_word *boot_argument(const struct boot_entry *entry, const char *name)
{
	for (size_t i = entry->arg_count; i > 0; i--) {
		if (!strncmp(entry->args[i - 1].text, name, strlen(name)))
			return &entry->args[i - 1];
	}
	return NULL;
}

bool boot_is_coreos(const struct boot_entry *entry)
{
	return boot_argument(entry, "coreos.") || strstr(entry->kernel.text, "rhcos") ||
	       strstr(entry->kernel.text, "scos-");
}

const char *boot_base_name(const char *url)
{
	const char *slash = strrchr(url, '/');

	return slash ? slash + 1 : url;
}

const char *boot_loader_name(enum boot_loader loader)
{
	switch (loader) {
	case BOOT_IPXE:
		return "iPXE";
	case BOOT_PXELINUX:
		return "PXELINUX";
	case BOOT_GRUB:
		return "GRUB";
	}
	return "";
}

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_mac(struct arena *arena, const char *name, const char **ret_mac)
{
	char *mac;

	if (strlen(name) != strlen("01-00-50-56-96-11-c2") || strncmp(name, "01-", 3))
		return false;
	mac = arena_strdup(arena, name + 3);
	for (size_t i = 0; mac[i]; i++) {
		if (i % 3 == 2 ? mac[i] != '-' : nibble(mac[i]) < 0)
			return false;
		if (i % 3 == 2)
			mac[i] = ':';
	}
	*ret_mac = mac;
	return true;
}

static bool read_addr(const char *name, struct addr *ret_addr)
{
	struct addr addr = { .family = AF_INET };

	if (strlen(name) != 8)
		return false;
	for (size_t i = 0; i < 8; i++) {
		int digit = islower((unsigned char)name[i])
				    ? -1
				    : nibble((char)tolower((unsigned char)name[i]));

		if (digit < 0)
			return false;
		addr.bytes[i / 2] = (unsigned char)(addr.bytes[i / 2] << 4 | digit);
	}
	*ret_addr = addr;
	return true;
}

bool boot_machine_of(struct arena *arena, const char *name,
		     struct boot_machine *ret_machine)
{
	struct boot_machine machine = { 0 };

	if (!read_mac(arena, name, &machine.mac) && !read_addr(name, &machine.addr))
		return false;
	*ret_machine = machine;
	return true;
}
