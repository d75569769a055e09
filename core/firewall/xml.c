#include "xml.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <expat.h>

#include "core/arena.h"
#include "rich.h"

#define FILE_MAX   (1 << 20)
#define FILE_USUAL (1 << 12)
#define DEPTH_MAX  8
#define RULE_MAX   4096
#define ENTRY_MAX  64

/* What one file is read into. */
struct reader {
	struct firewall *firewall;
	enum firewall_kind kind;
	const char *name;
	struct firewall_set *set; /* of the zone or policy */
	struct firewall_zone *zone;
	struct firewall_policy *policy;
	struct firewall_service *service;
	struct firewall_ipset *ipset;
	unsigned depth;
	bool broken;
	bool in_rule;
	char rule[RULE_MAX]; /* its words so far, in the rich language */
	size_t rule_length;
	bool in_entry;
	char entry[ENTRY_MAX];
	size_t entry_length;
};

struct kind {
	const char *folder, *root;
};

static const struct kind kinds[] = {
	[FIREWALL_ZONE] = {"zones",     "zone"   },
	[FIREWALL_SERVICE_FILE] = { "services", "service"},
	[FIREWALL_POLICY] = { "policies", "policy" },
	[FIREWALL_IPSET] = { "ipsets",   "ipset"  },
};

static int load_folder(struct firewall *firewall, enum firewall_kind kind,
		       const char *folder, size_t *broken);
static int load_file(struct firewall *firewall, enum firewall_kind kind, int folder,
		     const char *file, size_t *broken);
static int load_conf(struct firewall *firewall, const char *folder);
static ssize_t read_whole(int folder, const char *path, char **ret_bytes);
static void start_element(void *user, const XML_Char *name, const XML_Char **attributes);
static void end_element(void *user, const XML_Char *name);
static void characters(void *user, const XML_Char *text, int length);
static void refuse_doctype(void *user, const XML_Char *name, const XML_Char *system_id,
			   const XML_Char *public_id, int has_subset);

int firewall_xml_load(struct arena *arena, const char *site_folder,
		      const char *vendor_folder, size_t *ret_broken,
		      const struct firewall **ret_firewall)
{
	struct firewall *firewall = firewall_new(arena);
	const char *const folders[] = { vendor_folder, site_folder };
	size_t broken = 0;
	int r;

	for (size_t f = 0; f < 2; f++)
		for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
			r = load_folder(firewall, (enum firewall_kind)k, folders[f],
					&broken);
			if (r < 0 && r != -ENOENT)
				return r;
		}
	if (firewall->zone_count == 0)
		return -ENOENT;
	r = load_conf(firewall, site_folder);
	if (r < 0 && r != -ENOENT)
		return r;
	if (ret_broken)
		*ret_broken = broken;
	*ret_firewall = firewall;
	return 0;
}

int firewall_xml_load_zones(struct arena *arena, const char *site_folder,
			    const char *vendor_folder,
			    const struct firewall **ret_firewall)
{
	struct firewall *firewall = firewall_new(arena);
	const char *const folders[] = { vendor_folder, site_folder };
	size_t broken = 0;

	for (size_t f = 0; f < 2; f++) {
		int r = load_folder(firewall, FIREWALL_ZONE, folders[f], &broken);

		if (r < 0 && r != -ENOENT)
			return r;
	}
	*ret_firewall = firewall;
	return firewall->zone_count ? 0 : -ENOENT;
}

static bool is_xml(const char *file)
{
	size_t length = strlen(file);

	return length > 4 && file[0] != '.' && strcmp(file + length - 4, ".xml") == 0;
}

int firewall_xml_load_shipped(struct firewall *firewall, enum firewall_kind kind,
			      const char *name, const char *site_folder,
			      const char *vendor_folder)
{
	struct arena *arena = firewall->arena;
	char *file = arena_printf(arena, "%s/%s/%s.xml", site_folder, kinds[kind].folder,
				  name);
	struct firewall *trial = firewall_new(arena);
	char *bytes = NULL;
	ssize_t length;
	int r;

	if (strchr(name, '/') || !*name)
		return -EINVAL;
	if (access(file, F_OK) == 0)
		return -EEXIST;
	if (errno != ENOENT)
		return -errno;
	file = arena_printf(arena, "%s/%s/%s.xml", vendor_folder, kinds[kind].folder,
			    name);
	length = read_whole(AT_FDCWD, file, &bytes);
	if (length < 0)
		return (int)length;
	r = firewall_xml_parse(trial, kind, name, bytes, (size_t)length);
	if (r == 0)
		r = firewall_xml_parse(firewall, kind, arena_strdup(arena, name), bytes,
				       (size_t)length);
	free(bytes);
	return r;
}

/* Adds the names of the XML files. 0 or a negative errno. */
static int list_folder(struct firewall *firewall, enum firewall_kind kind,
		       const char *folder, struct firewall_names *names)
{
	char *path = arena_printf(firewall->arena, "%s/%s", folder, kinds[kind].folder);
	struct dirent *entry;
	DIR *dir = opendir(path);

	if (!dir)
		return -errno;
	while ((entry = readdir(dir))) {
		if (is_xml(entry->d_name))
			firewall_add_name(firewall, names,
					  arena_strndup(firewall->arena, entry->d_name,
							strlen(entry->d_name) - 4));
	}
	(void)closedir(dir);
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int firewall_xml_shipped_names(struct firewall *firewall, enum firewall_kind kind,
			       const char *site_folder, const char *vendor_folder,
			       struct firewall_names *ret_names)
{
	struct firewall_names names = { 0 };
	int r = list_folder(firewall, kind, site_folder, &names);

	if (r < 0 && r != -ENOENT)
		return r;
	if (names.count)
		return -EEXIST;
	r = list_folder(firewall, kind, vendor_folder, &names);
	if (r < 0)
		return r;
	if (names.count)
		qsort(names.items, names.count, sizeof *names.items, compare_names);
	*ret_names = names;
	return 0;
}

static int load_folder(struct firewall *firewall, enum firewall_kind kind,
		       const char *folder, size_t *broken)
{
	char *path = arena_printf(firewall->arena, "%s/%s", folder, kinds[kind].folder);
	struct dirent *entry;
	DIR *dir = opendir(path);
	int r = 0;

	if (!dir)
		return -errno;
	while (r == 0 && (entry = readdir(dir))) {
		if (is_xml(entry->d_name))
			r = load_file(firewall, kind, dirfd(dir), entry->d_name, broken);
	}
	(void)closedir(dir);
	return r;
}

static int load_file(struct firewall *firewall, enum firewall_kind kind, int folder,
		     const char *file, size_t *broken)
{
	char *name = arena_strndup(firewall->arena, file, strlen(file) - 4);
	char *bytes = NULL;
	ssize_t length = read_whole(folder, file, &bytes);

	if (length == -EACCES)
		return -EACCES;
	if (length < 0 ||
	    firewall_xml_parse(firewall, kind, name, bytes, (size_t)length) < 0)
		(*broken)++;
	free(bytes);
	return 0;
}

/* Key=value lines; only the default zone matters for the verdict. */
static int load_conf(struct firewall *firewall, const char *folder)
{
	char *path = arena_printf(firewall->arena, "%s/firewalld.conf", folder);
	char *bytes = NULL;
	ssize_t length = read_whole(AT_FDCWD, path, &bytes);
	const char *line = bytes;

	if (length < 0)
		return (int)length;
	while (line && *line) {
		size_t line_length = strcspn(line, "\n");

		if (strncmp(line, "DefaultZone=", 12) == 0) {
			size_t end = strcspn(line, " \t\r\n");

			if (end > 12)
				firewall->default_zone = arena_strndup(
					firewall->arena, line + 12, end - 12);
		}
		line += line_length + (line[line_length] == '\n');
	}
	free(bytes);
	return 0;
}

/* The bytes with a NUL behind them, for free(3). Never waits: no FIFO, no device. */
static ssize_t read_whole(int folder, const char *path, char **ret_bytes)
{
	int fd = openat(folder, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t length = 0, room = FILE_USUAL;
	char *bytes;

	if (fd < 0)
		return -errno;
	bytes = mem_alloc(room + 1);
	while (length < FILE_MAX) {
		ssize_t n;

		if (length == room) {
			room *= 2;
			bytes = mem_realloc(bytes, room + 1);
		}
		n = read(fd, bytes + length, room - length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			int error = errno;

			(void)close(fd);
			free(bytes);
			return -error;
		}
		if (n == 0)
			break;
		length += (size_t)n;
	}
	(void)close(fd);
	bytes[length] = '\0';
	*ret_bytes = bytes;
	return (ssize_t)length;
}

int firewall_xml_parse(struct firewall *firewall, enum firewall_kind kind,
		       const char *name, const char *bytes, size_t length)
{
	struct reader reader = { .firewall = firewall, .kind = kind, .name = name };
	XML_Parser parser;
	enum XML_Status status;

	if (length > FILE_MAX)
		return -EINVAL;
	parser = XML_ParserCreate(NULL);
	if (!parser)
		arena_oom();
	XML_SetUserData(parser, &reader);
	XML_SetElementHandler(parser, start_element, end_element);
	XML_SetCharacterDataHandler(parser, characters);
	XML_SetStartDoctypeDeclHandler(parser, refuse_doctype);
	status = XML_Parse(parser, bytes, (int)length, XML_TRUE);
	XML_ParserFree(parser);
	return status == XML_STATUS_OK && !reader.broken ? 0 : -EINVAL;
}

/* firewalld's files have none, and entities would be a way to make small files large. */
static void refuse_doctype(void *user, const XML_Char *name, const XML_Char *system_id,
			   const XML_Char *public_id, int has_subset)
{
	struct reader *reader = user;

	(void)name;
	(void)system_id;
	(void)public_id;
	(void)has_subset;
	reader->broken = true;
}

static const char *attribute(const XML_Char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return NULL;
}

static int number(const char *text)
{
	long value = text ? strtol(text, NULL, 10) : 0;

	return value > 32767 || value < -32768 ? 0 : (int)value;
}

static void start_root(struct reader *reader, const XML_Char *name,
		       const XML_Char **attributes)
{
	struct firewall *firewall = reader->firewall;
	const char *target = attribute(attributes, "target");

	if (strcmp(name, kinds[reader->kind].root) != 0) {
		reader->broken = true;
		return;
	}
	switch (reader->kind) {
	case FIREWALL_ZONE:
		reader->zone = firewall_add_zone(firewall, reader->name);
		reader->zone->target =
			target ? arena_strdup(firewall->arena, target) : "default";
		reader->set = &reader->zone->set;
		break;
	case FIREWALL_POLICY:
		reader->policy = firewall_add_policy(firewall, reader->name);
		reader->policy->target =
			target ? arena_strdup(firewall->arena, target) : "CONTINUE";
		reader->policy->priority =
			attribute(attributes, "priority")
				? number(attribute(attributes, "priority"))
				: -1;
		reader->set = &reader->policy->set;
		break;
	case FIREWALL_SERVICE_FILE:
		reader->service = firewall_add_service(firewall, reader->name);
		firewall_add_name(firewall, &firewall->known_services, reader->name);
		break;
	case FIREWALL_IPSET:
		reader->ipset = firewall_add_ipset(firewall, reader->name);
		break;
	}
}

/* A rule's elements are written down in the rich language, so that one parser knows it. */
static void rule_word(struct reader *reader, const char *name,
		      const XML_Char **attributes)
{
	size_t left = sizeof reader->rule - reader->rule_length;
	int n = snprintf(reader->rule + reader->rule_length, left, "%s%s",
			 reader->rule_length ? " " : "", name);

	for (;;) {
		if (n < 0 || (size_t)n >= left) {
			reader->broken = true;
			return;
		}
		reader->rule_length += (size_t)n;
		left -= (size_t)n;
		if (!*attributes)
			return;
		/* A quote inside of a value cannot be said in the rich language. */
		n = snprintf(reader->rule + reader->rule_length, left, " %s=\"%.*s\"",
			     attributes[0], (int)strcspn(attributes[1], "\""),
			     attributes[1]);
		attributes += 2;
	}
}

static void start_in_set(struct reader *reader, const XML_Char *element,
			 const XML_Char **attributes)
{
	struct firewall *firewall = reader->firewall;
	struct firewall_set *set = reader->set;
	const char *name = attribute(attributes, "name");
	const char *port = attribute(attributes, "port");
	const char *protocol = attribute(attributes, "protocol");
	const char *value = attribute(attributes, "value");

	if (strcmp(element, "rule") == 0) {
		reader->in_rule = true;
		reader->rule_length = 0;
		rule_word(reader, element, attributes);
	} else if (strcmp(element, "service") == 0 && name) {
		firewall_add_name(firewall, &set->services, name);
	} else if (strcmp(element, "port") == 0 && port && protocol) {
		(void)firewall_add_port(firewall, &set->ports, port, protocol);
	} else if (strcmp(element, "protocol") == 0 && value) {
		firewall_add_name(firewall, &set->protocols, value);
	} else if (strcmp(element, "interface") == 0 && name && reader->zone) {
		firewall_add_name(firewall, &reader->zone->interfaces, name);
	} else if (strcmp(element, "source") == 0 && reader->zone) {
		const char *address = attribute(attributes, "address");
		const char *mac = attribute(attributes, "mac");
		const char *ipset = attribute(attributes, "ipset");

		if (ipset)
			firewall_add_source(
				firewall, reader->zone,
				arena_printf(firewall->arena, "ipset:%s", ipset));
		else if (address || mac)
			firewall_add_source(firewall, reader->zone,
					    address ? address : mac);
	} else if (strcmp(element, "ingress-zone") == 0 && name && reader->policy) {
		firewall_add_name(firewall, &reader->policy->ingress, name);
	} else if (strcmp(element, "egress-zone") == 0 && name && reader->policy) {
		firewall_add_name(firewall, &reader->policy->egress, name);
	}
}

static void start_in_service(struct reader *reader, const XML_Char *element,
			     const XML_Char **attributes)
{
	struct firewall *firewall = reader->firewall;
	struct firewall_service *service = reader->service;
	const char *port = attribute(attributes, "port");
	const char *protocol = attribute(attributes, "protocol");

	if (strcmp(element, "port") == 0 && protocol) {
		/* <port protocol="esp"/> is the old way to say <protocol>. */
		if (port && *port)
			(void)firewall_add_port(firewall, &service->ports, port,
						protocol);
		else
			firewall_add_name(firewall, &service->protocols, protocol);
	} else if (strcmp(element, "protocol") == 0 && attribute(attributes, "value")) {
		firewall_add_name(firewall, &service->protocols,
				  attribute(attributes, "value"));
	} else if (strcmp(element, "include") == 0 && attribute(attributes, "service")) {
		firewall_add_name(firewall, &service->includes,
				  attribute(attributes, "service"));
	} else if (strcmp(element, "destination") == 0) {
		const char *ipv4 = attribute(attributes, "ipv4");
		const char *ipv6 = attribute(attributes, "ipv6");

		if (ipv4)
			(void)firewall_parse_net(ipv4, &service->destination4);
		if (ipv6)
			(void)firewall_parse_net(ipv6, &service->destination6);
	}
}

static void start_element(void *user, const XML_Char *name, const XML_Char **attributes)
{
	struct reader *reader = user;

	if (++reader->depth > DEPTH_MAX)
		reader->broken = true;
	if (reader->broken)
		return;
	if (reader->depth == 1)
		start_root(reader, name, attributes);
	else if (reader->in_rule)
		rule_word(reader, name, attributes);
	else if (reader->depth == 2 && reader->set)
		start_in_set(reader, name, attributes);
	else if (reader->depth == 2 && reader->service)
		start_in_service(reader, name, attributes);
	else if (reader->depth == 2 && reader->ipset && strcmp(name, "entry") == 0)
		reader->in_entry = true;
}

static void end_element(void *user, const XML_Char *name)
{
	struct reader *reader = user;
	struct firewall_rule rule;

	reader->depth--;
	if (reader->broken)
		return;
	if (reader->in_entry && strcmp(name, "entry") == 0) {
		reader->entry[reader->entry_length] = '\0';
		firewall_add_entry(reader->firewall, reader->ipset, reader->entry);
		reader->in_entry = false;
		reader->entry_length = 0;
	}
	if (!reader->in_rule || reader->depth != 1)
		return;
	reader->in_rule = false;
	/* firewalld leaves out a rule that it does not take, with a line in its log. */
	if (firewall_parse_rule(reader->firewall->arena, reader->rule, &rule) == 0)
		firewall_add_rule(reader->firewall, reader->set, &rule);
}

static void characters(void *user, const XML_Char *text, int length)
{
	struct reader *reader = user;

	if (!reader->in_entry || reader->broken)
		return;
	if ((size_t)length >= sizeof reader->entry - reader->entry_length) {
		reader->broken = true;
		return;
	}
	memcpy(reader->entry + reader->entry_length, text, (size_t)length);
	reader->entry_length += (size_t)length;
}
