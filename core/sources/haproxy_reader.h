/*
 * The state of haproxy_read(), for the core/sources/haproxy_*.c alone.
 */
#pragma once

#include "haproxy.h"
#include "haproxy_line.h"

#define HAPROXY_IF_DEPTH 32 /* nested .if; 64 in HAProxy, nobody has three */

struct index;

/* What is known of a condition. */
enum haproxy_truth { HAPROXY_FALSE, HAPROXY_TRUE, HAPROXY_MAYBE };

struct haproxy_if {
	enum haproxy_truth here;  /* is this branch read? */
	enum haproxy_truth taken; /* was one before it? */
	bool in_else;
	struct where where;
};

struct haproxy_reader {
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct haproxy *haproxy;
	const char *file;
	unsigned line;
	bool in_other; /* a section that is passed over */
	bool in_global;
	struct haproxy_section *section;  /* NULL: none yet, or passed over */
	struct haproxy_section *defaults; /* the latest */
	struct index *defaults_by_name, *fronts_by_name, *backends_by_name;
	struct index *servers; /* names of the section's servers */
	struct index *acls;    /* names of the section's acls; NULL: none yet */
	struct index *variables;
	size_t bind_count;   /* ports in all */
	size_t server_count; /* behind all front ends */
	bool verify_none;    /* ssl-server-verify none */
	struct haproxy_if ifs[HAPROXY_IF_DEPTH];
	size_t if_count, if_too_deep;
};

/* Errors in a block that may not be read at all are kept back. */
void haproxy_error(struct haproxy_reader *reader, unsigned column, const char *help,
		   const char *format, ...) __attribute__((format(printf, 4, 5)));
void haproxy_warning(struct haproxy_reader *reader, unsigned column, const char *help,
		     const char *format, ...) __attribute__((format(printf, 4, 5)));
struct where haproxy_place(const struct haproxy_reader *reader, unsigned column);
struct haproxy_text haproxy_text(const struct haproxy_reader *reader,
				 const struct haproxy_word *word);
/* "did you mean 'check'?", or NULL where `word` is not like any of the list. */
const char *haproxy_nearest(struct haproxy_reader *reader, const char *word,
			    const char *const *words);

/* haproxy_if.c. True: the line was a directive of a conditional block. */
bool haproxy_if_line(struct haproxy_reader *reader, const struct haproxy_line *line);
/* Is what stands here read by HAProxy? */
enum haproxy_truth haproxy_if_here(const struct haproxy_reader *reader);
/* At the end of a file. */
void haproxy_if_end(struct haproxy_reader *reader);

/* haproxy_section.c. False: the line opens none. */
bool haproxy_section_open(struct haproxy_reader *reader, const struct haproxy_line *line);
/* False after a message. `what`: "'frontend' name", "server name". */
bool haproxy_check_name(struct haproxy_reader *reader, const struct haproxy_word *word,
			const char *what);

/* haproxy_keyword.c: a line of a proxy section. */
void haproxy_keyword(struct haproxy_reader *reader, const struct haproxy_line *line);
/* "10s", "500" -> milliseconds; false: no time. */
bool haproxy_parse_time(const char *text, unsigned long *ret_ms);

/* haproxy_condition.c: a line `acl`, and the condition that begins with this word of a line. */
void haproxy_acl(struct haproxy_reader *reader, const struct haproxy_line *line);
void haproxy_condition(struct haproxy_reader *reader, const struct haproxy_line *line,
		       size_t from);

/* haproxy_bind.c, haproxy_server.c, haproxy_options.c */
void haproxy_bind_line(struct haproxy_reader *reader, const struct haproxy_line *line);
void haproxy_server_line(struct haproxy_reader *reader, const struct haproxy_line *line);
void haproxy_server_options(struct haproxy_reader *reader,
			    const struct haproxy_line *line, size_t from,
			    struct haproxy_server_options *options);

/* haproxy_join.c: once all is read. */
void haproxy_join(struct haproxy_reader *reader);
