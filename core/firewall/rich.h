/*
 * A rule in firewalld's rich language (firewalld.richlanguage(5)) -> struct firewall_rule:
 *
 *   rule family="ipv4" source address="172.16.0.0/24" port port="22623" protocol="tcp" accept
 */
#pragma once

#include "firewall.h"

/*
 * 0, or -EINVAL where the text is not a rule as firewalld takes it. Longer than 4096 bytes is not
 * a rule.
 */
int firewall_parse_rule(struct arena *arena, const char *text,
			struct firewall_rule *ret_rule);
