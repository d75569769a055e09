#include <stdint.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/dnsmasq_ask.h"
#include "core/sources/files.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct dhcp_client client = { .arch = 7,
					   .mac = "00:50:56:96:11:c2",
					   .vendor_class =
						   "PXEClient:Arch:00007:UNDI:003016",
					   .user_class = "iPXE",
					   .ipxe = true };

static void ask(struct arena *arena, const struct dnsmasq *dnsmasq)
{
	const struct dnsmasq_view *view = dnsmasq_view_new(arena, dnsmasq, &client);
	bool unsure;

	dnsmasq_ask_boot(view, &unsure);
	for (size_t i = 0; i < dnsmasq->host_count && i < 100; i++) {
		view = dnsmasq_view_of(arena, dnsmasq, &client, &dnsmasq->hosts[i]);
		dnsmasq_ask_option(view, 3, &unsure);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const struct source_file *file = source_files_add(
		source_files_new(arena, NULL), "input", (const char *)data, size);
	struct diagnostics diagnostics;
	struct dnsmasq result;

	diag_init(&diagnostics, arena);
	/* What it names is not followed. */
	dnsmasq_read(arena, NULL, file, &diagnostics, &result);
	ask(arena, &result);
	arena_free(arena);
	return 0;
}
