#include "late.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void missing(const struct late_library *library)
{
	const char *words = dlerror();

	fprintf(stderr, "ocp-preflight: cannot load %s\n",
		words ? words : library->soname);
	exit(3);
}

void late_find(struct late_library *library, const char *name, void *function,
	       size_t size)
{
	void *found;

	if (!library->handle)
		library->handle = dlopen(library->soname, RTLD_LAZY | RTLD_LOCAL);
	found = library->handle ? dlsym(library->handle, name) : NULL;
	if (!found)
		missing(library);
	memcpy(function, &found, size);
}
