#include "core/sources/ipxe.h"

#include <stdbool.h>
#include <string.h>

#include "core/arena.h"

#define FIELDS_MAX 9

struct reader {
	struct arena *arena;
	const char *file;
	struct ipxe *ipxe;
	bool in_kernel; /* the line, or the one that it continues, is a kernel command */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Splits at colons; those inside [brackets] belong to an IPv6 address. */
static size_t split(char *text, char *fields[static FIELDS_MAX])
{
	size_t count = 0;
	int brackets = 0;

	fields[count++] = text;
	for (; *text; text++) {
		brackets += (*text == '[') - (*text == ']');
		if (*text != ':' || brackets > 0)
			continue;
		*text = '\0';
		if (count == FIELDS_MAX)
			break;
		fields[count++] = text + 1;
	}
	return count;
}

static void add_name(struct reader *reader, struct ipxe_name name);

static void read_ip(struct reader *reader, const char *value, size_t length,
		    struct where where)
{
	char *fields[FIELDS_MAX];
	struct ipxe_name name = { .where = where };
	size_t count = split(arena_strndup(reader->arena, value, length), fields);

	if (count < 5 || !*fields[4] ||
	    (*fields[0] && addr_parse_port(fields[0], 0, &name.client) < 0))
		return;
	name.host_name = fields[4];
	add_name(reader, name);
}

/* hostname=m1: the name alone. */
static void read_hostname(struct reader *reader, const char *value, size_t length,
			  struct where where)
{
	struct ipxe_name name = { .where = where };

	name.host_name = arena_strndup(reader->arena, value, length);
	if (*name.host_name)
		add_name(reader, name);
}

static void add_name(struct reader *reader, struct ipxe_name name)
{
	reader->ipxe->names = arena_grow(reader->arena, reader->ipxe->names,
					 reader->ipxe->count, sizeof name);
	reader->ipxe->names[reader->ipxe->count++] = name;
}

static void read_argument(struct reader *reader, const char *text, size_t length,
			  struct where where)
{
	if (length > 3 && !strncmp(text, "ip=", 3))
		read_ip(reader, text + 3, length - 3, where);
	else if (length > 9 && !strncmp(text, "hostname=", 9))
		read_hostname(reader, text + 9, length - 9, where);
}

static void read_line(struct reader *reader, const char *line, size_t length,
		      unsigned number)
{
	bool first = true;
	bool continues;
	size_t i = 0;

	while (length && line[length - 1] == '\r')
		length--;
	continues = length && line[length - 1] == '\\';
	if (continues)
		length--;
	while (i < length) {
		size_t start;

		while (i < length && is_blank(line[i]))
			i++;
		start = i;
		while (i < length && !is_blank(line[i]))
			i++;
		if (i == start)
			break;
		if (first && !reader->in_kernel)
			reader->in_kernel =
				(i - start == 6 && !strncmp(line + start, "kernel", 6)) ||
				(i - start == 7 &&
				 !strncmp(line + start, "imgexec", 7)) ||
				(i - start == 7 &&
				 !strncmp(line + start, "imgargs", 7)) ||
				(i - start == 3 && !strncmp(line + start, "set", 3));
		if (reader->in_kernel)
			read_argument(reader, line + start, i - start,
				      (struct where){ .file = reader->file,
						      .line = number,
						      .column = (unsigned)start + 1 });
		first = false;
	}
	if (!continues)
		reader->in_kernel = false;
}

void ipxe_read(struct arena *arena, const char *file, const char *bytes, size_t length,
	       struct ipxe *ret_ipxe)
{
	struct reader reader = { .arena = arena, .file = file, .ipxe = ret_ipxe };
	const char *end = bytes + length;

	*ret_ipxe = (struct ipxe){ .file = file };
	ipxe_script_read(arena, file, bytes, length, &ret_ipxe->script);
	for (unsigned number = 1; bytes < end; number++) {
		const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
		const char *stop = newline ? newline : end;

		read_line(&reader, bytes, (size_t)(stop - bytes), number);
		bytes = newline ? newline + 1 : end;
	}
}
