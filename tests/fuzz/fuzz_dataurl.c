/* Data URLs, and gzip of whatever they hold. */
#include <stddef.h>
#include <stdint.h>

#include "core/dataurl.h"

#define MAX (1u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dataurl decoded = { 0 }, plain = { 0 };

	if (!dataurl_decode((const char *)data, size, MAX, &decoded))
		dataurl_gunzip(decoded.bytes, decoded.length, MAX, &plain);
	dataurl_wipe(&decoded);
	dataurl_wipe(&plain);
	return 0;
}
