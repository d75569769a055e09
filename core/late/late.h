/*
 * Libraries that are loaded when they are first called: each of them is needed by few commands, and
 * would take the dynamic linker its time before main(), whatever is asked of the program.
 *
 * For each there is a file here that defines the functions that we call: each finds its namesake in
 * the library and calls it. Whoever calls them includes the library's header and knows nothing of
 * this. A new function needs a new line there; the linker says so. Variables of a library cannot be
 * had this way. With OCP_LATE_LIBRARIES=OFF the files are left out and the libraries are linked.
 */
#pragma once

#include <stddef.h>

/* Its functions are called first from one thread, or from one after the other. */
struct late_library {
	const char *soname; /* searched where the dynamic linker searches */
	void *handle;	    /* NULL: not loaded yet */
};

/*
 * Writes the address of the function to the pointer `function` of that size. Where there is none
 * the program ends as where it cannot be loaded itself: no check has ended as it should.
 */
void late_find(struct late_library *library, const char *name, void *function,
	       size_t size);

/* One function of the `library` of this file; its header checks the types. */
/* clang-format off */
#define LATE(result, name, parameters, arguments)                       \
	result (name) parameters                                        \
	{                                                               \
		static result (*real) parameters;                       \
		if (!real)                                              \
			late_find(&library, #name, &real, sizeof real); \
		return real arguments;                                  \
	}
#define LATE_VOID(name, parameters, arguments)                          \
	void (name) parameters                                          \
	{                                                               \
		static void (*real) parameters;                         \
		if (!real)                                              \
			late_find(&library, #name, &real, sizeof real); \
		real arguments;                                         \
	}
/* clang-format on */
