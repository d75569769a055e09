#include <string.h>

#include "core/arena.h"
#include "core/sources/dhcpd_ask.h"
#include "core/sources/dnsmasq_ask.h"
#include "derive_part.h"

#define OPTION_DNS_SERVERS 6 /* RFC 2132, 3.8 */

static const struct dhcp_client installed = { .arch = -1 };

static void add_server(struct deriving *deriving, const char *text, struct where where)
{
	struct addr addr;

	if (addr_parse(text, &addr) >= 0 && addr_is_outward(&addr))
		derive_add(deriving->arena, &deriving->config->dns_servers, text, where);
}

static void add_told(struct deriving *deriving, const struct dhcpd_told *told)
{
	const struct dhcpd_setting *setting = told->unsure ? NULL : told->setting;

	for (size_t i = 0; setting && i < setting->count; i++)
		add_server(deriving, setting->values[i].text, setting->values[i].where);
}

/* What hosts are told; where the file has none, what a client of each subnet is. */
static void from_dhcpd(struct deriving *deriving)
{
	const struct dhcpd *dhcpd = deriving->sources->dhcpd;
	const struct dhcpd_view *view;
	const struct dhcpd_setting *last = NULL;

	if (!dhcpd)
		return;
	view = dhcpd_view_new(deriving->arena, dhcpd, &installed);
	for (size_t i = 0; i < dhcpd->count; i++) {
		const struct dhcpd_host *host = &dhcpd->hosts[i];
		const struct dhcpd_told told = dhcpd_ask_option(
			view, dhcpd_host_subnet(dhcpd, host), host, OPTION_DNS_SERVERS);

		/* Ten thousand hosts are told the same. */
		if (told.setting != last)
			add_told(deriving, &told);
		last = told.setting;
	}
	for (size_t i = 0; !dhcpd->count && i < dhcpd->subnet_count; i++) {
		const struct dhcpd_told told = dhcpd_ask_option(view, &dhcpd->subnets[i],
								NULL, OPTION_DNS_SERVERS);

		add_told(deriving, &told);
	}
}

static void from_dnsmasq(struct deriving *deriving)
{
	const struct dnsmasq *dnsmasq = deriving->sources->dnsmasq;
	const struct dnsmasq_option *option;
	bool unsure = false;

	if (!dnsmasq)
		return;
	option =
		dnsmasq_ask_option(dnsmasq_view_new(deriving->arena, dnsmasq, &installed),
				   OPTION_DNS_SERVERS, &unsure);
	for (size_t i = 0; option && !unsure && i < option->count; i++)
		add_server(deriving, option->values[i].text, option->values[i].where);
}

/* The servers that DHCP tells the nodes; resolv.conf says only whom this machine asks. */
void derive_name_servers(struct deriving *deriving)
{
	if (deriving->config->dns_servers.given)
		return;
	from_dhcpd(deriving);
	if (!deriving->config->dns_servers.count)
		from_dnsmasq(deriving);
}
