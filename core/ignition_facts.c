#include "ignition_facts.h"

#include <string.h>

#include "arena.h"
#include "http/url.h"
#include "text.h"

#define ROOT_PATH   "/opt/openshift/tls/root-ca.crt"
#define OWN_FOLDER  "/opt/openshift/"
#define CONFIG_PORT 22623

enum ignition_role ignition_role_of(const char *file)
{
	const char *name = http_url_file(file);

	if (strcasestr(name, "bootstrap"))
		return IGNITION_BOOTSTRAP;
	if (strcasestr(name, "master"))
		return IGNITION_MASTER;
	if (strcasestr(name, "worker"))
		return IGNITION_WORKER;
	return IGNITION_OTHER;
}

const char *ignition_role_word(enum ignition_role role)
{
	switch (role) {
	case IGNITION_OTHER:
		return NULL;
	case IGNITION_BOOTSTRAP:
		return "bootstrap";
	case IGNITION_MASTER:
		return "master";
	case IGNITION_WORKER:
		return "worker";
	}
	return NULL;
}

/* The file that a machine config server serves is fetched through such a pointer. */
static const struct ignition_pointer *pointer_of(const struct ignition *ignition)
{
	for (size_t i = 0; i < ignition->pointer_count; i++) {
		const struct ignition_pointer *pointer = &ignition->pointers[i];

		if (pointer->host &&
		    (pointer->port == CONFIG_PORT ||
		     !strncmp(pointer->path, "/config/", strlen("/config/"))))
			return pointer;
	}
	return NULL;
}

enum ignition_role ignition_role_inside(const struct ignition *ignition)
{
	const struct ignition_pointer *pointer = pointer_of(ignition);
	const char *file;

	if (!pointer)
		return ignition->file_count ? IGNITION_BOOTSTRAP : IGNITION_OTHER;
	file = http_url_file(pointer->path);
	if (!strcmp(file, "master"))
		return IGNITION_MASTER;
	return strcmp(file, "worker") ? IGNITION_OTHER : IGNITION_WORKER;
}

static void add_all(struct arena *arena, const struct x509_list *from,
		    struct x509_list *list)
{
	for (size_t i = 0; i < from->count; i++) {
		list->items =
			arena_grow(arena, list->items, list->count, sizeof(*list->items));
		list->items[list->count++] = from->items[i];
	}
}

struct x509_list ignition_roots(struct arena *arena, const struct ignition *ignition)
{
	struct x509_list list = { 0 };

	for (size_t i = 0; i < ignition->file_certificate_count; i++) {
		const struct ignition_certificates *file = &ignition->files[i];

		if (!strcmp(file->path, ROOT_PATH))
			add_all(arena, &file->list, &list);
	}
	if (list.count)
		return list;
	for (size_t i = 0; i < ignition->authority_count; i++)
		add_all(arena, &ignition->authorities[i].list, &list);
	return list;
}

bool ignition_have_common(const struct x509_list *a, const struct x509_list *b)
{
	for (size_t i = 0; i < a->count; i++) {
		for (size_t n = 0; n < b->count; n++) {
			if (!strcmp(a->items[i].facts.sha256, b->items[n].facts.sha256))
				return true;
		}
	}
	return false;
}

static struct ignition_dates look(const struct ignition *ignition, bool own_only)
{
	struct ignition_dates found = { 0 };

	for (size_t i = 0; i < ignition->file_certificate_count; i++) {
		const struct ignition_certificates *file = &ignition->files[i];

		if (own_only && strncmp(file->path, OWN_FOLDER, strlen(OWN_FOLDER)) != 0)
			continue;
		for (size_t n = 0; n < file->list.count; n++) {
			const struct x509_certificate *item = &file->list.items[n];

			if (item->facts.not_after < 0 || item->facts.not_before < 0)
				continue;
			found.count++;
			if (!found.first_to_end ||
			    item->facts.not_after < found.first_to_end->facts.not_after) {
				found.first_to_end = item;
				found.end_path = file->path;
			}
			if (!found.last_to_begin ||
			    item->facts.not_before >
				    found.last_to_begin->facts.not_before) {
				found.last_to_begin = item;
				found.begin_path = file->path;
			}
		}
	}
	return found;
}

struct ignition_dates ignition_dates_of(const struct ignition *ignition)
{
	struct ignition_dates found = look(ignition, true);

	return found.count ? found : look(ignition, false);
}

/* "api-int.ocp45.example.localdomain" -> "ocp45.example.localdomain" */
static const char *domain_of(struct arena *arena, const char *name)
{
	static const char prefix[] = "api-int.";

	if (strncmp(name, prefix, sizeof prefix - 1) != 0 ||
	    !strchr(name + sizeof prefix - 1, '.') || !text_is_host_name(name))
		return NULL;
	return text_dns_name(arena, name + sizeof prefix - 1);
}

const char *ignition_cluster_domain(struct arena *arena, const struct ignition *ignition)
{
	const struct ignition_pointer *pointer = pointer_of(ignition);
	const char *domain = NULL;

	if (pointer)
		return domain_of(arena, pointer->host);
	for (size_t i = 0; i < ignition->file_certificate_count; i++) {
		const struct ignition_certificates *file = &ignition->files[i];

		for (size_t n = 0; n < file->list.count && !domain; n++) {
			const char *const *name = file->list.items[n].facts.names;

			for (; name && *name && !domain; name++)
				domain = domain_of(arena, *name);
		}
	}
	return domain;
}
