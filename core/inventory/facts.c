#include "facts.h"

#include <ctype.h>
#include <string.h>

#include "core/arena.h"
#include "core/sources/sources.h"

const struct facts *facts_gather(struct arena *arena, const struct sources *sources,
				 const char *cluster_domain, const struct addresses *also)
{
	struct facts *facts = arena_alloc(arena, sizeof *facts);

	facts->arena = arena;
	facts_from_dhcpd(facts, sources);
	facts_from_dnsmasq(facts, sources, cluster_domain);
	facts_from_boot(facts, sources);
	facts_from_hosts(facts, sources, cluster_domain);
	facts_from_haproxy(facts, sources, cluster_domain);
	facts_from_zones(facts, sources, cluster_domain, also);
	return facts;
}

void facts_add(struct facts *facts, const struct fact *fact)
{
	facts->items = arena_grow(facts->arena, facts->items, facts->count, sizeof *fact);
	facts->items[facts->count++] = *fact;
}

bool facts_is_below(const char *name, const char *domain)
{
	size_t length = strlen(name), rest = strlen(domain);

	if (length < rest || strcmp(name + length - rest, domain) != 0)
		return false;
	return length == rest || name[length - rest - 1] == '.';
}

/* A name that lacks its final dot: what is in front of the domain ends with the base domain. */
static bool is_doubled(const char *name, size_t length, const char *cluster_domain)
{
	const char *base = strchr(cluster_domain, '.');
	size_t tail = base ? strlen(base) : 0;

	/* `length` counts the dot in front of the cluster's domain. */
	return tail && length > tail && !memcmp(name + length - tail - 1, base, tail);
}

bool facts_is_service(const char *name, const char *cluster_domain)
{
	size_t length;

	if (!cluster_domain || !facts_is_below(name, cluster_domain))
		return false;
	length = strlen(name) - strlen(cluster_domain);
	return !length || is_doubled(name, length, cluster_domain) ||
	       !strncmp(name, "api.", length) || !strncmp(name, "api-int.", length) ||
	       !strncmp(name, "apps.", length) ||
	       (length > 6 && !strncmp(name + length - 6, ".apps.", 6)) ||
	       !strncmp(name, "etcd-", 5) || *name == '_' || *name == '*';
}

/* "ocp45-m1" -> "m1": the last word, with the number and the hyphen in front of it. */
static const char *last_word(const char *label, size_t *length)
{
	size_t start = *length;

	while (start && isdigit((unsigned char)label[start - 1]))
		start--;
	if (start < *length && start &&
	    (label[start - 1] == '-' || label[start - 1] == '_'))
		start--;
	while (start && isalpha((unsigned char)label[start - 1]))
		start--;
	*length -= start;
	return label + start;
}

static bool is_word(const char *text, size_t length, const char *word)
{
	size_t size = strlen(word);

	if (length < size || strncmp(text, word, size) != 0)
		return false;
	/* Only a number may follow: "m1", "master-0". */
	for (size_t i = size; i < length; i++) {
		if (!isdigit((unsigned char)text[i]) && text[i] != '-' && text[i] != '_')
			return false;
	}
	/* One or two letters alone may be anything. */
	return size > 2 || length > size || !strcmp(word, "bs");
}

unsigned facts_role_of_name(const char *name)
{
	static const struct {
		const char *word;
		unsigned role;
	} words[] = {
		{"bootstrap",     FACT_BOOTSTRAP},
		{ "boot",	  FACT_BOOTSTRAP},
		{ "bs",		FACT_BOOTSTRAP},
		{ "master",	    FACT_MASTER	},
		{ "m",	       FACT_MASTER   },
		{ "cp",		FACT_MASTER   },
		{ "control",	     FACT_MASTER	 },
		{ "plane",	   FACT_MASTER   },
		{ "controlplane", FACT_MASTER   },
		{ "worker",	    FACT_WORKER	},
		{ "w",	       FACT_WORKER   },
		{ "compute",	     FACT_WORKER	 },
		{ "infra",	   FACT_INFRA    },
		{ "inf",		 FACT_INFRA    },
		{ "infranode",    FACT_INFRA	  },
	};
	size_t length = strcspn(name, ".");
	const char *word = last_word(name, &length);

	/* "worker-node-1" */
	if (is_word(word, length, "node") && word > name + 1) {
		length = (size_t)(word - name) - 1;
		word = last_word(name, &length);
	}
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (is_word(word, length, words[i].word))
			return words[i].role;
	}
	return 0;
}
