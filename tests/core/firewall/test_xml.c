/*
 * firewalld's files.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/firewall/xml.h"
#include "tests/support/suite.h"

static char top[] = "/tmp/test-firewall-xml-XXXXXX";

static void put(const char *path, const char *text)
{
	char name[256];
	FILE *file;

	for (const char *slash = strchr(path, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		(void)snprintf(name, sizeof name, "%s/%.*s", top, (int)(slash - path),
			       path);
		(void)mkdir(name, 0755);
	}
	(void)snprintf(name, sizeof name, "%s/%s", top, path);
	file = fopen(name, "w");
	ck_assert_ptr_nonnull(file);
	(void)fputs(text, file);
	(void)fclose(file);
}

/* One by one: only what the site has no word about. */
static void what_was_shipped(const char *site, const char *vendor)
{
	struct arena *arena = arena_new();
	struct firewall *firewall = firewall_new(arena);
	struct firewall_names names = { 0 };

	ck_assert_int_eq(firewall_xml_load_shipped(firewall, FIREWALL_SERVICE_FILE, "ssh",
						   site, vendor),
			 0);
	ck_assert_uint_eq(firewall_service(firewall, "ssh")->ports.count, 1);
	ck_assert_int_eq(firewall_xml_load_shipped(firewall, FIREWALL_ZONE, "public",
						   site, vendor),
			 -EEXIST);
	ck_assert_int_eq(firewall_xml_load_shipped(firewall, FIREWALL_ZONE, "nothing",
						   site, vendor),
			 -ENOENT);
	ck_assert_int_eq(firewall_xml_load_shipped(firewall, FIREWALL_ZONE,
						   "../zones/drop", site, vendor),
			 -EINVAL);
	ck_assert_uint_eq(firewall->zone_count, 0);
	ck_assert_int_eq(firewall_xml_shipped_names(firewall, FIREWALL_SERVICE_FILE, site,
						    vendor, &names),
			 0);
	ck_assert_uint_eq(names.count, 2);
	ck_assert_str_eq(names.items[0], "group");
	ck_assert_int_eq(firewall_xml_shipped_names(firewall, FIREWALL_POLICY, site,
						    vendor, &names),
			 -EEXIST);
	ck_assert_int_eq(firewall_xml_shipped_names(firewall, FIREWALL_POLICY, vendor,
						    vendor, &names),
			 -ENOENT);
	arena_free(arena);
}

START_TEST(the_site_wins_over_the_vendor)
{
	struct arena *arena = arena_new();
	const struct firewall *firewall, *zones;
	const struct firewall_zone *zone;
	char site[64], vendor[64];
	struct addr node, other;
	struct firewall_question question = { .port = 22623, .protocol = "tcp" };
	size_t broken;

	ck_assert_ptr_nonnull(mkdtemp(top));
	(void)snprintf(site, sizeof site, "%s/etc", top);
	(void)snprintf(vendor, sizeof vendor, "%s/usr", top);
	ck_assert_int_eq(firewall_xml_load(arena, site, vendor, &broken, &firewall),
			 -ENOENT);

	put("usr/zones/public.xml",
	    "<zone><service name='ssh'/><service name='old'/></zone>");
	put("usr/zones/drop.xml", "<zone target='DROP'/>");
	put("usr/services/ssh.xml",
	    "<service><port port='22' protocol='tcp'/></service>");
	put("usr/services/group.xml",
	    "<service><include service='ssh'/><protocol value='igmp'/>"
	    "<destination ipv4='224.0.0.0/4'/></service>");
	put("etc/firewalld.conf",
	    "# comment\nDefaultZone=internal\nIndividualCalls=no\n");
	put("etc/zones/public.xml",
	    "<?xml version='1.0'?><zone target='%%REJECT%%'><interface name='ens192'/>"
	    "<service name='ssh'/><port port='6443' protocol='tcp'/>"
	    "<rule family='ipv4' priority='-1'><source address='172.16.0.0/24'/>"
	    "<port port='22623' protocol='tcp'/><log prefix='x'><limit value='1/m'/></log>"
	    "<accept/></rule><rule><nonsense/></rule></zone>");
	put("etc/zones/work.xml", "<zone><source ipset='nodes'/></zone>");
	put("etc/zones/broken.xml", "<zone><service name='ssh'");
	put("etc/ipsets/nodes.xml",
	    "<ipset type='hash:net'><entry>172.16.1.0/24</entry></ipset>");
	put("etc/policies/in.xml",
	    "<policy target='CONTINUE' priority='-3'><ingress-zone name='ANY'/>"
	    "<egress-zone name='HOST'/><service name='ssh'/></policy>");
	ck_assert_int_eq(firewall_xml_load(arena, site, vendor, &broken, &firewall), 0);
	ck_assert_uint_eq(broken, 1);
	ck_assert_str_eq(firewall->default_zone, "internal");
	zone = firewall_zone(firewall, "public");
	ck_assert_ptr_nonnull(zone);
	ck_assert(!firewall_has_name(&zone->set.services, "old"));
	ck_assert_uint_eq(zone->set.rule_count, 1);
	ck_assert_str_eq(zone->target, "%%REJECT%%");
	ck_assert(firewall_service(firewall, "group")->destination4.addr.family ==
		  AF_INET);
	ck_assert_int_eq(firewall->policies[0].priority, -3);

	(void)addr_parse("172.16.0.21", &node);
	(void)addr_parse("172.16.1.21", &other);
	question.interface = "ens192";
	question.source = &node;
	ck_assert(firewall_judge(firewall, &question).open);
	question.source = &other;
	ck_assert_str_eq(firewall_judge(firewall, &question).zone, "work");
	ck_assert(!firewall_judge(firewall, &question).open);
	question.port = 22;
	ck_assert(firewall_judge(firewall, &question).open);

	/* The zones alone: the same, and nothing else. */
	ck_assert_int_eq(firewall_xml_load_zones(arena, site, vendor, &zones), 0);
	ck_assert_uint_eq(zones->zone_count, firewall->zone_count);
	ck_assert_uint_eq(zones->service_count, 0);
	ck_assert_uint_eq(firewall_zone(zones, "work")->source_count,
			  firewall_zone(firewall, "work")->source_count);
	ck_assert_int_eq(firewall_xml_load_zones(arena, "/nowhere", "/nowhere", &zones),
			 -ENOENT);
	arena_free(arena);
	what_was_shipped(site, vendor);

	{
		static const char *const files[] = {
			"usr/zones/public.xml",
			"usr/zones/drop.xml",
			"usr/services/ssh.xml",
			"usr/services/group.xml",
			"etc/firewalld.conf",
			"etc/zones/public.xml",
			"etc/zones/work.xml",
			"etc/zones/broken.xml",
			"etc/ipsets/nodes.xml",
			"etc/policies/in.xml",
			"usr/zones",
			"usr/services",
			"etc/zones",
			"etc/ipsets",
			"etc/policies",
			"etc",
			"usr",
		};
		char path[256];

		for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
			(void)snprintf(path, sizeof path, "%s/%s", top, files[i]);
			ck_assert_int_eq(remove(path), 0);
		}
		ck_assert_int_eq(rmdir(top), 0);
	}
}
END_TEST

START_TEST(refuses_what_is_no_such_file)
{
	struct arena *arena = arena_new();
	struct firewall *firewall = firewall_new(arena);
	static const char *const files[] = {
		"",
		"hello",
		"<service/>",
		"<zone>",
		"<!DOCTYPE zone [<!ENTITY a 'b'>]><zone/>",
		"<zone><a><b><c><d><e><f><g><h/></g></f></e></d></c></b></a></zone>",
	};

	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		ck_assert_msg(firewall_xml_parse(firewall, FIREWALL_ZONE, "z", files[i],
						 strlen(files[i])) == -EINVAL,
			      "%s", files[i]);
	arena_free(arena);
}
END_TEST

SUITE("firewall_xml", the_site_wins_over_the_vendor, refuses_what_is_no_such_file);
