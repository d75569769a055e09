#include <stdio.h>
#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/files.h"
#include "core/sources/zone.h"
#include "tests/support/suite.h"

static struct arena *arena;
static struct source_files *files;

static void begin(void)
{
	arena = arena_new();
	files = source_files_new(arena, NULL);
}

static void end(void)
{
	arena = arena_free(arena);
}

static struct zone *read_as(const char *name, const char *text, const char *origin)
{
	const struct zone_place place = { .files = files };

	return zone_read(arena, &place, source_files_add(files, name, text, strlen(text)),
			 origin);
}

static const char *data_of(const struct zone_record *record)
{
	struct addr addr;
	char text[ADDR_STRLEN];

	switch (record->type) {
	case ZONE_A:
	case ZONE_AAAA:
		addr = zone_address(record);
		return arena_strdup(arena, addr_str(&addr, text));
	case ZONE_SOA:
		return arena_printf(arena, "%s %u", record->data.soa->primary,
				    record->data.soa->serial);
	default:
		return record->data.target ? record->data.target : "-";
	}
}

/* "4:1 ns1.example.com 3600 A 10.0.0.1", a line each. */
static const char *dump(const struct zone *zone)
{
	const char *all = "";

	for (size_t i = 0; i < zone->record_count; i++) {
		const struct zone_record *record = zone_record_at(zone, i);
		struct where where = zone_where(zone, record);

		all = arena_printf(arena, "%s%s:%u:%u %s %u %s %s\n", all, where.file,
				   where.line, where.column, zone_owner(zone, record),
				   record->ttl, zone_type_name(record->type),
				   data_of(record));
	}
	return all;
}

static const char *errors(const struct zone *zone)
{
	const char *all = "";

	for (size_t i = 0; i < zone->diagnostics->count; i++) {
		const struct diagnostic *item = &zone->diagnostics->items[i];

		all = arena_printf(arena, "%s%s:%u:%u %s\n", all, item->where.file,
				   item->where.line, item->where.column, item->message);
	}
	return all;
}

#define HEAD "$TTL 1h\n@ IN SOA NS1 root (\n  7 ; serial\n  2 3 4\n 60 )\n  IN NS ns1\n"

START_TEST(every_record_has_its_place)
{
	const struct zone *zone;

	begin();
	zone = read_as("z",
		       "; head\n" HEAD "ns1 A 10.0.0.1 ; text\n\n"
		       "\t; nothing\n\t300 AAAA FD00::1\n"
		       "$ORIGIN ocp.Example.com.\n"
		       "*.apps CNAME lb\nm1 IN A 172.16.0.21\n   IN MX 5 mail\n"
		       "t TXT \"a;b\" \"c\"\n_x._tcp SRV 0 0 53 ns1.example.com.",
		       "Example.COM.");
	ck_assert_str_eq(errors(zone), "");
	ck_assert_str_eq(dump(zone),
			 "z:3:1 example.com 3600 SOA ns1.example.com 7\n"
			 "z:7:3 example.com 3600 NS ns1.example.com\n"
			 "z:8:1 ns1.example.com 3600 A 10.0.0.1\n"
			 "z:11:2 ns1.example.com 300 AAAA fd00::1\n"
			 "z:13:1 *.apps.ocp.example.com 3600 CNAME "
			 "lb.ocp.example.com\n"
			 "z:14:1 m1.ocp.example.com 3600 A 172.16.0.21\n"
			 "z:15:4 m1.ocp.example.com 3600 MX mail.ocp.example.com\n"
			 "z:16:1 t.ocp.example.com 3600 TXT -\n"
			 "z:17:1 _x._tcp.ocp.example.com 3600 SRV ns1.example.com\n");
	ck_assert_ptr_nonnull(zone->soa);
	ck_assert_uint_eq(zone->soa->data.soa->minimum, 60);
	end();
}
END_TEST

START_TEST(lines_of_dos_are_read)
{
	const struct zone *zone;

	begin();
	zone = read_as("z",
		       "$ORIGIN a.\r\n$TTL 5\r\n@ SOA b c (1\r\n 2 3 4 5)\r\n\r\nx A "
		       "1.2.3.4\r\n",
		       NULL);
	ck_assert_str_eq(errors(zone), "");
	ck_assert_str_eq(dump(zone), "z:3:1 a 5 SOA b.a 1\nz:6:1 x.a 5 A 1.2.3.4\n");
	end();
}
END_TEST

START_TEST(behind_a_broken_line_the_rest_is_read)
{
	const struct zone *zone;

	begin();
	zone = read_as("z",
		       HEAD "a A 1.2.3\nb A 10.0.0.2\nc A 10.0.0.3 )\nd A 10.0.0.4\n"
			    "$NONSENSE\ne A 10.0.0.5\nf BOGUS x\n  g A 1.2.3.4\n"
			    "h TXT ( \"x\"\ni A 10.0.0.9\n",
		       "x.y");
	ck_assert_str_eq(errors(zone),
			 "z:7:1 invalid IPv4 address\nz:9:1 too many right parentheses\n"
			 "z:11:1 invalid directive\nz:13:1 invalid number\n"
			 "z:14:3 invalid number\n"
			 "z:15:1 unclosed last multiline block\n");
	ck_assert_ptr_nonnull(zone_find(zone, "b.x.y", ZONE_A));
	ck_assert_ptr_nonnull(zone_find(zone, "d.x.y", ZONE_A));
	ck_assert_ptr_nonnull(zone_find(zone, "e.x.y", ZONE_A));
	ck_assert_ptr_nonnull(zone_find(zone, "i.x.y", ZONE_A));
	ck_assert_ptr_null(zone_find(zone, "a.x.y", ZONE_ANY));
	end();
}
END_TEST

START_TEST(includes_keep_origin_and_owner_apart)
{
	const struct zone *zone;

	begin();
	source_files_add(files, "d/more", "m A 10.0.0.1\nn A 10.0.0.2\n", 26);
	zone = read_as("d/z",
		       HEAD "a A 10.0.0.9\n$INCLUDE more\n$include \"more\" sub ; c\n"
			    " A 10.0.0.8\n$INCLUDE d/none\n$INCLUDE\n",
		       "x");
	ck_assert_str_eq(errors(zone),
			 "d/z:11:1 cannot read 'd/none': there is no such file\n"
			 "d/z:12:1 $INCLUDE needs a file\n");
	ck_assert_ptr_nonnull(zone_find(zone, "m.x", ZONE_A));
	ck_assert_ptr_nonnull(zone_find(zone, "n.sub.x", ZONE_A));
	ck_assert_uint_eq(
		zone_where(zone, zone_next(zone, zone_find(zone, "a.x", ZONE_A), ZONE_A))
			.line,
		10);
	ck_assert_str_eq(zone_where(zone, zone_find(zone, "m.x", ZONE_A)).file, "d/more");
	end();
}
END_TEST

START_TEST(a_file_that_includes_itself_ends)
{
	const struct zone *zone;

	begin();
	zone = read_as("z", HEAD "$INCLUDE z\n", "x");
	ck_assert_ptr_nonnull(strstr(errors(zone), "too deep"));
	end();
}
END_TEST

START_TEST(generate_is_written_out)
{
	const struct zone *zone;

	begin();
	zone = read_as("z",
		       HEAD "$GENERATE 1-5/2 h${10,3,x}-$ 60 IN A 10.0.0.$ ; c\n"
			    "$GENERATE 1-2 $ PTR p$$.\n"
			    "$GENERATE 0-1 ${0,5,n}.f CNAME x\n"
			    "$GENERATE 4-2 $ A 1.1.1.1\n$GENERATE 1-2 $ A\n"
			    "$GENERATE 1-2 $ A 300.$.1.1\nz A 10.9.9.9\n",
		       "x");
	ck_assert_str_eq(errors(zone),
			 "z:10:1 the range of $GENERATE ends before it begins\n"
			 "z:11:1 $GENERATE needs an owner, a type and data behind its "
			 "range\n"
			 "z:12:1 invalid IPv4 address\nz:12:1 invalid IPv4 address\n");
	ck_assert_str_eq(strchr(strchr(dump(zone), '\n') + 1, '\n') + 1,
			 "z:7:1 h00b-1.x 60 A 10.0.0.1\n"
			 "z:7:1 h00d-3.x 60 A 10.0.0.3\n"
			 "z:7:1 h00f-5.x 60 A 10.0.0.5\n"
			 "z:8:1 1.x 3600 PTR p$\nz:8:1 2.x 3600 PTR p$\n"
			 "z:9:1 0.0.0.f.x 3600 CNAME x.x\n"
			 "z:9:1 1.0.0.f.x 3600 CNAME x.x\n"
			 "z:13:1 z.x 3600 A 10.9.9.9\n");
	end();
}
END_TEST

START_TEST(the_ttl_is_said_or_the_last_one_or_the_soas)
{
	const struct zone *zone;

	begin();
	zone = read_as("z",
		       "@ SOA a b 1 2 3 4 77\nx A 1.1.1.1\ny 5 A 1.1.1.2\nz A 1.1.1.3\n",
		       "o");
	ck_assert_str_eq(dump(zone), "z:1:1 o 77 SOA a.o 1\nz:2:1 x.o 77 A 1.1.1.1\n"
				     "z:3:1 y.o 5 A 1.1.1.2\nz:4:1 z.o 5 A 1.1.1.3\n");
	ck_assert(!zone_find(zone, "x.o", ZONE_A)->has_ttl);
	zone = read_as("y", "x A 1.1.1.1\n@ SOA a b 1 2 3 4 77\n", "o");
	ck_assert_ptr_nonnull(strstr(errors(zone), "y:1:1 no TTL is said"));
	end();
}
END_TEST

static enum zone_outcome outcome(const struct zone *zone, const char *name, bool wildcard)
{
	struct zone_answer answer = zone_lookup(zone, name, ZONE_A);

	ck_assert_int_eq(answer.wildcard, wildcard);
	return answer.outcome;
}

START_TEST(names_are_looked_up_as_a_server_does)
{
	const struct zone *zone;

	begin();
	zone = read_as("z",
		       HEAD "ns1 A 10.0.0.1\n*.apps.c A 10.0.0.2\nfoo.apps.c TXT x\n"
			    "a.b.apps.c TXT x\napi.c CNAME lb\nlb A 10.0.0.3\n"
			    "*.w CNAME lb\nsub NS ns.sub\nns.sub A 10.0.0.4\n",
		       "x");
	ck_assert_int_eq(outcome(zone, "lb.x", false), ZONE_FOUND);
	ck_assert_int_eq(outcome(zone, "api.c.x", false), ZONE_ALIAS);
	ck_assert_int_eq(outcome(zone, "c.x", false), ZONE_NO_DATA);
	ck_assert_int_eq(outcome(zone, "q.apps.c.x", true), ZONE_FOUND);
	ck_assert_int_eq(outcome(zone, "q.r.apps.c.x", true), ZONE_FOUND);
	ck_assert_int_eq(outcome(zone, "foo.apps.c.x", false), ZONE_NO_DATA);
	ck_assert_int_eq(outcome(zone, "q.foo.apps.c.x", false), ZONE_NO_NAME);
	ck_assert_int_eq(outcome(zone, "b.apps.c.x", false), ZONE_NO_DATA);
	ck_assert_int_eq(outcome(zone, "q.w.x", true), ZONE_ALIAS);
	ck_assert_int_eq(outcome(zone, "q.x", false), ZONE_NO_NAME);
	ck_assert_int_eq(outcome(zone, "m.sub.x", false), ZONE_DELEGATED);
	ck_assert_int_eq(outcome(zone, "ns.sub.x", false), ZONE_DELEGATED);
	ck_assert_int_eq(outcome(zone, "other", false), ZONE_OUTSIDE);
	end();
}
END_TEST

START_TEST(the_origin_comes_from_the_file_or_its_name)
{
	static const struct {
		const char *file, *origin;
	} names[] = {
		{"/etc/bind/db.example.com",	      "example.com"	    },
		{ "named.example.localdomain.zone", "example.localdomain"  },
		{ "Example.COM.zone",		      "example.com"	    },
		{ "0.16.172.in-addr.arpa.zone",	"0.16.172.in-addr.arpa"},
		{ "0.16.172.in-addr.arpa",	   "0.16.172.in-addr.arpa"},
		{ "db.172.16.0",			 "0.16.172.in-addr.arpa"},
		{ "172.16.rev",			"16.172.in-addr.arpa"  },
		{ "db.local",			      NULL		   },
		{ "README.md",		       NULL		    },
		{ "db.300.1",			      NULL		   },
		{ "db.1.2.3.4",			NULL		     },
	};

	begin();
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *origin = zone_origin_of_file(arena, names[i].file);

		if (names[i].origin)
			ck_assert_str_eq(origin, names[i].origin);
		else
			ck_assert_ptr_null(origin);
	}
	ck_assert_str_eq(
		read_as("z", "; c\n$TTL 5\n$ORIGIN Foo.bar.\n@ SOA a b 1 2 3 4 5\n", NULL)
			->origin,
		"foo.bar");
	ck_assert_str_eq(read_as("db.foo.bar", "@ 5 SOA a b 1 2 3 4 5\n", NULL)->origin,
			 "foo.bar");
	ck_assert_str_eq(read_as("nothing", "a.b. 5 A 1.1.1.1\n", NULL)->origin, "");
	end();
}
END_TEST

START_TEST(many_records_are_found_by_name)
{
	const struct zone_record *record;
	const struct zone *zone;

	begin();
	zone = read_as("z", HEAD "$GENERATE 0-99999 h$ A 10.1.2.3\n", "x");
	ck_assert_uint_eq(zone->record_count, 100002);
	for (unsigned i = 0; i < 100000; i += 777) {
		record = zone_find(zone, arena_printf(arena, "h%u.x", i), ZONE_A);
		ck_assert_ptr_nonnull(record);
		ck_assert_ptr_eq(record, zone_record_at(zone, i + 2));
	}
	ck_assert_ptr_null(zone_find(zone, "h100000.x", ZONE_ANY));
	end();
}
END_TEST

SUITE("core/sources/zone", every_record_has_its_place, lines_of_dos_are_read,
      behind_a_broken_line_the_rest_is_read, includes_keep_origin_and_owner_apart,
      a_file_that_includes_itself_ends, generate_is_written_out,
      the_ttl_is_said_or_the_last_one_or_the_soas, names_are_looked_up_as_a_server_does,
      the_origin_comes_from_the_file_or_its_name, many_records_are_found_by_name);
