#include "core/sources/dhcpd_ask.h"

#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/prefix_table.h"
#include "core/sources/dhcpd_eval.h"

/* A class or subclass that the client belongs to. */
struct membership {
	const struct dhcpd_scope *scope;
	bool unsure;
};

struct dhcpd_view {
	struct arena *arena;
	const struct dhcpd *dhcpd;
	struct dhcp_client client;
	struct membership *memberships;
	size_t count;
};

struct question {
	const struct dhcpd_view *view;
	unsigned code;	  /* of an option, or */
	const char *name; /* of a parameter */
	struct dhcpd_told told;
};

static void add_membership(struct dhcpd_view *view, const struct dhcpd_scope *scope,
			   bool unsure)
{
	view->memberships = arena_grow(view->arena, view->memberships, view->count,
				       sizeof *view->memberships);
	view->memberships[view->count++] = (struct membership){ scope, unsure };
}

/* The subclass that names the client's value. */
static void find_subclass(struct dhcpd_view *view, const struct dhcpd_class *class)
{
	const struct dhcpd *dhcpd = view->dhcpd;
	struct dhcpd_result value =
		dhcpd_eval(view->arena, class->submatch, &view->client);

	for (size_t i = 0; i < dhcpd->subclass_count; i++) {
		const struct dhcpd_subclass *subclass = &dhcpd->subclasses[i];
		bool unsure = value.kind == DHCPD_UNKNOWN;

		if (subclass->of != class || value.kind == DHCPD_NONE)
			continue;
		if (!unsure &&
		    (value.kind != DHCPD_DATA || value.length != subclass->length ||
		     memcmp(value.data, subclass->data, value.length) != 0))
			continue;
		add_membership(view, subclass->scope, unsure);
	}
}

struct dhcpd_view *dhcpd_view_new(struct arena *arena, const struct dhcpd *dhcpd,
				  const struct dhcp_client *client)
{
	struct dhcpd_view *view = arena_alloc(arena, sizeof *view);

	view->arena = arena;
	view->dhcpd = dhcpd;
	view->client = *client;
	for (size_t i = 0; i < dhcpd->class_count; i++) {
		const struct dhcpd_class *class = dhcpd->classes[i];
		struct dhcpd_result match;

		if (class->submatch)
			find_subclass(view, class);
		if (!class->match)
			continue;
		match = dhcpd_eval(arena, class->match, client);
		if (match.kind == DHCPD_TRUE || match.kind == DHCPD_UNKNOWN)
			add_membership(view, class->scope, match.kind == DHCPD_UNKNOWN);
	}
	return view;
}

static bool is_asked(const struct question *question, const struct dhcpd_setting *setting)
{
	if (question->code)
		return setting->code == question->code;
	return !setting->code && !strcasecmp(setting->name, question->name);
}

static void take_setting(struct question *question, const struct dhcpd_setting *setting,
			 bool unsure)
{
	if (!is_asked(question, setting))
		return;
	if (setting->operation == DHCPD_DEFAULT && question->told.setting)
		return;
	question->told.setting = setting;
	question->told.unsure = unsure || setting->expression ||
				setting->operation == DHCPD_APPEND ||
				setting->operation == DHCPD_PREPEND;
}

static void execute(struct question *question, const struct dhcpd_statements *statements,
		    bool unsure);

static void execute_branches(struct question *question, const struct dhcpd_branch *branch,
			     bool unsure)
{
	const struct dhcpd_view *view = question->view;

	for (; branch; branch = branch->next) {
		struct dhcpd_result condition = { .kind = DHCPD_TRUE };

		if (!branch->is_else)
			condition =
				dhcpd_eval(view->arena, branch->condition, &view->client);
		if (condition.kind == DHCPD_FALSE || condition.kind == DHCPD_NONE)
			continue;
		unsure = unsure || condition.kind == DHCPD_UNKNOWN;
		execute(question, &branch->statements, unsure);
		if (condition.kind != DHCPD_UNKNOWN)
			return;
	}
}

/* No deeper than the blocks of the file are nested (DHCPD_DEPTH_MAX). */
static void execute(struct question *question, const struct dhcpd_statements *statements,
		    bool unsure)
{
	for (const struct dhcpd_statement *statement = statements->first; statement;
	     statement = statement->next) {
		if (statement->setting)
			take_setting(question, statement->setting, unsure);
		else
			execute_branches(question, statement->branches, unsure);
	}
}

static bool is_around(const struct dhcpd_scope *scope, const struct dhcpd_scope *inner)
{
	for (; inner; inner = inner->outer) {
		if (inner == scope)
			return true;
	}
	return false;
}

/* A scope and those around it, the outer first; but not those that are around `done` as well. */
static void execute_scopes(struct question *question, const struct dhcpd_scope *scope,
			   const struct dhcpd_scope *done, bool unsure)
{
	if (!scope || is_around(scope, done))
		return;
	execute_scopes(question, scope->outer, done, unsure);
	execute(question, &scope->statements, unsure);
}

static struct dhcpd_told ask(struct question *question, const struct dhcpd_subnet *subnet,
			     const struct dhcpd_host *host)
{
	const struct dhcpd_view *view = question->view;
	const struct dhcpd_scope *base = subnet ? subnet->scope : view->dhcpd->root;

	execute_scopes(question, base, NULL, false);
	for (size_t i = view->count; i-- > 0;)
		execute_scopes(question, view->memberships[i].scope, base,
			       view->memberships[i].unsure);
	if (host)
		execute_scopes(question, host->scope, base, false);
	return question->told;
}

struct dhcpd_told dhcpd_ask_option(const struct dhcpd_view *view,
				   const struct dhcpd_subnet *subnet,
				   const struct dhcpd_host *host, unsigned code)
{
	return ask(&(struct question){ .view = view, .code = code }, subnet, host);
}

struct dhcpd_told dhcpd_ask_parameter(const struct dhcpd_view *view,
				      const struct dhcpd_subnet *subnet,
				      const struct dhcpd_host *host, const char *name)
{
	return ask(&(struct question){ .view = view, .name = name }, subnet, host);
}

bool dhcpd_subnet_holds(const struct dhcpd_subnet *subnet, const struct addr *addr)
{
	unsigned whole = subnet->prefix / 8, rest = subnet->prefix % 8;

	if (addr->family != subnet->network.family ||
	    memcmp(addr->bytes, subnet->network.bytes, whole) != 0)
		return false;
	return !rest ||
	       !((addr->bytes[whole] ^ subnet->network.bytes[whole]) >> (8 - rest));
}

const struct dhcpd_subnet *dhcpd_subnet_at(const struct dhcpd *dhcpd,
					   const struct addr *addr)
{
	return prefix_table_find(dhcpd->subnets_by_prefix, addr);
}

const struct dhcpd_subnet *dhcpd_host_subnet(const struct dhcpd *dhcpd,
					     const struct dhcpd_host *host)
{
	struct addr addr;

	for (size_t i = 0; i < host->address_count; i++) {
		if (addr_parse(host->addresses[i].text, &addr) >= 0)
			return dhcpd_subnet_at(dhcpd, &addr);
	}
	return NULL;
}

/* "option host-name = concat(host-decl-name, ...)"; NULL: not to know. */
static const char *computed_name(const struct dhcpd_view *view,
				 const struct dhcpd_host *host,
				 const struct dhcpd_expression *expression)
{
	struct dhcp_client client = view->client;
	struct dhcpd_result name;

	client.declared = host->name;
	client.mac = host->mac;
	name = dhcpd_eval(view->arena, expression, &client);
	if (name.kind != DHCPD_DATA || memchr(name.data, '\0', name.length))
		return NULL;
	return arena_strndup(view->arena, name.data, name.length);
}

const char *dhcpd_host_name(const struct dhcpd_view *view, const struct dhcpd_host *host,
			    const char **ret_what, struct where *ret_where)
{
	const struct dhcpd_subnet *subnet = dhcpd_host_subnet(view->dhcpd, host);
	struct dhcpd_told told = dhcpd_ask_option(view, subnet, host, 12);
	const char *flag;

	*ret_what = "option host-name";
	if (told.setting) {
		*ret_where = told.setting->where;
		if (told.setting->expression)
			return computed_name(view, host, told.setting->expression);
		return told.setting->count == 1 ? told.setting->values[0].text : NULL;
	}
	told = dhcpd_ask_parameter(view, subnet, host, "use-host-decl-names");
	if (!told.setting || told.setting->count != 1)
		return NULL;
	flag = told.setting->values[0].text;
	*ret_what = "use-host-decl-names";
	*ret_where = told.setting->where;
	return strcasecmp(flag, "on") != 0 && strcasecmp(flag, "true") != 0 ? NULL
									    : host->name;
}
