#include <string.h>

#include "core/arena.h"
#include "core/sources/grub_runner.h"

#define EXPANDED_MAX ((size_t)8 * 1024 * 1024)
#define WORD_MAX     8192

/* Words that one token becomes: a variable that is not quoted may hold several. */
struct expansion {
	struct grub_runner *runner;
	const struct grub_token *token;
	struct grub_words *words;
	const char *text;
	bool unknown;
	bool open; /* a word has been begun */
};

static void put(struct expansion *expansion, const char *text, size_t length)
{
	struct grub_runner *runner = expansion->runner;
	size_t before = strlen(expansion->text);

	runner->expanded += before + length;
	if (before + length > WORD_MAX || runner->expanded > EXPANDED_MAX) {
		expansion->unknown = true;
		return;
	}
	expansion->text =
		arena_printf(runner->arena, "%s%.*s", expansion->text, (int)length, text);
	expansion->open = true;
}

static void end_word(struct expansion *expansion)
{
	struct grub_words *words = expansion->words;

	if (!expansion->open)
		return;
	words->items = arena_grow(expansion->runner->arena, words->items, words->count,
				  sizeof *words->items);
	words->items[words->count++] = (struct boot_word){
		.text = expansion->text,
		.unknown = expansion->unknown,
		.where = expansion->token->where,
		.width = expansion->token->width,
	};
	expansion->text = "";
	expansion->unknown = expansion->open = false;
}

static void put_variable(struct expansion *expansion, const struct grub_piece *piece)
{
	const char *value = grub_variable(expansion->runner->variables, piece->text);

	if (!value) {
		const char *name =
			arena_printf(expansion->runner->arena, "${%s}", piece->text);

		put(expansion, name, strlen(name));
		expansion->unknown = true;
		return;
	}
	while (*value) {
		size_t length = piece->quoted ? strlen(value) : strcspn(value, " \t\n");

		put(expansion, value, length);
		value += length;
		if (*value)
			end_word(expansion);
		value += strspn(value, " \t\n");
	}
}

struct grub_words grub_expand(struct grub_runner *runner,
			      const struct grub_statement *statement)
{
	struct grub_words words = { 0 };

	for (size_t i = 0; i < statement->count; i++) {
		const struct grub_token *token = &statement->words[i];
		struct expansion expansion = {
			.runner = runner, .token = token, .words = &words, .text = ""
		};

		/* "" is a word, though an empty one. */
		expansion.open = !token->count;
		for (size_t p = 0; p < token->count; p++) {
			const struct grub_piece *piece = &token->pieces[p];

			if (piece->is_variable)
				put_variable(&expansion, piece);
			else
				put(&expansion, piece->text, strlen(piece->text));
		}
		end_word(&expansion);
	}
	return words;
}

/* "http,172.16.0.101:8080" with "/vmlinuz"; NULL: another device, as a disk. */
static const char *join(struct arena *arena, const char *device, size_t length,
			const char *path)
{
	static const char *const protocols[] = { "http", "https", "tftp", "pxe" };
	size_t protocol = strcspn(device, ",:)");

	if (protocol > length)
		protocol = length;
	for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++) {
		const char *scheme = protocols[i];

		if (strlen(scheme) != protocol || strncmp(scheme, device, protocol) != 0)
			continue;
		if (protocol >= length)
			return path; /* the server that the machine booted from */
		if (!strcmp(scheme, "pxe"))
			scheme = "tftp";
		return arena_printf(arena, "%s://%.*s%s%s", scheme,
				    (int)(length - protocol - 1), device + protocol + 1,
				    *path == '/' ? "" : "/", path);
	}
	return NULL;
}

const char *grub_url(struct grub_runner *runner, const char *path)
{
	const char *root, *url, *end;

	if (*path == '(') {
		end = strchr(path, ')');
		url = end ? join(runner->arena, path + 1, (size_t)(end - path - 1),
				 end + 1)
			  : NULL;
		return url ? url : path;
	}
	root = grub_variable(runner->variables, "root");
	if (!root || *path != '/')
		return path;
	url = join(runner->arena, root, strlen(root), path);
	return url ? url : path;
}
