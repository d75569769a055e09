/* libzscanner: for zone files only. */
#include <libzscanner/scanner.h>

#include "late.h"

/* clang-format off */
static struct late_library library = { .soname = OCP_SONAME_ZSCANNER };

LATE(int, zs_init,
     (zs_scanner_t *scanner, const char *origin, const uint16_t rclass, const uint32_t ttl),
     (scanner, origin, rclass, ttl))
LATE_VOID(zs_deinit, (zs_scanner_t *scanner), (scanner))
LATE(int, zs_set_input_string, (zs_scanner_t *scanner, const char *input, size_t size),
     (scanner, input, size))
LATE(int, zs_parse_record, (zs_scanner_t *scanner), (scanner))
LATE(const char *, zs_strerror, (const int code), (code))
