#include "probes/http/_kind.h"

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

enum kind kind_of_name(const char *file)
{
	static const struct {
		const char *end;
		enum kind kind;
	} ends[] = {
		{".ign",	  KIND_IGNITION},
		   { ".ipxe",   KIND_IPXE	},
		{ ".efi",	  KIND_EFI	   },
		   { ".iso",    KIND_ISO     },
		{ ".gz",	 KIND_GZIP	   },
		   { ".xz",	    KIND_XZ	    },
		{ ".sig",	  KIND_UNKNOWN },
		   { ".asc",    KIND_UNKNOWN },
		{ ".txt",	  KIND_UNKNOWN },
		   { ".sha256", KIND_UNKNOWN },
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (ends_with(file, ends[i].end))
			return ends[i].kind;
	}
	if (strcasestr(file, "rootfs"))
		return KIND_ROOTFS;
	if (strcasestr(file, "initramfs") || strcasestr(file, "initrd"))
		return KIND_INITRAMFS;
	if (strcasestr(file, "kernel") || !strncasecmp(file, "vmlinuz", 7))
		return KIND_KERNEL;
	return KIND_UNKNOWN;
}

const char *kind_name(enum kind kind)
{
	switch (kind) {
	case KIND_UNKNOWN:
		return "a file";
	case KIND_KERNEL:
		return "a kernel";
	case KIND_INITRAMFS:
		return "an initramfs";
	case KIND_ROOTFS:
		return "a root file system";
	case KIND_GZIP:
		return "gzip";
	case KIND_XZ:
		return "xz";
	case KIND_ISO:
		return "an ISO image";
	case KIND_IGNITION:
		return "JSON";
	case KIND_IPXE:
		return "an iPXE script";
	case KIND_EFI:
		return "an EFI program";
	}
	return "a file";
}

const char *kind_expected(enum kind kind)
{
	switch (kind) {
	case KIND_UNKNOWN:
		return "anything";
	case KIND_KERNEL:
		return "a Linux kernel: HdrS at 0x202 or MZ at 0 (x86_64), ARMd at 0x38 or gzip "
		       "(aarch64)";
	case KIND_INITRAMFS:
		return "cpio (070701), gzip, xz or zstd";
	case KIND_ROOTFS:
		return "cpio (070701)";
	case KIND_GZIP:
		return "gzip (1f 8b 08)";
	case KIND_XZ:
		return "xz (fd 37 7a 58 5a 00)";
	case KIND_ISO:
		return "ISO 9660 (CD001 at 0x8001)";
	case KIND_IGNITION:
		return "JSON ('{')";
	case KIND_IPXE:
		return "#!ipxe as the very first bytes";
	case KIND_EFI:
		return "an EFI program (MZ)";
	}
	return "anything";
}

size_t kind_bytes(enum kind kind)
{
	return kind == KIND_ISO ? ISO_AT + 5 : 1024;
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
	bool is_arm = HAS(ARM_AT, "ARMd") || HAS(0, "\x1f\x8b") || HAS(0, "MZ");

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

bool kind_fits(enum kind kind, const char *file, const unsigned char *bytes,
	       size_t length)
{
	switch (kind) {
	case KIND_UNKNOWN:
		return true;
	case KIND_KERNEL:
		return is_kernel(file, bytes, length);
	case KIND_INITRAMFS:
		return HAS(0, "070701") || HAS(0, "070702") || HAS(0, "\x1f\x8b") ||
		       HAS(0, "\xfd"
			      "7zXZ\0") ||
		       HAS(0, "\x28\xb5\x2f\xfd");
	case KIND_ROOTFS:
		return HAS(0, "070701") || HAS(0, "070702");
	case KIND_GZIP:
		return HAS(0, "\x1f\x8b\x08");
	case KIND_XZ:
		return HAS(0, "\xfd"
			      "7zXZ\0");
	case KIND_ISO:
		return HAS(ISO_AT, "CD001");
	case KIND_IGNITION:
		return is_json_object(bytes, length);
	case KIND_IPXE:
		return HAS(0, "#!ipxe") && length > 6 && isspace(bytes[6]);
	case KIND_EFI:
		return HAS(0, "MZ");
	}
	return true;
}

const char *kind_guess(const unsigned char *bytes, size_t length)
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

bool kind_is_ipxes(enum kind kind)
{
	return kind == KIND_KERNEL || kind == KIND_INITRAMFS || kind == KIND_IPXE ||
	       kind == KIND_EFI;
}
