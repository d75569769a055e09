/*
 * Any bytes as ocp-preflight.yaml: an error with a place, or a configuration from which an
 * inventory can be made (its sources are not opened: a fuzzer would name any file there is).
 */
#include <stdint.h>
#include <stdlib.h>

#include "core/arena.h"
#include "core/config.h"
#include "core/diag.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct inventory_options options = { .phase = PHASE_PREBOOT, .timeout = 2 };
	struct config_text none = { 0 };
	struct config_list no_list = { 0 };
	struct arena *arena = arena_new();
	const struct inventory *inventory;
	struct diagnostics diagnostics;
	struct config *config;

	diag_init(&diagnostics, arena);
	if (config_parse(arena, "input", (const char *)data, size, &diagnostics,
			 &config) >= 0) {
		/* Only the configuration is meant here. */
		config->install_config = config->install_dir = none;
		config->named = config->hosts_file = none;
		config->dhcpd = config->dnsmasq = none;
		config->haproxy = config->zones = no_list;
		config->ipxe = config->pxelinux = config->grub = no_list;
		if (inventory_build(arena, config, &options, &diagnostics, &inventory) <
			    0 &&
		    !diagnostics.errors)
			abort();
	} else if (!diagnostics.errors) {
		abort();
	}
	arena_free(arena);
	return 0;
}
