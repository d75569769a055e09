#include "kept.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"

/* Hands out pieces of one block; without a block it only counts. */
struct pieces {
	char *block;
	size_t used;
};

static void *piece(struct pieces *pieces, size_t size)
{
	const size_t align = sizeof(void *);
	void *start = pieces->block ? pieces->block + pieces->used : NULL;

	pieces->used += (size + align - 1) / align * align;
	return start;
}

static const char *copy_text(struct pieces *pieces, const char *text)
{
	size_t size;
	char *copy;

	if (!text)
		return NULL;
	size = strlen(text) + 1;
	copy = piece(pieces, size);
	if (copy)
		memcpy(copy, text, size);
	return copy;
}

static const char *const *copy_lines(struct pieces *pieces, const char *const *lines)
{
	const char **copy;
	size_t count = 0;

	if (!lines)
		return NULL;
	while (lines[count])
		count++;
	copy = piece(pieces, (count + 1) * sizeof(char *));
	for (size_t i = 0; i < count; i++) {
		const char *line = copy_text(pieces, lines[i]);

		if (copy)
			copy[i] = line;
	}
	if (copy)
		copy[count] = NULL;
	return copy;
}

static const struct evidence *copy_evidence(struct pieces *pieces,
					    const struct result *result)
{
	struct evidence *copy;

	if (!result->evidence_count)
		return NULL;
	copy = piece(pieces, result->evidence_count * sizeof *copy);
	for (unsigned i = 0; i < result->evidence_count; i++) {
		const char *key = copy_text(pieces, result->evidence[i].key);
		const char *value = copy_text(pieces, result->evidence[i].value);

		if (copy)
			copy[i] = (struct evidence){ key, value };
	}
	return copy;
}

static const struct excerpt *copy_excerpt(struct pieces *pieces,
					  const struct excerpt *excerpt)
{
	struct excerpt *copy, value;

	if (!excerpt)
		return NULL;
	copy = piece(pieces, sizeof *copy);
	value = *excerpt;
	value.before = copy_text(pieces, excerpt->before);
	value.marked = copy_text(pieces, excerpt->marked);
	value.after = copy_text(pieces, excerpt->after);
	if (copy)
		*copy = value;
	return copy;
}

static const struct related *copy_related(struct pieces *pieces,
					  const struct related *related)
{
	struct related *copy;
	size_t count = 0;

	if (!related)
		return NULL;
	while (related[count].message)
		count++;
	copy = piece(pieces, (count + 1) * sizeof *copy);
	for (size_t i = 0; i < count; i++) {
		struct related one = related[i];

		one.where.file = copy_text(pieces, one.where.file);
		one.message = copy_text(pieces, one.message);
		if (copy)
			copy[i] = one;
	}
	if (copy)
		copy[count] = (struct related){ 0 };
	return copy;
}

static size_t copy(struct pieces *pieces, const struct result *from)
{
	struct kept *kept = piece(pieces, sizeof *kept);
	struct result result = *from;
	unsigned *numbers;
	size_t count = 0;

	result.blocked_by = NULL;
	result.blocks = 0;
	result.subject = copy_text(pieces, from->subject);
	result.reason = copy_text(pieces, from->reason);
	result.title = copy_text(pieces, from->title);
	result.expected = copy_text(pieces, from->expected);
	result.observed = copy_text(pieces, from->observed);
	result.why = copy_text(pieces, from->why);
	result.reproduce = copy_text(pieces, from->reproduce);
	result.source.file = copy_text(pieces, from->source.file);
	result.fix = copy_lines(pieces, from->fix);
	result.evidence = copy_evidence(pieces, from);
	result.excerpt = copy_excerpt(pieces, from->excerpt);
	result.related = copy_related(pieces, from->related);
	while (from->blocked_by && from->blocked_by[count])
		count++;
	numbers = piece(pieces, count * sizeof *numbers);
	if (!kept)
		return pieces->used;
	for (size_t i = 0; i < count; i++)
		numbers[i] = from->blocked_by[i]->number;
	*kept = (struct kept){ result, numbers, count };
	return pieces->used;
}

struct kept *kept_new(const struct result *result)
{
	struct pieces pieces = { 0 };

	pieces.block = mem_alloc(copy(&pieces, result));
	pieces.used = 0;
	(void)copy(&pieces, result);
	return (struct kept *)(void *)pieces.block;
}

void *kept_join(struct kept *const *kept, size_t count, struct result *results)
{
	size_t causes = 0;
	const struct result **lists, **next;

	for (size_t i = 0; i < count; i++) {
		if (!kept[i])
			continue;
		results[i] = kept[i]->result;
		results[i].number = (unsigned)i;
		causes += kept[i]->blocked_count ? kept[i]->blocked_count + 1 : 0;
	}
	next = lists = mem_alloc((causes + 1) * sizeof(const struct result *));
	for (size_t i = 0; i < count; i++) {
		if (!kept[i] || !kept[i]->blocked_count)
			continue;
		results[i].blocked_by = next;
		for (size_t j = 0; j < kept[i]->blocked_count; j++) {
			struct result *cause = &results[kept[i]->blocked_by[j]];

			cause->blocks++;
			*next++ = cause;
		}
		*next++ = NULL;
	}
	return lists;
}
