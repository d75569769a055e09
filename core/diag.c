#include "diag.h"

#include <stdarg.h>
#include <string.h>

#include "arena.h"
#include "text.h"

#define SHOWN_MAX   100	  /* more than that nobody reads */
#define KEPT_MAX    10000 /* a hostile file can hold a million errors */
#define MESSAGE_MAX 400	  /* bytes; longer text comes from hostile input */

static void diag_add(struct diagnostics *diagnostics, struct where where, bool warning,
		     const char *help, const char *format, va_list args)
	__attribute__((format(printf, 5, 0)));

static char *clean(const struct diagnostics *diagnostics, const char *text)
{
	return text_clean(diagnostics->arena, text, strlen(text), MESSAGE_MAX);
}

void diag_init(struct diagnostics *diagnostics, struct arena *arena)
{
	*diagnostics = (struct diagnostics){ .arena = arena };
}

static void diag_add(struct diagnostics *diagnostics, struct where where, bool warning,
		     const char *help, const char *format, va_list args)
{
	struct diagnostic *item;

	diagnostics->errors += !warning;
	if (diagnostics->count >= KEPT_MAX) {
		diagnostics->dropped++;
		return;
	}
	diagnostics->items = arena_grow(diagnostics->arena, diagnostics->items,
					diagnostics->count, sizeof *diagnostics->items);
	item = &diagnostics->items[diagnostics->count++];
	item->where = where;
	item->warning = warning;
	item->message =
		clean(diagnostics, arena_vprintf(diagnostics->arena, format, args));
	item->help = help ? clean(diagnostics, help) : NULL;
}

void diag_error(struct diagnostics *diagnostics, struct where where, const char *help,
		const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diag_add(diagnostics, where, false, help, format, args);
	va_end(args);
}

void diag_warning(struct diagnostics *diagnostics, struct where where, const char *help,
		  const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diag_add(diagnostics, where, true, help, format, args);
	va_end(args);
}

static void print_place(const struct diagnostics *diagnostics, const struct where *where,
			FILE *out)
{
	if (!where->file) {
		fputs("ocp-preflight: ", out);
		return;
	}
	fputs(clean(diagnostics, where->file), out);
	if (where->line)
		fprintf(out, ":%u", where->line);
	if (where->line && where->column)
		fprintf(out, ":%u", where->column);
	fputs(": ", out);
}

static void print_item(const struct diagnostics *diagnostics,
		       const struct diagnostic *item, FILE *out)
{
	print_place(diagnostics, &item->where, out);
	fprintf(out, "%s: %s\n", item->warning ? "warning" : "error", item->message);
	if (item->help)
		fprintf(out, "  help: %s\n", item->help);
}

void diag_print(const struct diagnostics *diagnostics, FILE *out)
{
	size_t count = diagnostics->count;
	size_t shown = 0;

	if (count <= SHOWN_MAX) {
		for (size_t i = 0; i < count; i++)
			print_item(diagnostics, &diagnostics->items[i], out);
		return;
	}
	/* A hundred warnings must not hide the error that ends the program. */
	for (int warnings = 0; warnings <= 1; warnings++) {
		for (size_t i = 0; i < count && shown < SHOWN_MAX; i++) {
			if (diagnostics->items[i].warning != (warnings == 1))
				continue;
			print_item(diagnostics, &diagnostics->items[i], out);
			shown++;
		}
	}
	fprintf(out, "ocp-preflight: and %zu more\n",
		count - shown + diagnostics->dropped);
}

void diag_append(struct diagnostics *diagnostics, const struct diagnostics *from)
{
	for (size_t i = 0; i < from->count; i++) {
		const struct diagnostic *item = &from->items[i];

		if (item->warning)
			diag_warning(diagnostics, item->where, item->help, "%s",
				     item->message);
		else
			diag_error(diagnostics, item->where, item->help, "%s",
				   item->message);
	}
	diagnostics->dropped += from->dropped;
}
