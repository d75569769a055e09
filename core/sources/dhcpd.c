#include "core/sources/dhcpd.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/index.h"
#include "core/prefix_table.h"
#include "core/sources/dhcpd_parser.h"
#include "core/sources/files.h"

struct dhcpd_scope *dhcpd_scope_new(struct dhcpd_parser *parser,
				    enum dhcpd_scope_kind kind,
				    const struct dhcpd_scope *outer, struct where where)
{
	struct dhcpd_scope *scope = arena_alloc(parser->arena, sizeof *scope);

	scope->kind = kind;
	scope->outer = outer;
	scope->where = where;
	return scope;
}

void dhcpd_parse_block(struct dhcpd_parser *parser, struct dhcpd_scope *scope)
{
	while (!dhcpd_at_sign(parser, '}') && parser->ahead.kind != DHCPD_END)
		dhcpd_parse_statement(parser, scope, &scope->statements);
	if (!dhcpd_take_sign(parser, '}'))
		dhcpd_refuse(parser, parser->ahead.where, "close it with '}'",
			     "the file ends inside the block that begins in line %u",
			     scope->where.line);
}

static void read_all(struct dhcpd_parser *parser)
{
	while (parser->ahead.kind != DHCPD_END) {
		if (dhcpd_take_sign(parser, '}'))
			dhcpd_refuse(parser, parser->last.where,
				     "remove it, or restore what stood in front of it",
				     "this brace closes nothing");
		else
			dhcpd_parse_statement(parser, parser->dhcpd->root,
					      &parser->dhcpd->root->statements);
	}
}

static void index_subnets(struct arena *arena, struct dhcpd *dhcpd)
{
	struct prefix_table *table = prefix_table_new(arena, dhcpd->subnet_count);

	for (size_t i = 0; i < dhcpd->subnet_count; i++)
		prefix_table_add(table, &dhcpd->subnets[i].network,
				 dhcpd->subnets[i].prefix, &dhcpd->subnets[i]);
	dhcpd->subnets_by_prefix = table;
}

void dhcpd_read(struct arena *arena, struct source_files *files,
		const struct source_file *file, struct diagnostics *diagnostics,
		struct dhcpd *ret_dhcpd)
{
	struct dhcpd_parser *parser = mem_alloc(sizeof *parser);

	*ret_dhcpd = (struct dhcpd){ 0 };
	*parser = (struct dhcpd_parser){ .arena = arena,
					 .files = files,
					 .diagnostics = diagnostics,
					 .dhcpd = ret_dhcpd,
					 .options = index_new(arena, 64),
					 .spaces = index_new(arena, 16),
					 .classes = index_new(arena, 16),
					 .host_names = index_new(arena, 64) };
	ret_dhcpd->root = dhcpd_scope_new(parser, DHCPD_ROOT, NULL,
					  (struct where){ .file = file->name });
	dhcpd_scanner_init(&parser->scanner, arena, file->name, file->bytes,
			   file->length);
	dhcpd_take(parser);
	read_all(parser);
	free(parser);
	index_subnets(arena, ret_dhcpd);
}
