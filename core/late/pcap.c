/* libpcap, which brings libdbus. For what is recorded, and for what is read again. */
#include <pcap/pcap.h>

#include "late.h"

/* clang-format off */
static struct late_library library = { .soname = OCP_SONAME_PCAP };

LATE(pcap_t *, pcap_create, (const char *device, char *words), (device, words))
LATE(pcap_t *, pcap_open_dead, (int link, int length), (link, length))
LATE(pcap_t *, pcap_fopen_offline, (FILE *file, char *words), (file, words))
LATE_VOID(pcap_close, (pcap_t *pcap), (pcap))
LATE(char *, pcap_geterr, (pcap_t *pcap), (pcap))
LATE(int, pcap_set_snaplen, (pcap_t *pcap, int length), (pcap, length))
LATE(int, pcap_set_promisc, (pcap_t *pcap, int on), (pcap, on))
LATE(int, pcap_set_immediate_mode, (pcap_t *pcap, int on), (pcap, on))
LATE(int, pcap_set_timeout, (pcap_t *pcap, int ms), (pcap, ms))
LATE(int, pcap_set_buffer_size, (pcap_t *pcap, int bytes), (pcap, bytes))
LATE(int, pcap_setnonblock, (pcap_t *pcap, int on, char *words), (pcap, on, words))
LATE(int, pcap_activate, (pcap_t *pcap), (pcap))
LATE(int, pcap_get_selectable_fd, (pcap_t *pcap), (pcap))
LATE(int, pcap_datalink, (pcap_t *pcap), (pcap))
LATE(const char *, pcap_datalink_val_to_name, (int link), (link))
LATE(int, pcap_stats, (pcap_t *pcap, struct pcap_stat *stat), (pcap, stat))

LATE(int, pcap_compile,
     (pcap_t *pcap, struct bpf_program *program, const char *text, int optimize, bpf_u_int32 mask),
     (pcap, program, text, optimize, mask))
LATE(int, pcap_setfilter, (pcap_t *pcap, struct bpf_program *program), (pcap, program))
LATE_VOID(pcap_freecode, (struct bpf_program *program), (program))

LATE(int, pcap_dispatch, (pcap_t *pcap, int count, pcap_handler handler, u_char *arg),
     (pcap, count, handler, arg))
LATE(int, pcap_loop, (pcap_t *pcap, int count, pcap_handler handler, u_char *arg),
     (pcap, count, handler, arg))

LATE(pcap_dumper_t *, pcap_dump_fopen, (pcap_t *pcap, FILE *file), (pcap, file))
LATE_VOID(pcap_dump, (u_char *dumper, const struct pcap_pkthdr *header, const u_char *bytes),
	  (dumper, header, bytes))
LATE(FILE *, pcap_dump_file, (pcap_dumper_t *dumper), (dumper))
LATE(int, pcap_dump_flush, (pcap_dumper_t *dumper), (dumper))
LATE_VOID(pcap_dump_close, (pcap_dumper_t *dumper), (dumper))
