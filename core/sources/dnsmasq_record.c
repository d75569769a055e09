/*
 * What dnsmasq answers to DNS queries by itself.
 */
#include <ctype.h>
#include <string.h>

#include "core/arena.h"
#include "core/sources/dnsmasq_reader.h"
#include "core/text.h"

static void add_record(struct dnsmasq_reader *reader, const struct dnsmasq_field *field,
		       struct dnsmasq_record record)
{
	struct dnsmasq *dnsmasq = reader->dnsmasq;

	record.name = text_dns_name(reader->arena, record.name);
	if (record.target)
		record.target = text_dns_name(reader->arena, record.target);
	record.where = field->where;
	record.width = field->width;
	dnsmasq->records = arena_grow(reader->arena, dnsmasq->records,
				      dnsmasq->record_count, sizeof record);
	dnsmasq->records[dnsmasq->record_count++] = record;
}

static void add_local_domain(struct dnsmasq_reader *reader, const char *domain)
{
	struct dnsmasq *dnsmasq = reader->dnsmasq;

	dnsmasq->local_domains =
		arena_grow(reader->arena, dnsmasq->local_domains,
			   dnsmasq->local_domain_count, sizeof *dnsmasq->local_domains);
	dnsmasq->local_domains[dnsmasq->local_domain_count++] =
		text_dns_name(reader->arena, domain);
}

/*
 * The domains of "/a.example/b.example/rest", each by `add`, and the rest. NULL: there are none.
 */
typedef void domain_fn(struct dnsmasq_reader *reader, const struct dnsmasq_field *field,
		       const char *domain, const char *rest);

static const char *rest_of(const char *text)
{
	return *text == '/' ? strrchr(text, '/') + 1 : NULL;
}

static void each_domain(struct dnsmasq_reader *reader, const struct dnsmasq_field *field,
			domain_fn *add)
{
	const char *text = field->text, *rest = rest_of(text);

	for (text++; text < rest; text += strcspn(text, "/") + 1) {
		size_t length = strcspn(text, "/");
		const char *domain = arena_strndup(reader->arena, text, length);

		/* "*.apps.example" and ".apps.example" mean apps.example. */
		if (*domain == '*')
			domain++;
		if (*domain == '.')
			domain++;
		if (*domain)
			add(reader, field, domain, rest);
	}
}

static void add_domain(struct dnsmasq_reader *reader, const struct dnsmasq_field *field,
		       const char *domain, const char *rest)
{
	struct dnsmasq_record record = { .kind = DNSMASQ_DOMAIN, .name = domain };

	if (strcmp(rest, "#") != 0 && *rest && addr_parse(rest, &record.addr) < 0)
		return;
	add_record(reader, field, record);
}

/* address=/apps.example/172.16.0.111; without a domain it is the answer for every name. */
void dnsmasq_address(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	const char *rest = rest_of(line->value.text);
	const char *address = rest ? rest : line->value.text;
	struct addr addr;

	if (*address && strcmp(address, "#") != 0 && addr_parse(address, &addr) < 0)
		dnsmasq_refuse(reader, &line->value, "address=/apps.example/172.16.0.111",
			       "'%s' is no address", address);
	else if (rest)
		each_domain(reader, &line->value, add_domain);
	else
		add_domain(reader, &line->value, "", address);
}

static void add_local(struct dnsmasq_reader *reader, const struct dnsmasq_field *field,
		      const char *domain, const char *rest)
{
	(void)field;
	if (!*rest)
		add_local_domain(reader, domain);
}

/* local=/example/ and server=/example/ : never asked elsewhere. */
void dnsmasq_local(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	if (*line->value.text == '/')
		each_domain(reader, &line->value, add_local);
}

/* host-record=<name>[,<name>...],[<IPv4>],[<IPv6>][,<ttl>] */
void dnsmasq_host_record(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	struct addr addr[2] = { 0 };
	size_t names = 0;

	for (size_t i = 0; i < line->count; i++) {
		const char *text = line->fields[i].text;
		struct addr parsed;

		if (addr_parse(text, &parsed) >= 0)
			addr[parsed.family == AF_INET6] = parsed;
		else if (strspn(text, "0123456789") != strlen(text))
			names = i + 1;
	}
	if (!names || (!addr[0].family && !addr[1].family)) {
		/* With a comma in it dnsmasq takes it, and answers nothing. */
		(line->count > 1 ? dnsmasq_doubt : dnsmasq_refuse)(
			reader, &line->value, "host-record=m1.ocp45.example,172.16.0.21",
			"a name and an address are wanted");
		return;
	}
	for (size_t i = 0; i < names; i++) {
		struct addr parsed;

		if (addr_parse(line->fields[i].text, &parsed) >= 0)
			continue;
		for (size_t a = 0; a < 2; a++) {
			if (addr[a].family)
				add_record(reader, &line->fields[i],
					   (struct dnsmasq_record){
						   .kind = DNSMASQ_ADDRESS,
						   .name = line->fields[i].text,
						   .addr = addr[a],
						   .reverse = i == 0 });
		}
	}
}

/* ptr-record=21.0.16.172.in-addr.arpa,"m1.ocp45.example" */
void dnsmasq_ptr_record(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	add_record(reader, &line->value,
		   (struct dnsmasq_record){
			   .kind = DNSMASQ_POINTER,
			   .name = line->fields[0].text,
			   .target = line->count > 1 ? line->fields[1].text : "" });
}

/* cname=<alias>[,<alias>...],<target>[,<ttl>] */
void dnsmasq_cname(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	size_t last = line->count - 1;
	const char *text = line->fields[last].text;

	if (last > 1 && *text && strspn(text, "0123456789") == strlen(text))
		text = line->fields[--last].text;
	if (!last) {
		dnsmasq_refuse(reader, &line->value, "cname=ALIAS,TARGET",
			       "an alias and its target are wanted");
		return;
	}
	for (size_t i = 0; i < last; i++)
		add_record(reader, &line->fields[i],
			   (struct dnsmasq_record){ .kind = DNSMASQ_ALIAS,
						    .name = line->fields[i].text,
						    .target = text });
}

/* domain=example.org, or for some addresses only: domain=x.example.org,172.16.0.0/24,local */
void dnsmasq_domain(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	bool local =
		line->count > 1 && !strcmp(line->fields[line->count - 1].text, "local");

	if (local)
		add_local_domain(reader, line->fields[0].text);
	if (line->count > 1 || !strcmp(line->fields[0].text, "#"))
		return;
	reader->dnsmasq->domain = text_dns_name(reader->arena, line->fields[0].text);
	reader->dnsmasq->domain_where = line->fields[0].where;
}

void dnsmasq_expand_hosts(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	(void)line;
	reader->dnsmasq->expand_hosts = true;
}
