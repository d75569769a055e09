#include "core/sources/pxelinux.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/boot_include.h"
#include "core/sources/files.h"
#include "core/sources/pxelinux_reader.h"
#include "core/text.h"

#define DEPTH_MAX    16	 /* of PXELINUX */
#define INCLUDES_MAX 256 /* files that include each other over and over */
#define UNKNOWN_MAX  200 /* words that are compared with all keywords */

/* A line that is being read. */
struct line {
	const char *text;
	size_t length;
	unsigned number;
	size_t keyword, keyword_end; /* where it begins and ends */
};

typedef void keyword_fn(struct pxelinux_reader *reader, const struct line *line);

static bool is_blank(char c)
{
	return (unsigned char)c <= ' ';
}

static struct where place(const struct pxelinux_reader *reader, const struct line *line,
			  size_t offset)
{
	return (struct where){ .file = reader->file->name,
			       .line = line->number,
			       .column = (unsigned)offset + 1 };
}

/* The words from `at` on. */
static struct pxelinux_value words(struct pxelinux_reader *reader,
				   const struct line *line, size_t at)
{
	struct pxelinux_value value = { 0 };

	for (;;) {
		size_t start;

		while (at < line->length && is_blank(line->text[at]))
			at++;
		start = at;
		while (at < line->length && !is_blank(line->text[at]))
			at++;
		if (at == start)
			return value;
		value.words = arena_grow(reader->arena, value.words, value.count,
					 sizeof *value.words);
		value.words[value.count++] = (struct boot_word){
			.text = text_clean(reader->arena, line->text + start, at - start,
					   4096),
			.where = place(reader, line, start),
			.width = (unsigned)(at - start),
		};
	}
}

static struct pxelinux_value value_of(struct pxelinux_reader *reader,
				      const struct line *line)
{
	return words(reader, line, line->keyword_end);
}

static char *keyword_of(struct pxelinux_reader *reader, const struct line *line)
{
	return text_clean(reader->arena, line->text + line->keyword,
			  line->keyword_end - line->keyword, 40);
}

static void say_empty(struct pxelinux_reader *reader, const struct line *line)
{
	diag_error(reader->diagnostics, place(reader, line, line->keyword), NULL,
		   "nothing stands behind %s", keyword_of(reader, line));
}

static void read_label(struct pxelinux_reader *reader, const struct line *line)
{
	struct pxelinux_value value = value_of(reader, line);
	struct pxelinux *result = reader->result;

	pxelinux_close_label(reader);
	if (!value.count) {
		say_empty(reader, line);
		return;
	}
	reader->label.name = value.words[0].text;
	result->labels = arena_grow(reader->arena, result->labels, result->label_count,
				    sizeof *result->labels);
	result->labels[result->label_count++] =
		(struct pxelinux_label){ value.words[0].text, value.words[0].where,
					 value.words[0].width };
}

static void set_kernel(struct pxelinux_reader *reader, const struct line *line,
		       bool linux_kernel)
{
	struct pxelinux_value value = value_of(reader, line);
	struct pxelinux_open_label *label = &reader->label;

	if (!value.count) {
		say_empty(reader, line);
		return;
	}
	label->kernel = value.words[0];
	label->kernel.text = pxelinux_path(reader->arena, label->kernel.text);
	label->kernel_rest = (struct pxelinux_value){ value.words + 1, value.count - 1 };
	label->linux_kernel = linux_kernel;
}

static void read_linux(struct pxelinux_reader *reader, const struct line *line)
{
	set_kernel(reader, line, true);
}

/* The kind of file by its name. */
static void read_kernel(struct pxelinux_reader *reader, const struct line *line)
{
	static const char *const others[] = { ".c32", ".com", ".cbt", ".0",
					      ".bin", ".bs",  ".bss", ".img" };
	const char *name;

	set_kernel(reader, line, true);
	name = reader->label.kernel.text;
	for (size_t i = 0; name && i < sizeof others / sizeof others[0]; i++) {
		size_t length = strlen(name), end = strlen(others[i]);

		if (length > end && !strcasecmp(name + length - end, others[i]))
			reader->label.linux_kernel = false;
	}
}

static void read_other(struct pxelinux_reader *reader, const struct line *line)
{
	set_kernel(reader, line, false);
}

static void read_append(struct pxelinux_reader *reader, const struct line *line)
{
	struct pxelinux_value value = value_of(reader, line);

	if (!reader->label.name) {
		reader->append = value;
		return;
	}
	reader->label.has_appends = reader->label.has_append;
	if (reader->label.has_append && reader->label.append.count)
		diag_error(reader->diagnostics, reader->label.append.words[0].where,
			   "write all arguments in one APPEND",
			   "another APPEND follows in label %s, and only the last counts",
			   reader->label.name);
	if (value.count == 1 && !strcmp(value.words[0].text, "-"))
		value.count = 0;
	reader->label.append = value;
	reader->label.has_append = true;
}

static void read_initrd(struct pxelinux_reader *reader, const struct line *line)
{
	struct pxelinux_value value = value_of(reader, line);

	if (!value.count)
		say_empty(reader, line);
	else if (!reader->label.name)
		diag_warning(reader->diagnostics, place(reader, line, line->keyword),
			     "put it below LABEL",
			     "INITRD counts in a label only, and is passed over here");
	else
		reader->label.initrd = value;
}

static void read_sysappend(struct pxelinux_reader *reader, const struct line *line)
{
	struct pxelinux_value value = value_of(reader, line);
	unsigned long bits = value.count ? strtoul(value.words[0].text, NULL, 0) : 0;

	if (!reader->label.name) {
		reader->sysappend = bits;
		return;
	}
	reader->label.sysappend = bits;
	reader->label.has_sysappend = true;
}

static void refer(struct pxelinux_reader *reader, const char *keyword,
		  const struct pxelinux_value *value)
{
	struct pxelinux *result = reader->result;

	if (!value->count)
		return;
	result->references =
		arena_grow(reader->arena, result->references, result->reference_count,
			   sizeof *result->references);
	result->references[result->reference_count++] =
		(struct pxelinux_reference){ keyword, value->words[0].text,
					     value->words[0].where,
					     value->words[0].width };
}

static void read_default(struct pxelinux_reader *reader, const struct line *line)
{
	struct pxelinux_value value = value_of(reader, line);

	refer(reader, "DEFAULT", &value);
}

static void read_ontimeout(struct pxelinux_reader *reader, const struct line *line)
{
	struct pxelinux_value value = value_of(reader, line);

	refer(reader, "ONTIMEOUT", &value);
}

static void read_lines(struct pxelinux_reader *reader, const struct source_file *file);

static void include(struct pxelinux_reader *reader, const struct pxelinux_value *value)
{
	struct source_file *file;

	if (!value->count)
		return;
	if (reader->depth == DEPTH_MAX || reader->includes == INCLUDES_MAX) {
		diag_error(reader->diagnostics, value->words[0].where, NULL,
			   "files include each other more than %d deep", DEPTH_MAX);
		return;
	}
	if (boot_include_open(reader->arena, reader->files, reader->result->file,
			      pxelinux_path(reader->arena, value->words[0].text),
			      &file) < 0) {
		reader->result->partial = true;
		return;
	}
	reader->includes++;
	reader->depth++;
	read_lines(reader, file);
	reader->depth--;
}

static void read_include(struct pxelinux_reader *reader, const struct line *line)
{
	struct pxelinux_value value = value_of(reader, line);

	include(reader, &value);
}

static bool is_word(const struct boot_word *word, const char *text)
{
	return !strcasecmp(word->text, text);
}

static const char *title_of(struct arena *arena, const struct pxelinux_value *value)
{
	const char *title = "";

	for (size_t i = 1; i < value->count && strlen(title) < 200; i++) {
		const char *text = value->words[i].text;
		size_t length = strcspn(text, "^");

		title = arena_printf(arena, "%s%s%.*s%s", title, *title ? " " : "",
				     (int)length, text,
				     text[length] ? text + length + 1 : "");
	}
	return title;
}

static void read_menu(struct pxelinux_reader *reader, const struct line *line)
{
	struct pxelinux_value value = value_of(reader, line);

	if (!value.count)
		return;
	if (is_word(&value.words[0], "label"))
		reader->label.title = title_of(reader->arena, &value);
	else if (is_word(&value.words[0], "default") && reader->label.name)
		reader->menu_default = reader->label.name;
	else if (is_word(&value.words[0], "begin") || is_word(&value.words[0], "end"))
		pxelinux_close_label(reader);
	else if (is_word(&value.words[0], "include"))
		include(reader,
			&(struct pxelinux_value){ value.words + 1, value.count - 1 });
}

static void read_text(struct pxelinux_reader *reader, const struct line *line)
{
	struct pxelinux_value value = value_of(reader, line);

	reader->in_help = value.count && is_word(&value.words[0], "help");
}

static void pass(struct pxelinux_reader *reader, const struct line *line)
{
	(void)reader;
	(void)line; /* of no interest here */
}

/* clang-format off */
static const struct {
	const char *word;
	keyword_fn *read;
} keywords[] = {
	{ "label", read_label },	{ "kernel", read_kernel },
	{ "linux", read_linux },	{ "append", read_append },
	{ "initrd", read_initrd },	{ "ipappend", read_sysappend },
	{ "sysappend", read_sysappend }, { "default", read_default },
	{ "ontimeout", read_ontimeout }, { "include", read_include },
	{ "menu", read_menu },		{ "text", read_text },
	{ "com32", read_other },	{ "comboot", read_other },
	{ "boot", read_other },		{ "bss", read_other },
	{ "pxe", read_other },		{ "fdimage", read_other },
	{ "config", read_other },	{ "localboot", read_other },
	{ "ui", pass },			{ "onerror", pass },
	{ "timeout", pass },		{ "totaltimeout", pass },
	{ "prompt", pass },		{ "noescape", pass },
	{ "nocomplete", pass },		{ "nohalt", pass },
	{ "implicit", pass },		{ "allowoptions", pass },
	{ "serial", pass },		{ "console", pass },
	{ "display", pass },		{ "font", pass },
	{ "kbdmap", pass },		{ "say", pass },
	{ "path", pass },		{ "sendcookies", pass },
	{ "fdt", pass },		{ "fdtdir", pass },
	{ "devicetree", pass },		{ "endtext", pass },
	{ "autoboot", pass },		{ "tabmsg", pass },
	{ "notabmsg", pass },		{ "passprompt", pass },
	{ "debug", pass },		{ "f0", pass },
	{ "f1", pass },			{ "f2", pass },
	{ "f3", pass },			{ "f4", pass },
	{ "f5", pass },			{ "f6", pass },
	{ "f7", pass },			{ "f8", pass },
	{ "f9", pass },			{ "f10", pass },
	{ "f11", pass },		{ "f12", pass },
};
/* clang-format on */

#define KEYWORDS (sizeof keywords / sizeof keywords[0])

/* PXELINUX passes over what it does not know; what is nearly a keyword was meant to be one. */
static void say_unknown(struct pxelinux_reader *reader, const struct line *line)
{
	const char *known[KEYWORDS + 1] = { 0 };
	char *word = keyword_of(reader, line);
	const char *near;

	if (reader->unknown++ >= UNKNOWN_MAX)
		return;
	for (size_t i = 0; i < KEYWORDS; i++)
		known[i] = keywords[i].word;
	for (char *c = word; *c; c++)
		*c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 'a' - 'A' : *c);
	near = strlen(word) > 3 ? text_nearest(word, known) : NULL;
	if (near)
		diag_warning(reader->diagnostics, place(reader, line, line->keyword),
			     arena_printf(reader->arena, "did you mean '%s'?", near),
			     "PXELINUX knows no keyword '%s' and passes over the line",
			     word);
}

static void read_line(struct pxelinux_reader *reader, struct line line)
{
	while (line.keyword < line.length && is_blank(line.text[line.keyword]))
		line.keyword++;
	line.keyword_end = line.keyword;
	while (line.keyword_end < line.length && !is_blank(line.text[line.keyword_end]))
		line.keyword_end++;
	if (line.keyword == line.length || line.text[line.keyword] == '#')
		return;
	for (size_t i = 0; i < KEYWORDS; i++) {
		size_t length = line.keyword_end - line.keyword;

		if (strlen(keywords[i].word) != length ||
		    strncasecmp(keywords[i].word, line.text + line.keyword, length) != 0)
			continue;
		if (!strcmp(keywords[i].word, "endtext"))
			reader->in_help = false;
		if (!reader->in_help)
			keywords[i].read(reader, &line);
		return;
	}
	if (!reader->in_help)
		say_unknown(reader, &line);
}

static void read_lines(struct pxelinux_reader *reader, const struct source_file *file)
{
	const struct source_file *outer = reader->file;
	const char *bytes = file->bytes, *end = bytes + file->length;

	reader->file = file;
	for (unsigned number = 1; bytes < end; number++) {
		const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
		size_t length = (size_t)((newline ? newline : end) - bytes);

		read_line(reader, (struct line){ .text = bytes,
						 .length = length,
						 .number = number });
		bytes = newline ? newline + 1 : end;
	}
	reader->file = outer;
}

void pxelinux_read(struct arena *arena, struct source_files *files,
		   const struct source_file *file, struct diagnostics *diagnostics,
		   struct pxelinux *ret_pxelinux)
{
	struct pxelinux_reader reader = {
		.arena = arena,
		.files = files,
		.diagnostics = diagnostics,
		.result = ret_pxelinux,
	};
	const char *name = boot_base_name(file->name);

	*ret_pxelinux = (struct pxelinux){
		.file = file->name,
		.boot = {.loader = BOOT_PXELINUX, .file = file->name},
	};
	if (!boot_config_fits(file, diagnostics))
		return;
	if (boot_machine_of(arena, name, &reader.machine))
		reader.base_name = name;
	read_lines(&reader, file);
	pxelinux_close_label(&reader);
	pxelinux_find_default(&reader);
	boot_config_add_names(arena, &ret_pxelinux->boot);
}
