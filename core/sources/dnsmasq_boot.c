/*
 * dhcp-boot, pxe-service, and what sets the tags that they ask for.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/sources/dnsmasq_reader.h"

static void add_boot(struct dnsmasq_reader *reader, const struct dnsmasq_boot *boot)
{
	struct dnsmasq *dnsmasq = reader->dnsmasq;

	dnsmasq->boots = arena_grow(reader->arena, dnsmasq->boots, dnsmasq->boot_count,
				    sizeof *boot);
	dnsmasq->boots[dnsmasq->boot_count++] = *boot;
}

/* The address of the server counts, and where there is none its name is not looked up. */
static void set_server(struct dnsmasq_boot *boot, const struct dnsmasq_field *field)
{
	if (!*field->text)
		return;
	boot->server = field->text;
	boot->server_where = field->where;
}

/* [tag:x,]<file>[,<server name>[,<server address or name>]] */
void dnsmasq_dhcp_boot(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	struct dnsmasq_boot boot = { .arch = -1 };
	size_t i = 0;

	while (i < line->count &&
	       dnsmasq_tag_parse(reader, &line->fields[i], &boot.tags, NULL))
		i++;
	if (i == line->count) {
		dnsmasq_refuse(reader, &line->value, NULL,
			       "the name of the boot file is missing");
		return;
	}
	boot.file = line->fields[i].text;
	boot.file_where = line->fields[i].where;
	if (i + 2 < line->count)
		set_server(&boot, &line->fields[i + 2]);
	add_boot(reader, &boot);
}

static int client_arch(const char *name)
{
	static const char *const names[] = { "x86PC",	   "PC98",
					     "IA64_EFI",   "Alpha",
					     "Arc_x86",	   "Intel_Lean_Client",
					     "IA32_EFI",   "x86-64_EFI",
					     "Xscale_EFI", "BC_EFI",
					     "ARM32_EFI",  "ARM64_EFI" };
	char *end;
	long code = strtol(name, &end, 10);

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!strcasecmp(names[i], name))
			return (int)i;
	}
	return *end || end == name || code < 0 || code > 65535 ? -1 : (int)code;
}

/* [tag:x,]<architecture>,<menu text>[,<file, or type of a boot server>[,<server>]] */
void dnsmasq_pxe_service(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	struct dnsmasq_boot boot = { .arch = -1 };
	size_t i = 0;

	while (i < line->count &&
	       dnsmasq_tag_parse(reader, &line->fields[i], &boot.tags, NULL))
		i++;
	if (i < line->count)
		boot.arch = client_arch(line->fields[i].text);
	if (boot.arch < 0 || i + 1 == line->count) {
		dnsmasq_refuse(reader, &line->value,
			       "pxe-service=x86-64_EFI,\"install\",ipxe.efi",
			       "an architecture and a text for the menu are wanted");
		return;
	}
	boot.file = i + 2 < line->count ? line->fields[i + 2].text : "";
	boot.file_where = line->fields[i + 2 < line->count ? i + 2 : i].where;
	if (i + 3 < line->count)
		set_server(&boot, &line->fields[i + 3]);
	add_boot(reader, &boot);
}

/* The first field is the tag to set, with or without "set:". */
static void add_match(struct dnsmasq_reader *reader, const struct dnsmasq_line *line,
		      struct dnsmasq_match *match)
{
	struct dnsmasq *dnsmasq = reader->dnsmasq;
	const char *tag = line->fields[0].text;

	match->where = line->value.where;
	if (match->matcher != DNSMASQ_TAG_IF)
		dnsmasq_tags_add(reader, &match->sets,
				 strncmp(tag, "set:", 4) != 0 ? tag : tag + 4);
	dnsmasq->matches = arena_grow(reader->arena, dnsmasq->matches,
				      dnsmasq->match_count, sizeof *match);
	dnsmasq->matches[dnsmasq->match_count++] = *match;
}

static bool has_value(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	if (line->count > 1)
		return true;
	dnsmasq_refuse(reader, &line->value, NULL, "a tag and what sets it are wanted");
	return false;
}

void dnsmasq_dhcp_match(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	struct dnsmasq_match match = { .matcher = DNSMASQ_OPTION };
	const char *name;
	char *end;

	if (!has_value(reader, line))
		return;
	name = line->fields[1].text;
	if (!strncmp(name, "option:", 7))
		match.code = dnsmasq_option_code(name + 7);
	else
		match.code = (unsigned)strtoul(name, &end, 10);
	if (!match.code)
		match.matcher = DNSMASQ_UNKNOWN;
	if (!*name)
		dnsmasq_doubt(reader, &line->value,
			      "dhcp-match=set:efi,option:client-arch,7",
			      "no option is named here: it matches nothing");
	else if (!match.code && strncmp(name, "option6:", 8) != 0 &&
		 strncmp(name, "vi-encap:", 9) != 0)
		dnsmasq_refuse(reader, &line->fields[1],
			       "dnsmasq --help dhcp lists the names",
			       "dnsmasq knows no DHCP option '%s'", name);
	if (line->count > 2)
		match.value = line->fields[2].text;
	add_match(reader, line, &match);
}

static void add_class(struct dnsmasq_reader *reader, const struct dnsmasq_line *line,
		      enum dnsmasq_matcher matcher)
{
	struct dnsmasq_match match = { .matcher = matcher };

	if (!has_value(reader, line))
		return;
	match.value = line->fields[line->count - 1].text;
	add_match(reader, line, &match);
}

void dnsmasq_vendor_class(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	add_class(reader, line, DNSMASQ_VENDOR_CLASS);
}

void dnsmasq_user_class(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	add_class(reader, line, DNSMASQ_USER_CLASS);
}

void dnsmasq_dhcp_mac(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	add_class(reader, line, DNSMASQ_MAC);
}

void dnsmasq_unknown_match(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	add_class(reader, line, DNSMASQ_UNKNOWN);
}

void dnsmasq_tag_if(struct dnsmasq_reader *reader, const struct dnsmasq_line *line)
{
	struct dnsmasq_match match = { .matcher = DNSMASQ_TAG_IF };

	for (size_t i = 0; i < line->count; i++) {
		if (!dnsmasq_tag_parse(reader, &line->fields[i], &match.tags,
				       &match.sets))
			dnsmasq_refuse(
				reader, &line->fields[i], "set:TAG or tag:TAG",
				"'%s' is neither set: nor tag:", line->fields[i].text);
	}
	add_match(reader, line, &match);
}
