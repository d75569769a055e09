/*
 * What a boot artifact is by its name, and whether its first bytes agree (names and layouts as on
 * mirror.openshift.com; Linux Documentation/arch/x86/boot.rst and arm64/booting.rst, ISO 9660,
 * RFC 1952).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum kind {
	KIND_UNKNOWN, /* the name says nothing: no bytes are compared */
	KIND_KERNEL,
	KIND_INITRAMFS,
	KIND_ROOTFS,
	KIND_GZIP,
	KIND_XZ,
	KIND_ISO,
	KIND_IGNITION,
	KIND_IPXE,
	KIND_EFI,
};

enum kind kind_of_name(const char *file);
/* "a kernel", "an Ignition file"... */
const char *kind_name(enum kind kind);
/* What its first bytes must be, in words. */
const char *kind_expected(enum kind kind);
/* How many first bytes kind_fits() wants to see. */
size_t kind_bytes(enum kind kind);
bool kind_fits(enum kind kind, const char *file, const unsigned char *bytes,
	       size_t length);
/* What the bytes look like: "HTML", "gzip", "an ELF program", ...; NULL: nothing known. */
const char *kind_guess(const unsigned char *bytes, size_t length);
/* Fetched by iPXE itself, which may lack TLS and does not read far beyond HTTP/1.1. */
bool kind_is_ipxes(enum kind kind);
