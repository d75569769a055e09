/* The release that the files which machines boot are of. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/sources/boot_entry.h"
#include "derive_part.h"

struct found {
	unsigned minor; /* 4.`minor`; 0: none yet */
	bool several;
	struct where where;
};

/*
 * "rhcos-4.16.3-x86_64-live-..." is of 4.16, as is "rhcos-416.94.202405-...". Later names count RHEL's
 * releases ("rhcos-9.6.20250701-0-..."), which say nothing. 0: not told.
 */
static unsigned minor_of(const char *name)
{
	static const char prefix[] = "rhcos-4";
	const char *at = strstr(name, prefix), *digits;
	char *end;
	unsigned long minor;

	if (!at)
		return 0;
	digits = at + strlen(prefix);
	if (*digits == '.')
		digits++;
	if (!isdigit((unsigned char)*digits))
		return 0;
	minor = strtoul(digits, &end, 10);
	return *end == '.' && minor < 100 ? (unsigned)minor : 0;
}

static void look_at(struct found *found, const struct boot_word *word)
{
	unsigned minor = word->unknown ? 0 : minor_of(word->text);

	if (!minor)
		return;
	found->several |= found->minor && found->minor != minor;
	found->minor = minor;
	if (!found->where.file)
		found->where = word->where;
}

/* CoreOS is made for one release: what boots is of the cluster's. Of several releases none is taken. */
void derive_release(struct deriving *deriving)
{
	const struct sources *sources = deriving->sources;
	struct config *config = deriving->config;
	struct found found = { 0 };

	if (config->openshift_version.value)
		return;
	for (size_t b = 0; b < sources->boot_count; b++) {
		const struct boot_config *boot = sources->boot[b];

		for (size_t i = 0; i < boot->count; i++) {
			look_at(&found, &boot->entries[i].kernel);
			for (size_t n = 0; n < boot->entries[i].initrd_count; n++)
				look_at(&found, &boot->entries[i].initrds[n]);
			for (size_t n = 0; n < boot->entries[i].arg_count; n++)
				look_at(&found, &boot->entries[i].args[n]);
		}
	}
	if (found.minor && !found.several)
		config->openshift_version = (struct config_text){
			arena_printf(deriving->arena, "4.%u", found.minor), found.where
		};
}
