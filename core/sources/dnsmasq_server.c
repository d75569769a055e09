/*
 * Keys of dnsmasq.conf about the server itself.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/sources/dnsmasq_reader.h"

void dnsmasq_port(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	const char *text = line->value.text;
	char *end;
	unsigned long port = strtoul(text, &end, 10);

	if (!isdigit((unsigned char)*text) || *end || port > 65535)
		dnsmasq_refuse(reader, &line->value, NULL, "'%s' is no port", text);
	else
		reader->dnsmasq->serves_dns = port != 0;
}

/* enable-tftp, or enable-tftp=eth0 */
void dnsmasq_tftp(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	reader->dnsmasq->tftp = true;
	reader->dnsmasq->tftp_where = line->key.where;
}

/* tftp-root=/srv/tftp, or for one interface: tftp-root=/srv/tftp,eth0 */
void dnsmasq_tftp_root(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	if (line->count == 1)
		reader->dnsmasq->tftp_root = line->fields[0].text;
}

void dnsmasq_listen(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	struct addresses *listen = &reader->dnsmasq->listen;

	for (size_t i = 0; i < line->count; i++) {
		struct addr addr;

		if (addr_parse(line->fields[i].text, &addr) < 0) {
			dnsmasq_refuse(reader, &line->fields[i], NULL,
				       "'%s' is no address", line->fields[i].text);
			continue;
		}
		listen->items = arena_grow(reader->arena, listen->items, listen->count,
					   sizeof addr);
		listen->items[listen->count++] = addr;
	}
}
