#include "core/sources/haproxy.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/index.h"
#include "core/sources/files.h"
#include "core/text.h"
#include "haproxy_reader.h"

#define FILES_MAX 4096 /* of a folder */

struct where haproxy_place(const struct haproxy_reader *reader, unsigned column)
{
	return (struct where){ .file = reader->file,
			       .line = reader->line,
			       .column = column };
}

struct haproxy_text haproxy_text(const struct haproxy_reader *reader,
				 const struct haproxy_word *word)
{
	return (struct haproxy_text){ word->text, haproxy_place(reader, word->column) };
}

static const char *say(struct haproxy_reader *reader, const char *format, va_list args)
{
	const char *text = arena_vprintf(reader->arena, format, args);

	return text_clean(reader->arena, text, strlen(text), 400);
}

void haproxy_error(struct haproxy_reader *reader, unsigned column, const char *help,
		   const char *format, ...)
{
	va_list args;

	if (haproxy_if_here(reader) != HAPROXY_TRUE)
		return;
	va_start(args, format);
	diag_error(reader->diagnostics, haproxy_place(reader, column), help, "%s",
		   say(reader, format, args));
	va_end(args);
}

void haproxy_warning(struct haproxy_reader *reader, unsigned column, const char *help,
		     const char *format, ...)
{
	va_list args;

	if (haproxy_if_here(reader) != HAPROXY_TRUE)
		return;
	va_start(args, format);
	diag_warning(reader->diagnostics, haproxy_place(reader, column), help, "%s",
		     say(reader, format, args));
	va_end(args);
}

const char *haproxy_nearest(struct haproxy_reader *reader, const char *word,
			    const char *const *words)
{
	const char *nearest = text_nearest(word, words);
	char *plain;
	size_t length = 0;

	if (!nearest) {
		/* U+3000 and its like are three letters more; without them it may fit. */
		plain = arena_strdup(reader->arena, word);
		for (const char *p = word; *p; p++) {
			if (!((unsigned char)*p & 0x80))
				plain[length++] = *p;
		}
		plain[length] = '\0';
		nearest = length && length < strlen(word) ? text_nearest(plain, words)
							  : NULL;
	}
	return nearest ? arena_printf(reader->arena, "did you mean '%s'?", nearest)
		       : NULL;
}

/* setenv, presetenv: known from here on; unsetenv, resetenv: whatever HAProxy was started with. */
static void read_global(struct haproxy_reader *reader, const struct haproxy_line *line)
{
	const struct haproxy_word *words = line->words;

	if (line->count > 2 && !words[2].is_unknown &&
	    (!strcmp(words[0].text, "setenv") || !strcmp(words[0].text, "presetenv")))
		index_add(reader->variables, words[1].text, strlen(words[1].text),
			  arena_strdup(reader->arena, words[2].text));
	if (line->count > 1 && !strcmp(words[0].text, "ssl-server-verify"))
		reader->verify_none = !strcmp(words[1].text, "none");
}

static void read_words(struct haproxy_reader *reader, const struct haproxy_line *line)
{
	const char *word = line->words[0].text;

	if (haproxy_if_line(reader, line) || haproxy_if_here(reader) == HAPROXY_FALSE)
		return;
	/* .notice and its like. */
	if (*word == '.' || haproxy_section_open(reader, line))
		return;
	if (reader->in_global)
		read_global(reader, line);
	if (reader->in_other)
		return;
	if (reader->section)
		haproxy_keyword(reader, line);
	else
		haproxy_error(reader, line->words[0].column,
			      "put it below the section that it belongs to",
			      "keyword '%s' outside of any section", word);
}

static void read_line(struct haproxy_reader *reader, const char *text, size_t length)
{
	struct haproxy_line line;

	haproxy_line_split(reader->arena, reader->variables, text, length, &line);
	if (line.open_quote)
		haproxy_error(reader, line.open_quote, NULL,
			      "this quote is not closed on its line");
	else if (line.too_long)
		haproxy_error(reader, 1, NULL, "more than %d words on one line",
			      HAPROXY_WORDS_MAX);
	else if (line.count)
		read_words(reader, &line);
}

static void read_file(struct haproxy_reader *reader, const struct source_file *file)
{
	const char *bytes = file->bytes, *end = bytes + file->length;

	reader->file = file->name;
	reader->line = 0;
	/* Each file starts outside of any section. */
	reader->section = NULL;
	reader->in_other = reader->in_global = false;
	while (bytes < end) {
		const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
		const char *stop = newline ? newline : end;

		reader->line++;
		read_line(reader, bytes, (size_t)(stop - bytes));
		if (!newline)
			haproxy_error(reader, 1, "end the file with a line feed",
				      "the last line does not end: the file may be cut");
		bytes = newline ? newline + 1 : end;
	}
	haproxy_if_end(reader);
}

void haproxy_read(struct arena *arena, const struct source_file *const *files,
		  size_t count, struct diagnostics *diagnostics,
		  struct haproxy *ret_haproxy)
{
	struct haproxy_reader reader = { .arena = arena,
					 .diagnostics = diagnostics,
					 .haproxy = ret_haproxy };

	*ret_haproxy = (struct haproxy){ 0 };
	reader.defaults_by_name = index_new(arena, 0);
	reader.fronts_by_name = index_new(arena, 0);
	reader.backends_by_name = index_new(arena, 0);
	reader.variables = index_new(arena, 0);
	for (size_t i = 0; i < count; i++)
		read_file(&reader, files[i]);
	ret_haproxy->backends = reader.backends_by_name;
	haproxy_join(&reader);
}

const struct haproxy_section *haproxy_backend(const struct haproxy *haproxy,
					      const char *name)
{
	return haproxy->backends ? index_find(haproxy->backends, name, strlen(name))
				 : NULL;
}

const char *haproxy_mode(const struct haproxy_section *section)
{
	return section->settings.mode.value ? section->settings.mode.value : "tcp";
}

bool haproxy_is_unknown(const char *text)
{
	return strchr(text, '$') != NULL;
}

in_port_t haproxy_server_port(const struct haproxy_server *server, in_port_t front)
{
	int port = front + server->offset;

	if (server->is_relative)
		return port > 0 && port <= 65535 ? (in_port_t)port : 0;
	return server->has_port ? server->port : front;
}

static void add(struct arena *arena, const struct source_file ***list, size_t *count,
		const struct source_file *file)
{
	*list = arena_grow(arena, *list, *count, sizeof **list);
	(*list)[(*count)++] = file;
}

static int is_configuration(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return *entry->d_name != '.' && length > 4 &&
	       !strcmp(entry->d_name + length - 4, ".cfg");
}

/* By bytes, whatever the locale. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int open_folder(struct arena *arena, struct source_files *files, const char *path,
		       const struct source_file ***list, size_t *count)
{
	struct dirent **entries;
	int n = scandir(source_files_path(files, path), &entries, is_configuration,
			by_name);
	int r = n < 0 ? -errno : 0;

	for (int i = 0; i < n; i++) {
		struct source_file *file;

		if (r >= 0 && i < FILES_MAX) {
			r = source_files_open(
				files,
				arena_printf(arena, "%s/%s", path, entries[i]->d_name),
				&file);
			if (r >= 0)
				add(arena, list, count, file);
		}
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	return r;
}

int haproxy_open(struct arena *arena, struct source_files *files, const char *path,
		 const struct source_file ***list, size_t *count)
{
	struct source_file *file;
	struct stat status;
	int r;

	if (stat(source_files_path(files, path), &status) == 0 && S_ISDIR(status.st_mode))
		return open_folder(arena, files, path, list, count);
	r = source_files_open(files, path, &file);
	if (r >= 0)
		add(arena, list, count, file);
	return r;
}
