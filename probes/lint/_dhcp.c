#include "_dhcp.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/index.h"
#include "core/prefix_table.h"
#include "core/sources/dhcpd_ask.h"
#include "core/sources/dnsmasq_ask.h"
#include "core/sources/sources.h"
#include "core/text.h"

struct dhcp_view {
	struct arena *arena;
	const struct dhcp_plan *plan;
	struct dhcp_client client;
	const struct dhcpd_view *dhcpd;
	const struct dnsmasq_view *dnsmasq; /* of no entry */
};

/* Nodes by what an entry may name them by. */
struct finder {
	const struct inventory *inventory;
	struct arena *arena;
	struct index *macs;
};

static struct finder finder_new(struct arena *arena, const struct inventory *inventory)
{
	struct finder finder = { .inventory = inventory,
				 .arena = arena,
				 .macs = index_new(arena, inventory->node_count) };

	for (size_t i = 0; i < inventory->node_count; i++) {
		struct node *node = &inventory->nodes[i];

		if (node->mac)
			index_add(finder.macs, node->mac, strlen(node->mac), node);
	}
	return finder;
}

static const struct node *node_named(const struct finder *finder, const char *name)
{
	const char *fqdn = text_dns_name(finder->arena, name);
	const struct node *node = inventory_node(finder->inventory, fqdn);

	if (node || strchr(fqdn, '.'))
		return node;
	return inventory_node(finder->inventory,
			      arena_printf(finder->arena, "%s.%s", fqdn,
					   finder->inventory->cluster_domain));
}

static const struct node *node_at(const struct finder *finder,
				  const struct dhcp_entry *entry)
{
	const struct node *node = NULL;

	for (size_t i = 0; !node && i < entry->address_count; i++) {
		struct addr addr;

		if (addr_parse(entry->addresses[i].text, &addr) >= 0)
			node = inventory_node_at(finder->inventory, &addr);
	}
	return node;
}

/* A machine is its card, unless name and address both are another's: then the card is wrong. */
static const struct node *find_node(const struct finder *finder,
				    const struct dhcp_entry *entry)
{
	const struct node *named = node_named(finder, entry->name);
	const struct node *there = node_at(finder, entry), *node = NULL;

	if (named && named == there)
		return named;
	for (size_t i = 0; !node && i < entry->mac_count; i++)
		node = index_find(finder->macs, entry->macs[i], strlen(entry->macs[i]));
	return node ? node : named ? named : there;
}

static void add_address(struct arena *arena, struct dhcp_entry *entry, const char *text,
			struct where where, unsigned width)
{
	struct dhcp_value *values =
		arena_grow(arena, entry->addresses, entry->address_count, sizeof *values);

	values[entry->address_count++] = (struct dhcp_value){ text, where, width };
	entry->addresses = values;
}

static struct dhcp_entry dhcpd_entry(const struct finder *finder,
				     const struct dhcpd_host *host)
{
	struct dhcp_entry entry = { .name = host->name,
				    .macs = &host->mac,
				    .mac_count = host->mac != NULL,
				    .where = host->where,
				    .mac_where = host->mac_where,
				    .source = host };

	for (size_t i = 0; i < host->address_count; i++) {
		const struct dhcpd_value *value = &host->addresses[i];
		struct addr addr;

		if (addr_parse(value->text, &addr) < 0)
			entry.by_name = true;
		else
			add_address(finder->arena, &entry, value->text, value->where,
				    value->width);
	}
	entry.node = find_node(finder, &entry);
	return entry;
}

/* `deny unknown-clients`, in the pool or around it. */
static bool is_known_only(const struct dhcpd_scope *scope)
{
	for (; scope; scope = scope->outer) {
		const struct dhcpd_statement *each = scope->statements.first;

		for (; each; each = each->next) {
			const struct dhcpd_setting *setting = each->setting;

			if (setting && setting->count &&
			    !strcmp(setting->name, "boot-unknown-clients"))
				return strcmp(setting->values[0].text, "true") != 0;
		}
		if (scope->known_only)
			return true;
	}
	return false;
}

static void plan_dhcpd(const struct finder *finder, const struct dhcpd *dhcpd,
		       struct dhcp_plan *plan)
{
	struct arena *arena = finder->arena;

	plan->server = "dhcpd";
	plan->file = dhcpd->root->where.file;
	plan->incomplete = dhcpd->incomplete;
	plan->nets_known = true;
	plan->source = dhcpd;
	plan->entries = arena_alloc(arena, dhcpd->count * sizeof *plan->entries);
	for (size_t i = 0; i < dhcpd->count; i++)
		plan->entries[plan->entry_count++] =
			dhcpd_entry(finder, &dhcpd->hosts[i]);
	plan->nets = arena_alloc(arena, dhcpd->subnet_count * sizeof *plan->nets);
	for (size_t i = 0; i < dhcpd->subnet_count; i++) {
		const struct dhcpd_subnet *subnet = &dhcpd->subnets[i];

		plan->nets[plan->net_count++] =
			(struct dhcp_net){ .network = subnet->network,
					   .prefix = subnet->prefix,
					   .text = subnet->text,
					   .where = subnet->where,
					   .width = subnet->width,
					   .source = subnet };
	}
	plan->pools = arena_alloc(arena, dhcpd->range_count * sizeof *plan->pools);
	for (size_t i = 0; i < dhcpd->range_count; i++) {
		const struct dhcpd_range *range = &dhcpd->ranges[i];

		plan->pools[plan->pool_count++] =
			(struct dhcp_pool){ .low = range->low,
					    .high = range->high,
					    .known_only = is_known_only(range->scope),
					    .where = range->where,
					    .width = range->width };
	}
}

static struct dhcp_entry dnsmasq_entry(const struct finder *finder,
				       const struct dnsmasq_host *host)
{
	struct dhcp_entry entry = { .macs = host->macs,
				    .mac_count = host->mac_count,
				    .where = host->where,
				    .mac_where = host->mac_where,
				    .wild = host->wild || host->ignored,
				    .source = host };

	entry.name = host->name	       ? host->name
		     : host->mac_count ? host->macs[0]
				       : "dhcp-host";
	for (size_t i = 0; i < host->address_count; i++)
		add_address(finder->arena, &entry, host->addresses[i].text,
			    host->addresses[i].where, host->addresses[i].width);
	entry.node = find_node(finder, &entry);
	return entry;
}

static void plan_dnsmasq(const struct finder *finder, const struct dnsmasq *dnsmasq,
			 const char *file, struct dhcp_plan *plan)
{
	struct arena *arena = finder->arena;

	plan->server = "dnsmasq";
	plan->file = file;
	plan->incomplete = dnsmasq->incomplete;
	plan->nets_known = dnsmasq->range_count;
	plan->source = dnsmasq;
	plan->entries = arena_alloc(arena, dnsmasq->host_count * sizeof *plan->entries);
	for (size_t i = 0; i < dnsmasq->host_count; i++)
		plan->entries[plan->entry_count++] =
			dnsmasq_entry(finder, &dnsmasq->hosts[i]);
	plan->nets = arena_alloc(arena, dnsmasq->range_count * sizeof *plan->nets);
	plan->pools = arena_alloc(arena, dnsmasq->range_count * sizeof *plan->pools);
	for (size_t i = 0; i < dnsmasq->range_count; i++) {
		const struct dnsmasq_range *range = &dnsmasq->ranges[i];
		char text[ADDR_STRLEN];

		if (!range->prefix)
			plan->nets_known = false;
		plan->nets[plan->net_count++] = (struct dhcp_net){
			.network = range->low,
			.prefix = range->prefix			 ? range->prefix
				  : range->low.family == AF_INET ? 24
								 : 64,
			.text = arena_printf(arena, "dhcp-range %s",
					     addr_str(&range->low, text)),
			.where = range->where,
			.width = range->width,
			.source = range,
		};
		if (range->high.family)
			plan->pools[plan->pool_count++] =
				(struct dhcp_pool){ .low = range->low,
						    .high = range->high,
						    .where = range->where,
						    .width = range->width };
	}
}

static void index_nets(struct arena *arena, struct dhcp_plan *plan)
{
	plan->nets_by_prefix = prefix_table_new(arena, plan->net_count);
	for (size_t i = 0; i < plan->net_count; i++)
		prefix_table_add(plan->nets_by_prefix, &plan->nets[i].network,
				 plan->nets[i].prefix, &plan->nets[i]);
}

size_t dhcp_plans(struct arena *arena, const struct inventory *inventory,
		  const struct dhcp_plan **ret_plans)
{
	const struct sources *sources = inventory->sources;
	const struct dnsmasq *dnsmasq = sources->dnsmasq;
	struct dhcp_plan *plans = arena_alloc(arena, 2 * sizeof *plans);
	struct finder finder = finder_new(arena, inventory);
	size_t count = 0;

	if (sources->dhcpd)
		plan_dhcpd(&finder, sources->dhcpd, &plans[count++]);
	/* It may serve names only. */
	if (dnsmasq && (dnsmasq->range_count || dnsmasq->host_count))
		plan_dnsmasq(&finder, dnsmasq, sources->dnsmasq_file, &plans[count++]);
	for (size_t i = 0; i < count; i++)
		index_nets(arena, &plans[i]);
	*ret_plans = plans;
	return count;
}

bool dhcp_net_holds(const struct dhcp_net *net, const struct addr *addr)
{
	unsigned whole = net->prefix / 8, rest = net->prefix % 8;

	if (addr->family != net->network.family ||
	    memcmp(addr->bytes, net->network.bytes, whole) != 0)
		return false;
	return !rest || !((addr->bytes[whole] ^ net->network.bytes[whole]) >> (8 - rest));
}

const struct dhcp_net *dhcp_net_at(const struct dhcp_plan *plan, const struct addr *addr)
{
	return prefix_table_find(plan->nets_by_prefix, addr);
}

const struct dhcp_net *dhcp_entry_net(const struct dhcp_plan *plan,
				      const struct dhcp_entry *entry)
{
	struct addr addr;

	if (!entry->address_count || addr_parse(entry->addresses[0].text, &addr) < 0)
		return NULL;
	return dhcp_net_at(plan, &addr);
}

struct dhcp_view *dhcp_view_new(struct arena *arena, const struct dhcp_plan *plan,
				const struct dhcp_client *client)
{
	struct dhcp_view *view = arena_alloc(arena, sizeof *view);

	view->arena = arena;
	view->plan = plan;
	view->client = *client;
	if (!strcmp(plan->server, "dhcpd"))
		view->dhcpd = dhcpd_view_new(arena, plan->source, client);
	else
		view->dnsmasq = dnsmasq_view_new(arena, plan->source, client);
	return view;
}

static struct dhcp_value *copy_dhcpd(struct arena *arena,
				     const struct dhcpd_setting *setting)
{
	struct dhcp_value *values = arena_alloc(arena, setting->count * sizeof *values);

	for (size_t i = 0; i < setting->count; i++)
		values[i] = (struct dhcp_value){ setting->values[i].text,
						 setting->values[i].where,
						 setting->values[i].width };
	return values;
}

static struct dhcp_told told_by_dhcpd(const struct dhcp_view *view,
				      struct dhcpd_told told)
{
	struct dhcp_told result = { .unsure = told.unsure };

	if (!told.setting)
		return result;
	result.said = true;
	result.where = told.setting->where;
	result.values = copy_dhcpd(view->arena, told.setting);
	result.count = told.setting->count;
	return result;
}

/* The tags of a host make a view of its own. */
static const struct dnsmasq_view *dnsmasq_view(const struct dhcp_view *view,
					       const struct dhcp_entry *entry)
{
	const struct dnsmasq_host *host = entry ? entry->source : NULL;
	const struct dnsmasq *dnsmasq = view->plan->source;

	if (!host || !dnsmasq->boot_count + dnsmasq->option_count)
		return view->dnsmasq;
	return dnsmasq_view_of(view->arena, dnsmasq, &view->client, host);
}

static struct dhcp_value copy_field(const struct dnsmasq_field *field)
{
	return (struct dhcp_value){ field->text, field->where, field->width };
}

struct dhcp_told dhcp_option(const struct dhcp_view *view, const struct dhcp_net *net,
			     const struct dhcp_entry *entry, unsigned code)
{
	const struct dnsmasq_option *option;
	struct dhcp_value *values;
	struct dhcp_told told = { 0 };

	if (view->dhcpd)
		return told_by_dhcpd(
			view, dhcpd_ask_option(view->dhcpd, net ? net->source : NULL,
					       entry ? entry->source : NULL, code));
	option = dnsmasq_ask_option(dnsmasq_view(view, entry), code, &told.unsure);
	if (!option)
		return told;
	values = arena_alloc(view->arena, option->count * sizeof *values);
	for (size_t i = 0; i < option->count; i++)
		values[i] = copy_field(&option->values[i]);
	told.said = true;
	told.where = option->where;
	told.values = values;
	told.count = option->count;
	return told;
}

static unsigned long seconds_of(const struct dhcpd_told *told)
{
	if (!told->setting || told->unsure || told->setting->count != 1)
		return 0;
	if (!strcasecmp(told->setting->values[0].text, "infinite"))
		return ULONG_MAX;
	return strtoul(told->setting->values[0].text, NULL, 0);
}

unsigned long dhcp_lease(const struct dhcp_view *view, const struct dhcp_net *net,
			 const struct dhcp_entry *entry, struct where *ret_where)
{
	unsigned long usual, most;
	struct dhcpd_told told, limit;

	if (!view->dhcpd) {
		const struct dnsmasq_host *host = entry ? entry->source : NULL;
		const struct dnsmasq_range *range = net ? net->source : NULL;

		if (host && host->lease) {
			*ret_where = host->where;
			return host->lease;
		}
		if (range)
			*ret_where = range->where;
		return range ? range->lease : 0;
	}
	told = dhcpd_ask_parameter(view->dhcpd, net ? net->source : NULL,
				   entry ? entry->source : NULL, "default-lease-time");
	limit = dhcpd_ask_parameter(view->dhcpd, net ? net->source : NULL,
				    entry ? entry->source : NULL, "max-lease-time");
	usual = seconds_of(&told);
	most = seconds_of(&limit);
	if (most && (!usual || most < usual)) {
		*ret_where = limit.setting->where;
		return most;
	}
	if (usual)
		*ret_where = told.setting->where;
	return usual;
}

const char *dhcp_host_name(const struct dhcp_view *view, const struct dhcp_entry *entry,
			   struct where *ret_where)
{
	const struct dnsmasq_host *host = entry->source;
	const struct dhcpd_host *declared;
	const char *what, *name;

	if (!view->dhcpd) {
		*ret_where = host->name_where;
		return host->name;
	}
	declared = entry->source;
	name = dhcpd_host_name(view->dhcpd, declared, &what, ret_where);
	if (name == declared->name)
		*ret_where = declared->where;
	return name;
}

static struct dhcp_value first_value(const struct dhcpd_told *told)
{
	if (!told->setting || !told->setting->count)
		return (struct dhcp_value){ 0 };
	return (struct dhcp_value){ told->setting->values[0].text,
				    told->setting->values[0].where,
				    told->setting->values[0].width };
}

static struct dhcp_boot boot_by_dhcpd(const struct dhcp_view *view,
				      const struct dhcp_net *net,
				      const struct dhcp_entry *entry)
{
	const struct dhcpd_subnet *subnet = net ? net->source : NULL;
	const struct dhcpd_host *host = entry ? entry->source : NULL;
	struct dhcpd_told file, server;

	file = dhcpd_ask_parameter(view->dhcpd, subnet, host, "filename");
	if (!file.setting)
		file = dhcpd_ask_option(view->dhcpd, subnet, host, 67);
	server = dhcpd_ask_parameter(view->dhcpd, subnet, host, "next-server");
	if (!server.setting)
		server = dhcpd_ask_option(view->dhcpd, subnet, host, 66);
	return (struct dhcp_boot){ .file = first_value(&file),
				   .server = first_value(&server),
				   .unsure = file.unsure || server.unsure };
}

static struct dhcp_boot boot_by_dnsmasq(const struct dhcp_view *view,
					const struct dhcp_entry *entry)
{
	struct dhcp_boot told = { 0 };
	const struct dnsmasq_boot *boot =
		dnsmasq_ask_boot(dnsmasq_view(view, entry), &told.unsure);
	size_t length;

	if (!boot)
		return told;
	/* pxe-service completes a name without a suffix. */
	length = strlen(boot->file);
	told.file.text = boot->arch >= 0 && length && !strchr(boot->file, '.')
				 ? arena_printf(view->arena, "%s.0", boot->file)
				 : boot->file;
	told.file.where = boot->file_where;
	told.file.width = (unsigned)length;
	if (boot->server)
		told.server = (struct dhcp_value){ boot->server, boot->server_where,
						   (unsigned)strlen(boot->server) };
	return told;
}

struct dhcp_boot dhcp_boot(const struct dhcp_view *view, const struct dhcp_net *net,
			   const struct dhcp_entry *entry)
{
	return view->dhcpd ? boot_by_dhcpd(view, net, entry)
			   : boot_by_dnsmasq(view, entry);
}
