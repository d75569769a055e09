#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/sources/pxelinux_reader.h"

#define SYSAPPEND_IP 1

/* "192.168.2.3::filename" and "::filename" are of PXELINUX alone. */
const char *pxelinux_path(struct arena *arena, const char *text)
{
	const char *colons = strstr(text, "::");
	int length = colons ? (int)(colons - text) : 0;

	if (!colons || memchr(text, '/', (size_t)length))
		return text;
	text = colons + 2;
	while (*text == '/')
		text++;
	return length ? arena_printf(arena, "tftp://%.*s/%s", length, colons - length,
				     text)
		      : arena_printf(arena, "/%s", text);
}

static void add_arguments(struct pxelinux_reader *reader, struct boot_entry *entry,
			  const struct pxelinux_value *value)
{
	for (size_t i = 0; i < value->count; i++)
		boot_entry_add_argument(reader->arena, entry, value->words[i]);
}

/* INITRD file: as if initrd=file stood in APPEND. */
static void add_initrd_argument(struct pxelinux_reader *reader, struct boot_entry *entry)
{
	struct boot_word word;

	if (!reader->label.initrd.count)
		return;
	word = reader->label.initrd.words[0];
	word.text = arena_printf(reader->arena, "initrd=%s", word.text);
	boot_entry_add_argument(reader->arena, entry, word);
}

/* The last initrd= counts; several files are joined by commas. */
static void add_initrds(struct pxelinux_reader *reader, struct boot_entry *entry)
{
	const struct boot_word *word = boot_argument(entry, "initrd=");
	const char *text = word ? word->text + strlen("initrd=") : "";
	bool whole = word && strlen(word->text) == word->width;

	while (*text) {
		size_t length = strcspn(text, ",");
		struct boot_word file = *word;

		file.text = pxelinux_path(reader->arena,
					  arena_strndup(reader->arena, text, length));
		/* Of INITRD, the word is the file already. */
		if (whole) {
			file.where.column += (unsigned)(text - word->text);
			file.width = (unsigned)length;
		}
		if (length)
			boot_entry_add_initrd(reader->arena, entry, file, NULL);
		text += length + (text[length] == ',');
	}
}

static void name_entry(const struct pxelinux_reader *reader, struct boot_entry *entry)
{
	const struct pxelinux_open_label *label = &reader->label;

	entry->machine = reader->machine;
	entry->name = reader->base_name ? arena_printf(reader->arena, "%s/%s",
						       reader->base_name, label->name)
					: label->name;
	entry->label = label->title ? arena_printf(reader->arena, "%s %s", label->name,
						   label->title)
				    : label->name;
}

static void add_entry(struct pxelinux_reader *reader)
{
	const struct pxelinux_open_label *label = &reader->label;
	struct boot_entry *entry = boot_entry_add(reader->arena, &reader->result->boot);
	unsigned long sysappend =
		label->has_sysappend ? label->sysappend : reader->sysappend;

	name_entry(reader, entry);
	entry->kernel = label->kernel;
	entry->boots = true;
	add_arguments(reader, entry, &label->kernel_rest);
	add_initrd_argument(reader, entry);
	add_arguments(reader, entry,
		      label->has_append ? &label->append : &reader->append);
	add_initrds(reader, entry);
	if (sysappend & SYSAPPEND_IP) {
		boot_entry_add_argument(
			reader->arena, entry,
			(struct boot_word){ .text = "ip=",
					    .unknown = true,
					    .where = label->kernel.where,
					    .width = label->kernel.width });
		entry->args_known = true; /* that there is one is all that is added */
	}
	/* What was meant may be in those that do not count; that they do not is told. */
	if (label->has_appends)
		entry->args_known = false;
}

void pxelinux_close_label(struct pxelinux_reader *reader)
{
	if (reader->label.name && reader->label.kernel.text && reader->label.linux_kernel)
		add_entry(reader);
	reader->label = (struct pxelinux_open_label){ 0 };
}

static struct boot_entry *entry_of(const struct pxelinux *pxelinux, const char *label)
{
	for (size_t i = 0; label && i < pxelinux->boot.count; i++) {
		const char *name = pxelinux->boot.entries[i].label;
		size_t length = strlen(label);

		if (!strncmp(name, label, length) &&
		    (!name[length] || name[length] == ' '))
			return &pxelinux->boot.entries[i];
	}
	return NULL;
}

static const char *reference(const struct pxelinux *pxelinux, const char *keyword)
{
	const char *name = NULL;

	for (size_t i = 0; i < pxelinux->reference_count; i++) {
		if (!strcmp(pxelinux->references[i].keyword, keyword))
			name = pxelinux->references[i].name;
	}
	return name;
}

void pxelinux_find_default(const struct pxelinux_reader *reader)
{
	struct pxelinux *pxelinux = reader->result;
	const char *const names[] = {
		reader->menu_default,
		reference(pxelinux, "ONTIMEOUT"),
		reference(pxelinux, "DEFAULT"),
	};
	struct boot_entry *entry = NULL;

	for (size_t i = 0; i < sizeof names / sizeof names[0] && !entry; i++)
		entry = entry_of(pxelinux, names[i]);
	/* Of one label, whatever boots is it. */
	if (!entry && pxelinux->boot.count == 1 && pxelinux->label_count == 1)
		entry = &pxelinux->boot.entries[0];
	if (entry)
		entry->is_default = true;
}
