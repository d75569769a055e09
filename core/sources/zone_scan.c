#include "zone_scan.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/diag.h"

#define CLASS_IN 1

/* Some lines of it that the scanner has been given; `p` is how far we have followed it. */
struct piece {
	const char *p, *end;
	unsigned line; /* of `p` */
	unsigned first_line;
};

void zone_complain(struct zone_source *source, unsigned line, unsigned column,
		   const char *help, const char *message)
{
	const struct where where = { source->name, line, column };

	if (source->reading->errors++ < ZONE_ERRORS_MAX)
		diag_error(source->reading->zone->diagnostics, where, help, "%s",
			   message);
}

static const char *keep_name(struct zone_reading *reading, const unsigned char *wire,
			     size_t length, bool *ret_upper)
{
	char text[ZONE_NAME_SIZE];

	*ret_upper = zone_name_text(wire, length, text);
	return arena_strdup(reading->arena, text);
}

static uint32_t read_be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static size_t wire_length(const unsigned char *wire, size_t length)
{
	size_t i = 0;

	while (i < length && wire[i])
		i += wire[i] + 1u;
	return i < length ? i + 1 : length;
}

static const struct zone_soa *keep_soa(struct zone_reading *reading,
				       const unsigned char *data, size_t length)
{
	struct zone_soa *soa = arena_alloc(reading->arena, sizeof *soa);
	size_t used = wire_length(data, length);
	bool upper;

	soa->primary = keep_name(reading, data, used, &upper);
	used += wire_length(data + used, length - used);
	if (length - used < 20)
		return soa;
	data += used;
	soa->serial = read_be32(data);
	soa->refresh = read_be32(data + 4);
	soa->retry = read_be32(data + 8);
	soa->expire = read_be32(data + 12);
	soa->minimum = read_be32(data + 16);
	return soa;
}

static void keep_data(struct zone_reading *reading, const zs_scanner_t *scanner,
		      struct zone_record *record)
{
	const unsigned char *data = scanner->r_data;
	size_t length = scanner->r_data_length, skip = 0;

	switch (scanner->r_type) {
	case ZONE_A:
	case ZONE_AAAA:
		memcpy(record->data.address, data, length > 16 ? 16 : length);
		return;
	case ZONE_SOA:
		record->data.soa = keep_soa(reading, data, length);
		return;
	case ZONE_MX:
		skip = 2;
		break;
	case ZONE_SRV:
		skip = 6;
		break;
	case ZONE_NS:
	case ZONE_CNAME:
	case ZONE_PTR:
	case ZONE_DNAME:
		break;
	default:
		return;
	}
	if (length > skip)
		record->data.target =
			keep_name(reading, data + skip, length - skip, &record->upper);
}

/* Records of one name mostly follow each other. */
static uint32_t owner_of(struct zone_reading *reading, const zs_scanner_t *scanner)
{
	char text[ZONE_NAME_SIZE];

	if (scanner->r_owner_length == reading->owner_length &&
	    !memcmp(scanner->r_owner, reading->owner_wire, reading->owner_length))
		return reading->owner;
	zone_name_text(scanner->r_owner, scanner->r_owner_length, text);
	reading->owner = zone_store_name(reading->store, text);
	reading->owner_length = scanner->r_owner_length;
	memcpy(reading->owner_wire, scanner->r_owner, reading->owner_length);
	return reading->owner;
}

/* A TTL that nobody said is the last one said, or the SOA's (RFC 2308 section 4). */
static void keep_ttl(struct zone_source *source, unsigned line,
		     struct zone_record *record)
{
	struct zone_reading *reading = source->reading;
	uint32_t ttl = source->scanner->r_ttl;

	record->has_ttl = ttl != ZONE_NO_TTL;
	if (!record->has_ttl && reading->last_ttl == ZONE_NO_TTL) {
		if (record->type == ZONE_SOA)
			reading->last_ttl = record->data.soa->minimum;
		else
			zone_complain(source, line, 1,
				      "write $TTL 3600 above the first record",
				      "no TTL is said before the first record: a server "
				      "refuses the zone");
		if (reading->last_ttl == ZONE_NO_TTL)
			reading->last_ttl = 0;
	}
	if (record->has_ttl)
		reading->last_ttl = ttl;
	record->ttl = record->has_ttl ? ttl : reading->last_ttl;
}

static void keep_record(struct zone_source *source, const struct piece *piece,
			unsigned line)
{
	struct zone_reading *reading = source->reading;
	const zs_scanner_t *scanner = source->scanner;
	struct zone_record *record;
	const char *p = piece->p;
	size_t column;

	if (scanner->r_class != CLASS_IN)
		return;
	record = zone_store_add(reading->store, owner_of(reading, scanner));
	if (!record)
		return;
	while (p < piece->end && (*p == ' ' || *p == '\t'))
		p++;
	column = (size_t)(p - piece->p) + 1;
	record->line = line;
	record->column = column > UINT16_MAX ? 1 : (uint16_t)column;
	record->file = source->number;
	record->type = scanner->r_type;
	record->generated = source->generated != 0;
	if (source->generated)
		record->column = 1;
	keep_data(reading, scanner, record);
	keep_ttl(source, line, record);
}

const char *zone_skip_to_record(const char *p, const char *end, unsigned *line)
{
	while (p < end) {
		const char *q = p;

		while (q < end && (*q == ' ' || *q == '\t'))
			q++;
		if (q < end && *q != '\n' && *q != ';' && *p != '$')
			return p;
		q = memchr(q, '\n', (size_t)(end - q));
		if (!q)
			return end;
		p = q + 1;
		++*line;
	}
	return end;
}

static void move_to(struct piece *piece, const char *to)
{
	const char *p = piece->p;

	while (p < to && (p = memchr(p, '\n', (size_t)(to - p)))) {
		p++;
		piece->line++;
	}
	piece->p = to;
}

/* How far the scanner has come; it stands at the end of a line. */
static const char *scanner_at(const struct zone_source *source, const struct piece *piece)
{
	const char *at = source->scanner->input.current;

	/* At the very end it reads a line feed of its own. */
	if (at < piece->p || at > piece->end)
		return piece->end;
	return at;
}

void zone_scan_begin(struct zone_source *source, const char *origin)
{
	source->scanner = mem_alloc(sizeof *source->scanner);
	if (zs_init(source->scanner, *origin ? origin : ".", CLASS_IN, ZONE_NO_TTL) < 0)
		zs_init(source->scanner, ".", CLASS_IN, ZONE_NO_TTL);
}

void zone_scan_end(struct zone_source *source)
{
	zs_deinit(source->scanner);
	free(source->scanner);
}

/* It goes on behind an error that it takes for the end. */
static void restart_scanner(struct zone_source *source)
{
	zs_scanner_t *scanner = source->scanner, *before = mem_alloc(sizeof *before);

	*before = *scanner;
	zs_deinit(scanner);
	zs_init(scanner, ".", CLASS_IN, before->default_ttl);
	memcpy(scanner->zone_origin, before->zone_origin, sizeof scanner->zone_origin);
	scanner->zone_origin_length = before->zone_origin_length;
	memcpy(scanner->r_owner, before->r_owner, sizeof scanner->r_owner);
	scanner->r_owner_length = before->r_owner_length;
	free(before);
}

static const char *error_help(int code)
{
	switch (code) {
	case ZS_UNCLOSED_MULTILINE:
		return "write ')' at the end of the record that begins here";
	case ZS_RIGHT_PARENTHESIS:
		return "delete the ')' that closes nothing";
	case ZS_BAD_DIRECTIVE:
		return "known: $ORIGIN, $TTL, $INCLUDE, $GENERATE";
	case ZS_BAD_TTL:
		return "write it as $TTL 3600";
	case ZS_BAD_PREVIOUS_OWNER:
		return "write @ at the beginning of the line for the zone itself";
	default:
		return NULL;
	}
}

static void next_line(struct piece *piece)
{
	const char *newline = memchr(piece->p, '\n', (size_t)(piece->end - piece->p));

	piece->p = newline ? newline + 1 : piece->end;
	piece->line++;
}

/* Says what is wrong and finds where to go on. */
static void read_error(struct zone_source *source, struct piece *piece)
{
	const zs_scanner_t *scanner = source->scanner;
	int code = scanner->error.code;
	unsigned last = piece->first_line + (unsigned)scanner->line_counter - 1;
	const char *at = scanner_at(source, piece);
	struct piece start = *piece;
	size_t blank;

	start.p = zone_skip_to_record(start.p, start.end, &start.line);
	/* A wrong directive is passed over by that, and what it begins is not where it ends. */
	if (start.line < last && code != ZS_UNCLOSED_MULTILINE)
		start = *piece;
	else if (start.line > last)
		start = *piece;
	while (start.line < last && start.p < start.end && code != ZS_UNCLOSED_MULTILINE)
		next_line(&start);
	for (blank = 0; start.p + blank < start.end; blank++) {
		if (start.p[blank] != ' ' && start.p[blank] != '\t')
			break;
	}
	if (source->generated)
		zone_complain(source, source->generated, 1, error_help(code),
			      zs_strerror(code));
	else
		zone_complain(source, start.line, (unsigned)blank + 1, error_help(code),
			      zs_strerror(code));
	if (scanner->error.fatal) {
		next_line(&start);
		*piece = start;
	} else {
		move_to(piece, at);
	}
}

/* Lines without $INCLUDE and $GENERATE. `line` is that of the first byte. */
void zone_scan(struct zone_source *source, const char *bytes, size_t length,
	       unsigned line)
{
	struct piece piece = { .p = bytes, .end = bytes + length, .line = line };
	zs_scanner_t *scanner = source->scanner;

	while (piece.p < piece.end && source->reading->errors < ZONE_ERRORS_MAX) {
		bool fatal = false;

		piece.first_line = piece.line;
		if (zs_set_input_string(scanner, piece.p, (size_t)(piece.end - piece.p)) <
		    0)
			return;
		scanner->line_counter = 1;
		while (!fatal && zs_parse_record(scanner) >= 0 &&
		       (scanner->state == ZS_STATE_DATA ||
			scanner->state == ZS_STATE_ERROR)) {
			if (scanner->state == ZS_STATE_ERROR) {
				fatal = scanner->error.fatal;
				read_error(source, &piece);
				continue;
			}
			piece.p = zone_skip_to_record(piece.p, piece.end, &piece.line);
			keep_record(source, &piece,
				    source->generated ? source->generated : piece.line);
			move_to(&piece, scanner_at(source, &piece));
		}
		if (!fatal)
			return;
		restart_scanner(source);
	}
}
