#include "core/sources/ipxe.h"

#include <stdbool.h>
#include <string.h>

#include "core/arena.h"
#include "core/sources/ipxe_entry.h"

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
			boot_config_add_name(
				reader->arena, &reader->ipxe->boot, line + start,
				i - start, NULL,
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
	ret_ipxe->boot = (struct boot_config){ .loader = BOOT_IPXE, .file = file };
	ipxe_script_read(arena, file, bytes, length, &ret_ipxe->script);
	ipxe_entries(arena, &ret_ipxe->script, &ret_ipxe->boot);
	for (unsigned number = 1; bytes < end; number++) {
		const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
		const char *stop = newline ? newline : end;

		read_line(&reader, bytes, (size_t)(stop - bytes), number);
		bytes = newline ? newline + 1 : end;
	}
}
