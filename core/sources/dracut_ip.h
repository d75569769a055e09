/*
 * The value of the kernel argument ip= (dracut.cmdline(7)), as both that read it take it: the
 * scripts of dracut (up to OpenShift 4.5), and the generator of NetworkManager.
 *
 *   ip=dhcp
 *   ip=INTERFACE:dhcp[:[MTU][:MAC]]
 *   ip=CLIENT:[PEER]:GATEWAY:NETMASK:HOSTNAME:INTERFACE:none[:[MTU][:MAC]], or [:[DNS1][:DNS2]]
 *
 * A pure function of the bytes. IPv6 addresses stand in brackets, which are taken off.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum dracut_ip_form {
	DRACUT_IP_KIND,	     /* ip=dhcp */
	DRACUT_IP_INTERFACE, /* ip=ens3:dhcp */
	DRACUT_IP_CLIENT,    /* ip=172.16.0.21::... */
};

struct dracut_ip_field {
	const char *text; /* "" where it is empty or not there */
	unsigned offset;  /* bytes into the value; behind a bracket */
};

struct dracut_ip {
	enum dracut_ip_form form;
	struct dracut_ip_field client, peer, gateway, netmask, host_name, interface, kind;
	struct dracut_ip_field dns[2]; /* the form with a client alone */
	size_t count;		       /* fields in all */
};

void dracut_ip_read(struct arena *arena, const char *value, size_t length,
		    struct dracut_ip *ret_ip);
/* "dhcp", "none", "dhcp,dhcp6" ...: what may stand as the kind. */
bool dracut_ip_is_kind(const char *text);
