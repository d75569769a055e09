#include "named_tree.h"

#include <errno.h>
#include <glob.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/file.h"
#include "files.h"

#define DEPTH_MAX   32	/* blocks in blocks */
#define INCLUDE_MAX 16	/* files in files */
#define FILES_MAX   512 /* included in all */

struct tree {
	struct arena *arena;
	struct source_files *files;
	struct diagnostics *diagnostics;
	const char *first_file;
	bool copy;	       /* see named_read() */
	const char *directory; /* of `options`, or NULL */
	unsigned file_count;
	bool partial;
};

struct parser {
	struct tree *tree;
	const char *file;
	struct named_scanner scanner;
	unsigned includes; /* how deep this file is */
	bool ended;	   /* nothing more can be made of it */
};

struct statements {
	struct named_statement *items;
	size_t count;
};

struct items {
	struct named_item *items;
	size_t count;
};

static void read_block(struct parser *parser, struct statements *statements,
		       unsigned depth, const struct named_item *brace,
		       const char *keyword);
static void read_included(struct parser *parser, struct statements *statements,
			  const struct named_item *path);

static bool is_sign(const struct named_item *item, char sign)
{
	return item->kind == NAMED_SIGN && *item->text == sign;
}

static struct named_item next_item(struct parser *parser)
{
	struct named_token token = named_scan(&parser->scanner);
	struct named_item item = {
		.text = token.text,
		.kind = token.kind,
		.width = (unsigned)token.length,
		.where = {parser->file, token.line, token.column},
	};

	if (token.broken)
		diag_error(parser->tree->diagnostics, item.where,
			   token.kind == NAMED_STRING ? "close it with \""
						      : "close it with */",
			   token.kind == NAMED_STRING ? "this string is not closed"
						      : "a comment is not closed");
	return item;
}

static void add_item(struct parser *parser, struct items *items,
		     const struct named_item *item)
{
	items->items = arena_grow(parser->tree->arena, items->items, items->count,
				  sizeof *items->items);
	items->items[items->count++] = *item;
}

static struct where end_of(const struct named_item *item)
{
	struct where where = item->where;

	where.column += item->width;
	return where;
}

static void end_statement(struct parser *parser, struct statements *statements,
			  struct items *items, const char *keyword)
{
	struct tree *tree = parser->tree;
	const struct named_item *first = items->items;
	struct named_statement *added;

	if (!items->count)
		return;
	if (items->count == 2 && !strcasecmp(first->text, "include") &&
	    first[1].kind != NAMED_SIGN) {
		read_included(parser, statements, &first[1]);
		*items = (struct items){ 0 };
		return;
	}
	if (items->count == 2 && !strcasecmp(first->text, "directory") && keyword &&
	    !strcasecmp(keyword, "options"))
		tree->directory = first[1].text;
	statements->items = arena_grow(tree->arena, statements->items, statements->count,
				       sizeof *statements->items);
	added = &statements->items[statements->count++];
	added->items = items->items;
	added->count = items->count;
	*items = (struct items){ 0 };
}

/* An opening brace: everything up to its end becomes one item. */
static void add_block(struct parser *parser, struct items *items,
		      struct named_item *brace, unsigned depth)
{
	struct named_block *block = arena_alloc(parser->tree->arena, sizeof *block);
	struct statements statements = { 0 };

	if (depth == DEPTH_MAX) {
		diag_error(parser->tree->diagnostics, brace->where, NULL,
			   "blocks are nested more than %d deep", DEPTH_MAX);
		parser->ended = true;
		return;
	}
	read_block(parser, &statements, depth + 1, brace,
		   items->count ? items->items[0].text : NULL);
	block->statements = statements.items;
	block->count = statements.count;
	brace->text = "";
	brace->block = block;
	add_item(parser, items, brace);
}

/* False: the block, or the file, ends with this item. */
static bool take(struct parser *parser, struct statements *statements,
		 struct items *items, struct named_item *item, unsigned depth,
		 const struct named_item *brace, const char *keyword)
{
	struct diagnostics *diagnostics = parser->tree->diagnostics;
	const struct named_item *last =
		items->count ? &items->items[items->count - 1] : NULL;

	if (is_sign(item, ';')) {
		if (!last)
			diag_error(diagnostics, item->where, "delete it",
				   "this ';' ends nothing, and named wants none");
		end_statement(parser, statements, items, keyword);
		return true;
	}
	if (item->kind == NAMED_END || is_sign(item, '}')) {
		if (item->kind == NAMED_END && brace)
			diag_error(diagnostics, brace->where, "close it with };",
				   "this block is not closed before the end of the file");
		else if (last)
			diag_error(diagnostics, end_of(last), "write ';' here",
				   "';' is missing behind '%s'",
				   last->block ? "}" : last->text);
		if (item->kind != NAMED_END && !brace)
			diag_error(diagnostics, item->where, "delete it",
				   "this brace closes nothing");
		end_statement(parser, statements, items, keyword);
		return item->kind != NAMED_END && !brace;
	}
	/* At the outermost level nothing stands behind a block but its semicolon. */
	if (!depth && last && last->block) {
		struct where where = last->where;

		where.line = item->where.line;
		where.column = item->where.column;
		diag_error(diagnostics, where, "write '};' where the block ends",
			   "';' is missing before '%s'", item->text);
		end_statement(parser, statements, items, keyword);
	}
	if (is_sign(item, '{'))
		add_block(parser, items, item, depth);
	else
		add_item(parser, items, item);
	return true;
}

static void read_block(struct parser *parser, struct statements *statements,
		       unsigned depth, const struct named_item *brace,
		       const char *keyword)
{
	struct items items = { 0 };

	for (;;) {
		struct named_item item = next_item(parser);

		if (!take(parser, statements, &items, &item, depth, brace, keyword) ||
		    parser->ended)
			return;
	}
}

static void read_one(struct tree *tree, const struct source_file *file,
		     struct statements *statements, unsigned includes)
{
	struct parser parser = { .tree = tree, .file = file->name, .includes = includes };

	named_scanner_init(&parser.scanner, tree->arena, file->bytes, file->length);
	read_block(&parser, statements, 0, NULL, NULL);
}

/* The file of that name in the folder of the first one; the arena's. */
static const char *beside(const struct tree *tree, const char *path)
{
	const char *slash = strrchr(tree->first_file, '/');

	if (!slash)
		return path;
	return arena_printf(tree->arena, "%.*s/%s", (int)(slash - tree->first_file),
			    tree->first_file, path);
}

/* Files of the distributions, in which nobody writes zones. */
static bool is_without_zones(const char *name)
{
	static const char *const names[] = {
		"named.rfc1912.zones", "named.root.key",
		"bind.keys",	       "rndc.key",
		"bind.config",	       "named.conf.default-zones",
		"zones.rfc1918"
	};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (!strcmp(name, names[i]))
			return true;
	}
	return false;
}

static void include_file(struct parser *parser, struct statements *statements,
			 const struct named_item *item, const char *path)
{
	struct tree *tree = parser->tree;
	const char *slash = strrchr(path, '/');
	struct source_file *file;
	int r = -ENOENT;

	if (tree->copy)
		r = source_files_open(tree->files, beside(tree, slash ? slash + 1 : path),
				      &file);
	if (r < 0)
		r = source_files_open(tree->files, path, &file);
	if (r >= 0)
		read_one(tree, file, statements, parser->includes + 1);
	else if (tree->copy || source_files_has_root(tree->files) || r != -ENOENT)
		/* On another machine, left out of a copy, or not for us to read. */
		tree->partial =
			tree->partial || !is_without_zones(slash ? slash + 1 : path);
	else
		diag_error(tree->diagnostics, item->where, NULL, "cannot read '%s': %s",
			   path, file_error(r));
}

/* Where an included file is: absolute, below `directory`, or else beside the first file. */
static const char *full_path(const struct tree *tree, const char *path)
{
	if (*path == '/')
		return path;
	if (tree->directory)
		return arena_printf(tree->arena, "%s/%s", tree->directory, path);
	return beside(tree, path);
}

static void read_included(struct parser *parser, struct statements *statements,
			  const struct named_item *item)
{
	struct tree *tree = parser->tree;
	const char *path = full_path(tree, item->text);
	const char *real = source_files_path(tree->files, path);
	size_t added = strlen(real) - strlen(path); /* of the root in front */
	glob_t found;

	if (parser->includes + 1 == INCLUDE_MAX || tree->file_count++ >= FILES_MAX) {
		diag_error(tree->diagnostics, item->where, NULL,
			   "files include each other too deep");
		return;
	}
	/* As BIND does: in the order of names, and a pattern without a file is a missing file. */
	if (!strpbrk(path, "*?[") || glob(real, 0, NULL, &found)) {
		include_file(parser, statements, item, path);
		return;
	}
	for (size_t i = 0; i < found.gl_pathc && tree->file_count < FILES_MAX; i++) {
		tree->file_count++;
		include_file(parser, statements, item,
			     arena_strdup(tree->arena, found.gl_pathv[i] + added));
	}
	globfree(&found);
}

const struct named_block *named_tree_read(struct arena *arena, struct source_files *files,
					  const struct source_file *file, bool copy,
					  struct diagnostics *diagnostics)
{
	struct tree tree = { .arena = arena,
			     .files = files,
			     .diagnostics = diagnostics,
			     .first_file = file->name,
			     .copy = copy };
	struct named_block *block = arena_alloc(arena, sizeof *block);
	struct statements statements = { 0 };

	read_one(&tree, file, &statements, 0);
	block->statements = statements.items;
	block->count = statements.count;
	block->partial = tree.partial;
	return block;
}
