#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/text.h"
#include "install_config_part.h"

/* "10.128.0.0/14"; what is no CIDR keeps family 0. */
static void parse_cidr(struct install_config_reader *reader, const char *text,
		       struct install_config_network *network)
{
	const char *slash = strchr(text, '/');
	size_t digits = slash ? strspn(slash + 1, "0123456789") : 0;
	struct addr addr;

	if (!digits || digits > 3 || slash[1 + digits])
		return;
	if (addr_parse(arena_strndup(reader->scratch, text, (size_t)(slash - text)),
		       &addr) < 0 ||
	    addr.scope_id)
		return;
	network->prefix = (unsigned)strtoul(slash + 1, NULL, 10);
	if (network->prefix <= (addr.family == AF_INET ? 32U : 128U))
		network->addr = addr;
}

static void add_network(struct install_config_reader *reader, const struct yaml *cidr,
			const char *key, struct install_config_networks *list,
			struct install_config_number host_prefix)
{
	struct install_config_network network = { .host_prefix = host_prefix };
	struct config_text text = { 0 };

	install_config_text(reader, cidr, key, NULL, &text);
	if (!text.value)
		return;
	network.text = text.value;
	network.where = text.where;
	parse_cidr(reader, text.value, &network);
	if (!network.addr.family)
		diag_error(reader->diagnostics, text.where,
			   "expected a network such as 10.128.0.0/14 or fd01::/48",
			   "%s: '%s' is no network", key, text.value);
	list->items = arena_grow(reader->arena, list->items, list->count, sizeof network);
	list->items[list->count++] = network;
}

/* The entries of a list are networks (serviceNetwork), or mappings with `cidr`. */
static void read_list(struct install_config_reader *reader, const struct yaml *list,
		      const char *key, struct install_config_networks *ret_list)
{
	if (!install_config_is_list(reader, list, key))
		return;
	ret_list->where = list->key ? list->key->where : list->where;
	for (const struct yaml *item = list->first; item; item = item->next) {
		struct install_config_number host_prefix = { 0 };

		if (item->kind != YAML_MAP) {
			add_network(reader, item, key, ret_list, host_prefix);
			continue;
		}
		install_config_number(reader, yaml_get(item, "hostPrefix"),
				      "clusterNetwork.hostPrefix", &host_prefix);
		add_network(reader, yaml_get(item, "cidr"), key, ret_list, host_prefix);
	}
}

void install_config_networking(struct install_config_reader *reader,
			       const struct yaml *networking)
{
	struct install_config *result = reader->result;
	const struct yaml *old;

	install_config_text(reader, yaml_get(networking, "networkType"),
			    "networking.networkType", NULL, &result->network_type);
	read_list(reader, yaml_get(networking, "machineNetwork"),
		  "networking.machineNetwork", &result->machine);
	read_list(reader, yaml_get(networking, "clusterNetwork"),
		  "networking.clusterNetwork", &result->cluster);
	read_list(reader, yaml_get(networking, "serviceNetwork"),
		  "networking.serviceNetwork", &result->service);
	if (!result->machine.count && networking && networking->key)
		result->machine.where = networking->key->where;
	result->has_ovn_config =
		!yaml_is_null(yaml_get(networking, "ovnKubernetesConfig"));
	/* Spellings of the first releases, still read. */
	if (!result->cluster.count)
		read_list(reader, yaml_get(networking, "clusterNetworks"),
			  "networking.clusterNetworks", &result->cluster);
	old = yaml_get(networking, "machineCIDR");
	if (!result->machine.count && !yaml_is_null(old))
		add_network(reader, old, "networking.machineCIDR", &result->machine,
			    (struct install_config_number){ 0 });
	old = yaml_get(networking, "serviceCIDR");
	if (!result->service.count && !yaml_is_null(old))
		add_network(reader, old, "networking.serviceCIDR", &result->service,
			    (struct install_config_number){ 0 });
}
