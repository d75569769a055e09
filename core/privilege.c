#include "privilege.h"

#include <sys/capability.h>

static const cap_value_t raw = CAP_NET_RAW;

static void set(cap_flag_value_t value, bool permitted)
{
	cap_t caps = cap_get_proc();

	if (!caps)
		return;
	if (!cap_set_flag(caps, CAP_EFFECTIVE, 1, &raw, value) &&
	    (!permitted || !cap_set_flag(caps, CAP_PERMITTED, 1, &raw, value)))
		(void)cap_set_proc(caps);
	cap_free(caps);
}

void privilege_raise_raw(bool raise)
{
	set(raise ? CAP_SET : CAP_CLEAR, false);
}

void privilege_drop_raw(void)
{
	set(CAP_CLEAR, true);
}
