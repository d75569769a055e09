#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/arena.h"
#include "tests/support/command.h"
#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_web_root;

#define CONFIG(sources, hosts)                                           \
	"cluster: {name: ocp45, baseDomain: example}\n"                  \
	"sources: {ipxe: b.ipxe, " sources "}\n"                         \
	"nodes:\n- {name: m1, role: master, addresses: [172.16.0.21]}\n" \
	"hosts:\n" hosts "artifacts: {baseUrl: \"http://172.16.0.101/\"}\n"

#define BASTION "- {name: bastion.example, addresses: [172.16.0.101], roles: [http]}\n"
#define ALL                                                                  \
	"- {name: bastion.example, addresses: [172.16.0.101], roles: [http," \
	" loadbalancer]}\n"

#define SCRIPT(host)                                                               \
	"#!ipxe\n:master\nkernel http://" host "/ocp/vmlinuz coreos.inst.ignition" \
	"_url=http://" host "/ocp/master.ign\ninitrd http://" host                 \
	"/ocp/initramfs.img\nboot\n"

#define NGINX(text) "events { }\nhttp {\n" text "\n}\n"

static void expect_files(const char *config, const char *script, const char *name,
			 const char *server, const char *haproxy,
			 const char *const *expected)
{
	struct lint_world *world = lint_world_new();

	lint_world_config(world, config);
	lint_world_file(world, "b.ipxe", script);
	lint_world_file(world, name, server);
	if (haproxy)
		lint_world_file(world, "haproxy.cfg", haproxy);
	lint_world_expect(world, &probe_lint_web_root, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

#define EXPECT_NGINX(host, server, ...)                                                \
	expect_files(CONFIG("nginx: nginx.conf", BASTION), SCRIPT(host), "nginx.conf", \
		     server, NULL, ((const char *const[]){ __VA_ARGS__, NULL }))
#define EXPECT_APACHE(host, server, ...)                                                \
	expect_files(CONFIG("apache: httpd.conf", BASTION), SCRIPT(host), "httpd.conf", \
		     server, NULL, ((const char *const[]){ __VA_ARGS__, NULL }))

START_TEST(right_ones_pass)
{
	EXPECT_NGINX("172.16.0.101", NGINX("server { root /srv/www; }"),
		     "pass nginx.conf");
	EXPECT_NGINX("172.16.0.101:8080",
		     NGINX("server { listen 172.16.0.101:8080; root /srv; }"),
		     "pass nginx.conf");
	EXPECT_NGINX("bastion.example", NGINX("server { root /srv/$host; }"),
		     "pass nginx.conf");
	/* Answered elsewhere, or by who asks. */
	EXPECT_NGINX("172.16.0.101",
		     NGINX("server { location / { proxy_pass http://x; }\n"
			   "location /ocp/ { allow 172.16.0.0/16; deny all; } }"),
		     "pass nginx.conf");
	EXPECT_NGINX("172.16.0.101",
		     NGINX("server { return 301 https://bastion$request_uri; }"),
		     "pass nginx.conf");
	EXPECT_APACHE(
		"172.16.0.101",
		"Listen 80\nDocumentRoot /srv\n<Directory />\nRequire all denied\n"
		"</Directory>\n<Directory /srv>\nRequire all granted\n</Directory>\n",
		"pass httpd.conf");
	/* More of it is elsewhere. */
	EXPECT_APACHE("172.16.0.101:8080", "Listen 80\nInclude conf.d/*.conf\n",
		      "pass httpd.conf");
	/* Of another host. */
	EXPECT_NGINX("172.16.0.55:8080", NGINX("server { root /srv; }"),
		     "pass nginx.conf");
}
END_TEST

START_TEST(the_server_listens_on_the_port_of_the_urls)
{
	EXPECT_NGINX("172.16.0.101:8080", NGINX("server { root /srv; }"),
		     "fail b.ipxe:3:8 http://172.16.0.101:8080/");
	EXPECT_APACHE("172.16.0.101", "Listen 8080\nDocumentRoot /srv\n",
		      "fail b.ipxe:3:8 http://172.16.0.101/");
	EXPECT_APACHE("bastion.example", "Listen 172.16.0.102:80\nDocumentRoot /srv\n",
		      "fail b.ipxe:3:8 http://bastion.example/");
	EXPECT_NGINX("172.16.0.101:443", NGINX("server { listen 443 ssl; root /srv; }"),
		     "fail b.ipxe:3:8 http://172.16.0.101:443/");
}
END_TEST

START_TEST(the_server_gives_the_files_out)
{
	EXPECT_NGINX("172.16.0.101",
		     NGINX("server { root /srv; location /ocp/ { deny all; } }"),
		     "fail nginx.conf:3:38 http://172.16.0.101/ocp/vmlinuz");
	EXPECT_NGINX("172.16.0.101", NGINX("server { return 404; }"),
		     "fail nginx.conf:3:10 http://172.16.0.101/ocp/vmlinuz");
	EXPECT_APACHE("172.16.0.101",
		      "Listen 80\nDocumentRoot /srv\nAlias /ocp /data/ocp\n"
		      "<Directory />\nRequire all denied\n</Directory>\n"
		      "<Directory /srv>\nRequire all granted\n</Directory>\n",
		      "fail httpd.conf:5:1 http://172.16.0.101/ocp/vmlinuz");
}
END_TEST

START_TEST(the_balancer_is_left_its_ports)
{
	static const char haproxy[] = "defaults\n\tmode tcp\nlisten http\n"
				      "\tbind *:80\n\tserver w1 172.16.0.31:80\n";

	expect_files(CONFIG("nginx: nginx.conf, haproxy: haproxy.cfg", ALL),
		     SCRIPT("172.16.0.101"), "nginx.conf",
		     NGINX("server {\n listen 80;\n root /srv;\n}"), haproxy,
		     (const char *const[]){ "fail nginx.conf:4:9 nginx/80", NULL });
	/* What the balancer takes is not missed at the web server. */
	expect_files(CONFIG("nginx: nginx.conf, haproxy: haproxy.cfg", ALL),
		     SCRIPT("172.16.0.101"), "nginx.conf",
		     NGINX("server {\n listen 8080;\n root /srv;\n}"), haproxy,
		     (const char *const[]){ "pass nginx.conf", NULL });
	expect_files(
		CONFIG("nginx: nginx.conf, haproxy: haproxy.cfg", BASTION),
		SCRIPT("172.16.0.101"), "nginx.conf",
		NGINX("server {\n listen 8080;\n root /srv;\n}"), haproxy,
		(const char *const[]){ "fail b.ipxe:3:8 http://172.16.0.101/", NULL });
	/* Another address, another port, another host. */
	expect_files(CONFIG("nginx: nginx.conf, haproxy: haproxy.cfg", BASTION),
		     SCRIPT("172.16.0.101"), "nginx.conf",
		     NGINX("server {\n listen 80;\n root /srv;\n}"), haproxy,
		     (const char *const[]){ "pass nginx.conf", NULL });
	expect_files(CONFIG("nginx: nginx.conf, haproxy: haproxy.cfg", ALL),
		     SCRIPT("172.16.0.101:8080"), "nginx.conf",
		     NGINX("server {\n listen 8080;\n root /srv;\n}"), haproxy,
		     (const char *const[]){ "pass nginx.conf", NULL });
	expect_files(CONFIG("nginx: nginx.conf, haproxy: haproxy.cfg", ALL),
		     SCRIPT("172.16.0.101"), "nginx.conf",
		     NGINX("server {\n listen 172.16.0.101:80;\n root /srv;\n}"),
		     "listen http\n\tbind 172.16.0.111:80\n\tserver w1 172.16.0.31:80\n",
		     (const char *const[]){ "pass nginx.conf", NULL });
}
END_TEST

/* A web server of this very machine, whose files can be looked at. */
static void expect_here(struct arena *arena, const char *folder, const char *root,
			const char *const *expected)
{
	const char *path = arena_printf(arena, "%s/nginx.conf", folder);
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fprintf(file, NGINX("server {\n root %s;\n}"), root);
	fclose(file);
	expect_files(arena_printf(arena,
				  "cluster: {name: ocp45, baseDomain: example}\n"
				  "sources: {ipxe: b.ipxe, nginx: %s}\n",
				  path),
		     SCRIPT("127.0.0.1"), "unused", "", NULL, expected);
}

static void put(struct arena *arena, const char *folder, const char *name)
{
	FILE *file = fopen(arena_printf(arena, "%s/%s", folder, name), "w");

	ck_assert_ptr_nonnull(file);
	fclose(file);
}

START_TEST(the_files_are_there)
{
	char folder[] = "/tmp/web-root-XXXXXX", output[256];
	struct arena *arena = arena_new();
	const char *conf;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	conf = arena_printf(arena, "%s/nginx.conf", folder);
	mkdir(arena_printf(arena, "%s/ocp", folder), 0755);
	put(arena, folder, "ocp/vmlinuz");
	put(arena, folder, "ocp/initramfs.img");
	put(arena, folder, "master.ign");
	expect_here(arena, folder, folder,
		    (const char *const[]){
			    "fail b.ipxe:3:62 http://127.0.0.1/ocp/master.ign", NULL });
	put(arena, folder, "ocp/master.ign");
	expect_here(arena, folder, folder,
		    (const char *const[]){ arena_printf(arena, "pass %s", conf), NULL });
	expect_here(
		arena, folder, arena_printf(arena, "%s/none", folder),
		(const char *const[]){
			arena_printf(arena, "fail %s:4:7 %s/none", conf, folder), NULL });
	command_run((const char *const[]){ "rm", "-rf", folder, NULL }, output,
		    sizeof output);
	arena_free(arena);
}
END_TEST

SUITE("probes/lint/web-root", right_ones_pass, the_server_listens_on_the_port_of_the_urls,
      the_server_gives_the_files_out, the_balancer_is_left_its_ports,
      the_files_are_there);
