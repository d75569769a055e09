#include "discover.h"

#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "config.h"
#include "diag.h"
#include "file.h"
#include "sources/files.h"
#include "sources/named.h"

#define PATTERN_MAX 16

struct looking {
	struct arena *arena;
	struct source_files *files; /* for its root */
	const char *root;	    /* or NULL */
	struct discovery *result;
	const char **found; /* what fits the place that is being looked for */
	size_t count;
};

/* What a kind of file is called, and how it is told from others of that name. */
struct place {
	const char *key;
	size_t offset; /* in struct config */
	bool is_list;  /* a list there */
	bool all;      /* all that are found belong together; else the first counts */
	bool is_folder;
	bool beside;	    /* counts beside other files of an install only */
	bool no_copies;	    /* "default.bak" is none of them */
	const char *unless; /* key of what leads to them, if that was found */
	/* One of these words stands outside of comments; none: the name is enough. */
	const char *words[5];
	/* Looks closer, or NULL. */
	bool (*fits)(struct looking *looking, const char *path);
	/* Those without a leading '/' are looked for in the current folder. */
	const char *patterns[PATTERN_MAX];
};

#define IN(member) offsetof(struct config, member)

static bool serves_zones(struct looking *looking, const char *path);

/* clang-format off */
static const struct place places[] = {
	{ .key = "installConfig", .offset = IN(install_config),
	  .patterns = { "install-config.yaml", "install-config.yml", "*/install-config.yaml",
			"install-config*.yaml", "install-config.yaml.*",
			"*/install-config.yaml.*" } },
	{ .key = "installDir", .offset = IN(install_dir), .is_folder = true,
	  .words = { "\"ignition\"", "\"clusterName\"", "installconfig." },
	  .patterns = { "bootstrap.ign", "metadata.json", ".openshift_install_state.json",
			"*/bootstrap.ign", "*/metadata.json",
			"*/.openshift_install_state.json" } },
	{ .key = "haproxy", .offset = IN(haproxy), .is_list = true, .words = { "6443", "22623" },
	  .patterns = { "haproxy.cfg", "haproxy*.cfg", "/etc/haproxy/haproxy.cfg",
			"/usr/local/etc/haproxy/haproxy.cfg", "/etc/haproxy/conf.d/*.cfg" } },
	{ .key = "named", .offset = IN(named), .fits = serves_zones,
	  .patterns = { "named.conf", "/etc/named.conf", "/etc/bind/named.conf",
			"/var/named/chroot/etc/named.conf", "/usr/local/etc/namedb/named.conf" } },
	{ .key = "zones", .offset = IN(zones), .is_list = true, .all = true, .unless = "named",
	  .words = { "SOA", "soa" }, .patterns = { "*.zone", "db.*", "*.db" } },
	{ .key = "dhcpd", .offset = IN(dhcpd), .words = { "host ", "subnet ", "class " },
	  .patterns = { "dhcpd.conf", "/etc/dhcp/dhcpd.conf", "/etc/dhcpd.conf",
			"/usr/local/etc/dhcpd.conf" } },
	{ .key = "dnsmasq", .offset = IN(dnsmasq),
	  .words = { "dhcp-host", "dhcp-range", "address=", "host-record" },
	  .patterns = { "dnsmasq.conf", "/etc/dnsmasq.conf", "/etc/dnsmasq.d/*.conf" } },
	{ .key = "ipxe", .offset = IN(ipxe), .is_list = true, .words = { "!ipxe" },
	  .patterns = { "*.ipxe", "/usr/share/nginx/html/*.ipxe", "/var/www/html/*.ipxe",
			"/usr/share/nginx/html/*/*.ipxe", "/var/www/html/*/*.ipxe",
			"/var/lib/tftpboot/*.ipxe", "/srv/tftp/*.ipxe" } },
	{ .key = "nginx", .offset = IN(nginx), .beside = true, .words = { "server", "include" },
	  .patterns = { "nginx.conf", "/etc/nginx/nginx.conf",
			"/usr/local/nginx/conf/nginx.conf" } },
	{ .key = "apache", .offset = IN(apache), .beside = true, .words = { "Listen", "Include" },
	  .patterns = { "httpd.conf", "apache2.conf", "/etc/httpd/conf/httpd.conf",
			"/etc/apache2/apache2.conf" } },
	{ .key = "pxelinux", .offset = IN(pxelinux), .is_list = true, .all = true,
	  .no_copies = true,
	  .words = { "coreos", "ignition", "rhcos", "scos-" },
	  .patterns = { "pxelinux.cfg/*", "/var/lib/tftpboot/pxelinux.cfg/*",
			"/var/lib/tftpboot/*/pxelinux.cfg/*", "/tftpboot/pxelinux.cfg/*",
			"/srv/tftp/pxelinux.cfg/*", "/srv/tftp/*/pxelinux.cfg/*" } },
	{ .key = "grub", .offset = IN(grub), .is_list = true, .all = true,
	  .no_copies = true,
	  .words = { "coreos", "ignition", "rhcos", "scos-" },
	  .patterns = { "grub.cfg", "grub.cfg-*", "/var/lib/tftpboot/grub.cfg",
			"/var/lib/tftpboot/grub.cfg-*", "/var/lib/tftpboot/*/grub.cfg",
			"/var/lib/tftpboot/*/grub.cfg-*",
			"/var/lib/tftpboot/EFI/*/grub.cfg",
			"/var/lib/tftpboot/EFI/*/grub.cfg-*", "/tftpboot/grub.cfg",
			"/tftpboot/grub.cfg-*", "/tftpboot/*/grub.cfg",
			"/tftpboot/*/grub.cfg-*", "/srv/tftp/grub.cfg",
			"/srv/tftp/grub.cfg-*", "/srv/tftp/*/grub.cfg",
			"/srv/tftp/*/grub.cfg-*" } },
};
/* clang-format on */

static const char *real_path(const struct looking *looking, const char *path)
{
	return source_files_path(looking->files, path);
}

static void add_found(struct looking *looking, const char *path)
{
	for (size_t i = 0; i < looking->count; i++) {
		if (!strcmp(looking->found[i], path))
			return;
	}
	looking->found = arena_grow(looking->arena, looking->found, looking->count,
				    sizeof(const char *));
	looking->found[looking->count++] = path;
}

static bool is_there(const struct looking *looking, const char *path)
{
	struct stat status;

	return !stat(real_path(looking, path), &status) &&
	       (S_ISREG(status.st_mode) || S_ISFIFO(status.st_mode));
}

/* "named.conf" in "/etc" -> "/etc/named.conf"; in "" -> "named.conf". */
static const char *join(const struct looking *looking, const char *folder,
			const char *name, size_t length)
{
	if (!*folder)
		return arena_strndup(looking->arena, name, length);
	return arena_printf(looking->arena, "%s/%.*s", strcmp(folder, "/") ? folder : "",
			    (int)length, name);
}

/* All that fit what is left of a pattern, below `folder` ("": the current one). */
static void expand(struct looking *looking, const char *folder, const char *pattern)
{
	size_t length = strcspn(pattern, "/"), count;
	const char *part = arena_strndup(looking->arena, pattern, length);
	const char *const *names;

	if (!strchr(part, '*')) {
		const char *path = join(looking, folder, pattern, length);

		if (pattern[length])
			expand(looking, path, pattern + length + 1);
		else if (is_there(looking, path))
			add_found(looking, path);
		return;
	}
	names = source_files_folder(looking->files, *folder ? folder : ".", &count);
	for (size_t i = 0; names && i < count; i++) {
		const char *path = join(looking, folder, names[i], strlen(names[i]));

		if (fnmatch(part, names[i], FNM_PERIOD))
			continue;
		if (pattern[length])
			expand(looking, path, pattern + length + 1);
		else if (is_there(looking, path))
			add_found(looking, path);
	}
}

static bool has_word(const char *line, size_t length, const char *word)
{
	size_t size = strlen(word);

	for (size_t i = 0; i + size <= length; i++) {
		if (!memcmp(line + i, word, size))
			return true;
	}
	return false;
}

/* A line that is no comment of any of these languages; "#!ipxe" is none. */
static bool is_text_line(const char *line, size_t length)
{
	while (length && isspace((unsigned char)*line)) {
		line++;
		length--;
	}
	if (length >= 2 && line[0] == '#')
		return line[1] == '!';
	return length && *line != '#' && *line != ';' &&
	       !(length >= 2 && !memcmp(line, "//", 2));
}

/* Zones that every server has, as packages ship them (RFC 6303). */
static bool is_usual_zone(const char *name)
{
	static const char *const names[] = { "",
					     "localhost",
					     "localdomain",
					     "localhost.localdomain",
					     "0.in-addr.arpa",
					     "127.in-addr.arpa",
					     "255.in-addr.arpa",
					     "0.0.127.in-addr.arpa",
					     "1.0.0.127.in-addr.arpa" };
	size_t length = strlen(name);

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (!strcmp(name, names[i]))
			return true;
	}
	return length > 20 && !strcmp(name + length - 21, ".0.0.0.0.0.0.ip6.arpa");
}

/* The zones may be in files that it includes. */
static bool serves_zones(struct looking *looking, const char *path)
{
	struct arena *arena = arena_new();
	struct source_files *files = source_files_new(arena, looking->root);
	struct source_file *file;
	struct diagnostics diagnostics;
	struct named named = { 0 };
	bool fits = false;
	int r = source_files_open(files, path, &file);

	if (r >= 0) {
		diag_init(&diagnostics, arena);
		named_read(arena, files, file, *path != '/', &diagnostics, &named);
	}
	for (size_t i = 0; i < named.zone_count && !fits; i++)
		fits = !is_usual_zone(named.zones[i]->name);
	arena_free(arena);
	/* What cannot be read is named all the same: the reader says why. */
	return fits || r == -EACCES;
}

/* What editors and packages leave beside a file. */
static bool is_copy(const char *path)
{
	static const char *const ends[] = { "~",	".bak",	   ".orig",
					    ".old",	".save",   ".swp",
					    ".rpmsave", ".rpmnew", ".dpkg-old" };
	size_t length = strlen(path);

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		size_t end = strlen(ends[i]);

		if (length > end && !strcmp(path + length - end, ends[i]))
			return true;
	}
	return false;
}

static bool speaks_of_install(struct looking *looking, const struct place *place,
			      const char *path)
{
	size_t length;
	char *bytes;
	bool fits = false;
	int r;

	if (place->no_copies && is_copy(path))
		return false;
	if (place->fits)
		return place->fits(looking, path);
	if (!place->words[0])
		return true;
	r = file_read(real_path(looking, path), FILE_TEXT_MAX, &bytes, &length);
	/* What cannot be read is named all the same: the reader says why. */
	if (r < 0)
		return r == -EACCES || r == -EFBIG;
	for (const char *p = bytes, *end = bytes + length; p < end && !fits;) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		size_t size = (size_t)((stop ? stop : end) - p);

		for (size_t i = 0; is_text_line(p, size) && place->words[i]; i++)
			fits |= has_word(p, size, place->words[i]);
		p += size + 1;
	}
	free(bytes);
	return fits;
}

static const char *folder_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	return slash == path ? "/" : arena_strndup(arena, path, (size_t)(slash - path));
}

static void take(struct looking *looking, const struct place *place, const char *path)
{
	struct discovery *result = looking->result;
	char *base = (char *)result->config + place->offset;
	const struct config_text text = {
		path, {path, 0, 0}
	};

	if (place->is_list) {
		struct config_list *list = (struct config_list *)(void *)base;

		list->items = arena_grow(looking->arena, list->items, list->count,
					 sizeof *list->items);
		list->items[list->count++] = text;
		list->given = true;
	} else {
		*(struct config_text *)(void *)base = text;
	}
	result->items = arena_grow(looking->arena, result->items, result->count,
				   sizeof *result->items);
	result->items[result->count++] = (struct discovered){ place->key, path, 0 };
}

/* RHEL starts HAProxy with both: its one configuration is the file and the folder. */
static const char *const haproxy_parts[] = { "/etc/haproxy/haproxy.cfg",
					     "/etc/haproxy/conf.d" };

static bool has_files(struct looking *looking, const char *folder)
{
	looking->count = 0;
	looking->found = NULL;
	expand(looking, "/", arena_printf(looking->arena, "%s/*.cfg", folder + 1));
	return looking->count;
}

/* Where HAProxy's configuration lies in its usual place, all of its parts are taken. */
static void complete_haproxy(struct looking *looking, const struct place *place)
{
	struct config_list *list = &looking->result->config->haproxy;
	const char *first = list->count == 1 ? list->items[0].value : "";

	if (strncmp(first, "/etc/haproxy/", 13) != 0 ||
	    !has_files(looking, haproxy_parts[1]))
		return;
	list->count = 0;
	looking->result->count--;
	for (size_t i = 0; i < 2; i++) {
		if (i || is_there(looking, haproxy_parts[i]))
			take(looking, place, haproxy_parts[i]);
	}
}

static void look_for(struct looking *looking, const struct place *place)
{
	struct discovery *result = looking->result;
	size_t taken = 0;

	for (size_t i = 0; place->unless && i < result->count; i++) {
		if (!strcmp(result->items[i].key, place->unless))
			return;
	}
	if (place->beside && !result->count)
		return;
	looking->count = 0;
	looking->found = NULL;
	for (size_t i = 0; i < PATTERN_MAX && place->patterns[i]; i++) {
		const char *pattern = place->patterns[i];

		if (*pattern == '/')
			expand(looking, "/", pattern + 1);
		else
			expand(looking, looking->root ? "/" : "", pattern);
	}
	for (size_t i = 0; i < looking->count; i++) {
		const char *path = looking->found[i];

		if (!speaks_of_install(looking, place, path))
			continue;
		if (place->is_folder)
			path = folder_of(looking->arena, path);
		if (!taken++ || place->all)
			take(looking, place, path);
		else if (strcmp(path, result->items[result->count - 1].path) != 0)
			result->items[result->count - 1].others++;
	}
	if (taken && place->offset == IN(haproxy))
		complete_haproxy(looking, place);
}

void discover(struct arena *arena, const char *root, struct discovery *ret_discovery)
{
	static const char *const looked_for[] = {
		"install-config.yaml and ignition files, here and one folder below",
		"haproxy.cfg, named.conf, zone files, dhcpd.conf, dnsmasq.conf and *.ipxe, here",
		"nginx.conf, httpd.conf and apache2.conf, here",
		"/etc/haproxy/haproxy.cfg and /etc/haproxy/conf.d",
		"/etc/named.conf, /etc/bind/named.conf",
		"/etc/dhcp/dhcpd.conf, /etc/dnsmasq.conf and /etc/dnsmasq.d",
		"/etc/nginx/nginx.conf, /etc/httpd/conf/httpd.conf, /etc/apache2/apache2.conf",
		"*.ipxe in /usr/share/nginx/html, /var/www/html, /var/lib/tftpboot, /srv/tftp",
		"pxelinux.cfg and grub.cfg, here and in /var/lib/tftpboot, /tftpboot, /srv/tftp",
		NULL,
	};
	struct looking looking = {
		.arena = arena,
		.files = source_files_new(arena, root),
		.root = root && *root ? root : NULL,
		.result = ret_discovery,
	};

	*ret_discovery = (struct discovery){ .places = looked_for };
	ret_discovery->config = arena_alloc(arena, sizeof *ret_discovery->config);
	ret_discovery->config->directory = ".";
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
		look_for(&looking, &places[i]);
}
