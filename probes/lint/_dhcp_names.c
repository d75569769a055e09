#include "_dhcp_names.h"

#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/index.h"
#include "core/sources/dhcpd.h"
#include "core/sources/dnsmasq.h"
#include "core/sources/sources.h"
#include "core/text.h"

enum { OPTION_HOST_NAME = 12, OPTION_DOMAIN_NAME = 15, OPTION_DOMAIN_SEARCH = 119 };

struct walk {
	struct arena *arena;
	dhcp_name_fn *look;
	void *arg;
	struct index *seen; /* scopes */
};

static void look(const struct walk *walk, const char *name, struct where where,
		 unsigned width, bool matters)
{
	/* Some write several domains into one string. */
	if (name && strchr(name, '.') && !strchr(name, ' '))
		walk->look(walk->arg, text_dns_name(walk->arena, name), where, width,
			   matters);
}

static bool says_name(const struct dhcpd_setting *setting)
{
	return setting->code == OPTION_HOST_NAME || setting->code == OPTION_DOMAIN_NAME ||
	       setting->code == OPTION_DOMAIN_SEARCH ||
	       (!setting->code && (!strcasecmp(setting->name, "ddns-domainname") ||
				   !strcasecmp(setting->name, "ddns-hostname")));
}

static void look_at_statements(const struct walk *walk,
			       const struct dhcpd_statements *statements);

static void look_at_statement(const struct walk *walk,
			      const struct dhcpd_statement *statement)
{
	const struct dhcpd_setting *setting = statement->setting;

	for (const struct dhcpd_branch *branch = statement->branches; branch;
	     branch = branch->next)
		look_at_statements(walk, &branch->statements);
	for (size_t i = 0; setting && says_name(setting) && i < setting->count; i++)
		look(walk, setting->values[i].text, setting->values[i].where,
		     setting->values[i].width, setting->code == OPTION_HOST_NAME);
}

/* As deep as the blocks of the file (DHCPD_DEPTH_MAX). */
static void look_at_statements(const struct walk *walk,
			       const struct dhcpd_statements *statements)
{
	for (const struct dhcpd_statement *statement = statements->first; statement;
	     statement = statement->next)
		look_at_statement(walk, statement);
}

/* The scope and those around it that were not seen yet. */
static void look_at_scope(const struct walk *walk, const struct dhcpd_scope *scope)
{
	for (; scope; scope = scope->outer) {
		const struct dhcpd_scope **key = arena_alloc(walk->arena, sizeof(void *));

		*key = scope;
		if (index_add(walk->seen, key, sizeof *key, walk->arena))
			return;
		look_at_statements(walk, &scope->statements);
	}
}

static void look_at_dhcpd(const struct walk *walk, const struct dhcpd *dhcpd)
{
	look_at_scope(walk, dhcpd->root);
	for (size_t i = 0; i < dhcpd->subnet_count; i++)
		look_at_scope(walk, dhcpd->subnets[i].scope);
	for (size_t i = 0; i < dhcpd->range_count; i++)
		look_at_scope(walk, dhcpd->ranges[i].scope);
	for (size_t i = 0; i < dhcpd->class_count; i++)
		look_at_scope(walk, dhcpd->classes[i]->scope);
	for (size_t i = 0; i < dhcpd->count; i++) {
		const struct dhcpd_host *host = &dhcpd->hosts[i];

		look(walk, host->name, host->where, (unsigned)strlen(host->name), false);
		look_at_scope(walk, host->scope);
	}
}

static void look_at_dnsmasq(const struct walk *walk, const struct dnsmasq *dnsmasq)
{
	if (dnsmasq->domain)
		look(walk, dnsmasq->domain, dnsmasq->domain_where,
		     (unsigned)strlen(dnsmasq->domain), true);
	for (size_t i = 0; i < dnsmasq->host_count; i++) {
		const struct dnsmasq_host *host = &dnsmasq->hosts[i];

		if (host->name)
			look(walk, host->name, host->name_where,
			     (unsigned)strlen(host->name), true);
	}
	for (size_t i = 0; i < dnsmasq->option_count; i++) {
		const struct dnsmasq_option *option = &dnsmasq->options[i];

		for (size_t v = 0; !option->six &&
				   (option->code == OPTION_DOMAIN_NAME ||
				    option->code == OPTION_DOMAIN_SEARCH) &&
				   v < option->count;
		     v++)
			look(walk, option->values[v].text, option->values[v].where,
			     option->values[v].width, false);
	}
	for (size_t i = 0; i < dnsmasq->record_count; i++) {
		const struct dnsmasq_record *record = &dnsmasq->records[i];

		look(walk, record->name, record->where, record->width, true);
		look(walk, record->target, record->where, record->width, true);
	}
}

void dhcp_names_each(struct arena *arena, const struct sources *sources,
		     dhcp_name_fn *look_at, void *arg)
{
	struct walk walk = { arena, look_at, arg, index_new(arena, 64) };

	if (sources->dhcpd)
		look_at_dhcpd(&walk, sources->dhcpd);
	if (sources->dnsmasq)
		look_at_dnsmasq(&walk, sources->dnsmasq);
}
