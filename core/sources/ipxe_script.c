#include "core/sources/ipxe_script.h"

#include <string.h>

#include "core/arena.h"
#include "core/index.h"

#define VALUE_MAX    8192		/* a value longer than this is not followed */
#define EXPANDED_MAX (16 * 1024 * 1024) /* bytes that variables may make of one script */

struct variable {
	size_t sets; /* how often it is set */
	const char *value;
	struct where where; /* of its name where it is set */
};

struct reader {
	struct arena *arena;
	const char *file;
	struct ipxe_script *script;
	struct index *variables;
	size_t expanded;
	/* The line with those that it continues in: where each physical line begins. */
	char *line;
	struct {
		size_t offset;
		unsigned number;
	} * parts;
	size_t part_count, part;
};

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct where place(struct reader *reader, size_t offset)
{
	while (reader->part + 1 < reader->part_count &&
	       reader->parts[reader->part + 1].offset <= offset)
		reader->part++;
	return (struct where){
		.file = reader->file,
		.line = reader->parts[reader->part].number,
		.column = (unsigned)(offset - reader->parts[reader->part].offset) + 1
	};
}

static struct ipxe_command *add_command(struct reader *reader)
{
	struct ipxe_script *script = reader->script;
	struct ipxe_command *command;

	script->commands = arena_grow(reader->arena, script->commands,
				      script->command_count, sizeof *script->commands);
	command = &script->commands[script->command_count++];
	*command = (struct ipxe_command){ .label = script->label_count };
	return command;
}

static void add_label(struct reader *reader, size_t start, size_t end)
{
	struct ipxe_script *script = reader->script;

	script->labels = arena_grow(reader->arena, script->labels, script->label_count,
				    sizeof *script->labels);
	script->labels[script->label_count++] = (struct ipxe_label){
		.name = arena_strndup(reader->arena, reader->line + start, end - start),
		.where = place(reader, start),
		.width = (unsigned)(end - start),
	};
}

static void add_word(struct reader *reader, struct ipxe_command *command, size_t start,
		     size_t end)
{
	command->words = arena_grow(reader->arena, command->words, command->count,
				    sizeof *command->words);
	command->words[command->count++] = (struct boot_word){
		.text = arena_strndup(reader->arena, reader->line + start, end - start),
		.where = place(reader, start),
		.width = (unsigned)(end - start),
	};
}

static bool is_joint(const char *text, size_t length)
{
	return length == 2 && (!memcmp(text, "||", 2) || !memcmp(text, "&&", 2));
}

static void read_line(struct reader *reader)
{
	const char *line = reader->line;
	struct ipxe_command *command = NULL;
	bool conditional = false, labelled = false;
	size_t i = 0;

	reader->part = 0;
	while (is_blank(line[i]))
		i++;
	if (line[i] == ':') {
		size_t start = ++i;

		while (line[i] && !is_blank(line[i]))
			i++;
		add_label(reader, start, i);
		labelled = true;
	}
	for (;;) {
		size_t start;

		while (is_blank(line[i]))
			i++;
		start = i;
		if (!line[i] || line[i] == '#')
			return;
		while (line[i] && !is_blank(line[i]))
			i++;
		if (is_joint(line + start, i - start) ||
		    (i - start == 1 && line[start] == ';')) {
			conditional = line[start] != ';';
			command = NULL;
			continue;
		}
		if (!command) {
			command = add_command(reader);
			command->conditional = conditional;
			command->behind_label = labelled;
		}
		add_word(reader, command, start, i);
	}
}

/* Up to the end of the line and of those that it continues in; returns the next one. */
static const char *join_line(struct reader *reader, const char *bytes, const char *end,
			     unsigned *number)
{
	const char *stop = bytes;
	size_t length = 0;

	/* How much there is, first: one allocation for any number of lines. */
	for (const char *newline; stop < end;) {
		const char *last;

		newline = memchr(stop, '\n', (size_t)(end - stop));
		last = newline ? newline : end;
		stop = newline ? newline + 1 : end;
		if (last > bytes && last[-1] == '\r')
			last--;
		if (last == bytes || last[-1] != '\\')
			break;
	}
	reader->line = arena_alloc(reader->arena, (size_t)(stop - bytes) + 1);
	reader->parts = NULL;
	reader->part_count = 0;
	while (bytes < stop) {
		const char *newline = memchr(bytes, '\n', (size_t)(stop - bytes));
		const char *last = newline ? newline : stop;

		reader->parts = arena_grow(reader->arena, reader->parts,
					   reader->part_count, sizeof *reader->parts);
		reader->parts[reader->part_count].offset = length;
		reader->parts[reader->part_count++].number = (*number)++;
		if (last > bytes && last[-1] == '\r')
			last--;
		if (last > bytes && last[-1] == '\\')
			last--;
		for (; bytes < last; bytes++)
			reader->line[length++] = *bytes ? *bytes : ' ';
		bytes = newline ? newline + 1 : stop;
	}
	return stop;
}

static bool sets(const struct ipxe_command *command)
{
	const char *verb = command->words[0].text;

	return !strcmp(verb, "set") || !strcmp(verb, "read") || !strcmp(verb, "choose") ||
	       !strcmp(verb, "clear") || !strcmp(verb, "inc") || !strcmp(verb, "param");
}

static void count_sets(struct reader *reader)
{
	for (size_t i = 0; i < reader->script->command_count; i++) {
		const struct ipxe_command *command = &reader->script->commands[i];
		bool plain =
			!strcmp(command->words[0].text, "set") && !command->conditional;

		/* Which word is the name differs; all but set make it unknown. */
		for (size_t w = 1; sets(command) && w < command->count; w++) {
			const char *name = command->words[w].text;
			struct variable *fresh =
				arena_alloc(reader->arena, sizeof *fresh);
			struct variable *variable =
				index_add(reader->variables, name, strlen(name), fresh);

			(variable ? variable : fresh)->sets += plain ? 1 : 2;
			if (!strcmp(command->words[0].text, "set"))
				break;
		}
	}
}

static void expand(struct reader *reader, struct boot_word *word)
{
	const char *text = word->text;
	const char *done = "";

	for (const char *open; (open = strstr(text, "${"));) {
		const char *close = strchr(open, '}'), *value;
		struct variable *variable;

		if (!close)
			break;
		variable = index_find(reader->variables, open + 2,
				      (size_t)(close - open - 2));
		value = variable && variable->sets == 1 ? variable->value : NULL;
		if (!value || strlen(done) + strlen(value) > VALUE_MAX) {
			word->unknown = true;
			value = arena_strndup(reader->arena, open,
					      (size_t)(close + 1 - open));
		}
		reader->expanded += strlen(done) + strlen(value);
		if (reader->expanded > EXPANDED_MAX || strlen(done) > VALUE_MAX) {
			word->unknown = true;
			return;
		}
		done = arena_printf(reader->arena, "%s%.*s%s", done, (int)(open - text),
				    text, value);
		text = close + 1;
		if (variable)
			word->from = variable->where;
	}
	if (*done || text != word->text)
		word->text = arena_printf(reader->arena, "%s%s", done, text);
}

/* set NAME VALUE...: the words of the value, put together again. */
static void keep(struct reader *reader, const struct ipxe_command *command)
{
	struct variable *variable;
	const char *value = "";

	if (command->count < 2 || strcmp(command->words[0].text, "set") != 0)
		return;
	variable = index_find(reader->variables, command->words[1].text,
			      strlen(command->words[1].text));
	for (size_t w = 2; w < command->count; w++) {
		reader->expanded += strlen(value);
		if (command->words[w].unknown || strlen(value) > VALUE_MAX ||
		    reader->expanded > EXPANDED_MAX)
			return;
		value = arena_printf(reader->arena, "%s%s%s", value, w > 2 ? " " : "",
				     command->words[w].text);
	}
	if (!variable)
		return;
	variable->value = value;
	variable->where = command->words[1].where;
}

/* A variable may hold several words (set args ip=dhcp rd.neednet=1). */
static void split_words(struct reader *reader, struct ipxe_command *command)
{
	struct ipxe_command whole = { 0 };

	for (size_t w = 0; w < command->count; w++) {
		const struct boot_word *word = &command->words[w];
		const char *text = word->text;

		do {
			size_t length = word->unknown ? strlen(text) : strcspn(text, " ");

			whole.words = arena_grow(reader->arena, whole.words, whole.count,
						 sizeof *word);
			whole.words[whole.count] = *word;
			whole.words[whole.count++].text =
				arena_strndup(reader->arena, text, length);
			text += length + (text[length] == ' ');
		} while (*text);
	}
	command->words = whole.words;
	command->count = whole.count;
}

static void find_magic(struct reader *reader, const char *bytes, size_t length)
{
	unsigned line = 1;
	const char *start = bytes;

	reader->script->starts = length >= 6 && !memcmp(bytes, "#!ipxe", 6) &&
				 (length == 6 || is_blank(bytes[6]));
	for (size_t i = 0; i + 6 <= length && !reader->script->starts; i++) {
		if (!memcmp(bytes + i, "#!ipxe", 6)) {
			reader->script->magic =
				(struct where){ .file = reader->file,
						.line = line,
						.column = (unsigned)(bytes + i - start) +
							  1 };
			return;
		}
		if (bytes[i] == '\n') {
			line++;
			start = bytes + i + 1;
		}
	}
}

void ipxe_script_read(struct arena *arena, const char *file, const char *bytes,
		      size_t length, struct ipxe_script *ret_script)
{
	struct reader reader = { .arena = arena,
				 .file = file,
				 .script = ret_script,
				 .variables = index_new(arena, 16) };
	const char *end = bytes + length;
	unsigned number = 1;

	*ret_script = (struct ipxe_script){ 0 };
	if (!length)
		return;
	find_magic(&reader, bytes, length);
	while (bytes < end) {
		bytes = join_line(&reader, bytes, end, &number);
		read_line(&reader);
	}
	count_sets(&reader);
	for (size_t i = 0; i < ret_script->command_count; i++) {
		struct ipxe_command *command = &ret_script->commands[i];

		for (size_t w = 0; w < command->count; w++)
			expand(&reader, &command->words[w]);
		keep(&reader, command);
		split_words(&reader, command);
	}
}
