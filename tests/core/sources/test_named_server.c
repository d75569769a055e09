/*
 * The reader beside named's own: `named-checkconf` is asked about each text, and what it prints of a
 * configuration that it has read (-p) says the same to the reader as the configuration itself.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/files.h"
#include "core/sources/named.h"
#include "tests/support/command.h"
#include "tests/support/suite.h"

static const char *const texts[] = {
	"",
	"# one\n// two\n/* three\n */\n",
	";",
	"options { };",
	"options { }; options { };",
	"options { recursion yes;; };",
	"options { recursion yes; };;",
	"options { directory \"/tmp\"; };",
	"options { directory /tmp; };",
	"options { recursion yes; recursion no; };",
	"options { recursion YES; };",
	"options { recursion \"yes\"; };",
	"options { recursion maybe; };",
	"options { recursion; };",
	"options { recursion yes allow-query { any; }; };",
	"options { empty-zones-enable no; };",
	"options { dnssec-validation auto; };",
	"options { dnssec-validation maybe; };",
	"options { forward sometimes; forwarders { 10.0.0.1; }; };",
	"options { forward only; forwarders { 10.0.0.1; 10.0.0.2 port 53; fd00::1; }; };",
	"options { forwarders { }; };",
	"options { forwarders port 53 { 10.0.0.1; }; };",
	"options { forwarders 10.0.0.1; };",
	"options { forwarders { 10.0.0.1 10.0.0.2; }; };",
	"options { forwarders { ns1.example.com; }; };",
	"options { forwarders { \"10.0.0.1\"; }; };",
	"options { allow-query any; };",
	"options { allow-query; };",
	"options { allow-query { any; } };",
	"options { allow-query { any } };",
	"options { allow-query { ANY; }; allow-query { any; }; };",
	"options { allow-query { any; } recursion yes; };",
	"options { allow-query = { any; }; };",
	"options { allow-query { ; any; }; };",
	"options { allow-query { }; };",
	"options { allow-query { localhost 10.0.0.1; }; };",
	"options { allow-query { 10.0.0.1 any; }; };",
	"options { allow-query { ! 10.0.0.1; !10.0.0.2; any; }; };",
	"options { allow-query { 10/8; 172.16/12; fd00::/8; 10.0.0.1/32; }; };",
	"options { allow-query { 172.16.0.1/24; }; };",
	"options { allow-query { 172.16.0.0/33; }; };",
	"options { allow-query { 172.16.0.300; }; };",
	"options { allow-query { \"localhost\"; { any; }; }; };",
	"options { allow-query { nodes; }; }; acl nodes { 10.0.0.0/8; };",
	"options { allow-query { nodes; }; }; acl \"NODES\" { 10.0.0.0/8; };",
	"options { allow-query { node; }; }; acl nodes { 10.0.0.0/8; };",
	"options { allow-query { key k; }; };"
	" key k { algorithm hmac-sha256; secret \"c2VjcmV0\"; };",
	"options { allow-transfer port 853 { any; }; };",
	"options { listen-on { any; }; listen-on port 5353 { any; }; };",
	"options { listen-on any; };",
	"options { listen-on port 53 127.0.0.1; };",
	"options { listen-on-v6 { none; }; };",
	"options { check-names primary warn; check-names response ignore; };",
	"options { version none; pid-file \"/run/x\"; max-cache-size 90%; };",
	"acl x { };",
	"acl x any;",
	"acl x { any; }",
	"acl x { any; }; acl y { x; !10.0.0.1; };",
	"zone \"a\" { type hint; file \"x\"; };",
	"zone a { type hint; file \"x\"; };",
	"zone \"a\" IN { type primary; file \"x\"; };",
	"zone \"a\" INN { type primary; file \"x\"; };",
	"zone \"a\" { type primary; file \"x\"; } zone \"b\" { type primary; file \"y\"; };",
	"zone \"a\" { type \"primary\"; file \"x\"; };",
	"zone \"a\" { type primary; type primary; file \"x\"; };",
	"zone \"a\" { type primary; file \"x\"; file \"x\"; };",
	"zone \"a\" { type primary; file x; };",
	"zone \"a\" { type primary file \"x\"; };",
	"zone \"a\" { type primry; file \"x\"; };",
	"zone \"a\" { type secondary; primaries { 10.0.0.1; }; };",
	"zone \"a\" { type forward; forward only; forwarders { 10.0.0.1; }; };",
	"zone \"a\" { type primary; file \"x\"; allow-update { none; }; };",
	"zone \"a\" { type primary; file \"x\"; allow-update none; };",
	"view \"v\" { match-clients { any; }; zone \"a\" { type primary; file \"x\"; }; };",
	"view v { match-clients any; zone \"a\" { type primary; file \"x\"; }; };",
	"view v { zone \"a\" { type primary; file \"x\"; } zone \"b\" { type hint; file \"x\"; }; };",
	"view v { zone \"a\" { type primary; file \"x\"; }; };"
	" zone \"b\" { type primary; file \"y\"; };",
	"view \"v\" { recursion no; match-recursive-only yes; };",
	"logging { channel c { file \"x\"; severity info; }; category default { c; }; };",
	"controls { inet 127.0.0.1 port 953 allow { 127.0.0.1; }; };",
	"statistics-channels { inet 127.0.0.1 port 8053 allow { 127.0.0.1; }; };",
	"server 10.0.0.1 { edns no; };",
};

static struct arena *arena;
static struct diagnostics diagnostics;
static struct named named;

static void read_text(const char *text)
{
	struct source_files *files;

	arena = arena_new();
	files = source_files_new(arena, NULL);
	diag_init(&diagnostics, arena);
	named_read(arena, files,
		   source_files_add(files, "named.conf", text, strlen(text)), false,
		   &diagnostics, &named);
}

/* What named-checkconf answers about the text; with "-p" what it prints stands in `output`. */
static int ask_named(const char *text, const char *option, char *output, size_t size)
{
	char path[] = "/tmp/named-XXXXXX";
	int fd = mkstemp(path), status;
	const char *const argv[] = { "named-checkconf", option ? option : path,
				     option ? path : NULL, NULL };

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	status = command_run(argv, output, size);
	unlink(path);
	return status;
}

START_TEST(the_reader_refuses_what_named_refuses)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		char said[4096];
		bool server = !ask_named(texts[i], NULL, said, sizeof said), reader;
		const char *first;

		read_text(texts[i]);
		reader = !diagnostics.errors;
		first = diag_first_error(&diagnostics);
		if (server != reader) {
			fprintf(stderr, "%s\n  named: %s\n  the reader: %s\n", texts[i],
				server ? "takes it" : said, first ? first : "takes it");
			wrong++;
		}
		arena_free(arena);
	}
	ck_assert_uint_eq(wrong, 0);
}
END_TEST

static struct arena *notes; /* outlives what was read */

static void __attribute__((format(printf, 2, 3)))
add(const char **facts, const char *format, ...)
{
	const char *text;
	va_list args;

	va_start(args, format);
	text = arena_vprintf(notes, format, args);
	va_end(args);
	*facts = arena_printf(notes, "%s%s ", *facts, text);
}

static void add_text(const char **facts, const struct named_text *text)
{
	add(facts, "%s", text->value ? text->value : "-");
}

static void add_matches(const char **facts, const struct named_matches *matches)
{
	add(facts, "%d %u {", matches->given, matches->port);
	for (size_t i = 0; i < matches->count; i++) {
		const struct named_match *match = &matches->items[i];

		add(facts, "%s%d", match->negated ? "!" : "", (int)match->kind);
		if (match->kind == NAMED_PREFIX)
			add(facts, "%u.%u/%u", match->addr.bytes[0], match->addr.bytes[3],
			    match->prefix);
	}
	add(facts, "}");
}

static void add_options(const char **facts, const struct named_options *options)
{
	add_text(facts, &options->directory);
	add_text(facts, &options->recursion);
	add_text(facts, &options->forward);
	add_text(facts, &options->dnssec_validation);
	for (size_t i = 0; i < options->listen_on_count; i++)
		add_matches(facts, &options->listen_on[i]);
	add_matches(facts, &options->allow_query);
	add_matches(facts, &options->allow_recursion);
	add(facts, "%zu", options->forwarders.count);
}

/* All that a configuration says, without the places. */
static const char *facts_of(const char *text)
{
	const char *facts = "";

	read_text(text);
	ck_assert_uint_eq(diagnostics.errors, 0);
	add_options(&facts, &named.options);
	for (size_t i = 0; i < named.acl_count; i++) {
		add(&facts, "\nacl %s", named.acls[i].name);
		add_matches(&facts, &named.acls[i].matches);
	}
	for (size_t i = 0; i < named.view_count; i++) {
		add(&facts, "\nview %s", named.views[i]->name);
		add_matches(&facts, &named.views[i]->clients);
		add_options(&facts, &named.views[i]->options);
	}
	for (size_t i = 0; i < named.zone_count; i++) {
		const struct named_zone *zone = named.zones[i];

		add(&facts, "\nzone %s %d in %s", zone->name, (int)zone->type,
		    zone->view ? zone->view->name : "none");
		add_text(&facts, &zone->file);
		add_options(&facts, &zone->options);
	}
	arena_free(arena);
	return facts;
}

static const char *const wholes[] = {
	"acl nodes { 172.16.0.0/16; !172.16.9.9; localhost; };\n"
	"options {\n\tdirectory \"/tmp\"; // here\n"
	"\tlisten-on port 53 { 127.0.0.1; 172.16.0.102; };\n\tlisten-on { any; };\n"
	"\tallow-query { localhost; nodes; 10/8; };\n\trecursion yes;\n"
	"\tallow-recursion { nodes; };\n\tforward first;\n"
	"\tforwarders { 10.0.0.1; 10.0.0.2 port 53; };\n\tdnssec-validation no;\n};\n"
	"zone \".\" IN { type hint; file \"named.ca\"; };\n"
	"zone \"example.localdomain\" { type master; file \"db.example\";"
	" allow-query { any; }; };\n"
	"zone \"0.16.172.in-addr.arpa\" in { type primary; file \"db.172\"; };\n"
	"zone \"b\" { type slave; masters { 10.0.0.5; }; file \"slaves/b\"; };\n",
	"view \"inside\" {\n match-clients { 172.16.0.0/16; };\n recursion yes;\n"
	" zone \"example.localdomain\" { type master; file \"a\"; };\n};\n"
	"view \"outside\" {\n match-clients { !172.16.0.0/16; any; };\n recursion no;\n"
	" zone \"example.localdomain\" { type master; file \"b\"; };\n};\n",
};

START_TEST(what_named_prints_says_the_same)
{
	static char printed[65536];

	notes = arena_new();
	for (size_t i = 0; i < sizeof wholes / sizeof wholes[0]; i++) {
		ck_assert_int_eq(ask_named(wholes[i], "-p", printed, sizeof printed), 0);
		ck_assert_str_eq(facts_of(wholes[i]), facts_of(printed));
	}
	arena_free(notes);
}
END_TEST

SUITE_WHERE(command_is_installed("named-checkconf"), "core/sources/named_server",
	    the_reader_refuses_what_named_refuses, what_named_prints_says_the_same);
