#include <stdint.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/dhcpd_ask.h"
#include "core/sources/files.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The clients whose questions are put to what was read. */
static const struct dhcp_client clients[] = {
	{.arch = -1  },
	{ .arch = 7,
	  .mac = "00:50:56:96:11:c2",
	  .vendor_class = "PXEClient:Arch:00007:UNDI:003016",
	  .user_class = "iPXE",
	  .ipxe = true },
};

static void ask(struct arena *arena, const struct dhcpd *dhcpd)
{
	for (size_t c = 0; c < sizeof clients / sizeof *clients; c++) {
		const struct dhcpd_view *view = dhcpd_view_new(arena, dhcpd, &clients[c]);
		const char *what;
		struct where where;

		dhcpd_ask_parameter(view, NULL, NULL, "filename");
		for (size_t i = 0; i < dhcpd->count && i < 100; i++)
			dhcpd_host_name(view, &dhcpd->hosts[i], &what, &where);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const struct source_file *file = source_files_add(
		source_files_new(arena, NULL), "input", (const char *)data, size);
	struct diagnostics diagnostics;
	struct dhcpd result;

	diag_init(&diagnostics, arena);
	/* What it includes is not followed. */
	dhcpd_read(arena, NULL, file, &diagnostics, &result);
	ask(arena, &result);
	arena_free(arena);
	return 0;
}
