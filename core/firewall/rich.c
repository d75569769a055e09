#include "rich.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"

#define RULE_MAX     4096
#define PRIORITY_MAX 32767

/* A word of the rule: an element ("source"), or an attribute with its value. */
struct token {
	const char *word;
	const char *value; /* NULL: an element */
};

struct reader {
	struct arena *arena;
	const char *at;
	struct token token; /* word NULL: the end */
	bool broken;
};

static void next(struct reader *reader);
static int read_rule(struct reader *reader, struct firewall_rule *rule);
static int read_side(struct reader *reader, struct firewall_side *side);
static int read_ports(struct reader *reader, struct firewall_ports *ports);
static int read_named(struct reader *reader, const char *attribute,
		      const char **ret_name);
static int read_action(struct reader *reader, enum firewall_action action,
		       struct firewall_rule *rule);
static bool skip_attributes(struct reader *reader);
static int check(const struct firewall_rule *rule, bool logs);

int firewall_parse_rule(struct arena *arena, const char *text,
			struct firewall_rule *ret_rule)
{
	struct reader reader = { .arena = arena, .at = text };
	struct firewall_rule rule = { 0 };
	int r;

	if (strnlen(text, RULE_MAX + 1) > RULE_MAX)
		return -EINVAL;
	next(&reader);
	if (!reader.token.word || reader.token.value ||
	    strcmp(reader.token.word, "rule") != 0)
		return -EINVAL;
	next(&reader);
	r = read_rule(&reader, &rule);
	if (r < 0 || reader.broken)
		return -EINVAL;
	rule.text = arena_strdup(arena, text);
	*ret_rule = rule;
	return 0;
}

/* Words are separated as in a shell: blanks, with quotes around what may hold blanks. */
static void next(struct reader *reader)
{
	char word[RULE_MAX + 1];
	size_t length = 0;
	size_t equals = 0;
	bool has_equals = false;
	char quote = 0;

	reader->token = (struct token){ 0 };
	while (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\n')
		reader->at++;
	if (!*reader->at)
		return;
	for (; *reader->at; reader->at++) {
		char c = *reader->at;

		if (quote && c == quote) {
			quote = 0;
		} else if (!quote && (c == '"' || c == '\'')) {
			quote = c;
		} else if (!quote && (c == ' ' || c == '\t' || c == '\n')) {
			break;
		} else {
			if (c == '=' && !quote && !has_equals) {
				has_equals = true;
				equals = length;
			}
			word[length++] = c;
		}
	}
	if (quote)
		reader->broken = true;
	if (has_equals) {
		reader->token.word = arena_strndup(reader->arena, word, equals);
		reader->token.value = arena_strndup(reader->arena, word + equals + 1,
						    length - equals - 1);
	} else {
		reader->token.word = arena_strndup(reader->arena, word, length);
	}
}

static bool is_element(const struct reader *reader, const char *name)
{
	return reader->token.word && !reader->token.value &&
	       strcmp(reader->token.word, name) == 0;
}

static bool is_attribute(const struct reader *reader, const char *name)
{
	return reader->token.word && reader->token.value &&
	       strcmp(reader->token.word, name) == 0;
}

static int read_rule_attribute(struct reader *reader, struct firewall_rule *rule)
{
	if (is_attribute(reader, "family")) {
		if (strcmp(reader->token.value, "ipv4") == 0)
			rule->family = AF_INET;
		else if (strcmp(reader->token.value, "ipv6") == 0)
			rule->family = AF_INET6;
		else
			return -EINVAL;
	} else if (is_attribute(reader, "priority")) {
		char *end;
		long priority = strtol(reader->token.value, &end, 10);

		if (end == reader->token.value || *end || priority < -PRIORITY_MAX - 1 ||
		    priority > PRIORITY_MAX)
			return -EINVAL;
		rule->priority = (int)priority;
	} else {
		return -EINVAL;
	}
	next(reader);
	return 0;
}

/* The element that says what the rule is about. */
static int read_match(struct reader *reader, struct firewall_rule *rule)
{
	static const char *const others[] = { "masquerade",  "forward-port",
					      "icmp-block",  "icmp-type",
					      "source-port", "tcp-mss-clamp",
					      NULL };

	if (is_element(reader, "service")) {
		rule->match = FIREWALL_SERVICE;
		next(reader);
		return read_named(reader, "name", &rule->name);
	}
	if (is_element(reader, "protocol")) {
		rule->match = FIREWALL_PROTOCOL;
		next(reader);
		return read_named(reader, "value", &rule->name);
	}
	if (is_element(reader, "port")) {
		rule->match = FIREWALL_PORT;
		next(reader);
		return read_ports(reader, &rule->ports);
	}
	for (size_t i = 0; others[i]; i++)
		if (is_element(reader, others[i])) {
			rule->match = FIREWALL_OTHER;
			next(reader);
			return skip_attributes(reader) ? 0 : -EINVAL;
		}
	return -ENOENT;
}

static int read_rule(struct reader *reader, struct firewall_rule *rule)
{
	bool has_match = false;
	bool has_action = false;
	bool logs = false;

	while (reader->token.word) {
		int r;

		if (reader->token.value) {
			r = read_rule_attribute(reader, rule);
		} else if (is_element(reader, "source")) {
			next(reader);
			r = rule->source.given ? -EINVAL
					       : read_side(reader, &rule->source);
		} else if (is_element(reader, "destination")) {
			next(reader);
			r = rule->destination.given
				    ? -EINVAL
				    : read_side(reader, &rule->destination);
		} else if (is_element(reader, "log") || is_element(reader, "nflog") ||
			   is_element(reader, "audit")) {
			logs = true;
			next(reader);
			r = skip_attributes(reader) ? 0 : -EINVAL;
		} else if (is_element(reader, "accept") || is_element(reader, "reject") ||
			   is_element(reader, "drop") || is_element(reader, "mark")) {
			enum firewall_action action =
				is_element(reader, "accept")   ? FIREWALL_ACCEPT
				: is_element(reader, "reject") ? FIREWALL_REJECT
				: is_element(reader, "drop")   ? FIREWALL_DROP
							       : FIREWALL_LOG_ONLY;

			if (has_action)
				return -EINVAL;
			has_action = true;
			logs = logs || action == FIREWALL_LOG_ONLY;
			r = read_action(reader, action, rule);
		} else {
			if (has_match)
				return -EINVAL;
			has_match = true;
			r = read_match(reader, rule);
		}
		if (r < 0)
			return -EINVAL;
	}
	return check(rule, logs);
}

static int read_side(struct reader *reader, struct firewall_side *side)
{
	side->given = true;
	if (is_element(reader, "not") || is_element(reader, "NOT")) {
		side->invert = true;
		next(reader);
	}
	while (reader->token.value) {
		if (is_attribute(reader, "address")) {
			if (firewall_parse_net(reader->token.value, &side->net) < 0)
				return -EINVAL;
			side->is_net = true;
		} else if (is_attribute(reader, "mac")) {
			side->mac = reader->token.value;
		} else if (is_attribute(reader, "ipset")) {
			side->ipset = reader->token.value;
		} else if (is_attribute(reader, "invert")) {
			if (strcasecmp(reader->token.value, "true") == 0 ||
			    strcasecmp(reader->token.value, "yes") == 0)
				side->invert = true;
		} else {
			return -EINVAL;
		}
		next(reader);
	}
	return side->is_net + (side->mac != NULL) + (side->ipset != NULL) == 1 ? 0
									       : -EINVAL;
}

static int read_ports(struct reader *reader, struct firewall_ports *ports)
{
	const char *port = NULL;
	const char *protocol = NULL;

	while (reader->token.value) {
		if (is_attribute(reader, "port"))
			port = reader->token.value;
		else if (is_attribute(reader, "protocol"))
			protocol = reader->token.value;
		else
			return -EINVAL;
		next(reader);
	}
	if (!port || !protocol)
		return -EINVAL;
	return firewall_parse_port(arena_printf(reader->arena, "%s/%s", port, protocol),
				   ports);
}

static int read_named(struct reader *reader, const char *attribute, const char **ret_name)
{
	if (!is_attribute(reader, attribute) || !reader->token.value[0])
		return -EINVAL;
	*ret_name = reader->token.value;
	next(reader);
	return 0;
}

static int read_action(struct reader *reader, enum firewall_action action,
		       struct firewall_rule *rule)
{
	rule->action = action;
	next(reader);
	while (is_attribute(reader, "type") || is_attribute(reader, "set"))
		next(reader);
	if (is_element(reader, "limit")) {
		rule->limited = true;
		next(reader);
		return skip_attributes(reader) ? 0 : -EINVAL;
	}
	return 0;
}

/* Attributes that change nothing for the verdict, and the limit of a log. */
static bool skip_attributes(struct reader *reader)
{
	static const char *const known[] = { "value",	   "name",     "prefix",
					     "level",	   "group",    "port",
					     "queue-size", "protocol", "to-port",
					     "to-addr",	   NULL };

	for (;;) {
		bool found = is_element(reader, "limit");

		for (size_t i = 0; known[i] && !found; i++)
			found = is_attribute(reader, known[i]);
		if (!found)
			return !reader->token.value;
		next(reader);
	}
}

/* What firewalld itself refuses (src/firewall/core/rich.py, check()). */
static int check(const struct firewall_rule *rule, bool logs)
{
	bool acts = rule->action != FIREWALL_LOG_ONLY;

	if (rule->family == 0 && (rule->source.is_net || rule->destination.given))
		return -EINVAL;
	if (rule->source.is_net && rule->source.net.addr.family != rule->family)
		return -EINVAL;
	if (rule->destination.is_net && rule->destination.net.addr.family != rule->family)
		return -EINVAL;
	if (rule->destination.mac)
		return -EINVAL;
	if (rule->match == FIREWALL_ANY && !acts && !logs)
		return -EINVAL;
	if (rule->match == FIREWALL_ANY && acts && !rule->source.given &&
	    !rule->destination.given && rule->priority == 0)
		return -EINVAL;
	if (rule->match != FIREWALL_OTHER && !acts && !logs)
		return -EINVAL;
	return 0;
}
