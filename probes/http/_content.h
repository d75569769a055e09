/*
 * What a boot artifact is by its name, and whether its first bytes agree (names and layouts as on
 * mirror.openshift.com; Linux Documentation/arch/x86/boot.rst and arm64/booting.rst, ISO 9660,
 * RFC 1952).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum content {
	CONTENT_UNKNOWN, /* the name says nothing: no bytes are compared */
	CONTENT_KERNEL,
	CONTENT_INITRAMFS,
	CONTENT_ROOTFS,
	CONTENT_GZIP,
	CONTENT_XZ,
	CONTENT_ISO,
	CONTENT_IGNITION,
	CONTENT_IPXE,
	CONTENT_EFI,
};

enum content content_of_name(const char *file);
/* "a kernel", "an Ignition file"... */
const char *content_name(enum content content);
/* What its first bytes must be, in words. */
const char *content_expected(enum content content);
/* How many first bytes content_fits() wants to see. */
size_t content_bytes(enum content content);
bool content_fits(enum content content, const char *file, const unsigned char *bytes,
		  size_t length);
/* What the bytes look like: "HTML", "gzip", "an ELF program", ...; NULL: nothing known. */
const char *content_guess(const unsigned char *bytes, size_t length);
/* Fetched by iPXE itself, which may lack TLS and does not read far beyond HTTP/1.1. */
bool content_is_ipxes(enum content content);
