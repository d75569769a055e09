#include "_shown.h"

#include <string.h>

const struct need shown_haproxy_front[] = {
	{"lb.port",	     NEED_AFTER},
	{ "lb.exposure", NEED_AFTER},
	{ NULL,		0	  },
};
const struct need shown_zone_records[] = {
	{"dns.forward",	 NEED_AFTER},
	{ "dns.wildcard",	  NEED_AFTER},
	{ "dns.no-wildcard", NEED_AFTER},
	{ NULL,		0	  },
};
const struct need shown_zone_reverse[] = {
	{"dns.reverse", NEED_AFTER},
	{ NULL,		0	  },
};
const struct need shown_zone_load[] = {
	{"dns.forward", NEED_AFTER},
	{ NULL,		0	  },
};
const struct need shown_named_access[] = {
	{"dns.server", NEED_AFTER},
	{ NULL,	0	  },
};
const struct need shown_web_root[] = {
	{"http.artifact", NEED_AFTER},
	{ NULL,		0	  },
};

static bool is_same(const char *subject, const void *finding)
{
	return !strcmp(subject, finding);
}

/* "port 22623" and "machine_config/any:22623" are about "api-int.ocp45...:22623". */
static bool has_same_port(const char *subject, const void *finding)
{
	const char *port = strrchr(subject, ':'), *other = strpbrk(finding, "0123456789");
	const char *last = strrchr(finding, ':');

	other = last ? last + 1 : other;
	return port && other && !strcmp(port + 1, other);
}

/* The URL, or one below it. */
static bool is_below(const char *subject, const void *finding)
{
	return !strncmp(subject, finding, strlen(finding));
}

/* A zone that does not load, a server that nobody may ask: everything of it shows that. */
static bool is_any(const char *subject, const void *finding)
{
	(void)subject;
	(void)finding;
	return true;
}

/* What makes a subject of the network the same thing as a finding. */
static const struct {
	const struct need *needs;
	bool (*fits)(const char *subject, const void *finding);
} rules[] = {
	{shown_haproxy_front, has_same_port},
	{ shown_zone_records, is_same      },
	{ shown_zone_reverse, is_same      },
	{ shown_zone_load,	   is_any	  },
	{ shown_named_access, is_any	     },
	{ shown_web_root,	  is_below	   },
};

const struct result *shown_by_network(const struct run *run)
{
	const struct need *needs = run_check(run)->needs;
	size_t rule = 0;

	while (rule < sizeof rules / sizeof rules[0] && rules[rule].needs != needs)
		rule++;
	if (rule == sizeof rules / sizeof rules[0])
		return NULL;
	for (const struct need *need = needs; need->id; need++) {
		const struct result *result = run_other_bad(
			run, need->id, rules[rule].fits, run_subject(run)->name);

		if (result)
			return result;
	}
	return NULL;
}
