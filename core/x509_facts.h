/*
 * The facts of one certificate, read from its bytes (RFC 5280), without its public key.
 *
 * d2i_X509() of OpenSSL 3 looks for a decoder of the key with every certificate, which takes a
 * hundred times as long as all the rest; and a bootstrap.ign holds a dozen of them of which only
 * names and dates are wanted. So the certificate is read by a template of our own, in which the
 * key stays a string of bits. What verifies a chain needs keys and goes on using X509.
 */
#pragma once

#include <stddef.h>

struct arena;
struct x509_certificate;

/*
 * Reads the certificate at the beginning of `der`; all goes to the arena. Returns how many bytes
 * it has, or -EINVAL where there is none.
 */
long x509_read_facts(struct arena *arena, const unsigned char *der, size_t length,
		     struct x509_certificate *ret_certificate);
