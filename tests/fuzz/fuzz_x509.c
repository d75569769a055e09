/* PEM and DER that claim to be certificates. */
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/x509.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct x509_certificate certificate;
	struct x509_verdict verdict;
	struct x509_list list = { 0 };

	x509_parse_pem(arena, data, size, &list);
	if (!x509_parse_der(arena, data, size, &certificate))
		x509_verify(&certificate.der, &certificate.der_length, 1, &list,
			    "quay.io", 0, &verdict);
	arena_free(arena);
	return 0;
}
