#include "probes/http/_content.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define ISO_AT	  0x8001
#define KERNEL_AT 0x202
#define ARM_AT	  0x38

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), end_length = strlen(end);

	return length >= end_length && !strcasecmp(text + length - end_length, end);
}

enum content content_of_name(const char *file)
{
	/* clang-format off */
	static const struct {
		const char *end;
		enum content content;
	} ends[] = {
		{ ".ign", CONTENT_IGNITION },
		{ ".ipxe", CONTENT_IPXE },
		{ ".efi", CONTENT_EFI },
		{ ".iso", CONTENT_ISO },
		{ ".gz", CONTENT_GZIP },
		{ ".xz", CONTENT_XZ },
		{ ".sig", CONTENT_UNKNOWN },
		{ ".asc", CONTENT_UNKNOWN },
		{ ".txt", CONTENT_UNKNOWN },
		{ ".sha256", CONTENT_UNKNOWN },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (ends_with(file, ends[i].end))
			return ends[i].content;
	}
	if (strcasestr(file, "rootfs"))
		return CONTENT_ROOTFS;
	if (strcasestr(file, "initramfs") || strcasestr(file, "initrd"))
		return CONTENT_INITRAMFS;
	if (strcasestr(file, "kernel") || !strncasecmp(file, "vmlinuz", 7))
		return CONTENT_KERNEL;
	return CONTENT_UNKNOWN;
}

const char *content_name(enum content content)
{
	switch (content) {
	case CONTENT_UNKNOWN:
		return "a file";
	case CONTENT_KERNEL:
		return "a kernel";
	case CONTENT_INITRAMFS:
		return "an initramfs";
	case CONTENT_ROOTFS:
		return "a root file system";
	case CONTENT_GZIP:
		return "gzip";
	case CONTENT_XZ:
		return "xz";
	case CONTENT_ISO:
		return "an ISO image";
	case CONTENT_IGNITION:
		return "JSON";
	case CONTENT_IPXE:
		return "an iPXE script";
	case CONTENT_EFI:
		return "an EFI program";
	}
	return "a file";
}

const char *content_expected(enum content content)
{
	switch (content) {
	case CONTENT_UNKNOWN:
		return "anything";
	case CONTENT_KERNEL:
		return "a Linux kernel: HdrS at 0x202 or MZ at 0 (x86_64), ARMd at 0x38 or gzip "
		       "(aarch64)";
	case CONTENT_INITRAMFS:
		return "cpio (070701), gzip, xz or zstd";
	case CONTENT_ROOTFS:
		return "cpio (070701)";
	case CONTENT_GZIP:
		return "gzip (1f 8b 08)";
	case CONTENT_XZ:
		return "xz (fd 37 7a 58 5a 00)";
	case CONTENT_ISO:
		return "ISO 9660 (CD001 at 0x8001)";
	case CONTENT_IGNITION:
		return "JSON ('{')";
	case CONTENT_IPXE:
		return "#!ipxe as the very first bytes";
	case CONTENT_EFI:
		return "an EFI program (MZ)";
	}
	return "anything";
}

size_t content_bytes(enum content content)
{
	return content == CONTENT_ISO ? ISO_AT + 5 : 1024;
}

static bool has(const unsigned char *bytes, size_t length, size_t at, const char *magic,
		size_t magic_length)
{
	return length >= at + magic_length && !memcmp(bytes + at, magic, magic_length);
}

#define HAS(at, magic) has(bytes, length, at, magic, sizeof(magic) - 1)

static bool is_kernel(const char *file, const unsigned char *bytes, size_t length)
{
	bool is_x86 = HAS(KERNEL_AT, "HdrS") || HAS(0, "MZ");
	bool is_arm = HAS(ARM_AT, "ARMd") || HAS(0, "\x1f\x8b") ||
		      (HAS(0, "MZ") && !HAS(KERNEL_AT, "HdrS"));

	if (strcasestr(file, "aarch64") || strcasestr(file, "arm64"))
		return is_arm;
	if (strcasestr(file, "x86_64") || strcasestr(file, "amd64"))
		return is_x86 && !HAS(ARM_AT, "ARMd");
	/* ppc64le kernels are ELF; s390x ones have no mark at all. */
	return is_x86 || is_arm || HAS(0, "\177ELF") || strcasestr(file, "s390x");
}

static bool is_json_object(const unsigned char *bytes, size_t length)
{
	while (length && strchr(" \t\r\n", *bytes) && *bytes) {
		bytes++;
		length--;
	}
	return length && *bytes == '{';
}

bool content_fits(enum content content, const char *file, const unsigned char *bytes,
		  size_t length)
{
	switch (content) {
	case CONTENT_UNKNOWN:
		return true;
	case CONTENT_KERNEL:
		return is_kernel(file, bytes, length);
	case CONTENT_INITRAMFS:
		return HAS(0, "070701") || HAS(0, "070702") || HAS(0, "\x1f\x8b") ||
		       HAS(0, "\xfd"
			      "7zXZ\0") ||
		       HAS(0, "\x28\xb5\x2f\xfd");
	case CONTENT_ROOTFS:
		return HAS(0, "070701") || HAS(0, "070702");
	case CONTENT_GZIP:
		return HAS(0, "\x1f\x8b\x08");
	case CONTENT_XZ:
		return HAS(0, "\xfd"
			      "7zXZ\0");
	case CONTENT_ISO:
		return HAS(ISO_AT, "CD001");
	case CONTENT_IGNITION:
		return is_json_object(bytes, length);
	case CONTENT_IPXE:
		return HAS(0, "#!ipxe") && length > 6 && isspace(bytes[6]);
	case CONTENT_EFI:
		return HAS(0, "MZ");
	}
	return true;
}

const char *content_guess(const unsigned char *bytes, size_t length)
{
	if (HAS(0, "<") || HAS(0, "\n<"))
		return "HTML";
	if (HAS(0, "\x1f\x8b"))
		return "gzip";
	if (HAS(0, "\xfd"
		   "7zXZ\0"))
		return "xz";
	if (HAS(0, "\x28\xb5\x2f\xfd"))
		return "zstd";
	if (HAS(0, "070701") || HAS(0, "070702"))
		return "cpio";
	if (HAS(0, "\177ELF"))
		return "an ELF program";
	if (HAS(KERNEL_AT, "HdrS"))
		return "an x86 kernel";
	if (HAS(ARM_AT, "ARMd"))
		return "an aarch64 kernel";
	if (HAS(0, "MZ"))
		return "an EFI program";
	if (HAS(ISO_AT, "CD001"))
		return "an ISO image";
	if (HAS(0, "\xef\xbb\xbf"))
		return "text that begins with a byte order mark";
	if (is_json_object(bytes, length))
		return "JSON";
	if (HAS(0, "#!"))
		return "a script";
	return NULL;
}

bool content_is_ipxes(enum content content)
{
	return content == CONTENT_KERNEL || content == CONTENT_INITRAMFS ||
	       content == CONTENT_IPXE || content == CONTENT_EFI;
}
