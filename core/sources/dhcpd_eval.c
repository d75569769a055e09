#include "core/sources/dhcpd_eval.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"

/* A chain of "and" leans to the left, however long it is. */
#define DEPTH_MAX 256

struct evaluation {
	struct arena *arena;
	const struct dhcp_client *client;
	unsigned depth;
};

static struct dhcpd_result eval(struct evaluation *evaluation,
				const struct dhcpd_expression *expression);

static struct dhcpd_result kind(enum dhcpd_kind kind)
{
	return (struct dhcpd_result){ .kind = kind };
}

static struct dhcpd_result truth(bool value)
{
	return kind(value ? DHCPD_TRUE : DHCPD_FALSE);
}

static struct dhcpd_result data(const char *bytes, size_t length)
{
	return (struct dhcpd_result){ .kind = DHCPD_DATA,
				      .data = bytes,
				      .length = length };
}

static struct dhcpd_result text(const char *value)
{
	return value ? data(value, strlen(value)) : kind(DHCPD_NONE);
}

static struct dhcpd_result big_endian(struct evaluation *evaluation, unsigned long number,
				      size_t bytes)
{
	char *copy = arena_alloc(evaluation->arena, bytes + 1);

	for (size_t i = 0; i < bytes; i++)
		copy[i] = (char)(number >> 8 * (bytes - 1 - i));
	return data(copy, bytes);
}

/* Only iPXE and its forerunner send options of these spaces. */
static bool is_ipxe_space(const char *space)
{
	return space && (!strcasecmp(space, "ipxe") || !strcasecmp(space, "gpxe"));
}

static struct dhcpd_result eval_option(struct evaluation *evaluation,
				       const struct dhcpd_expression *expression)
{
	const struct dhcp_client *client = evaluation->client;

	if (is_ipxe_space(expression->space) && !client->ipxe)
		return kind(DHCPD_NONE);
	switch (expression->code) {
	case 60:
		return text(client->vendor_class);
	case 77:
		return text(client->user_class);
	case 93:
		return client->arch < 0
			       ? kind(DHCPD_NONE)
			       : big_endian(evaluation, (unsigned long)client->arch, 2);
	case 175:
		return kind(client->ipxe ? DHCPD_UNKNOWN : DHCPD_NONE);
	default:
		return kind(DHCPD_UNKNOWN);
	}
}

static struct dhcpd_result eval_exists(struct evaluation *evaluation,
				       const struct dhcpd_expression *expression)
{
	struct dhcpd_result option = eval_option(evaluation, expression);

	if (option.kind == DHCPD_UNKNOWN && expression->code == 175)
		return truth(true);
	return option.kind == DHCPD_UNKNOWN ? option : truth(option.kind != DHCPD_NONE);
}

/* The type of the network (1: Ethernet) and the address. */
static struct dhcpd_result eval_hardware(struct evaluation *evaluation)
{
	unsigned bytes[6];
	char *copy;

	if (!evaluation->client->mac ||
	    sscanf(evaluation->client->mac, "%2x:%2x:%2x:%2x:%2x:%2x", &bytes[0],
		   &bytes[1], &bytes[2], &bytes[3], &bytes[4], &bytes[5]) != 6)
		return kind(DHCPD_UNKNOWN);
	copy = arena_alloc(evaluation->arena, 8);
	*copy = 1;
	for (size_t i = 0; i < 6; i++)
		copy[i + 1] = (char)bytes[i];
	return data(copy, 7);
}

static struct dhcpd_result eval_part(struct evaluation *evaluation,
				     const struct dhcpd_expression *expression)
{
	struct dhcpd_result whole = eval(evaluation, expression->args[0]);
	struct dhcpd_result first = eval(evaluation, expression->args[1]), length = first;
	size_t start;

	if (expression->op == DHCPD_OP_SUBSTRING)
		length = eval(evaluation, expression->args[2]);
	if (whole.kind != DHCPD_DATA)
		return whole;
	if (first.kind != DHCPD_INTEGER || length.kind != DHCPD_INTEGER)
		return kind(DHCPD_UNKNOWN);
	start = expression->op == DHCPD_OP_SUBSTRING ? first.number
		: length.number < whole.length	     ? whole.length - length.number
						     : 0;
	if (start > whole.length)
		start = whole.length;
	if (length.number > whole.length - start)
		length.number = whole.length - start;
	return data(whole.data + start, length.number);
}

static struct dhcpd_result eval_case(struct evaluation *evaluation,
				     const struct dhcpd_expression *expression)
{
	struct dhcpd_result value = eval(evaluation, expression->args[0]);
	bool lower = expression->op == DHCPD_OP_LOWER;
	char *copy;

	if (value.kind != DHCPD_DATA)
		return value;
	copy = arena_alloc(evaluation->arena, value.length + 1);
	for (size_t i = 0; i < value.length; i++) {
		unsigned char c = (unsigned char)value.data[i];

		copy[i] = (char)(lower ? tolower(c) : toupper(c));
	}
	return data(copy, value.length);
}

static struct dhcpd_result eval_concat(struct evaluation *evaluation,
				       const struct dhcpd_expression *expression)
{
	struct dhcpd_result a = eval(evaluation, expression->args[0]);
	struct dhcpd_result b = eval(evaluation, expression->args[1]);
	char *copy;

	if (a.kind != DHCPD_DATA || b.kind != DHCPD_DATA || a.length + b.length > 65536)
		return kind(DHCPD_UNKNOWN);
	copy = arena_alloc(evaluation->arena, a.length + b.length + 1);
	memcpy(copy, a.data, a.length);
	memcpy(copy + a.length, b.data, b.length);
	return data(copy, a.length + b.length);
}

static struct dhcpd_result eval_extract(struct evaluation *evaluation,
					const struct dhcpd_expression *expression)
{
	struct dhcpd_result value = eval(evaluation, expression->args[0]);
	struct dhcpd_result bits = eval(evaluation, expression->args[1]);
	struct dhcpd_result result = kind(DHCPD_INTEGER);

	if (value.kind != DHCPD_DATA)
		return value;
	if (bits.kind != DHCPD_INTEGER || bits.number > 32 ||
	    value.length < bits.number / 8)
		return kind(DHCPD_UNKNOWN);
	for (size_t i = 0; i < bits.number / 8; i++)
		result.number = result.number << 8 | (unsigned char)value.data[i];
	return result;
}

/* A number stands for bytes where it is compared with some: "7" is the one byte 07. */
static struct dhcpd_result as_data(const struct dhcpd_expression *expression,
				   struct dhcpd_result value)
{
	if (value.kind == DHCPD_INTEGER && expression->op == DHCPD_OP_NUMBER)
		return data(expression->data, expression->length);
	return value;
}

static struct dhcpd_result eval_equal(struct evaluation *evaluation,
				      const struct dhcpd_expression *expression)
{
	struct dhcpd_result a = eval(evaluation, expression->args[0]);
	struct dhcpd_result b = eval(evaluation, expression->args[1]);
	bool equal;

	if (a.kind == DHCPD_UNKNOWN || b.kind == DHCPD_UNKNOWN)
		return kind(DHCPD_UNKNOWN);
	if (a.kind != DHCPD_INTEGER || b.kind != DHCPD_INTEGER) {
		a = as_data(expression->args[0], a);
		b = as_data(expression->args[1], b);
	}
	if (a.kind != b.kind)
		equal = false;
	else if (a.kind == DHCPD_DATA)
		equal = a.length == b.length && !memcmp(a.data, b.data, a.length);
	else
		equal = a.number == b.number;
	return truth(equal == (expression->op == DHCPD_OP_EQUAL));
}

/* Patterns without special characters, but "^" in front and "$" behind. */
static struct dhcpd_result eval_match(struct evaluation *evaluation,
				      const struct dhcpd_expression *expression)
{
	struct dhcpd_result value = eval(evaluation, expression->args[0]);
	struct dhcpd_result pattern = eval(evaluation, expression->args[1]);
	bool any_case = expression->op == DHCPD_OP_MATCHES_IN_ANY_CASE, head, tail;
	size_t length;

	if (value.kind == DHCPD_NONE)
		return truth(false);
	if (value.kind != DHCPD_DATA || pattern.kind != DHCPD_DATA)
		return kind(DHCPD_UNKNOWN);
	head = pattern.length && *pattern.data == '^';
	pattern.data += head;
	length = pattern.length - head;
	tail = length && pattern.data[length - 1] == '$';
	length -= tail;
	for (size_t i = 0; i < length; i++) {
		if (strchr("^$.[]()*+?{}|\\", pattern.data[i]))
			return kind(DHCPD_UNKNOWN);
	}
	for (size_t i = 0; i + length <= value.length && (!head || !i); i++) {
		if (tail && i + length != value.length)
			continue;
		if (any_case ? !strncasecmp(value.data + i, pattern.data, length)
			     : !memcmp(value.data + i, pattern.data, length))
			return truth(true);
	}
	return truth(false);
}

static struct dhcpd_result eval_join(struct evaluation *evaluation,
				     const struct dhcpd_expression *expression)
{
	enum dhcpd_kind decides =
		expression->op == DHCPD_OP_AND ? DHCPD_FALSE : DHCPD_TRUE;
	struct dhcpd_result a = eval(evaluation, expression->args[0]), b;

	if (a.kind == decides)
		return a;
	b = eval(evaluation, expression->args[1]);
	if (b.kind == decides)
		return b;
	return a.kind == DHCPD_UNKNOWN ? a : b;
}

static struct dhcpd_result eval_not(struct evaluation *evaluation,
				    const struct dhcpd_expression *expression)
{
	struct dhcpd_result value = eval(evaluation, expression->args[0]);

	return value.kind == DHCPD_UNKNOWN ? value : truth(value.kind != DHCPD_TRUE);
}

static struct dhcpd_result eval_by_op(struct evaluation *evaluation,
				      const struct dhcpd_expression *expression)
{
	struct dhcpd_result value;

	switch (expression->op) {
	case DHCPD_OP_DATA:
		return data(expression->data, expression->length);
	case DHCPD_OP_NUMBER:
		value = kind(DHCPD_INTEGER);
		value.number = expression->number;
		return value;
	case DHCPD_OP_OPTION:
		return eval_option(evaluation, expression);
	case DHCPD_OP_EXISTS:
		return eval_exists(evaluation, expression);
	case DHCPD_OP_HARDWARE:
		return eval_hardware(evaluation);
	case DHCPD_OP_SUBSTRING:
	case DHCPD_OP_SUFFIX:
		return eval_part(evaluation, expression);
	case DHCPD_OP_LOWER:
	case DHCPD_OP_UPPER:
		return eval_case(evaluation, expression);
	case DHCPD_OP_CONCAT:
		return eval_concat(evaluation, expression);
	case DHCPD_OP_PICK:
		value = eval(evaluation, expression->args[0]);
		return value.kind == DHCPD_NONE && expression->args[1]
			       ? eval(evaluation, expression->args[1])
			       : value;
	case DHCPD_OP_ENCODE:
		value = eval(evaluation, expression->args[0]);
		return value.kind == DHCPD_INTEGER && expression->number <= 32
			       ? big_endian(evaluation, value.number,
					    expression->number / 8)
			       : kind(DHCPD_UNKNOWN);
	case DHCPD_OP_EXTRACT:
		return eval_extract(evaluation, expression);
	case DHCPD_OP_NOT:
		return eval_not(evaluation, expression);
	case DHCPD_OP_AND:
	case DHCPD_OP_OR:
		return eval_join(evaluation, expression);
	case DHCPD_OP_EQUAL:
	case DHCPD_OP_DIFFERENT:
		return eval_equal(evaluation, expression);
	case DHCPD_OP_MATCHES:
	case DHCPD_OP_MATCHES_IN_ANY_CASE:
		return eval_match(evaluation, expression);
	case DHCPD_OP_DECLARED:
		return evaluation->client->declared ? text(evaluation->client->declared)
						    : kind(DHCPD_UNKNOWN);
	case DHCPD_OP_KNOWN:
	case DHCPD_OP_OTHER:
		break;
	}
	return kind(DHCPD_UNKNOWN);
}

static struct dhcpd_result eval(struct evaluation *evaluation,
				const struct dhcpd_expression *expression)
{
	struct dhcpd_result value;

	if (!expression || evaluation->depth == DEPTH_MAX)
		return kind(DHCPD_UNKNOWN);
	evaluation->depth++;
	value = eval_by_op(evaluation, expression);
	evaluation->depth--;
	return value;
}

struct dhcpd_result dhcpd_eval(struct arena *arena,
			       const struct dhcpd_expression *expression,
			       const struct dhcp_client *client)
{
	struct evaluation evaluation = { .arena = arena, .client = client };

	return eval(&evaluation, expression);
}
