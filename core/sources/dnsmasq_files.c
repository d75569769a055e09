/*
 * The files that dnsmasq.conf names.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/file.h"
#include "core/sources/dnsmasq_reader.h"
#include "core/sources/files.h"

#define DEPTH_MAX 8 /* of files that name others */
#define FILES_MAX 4096

typedef void read_fn(struct dnsmasq_reader *reader, const struct source_file *file);

static void say_missing(struct dnsmasq_reader *reader, const struct dnsmasq_field *field,
			int error)
{
	reader->dnsmasq->incomplete = true;
	dnsmasq_doubt(reader, field, "give its copy too, or run where it is",
		      "cannot read '%s': %s; what it says is not known here", field->text,
		      file_error(error));
}

static void read_path(struct dnsmasq_reader *reader, const struct dnsmasq_field *field,
		      const char *path, read_fn *read)
{
	struct source_file *file;
	int r;

	if (!reader->files) {
		reader->dnsmasq->incomplete = true;
		return;
	}
	if (reader->depth == DEPTH_MAX || reader->file_count == FILES_MAX) {
		dnsmasq_refuse(reader, field, NULL, "files name each other too often");
		return;
	}
	r = source_files_open(reader->files, path, &file);
	if (r < 0) {
		say_missing(reader, field, r);
		return;
	}
	reader->file_count++;
	reader->depth++;
	read(reader, file);
	reader->depth--;
}

/* Names that dnsmasq passes over: hidden files, backups, and those of editors. */
static int is_plain(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return *entry->d_name != '.' && *entry->d_name != '#' &&
	       entry->d_name[length - 1] != '~' && entry->d_name[length - 1] != '#';
}

static bool ends_with(const char *name, const char *suffix)
{
	size_t length = strlen(name), wanted = strlen(suffix);

	return length >= wanted && !strcmp(name + length - wanted, suffix);
}

/* conf-dir=/etc/dnsmasq.d,*.conf: only those; conf-dir=/etc/dnsmasq.d,.bak: all but those. */
static bool is_wanted(const char *name, const struct dnsmasq_line *line)
{
	bool wanted = true, only = false;

	for (size_t i = 1; line && i < line->count; i++) {
		const char *pattern = line->fields[i].text;

		if (*pattern == '*' && !only) {
			only = true;
			wanted = false;
		}
		if (*pattern == '*')
			wanted = wanted || ends_with(name, pattern + 1);
		else if (*pattern && ends_with(name, pattern))
			return false;
	}
	return wanted;
}

/* False: it is no folder. `line`: its filters, or NULL. */
static bool read_folder(struct dnsmasq_reader *reader, const struct dnsmasq_field *field,
			const struct dnsmasq_line *line, read_fn *read)
{
	struct dirent **entries;
	int count;

	if (!reader->files)
		return false;
	count = scandir(source_files_path(reader->files, field->text), &entries, is_plain,
			alphasort);
	if (count < 0)
		return false;
	for (int i = 0; i < count; i++) {
		if (is_wanted(entries[i]->d_name, line))
			read_path(reader, field,
				  arena_printf(reader->arena, "%s/%s", field->text,
					       entries[i]->d_name),
				  read);
		free(entries[i]);
	}
	free(entries);
	return true;
}

void dnsmasq_conf_file(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	if (line->count)
		read_path(reader, &line->fields[0], line->fields[0].text,
			  dnsmasq_read_file);
}

void dnsmasq_conf_dir(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	if (!read_folder(reader, &line->fields[0], line, dnsmasq_read_file))
		say_missing(reader, &line->fields[0], -ENOENT);
}

/* A file of values, one in a line. */
static void each_value(struct dnsmasq_reader *reader, const struct source_file *file,
		       dnsmasq_key_fn *read)
{
	const char *p = file->bytes, *end = p + file->length;
	struct where where = { .file = file->name, .column = 1 };

	while (p < end) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		const char *stop = newline ? newline : end;
		struct dnsmasq_line line;

		where.line++;
		if (dnsmasq_value_parse(reader->arena, where, p, (size_t)(stop - p),
					&line) &&
		    *line.value.text)
			read(reader, &line);
		p = newline ? newline + 1 : end;
	}
}

static void read_hosts(struct dnsmasq_reader *reader, const struct source_file *file)
{
	each_value(reader, file, dnsmasq_dhcp_host);
}

static void read_options(struct dnsmasq_reader *reader, const struct source_file *file)
{
	each_value(reader, file, dnsmasq_dhcp_option);
}

void dnsmasq_hosts_file(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	if (!read_folder(reader, &line->value, NULL, read_hosts))
		read_path(reader, &line->value, line->value.text, read_hosts);
}

void dnsmasq_opts_file(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	if (!read_folder(reader, &line->value, NULL, read_options))
		read_path(reader, &line->value, line->value.text, read_options);
}

/* "172.16.0.21 m1.ocp45.example m1" as one host-record. */
static void read_hosts_line(struct dnsmasq_reader *reader, struct where where,
			    const char *bytes, size_t length)
{
	struct dnsmasq_field *fields = NULL;
	struct dnsmasq_line line = {
		.value = {.where = where, .width = (unsigned)length}
	};

	for (size_t i = 0; i < length && bytes[i] != '#';) {
		size_t start = i;

		while (i < length && !strchr(" \t\r#", bytes[i]))
			i++;
		if (i == start) {
			i++;
			continue;
		}
		fields = arena_grow(reader->arena, fields, line.count, sizeof *fields);
		fields[line.count] = (struct dnsmasq_field){
			.text = arena_strndup(reader->arena, bytes + start, i - start),
			.where = where,
			.width = (unsigned)(i - start)
		};
		fields[line.count++].where.column = (unsigned)start + 1;
	}
	if (line.count > 1) {
		struct dnsmasq_field address = fields[0];

		/* The address comes last in a host-record. */
		memmove(fields, fields + 1, (line.count - 1) * sizeof *fields);
		fields[line.count - 1] = address;
		line.fields = fields;
		dnsmasq_host_record(reader, &line);
	}
}

static void read_addn_hosts(struct dnsmasq_reader *reader, const struct source_file *file)
{
	const char *p = file->bytes, *end = p + file->length;
	struct where where = { .file = file->name, .column = 1 };

	while (p < end) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		const char *stop = newline ? newline : end;

		where.line++;
		read_hosts_line(reader, where, p, (size_t)(stop - p));
		p = newline ? newline + 1 : end;
	}
}

void dnsmasq_addn_hosts(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	if (!read_folder(reader, &line->value, NULL, read_addn_hosts))
		read_path(reader, &line->value, line->value.text, read_addn_hosts);
}
