#include "limits.h"

#include <sys/resource.h>

#define SOCKETS_LEAST 16

unsigned limits_sockets(void)
{
	struct rlimit limit;
	rlim_t usable;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return SOCKETS_LEAST;
	if (limit.rlim_cur < limit.rlim_max) {
		rlim_t soft = limit.rlim_cur;

		limit.rlim_cur = limit.rlim_max;
		if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
			limit.rlim_cur = soft;
	}
	usable = limit.rlim_cur < LIMIT_DESCRIPTORS ? limit.rlim_cur : LIMIT_DESCRIPTORS;
	if (usable < LIMIT_DESCRIPTORS_RESERVE + SOCKETS_LEAST)
		return SOCKETS_LEAST;
	return (unsigned)(usable - LIMIT_DESCRIPTORS_RESERVE);
}
