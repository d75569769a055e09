#include "config_write.h"

#include <ctype.h>
#include <string.h>

#include "config.h"

#define COMMENT_COLUMN 64 /* where comments begin, if the line is shorter */

/* A line that is being written. */
struct line {
	FILE *out;
	size_t width;
};

static void put(struct line *line, const char *text)
{
	fputs(text, line->out);
	line->width += strlen(text);
}

/* YAML takes everything for text that looks like a word or a path; the rest is quoted. */
static bool is_plain(const char *text)
{
	if (!isalpha((unsigned char)*text) && *text != '/' && !strchr(text, '.'))
		return false;
	if (!isalnum((unsigned char)*text) && *text != '/')
		return false;
	/* "4.10" would be the number 4.1. */
	if (text[strspn(text, "0123456789.")] == '\0' &&
	    strchr(text, '.') == strrchr(text, '.'))
		return false;
	for (const char *p = text; *p; p++) {
		if (!isalnum((unsigned char)*p) && !strchr("./_-", *p))
			return false;
	}
	return true;
}

static void put_value(struct line *line, const char *text)
{
	char escaped[8];

	if (is_plain(text)) {
		put(line, text);
		return;
	}
	put(line, "\"");
	for (const char *p = text; *p; p++) {
		if ((unsigned char)*p < ' ')
			snprintf(escaped, sizeof escaped, "\\x%02x", *p);
		else
			snprintf(escaped, sizeof escaped, "%s%c",
				 *p == '"' || *p == '\\' ? "\\" : "", *p);
		put(line, escaped);
	}
	put(line, "\"");
}

static void put_list(struct line *line, const struct config_list *list)
{
	put(line, "[");
	for (size_t i = 0; i < list->count; i++) {
		put(line, i ? ", " : "");
		put_value(line, list->items[i].value);
	}
	put(line, "]");
}

/* "# haproxy.cfg:12" */
static void end_line(struct line *line, const struct where *where)
{
	if (where && where->file) {
		fprintf(line->out, "%*s # %s",
			line->width < COMMENT_COLUMN ? (int)(COMMENT_COLUMN - line->width)
						     : 0,
			"", where->file);
		if (where->line)
			fprintf(line->out, ":%u", where->line);
	}
	fputc('\n', line->out);
	line->width = 0;
}

static void write_text(struct line *line, const char *key, const struct config_text *text)
{
	if (!text->value)
		return;
	put(line, "  ");
	put(line, key);
	put(line, ": ");
	put_value(line, text->value);
	end_line(line, text->where.line ? &text->where : NULL);
}

static void write_list(struct line *line, const char *key, const struct config_list *list)
{
	if (!list->count)
		return;
	put(line, "  ");
	put(line, key);
	put(line, ": ");
	if (list->count == 1 && list->items[0].where.file && !list->items[0].where.line)
		put_value(line, list->items[0].value);
	else
		put_list(line, list);
	end_line(line, list->items[0].where.line ? &list->items[0].where : NULL);
}

static void write_cluster(struct line *line, const struct config *config)
{
	fputs("cluster:\n", line->out);
	write_text(line, "name", &config->cluster_name);
	write_text(line, "baseDomain", &config->base_domain);
	write_text(line, "openshiftVersion", &config->openshift_version);
	if (!config->cluster_name.value)
		fputs("  # name: ocp45\n", line->out);
	if (!config->base_domain.value)
		fputs("  # baseDomain: example.localdomain\n", line->out);
	if (!config->openshift_version.value)
		fputs("  # openshiftVersion: \"4.16\"    # some rules differ by release\n",
		      line->out);
}

static void write_sources(struct line *line, const struct config *config)
{
	fputs("\nsources:\n", line->out);
	write_text(line, "installConfig", &config->install_config);
	write_text(line, "installDir", &config->install_dir);
	write_list(line, "haproxy", &config->haproxy);
	write_text(line, "named", &config->named);
	write_list(line, "zones", &config->zones);
	write_text(line, "dhcpd", &config->dhcpd);
	write_text(line, "dnsmasq", &config->dnsmasq);
	write_list(line, "ipxe", &config->ipxe);
	write_text(line, "nginx", &config->nginx);
	write_text(line, "apache", &config->apache);
	write_list(line, "pxelinux", &config->pxelinux);
	write_list(line, "grub", &config->grub);
	write_text(line, "hosts", &config->hosts_file);
}

static void write_endpoints(struct line *line, const struct config *config)
{
	if (!config->api.count && !config->api_int.count && !config->ingress.count) {
		fputs("\n# Without endpoints any address that DNS gives is right.\n"
		      "# endpoints: {api: [172.16.0.111], apiInt: [172.16.0.110], ingress: "
		      "[172.16.0.111]}\n",
		      line->out);
		return;
	}
	fputs("\nendpoints:\n", line->out);
	write_list(line, "api", &config->api);
	write_list(line, "apiInt", &config->api_int);
	write_list(line, "ingress", &config->ingress);
}

static void write_nodes(struct line *line, const struct config *config)
{
	if (!config->node_count) {
		fputs("\n# No file names the nodes.\n# nodes:\n"
		      "#   - {name: bs, role: bootstrap, addresses: [172.16.0.11]}\n"
		      "#   - {name: m1, role: master, addresses: [172.16.0.21]}\n",
		      line->out);
		return;
	}
	fputs("\nnodes:\n", line->out);
	for (size_t i = 0; i < config->node_count; i++) {
		const struct config_node *node = &config->nodes[i];

		put(line, "  - {name: ");
		put_value(line, node->name.value);
		put(line, ", role: ");
		put(line, node->role.value);
		if (node->addresses.count) {
			put(line, ", addresses: ");
			put_list(line, &node->addresses);
		}
		if (node->mac.value) {
			put(line, ", mac: ");
			put_value(line, node->mac.value);
		}
		put(line, "}");
		end_line(line, &node->where);
	}
}

static void write_hosts(struct line *line, const struct config *config)
{
	if (!config->host_count) {
		fputs("\n# hosts:    # which machine has which part: bastion, dns, dhcp, "
		      "loadbalancer, http, ntp\n"
		      "#   - {name: lb1.example.localdomain, addresses: [172.16.0.110], roles: "
		      "[loadbalancer]}\n",
		      line->out);
		return;
	}
	fputs("\nhosts:\n", line->out);
	for (size_t i = 0; i < config->host_count; i++) {
		const struct config_host *host = &config->hosts[i];

		put(line, "  - {name: ");
		put_value(line, host->name.value);
		if (host->addresses.count) {
			put(line, ", addresses: ");
			put_list(line, &host->addresses);
		}
		put(line, ", roles: ");
		put_list(line, &host->roles);
		put(line, "}");
		end_line(line, &host->where);
	}
}

static void write_services(struct line *line, const struct config *config)
{
	if (config->dns_servers.count) {
		fputs("\ndns:\n", line->out);
		write_list(line, "servers", &config->dns_servers);
	} else {
		fputs("\n# dns: {servers: [172.16.0.102]}    # default: those of "
		      "/etc/resolv.conf\n",
		      line->out);
	}
	if (config->base_url.value || config->docroot.value) {
		fputs("\nartifacts:\n", line->out);
		write_text(line, "baseUrl", &config->base_url);
		write_text(line, "docroot", &config->docroot);
		write_list(line, "files", &config->artifact_files);
	} else {
		fputs("\n# artifacts:    # what nodes fetch while they boot\n"
		      "#   baseUrl: http://bastion.example.localdomain/\n"
		      "#   docroot: /usr/share/nginx/html\n"
		      "#   files: [bootstrap.ign, master.ign, worker.ign]\n",
		      line->out);
	}
}

void config_write(FILE *out, const struct config *config, const char *note)
{
	struct line line = { .out = out };

	while (note && *note) {
		size_t length = strcspn(note, "\n");

		fprintf(out, "# %.*s\n", (int)length, note);
		note += length + (note[length] == '\n');
	}
	if (note)
		fputc('\n', out);
	write_cluster(&line, config);
	write_sources(&line, config);
	write_endpoints(&line, config);
	write_nodes(&line, config);
	write_hosts(&line, config);
	write_services(&line, config);
}
